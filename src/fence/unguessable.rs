//! Names of files that nobody can put something in the place of beforehand.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Letters that nobody can guess, and that no other call returns.
#[must_use]
pub fn unguessable() -> String {
    // Its keys come from the system's source of chance.
    format!("{:016x}", RandomState::new().build_hasher().finish())
}
