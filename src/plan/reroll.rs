//! More paintings because a person wants to see more: unrefined, or refined by a note. What exists
//! and was not taken comes first and costs nothing.

use crate::action::{Brief, PaintRequest, PaintingAnswer, PromptAnswer, Words};
use crate::digest::Digest;
use crate::lock::Taken;
use crate::name::PartName;
use crate::plan::attempt::small;
use crate::plan::next::taken;
use crate::plan::progress::has;
use crate::plan::stage::StageContext;
use crate::plan::{Next, Reroll, Round, choose, request};
use crate::resolve::StagePainting;

/// The attempt of what was painted beside the attempts.
pub(crate) const NO_ATTEMPT: u32 = 0;

impl StageContext<'_> {
    /// Whether this was taken by the reroll that is under way.
    pub(crate) fn is_new(&self, idx: usize, it: &Taken) -> bool {
        let rerolled = it.attempt == NO_ATTEMPT && idx >= self.progress.recorded;
        rerolled && has(self.stage(), &it.part)
    }

    /// What is next for the reroll, if it is about this stage and lacks anything. Otherwise why
    /// there were fewer than asked for, in the model's words.
    pub(crate) fn reroll(
        &self,
        shown: Option<&Round>,
        so_far: &[Taken],
    ) -> Result<Option<String>, Next> {
        let Some(reroll) = &self.progress.reroll else { return Ok(None) };
        let place = self.stage().paintings.iter().position(|it| it.part == reroll.part);
        let Some(place) = place else { return Ok(None) };
        let missing = still_missing(reroll, &so_far[self.progress.recorded..]);
        if missing == 0 {
            return Ok(None);
        }
        let painting = &self.stage().paintings[place];
        let brief = self.brief(painting);
        let answers = self.known.answers(brief.key());
        let mine = |it: &&Taken| it.part == painting.part;
        let ids: Vec<Digest> = so_far.iter().filter(mine).map(|it| it.answer).collect();
        let found = choose::take_more(&answers, &ids, reroll, missing as usize);
        if !found.is_empty() {
            return Err(Next::Take(entries(&painting.part, &brief, &found)));
        }
        let shown = shown.and_then(|it| so_far.get(*it.members.get(place)?));
        let requests = |ordinals: &[u32]| {
            let (from, prompt) = match &reroll.note {
                Some(note) => self.noted(painting, &brief, &answers, shown, note)?,
                None => (None, None),
            };
            Ok::<_, Next>(self.more(painting, &brief, reroll, (from, prompt), ordinals))
        };
        let prompt = requests(&[0])?[0].prompt.clone();
        let (left, reason) = match self.progress.resend {
            true => (missing, None),
            false => choose::left(&answers, &prompt, &ids, missing),
        };
        if left == 0 {
            return Ok(reason.map(str::to_owned));
        }
        let from = so_far.iter().filter(|it| it.brief == brief.key()).count();
        Err(Next::Paint(requests(&choose::free_ordinals(&answers, small(from), left))?))
    }

    /// The prompt that follows a note, and the painting that it starts from.
    fn noted(
        &self,
        painting: &StagePainting,
        brief: &Brief,
        answers: &[PaintingAnswer],
        shown: Option<&Taken>,
        note: &str,
    ) -> Result<(Option<Digest>, Option<String>), Next> {
        let shown = shown.and_then(|it| answers.iter().find(|answer| answer.id() == it.answer));
        let from = shown.and_then(PaintingAnswer::painted);
        let abilities = self.abilities(painting);
        let request = request::noted_request(self.painted, brief, from, abilities, note);
        let prompt = match self.known.refined(&request) {
            None => return Err(Next::Refine(vec![request])),
            Some(PromptAnswer::Refined { prompt, .. }) => prompt,
            // The person's own words are better than none.
            Some(PromptAnswer::Unusable { .. }) => beside(&request.prompt, note),
        };
        Ok((shown.map(PaintingAnswer::id), Some(prompt)))
    }

    fn more(
        &self,
        painting: &StagePainting,
        brief: &Brief,
        reroll: &Reroll,
        (from, prompt): (Option<Digest>, Option<String>),
        ordinals: &[u32],
    ) -> Vec<PaintRequest> {
        let references = self.task.reference_blobs(painting, self.first.map(|(_, it)| it));
        let references = references.expect("stages after the first know its picture");
        // Who it was refined from is written below: a note need not start from a painting.
        let prompt = prompt.as_deref().map(|it| (brief.key().0, it));
        let abilities = self.abilities(painting);
        let requests =
            request::paint_requests(self.painted, brief, abilities, &references, ordinals, prompt);
        let noted = |it| PaintRequest { refined_from: from, note: reroll.note.clone(), ..it };
        requests.into_iter().map(noted).collect()
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
        let round = |(idx, it): (usize, &Taken)| {
            let parts = self.stage().paintings.iter().map(|it| &it.part);
            let members = parts.map(|part| if *part == it.part { Some(idx) } else { shown(part) });
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

/// How many paintings a reroll still lacks; `new` is what was taken since it began.
pub(crate) fn still_missing(reroll: &Reroll, new: &[Taken]) -> u32 {
    let mine = |it: &&Taken| it.part == reroll.part && it.attempt == NO_ATTEMPT;
    reroll.count.saturating_sub(small(new.iter().filter(mine).count()))
}

fn entries(part: &PartName, brief: &Brief, found: &[&PaintingAnswer]) -> Vec<Taken> {
    let entry = |it: &&PaintingAnswer| {
        let painting = it.painted().expect("only paintings are taken");
        taken(part, NO_ATTEMPT, brief.key(), painting, it.id())
    };
    found.iter().map(entry).collect()
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
