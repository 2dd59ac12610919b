//! `Answered`: a picture that a model outside this program answered, what it cost, and how it was
//! asked for.

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::money::Usd;

/// A picture that a model outside answered to a request `R`: a painting, or one that was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered<R> {
    /// The request as it was sent.
    pub request: R,
    /// The blob of the picture, exactly as it came.
    pub picture: Digest,
    /// The model that says it answered.
    pub answered_by: String,
    /// What was billed.
    pub usd: Usd,
    /// Whether the price is the table's, since the answer named none.
    pub estimated: bool,
    /// From sending to the answer, in milliseconds.
    pub ms: u64,
    /// Whatever the service said about safety, as it came.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub safety: Option<serde_json::Value>,
}
