//! What the user has agreed to once, whatever the project: addresses of servers that projects name.

use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::store::{Store, StoreError, disk};
use crate::whole::Durable;

impl Store {
    /// Whether the user has agreed to this, by the store at `root`, which need not be open. What
    /// cannot be read is no consent.
    #[must_use]
    pub fn has_consent(root: &Path, what: &str) -> bool {
        let kept = disk::read(&path(root, what)).ok().flatten();
        kept.is_some_and(|it| it == what.as_bytes())
    }

    /// Remembers that the user has agreed to this; durable when it returns.
    pub fn keep_consent(&self, what: &str) -> Result<(), StoreError> {
        self.scratch.place(&path(self.root(), what), what.as_bytes(), Durable::Now)
    }
}

fn path(root: &Path, what: &str) -> PathBuf {
    root.join("consents").join(Digest::of(what.as_bytes()).hex())
}
