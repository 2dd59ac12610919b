//! `StatCache`: what files looked like when they were last read, and what came of reading them.
//!
//! An entry is believed only if the file looks as it did, and was not touched so shortly before it
//! was noted that another write could hide. Losing the cache costs time and nothing else.
#![expect(clippy::disallowed_methods, reason = "this is where files are looked at")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::digest::Digest;
use crate::fence::{Fence, Trespass};
use crate::limit;
use crate::stat::Look;

/// What a file looked like, and what came of reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it looked like before it was read.
    pub look: Look,
    /// Whether a later write would certainly look otherwise.
    pub settled: bool,
    /// Of its bytes.
    pub digest: Digest,
    /// What was made of its bytes, if anybody asked for that.
    pub value: Option<String>,
}

/// Entries by absolute path, in the order of its bytes: paths are compared far quicker so.
pub type Entries = BTreeMap<OsString, Entry>;

/// What files looked like, and what came of reading them.
pub struct StatCache {
    entries: Mutex<Entries>,
    trusted: AtomicBool,
}

impl StatCache {
    /// A cache that begins with these entries, by absolute path.
    #[must_use]
    pub fn new(entries: Entries) -> StatCache {
        StatCache { entries: Mutex::new(entries), trusted: AtomicBool::new(true) }
    }

    /// From now on every file is read, whatever is remembered of it.
    pub fn distrust(&self) {
        self.trusted.store(false, Ordering::Relaxed);
    }

    /// What is remembered of a file.
    #[must_use]
    pub fn entry(&self, path: &Path) -> Option<Entry> {
        self.entries().get(path.as_os_str()).cloned()
    }

    /// Notes what came of a file that was just read or written; `look` was taken before it was
    /// read, or after it was written.
    pub fn note(&self, path: PathBuf, look: Look, digest: Digest) {
        let settled = look.is_settled(SystemTime::now());
        let entry = Entry { look, settled, digest, value: None };
        self.entries().insert(path.into_os_string(), entry);
    }

    /// Notes that a file is not there any more.
    pub fn forget(&self, path: &Path) {
        self.entries().remove(path.as_os_str());
    }

    /// Whether a file certainly is what was noted of it.
    #[must_use]
    pub fn is_as_noted(&self, path: &Path) -> bool {
        if !self.trusted.load(Ordering::Relaxed) {
            return false;
        }
        let look = std::fs::metadata(path).ok().filter(|it| it.is_file()).map(|it| Look::of(&it));
        let entries = self.entries();
        look.is_some()
            && entries.get(path.as_os_str()).filter(|it| it.settled).map(|it| it.look) == look
    }

    /// The digest of a file's bytes; `None` if there is no file.
    ///
    /// # Errors
    ///
    /// If it is there and cannot be read.
    pub fn digest(&self, fence: &Fence, file: impl AsRef<Path>) -> io::Result<Option<Digest>> {
        Ok(self.read(fence, file.as_ref(), |_| true, |_| None)?.map(|it| it.digest))
    }

    /// What `read` makes of a file's bytes; `None` if there is no file.
    ///
    /// # Errors
    ///
    /// If it is there and cannot be read.
    pub fn value(
        &self,
        fence: &Fence,
        file: impl AsRef<Path>,
        read: impl FnOnce(&[u8]) -> String,
    ) -> io::Result<Option<String>> {
        let found =
            self.read(fence, file.as_ref(), |it| it.value.is_some(), |it| Some(read(it)))?;
        Ok(found.and_then(|it| it.value))
    }

    /// The entry of a file, as remembered if it is `enough`, else by reading it.
    fn read(
        &self,
        fence: &Fence,
        file: &Path,
        enough: impl FnOnce(&Entry) -> bool,
        value: impl FnOnce(&[u8]) -> Option<String>,
    ) -> io::Result<Option<Entry>> {
        let path = fence.root().join(file);
        let look = match std::fs::metadata(&path) {
            Ok(it) if it.is_file() => Look::of(&it),
            Ok(_) => return Err(Trespass::NoFile.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.entries().remove(path.as_os_str());
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let trusted = self.trusted.load(Ordering::Relaxed);
        let found = self.entries().get(path.as_os_str()).filter(|_| trusted).cloned();
        if let Some(entry) = found.filter(|it| it.settled && it.look == look && enough(it)) {
            return Ok(Some(entry));
        }
        let bytes = fence.read(file, limit::PICTURE)?;
        let settled = look.is_settled(SystemTime::now());
        let entry = Entry { look, settled, digest: Digest::of(&bytes), value: value(&bytes) };
        self.entries().insert(path.into_os_string(), entry.clone());
        Ok(Some(entry))
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_just_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = "a.txt";
        let cache = StatCache::new(BTreeMap::new());
        std::fs::write(folder.path().join("a.txt"), "one").unwrap();
        assert_eq!(
            cache.digest(&Fence::new(folder.path()), file).unwrap(),
            Some(Digest::of(b"one"))
        );
        // Same size, same tick.
        std::fs::write(folder.path().join("a.txt"), "two").unwrap();
        assert_eq!(
            cache.digest(&Fence::new(folder.path()), file).unwrap(),
            Some(Digest::of(b"two"))
        );
    }

    #[test]
    fn an_old_file_is_not_opened_again_unless_nothing_is_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let file = "a.txt";
        std::fs::write(&path, "one").unwrap();
        let look = Look::of(&std::fs::metadata(&path).unwrap());
        let digest = Digest::of(b"as remembered");
        let entry = Entry { look, settled: true, digest, value: None };
        let cache = StatCache::new(BTreeMap::from([(path.into_os_string(), entry)]));
        assert_eq!(cache.digest(&Fence::new(folder.path()), file).unwrap(), Some(digest));
        let read = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(
            cache.value(&Fence::new(folder.path()), file, read).unwrap(),
            Some("one".to_owned())
        );
        cache.distrust();
        assert_eq!(
            cache.digest(&Fence::new(folder.path()), file).unwrap(),
            Some(Digest::of(b"one"))
        );
    }

    #[test]
    fn a_missing_file_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let cache = StatCache::new(BTreeMap::new());
        let file = "a.txt";
        assert_eq!(cache.digest(&Fence::new(folder.path()), file).unwrap(), None);
    }
}
