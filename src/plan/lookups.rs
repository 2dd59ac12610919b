//! `Lookups`: what a plan asks of the world. Asking changes nothing and costs nothing.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use crate::action::ActionKey;
use crate::digest::Digest;
use crate::lock::Record;
use crate::model::{Abilities, CallShape, ModelId};
use crate::money::PriceRange;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{Failed, Known};
use crate::provider::Advice;

/// What stands at an output path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// Nothing.
    Missing,
    /// The bytes that the lock names.
    AsLocked,
    /// Written by this program, but not what the lock names.
    Ours,
    /// Written by this program, and changed by hand.
    Edited,
    /// Someone else's.
    Foreign,
}

/// A request that was sent before, and has no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Unanswered {
    /// Its asset fails: the answer is lost, or there never will be one.
    Failed(Failed),
    /// It lies in a batch that is not done.
    InBatch,
}

/// What a plan asks of the world.
pub trait Lookups {
    /// What is known of answers and results. `drawn_only`: of a wholly built-in loop, to which the
    /// store's answers are nothing. `replacing`: what is lost is taken to have never been there.
    fn known(&self, drawn_only: bool, replacing: bool) -> Arc<dyn Known>;

    /// What stands at an output path, if the lock names `locked` there.
    ///
    /// # Errors
    ///
    /// If there is a file that cannot be read.
    fn output(&self, path: &ProjectPath, locked: Option<&Digest>) -> io::Result<FileState>;

    /// The files that a record names, that are not `kept`, and that are ours as they stand.
    ///
    /// # Errors
    ///
    /// If there is a file that cannot be read.
    fn removable(
        &self,
        record: &Record,
        kept: &BTreeSet<&ProjectPath>,
    ) -> io::Result<Vec<ProjectPath>>;

    /// Whether the bytes at an output path are those that the lock names for another path, where
    /// they stand as well.
    ///
    /// # Errors
    ///
    /// If there is a file that cannot be read.
    fn is_copy(&self, path: &ProjectPath) -> io::Result<bool>;

    /// The digest of a file of the user's; `None` if there is none.
    ///
    /// # Errors
    ///
    /// If it is there and cannot be read.
    fn source(&self, path: &ProjectPath) -> io::Result<Option<Digest>>;

    /// What a model can do; `None` if nobody serves it.
    fn abilities(&self, model: &ModelId) -> Option<Abilities>;

    /// What a call costs; `None` where no price is known.
    fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange>;

    /// Why a call has no price.
    fn unpriced(&self, model: &ModelId) -> Advice;

    /// Why nothing can be sent to a model, as far as that is known before anything is.
    fn closed(&self, model: &ModelId) -> Option<Advice>;

    /// The request for an asset without an answer for a key, if there is one.
    fn unanswered(&self, name: &AssetName, key: ActionKey) -> Option<Unanswered>;

    /// Why the user's network of this name makes no masks; `None` if it does.
    fn no_network(&self, network: &str, name: &AssetName) -> Option<Failed>;
}
