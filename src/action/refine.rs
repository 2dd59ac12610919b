//! `RefineRequest`: a better prompt, from what was said of the pictures so far.

use serde::{Deserialize, Serialize};

use crate::action::{ActionKey, Score};
use crate::digest::Digest;
use crate::model::ModelId;

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
    /// What was said so far, oldest first; the last is of the best attempt.
    pub feedback: Vec<Feedback>,
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

/// What asking a refiner led to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PromptAnswer {
    /// A better prompt.
    Refined {
        /// The prompt as it came.
        prompt: String,
        /// The model that says it answered.
        answered_by: String,
        /// What was billed.
        usd: crate::money::Usd,
    },
    /// Nothing that can be used: the prompt stays as it was.
    Unusable {
        /// What is wrong with it.
        reason: String,
        /// Whether it was chance: then one more call may do better.
        chance: bool,
        /// How often the same was asked before it, which tells equal answers apart.
        asked_before: u32,
        /// What was billed all the same.
        usd: crate::money::Usd,
    },
}
