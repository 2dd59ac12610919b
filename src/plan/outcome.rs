//! `Outcome`: what a loop led to.

use std::collections::BTreeMap;

use crate::action::Score;
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
