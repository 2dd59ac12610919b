//! `OwnLock`: the lock as the last build left it, to tell its writing from a `git pull`.

#![cfg_attr(
    not(test),
    expect(clippy::disallowed_methods, reason = "watch mode looks at the lock's bytes")
)]

use std::path::{Path, PathBuf};

use crate::digest::Digest;

/// The lock as the last build left it.
#[derive(Debug)]
pub(crate) struct OwnLock {
    path: PathBuf,
    left: Option<Digest>,
}

impl OwnLock {
    /// The lock of a project as it is now.
    pub(crate) fn new(root: &Path) -> OwnLock {
        let path = root.join("assetbuild.lock");
        OwnLock { left: digest(&path), path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A build wrote it, or may have.
    pub(crate) fn was_written(&mut self) {
        self.left = digest(&self.path);
    }

    /// Whether nobody changed it since.
    pub(crate) fn is_as_left(&self) -> bool {
        self.left == digest(&self.path)
    }
}

/// `None` if there is no such file, or it cannot be read.
fn digest(path: &Path) -> Option<Digest> {
    std::fs::read(path).ok().map(|it| Digest::of(&it))
}
