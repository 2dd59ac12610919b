//! `Scratch`: this process's own folder below `tmp`, from which finished files are moved to their
//! places.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

use crate::store::{StoreError, disk};

/// When a file must survive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durable {
    /// Before the call returns.
    Now,
    /// Some day, or not at all: it can be computed again.
    Later,
}

/// This process's own folder for unfinished files; deleted when it is dropped.
///
/// It is locked as long as its owner lives, so that others know what they may sweep.
#[derive(Debug)]
pub(crate) struct Scratch {
    next: AtomicU64,
    // Before the folder: Windows deletes no open file.
    _lock: File,
    folder: TempDir,
}

impl Scratch {
    /// Makes a folder of our own below `tmp`, and deletes those of processes that are gone.
    ///
    /// The caller holds a lock that keeps others from sweeping: between its making and its lock
    /// a new folder looks like one that was left behind.
    pub(crate) fn open(tmp: &Path) -> Result<Scratch, StoreError> {
        sweep(tmp)?;
        let folder = tempfile::Builder::new()
            .prefix(&format!("{}-", std::process::id()))
            .tempdir_in(tmp)
            .map_err(StoreError::io("create a folder in", tmp))?;
        let path = folder.path().join(LOCK);
        let lock = disk::open_lock(&path)?;
        // Where the system has no locks, nothing is swept either.
        drop(lock.lock());
        Ok(Scratch { next: AtomicU64::new(0), _lock: lock, folder })
    }

    /// Puts `bytes` at `target`: all of them or none, whatever happens, over what was there.
    pub(crate) fn place(
        &self,
        target: &Path,
        bytes: &[u8],
        durable: Durable,
    ) -> Result<(), StoreError> {
        let folder = target.parent().expect("every target lies in the store");
        let unfinished = self.folder.path().join(self.unique().to_string());
        let sync = durable == Durable::Now;
        // A full disk is the target's trouble; nobody knows the unfinished file.
        disk::write_new(&unfinished, bytes, sync).map_err(|it| naming(target, it))?;
        disk::make_folder(folder)?;
        let moved = disk::rename(&unfinished, target);
        if moved.is_err() {
            disk::remove(&unfinished)?;
        }
        moved?;
        if sync {
            disk::sync_folder(folder)?;
        }
        Ok(())
    }

    /// A text that no other call in any process on this store ever gets.
    pub(crate) fn nonce(&self) -> String {
        format!("{}/{}", self.folder.path().display(), self.unique())
    }

    fn unique(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

const LOCK: &str = "lock";

fn naming(target: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Io { deed, cause, .. } => StoreError::io(deed, target)(cause),
        other => other,
    }
}

/// Deletes what killed processes left behind.
fn sweep(tmp: &Path) -> Result<(), StoreError> {
    for name in disk::names(tmp)? {
        let folder = tmp.join(name);
        let free = match File::open(folder.join(LOCK)) {
            Ok(lock) => lock.try_lock().is_ok(),
            // Killed before it had a lock.
            Err(cause) => cause.kind() == ErrorKind::NotFound,
        };
        if free {
            // What cannot be deleted now is tried again by the next one who opens the store.
            drop(std::fs::remove_dir_all(&folder));
        }
    }
    Ok(())
}
