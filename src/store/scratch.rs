//! `Scratch`: the store's way of writing files, by way of this process's own folder below `tmp`.

use std::fmt;
use std::path::Path;

use crate::fence::Fence;
use crate::store::{StoreError, disk};
use crate::whole;
use crate::whole::{Durable, Faults, Finish, Stage};

/// This process's own folder for unfinished files; deleted when it is dropped. In a store that may
/// only be read there is none.
pub(crate) struct Scratch {
    fence: Fence,
    scratch: Option<whole::Scratch>,
    faults: Option<Faults>,
}

impl Scratch {
    /// Makes a folder of our own below the store's `tmp`, and deletes those of processes that are
    /// gone.
    ///
    /// The caller holds a lock that keeps others from opening the store.
    pub(crate) fn open(root: &Path, faults: Option<Faults>) -> Result<Scratch, StoreError> {
        let fence = Fence::new(root);
        let opened = fence.folder("tmp").and_then(whole::Scratch::open);
        match opened {
            Ok(scratch) => Ok(Scratch { fence, scratch: Some(scratch), faults }),
            Err(cause) => Err(StoreError::io("create a folder in", &root.join("tmp"))(cause)),
        }
    }

    /// That of the store at `root`, which may only be read.
    pub(crate) fn none(root: &Path) -> Scratch {
        Scratch { fence: Fence::new(root), scratch: None, faults: None }
    }

    /// Whether there is none.
    pub(crate) fn is_none(&self) -> bool {
        self.scratch.is_none()
    }

    /// Puts `bytes` at `target`: all of them or none, whatever happens, over what was there.
    pub(crate) fn place(
        &self,
        target: &Path,
        bytes: &[u8],
        durable: Durable,
    ) -> Result<(), StoreError> {
        let Some(scratch) = &self.scratch else {
            return Err(StoreError::ReadOnly { root: self.fence.root().to_owned() });
        };
        let folder = target.parent().expect("every target lies in the store");
        disk::made_folder(folder, durable == Durable::Now)?;
        // Nobody should change a stored file by accident. On Windows it could not be replaced.
        let finish = Finish { mode: Some(0o444), durable };
        // A full disk is the target's trouble; nobody knows the unfinished file.
        let reached = |stage: Stage| {
            self.faults.iter().try_for_each(|it| {
                it(match stage {
                    Stage::Begun => "store-begun",
                    Stage::Written => "store-unfinished",
                    Stage::Named => "store-named",
                })
            })
        };
        let write = || {
            let folder = self.fence.folder(self.fence.within(folder)?)?;
            let name = target.file_name().expect("every target has a name");
            scratch.write((&folder, name), bytes, finish, &reached)
        };
        write().map_err(StoreError::io("write", target))
    }

    /// A text that no other call in any process on this store ever gets.
    pub(crate) fn nonce(&self) -> String {
        self.scratch.as_ref().map(whole::Scratch::nonce).unwrap_or_default()
    }
}

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scratch").field(&self.scratch).finish()
    }
}
