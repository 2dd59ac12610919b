//! Lookups that answer from tables.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use crate::action::ActionKey;
use crate::digest::Digest;
use crate::lock::Record;
use crate::model::{Abilities, CallShape, ModelId};
use crate::money::PriceRange;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::tests::asset::abilities;
use crate::plan::tests::script::{World, price};
use crate::plan::{Failed, FileState, Known, Lookups, Unanswered};
use crate::provider::Advice;

/// Lookups that answer from tables. A file is as the lock says, unless a table says otherwise.
#[derive(Default)]
pub(crate) struct Tables {
    pub(crate) world: Arc<World>,
    pub(crate) outputs: BTreeMap<ProjectPath, FileState>,
    /// Files of ours that are copies of others.
    pub(crate) copies: BTreeSet<ProjectPath>,
    pub(crate) sources: BTreeMap<ProjectPath, Digest>,
    pub(crate) unanswered: BTreeMap<AssetName, Unanswered>,
    /// The output paths that were asked about.
    pub(crate) asked: RefCell<Vec<ProjectPath>>,
}

impl Lookups for Tables {
    fn known(&self, _: bool, _: bool) -> Arc<dyn Known> {
        Arc::clone(&self.world) as Arc<dyn Known>
    }

    fn output(&self, path: &ProjectPath, locked: Option<&Digest>) -> io::Result<FileState> {
        self.asked.borrow_mut().push(path.clone());
        let as_locked = locked.map_or(FileState::Missing, |_| FileState::AsLocked);
        Ok(self.outputs.get(path).copied().unwrap_or(as_locked))
    }

    fn removable(
        &self,
        record: &Record,
        kept: &BTreeSet<&ProjectPath>,
    ) -> io::Result<Vec<ProjectPath>> {
        let ours = |(path, locked): &(&ProjectPath, &Digest)| {
            let state = self.output(path, Some(locked));
            let ours = state.is_ok_and(|it| matches!(it, FileState::AsLocked | FileState::Ours));
            ours && !kept.contains(*path)
        };
        Ok(record.outputs.iter().filter(ours).map(|(path, _)| path.clone()).collect())
    }

    fn is_copy(&self, path: &ProjectPath) -> io::Result<bool> {
        Ok(self.copies.contains(path))
    }

    fn source(&self, path: &ProjectPath) -> io::Result<Option<Digest>> {
        Ok(self.sources.get(path).copied())
    }

    fn abilities(&self, _: &ModelId) -> Option<Abilities> {
        Some(abilities())
    }

    fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange> {
        price(model, shape)
    }

    fn unpriced(&self, _: &ModelId) -> Advice {
        unreachable!("all have prices")
    }

    fn closed(&self, _: &ModelId) -> Option<Advice> {
        None
    }

    fn unanswered(&self, name: &AssetName, _: ActionKey) -> Option<Unanswered> {
        self.unanswered.get(name).cloned()
    }

    fn no_network(&self, _: &str, _: &AssetName) -> Option<Failed> {
        None
    }
}
