//! `Batches`: many requests in one, answered when the service has time, for less.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use crate::model::ModelId;
use crate::provider::{Call, RawAnswer, SendError};

/// What a provider that takes batches does with them. Each method asks once and never tries again.
pub trait Batches: Send + Sync {
    /// How much of a batch a call fills, in thousandths; a fuller one is not taken on.
    ///
    /// # Errors
    ///
    /// If no request can be written for it.
    fn share(&self, call: &Call) -> Result<u32, SendError>;

    /// Sends a batch. The answer is what the service calls it.
    fn submit<'a>(&'a self, batch: &'a Batch) -> Asking<'a, String>;

    /// What the service calls a batch of this name; `None` if it has none.
    fn find<'a>(&'a self, name: &'a str) -> Asking<'a, Option<String>>;

    /// How a batch stands, by what the service calls it.
    fn look<'a>(&'a self, job: &'a str) -> Asking<'a, BatchState>;
}

/// A future of a question that bills nothing by itself.
pub type Asking<'a, T> = Pin<Box<dyn Future<Output = Result<T, SendError>> + Send + 'a>>;

/// Requests to one model, to be sent together.
#[derive(Debug)]
pub struct Batch {
    /// The name that this program gives it; no other has it.
    pub name: String,
    /// Who is asked.
    pub model: ModelId,
    /// The requests, by keys that the answers will have.
    pub items: BTreeMap<String, Call>,
}

/// How a batch stands.
#[derive(Debug, PartialEq, Eq)]
pub enum BatchState {
    /// It is not done.
    UnderWay,
    /// It has ended, well or badly.
    Ended {
        /// Whatever came back, in the order of the requests.
        items: Vec<BatchItem>,
        /// Why requests that came to nothing did: it failed, expired or was cancelled.
        why: Option<String>,
    },
}

/// What became of one request of a batch.
#[derive(Debug, PartialEq, Eq)]
pub struct BatchItem {
    /// The request's key, if the service repeats it.
    pub key: Option<String>,
    /// The answer, as if it had come alone; or why there is none, and nothing was billed.
    pub answer: Result<RawAnswer, String>,
}
