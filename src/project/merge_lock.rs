//! A lock that a merge left half done: joined, with what git still knows of both sides.

use crate::diagnostic::Code;
use crate::digest::Digest;
use crate::lock::{Joined, Versions};
use crate::plan::FileState;
use crate::project::lock_state::LOCK;
use crate::project::work_tree::WorkTree;
use crate::project::{Project, ProjectError};

impl Project {
    /// Whether a merge left marks in the lock.
    #[must_use]
    pub fn lock_has_marks(&self) -> bool {
        self.lock.problem.as_ref().is_some_and(|it| it.code == Code::LockConflict)
    }

    /// Joins both sides of a lock in which a merge left its marks, and writes it. `None` if it has
    /// none.
    ///
    /// What git keeps of both sides counts, else what stands between the marks. Outputs of the side
    /// that is shown are taken from git where they are not in the store.
    ///
    /// # Errors
    ///
    /// If no side of a record is whole, or the lock cannot be written.
    pub fn merge_lock(&mut self) -> Result<Option<Joined>, ProjectError> {
        if !self.lock_has_marks() {
            return Ok(None);
        }
        let work_tree = WorkTree::at(&self.root);
        let joined = self.lock.file.resolve(|text| {
            let kept = work_tree.versions(LOCK).map(|it| it.join());
            match kept {
                Some(Ok(joined)) => Some(Ok(joined)),
                _ => Some(Versions::in_marked(text)?.join()),
            }
        })?;
        self.refresh()?;
        if let Some(joined) = &joined {
            self.take_outputs(&work_tree, joined)?;
        }
        Ok(joined)
    }

    /// Keeps outputs of decided assets that neither project nor store has, and that a branch has.
    fn take_outputs(&self, work_tree: &WorkTree, joined: &Joined) -> Result<(), ProjectError> {
        let (out, store) = (self.out(), self.store()?);
        for record in joined.decided.keys().filter_map(|it| self.lock.records.get(it)) {
            for (path, digest) in &record.outputs {
                let as_locked = out.state(path, Some(digest)).ok() == Some(FileState::AsLocked);
                if as_locked || store.has_blob(digest) {
                    continue;
                }
                let file = format!("{}/{path}", self.settings().out);
                let mut versions = work_tree.on_branches(&file);
                if let Some(bytes) = versions.find(|it| Digest::of(it) == *digest) {
                    store.put_derived(&bytes)?;
                }
            }
        }
        Ok(())
    }
}
