//! A person's choice: which painting is shown, which one stays, and what a hand-made picture is
//! worth. It stands until a person decides otherwise, in the lock, for everybody.
//!
//! What a choice makes of a record is a pure function ([`pick`], [`keep`], [`adopt`]); what it
//! leads to for those that refer to the asset is foreseen by the same code that builds, and said
//! before anything is done.

mod adopt;
mod choice;
mod follows;
mod keep;
mod pick;
mod refusal;
mod reroll;
#[cfg(test)]
mod tests;

pub use adopt::Adoption;
pub use adopt::adopt;
pub use choice::Choice;
pub use follows::Follows;
pub use keep::accept;
pub use keep::accept_all;
pub use keep::unaccept;
pub use keep::unaccept_all;
pub use pick::Which;
pub use pick::pick;
pub use refusal::ChooseError;
pub use refusal::Refusal;
pub use reroll::judge_again;
pub use reroll::reroll;
