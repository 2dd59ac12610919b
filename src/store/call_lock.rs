//! `CallLock`: who holds it may buy an answer to a key; everybody else waits and then finds it.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use crate::action::ActionKey;
use crate::store::{Store, StoreError, disk};
use crate::whole::has_no_locks;

/// The right to call a model for a key, among all processes and threads on the store.
///
/// Ends when it is dropped, or when the process dies.
#[derive(Debug)]
pub struct CallLock {
    // Each lock opens the file anew: the system tells open files apart, not processes.
    _file: File,
}

impl Store {
    /// Waits until nobody else calls for this key.
    pub fn lock_call(&self, key: &ActionKey) -> Result<CallLock, StoreError> {
        let (path, file) = self.call_file(key)?;
        match file.lock() {
            // Nobody keeps two processes apart then, which a build warns of.
            Err(cause) if has_no_locks(&cause) => {}
            locked => locked.map_err(StoreError::io("lock", &path))?,
        }
        Ok(CallLock { _file: file })
    }

    /// The right to call for this key; `None` if somebody else has it now.
    pub fn try_lock_call(&self, key: &ActionKey) -> Result<Option<CallLock>, StoreError> {
        let (path, file) = self.call_file(key)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(CallLock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(cause)) if has_no_locks(&cause) => {
                Ok(Some(CallLock { _file: file }))
            }
            Err(TryLockError::Error(cause)) => Err(StoreError::io("lock", &path)(cause)),
        }
    }

    fn call_file(&self, key: &ActionKey) -> Result<(PathBuf, File), StoreError> {
        if self.is_read_only() {
            return Err(StoreError::ReadOnly { root: self.root().to_owned() });
        }
        let path = self.sharded("locks", &key.0);
        disk::make_folder(path.parent().expect("a lock lies in a folder"))?;
        let file = disk::open_lock(&path)?;
        Ok((path, file))
    }
}
