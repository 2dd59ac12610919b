//! `StageContext`: everything that one stage of a loop may look at.

use crate::action::{Brief, PaintRequest, Painting, PaintingAnswer, Picture, RefineRequest};
use crate::digest::Digest;
use crate::lock::{Pick, Taken};
use crate::model::{Abilities, Alpha};
use crate::plan::round::NO_ATTEMPT;
use crate::plan::stage_mode::{has, is_chosen};
use crate::plan::work::{Flow, missing, todo};
use crate::plan::{Known, Lost, Progress, Round, StageMode, Task, Work, request};
use crate::resolve::{Painted, Stage, StagePainting};

/// Everything that one stage may look at.
pub(crate) struct StageContext<'a> {
    pub(crate) task: &'a Task,
    pub(crate) painted: &'a Painted,
    pub(crate) progress: &'a Progress,
    pub(crate) known: &'a dyn Known,
    /// Whether what is shown gets the second plates and masks that it lacks.
    pub(crate) completes: bool,
    /// Which stage.
    pub(crate) idx: usize,
    /// What the first painting of the asset shows, once that is decided.
    pub(crate) first: Option<&'a (Pick, Picture)>,
}

impl StageContext<'_> {
    pub(crate) fn stage(&self) -> &Stage {
        &self.painted.stages[self.idx]
    }

    /// Whether what its loop still lacks is left for a later build.
    pub(crate) fn is_cut_short(&self) -> bool {
        self.progress.cut_short && matches!(self.progress.stages[self.idx], StageMode::Loop(_))
    }

    /// Whether a person chose what the stage shows.
    pub(crate) fn is_chosen(&self) -> bool {
        is_chosen(self.stage(), &self.progress.picks)
    }

    pub(crate) fn brief(&self, it: &StagePainting) -> Brief {
        let first = self.first.map(|(pick, _)| pick.origin);
        self.task.painting_brief(it, first).expect("stages after the first know its pick")
    }

    pub(crate) fn abilities(&self, it: &StagePainting) -> &Abilities {
        let model = it.words.model.to_string();
        self.task.abilities.get(&model).expect("a task knows its models")
    }

    /// The painting that was taken; it may be lost.
    pub(crate) fn painting(&self, it: &Taken) -> Flow<Painting> {
        let answers = self.known.answers(it.brief);
        let answer = answers.iter().find(|answer| answer.id() == it.answer);
        match answer.and_then(PaintingAnswer::painted) {
            Some(painting) => Flow::Continue(painting.clone()),
            None => self.lost(Lost::PAINTING, it, it.answer),
        }
    }

    /// Breaks off: this original of a painting that was taken is not in the store.
    pub(crate) fn lost<T>(&self, what: &'static str, it: &Taken, blob: Digest) -> Flow<T> {
        let part = it.part.clone();
        let own = self.progress.taken.iter().filter(|taken| taken.part == part);
        let number = own.map(|it| it.answer).position(|answer| answer == it.answer);
        let (number, is_there) = (number.map(|it| it + 1), self.known.has_blob(blob));
        missing(Lost { what, part, number, blob, is_there })
    }

    /// The requests for pictures of one painting, one for each ordinal. `refined` is a better prompt
    /// than the brief's, with the answer whose feedback led to it.
    pub(crate) fn paint_requests(
        &self,
        painting: &StagePainting,
        brief: &Brief,
        answers: &[PaintingAnswer],
        refined: Option<(Digest, &str)>,
        ordinals: &[u32],
    ) -> Vec<PaintRequest> {
        let first = self.first.map(|(_, picture)| picture);
        let references = self.task.reference_blobs(painting, first);
        let references = references.expect("stages after the first know its picture");
        let mut abilities = self.abilities(painting).clone();
        if answers.iter().any(PaintingAnswer::wants_key) {
            abilities.alpha = Alpha::None;
        }
        request::paint_requests(self.painted, brief, &abilities, &references, ordinals, refined)
    }

    /// What the refiner made of a prompt; `None` if that is of no use.
    pub(crate) fn better_prompt(&self, request: &RefineRequest) -> Flow<Option<String>> {
        match self.known.refined(request) {
            None => todo(Work::Refine(vec![request.clone()])),
            Some(answer) => Flow::Continue(answer.given().map(|it| it.prompt.clone())),
        }
    }

    /// The record's pick that is this painting. Built-in ones go by their origin.
    pub(crate) fn pick_of(&self, it: &Taken) -> Option<&Pick> {
        let mut own = self.progress.picks.iter().filter(|pick| pick.part == it.part);
        own.find(|pick| pick.answer.map_or(pick.origin == it.origin, |answer| answer == it.answer))
    }

    /// Whether the record's picks are this round; it is always looked at, since it is exported.
    pub(crate) fn is_shown(&self, round: &Round, taken: &[Taken]) -> bool {
        round.members.iter().all(|idx| self.pick_of(&taken[*idx]).is_some())
    }

    /// Whether this was taken by the reroll that is under way.
    pub(crate) fn is_new(&self, idx: usize, it: &Taken) -> bool {
        let rerolled = it.attempt == NO_ATTEMPT && idx >= self.progress.recorded;
        rerolled && has(self.stage(), &it.part)
    }
}
