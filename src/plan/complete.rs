//! What is shown gets what the manifest's way of cutting out needs beside it: a second plate, which
//! is bought, or a mask. After the loop, and for the winner alone.

use crate::action::EditRequest;
use crate::digest::Digest;
use crate::lock::Taken;
use crate::name::PartName;
use crate::plan::context::StageContext;
use crate::plan::way::plate_request;
use crate::plan::work::{Flow, need};
use crate::plan::{Looked, MaskWish, Round, Work};
use crate::resolve::Cutout;

/// What a painting lacks.
enum Lack {
    Nothing,
    Plate(Box<EditRequest>),
    Mask(MaskWish),
}

impl StageContext<'_> {
    /// Finds what the shown paintings lack, writes it into what was taken, and looks again.
    ///
    /// A picture that is kept whatever its brief says is cut out by what it has.
    pub(crate) fn complete(&self, round: &mut Round, taken: &mut [Taken]) -> Flow<()> {
        let (mut plates, mut masks, mut is_new) = (Vec::new(), Vec::new(), false);
        for idx in round.members.iter().filter(|_| !self.progress.kept) {
            let it = &mut taken[*idx];
            let lack = self.lack(it)?;
            if !matches!(lack, Lack::Nothing) {
                self.has_pictures(it)?;
            }
            match lack {
                Lack::Nothing => {}
                Lack::Plate(request) => match self.plate(&request) {
                    Some(found) => {
                        is_new |= it.plate != Some(found);
                        it.plate = Some(found);
                    }
                    None if self.is_cut_short() => round.due = true,
                    None => plates.push(*request),
                },
                Lack::Mask(wish) => match self.known.masked(&wish) {
                    Some(found) => {
                        is_new = true;
                        it.mask = Some(found.id());
                    }
                    None => masks.push(wish),
                },
            }
        }
        need(plates, Work::Edit)?;
        need(masks, Work::Mask)?;
        if is_new { self.look_again(round, taken) } else { Flow::Continue(()) }
    }

    /// Finds masks for paintings whose borders show nothing to go by, where the manifest leaves the way
    /// open and the user has a network. They cost nothing, so a loop has them before it checks. Whether
    /// there are new ones.
    pub(crate) fn mask_uncut(
        &self,
        round: &Round,
        looked: &[Vec<(PartName, Looked)>],
        taken: &mut [Taken],
    ) -> Flow<bool> {
        if self.painted.finishing.cutout != Cutout::Auto || self.progress.kept {
            return Flow::Continue(false);
        }
        let Some(network) = self.known.own_network() else { return Flow::Continue(false) };
        let (mut masks, mut is_new) = (Vec::new(), false);
        for (idx, looked) in round.members.iter().zip(looked) {
            let it = &mut taken[*idx];
            if it.mask.is_some() || !looked.iter().any(|(_, it)| it.uncut) {
                continue;
            }
            let painting = self.painting(it)?;
            let wish = MaskWish { painting: painting.picture, network: network.clone() };
            match self.known.masked(&wish) {
                Some(found) => {
                    is_new = true;
                    it.mask = Some(found.id());
                }
                None => {
                    self.has_pictures(it)?;
                    masks.push(wish);
                }
            }
        }
        need(masks, Work::Mask)?;
        Flow::Continue(is_new)
    }

    /// Whether a painting had what today's way of cutting out needs beside it, whatever came of that.
    pub(crate) fn is_complete(&self, it: &Taken) -> bool {
        match self.painted.finishing.cutout {
            Cutout::TwoPlate => it.plate.is_some(),
            Cutout::Network(_) => it.mask.is_some(),
            Cutout::Auto | Cutout::Native | Cutout::Key => false,
        }
    }

    fn lack(&self, it: &Taken) -> Flow<Lack> {
        let cutout = &self.painted.finishing.cutout;
        if matches!(cutout, Cutout::Auto | Cutout::Native | Cutout::Key) {
            return Flow::Continue(Lack::Nothing);
        }
        let painting = self.painting(it)?;
        let asked = painting.request.background;
        let beside = self.beside(&painting, it)?;
        Flow::Continue(match (cutout, plate_request(self.painted, it.answer, &painting)) {
            (Cutout::TwoPlate, Some(request)) => {
                let is_there = beside.plate.is_some_and(|it| it.given().is_some());
                let is_settled = it.plate.is_some() && !self.progress.resend;
                if is_there || is_settled { Lack::Nothing } else { Lack::Plate(Box::new(request)) }
            }
            (Cutout::Network(name), _) if asked.is_cut_out() && !beside.is_masked_by(name) => {
                Lack::Mask(MaskWish { painting: painting.picture, network: name.clone() })
            }
            _ => Lack::Nothing,
        })
    }

    /// The answer to a request for a second plate. A refusal is one, unless it is asked again.
    fn plate(&self, request: &EditRequest) -> Option<Digest> {
        let answer = self.known.edited(request)?;
        let again = self.progress.resend && answer.given().is_none();
        (!again).then(|| answer.id())
    }

    /// What is shown, cut out anew. The painting is the same, so what a judge outside said of it
    /// stands; the one in this program measures what is there now. A later build sees the same.
    fn look_again(&self, round: &mut Round, taken: &mut [Taken]) -> Flow<()> {
        round.see(self.look(round, taken)?);
        if self.painted.quality.judge.is_builtin() {
            let answer = self.answer(self.judge_wish(round, taken))?;
            self.score(round, Some(&answer));
        }
        round.note(taken);
        Flow::Continue(())
    }
}
