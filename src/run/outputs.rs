//! What stands at the output paths: ours as the lock says, ours but other, edited, someone else's.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::digest::Digest;
use crate::fence::Fence;
use crate::image;
use crate::limit;
use crate::path::ProjectPath;
use crate::plan::FileState;
use crate::run::seal;
use crate::run::seal::Seal;
use crate::stat::{Look, StatCache};
use crate::whole::{Durable, Finish, WholeFiles};

/// The folder that the pictures go to.
#[derive(Clone)]
pub struct OutFolder {
    /// Around the project.
    fence: Fence,
    /// From the project's folder.
    out: PathBuf,
    root: PathBuf,
    stat: Arc<StatCache>,
    whole: Arc<WholeFiles>,
    /// Folders that no link stood on the way to when they were looked at.
    clear: Arc<Mutex<BTreeSet<PathBuf>>>,
    /// Outputs that Git LFS has elsewhere, as found so far.
    pointers: Arc<Mutex<BTreeSet<ProjectPath>>>,
}

/// Outputs are for everybody whom their folder is for.
const FINISH: Finish = Finish { mode: Some(0o644), durable: Durable::Bytes };

impl OutFolder {
    /// The folder `out` of a project, which need not be there yet.
    #[must_use]
    pub fn new(
        fence: Fence,
        out: &ProjectPath,
        stat: Arc<StatCache>,
        whole: Arc<WholeFiles>,
    ) -> OutFolder {
        let (root, out) = (out.on_disk(fence.root()), out.as_ref().to_owned());
        let (clear, pointers) = (Arc::default(), Arc::default());
        OutFolder { fence, out, root, stat, whole, clear, pointers }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a file lies, from the project's folder.
    fn place(&self, path: &ProjectPath) -> PathBuf {
        self.out.join(path)
    }

    /// What stands at a path, if the lock names `locked` there.
    ///
    /// # Errors
    ///
    /// If there is a file that cannot be read, or nothing that could be written for a link.
    pub fn state(&self, path: &ProjectPath, locked: Option<&Digest>) -> io::Result<FileState> {
        let place = self.place(path);
        let Some(digest) = self.stat.digest(&self.fence, &place)? else {
            self.check_way(place.parent().expect("a file has a folder"))?;
            return Ok(FileState::Missing);
        };
        if locked == Some(&digest) {
            return Ok(FileState::AsLocked);
        }
        let Some(bytes) = self.read(path)? else { return Ok(FileState::Missing) };
        if image::is_pointer(&bytes) {
            self.pointers().insert(path.clone());
            return Ok(FileState::Missing);
        }
        if locked.is_some_and(|it| is_checked_out_for_windows(&bytes, it)) {
            return Ok(FileState::AsLocked);
        }
        Ok(match seal::of(path.as_str(), &bytes) {
            Seal::Ours => FileState::Ours,
            Seal::Edited => FileState::Edited,
            // What no seal fits is ours if the lock knew it; then someone changed it.
            Seal::Foreign if locked.is_some() => FileState::Edited,
            Seal::Foreign => FileState::Foreign,
        })
    }

    /// Tells of a link before anything is made that could not be written. Whatever appears later,
    /// nothing is written through it.
    fn check_way(&self, folder: &Path) -> io::Result<()> {
        let clear = || self.clear.lock().unwrap_or_else(PoisonError::into_inner);
        if !clear().contains(folder) {
            self.fence.check(folder)?;
            clear().insert(folder.to_owned());
        }
        Ok(())
    }

    /// The digest of what stands at a path; `None` if nothing does.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub(crate) fn digest(&self, path: &ProjectPath) -> io::Result<Option<Digest>> {
        self.stat.digest(&self.fence, self.place(path))
    }

    /// Outputs that are Git LFS pointers, as found so far. They count as missing.
    pub(crate) fn pointers(&self) -> MutexGuard<'_, BTreeSet<ProjectPath>> {
        self.pointers.lock().unwrap_or_else(PoisonError::into_inner)
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
        match self.fence.read(self.place(path), limit::PICTURE) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a file bears our seal as it stands: the lock alone, which comes with a clone, makes
    /// no file ours.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn is_sealed(&self, path: &ProjectPath) -> io::Result<bool> {
        let bytes = self.read(path)?;
        Ok(bytes.is_some_and(|it| seal::of(path.as_str(), &it) == Seal::Ours))
    }

    /// Writes a file: whole or not at all, and not if it has these bytes already, since engines
    /// import anew whatever looks newer.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or a folder on the way is a link.
    pub fn write(&self, path: &ProjectPath, bytes: &[u8]) -> io::Result<()> {
        if self.read(path)?.as_deref() == Some(bytes) {
            return Ok(());
        }
        let target = path.on_disk(&self.root);
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
    /// If it is there and cannot be removed, or a folder on the way is a link.
    pub fn remove(&self, path: &ProjectPath) -> io::Result<()> {
        let place = self.place(path);
        self.fence.remove(&place)?;
        self.stat.forget(&path.on_disk(&self.root));
        let folders = place.ancestors().skip(1).take_while(|it| **it != *self.out);
        for folder in folders {
            if self.fence.remove_folder(folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Moves the file that is called like an output with another ending after it, if there is one,
    /// to where it is called like another output, if nothing is there.
    ///
    /// # Errors
    ///
    /// If it cannot be moved, or a folder on the way is a link.
    pub(crate) fn move_beside(
        &self,
        from: &ProjectPath,
        to: &ProjectPath,
        ending: &str,
    ) -> io::Result<()> {
        let beside = |path: &ProjectPath| {
            let mut name = self.place(path).into_os_string();
            name.extend([".", ending].map(AsRef::<std::ffi::OsStr>::as_ref));
            PathBuf::from(name)
        };
        let (from, to) = (beside(from), beside(to));
        let there = |it: &Path| self.fence.root().join(it).symlink_metadata();
        if !there(&from).is_ok_and(|it| it.is_file()) || there(&to).is_ok() {
            return Ok(());
        }
        let (Some(old), Some(new)) = (from.parent(), to.parent()) else { return Ok(()) };
        let (Some(old_name), Some(new_name)) = (from.file_name(), to.file_name()) else {
            return Ok(());
        };
        self.fence.folder(old)?.rename(old_name, &self.fence.made(new)?, new_name)
    }
}

/// Whether a text has this digest but for the ends of its lines, as git checks it out on Windows
/// where nobody told it not to. Written again, it would be changed for git each time.
fn is_checked_out_for_windows(bytes: &[u8], locked: &Digest) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    text.contains("\r\n") && Digest::of(text.replace("\r\n", "\n").as_bytes()) == *locked
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
