//! `WatchError`: why watch mode cannot go on.

use crate::project::ProjectError;

/// Why watch mode cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The first round failed; what fails later is shown and waited out.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// Not even looking at the files again and again is possible.
    #[error("cannot watch the project's files: {0}")]
    Watcher(#[from] notify::Error),
    /// The system gives no thread to wait for Ctrl-C.
    #[error("cannot wait for Ctrl-C: {0}")]
    Wait(std::io::Error),
}
