//! `ProjectError`: why a project cannot be worked on.

use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::limit;
use crate::lock::LockError;
use crate::manifest::WORKSPACE_FILE;
use crate::name::AssetName;
use crate::run::RecordsError;
use crate::store::StoreError;

/// Why a project cannot be worked on.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// There is no workspace file.
    #[error("there is no `{WORKSPACE_FILE}` in `{}`", root.display())]
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
    /// More text than a project is made of.
    #[error(
        "the manifests of `{}` have more than {} MiB; does `include` name what is none?",
        root.display(),
        limit::MANIFESTS >> 20
    )]
    TooLarge {
        /// The project's folder.
        root: PathBuf,
    },
    /// More folders than a project is made of.
    #[error(
        "`include` has more than {} folders of `{}` looked through; name those of the manifests",
        limit::FOLDERS,
        root.display()
    )]
    TooManyFolders {
        /// The project's folder.
        root: PathBuf,
    },
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
    /// An asset that is declared, and that a mistake keeps from being built.
    #[error("`{name}` cannot be built as it is declared: {}", mistake.message)]
    Mistake {
        /// Which.
        name: AssetName,
        /// The first mistake that does.
        mistake: Box<Diagnostic>,
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

impl ProjectError {
    /// For `map_err`: what was not done, and with which file.
    pub(crate) fn io(deed: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ProjectError {
        let path = path.to_owned();
        move |cause| ProjectError::Io { deed, path, cause }
    }
}

impl From<RecordsError> for ProjectError {
    fn from(error: RecordsError) -> ProjectError {
        match error {
            RecordsError::Store(error) => error.into(),
            RecordsError::Lock(error) => error.into(),
        }
    }
}

/// What a target that is no name would have done.
fn relation(word: &str) -> &'static str {
    let is_name = AssetName::parse(word).is_ok();
    if is_name { "is called" } else { "matches" }
}
