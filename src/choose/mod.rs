//! A person's choice: which painting is shown, which one stays, and what a hand-made picture is
//! worth. It stands until a person decides otherwise, in the lock, for everybody.
//!
//! What a choice makes of a record is a pure function ([`pick`], [`keep`], [`adopt`]); what it
//! leads to for those that refer to the asset is foreseen by the same code that builds, and said
//! before anything is done.

mod adopt;
mod choice;
mod consequences;
mod keep;
mod pick;
mod refusal;
mod reroll;
#[cfg(test)]
mod tests;
mod undo;

pub use adopt::{Adoption, adopt};
pub use choice::Choice;
pub use consequences::Consequences;
pub use keep::{accept, accept_all, unaccept, unaccept_all};
pub use pick::{Which, pick};
pub use refusal::{ChooseError, Refusal};
pub use reroll::{judge_again, reroll};
pub use undo::undo;
