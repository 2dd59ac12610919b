//! [`next`]: what is next for a painted asset, given what is known.

use std::collections::BTreeMap;

use crate::action::{
    ActionKey, EditAnswer, EditRequest, Findings, JudgeRequest, Masked, PaintRequest, Painting,
    PaintingAnswer, Picture, PromptAnswer, RefineRequest, Score, VerdictAnswer,
};
use crate::digest::Digest;
use crate::lock::{Ended, Pick, Taken};
use crate::name::PartName;
use crate::plan::stage::StageContext;
use crate::plan::{GroupLook, Look, Looked, Progress, Round, Task, stage};

/// What is known so far. Looking is free, and never makes anything.
pub trait Known {
    /// All answers for one brief, in no particular order.
    fn answers(&self, brief: ActionKey) -> Vec<PaintingAnswer>;
    /// The result of a free look.
    fn looked(&self, look: &Look) -> Option<Looked>;
    /// The results of looking at frames together, in their order.
    fn looked_together(&self, look: &GroupLook) -> Option<Vec<Looked>>;
    /// What a judge answered. For a built-in judge the pictures count, for one outside their
    /// origins do.
    fn verdict(&self, wish: &JudgeWish) -> Option<VerdictAnswer>;
    /// The verdict that a record names.
    fn recorded_verdict(&self, id: Digest) -> Option<VerdictAnswer>;
    /// What a refiner answered.
    fn refined(&self, request: &RefineRequest) -> Option<PromptAnswer>;
    /// All answers to one request for a changed picture.
    fn edits(&self, request: &EditRequest) -> Vec<EditAnswer>;
    /// What a painter answered who was to change a picture.
    fn edited(&self, request: &EditRequest) -> Option<EditAnswer>;
    /// The answer that a record names as a second plate.
    fn recorded_edit(&self, id: Digest) -> Option<EditAnswer>;
    /// The mask that the user's network of this name made of a painting.
    fn masked(&self, wish: &MaskWish) -> Option<Masked>;
    /// The mask that a record names.
    fn recorded_mask(&self, id: Digest) -> Option<Masked>;
    /// The error that a look-up met, once: what cannot be read is not absent. It must be asked for
    /// before anything is done that a look-up suggested.
    fn error(&self) -> Option<String> {
        None
    }
}

/// A picture to process and check.
#[derive(Debug, Clone, PartialEq)]
pub struct LookWish {
    /// The part that it shows.
    pub part: PartName,
    /// What to do.
    pub look: Look,
}

/// A verdict that is due.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgeWish {
    /// What is asked.
    pub request: JudgeRequest,
    /// What was measured on each picture; a built-in judge reads it.
    pub findings: Vec<Findings>,
}

/// A mask that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskWish {
    /// The blob of the painting, as it came.
    pub painting: Digest,
    /// What the project calls the network.
    pub network: String,
}

/// What is next.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Free work; all of it can be done side by side.
    Look(Vec<LookWish>),
    /// The same, for frames that belong together.
    LookTogether(Vec<GroupLook>),
    /// Verdicts.
    Judge(Vec<JudgeWish>),
    /// A better prompt for each of these paintings.
    Refine(Vec<RefineRequest>),
    /// Paintings that exist; they go to the end of what was taken.
    Take(Vec<Taken>),
    /// Paintings that do not exist.
    Paint(Vec<PaintRequest>),
    /// Second plates that do not exist.
    Edit(Vec<EditRequest>),
    /// Masks; free, if the network is there.
    Mask(Vec<MaskWish>),
    /// It is over.
    Done(Box<Outcome>),
    /// It cannot go on.
    Fail(Failure),
}

/// Why it cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// An original that the record names is not in the store.
    MissingOriginal {
        /// The answer, verdict, plate or mask.
        answer: Digest,
        /// The part of the asset.
        part: PartName,
    },
}

/// What a loop led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Why each stage ended; shorter than the stages if one failed.
    pub ended: Vec<Ended>,
    /// Everything that was taken, with scores and verdicts.
    pub taken: Vec<Taken>,
    /// The painting that each painting of the asset shows. Empty if the asset failed.
    pub picks: Vec<Pick>,
    /// The finished pictures of the picks, by part.
    pub pictures: BTreeMap<PartName, Looked>,
    /// What happened, by stage.
    pub history: Vec<StageHistory>,
    /// In the model's words, if it refused, or what is wrong with what came.
    pub reason: Option<String>,
}

/// What happened in one stage.
#[derive(Debug, Clone, PartialEq)]
pub struct StageHistory {
    /// The rounds in order.
    pub rounds: Vec<Round>,
    /// Index of the round that is shown.
    pub picked: Option<usize>,
}

impl Outcome {
    /// The score of the asset: of its weakest stage. `None` if one is unjudged.
    #[must_use]
    pub fn score(&self) -> Option<Score> {
        let scores: Option<Vec<Score>> = self.picks.iter().map(|it| it.score).collect();
        scores?.into_iter().min()
    }

    /// How many attempts were made, in the stage with the most.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.taken.iter().map(|it| it.attempt).max().unwrap_or(0)
    }
}

/// What is next for the loop of a painted asset.
///
/// # Panics
///
/// If no model paints the task's asset.
#[must_use]
pub fn next(task: &Task, progress: &Progress, known: &dyn Known) -> Next {
    let painted = task.painted().expect("only painted assets have a loop");
    let mut outcome = Outcome {
        ended: Vec::new(),
        taken: progress.taken.clone(),
        picks: Vec::new(),
        pictures: BTreeMap::new(),
        history: Vec::new(),
        reason: None,
    };
    let mut first: Option<(Pick, Picture)> = None;
    for idx in 0..painted.stages.len() {
        let standing = StageContext { task, painted, progress, known, idx, first: first.as_ref() };
        let end = match stage::next(&standing, &mut outcome.taken) {
            Ok(end) => end,
            Err(next) => return next,
        };
        outcome.ended.push(end.ended);
        outcome.reason = outcome.reason.or(end.reason);
        let failed = end.picks.is_empty();
        if idx == 0 {
            let picture = end.pictures.values().next().map(|it| it.picture.clone());
            first = end.picks.first().cloned().zip(picture);
        }
        outcome.picks.extend(end.picks);
        outcome.pictures.extend(end.pictures);
        outcome.history.push(end.history);
        if failed {
            outcome.picks.clear();
            outcome.pictures.clear();
            break;
        }
    }
    Next::Done(Box::new(outcome))
}

/// The record's entry for a painting that is taken now.
pub(crate) fn taken(
    part: &PartName,
    attempt: u32,
    brief: ActionKey,
    painting: &Painting,
    id: Digest,
) -> Taken {
    Taken {
        part: part.clone(),
        attempt,
        answer: id,
        brief,
        origin: painting.origin(),
        verdict: None,
        score: None,
        passed: None,
        plate: None,
        mask: None,
    }
}
