//! `RecordWriter`: brings the records of a build into the lock, while it goes on and at its end.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::lock::{LockError, LockFile, Record};
use crate::name::AssetName;
use crate::store::{Store, StoreError};

/// The lock is written as often as this while a build goes on, and at its end.
const EVERY: Duration = Duration::from_secs(1);

/// Why records could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// The blobs that they name could not be made durable.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lock could not be written.
    #[error(transparent)]
    Lock(#[from] LockError),
}

/// Brings the records of a build into the lock: only those that changed, since another process may
/// have changed others.
pub(crate) struct RecordWriter<'a> {
    file: &'a LockFile,
    store: &'a Store,
    /// Records that are not in the lock yet; `None` if one is to go.
    unwritten: BTreeMap<AssetName, Option<Record>>,
    written: Instant,
    /// Every record that this build changed, as it is now.
    pub(crate) changes: BTreeMap<AssetName, Option<Record>>,
    /// Whether the lock was changed.
    pub(crate) changed: bool,
}

impl<'a> RecordWriter<'a> {
    pub(crate) fn new(file: &'a LockFile, store: &'a Store) -> RecordWriter<'a> {
        RecordWriter {
            file,
            store,
            unwritten: BTreeMap::new(),
            written: Instant::now(),
            changes: BTreeMap::new(),
            changed: false,
        }
    }

    /// Takes a record over. It is in the lock within [`EVERY`], or after [`RecordWriter::flush`].
    pub(crate) fn put(&mut self, name: &AssetName, record: Record) -> Result<(), RecordsError> {
        self.changes.insert(name.clone(), Some(record.clone()));
        self.unwritten.insert(name.clone(), Some(record));
        if self.written.elapsed() >= EVERY { self.flush() } else { Ok(()) }
    }

    /// Takes a record out.
    pub(crate) fn remove(&mut self, name: AssetName) {
        self.changes.insert(name.clone(), None);
        self.unwritten.insert(name, None);
    }

    /// Writes what changed. The blobs that the records name are durable before.
    pub(crate) fn flush(&mut self) -> Result<(), RecordsError> {
        self.written = Instant::now();
        if self.unwritten.is_empty() {
            return Ok(());
        }
        self.store.sync_derived()?;
        let records = std::mem::take(&mut self.unwritten);
        let names = records.keys().cloned().collect();
        let changed = self.file.update(&names, |lock| {
            for (name, record) in records {
                match record {
                    Some(record) => drop(lock.records.insert(name, record)),
                    None => drop(lock.records.remove(&name)),
                }
            }
        })?;
        self.changed |= !changed.is_empty();
        Ok(())
    }
}
