//! `SessionError`: why a project cannot be worked on.

use std::io;
use std::path::PathBuf;

use crate::diagnostic::Diagnostic;
use crate::lock::LockError;
use crate::project::ProjectError;
use crate::store::StoreError;

/// Why a project cannot be worked on.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// There is no workspace file.
    #[error("there is no `assetbuild.toml` in `{}`", root.display())]
    NotAProject {
        /// Where it was looked for.
        root: PathBuf,
    },
    /// The lock cannot be read.
    #[error("{}", .0.message)]
    Lock(Box<Diagnostic>),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lock cannot be written.
    #[error(transparent)]
    LockFile(#[from] LockError),
    /// The project's files cannot be read.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// A file cannot be read or written.
    #[error("cannot {deed} `{}`: {cause}", path.display())]
    Io {
        /// A verb.
        deed: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// No request without an answer has this id, or several have.
    #[error("no single request without an answer has an id that begins with `{id}`")]
    UnknownCall {
        /// As it was typed.
        id: String,
    },
    /// A target that names nothing.
    #[error("no asset {} `{word}`", relation(word))]
    UnknownTarget {
        /// As it was typed.
        word: String,
        /// What was probably meant.
        nearest: Option<String>,
    },
}

/// What a target that is no name would have done.
fn relation(word: &str) -> &'static str {
    let is_name = crate::name::AssetName::parse(word).is_ok();
    if is_name { "is called" } else { "matches" }
}
