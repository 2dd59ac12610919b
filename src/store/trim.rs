//! Deleting from a store: what can be computed again, and what a person named.

use std::collections::BTreeSet;
use std::fs::TryLockError;
use std::path::PathBuf;

use crate::action::ActionKey;
use crate::digest::Digest;
use crate::store::action_cache::{ANSWERS, ids};
use crate::store::size::{StoredFile, files_below};
use crate::store::{Store, StoreError, disk};

/// An answer of a model, as it lies in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredAnswer {
    /// What it is found by.
    pub key: ActionKey,
    /// The digest of its text.
    pub id: Digest,
}

impl Store {
    /// Everything that can be computed again, the oldest first.
    pub fn derived_files(&self) -> Result<Vec<StoredFile>, StoreError> {
        let mut res = files_below(&self.root().join("derived"))?;
        res.sort_by(|a, b| (a.written, &a.path).cmp(&(b.written, &b.path)));
        Ok(res)
    }

    /// Every answer of a model.
    pub fn stored_answers(&self) -> Result<Vec<StoredAnswer>, StoreError> {
        let (mut res, root) = (Vec::new(), self.root().join(ANSWERS));
        for shard in disk::names(&root)? {
            for rest in disk::names(&root.join(&shard))? {
                let Ok(key) = format!("b3:{shard}{rest}").parse().map(ActionKey) else { continue };
                let folder = root.join(&shard).join(&rest);
                res.extend(ids(&folder)?.into_iter().map(|id| StoredAnswer { key, id }));
            }
        }
        Ok(res)
    }

    /// Deletes files that can be computed again.
    ///
    /// # Errors
    ///
    /// [`StoreError::InUse`] if another process has the store open.
    pub fn delete_derived(&self, files: &[StoredFile]) -> Result<(), StoreError> {
        let derived = self.root().join("derived");
        let paths = files.iter().map(|it| it.path.clone());
        let paths = paths.filter(|it| it.starts_with(&derived)).collect();
        self.alone(|| delete(&paths))
    }

    /// Deletes answers of models, and the blobs that only they name. Nothing brings them back.
    ///
    /// # Errors
    ///
    /// [`StoreError::InUse`] if another process has the store open.
    pub fn delete_originals(
        &self,
        answers: &[StoredAnswer],
        blobs: &BTreeSet<Digest>,
    ) -> Result<(), StoreError> {
        let of_answer = |it: &StoredAnswer| self.sharded(ANSWERS, &it.key.0).join(it.id.hex());
        let texts = answers.iter().map(|it| it.id);
        // First what they are found by: a kill leaves blobs that nothing leads to.
        let paths = answers.iter().map(of_answer).collect();
        let blobs = texts.chain(blobs.iter().copied());
        let blobs = blobs.map(|it| self.sharded("originals/blobs", &it)).collect();
        self.alone(|| delete(&paths).and_then(|()| delete(&blobs)))
    }

    /// Does something while no other process has the store open.
    fn alone<T>(&self, work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let path = self.root().join("lock");
        let said = |cause| StoreError::io("lock", &path)(cause);
        let Some(shared) = self.shared.as_ref().filter(|_| !self.is_read_only()) else {
            return Err(StoreError::ReadOnly { root: self.root().to_owned() });
        };
        let locks = self.locks && shared.unlock().is_ok();
        let alone = shared.try_lock();
        let done = match alone {
            Err(TryLockError::WouldBlock) => {
                Err(StoreError::InUse { root: self.root().to_owned() })
            }
            Err(TryLockError::Error(cause)) if locks => Err(said(cause)),
            _ => work(),
        };
        if locks {
            drop(shared.unlock());
            shared.lock_shared().map_err(said)?;
        }
        done
    }
}

fn delete(paths: &BTreeSet<PathBuf>) -> Result<(), StoreError> {
    paths.iter().try_for_each(|it| disk::remove(it))
}
