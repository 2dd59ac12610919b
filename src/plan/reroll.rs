//! More paintings because a person wants to see more: unrefined, or refined by a note. What exists
//! and was not taken comes first and costs nothing.

use crate::action::{Brief, PaintRequest, PaintingAnswer, Words};
use crate::digest::Digest;
use crate::lock::Taken;
use crate::name::PartName;
use crate::plan::choose::small;
use crate::plan::context::StageContext;
use crate::plan::round::NO_ATTEMPT;
use crate::plan::work::{Flow, todo};
use crate::plan::{Instead, Round, Work, choose, request};
use crate::resolve::StagePainting;

impl StageContext<'_> {
    /// What is next for the reroll, if it is about this stage and lacks anything. Otherwise why
    /// there were fewer than asked for, in the model's words.
    pub(crate) fn reroll(&self, shown: Option<&Round>, so_far: &[Taken]) -> Flow<Option<Instead>> {
        let Some(reroll) = &self.progress.reroll else { return Flow::Continue(None) };
        let place = self.stage().paintings.iter().position(|it| it.part == reroll.part);
        let Some(place) = place else { return Flow::Continue(None) };
        let missing = reroll.missing(&so_far[self.progress.recorded..]);
        if missing == 0 {
            return Flow::Continue(None);
        }
        let painting = &self.stage().paintings[place];
        let brief = self.brief(painting);
        let answers = self.known.answers(brief.key());
        let own = so_far.iter().filter(|it| it.part == painting.part);
        let ids: Vec<Digest> = own.map(|it| it.answer).collect();
        let is_there =
            |it: &&PaintingAnswer| it.painted().is_none_or(|it| self.known.has_blob(it.picture));
        let there: Vec<PaintingAnswer> = answers.iter().filter(is_there).cloned().collect();
        let found = choose::take_more(&there, &ids, reroll, missing as usize);
        if !found.is_empty() {
            return todo(Work::Take(choose::entries(&painting.part, NO_ATTEMPT, &brief, &found)));
        }
        let shown = shown.and_then(|it| so_far.get(*it.members.get(place)?));
        let requests = |ordinals: &[u32]| match &reroll.note {
            Some(note) => self.noted(painting, &brief, &answers, shown, note, ordinals),
            None => Flow::Continue(self.paint_requests(painting, &brief, &answers, None, ordinals)),
        };
        let prompt = requests(&[0])?[0].prompt.clone();
        let (left, instead) = match self.progress.resend {
            true => (missing, None),
            false => choose::left(&answers, &prompt, &ids, missing),
        };
        if left == 0 {
            return Flow::Continue(instead);
        }
        let from = so_far.iter().filter(|it| it.brief == brief.key()).count();
        todo(Work::Paint(requests(&choose::free_ordinals(&answers, small(from), left))?))
    }

    /// The requests for pictures that follow a note, which is about what is shown.
    fn noted(
        &self,
        painting: &StagePainting,
        brief: &Brief,
        answers: &[PaintingAnswer],
        shown: Option<&Taken>,
        note: &str,
        ordinals: &[u32],
    ) -> Flow<Vec<PaintRequest>> {
        let shown = shown.and_then(|it| answers.iter().find(|answer| answer.id() == it.answer));
        let from = shown.and_then(PaintingAnswer::painted);
        let abilities = self.abilities(painting);
        let request = request::noted_request(self.painted, brief, from, abilities, note);
        let prompt = self.better_prompt(&request)?;
        // The person's own words are better than none.
        let prompt = prompt.unwrap_or_else(|| beside(&request.prompt, note));
        // Who it was refined from is written below: a note need not start from a painting.
        let refined = Some((brief.key().0, prompt.as_str()));
        let mut requests = self.paint_requests(painting, brief, answers, refined, ordinals);
        for it in &mut requests {
            it.refined_from = shown.map(PaintingAnswer::id);
            it.note = Some(note.to_owned());
        }
        Flow::Continue(requests)
    }

    /// The rounds of new paintings in a stage of several: each among what the others show.
    pub(crate) fn rerolled(&self, taken: &[Taken]) -> Vec<Round> {
        if self.stage().paintings.len() == 1 {
            return Vec::new();
        }
        let shown = |part: &PartName| {
            let is_shown = |it: &&Taken| it.part == *part && self.pick_of(it).is_some();
            taken.iter().position(|it| is_shown(&it))
        };
        let round = |(idx, taken): (usize, &Taken)| {
            let parts = self.stage().paintings.iter().map(|it| &it.part);
            let members =
                parts.map(|part| if *part == taken.part { Some(idx) } else { shown(part) });
            Some(Round::new(NO_ATTEMPT, members.collect::<Option<Vec<usize>>>()?))
        };
        let new = taken.iter().enumerate().filter(|(idx, it)| self.is_new(*idx, it));
        new.filter_map(round).collect()
    }

    /// The round that is shown after a reroll: the best of the new ones, if it is better and no
    /// person chose.
    pub(crate) fn moved(
        &self,
        rounds: &[Round],
        before: Option<usize>,
        taken: &[Taken],
    ) -> Option<usize> {
        if self.progress.reroll.is_none() || self.progress.kept || self.is_chosen() {
            return before;
        }
        let is_new = |it: &Round| it.members.iter().any(|idx| self.is_new(*idx, &taken[*idx]));
        let new = rounds.iter().enumerate().filter(|(_, it)| it.passed && is_new(it));
        let best = new.max_by_key(|(idx, it)| (it.score, std::cmp::Reverse(*idx)));
        match (best, before) {
            (Some((idx, best)), Some(shown)) if best.score > rounds[shown].score => Some(idx),
            (Some((idx, _)), None) => Some(idx),
            _ => before,
        }
    }
}

/// A note in front of the place for the background, which ends a prompt.
fn beside(prompt: &str, note: &str) -> String {
    match prompt.split_once(Words::BACKGROUND) {
        Some((before, after)) => {
            format!("{} {note} {}{after}", before.trim_end(), Words::BACKGROUND)
        }
        None => format!("{} {note}", prompt.trim_end()),
    }
}
