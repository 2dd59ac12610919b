//! Assets of one brief share its paintings: what one of them buys, the others take.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::action::ActionKey;
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::plan::{Decision, DirtyReason, Job, Plan, PlanItem};

/// Prices what several assets of a plan buy together once: at the first of them.
///
/// One whose loop is the same from beginning to end buys nothing of its own. Another one takes what
/// the first one bought, and may want more than that.
pub(crate) fn share(plan: &mut Plan) {
    let mut first: BTreeMap<ActionKey, AssetName> = BTreeMap::new();
    let mut shared = Vec::new();
    for item in plan.items() {
        let Some(brief) = bought(item) else { continue };
        match first.get(&brief) {
            Some(it) => shared.push((item.name.clone(), it.clone())),
            None => drop(first.insert(brief, item.name.clone())),
        }
    }
    for (name, with) in shared {
        let whole = is_same(&plan.items[&name], &plan.items[&with]);
        let item = Arc::make_mut(plan.items.get_mut(&name).expect("it was just looked at"));
        item.likely = Usd::ZERO;
        item.price =
            if whole { PriceRange::FREE } else { PriceRange { low: Usd::ZERO, ..item.price } };
        item.reasons.push(DirtyReason::Shared { with });
    }
}

/// The brief that an asset buys for.
fn bought(item: &PlanItem) -> Option<ActionKey> {
    let start = item.job.as_ref()?.start.as_ref()?;
    let buys = matches!(item.decision, Decision::Dirty(_)) && !item.price.is_free();
    // What a person wants more of is bought for them.
    (buys && start.reroll.is_none()).then_some(start.brief)
}

/// Whether both loops ask for the very same, whatever the answers are.
fn is_same(one: &PlanItem, other: &PlanItem) -> bool {
    let loops = |it: &Job| (it.start.clone(), it.task.painted().cloned(), it.wanted);
    one.job.as_ref().map(loops) == other.job.as_ref().map(loops)
}
