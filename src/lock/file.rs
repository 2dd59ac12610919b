//! `LockFile`: the lock on disk, read and written by several processes at once.

#![expect(clippy::disallowed_methods, reason = "this is where the lock is read and written")]

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::lock::{Lock, LockProblem, read, write};

/// Where the lock of a project lies.
#[derive(Debug, Clone)]
pub struct LockFile {
    path: PathBuf,
    guard: PathBuf,
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
    pub fn new(path: &Path, guard: &Path) -> LockFile {
        LockFile { path: path.to_owned(), guard: guard.to_owned() }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says; nothing if there is no file.
    pub fn read(&self) -> Result<Lock, LockError> {
        let bytes = match fs::read(&self.path) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Lock::default()),
            other => other.map_err(failed("read", &self.path))?,
        };
        // What is no UTF-8 becomes a record whose check is wrong.
        let text = String::from_utf8_lossy(&bytes);
        read(&text).map_err(|problem| LockError::Problem { path: self.path.clone(), problem })
    }

    /// Changes it, and says whether that changed anything.
    ///
    /// Others wait meanwhile. `change` is given what stands there now, which may be more than the
    /// caller has read, and must touch no records but its own. The file is replaced in one step;
    /// one that says the same already is left alone.
    pub fn update(&self, change: impl FnOnce(&mut Lock)) -> Result<bool, LockError> {
        let _guard = self.lock()?;
        let before = self.read()?;
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(false);
        }
        self.replace(&write(&after))?;
        Ok(true)
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
    fn replace(&self, text: &str) -> Result<(), LockError> {
        let folder = match self.path.parent() {
            Some(it) if !it.as_os_str().is_empty() => it,
            _ => Path::new("."),
        };
        // One name for all: only one writes at a time, and what a killed one left is reused.
        let unfinished = folder.join(".assetbuild.lock.new");
        let write = || {
            let mut file = File::create(&unfinished)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&unfinished, &self.path)?;
            sync_folder(folder)
        };
        write().map_err(|cause| {
            drop(fs::remove_file(&unfinished));
            failed("write", &self.path)(cause)
        })
    }
}

/// Makes the new name durable. Windows cannot, and does not need it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder)?.sync_all()
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
