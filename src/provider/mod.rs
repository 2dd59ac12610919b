//! Models outside this program: what they are asked, what they answer, and what went wrong.
//!
//! A provider turns a [`Call`] into bytes on a wire and bytes into a [`Reply`]. It knows no store
//! and no budget, never tries again, and never decides what a failure means for a build: it says
//! what certainly happened, and `build` decides.

mod answer;
mod base64;
mod config;
mod exec;
mod network;
mod process;
mod request;
#[cfg(test)]
mod tests;

pub use config::ConfigProblem;
pub use config::ProgramConfig;
pub use config::UserConfig;
pub use config::parse_config;
pub use exec::ExecProvider;
pub use exec::Program;
pub use network::NetworkConfig;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::action::EditRequest;
use crate::action::JudgeRequest;
use crate::action::PaintRequest;
use crate::action::RefineRequest;
use crate::model::Abilities;
use crate::model::ModelId;
use crate::model::Role;
use crate::money::Usd;

/// One request to a model outside, with the pictures that go with it.
#[derive(Debug, Clone)]
pub struct Call {
    /// What is asked.
    pub ask: Ask,
    /// PNG files, in the order of the request's references or pictures.
    pub pictures: Vec<Arc<Vec<u8>>>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// A picture.
    Paint(Box<PaintRequest>),
    /// A picture with one change.
    Edit(Box<EditRequest>),
    /// A verdict.
    Judge(JudgeRequest),
    /// A better prompt.
    Refine(RefineRequest),
}

impl Ask {
    /// Who is asked.
    #[must_use]
    pub fn model(&self) -> &ModelId {
        match self {
            Ask::Paint(it) => &it.model,
            Ask::Edit(it) => &it.model,
            Ask::Judge(it) => &it.model,
            Ask::Refine(it) => &it.model,
        }
    }

    /// As what it is asked.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Ask::Paint(_) => Role::Paint,
            Ask::Edit(_) => Role::Edit,
            Ask::Judge(_) => Role::Judge,
            Ask::Refine(_) => Role::Refine,
        }
    }
}

/// What came back, as it came: kept on disk before anything looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawAnswer {
    /// The bytes of the answer.
    pub bytes: Vec<u8>,
    /// From sending to the last byte, in milliseconds.
    pub ms: u64,
}

/// What a raw answer says.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// A picture, as the model encoded it.
    Picture {
        /// PNG, JPEG, WebP or GIF.
        bytes: Vec<u8>,
        /// What every answer has.
        receipt: Receipt,
        /// Whatever the service said about safety.
        safety: Option<serde_json::Value>,
    },
    /// A verdict, validated: every criterion is there, every score from 0 to 100.
    Verdict(crate::action::Verdict),
    /// A better prompt.
    Prompt {
        /// The prompt; its place for the background may be gone.
        text: String,
        /// What every answer has.
        receipt: Receipt,
    },
    /// The model will not. Not asked again until the request changes.
    Refused {
        /// In the model's words.
        reason: String,
        /// What every answer has.
        receipt: Receipt,
    },
    /// An answer that is no picture, verdict or prompt. Recorded; not asked again by itself.
    Unusable {
        /// What is wrong with it.
        reason: String,
        /// Whether the provider's table calls it chance: then it is asked once more.
        chance: bool,
        /// What every answer has.
        receipt: Receipt,
    },
}

/// What every answer has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The model that says it answered.
    pub answered_by: String,
    /// What was billed.
    pub usd: Usd,
    /// Whether the price is the table's, since the answer named none.
    pub estimated: bool,
    /// From sending to the answer, in milliseconds.
    pub ms: u64,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Certainly not accepted, not billed, and worth another try: no connection, a rate limit.
    #[error("{reason}")]
    NotAccepted {
        /// What happened, for a person.
        reason: String,
        /// How long the service asks to wait.
        retry_after: Option<Duration>,
        /// Whether it is a rate limit: the pool then slows down.
        rate_limit: bool,
    },
    /// Certainly not accepted and not billed, and another try would end alike: no key, a program
    /// that is not there, a quota for the day.
    #[error("{reason}")]
    Unavailable {
        /// What happened and what to do, for a person.
        reason: String,
    },
    /// It was sent, and no answer came: it may have been billed.
    #[error("{reason}")]
    NoAnswer {
        /// What happened, for a person.
        reason: String,
    },
}

/// A future that a provider returns.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<RawAnswer, SendError>> + Send + 'a>>;

/// Whoever serves models.
pub trait Provider: Send + Sync {
    /// What one of its models can do; `None` if it has no such model.
    fn abilities(&self, model: &ModelId) -> Option<Abilities>;

    /// The highest price of one call in this role; `None` where no price is known, and then
    /// nothing is sent.
    fn price(&self, model: &ModelId, role: Role) -> Option<Usd>;

    /// Sends one request, once.
    fn send<'a>(&'a self, call: &'a Call) -> Answering<'a>;

    /// What a raw answer says. A pure function: a build that was killed reads the same bytes.
    fn decode(&self, ask: &Ask, raw: &RawAnswer) -> Reply;

    /// A raw answer of no use, before it is kept for people to look at, without the secrets that
    /// it repeats; `None` if it repeats none.
    fn without_secrets(&self, _model: &ModelId, _raw: &[u8]) -> Option<Vec<u8>> {
        None
    }
}
