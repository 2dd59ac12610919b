//! `ProjectError`: why a project cannot be read at all. Files with mistakes are no such reason.

use std::io;
use std::path::PathBuf;

use crate::manifest::WORKSPACE_FILE;

/// Why a project cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The folder has no workspace file.
    #[error("there is no `{WORKSPACE_FILE}` in `{}`", .root.display())]
    NoWorkspace {
        /// The folder.
        root: PathBuf,
    },
    /// A folder cannot be looked through. What it declares would seem to be gone.
    #[error("cannot look through `{}`", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// In the system's words.
        source: io::Error,
    },
}
