//! `LockFile`: the lock on disk, read and written by several processes at once.

#![expect(clippy::disallowed_methods, reason = "this is where the lock is read and written")]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use crate::lock::edit::Edit;
use crate::lock::{Lock, LockProblem, Record, read, read_some, write};
use crate::name::AssetName;
use crate::whole::{Durable, Finish, WholeFiles};

/// Where the lock of a project lies.
#[derive(Debug, Clone)]
pub struct LockFile {
    path: PathBuf,
    guard: PathBuf,
    whole: Arc<WholeFiles>,
}

/// What could not be done with a lock.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The system refused.
    #[error("cannot {deed} `{}`: {}", path.display(), plain(cause))]
    Io {
        /// A verb: `write`, `read`, `lock`.
        deed: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The file is there, and it is no lock.
    #[error("cannot use `{}`: {problem}", path.display())]
    Problem {
        /// The lock.
        path: PathBuf,
        /// What is wrong with it.
        problem: LockProblem,
    },
}

impl LockFile {
    /// The lock at `path`. Those who write it lock the file `guard`, which holds nothing and may
    /// lie anywhere; its folder is made when it is needed.
    #[must_use]
    pub fn new(path: &Path, guard: &Path, whole: Arc<WholeFiles>) -> LockFile {
        LockFile { path: path.to_owned(), guard: guard.to_owned(), whole }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says; nothing if there is no file.
    pub fn read(&self) -> Result<Lock, LockError> {
        read(&self.text()?).map_err(|it| self.problem(it))
    }

    /// What it says of these assets. Other records are not looked at: see [`read_some`].
    pub fn read_some(&self, names: &BTreeSet<AssetName>) -> Result<Lock, LockError> {
        read_some(&self.text()?, names).map_err(|it| self.problem(it))
    }

    /// Changes the records of `names`. The result is what became of those that changed: the new
    /// record, or `None` where it was removed.
    ///
    /// `change` is given what stands there now of `names`, which may differ from what the caller
    /// has read; it changes, adds and removes these records, or leaves all as they are if it has
    /// been overtaken. Other writers wait meanwhile. All changes are written in one step, durably;
    /// other records keep their bytes and are not looked at. A file that says the same already is
    /// left alone.
    ///
    /// # Panics
    ///
    /// If `change` adds a record that is not of `names`.
    pub fn update(
        &self,
        names: &BTreeSet<AssetName>,
        change: impl FnOnce(&mut Lock),
    ) -> Result<BTreeMap<AssetName, Option<Record>>, LockError> {
        let _guard = self.lock()?;
        let text = self.text()?;
        let edit = Edit::of(&text, names, change).map_err(|it| self.problem(it))?;
        if !edit.changes.is_empty() {
            self.replace(&edit.pieces)?;
        }
        Ok(edit.changes)
    }

    /// The text; that of an empty lock if there is no file.
    fn text(&self) -> Result<String, LockError> {
        let bytes = match fs::read(&self.path) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                return Ok(write(&Lock::default()));
            }
            other => other.map_err(failed("read", &self.path))?,
        };
        String::from_utf8(bytes).or_else(|it| {
            // A record with a letter that is none is damaged, which its check tells.
            let text = String::from_utf8_lossy(it.as_bytes());
            read(&text).map(|it| write(&it)).map_err(|it| self.problem(it))
        })
    }

    fn problem(&self, problem: LockProblem) -> LockError {
        LockError::Problem { path: self.path.clone(), problem }
    }

    /// Keeps other writers out until it is dropped.
    fn lock(&self) -> Result<File, LockError> {
        let path = &self.guard;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed("create", folder))?;
        }
        let mut options = OpenOptions::new();
        let options = options.create(true).truncate(false).write(true);
        let file = options.open(path).map_err(failed("open", path))?;
        match file.lock() {
            // A file system without locks: whoever is alone on it, as nearly always, loses nothing.
            Err(cause) if cause.kind() == ErrorKind::Unsupported => Ok(file),
            locked => locked.map(|()| file).map_err(failed("lock", path)),
        }
    }

    /// All of the new text or all of the old one, whatever happens.
    fn replace(&self, pieces: &[Cow<'_, str>]) -> Result<(), LockError> {
        let finish = Finish { mode: None, durable: Durable::Now };
        let written = self.whole.write(&self.path, pieces.concat().as_bytes(), finish);
        written.map_err(failed("write", &self.path))
    }
}

fn failed(deed: &'static str, path: &Path) -> impl FnOnce(io::Error) -> LockError {
    move |cause| LockError::Io { deed, path: path.to_owned(), cause }
}

/// The system's words as the end of a sentence: small first letter, no number.
fn plain(cause: &io::Error) -> String {
    let text = cause.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    let first = letters.next().map(|it| it.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
