//! `Hints`: where something may have changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// More paths than this are not worth telling apart: everything is looked at then.
const MOST_PATHS: usize = 10_000;

/// Where something may have changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Hints {
    paths: BTreeSet<PathBuf>,
    everywhere: bool,
}

impl Hints {
    /// Anything may have changed: events were lost, or nothing was watched yet.
    pub(crate) fn everywhere() -> Hints {
        Hints { paths: BTreeSet::new(), everywhere: true }
    }

    pub(crate) fn add(&mut self, path: PathBuf) {
        if self.everywhere {
            return;
        }
        self.paths.insert(path);
        if self.paths.len() > MOST_PATHS {
            *self = Hints::everywhere();
        }
    }

    pub(crate) fn merge(&mut self, other: Hints) {
        if other.everywhere {
            *self = other;
        } else {
            other.paths.into_iter().for_each(|it| self.add(it));
        }
    }

    /// These without one path, of which is known that it did not change.
    pub(crate) fn without(mut self, path: &Path) -> Hints {
        self.paths.remove(path);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        !self.everywhere && self.paths.is_empty()
    }

    pub(crate) fn has(&self, path: &Path) -> bool {
        self.everywhere || self.paths.contains(path)
    }

    /// The files, if no others can have changed.
    pub(crate) fn files(&self) -> Option<&BTreeSet<PathBuf>> {
        (!self.everywhere && !self.paths.is_empty()).then_some(&self.paths)
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.paths.iter().map(PathBuf::as_path)
    }
}
