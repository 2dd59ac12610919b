//! `SendError`: why there is no answer, by what certainly happened.

use std::time::Duration;

/// What is wrong and what to do about it, in sentences for a person.
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
    /// This call cannot be made, for a reason with which nobody can help; others may.
    pub fn unavailable(reason: impl Into<String>) -> SendError {
        let advice = Advice { reason: reason.into(), help: None };
        SendError::Unavailable { advice, closed: false }
    }
}

/// This call cannot be made as it is asked for, and `help` says what to change; others may.
pub(crate) fn cannot(reason: impl Into<String>, help: impl Into<String>) -> SendError {
    let advice = Advice { reason: reason.into(), help: Some(help.into()) };
    SendError::Unavailable { advice, closed: false }
}
