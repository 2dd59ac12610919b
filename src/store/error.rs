//! `StoreError`: what the store could not do, with which file, and why.

use std::io;
use std::path::{Path, PathBuf};

use crate::digest::Digest;

/// What the store could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system refused.
    #[error("cannot {deed} `{}`: {}", path.display(), plain(cause))]
    Io {
        /// A verb: `write`, `read`, `lock`.
        deed: &'static str,
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Written by another release, in a format that this one does not know.
    #[error(
        "the store `{}` has the format `{found}`, which this release does not know; use a newer release, or another store",
        root.display()
    )]
    UnknownFormat {
        /// The store's folder.
        root: PathBuf,
        /// The first line of its `format` file.
        found: String,
    },
    /// Somebody else's folder.
    #[error("`{}` is not a store: it holds other files; name an empty folder", root.display())]
    NotAStore {
        /// The folder.
        root: PathBuf,
    },
    /// Something would be kept in it, and it may only be read.
    #[error("the store `{}` may only be read, so nothing can be bought", root.display())]
    ReadOnly {
        /// The store's folder.
        root: PathBuf,
    },
    /// Something would be deleted from it, and another process has it open.
    #[error("the store `{}` is in use by another process", root.display())]
    InUse {
        /// The store's folder.
        root: PathBuf,
    },
    /// A journal entry is not what was written, so nobody knows whether its call was billed.
    #[error("`{}` is damaged; `cost settle` clears it", path.display())]
    Damaged {
        /// The entry.
        path: PathBuf,
    },
    /// What a model answered is sound, and no answer that this release knows: it is not taken for none.
    #[error("an answer in the store cannot be read: `originals/blobs/{}`", id.sharded())]
    Unreadable {
        /// The digest of its text.
        id: Digest,
    },
    /// The journal has no such call.
    #[error("the journal has no call `{0}`")]
    NoIntent(String),
}

impl StoreError {
    /// Whether the disk has no room left.
    #[must_use]
    pub fn is_full(&self) -> bool {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        let StoreError::Io { cause, .. } = self else { return false };
        [StorageFull, QuotaExceeded, FileTooLarge].contains(&cause.kind())
    }

    /// What a system's refusal becomes: `map_err(StoreError::io("write", path))`.
    pub(crate) fn io(deed: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        move |cause| StoreError::Io { deed, path: path.to_owned(), cause }
    }
}

/// The system's words as the end of a sentence: small first letter, no number.
fn plain(cause: &io::Error) -> String {
    let text = cause.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    let first = letters.next().map(|it| it.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
