//! `OwnLock`: the lock as the last build left it, to tell its writing from a `git pull`.

use std::path::{Path, PathBuf};

use crate::stat::Look;

/// The lock as the last build left it.
#[derive(Debug)]
pub(crate) struct OwnLock {
    path: PathBuf,
    left: Option<Look>,
}

impl OwnLock {
    /// The lock of a project as it is now.
    pub(crate) fn new(root: &Path) -> OwnLock {
        let path = root.join("assetbuild.lock");
        OwnLock { left: look(&path), path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A build wrote it, or may have.
    pub(crate) fn was_written(&mut self) {
        self.left = look(&self.path);
    }

    /// Whether nobody changed it since.
    pub(crate) fn is_as_left(&self) -> bool {
        self.left == look(&self.path)
    }
}

/// `None` if there is no such file.
fn look(path: &Path) -> Option<Look> {
    path.metadata().ok().map(|it| Look::of(&it))
}
