//! Files that appear whole or not at all, and what is left of them when their writer is killed.
//!
//! A file is written under another name and moved to its own in one step. Unfinished files lie in
//! a folder of their process, [`Scratch`], which is locked as long as the process lives: whoever
//! finds the lock free may delete the folder. So leftovers are found by listing one folder, however
//! many folders files are written to. Only where that folder cannot be used, lies on another file
//! system than the target, or where there is no project, is the unfinished file beside its target,
//! and locked itself.

mod beside;
mod files;
mod scratch;
#[cfg(test)]
mod tests;
mod tolerance;

pub use files::{Faults, WholeFiles};
pub use scratch::{Durable, Finish, Reached, Scratch, Stage};
pub use tolerance::{cannot, has_no_locks, if_it_can};
