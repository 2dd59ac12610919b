//! `Notice`: what the user should know about the watching itself.

use std::fmt;
use std::time::Duration;

use crate::money::Usd;

/// What the user should know about the watching itself. Its text is one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The system watches no more files for us, so they are looked at again and again.
    Polling {
        /// Why, with what to do about it.
        why: String,
        /// How often.
        every: Duration,
    },
    /// Paid work is left, and the budget of the session is spent.
    BudgetSpent {
        /// The budget.
        limit: Usd,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Polling { why, every } => {
                write!(f, "{why}; looking at the files every {} ms instead", every.as_millis())
            }
            Notice::BudgetSpent { limit } => {
                write!(f, "paid work is left: the {limit} of this watch session are spent")
            }
        }
    }
}
