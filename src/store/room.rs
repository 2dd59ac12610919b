//! Room for answers: whether the disk has any before one is sent for, and where one is kept that the
//! store has no room for.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::store::journal::{RAW, read_raw, sealed_raw};
use crate::store::{IntentId, Store, StoreError, disk};

impl Store {
    /// The same store; `places` are folders for answers that it has no room for.
    #[must_use]
    pub fn with_overflow(mut self, places: Vec<PathBuf>) -> Store {
        self.overflow = places;
        self
    }

    /// Makes sure that the disk has room for so many bytes.
    ///
    /// # Errors
    ///
    /// If it says that it has not. Disks that say nothing of themselves are believed to have it.
    pub fn room_for(&self, bytes: u64) -> Result<(), StoreError> {
        match free(self.root()) {
            Some(free) if free < bytes => {
                let full = io::Error::from(io::ErrorKind::StorageFull);
                Err(StoreError::io("keep an answer in", self.root())(full))
            }
            _ => Ok(()),
        }
    }

    /// [`Store::keep_raw`], or in the first other place that has room for it: that is returned.
    ///
    /// # Errors
    ///
    /// What the store said, if it is kept nowhere.
    pub fn keep_raw_anywhere(
        &self,
        id: &IntentId,
        bytes: &[u8],
        ms: u64,
    ) -> Result<Option<PathBuf>, StoreError> {
        let Err(error) = self.keep_raw(id, bytes, ms) else { return Ok(None) };
        for folder in &self.overflow {
            let path = folder.join(id.file_name() + RAW);
            let written = disk::make_folder(folder).and_then(|()| match is_ours(folder) {
                true => disk::write_new(&path, &sealed_raw(bytes, ms), true),
                false => {
                    Err(StoreError::io("write", &path)(io::ErrorKind::PermissionDenied.into()))
                }
            });
            if written.is_ok() {
                return Ok(Some(path));
            }
        }
        Err(error)
    }

    /// The file of an answer that the store had no room for.
    pub(crate) fn overflowed(&self, id: &IntentId) -> Option<PathBuf> {
        let name = id.file_name() + RAW;
        let mut paths = self.overflow.iter().map(|it| it.join(&name));
        paths.find(|it| it.is_file() && is_ours(it))
    }

    /// What came back, where it is kept beside the store.
    pub(crate) fn overflowed_raw(
        &self,
        id: &IntentId,
    ) -> Result<Option<(Vec<u8>, u64)>, StoreError> {
        let Some(path) = self.overflowed(id) else { return Ok(None) };
        Ok(disk::read(&path)?.and_then(|it| read_raw(&it)))
    }
}

/// Whether a file or folder is this user's: the folder for temporary files is everybody's.
fn is_ours(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let own = rustix::process::geteuid().as_raw();
        fs::symlink_metadata(path).is_ok_and(|it| it.uid() == own && !it.is_symlink())
    }
    #[cfg(not(unix))]
    {
        fs::symlink_metadata(path).is_ok()
    }
}

/// How many bytes a disk has left for this user; `None` if it does not say.
fn free(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let said = rustix::fs::statvfs(folder).ok().filter(|it| it.f_blocks > 0)?;
        Some(said.f_bavail.saturating_mul(said.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}
