//! Blobs: bytes by their digest.

use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::store::root::locked;
use crate::store::{Store, StoreError, disk};
use crate::whole::Durable;

impl Store {
    /// Keeps bytes that cannot be made again; durable when it returns.
    pub fn put_original(&self, bytes: &[u8]) -> Result<Digest, StoreError> {
        let digest = Digest::of(bytes);
        let path = self.sharded("originals/blobs", &digest);
        if self.holds(&path, &digest)? {
            // Whoever put it there may not have come to this line yet.
            disk::sync_folder(path.parent().expect("a blob lies in a folder"))?;
        } else {
            self.scratch.place(&path, bytes, Durable::Now)?;
        }
        self.reached("blob");
        Ok(digest)
    }

    /// Keeps bytes that can be computed again; durable after [`Store::sync_derived`].
    pub fn put_derived(&self, bytes: &[u8]) -> Result<Digest, StoreError> {
        let digest = Digest::of(bytes);
        if self.is_read_only() {
            locked(&self.computed).insert(digest, bytes.to_vec());
            return Ok(digest);
        }
        let path = self.sharded("derived/blobs", &digest);
        if !self.holds(&path, &digest)? {
            self.scratch.place(&path, bytes, Durable::Later)?;
        }
        // Also what was there: whoever put it there may not have made it durable.
        locked(&self.unsynced).insert(path);
        locked(&self.known).insert(digest);
        Ok(digest)
    }

    /// Makes all derived blobs that were put since the last call durable. Called before a record
    /// that names them is written, for many assets at once.
    pub fn sync_derived(&self) -> Result<(), StoreError> {
        let paths = std::mem::take(&mut *locked(&self.unsynced));
        disk::sync_files(self.root(), &paths)
    }

    /// The bytes that have this digest, if the store has them; an original or derived.
    ///
    /// They are checked: what is no longer what it was goes to quarantine and counts as missing.
    pub fn blob(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(bytes) = locked(&self.computed).get(digest) {
            return Ok(Some(bytes.clone()));
        }
        for area in ["originals/blobs", "derived/blobs"] {
            let path = self.sharded(area, digest);
            let found = self.sound(&path, |it| (Digest::of(&it) == *digest).then_some(it))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        let Some(path) = self.sharded_below("originals/blobs", digest) else { return Ok(None) };
        Ok(disk::read(&path)?.filter(|it| Digest::of(it) == *digest))
    }

    /// Whether the store has the bytes of this digest, as they must be: looked into once. What is
    /// damaged is set aside, as by [`Store::blob`], and counts as missing from then on.
    pub fn has_sound_blob(&self, digest: &Digest) -> bool {
        let known = locked(&self.known).contains(digest);
        let sound = (known && self.has_blob(digest))
            || self.has_blob(digest) && self.blob(digest).is_ok_and(|it| it.is_some());
        if sound {
            locked(&self.known).insert(*digest);
        }
        sound
    }

    /// Whether there is a file for this digest; it is not looked into.
    #[must_use]
    pub fn has_blob(&self, digest: &Digest) -> bool {
        let own = ["originals/blobs", "derived/blobs"].map(|area| self.sharded(area, digest));
        let below = self.sharded_below("originals/blobs", digest);
        locked(&self.computed).contains_key(digest)
            || own.into_iter().chain(below).any(|it| it.is_file())
    }

    /// The place of a digest in an area: `ab/cdef…`, so that no folder gets too long.
    pub(crate) fn sharded(&self, area: &str, digest: &Digest) -> PathBuf {
        sharded(self.root(), area, digest)
    }

    /// The same in the store that this one lies above.
    pub(crate) fn sharded_below(&self, area: &str, digest: &Digest) -> Option<PathBuf> {
        Some(sharded(self.below.as_deref()?, area, digest))
    }

    fn holds(&self, path: &Path, digest: &Digest) -> Result<bool, StoreError> {
        let there = self.sound(path, |it| (Digest::of(&it) == *digest).then_some(()))?;
        Ok(there.is_some())
    }
}

fn sharded(root: &Path, area: &str, digest: &Digest) -> PathBuf {
    root.join(area).join(digest.sharded())
}
