//! What stands at the output paths: ours as the lock says, ours but other, edited, someone else's.
#![expect(clippy::disallowed_methods, reason = "this is where outputs are looked at")]

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::digest::Digest;
use crate::path::ProjectPath;
use crate::plan::FileState;
use crate::run::seal;
use crate::run::seal::Seal;
use crate::stat::{Look, StatCache};
use crate::whole::{Durable, Finish, WholeFiles};

/// The folder that the pictures go to.
#[derive(Clone)]
pub struct OutFolder {
    root: PathBuf,
    stat: Arc<StatCache>,
    whole: Arc<WholeFiles>,
}

/// Outputs are for everybody whom their folder is for.
const FINISH: Finish = Finish { mode: Some(0o644), durable: Durable::Bytes };

impl OutFolder {
    /// The folder at `root`, which need not be there yet.
    #[must_use]
    pub fn new(root: PathBuf, stat: Arc<StatCache>, whole: Arc<WholeFiles>) -> OutFolder {
        OutFolder { root, stat, whole }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What stands at a path, if the lock names `locked` there.
    ///
    /// # Errors
    ///
    /// If there is a file that cannot be read.
    pub fn state(&self, path: &ProjectPath, locked: Option<&Digest>) -> io::Result<FileState> {
        let Some(digest) = self.stat.digest(&self.root, path)? else {
            return Ok(FileState::Missing);
        };
        if locked == Some(&digest) {
            return Ok(FileState::AsLocked);
        }
        let Some(bytes) = self.read(path)? else { return Ok(FileState::Missing) };
        Ok(match seal::of(path.as_str(), &bytes) {
            Seal::Ours => FileState::Ours,
            Seal::Edited => FileState::Edited,
            // What no seal fits is ours if the lock knew it; then someone changed it.
            Seal::Foreign if locked.is_some() => FileState::Edited,
            Seal::Foreign => FileState::Foreign,
        })
    }

    /// The states of all files that a record names.
    ///
    /// # Errors
    ///
    /// If there is a file that cannot be read.
    pub fn states(
        &self,
        outputs: &BTreeMap<ProjectPath, Digest>,
    ) -> io::Result<BTreeMap<ProjectPath, FileState>> {
        let state = |(path, digest): (&ProjectPath, &Digest)| {
            Ok((path.clone(), self.state(path, Some(digest))?))
        };
        outputs.iter().map(state).collect()
    }

    /// Whether two paths lead to one file, as on a disk that folds case.
    #[must_use]
    pub fn is_same_file(&self, one: &ProjectPath, other: &ProjectPath) -> bool {
        let id = |path: &ProjectPath| file_id(&path.on_disk(&self.root));
        id(one).is_some_and(|it| id(other) == Some(it))
    }

    /// The bytes of a file; `None` if it is not there.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn read(&self, path: &ProjectPath) -> io::Result<Option<Vec<u8>>> {
        match std::fs::read(path.on_disk(&self.root)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a file: whole or not at all, and not if it has these bytes already, since engines
    /// import anew whatever looks newer.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or a folder on the way is a link that leads elsewhere.
    pub fn write(&self, path: &ProjectPath, bytes: &[u8]) -> io::Result<()> {
        if self.read(path)?.as_deref() == Some(bytes) {
            return Ok(());
        }
        let target = path.on_disk(&self.root);
        self.stays_inside(target.parent().expect("a file has a folder"))?;
        self.whole.write(&target, bytes, FINISH)?;
        if let Ok(written) = target.metadata() {
            self.stat.note(target, Look::of(&written), Digest::of(bytes));
        }
        Ok(())
    }

    /// Removes a file of ours, and the folders that are empty then.
    ///
    /// # Errors
    ///
    /// If it is there and cannot be removed.
    pub fn remove(&self, path: &ProjectPath) -> io::Result<()> {
        let target = path.on_disk(&self.root);
        self.stays_inside(target.parent().expect("a file has a folder"))?;
        match std::fs::remove_file(&target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => self.stat.forget(&target),
        }
        let mut folder = target.parent();
        while let Some(it) = folder.filter(|it| **it != *self.root && it.starts_with(&self.root)) {
            if std::fs::remove_dir(it).is_err() {
                break;
            }
            folder = it.parent();
        }
        Ok(())
    }

    /// A link inside the folder must not lead what is written, or a folder that is made for it,
    /// out of it.
    fn stays_inside(&self, folder: &Path) -> io::Result<()> {
        let below = folder.ancestors().take_while(|it| *it != self.root);
        let is_link = |it: &&Path| it.symlink_metadata().is_ok_and(|it| it.is_symlink());
        for it in below.filter(is_link) {
            let root = self.root.canonicalize()?;
            let leads_out = it.canonicalize().is_ok_and(|it| !it.starts_with(&root));
            // A link to nothing could lead anywhere, once that is made.
            if leads_out || !it.exists() {
                let why = format!("`{}` leads out of the folder", it.display());
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
            }
        }
        Ok(())
    }
}

/// Which file a path leads to.
#[cfg(unix)]
fn file_id(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    path.metadata().ok().map(|it| (it.dev(), it.ino()))
}

/// Which file a path leads to.
#[cfg(not(unix))]
fn file_id(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}
