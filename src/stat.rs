//! `StatCache`: what files looked like when they were last read, so that what has not changed on
//! disk is not opened again.
//!
//! An entry is believed only if size, modification time, change time and inode are as they were,
//! and the file was not touched so shortly before it was noted that another write within the same
//! tick of the file system's clock could hide. Losing the cache costs time and nothing else.
#![expect(clippy::disallowed_methods, reason = "this is where files are looked at")]

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::path::ProjectPath;

/// The format of the file; another one is not read.
const FORMAT: u32 = 1;

/// File systems count time in steps of up to two seconds (FAT).
const TICK: Duration = Duration::from_secs(2);

/// What files looked like, and what came of reading them.
pub struct StatCache {
    entries: Mutex<BTreeMap<String, Entry>>,
    trusted: AtomicBool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    look: Look,
    value: String,
}

/// What the file system says of a file without opening it. Times in nanoseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Look {
    size: u64,
    modified: u64,
    changed: u64,
    inode: u64,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    format: u32,
    entries: BTreeMap<String, Entry>,
}

impl StatCache {
    /// The cache of an earlier run; an empty one if it cannot be read. With `trusted` off every
    /// file is read all the same.
    #[must_use]
    pub fn load(file: &Path, trusted: bool) -> StatCache {
        let saved = std::fs::read(file).ok();
        let saved = saved.and_then(|it| serde_json::from_slice::<Saved>(&it).ok());
        let entries = saved.filter(|it| it.format == FORMAT).map(|it| it.entries);
        let trusted = AtomicBool::new(trusted);
        StatCache { entries: Mutex::new(entries.unwrap_or_default()), trusted }
    }

    /// From now on every file is read, whatever is remembered of it.
    pub fn distrust(&self) {
        self.trusted.store(false, Ordering::Relaxed);
    }

    /// Writes the cache for the next run.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn save(&self, file: &Path) -> io::Result<()> {
        let entries = self.entries().clone();
        let text = serde_json::to_vec(&Saved { format: FORMAT, entries })?;
        let folder = file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        io::Write::write_all(&mut temporary, &text)?;
        temporary.persist(file).map_err(|error| error.error)?;
        Ok(())
    }

    /// The digest of a file's bytes; `None` if there is no file.
    ///
    /// # Errors
    ///
    /// If it is there and cannot be read.
    pub fn digest(&self, root: &Path, file: &ProjectPath) -> io::Result<Option<Digest>> {
        let read = |bytes: &[u8]| Digest::of(bytes).to_string();
        let value = self.value("bytes", root, file, read)?;
        Ok(value.and_then(|it| it.parse().ok()))
    }

    /// What `read` makes of a file's bytes, remembered under `kind`; `None` if there is no file.
    ///
    /// # Errors
    ///
    /// If it is there and cannot be read.
    pub fn value(
        &self,
        kind: &str,
        root: &Path,
        file: &ProjectPath,
        read: impl FnOnce(&[u8]) -> String,
    ) -> io::Result<Option<String>> {
        let path = file.on_disk(root);
        let key = format!("{kind}:{}", path.display());
        let look = match std::fs::metadata(&path) {
            Ok(it) if it.is_file() => look(&it),
            Ok(_) => return Err(io::Error::other("it is no file")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.entries().remove(&key);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        if self.trusted.load(Ordering::Relaxed)
            && let Some(entry) = self.entries().get(&key)
            && entry.look == look
        {
            return Ok(Some(entry.value.clone()));
        }
        let value = read(&std::fs::read(&path)?);
        if is_settled(&look) {
            self.entries().insert(key, Entry { look, value: value.clone() });
        } else {
            self.entries().remove(&key);
        }
        Ok(Some(value))
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<String, Entry>> {
        self.entries.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Whether a later write would certainly change what the file system says.
fn is_settled(look: &Look) -> bool {
    let now = nanos(SystemTime::now());
    let tick = u64::try_from(TICK.as_nanos()).expect("two seconds fit");
    look.modified.saturating_add(tick) < now && look.changed.saturating_add(tick) < now
}

fn nanos(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(unix)]
fn look(it: &Metadata) -> Look {
    use std::os::unix::fs::MetadataExt;
    let changed = it.ctime().saturating_mul(1_000_000_000).saturating_add(it.ctime_nsec());
    Look {
        size: it.len(),
        modified: it.modified().map(nanos).unwrap_or(u64::MAX),
        changed: u64::try_from(changed).unwrap_or(0),
        inode: it.ino(),
    }
}

#[cfg(not(unix))]
fn look(it: &Metadata) -> Look {
    Look {
        size: it.len(),
        modified: it.modified().map(nanos).unwrap_or(u64::MAX),
        changed: 0,
        inode: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_just_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = ProjectPath::parse("a.txt").unwrap();
        let cache = StatCache::load(&folder.path().join("state"), true);
        std::fs::write(folder.path().join("a.txt"), "one").unwrap();
        assert_eq!(cache.digest(folder.path(), &file).unwrap(), Some(Digest::of(b"one")));
        // Same size, same tick.
        std::fs::write(folder.path().join("a.txt"), "two").unwrap();
        assert_eq!(cache.digest(folder.path(), &file).unwrap(), Some(Digest::of(b"two")));
    }

    #[test]
    fn an_old_file_is_not_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let file = ProjectPath::parse("a.txt").unwrap();
        std::fs::write(&path, "one").unwrap();
        let look = look(&std::fs::metadata(&path).unwrap());
        let cache = StatCache::load(&folder.path().join("state"), true);
        let key = format!("bytes:{}", path.display());
        let value = Digest::of(b"as remembered").to_string();
        cache.entries().insert(key, Entry { look, value });
        let found = cache.digest(folder.path(), &file).unwrap();
        assert_eq!(found, Some(Digest::of(b"as remembered")));
    }

    #[test]
    fn a_missing_file_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let cache = StatCache::load(&folder.path().join("state"), true);
        let file = ProjectPath::parse("a.txt").unwrap();
        assert_eq!(cache.digest(folder.path(), &file).unwrap(), None);
    }
}
