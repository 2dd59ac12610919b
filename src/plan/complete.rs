//! What is shown gets what the manifest's way of cutting out needs beside it: a second plate, which
//! is bought, or a mask. After the loop, and for the winner alone.

use crate::action::{EditRequest, Findings, PaintingAnswer};
use crate::digest::Digest;
use crate::lock::Taken;
use crate::plan::inspect::missing;
use crate::plan::stage::StageContext;
use crate::plan::way::plate_request;
use crate::plan::{MaskWish, MattingInputs, Next, Round};
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
    pub(crate) fn complete(&self, round: &mut Round, taken: &mut [Taken]) -> Result<(), Next> {
        let (mut plates, mut masks, mut is_new) = (Vec::new(), Vec::new(), false);
        for idx in round.members.iter().filter(|_| !self.progress.kept) {
            let it = &mut taken[*idx];
            match self.lack(it)? {
                Lack::Nothing => {}
                Lack::Plate(request) => match self.plate(&request) {
                    Some(found) => {
                        is_new |= it.plate != Some(found);
                        it.plate = Some(found);
                    }
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
        match (plates.is_empty(), masks.is_empty()) {
            (false, _) => Err(Next::Edit(plates)),
            (true, false) => Err(Next::Mask(masks)),
            (true, true) if is_new => self.look_again(round, taken),
            (true, true) => Ok(()),
        }
    }

    fn lack(&self, it: &Taken) -> Result<Lack, Next> {
        let cutout = &self.painted.finishing.cutout;
        if matches!(cutout, Cutout::Auto | Cutout::Native | Cutout::Key) {
            return Ok(Lack::Nothing);
        }
        let answers = self.known.answers(it.brief);
        let answer = answers.iter().find(|answer| answer.id() == it.answer);
        let painting = answer.and_then(PaintingAnswer::painted);
        let painting = painting.ok_or_else(|| missing(it.answer, &it.part))?;
        let asked = painting.request.background;
        let beside = MattingInputs::of(cutout, asked, it, self.known);
        let beside = beside.map_err(|lost| missing(lost, &it.part))?;
        Ok(match (cutout, plate_request(self.painted, it.answer, painting)) {
            (Cutout::TwoPlate, Some(request)) => {
                let is_there = beside.plate.is_some_and(|it| it.edited().is_some());
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
        let again = self.progress.resend && answer.edited().is_none();
        (!again).then(|| answer.id())
    }

    /// What is shown, cut out anew. The painting is the same, so what a judge outside said of it
    /// stands; the one in this program measures what is there now. A later build sees the same.
    fn look_again(&self, round: &mut Round, taken: &mut [Taken]) -> Result<(), Next> {
        round.looked = self.look(round, taken)?;
        let passed = round.findings().all(Findings::passed);
        round.passed = passed;
        if self.painted.quality.judge.is_builtin() {
            let wish = self.judge_wish(round, taken);
            let answer = self.known.verdict(&wish);
            let answer = answer.ok_or_else(|| Next::Judge(vec![wish]))?;
            if let Some(said) = answer.verdict() {
                round.score = Some(self.painted.quality.rubric.overall(said));
                round.verdict = Some((answer.id(), said.clone()));
            }
        }
        crate::plan::stage::note(round, taken);
        Ok(())
    }
}
