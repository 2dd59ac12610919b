//! `LockFile`: the lock on disk, read and written by several processes at once.

#![expect(clippy::disallowed_methods, reason = "this is where the lock is read and written")]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use std::{fs, io};

use crate::digest::Digest;
use crate::fence::Fence;
use crate::limit;
use crate::lock::edit::Edit;
use crate::lock::{Joined, Lock, LockProblem, Record, read, read_some, write};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::stat::Look;
use crate::whole::{Durable, Finish, WholeFiles, has_no_locks};

/// Where the lock of a project lies.
#[derive(Debug, Clone)]
pub struct LockFile {
    fence: Fence,
    /// From the folder on.
    file: PathBuf,
    guard: PathBuf,
    path: PathBuf,
    whole: Arc<WholeFiles>,
    seen: Arc<Mutex<Option<Seen>>>,
}

/// A lock as this process last read or wrote it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What the file looked like.
    pub look: Look,
    /// Its text.
    pub text: Arc<String>,
    /// Whether a write since would certainly look otherwise.
    pub settled: bool,
    /// Whether another process changed it since this one first saw it.
    pub overtaken: bool,
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
    /// The lock `file` below a folder. Those who write it lock the file `guard` below it, which
    /// holds nothing; its folder is made when it is needed.
    #[must_use]
    pub fn new(fence: Fence, file: &Path, guard: &Path, whole: Arc<WholeFiles>) -> LockFile {
        let path = fence.root().join(file);
        let (file, guard) = (file.to_owned(), guard.to_owned());
        LockFile { fence, file, guard, path, whole, seen: Arc::default() }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it was when this process last read or wrote it; `None` if there was no file.
    #[must_use]
    pub fn seen(&self) -> Option<Seen> {
        self.last().clone()
    }

    /// What it says; nothing if there is no file.
    pub fn read(&self) -> Result<Lock, LockError> {
        read(&self.text()?).map_err(|it| self.problem(it))
    }

    /// What it says of these assets. Other records are not looked at: see [`read_some`].
    pub fn read_some(&self, names: &BTreeSet<AssetName>) -> Result<Lock, LockError> {
        read_some(&self.text()?, names).map_err(|it| self.problem(it))
    }

    /// The output paths for which it names these bytes, as it was last read or written.
    #[must_use]
    pub fn paths_of(&self, digest: &Digest) -> Vec<ProjectPath> {
        let Some(seen) = self.seen() else { return Vec::new() };
        // Whoever asks has read a part of it at most; a line tells as much as its record.
        let value = format!("\" = \"{digest}\"");
        let key = |at: usize| seen.text[..at].rsplit('"').next();
        let paths = seen.text.match_indices(&value).filter_map(|(at, _)| key(at));
        paths.filter_map(|it| ProjectPath::parse(it).ok()).collect()
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

    /// Puts in place of a text in which a merge left its marks what `join` makes of it; the text
    /// stays where that is nothing. Other writers wait meanwhile.
    ///
    /// # Errors
    ///
    /// If it cannot be joined, read or written.
    pub fn resolve(
        &self,
        join: impl FnOnce(&str) -> Option<Result<Joined, LockProblem>>,
    ) -> Result<Option<Joined>, LockError> {
        let _guard = self.lock()?;
        let Some(joined) = join(&self.text()?) else { return Ok(None) };
        let joined = joined.map_err(|it| self.problem(it))?;
        self.replace(&[write(&joined.lock).into()])?;
        Ok(Some(joined))
    }

    /// Whether the file certainly is what was last seen of it.
    #[must_use]
    pub fn is_as_seen(&self) -> bool {
        self.unchanged(self.look()).is_some()
    }

    fn look(&self) -> Option<Look> {
        fs::metadata(&self.path).ok().map(|it| Look::of(&it))
    }

    fn unchanged(&self, look: Option<Look>) -> Option<Seen> {
        self.seen().filter(|it| it.settled && look == Some(it.look))
    }

    /// The text; that of an empty lock if there is no file. It is read only if it may be another
    /// than when it was last seen.
    fn text(&self) -> Result<Arc<String>, LockError> {
        let look = self.look();
        if let Some(seen) = self.unchanged(look) {
            return Ok(seen.text);
        }
        let bytes = match self.fence.read(&self.file, limit::LOCK) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                *self.last() = None;
                return Ok(Arc::new(write(&Lock::default())));
            }
            other => other.map_err(failed("read", &self.path))?,
        };
        let text = String::from_utf8(bytes).or_else(|error| {
            // A record with a letter that is none is damaged, which its check tells.
            let text = String::from_utf8_lossy(error.as_bytes());
            read(&text).map(|it| write(&it)).map_err(|it| self.problem(it))
        })?;
        let overtaken = self.last().as_ref().is_some_and(|it| it.overtaken || *it.text != text);
        Ok(self.note(look, text, overtaken))
    }

    /// Notes what it is, as its bytes were just read or written.
    fn note(&self, look: Option<Look>, text: String, overtaken: bool) -> Arc<String> {
        let settled = look.is_some_and(|it| it.is_settled(SystemTime::now()));
        let text = Arc::new(text);
        let seen = look.map(|look| Seen { look, text: Arc::clone(&text), settled, overtaken });
        *self.last() = seen;
        text
    }

    fn last(&self) -> MutexGuard<'_, Option<Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn problem(&self, problem: LockProblem) -> LockError {
        LockError::Problem { path: self.path.clone(), problem }
    }

    /// Keeps other writers out until it is dropped.
    fn lock(&self) -> Result<File, LockError> {
        let path = self.fence.root().join(&self.guard);
        let file = self.fence.open_lock(&self.guard).map_err(failed("open", &path))?;
        match file.lock() {
            // A file system without locks: whoever is alone on it, as nearly always, loses nothing.
            Err(cause) if has_no_locks(&cause) => Ok(file),
            locked => locked.map(|()| file).map_err(failed("lock", &path)),
        }
    }

    /// All of the new text or all of the old one, whatever happens.
    fn replace(&self, pieces: &[Cow<'_, str>]) -> Result<(), LockError> {
        let finish = Finish { mode: None, durable: Durable::Now };
        let text = pieces.concat();
        let written = self.whole.write(&self.path, text.as_bytes(), finish);
        written.map_err(failed("write", &self.path))?;
        let overtaken = self.last().as_ref().is_some_and(|it| it.overtaken);
        self.note(self.look(), text, overtaken);
        Ok(())
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
