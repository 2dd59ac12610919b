//! `RawAnswer` and `Reply`: an answer as it came, and what it says.

use crate::action::Verdict;
use crate::money::Usd;

/// The answer to a call, as it came. It is on disk before anything reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawAnswer {
    /// As the provider wrote it: of a service `HttpAnswer::to_raw`, of a program its standard output.
    pub bytes: Vec<u8>,
    /// Milliseconds from sending to the last byte.
    pub ms: u64,
}

/// What a raw answer says.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// A picture, as the model encoded it.
    Picture {
        /// PNG, JPEG, WebP or GIF.
        bytes: Vec<u8>,
        /// Its price and time.
        receipt: Receipt,
        /// What the answer says about safety, as it stands there: `safety` of a program,
        /// `safetyRatings` of Google. Recorded, and read by nothing.
        safety: Option<serde_json::Value>,
    },
    /// A verdict, validated: every criterion is there, every score from 0 to 100.
    Verdict(Verdict),
    /// A better prompt.
    Prompt {
        /// The prompt; its place for the background may be gone.
        text: String,
        /// Its price and time.
        receipt: Receipt,
    },
    /// The model refuses. The same request is not sent again.
    Refused {
        /// In the model's words.
        reason: String,
        /// Its price and time.
        receipt: Receipt,
    },
    /// The model or the account cannot leave a background out: the same picture may be asked for
    /// on a key colour.
    NoAlpha {
        /// In the service's words.
        reason: String,
        /// Its price and time.
        receipt: Receipt,
    },
    /// It is no picture, verdict or prompt. Recorded, and not sent again by itself, but for once
    /// where `chance` says so.
    Unusable {
        /// What is wrong with it.
        reason: String,
        /// Whether the same request may be answered well.
        chance: bool,
        /// Its price and time.
        receipt: Receipt,
    },
}

/// Who answered, how long it took, and what it cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// `provider/model`: the model that the answer names, else the one that was called.
    pub answered_by: String,
    /// What was billed: by the answer, by its tokens, or else by the price table.
    pub usd: Usd,
    /// Whether it is the price table's, since the answer says neither a price nor tokens, or too
    /// few of them for the picture that came.
    pub estimated: bool,
    /// Milliseconds from sending to the last byte, or as long as a program says it took.
    pub ms: u64,
}

impl Receipt {
    /// The same, with at least this price, which is then estimated.
    pub(crate) fn at_least(self, usd: Usd) -> Receipt {
        match self.usd < usd {
            true => Receipt { usd, estimated: true, ..self },
            false => self,
        }
    }
}

/// Why an answer is no picture, verdict or prompt: what [`Reply::Unusable`] says, without a receipt.
#[derive(Debug, PartialEq)]
pub(crate) struct Unusable {
    /// What is wrong with it.
    pub(crate) reason: String,
    /// Whether the same request may be answered well.
    pub(crate) chance: bool,
}

impl Unusable {
    /// For an answer after which the same request may be answered well.
    pub(crate) fn chance(reason: impl Into<String>) -> Unusable {
        Unusable { reason: reason.into(), chance: true }
    }
}
