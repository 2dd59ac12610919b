//! `Turns`: in which order assets that may cost money are begun, so that a budget that will not do for
//! all of them leaves whole pictures, and not the beginnings of many.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::money::Usd;
use crate::name::AssetName;
use crate::plan::{Decision, PlanItem};

/// Assets that may cost money: those that wait for their turn, and those that are under way.
///
/// One is begun where the budget does for the most that it and all under way may cost, or where
/// nothing else is under way. So a budget that is ample holds nobody up, and one that is short is
/// spent on one asset after the other. In order, whatever answers first: what was begun in an
/// earlier build goes before what was not.
#[derive(Debug)]
pub(crate) struct Turns {
    /// What may still be spent on those that are not done.
    left: Usd,
    /// The most that each asset under way may cost.
    under_way: BTreeMap<AssetName, Usd>,
    waiting: BTreeMap<(Begun, usize), Arc<PlanItem>>,
}

/// Whether paintings of it are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Begun {
    Already,
    NotYet,
}

impl Turns {
    /// Nobody waits yet; so much may be spent.
    pub(crate) fn new(budget: Usd) -> Turns {
        Turns { left: budget, under_way: BTreeMap::new(), waiting: BTreeMap::new() }
    }

    /// Has an asset wait for its turn. `place` is its place among all.
    pub(crate) fn wait(&mut self, place: usize, item: Arc<PlanItem>) {
        self.waiting.insert((begun(&item), place), item);
    }

    /// The next one that is to begin now.
    pub(crate) fn next(&mut self) -> Option<Arc<PlanItem>> {
        let next = self.waiting.first_entry()?;
        let most = most(next.get());
        let others: Usd = self.under_way.values().copied().sum();
        if !self.under_way.is_empty() && others + most > self.left {
            return None;
        }
        let item = next.remove();
        self.under_way.insert(item.name.clone(), most);
        Some(item)
    }

    /// An asset is done, and cost so much.
    pub(crate) fn done(&mut self, name: &AssetName, spent: Usd) {
        if self.under_way.remove(name).is_some() {
            self.left = self.left.saturating_sub(spent);
        }
    }
}

/// The most that the work on an asset may cost; what is held is worked on for nothing.
pub(crate) fn most(item: &PlanItem) -> Usd {
    match item.decision {
        Decision::Held { .. } => Usd::ZERO,
        _ => item.price.high,
    }
}

fn begun(item: &PlanItem) -> Begun {
    let start = item.job.as_ref().and_then(|it| it.start.as_ref());
    let any = start.is_some_and(|it| !it.taken.is_empty()) || !item.saved.is_zero();
    if any { Begun::Already } else { Begun::NotYet }
}
