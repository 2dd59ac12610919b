//! `RefineRequest`: a better prompt, from what was said of the pictures so far.

use serde::{Deserialize, Serialize};

use crate::action::{ActionKey, Given, Score};
use crate::digest::Digest;
use crate::model::ModelId;
use crate::money::Usd;

/// What was wrong with one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// Which attempt, counted from 1.
    pub attempt: u32,
    /// Its score, if a judge saw it.
    pub score: Option<Score>,
    /// What the judge suggests, then what the failed checks suggest.
    pub points: Vec<String>,
}

/// What a refiner is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefineRequest {
    /// Who is asked.
    pub model: ModelId,
    /// The rendered instruction: role, rules, and everything below in words.
    pub instruction: String,
    /// The prompt to be improved, its place for the background left open.
    pub prompt: String,
    /// What was said so far, oldest first.
    pub feedback: Vec<Feedback>,
    /// The attempt that the prompt is of.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attempt: Option<u32>,
    /// A person's note.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
}

impl RefineRequest {
    /// The key of the answer: the whole request.
    #[must_use]
    pub fn key(&self) -> ActionKey {
        ActionKey(Digest::key("assetbuild refined prompt v1", self))
    }
}

/// A better prompt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refined {
    /// The prompt as it came.
    pub prompt: String,
    /// The model that says it answered.
    pub answered_by: String,
    /// What was billed.
    pub usd: Usd,
}

impl Given for Refined {
    const WORD: &'static str = "refined";

    fn usd(&self) -> Usd {
        self.usd
    }
}
