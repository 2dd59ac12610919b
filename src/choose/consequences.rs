//! `Consequences`: what a choice leads to for the asset itself and for whatever refers to it.

use std::collections::BTreeSet;

use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::plan::{Decision, Plan, PlanItem};

/// What a choice leads to. Nothing of it is done with the choice: it is what the next build does.
#[derive(Debug, Clone, Default)]
pub struct Consequences {
    /// The assets that are chosen about, where the next build does more than free work for them.
    pub own: Vec<PlanItem>,
    /// Those that refer to them and are painted or judged again.
    pub paid: Vec<PlanItem>,
    /// Those that are made again for nothing.
    pub free: Vec<AssetName>,
    /// Those that would be painted again and are held.
    pub held: Vec<PlanItem>,
}

impl Consequences {
    /// What the next build does otherwise because of a choice about these assets.
    #[must_use]
    pub fn of(names: &BTreeSet<AssetName>, before: &Plan, after: &Plan) -> Consequences {
        let mut res = Consequences::default();
        for item in after.items() {
            let own = names.contains(&item.name);
            let before = before.items.get(&item.name);
            let same =
                before.is_some_and(|it| it.decision == item.decision && it.price == item.price);
            if same && !own {
                continue;
            }
            let item = item.clone();
            match (&item.decision, own) {
                (Decision::Held { .. }, true) if !item.price.is_free() => res.own.push(item),
                (Decision::Dirty(_) | Decision::Waiting { .. } | Decision::InBatch, _)
                    if !item.price.is_free() =>
                {
                    let into = if own { &mut res.own } else { &mut res.paid };
                    into.push(item);
                }
                (Decision::Held { .. }, false) => res.held.push(item),
                (Decision::Dirty(_) | Decision::Waiting { .. }, false) => res.free.push(item.name),
                _ => {}
            }
        }
        res
    }

    /// What painting again those that refer to the choice may cost.
    #[must_use]
    pub fn price(&self) -> PriceRange {
        self.paid.iter().map(|it| it.price).sum()
    }

    /// The same, where it is not certain that anything is painted again.
    #[must_use]
    pub fn if_at_all(mut self) -> Consequences {
        self.own.clear();
        for it in &mut self.paid {
            it.price.low = Usd::ZERO;
        }
        self
    }
}
