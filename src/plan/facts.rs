//! `Facts`: everything that the decision about one asset looks at.

use std::collections::BTreeMap;

use crate::action::ActionKey;
use crate::lock::Record;
use crate::model::{CallShape, ModelId};
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{Failed, FileState, Known, Lookups, Reroll, Task, Unanswered, Wanted};

/// Everything that a decision looks at.
pub struct Facts<'a> {
    /// What is to be made.
    pub task: &'a Task,
    /// What it is pinned to.
    pub record: Option<&'a Record>,
    /// Another record that answers its brief, where its own does not: it was called otherwise.
    pub donor: Option<(&'a AssetName, &'a Record)>,
    /// What stands at the paths of its record, and where its files go.
    pub files: &'a BTreeMap<ProjectPath, FileState>,
    /// What was asked for.
    pub wanted: Wanted,
    /// More paintings that a person wants.
    pub reroll: Option<Reroll>,
    /// Whether assets are held where only a reference changed.
    pub hold_cascade: bool,
    /// The most that one brief may ever cost.
    pub per_asset: Usd,
    /// What is known of answers.
    pub known: &'a dyn Known,
    /// Prices, open requests, networks.
    pub lookups: &'a dyn Lookups,
}

impl Facts<'_> {
    /// Why the user's network of this name makes no masks for it; `None` if it does.
    pub(crate) fn no_network(&self, network: &str) -> Option<Failed> {
        self.lookups.no_network(network, &self.task.asset.name)
    }

    /// The request for it without an answer for a key, if there is one.
    pub(crate) fn unanswered(&self, key: ActionKey) -> Option<Unanswered> {
        self.lookups.unanswered(&self.task.asset.name, key)
    }

    /// What calls cost.
    pub(crate) fn prices(&self) -> impl Fn(&ModelId, &CallShape<'_>) -> Option<PriceRange> {
        |model, shape| self.lookups.price(model, shape)
    }
}
