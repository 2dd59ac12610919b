//! Models outside this program: what they are asked, what they answer, and what went wrong.
//!
//! A provider turns a [`Call`] into bytes on a wire and bytes into a [`Reply`]. It knows no store
//! and no budget, never tries again, and never decides what a failure means for a build: it says
//! what certainly happened, and `build` decides.

mod a1111;
mod access;
mod answer;
mod base64;
mod base_url;
mod batch;
mod comfyui;
mod config;
mod config_graphs;
mod config_prices;
mod credentials;
mod endpoint;
mod exec;
mod google;
mod http;
mod key;
mod listing;
mod network;
mod openai;
mod picture;
mod pixellab;
mod process;
mod request;
mod rest;
#[cfg(test)]
mod rest_tests;
mod retrodiffusion;
mod services;
#[cfg(test)]
mod tests;

pub use access::{Access, Accesses, BadAddress, Credentials, KeySource, Variables};
pub use base_url::{BaseUrl, NotABaseUrl};
pub use batch::{Asking, Batch, BatchItem, BatchState, Batches};
pub use comfyui::{GraphConfig, Slot};
pub use config::{ConfigProblem, ProgramConfig, ServiceConfig, UserConfig, parse_config};
pub use credentials::{read_credentials, remove_credential, write_credential};
pub use endpoint::{ENDPOINTS, Endpoint, Opening};
pub use exec::{ExecProvider, Program};
pub use http::HttpClient;
pub use key::{Key, NotAKey, Secret};
pub use listing::{Listing, listing};
pub use network::{FormConfig, NetworkConfig};
pub use services::{ServiceSettings, Services};

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::action::{EditRequest, JudgeRequest, PaintRequest, RefineRequest};
use crate::model::{Abilities, CallShape, ModelId, Role};
use crate::money::{PriceRange, Usd};

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

    /// The call, as far as its price depends on it.
    #[must_use]
    pub fn shape(&self) -> CallShape<'_> {
        match self {
            Ask::Paint(it) => it.shape(),
            Ask::Edit(it) => it.shape(),
            Ask::Judge(it) => it.shape(),
            Ask::Refine(it) => it.shape(),
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
    /// The model or the account cannot leave a background out: the same picture may be asked for
    /// on a key colour.
    NoAlpha {
        /// In the service's words.
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

/// What is wrong, and what a person can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What happened.
    pub reason: String,
    /// What to do, if that is known.
    pub help: Option<String>,
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
    #[error("{}", .advice.reason)]
    Unavailable {
        /// What happened and what to do.
        advice: Advice,
        /// Whether any other call of the model would end alike in this build.
        closed: bool,
    },
    /// It was sent, and no answer came: it may have been billed.
    #[error("{reason}")]
    NoAnswer {
        /// What happened, for a person.
        reason: String,
    },
}

impl SendError {
    /// This call cannot be made; others may.
    #[must_use]
    pub fn unavailable(reason: impl Into<String>) -> SendError {
        let advice = Advice { reason: reason.into(), help: None };
        SendError::Unavailable { advice, closed: false }
    }
}

/// A future that a provider returns.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<RawAnswer, SendError>> + Send + 'a>>;

/// Whoever serves models.
pub trait Provider: Send + Sync {
    /// What one of its models can do; `None` if it has no such model.
    fn abilities(&self, model: &ModelId) -> Option<Abilities>;

    /// What such a call costs: the highest price is reserved before it is sent. `None` where no
    /// price is known, and then nothing is sent.
    fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange>;

    /// Why there is no price, and what to do about it.
    fn unpriced(&self, model: &ModelId) -> Advice {
        Advice {
            reason: format!("no price is known for {model}, so nothing is sent"),
            help: Some("give its program and price in your own configuration".to_owned()),
        }
    }

    /// How it takes batches of requests to a model, at half the price; `None` where it takes none.
    fn batches(&self, _model: &ModelId) -> Option<&dyn Batches> {
        None
    }

    /// Sends one request, once.
    fn send<'a>(&'a self, call: &'a Call) -> Answering<'a>;

    /// What a raw answer says. A pure function: a build that was killed reads the same bytes.
    fn decode(&self, ask: &Ask, raw: &RawAnswer) -> Reply;

    /// What an answer says beside what was asked for, in sentences for people: that another model
    /// gave it, that the model is about to end.
    fn notices(&self, _ask: &Ask, _raw: &RawAnswer) -> Vec<String> {
        Vec::new()
    }

    /// A raw answer of no use, before it is kept for people to look at, without the secrets that
    /// it repeats; `None` if it repeats none.
    fn without_secrets(&self, _model: &ModelId, _raw: &[u8]) -> Option<Vec<u8>> {
        None
    }
}
