//! `Batches`: many requests sent as one, answered within a day at a lower price.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use crate::model::ModelId;
use crate::provider::{Call, RawAnswer, SendError};

/// A provider that takes batches. No method tries again what failed.
pub trait Batches: Send + Sync {
    /// What all calls of a batch have in common beside their model.
    fn kind(&self, _call: &Call) -> &'static str {
        ""
    }

    /// How much of a batch a call fills, in thousandths. The calls of a batch fill 1000 at most.
    ///
    /// # Errors
    ///
    /// If no request can be written for it.
    fn share(&self, call: &Call) -> Result<u32, SendError>;

    /// Sends a batch. The answer is what the service calls it.
    fn submit<'a>(&'a self, batch: &'a Batch) -> BatchFuture<'a, String>;

    /// What the service calls a batch of this name; `None` if it has none.
    fn find<'a>(&'a self, name: &'a str) -> BatchFuture<'a, Option<String>>;

    /// The state of a batch, by what the service calls it.
    fn look<'a>(&'a self, job: &'a str) -> BatchFuture<'a, BatchState>;
}

/// A future of what a service answers about a batch.
pub type BatchFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, SendError>> + Send + 'a>>;

/// Requests to one model, to be sent together.
#[derive(Debug)]
pub struct Batch {
    /// The name that this program gives it; no other has it.
    pub name: String,
    /// The model of all its requests.
    pub model: ModelId,
    /// The requests, by keys that the answers will have.
    pub items: BTreeMap<String, Call>,
}

/// The state of a batch.
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
