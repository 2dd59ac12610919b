//! `Outcome`: what a loop led to.

use std::collections::BTreeMap;

use crate::action::{PaintingAnswer, Score};
use crate::lock::{Ended, Pick, Taken};
use crate::name::PartName;
use crate::plan::{Looked, Round};

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
    /// What came instead of pictures, if that ended it.
    pub instead: Option<Instead>,
}

/// What came instead of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instead {
    /// The model will not, in its words: it is the brief's fault.
    Refusal(String),
    /// Something that is no picture, and what is wrong with it: no fault of the brief.
    Fault(String),
}

impl Instead {
    /// What an answer is, if it is no picture.
    pub(crate) fn of(answer: &PaintingAnswer) -> Option<Instead> {
        match answer {
            PaintingAnswer::Painted(_) => None,
            PaintingAnswer::Refused { reason, .. } => Some(Instead::Refusal(reason.clone())),
            PaintingAnswer::Unusable { reason, .. } => Some(Instead::Fault(reason.clone())),
        }
    }

    /// Of two, the one to tell: a refusal says what to do.
    pub(crate) fn or(self, other: Instead) -> Instead {
        match (&self, &other) {
            (Instead::Fault(_), Instead::Refusal(_)) => other,
            _ => self,
        }
    }
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
