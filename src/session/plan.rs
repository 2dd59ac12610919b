//! What a build would do, without doing it.

use std::collections::BTreeMap;

use crate::build::{
    AssetReport, BuildRequest, Decision, DirtyReason, Failed, FailedKind, Made, Plan, PlanItem,
    Work,
};
use crate::lock::Record;
use crate::model::{CallShape, ModelId};
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::recipe::{anew, keys, settled};
use crate::resolve::{Asset, Kind, output_paths};
use crate::session::pass::{Considered, Pass, Turn};
use crate::session::{Session, SessionError};

impl Session {
    /// What a build would do, why, and for how much. Spends and writes nothing but what it
    /// remembers of the disk.
    ///
    /// # Errors
    ///
    /// If a target names nothing, or the lock cannot be read.
    pub fn plan(&mut self, request: &BuildRequest) -> Result<Plan, SessionError> {
        let mut pass = Pass::new(self, request)?;
        let mut plan = Plan {
            items: Vec::new(),
            saved: Usd::ZERO,
            held: Usd::ZERO,
            stale_files: Vec::new(),
            stale_records: 0,
        };
        (plan.items, plan.saved) = pass.walk(&BTreeMap::new());
        if pass.scope.whole {
            let gone = pass.session.gone();
            plan.stale_records = gone.len();
            plan.stale_files = gone.iter().flat_map(|it| it.1.outputs.keys().cloned()).collect();
        }
        let whose = pass.session.project.name.clone();
        let unsettled = pass.session.store.unsettled()?;
        let open = unsettled.iter().filter(|it| it.intent.project == whose);
        plan.held = open.map(|it| it.intent.price).sum();
        self.save_state();
        Ok(plan)
    }
}

/// Whether an asset keeps what it shows, so that those that need it know what to go by.
pub(crate) fn stands(decision: &Decision) -> bool {
    matches!(decision, Decision::Held { .. } | Decision::Edited { .. })
}

fn item(asset: &Asset, record: Option<&Record>, decision: Decision) -> PlanItem {
    let report = AssetReport::of(asset, record);
    PlanItem {
        name: asset.name.clone(),
        folder: asset.folder.clone(),
        set: asset.set.clone(),
        made: Made::of(asset),
        decision,
        reasons: Vec::new(),
        price: PriceRange::FREE,
        score: report.score,
        target: report.target,
        files: output_paths(asset).files().cloned().collect(),
    }
}

fn decided(asset: &Asset, it: Considered) -> PlanItem {
    let Considered { decided, record, .. } = it;
    let item = item(asset, record.as_ref(), decided.decision);
    PlanItem { reasons: decided.reasons, price: decided.price, ..item }
}

impl Pass<'_> {
    /// What a build would do for one asset after another, and what paintings that are there save.
    /// `shown` are pictures that assets are taken to show, whatever else they ask for.
    pub(crate) fn walk(&mut self, shown: &BTreeMap<AssetName, Record>) -> (Vec<PlanItem>, Usd) {
        let mut decisions = BTreeMap::new();
        let (mut items, mut saved) = (Vec::new(), Usd::ZERO);
        for (name, asset) in self.order() {
            let item = match self.consider(&asset, false) {
                Turn::Ready(it) => {
                    saved += it.decided.saved;
                    let kept = it.record.as_ref().filter(|_| stands(&it.decided.decision));
                    if let Some(record) = shown.get(&name).or(kept) {
                        self.session.keep(&name, &it.task, record);
                    }
                    decided(&asset, *it)
                }
                Turn::Waits(on) => self.waiting(&asset, on, &decisions),
                Turn::Failed(failed) => item(&asset, None, Decision::Failed(failed)),
            };
            decisions.insert(name, item.decision.clone());
            items.push(item);
        }
        (items, saved)
    }

    /// An asset that needs another one first: whether it will cost anything is bounded.
    fn waiting(
        &self,
        asset: &Asset,
        on: AssetName,
        decisions: &BTreeMap<AssetName, Decision>,
    ) -> PlanItem {
        let record = self.session.lock.records.get(&asset.name);
        if let Some(failed) = never(asset, decisions) {
            return item(asset, record, Decision::Failed(failed));
        }
        let price = match &asset.kind {
            Kind::Painted(painted) if !painted.is_built_in() => {
                let shown = record.and_then(Record::shown).filter(|it| it.is_settled());
                let repainted = asset.edges().iter().any(|it| repaints(decisions.get(&it.to)));
                let price =
                    |model: &ModelId, shape: &CallShape<'_>| self.providers.price(model, shape);
                let whole = anew(painted, &price);
                let most = self.session.project.budget.per_asset;
                let quality = Some(keys::quality(painted));
                let same_quality = record.is_some_and(|it| it.quality == quality);
                let high = match shown.filter(|_| !repainted) {
                    Some(shown) => settled(painted, shown, same_quality, &price),
                    None => whole,
                };
                PriceRange { low: Usd::ZERO, high: high.min(most) }
            }
            Kind::Painted(_) | Kind::Source(_) | Kind::Derived(_) | Kind::Atlas(_) => {
                PriceRange::FREE
            }
        };
        let reasons = vec![DirtyReason::Upstream { name: on.clone() }];
        PlanItem { reasons, price, ..item(asset, record, Decision::Waiting { on }) }
    }
}

/// Whether another picture, with another origin, may come of it.
fn repaints(decision: Option<&Decision>) -> bool {
    match decision {
        None => true,
        Some(Decision::Dirty(work)) => matches!(work, Work::Paint | Work::Draw),
        Some(Decision::Waiting { .. } | Decision::InBatch) => true,
        Some(
            Decision::Fresh | Decision::Held { .. } | Decision::Edited { .. } | Decision::Failed(_),
        ) => false,
    }
}

/// What it needs cannot be made, so neither can it.
fn never(asset: &Asset, decisions: &BTreeMap<AssetName, Decision>) -> Option<Failed> {
    let edges = asset.edges();
    let broken = edges.iter().find(|it| match decisions.get(&it.to) {
        None => true,
        Some(it) => matches!(it, Decision::Failed(_)),
    })?;
    Some(Failed {
        kind: FailedKind::Blocked,
        message: format!("`{}`, which it needs, cannot be made", broken.to),
        help: Vec::new(),
    })
}
