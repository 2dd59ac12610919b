//! `Snapshot`: all that a plan is made from. [`Snapshot::plan`] is the one walk over it; a build
//! that finds a product other than the plan knew asks [`Snapshot::decide`] again.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::action::ActionKey;
use crate::digest::Digest;
use crate::lock::{BriefRecord, Record};
use crate::model::{CallShape, ModelId};
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::decide::changed_words;
use crate::plan::likely::{likely, likely_anew};
use crate::plan::price::first_call;
use crate::plan::product::{Inputs, Lack, inputs};
use crate::plan::sharing::share;
use crate::plan::{
    Assets, BuildRequest, Decided, Decision, DirtyReason, Effect, Facts, Failed, FailedKind,
    FileState, Job, Lookups, Plan, PlanItem, Product, Products, Records, Reroll, RerollRequest,
    Scope, Task, Unread, Usual, anew, decide, keys, settled,
};
use crate::resolve::{Asset, Kind, Outputs, Painted, Reference, output_paths};

/// All that a plan is made from.
pub struct Snapshot<'a> {
    /// The assets that can be built, each after all that it needs.
    pub assets: &'a Assets,
    /// What each asset is pinned to.
    pub records: &'a Records,
    /// What assets are taken to hand on, whatever is done for them: what follows from a choice is
    /// planned before its pictures are made.
    pub assumed: Records,
    /// Records whose asset is declared nowhere.
    pub undeclared: Vec<AssetName>,
    /// Which assets it is about.
    pub scope: Scope,
    /// What is wanted.
    pub request: &'a BuildRequest,
    /// The most that one asset's brief may ever cost.
    pub per_asset: Usd,
    /// Whether assets are held where only a reference was repainted.
    pub hold_cascade: bool,
    /// What requests without an answer hold of the budget.
    pub held: Usd,
    /// Files, answers, prices.
    pub lookups: &'a dyn Lookups,
    /// How many attempts the loops of the whole project took; asked for where something is bought.
    pub usual: Box<dyn Fn() -> Usual + 'a>,
}

impl Snapshot<'_> {
    /// What a build would do: one decision for each wanted asset, in the order of building.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let others = self.others(self.donors());
        let mut plan = Plan {
            items: IndexMap::new(),
            products: Products::new(),
            broken: self.scope.broken.clone(),
            gone: Vec::new(),
            stale_files: Vec::new(),
            removes_most: false,
            held: self.held,
            unread: Unread::default(),
        };
        for asset in self.wanted() {
            let (item, mut product) = self.decide_with(asset, &plan.products, false, &others);
            if let (Some(record), Some(job)) = (self.assumed.get(&asset.name), &item.job) {
                product = Product::of(asset, record, &job.task.inputs);
            }
            plan.products.insert(asset.name.clone(), product);
            plan.items.insert(asset.name.clone(), Arc::new(item));
        }
        if self.scope.whole {
            self.note_gone(&mut plan);
        }
        share(&mut plan);
        plan
    }

    /// Brings a plan of the whole project up to date: decides again for `changed`, for all that is
    /// not fresh, and for those that need an asset whose product is another one now.
    pub fn replan(
        &self,
        plan: &mut Plan,
        mut changed: BTreeSet<AssetName>,
        dependents: &BTreeMap<AssetName, Vec<AssetName>>,
    ) {
        let others = self.others(self.donors());
        if !plan.items.keys().eq(self.assets.keys()) {
            let mut before = std::mem::take(&mut plan.items);
            for name in self.assets.keys() {
                match before.swap_remove(name) {
                    Some(item) => drop(plan.items.insert(name.clone(), item)),
                    None => {
                        let asset = &self.assets[name];
                        let new = PlanItem::new(asset, None, Decision::Fresh);
                        plan.items.insert(name.clone(), Arc::new(new));
                        changed.insert(name.clone());
                    }
                }
            }
            for name in before.into_keys() {
                plan.products.remove(&name);
                changed.extend(dependents.get(&name).into_iter().flatten().cloned());
            }
        }
        let unsettled = plan.items().filter(|it| !matches!(it.decision, Decision::Fresh));
        changed.extend(unsettled.map(|it| it.name.clone()));
        let place = |it: &AssetName| self.assets.get_index_of(it);
        let mut rest: BTreeSet<usize> = changed.iter().filter_map(place).collect();
        while let Some(place) = rest.pop_first() {
            let asset = &self.assets[place];
            let (item, product) = self.decide_with(asset, &plan.products, false, &others);
            plan.items.insert(asset.name.clone(), Arc::new(item));
            if plan.products.insert(asset.name.clone(), product.clone()) != Some(product) {
                let others = dependents.get(&asset.name).into_iter().flatten();
                rest.extend(others.filter_map(|it| self.assets.get_index_of(it)));
            }
        }
        plan.broken.clone_from(&self.scope.broken);
        plan.held = self.held;
        self.note_gone(plan);
        share(plan);
    }

    /// Notes what is to go. A record with a person's choice stays; once its files are gone, there is
    /// nothing more to do about it.
    fn note_gone(&self, plan: &mut Plan) {
        (plan.gone, plan.stale_files) = (Vec::new(), Vec::new());
        if !self.undeclared.is_empty() {
            let expected: Vec<Outputs> = self.assets.values().map(|it| output_paths(it)).collect();
            let expected = expected.iter().flat_map(Outputs::files);
            let kept: BTreeSet<&ProjectPath> = self.staying().chain(expected).collect();
            for name in &self.undeclared {
                let Some(record) = self.records.get(name) else { continue };
                // Of what cannot be read the build tells.
                let files = self.lookups.removable(record, &kept).unwrap_or_default();
                if !record.has_choice() || !files.is_empty() {
                    plan.gone.push(name.clone());
                    plan.stale_files.extend(files);
                }
            }
        }
        let renamed = plan
            .items()
            .filter(|item| matches!(item.reasons.first(), Some(DirtyReason::Renamed { .. })));
        let n_gone = plan.gone.len().saturating_sub(renamed.count());
        let stays = plan.needs_gone(&plan.products, self.records);
        if stays {
            plan.stale_files.clear();
        }
        plan.removes_most = !stays && n_gone * 2 > self.records.len();
    }

    /// The outputs of assets that are declared, as their records stand.
    pub(crate) fn staying(&self) -> impl Iterator<Item = &ProjectPath> {
        let undeclared: BTreeSet<&AssetName> = self.undeclared.iter().collect();
        let staying = self.records.iter().filter(move |it| !undeclared.contains(it.0));
        staying.flat_map(|it| it.1.outputs.keys())
    }

    /// The wanted assets that can be built, each after all that it needs.
    pub fn wanted(&self) -> impl Iterator<Item = &Arc<Asset>> {
        self.assets.values().filter(|it| self.scope.covers(&it.name))
    }

    /// What a build would do for one asset, and what that asset then hands on. With `again` it is
    /// made even if it is fresh.
    #[must_use]
    pub fn decide(
        &self,
        asset: &Arc<Asset>,
        products: &Products,
        again: bool,
    ) -> (PlanItem, Product) {
        // Only what has no record of its own may take one from an asset that is gone.
        let has_record = self.records.contains_key(&asset.name);
        let donors = if has_record { BTreeMap::new() } else { self.donors() };
        let others = self.others(donors);
        self.decide_with(asset, products, again, &others)
    }

    fn decide_with(
        &self,
        asset: &Arc<Asset>,
        products: &Products,
        again: bool,
        others: &Others<'_>,
    ) -> (PlanItem, Product) {
        let record = self.records.get(&asset.name);
        let inputs = match inputs(asset, products) {
            Ok(inputs) => inputs,
            Err(Lack::Blocked(on)) => {
                let item = PlanItem::new(asset, record, Decision::Blocked { on });
                return (item, Product::Missing);
            }
            Err(Lack::Waits(on)) => {
                let item = self.waiting(asset, record, products, on, others);
                return (item, Product::Pending { repaints: true });
            }
        };
        match self.decided(asset, record, inputs, again, others) {
            Ok(it) => it,
            Err(failed) => {
                let item = PlanItem::new(asset, record, Decision::Failed(failed));
                (item, Product::Missing)
            }
        }
    }

    /// An asset that has all it needs.
    fn decided(
        &self,
        asset: &Arc<Asset>,
        record: Option<&Record>,
        inputs: Inputs,
        again: bool,
        others: &Others<'_>,
    ) -> Result<(PlanItem, Product), Failed> {
        let task = Arc::new(self.task(asset, inputs)?);
        let files = self.file_states(asset, record)?;
        let donor = task.brief().filter(|_| record.is_none()).and_then(|it| others.donors.get(&it));
        let donor = donor.and_then(|it| Some((*it, self.records.get(*it)?)));
        let built_in = task.painted().is_some_and(Painted::is_built_in);
        // Beside a picture that a person made, even what this program drew is kept.
        let mut briefs = record.into_iter().flat_map(|it| &it.briefs);
        let originals = briefs.any(BriefRecord::has_originals);
        let mut wanted = self.scope.wanted(self.request, &asset.name);
        let known = self.lookups.known(built_in && !originals, wanted.replace);
        wanted.upgrade |= again;
        let decided = decide(&Facts {
            task: &task,
            record,
            donor,
            files: &files,
            wanted,
            reroll: self.reroll(&asset.name, &task),
            hold_cascade: self.hold_cascade,
            per_asset: self.per_asset,
            known: known.as_ref(),
            lookups: self.lookups,
        });
        if let Some(message) = known.error() {
            return Err(Failed { kind: FailedKind::Io, message, help: Vec::new() });
        }
        let product = product(asset, record, &decided, &task.inputs);
        let Decided {
            decision,
            reasons,
            price,
            closed,
            saved,
            start,
            base,
            restore,
            kept,
            effect: _,
        } = decided;
        let price_of = |model: &ModelId, shape: &CallShape<'_>| self.lookups.price(model, shape);
        let runs = matches!(decision, Decision::Dirty(_) | Decision::InBatch);
        let buys = start.as_ref().filter(|_| runs && !price.is_free());
        let likely = buys
            .map_or(Usd::ZERO, |start| likely(&task, start, price, others.usual(self), &price_of));
        let record = record.cloned();
        let job = Job { task, start, base, restore, kept, record, wanted };
        let item = PlanItem::new(asset, job.record.as_ref(), decision);
        Ok((PlanItem { reasons, price, closed, likely, saved, job: Some(job), ..item }, product))
    }

    /// An asset that needs another one first: whether it will cost anything is bounded.
    fn waiting(
        &self,
        asset: &Asset,
        record: Option<&Record>,
        products: &Products,
        on: AssetName,
        others: &Others<'_>,
    ) -> PlanItem {
        let upstream = DirtyReason::Upstream { name: on.clone() };
        let item = PlanItem::new(asset, record, Decision::Waiting { on });
        let Kind::Painted(painted) = &asset.kind else {
            return PlanItem { reasons: vec![upstream], ..item };
        };
        // What is said of it itself may have changed as well. What is accepted stays all the same.
        let accepted = record.is_some_and(|it| it.accepted);
        let own = record.filter(|_| !accepted).and_then(Record::shown);
        let own = own.and_then(|it| changed_words(it, painted));
        let mut reasons: Vec<DirtyReason> = [upstream].into_iter().chain(own.clone()).collect();
        if painted.is_built_in() {
            return PlanItem { reasons, ..item };
        }
        let shown = record.and_then(Record::shown).filter(|it| it.is_settled() && own.is_none());
        let edges = asset.edges();
        let repainted = edges.iter().any(|edge| {
            matches!(products.get(&edge.to), Some(Product::Pending { repaints: true }))
        });
        let price = |model: &ModelId, shape: &CallShape<'_>| self.lookups.price(model, shape);
        let same_quality = record.is_some_and(|it| it.quality == Some(keys::quality(painted)));
        let within = |high: Usd| PriceRange { low: Usd::ZERO, high: high.min(self.per_asset) };
        let (price, likely) = match shown.filter(|_| !repainted || accepted) {
            Some(shown) => (within(settled(painted, shown, same_quality, &price)), Usd::ZERO),
            None => {
                let (left, call) = (self.per_asset, first_call(painted, &price));
                if call > left {
                    reasons.push(DirtyReason::AssetBudget { left, call });
                    return PlanItem { reasons, ..item };
                }
                let range = within(anew(painted, &price));
                (range, likely_anew(painted, range, others.usual(self), &price))
            }
        };
        PlanItem { reasons, price, likely, ..item }
    }

    fn others<'a>(&self, donors: BTreeMap<ActionKey, &'a AssetName>) -> Others<'a> {
        Others { donors, usual: OnceCell::new() }
    }

    /// Records whose asset is gone, by the briefs that they answer: a rename keeps its paintings.
    fn donors(&self) -> BTreeMap<ActionKey, &AssetName> {
        let undeclared = self.records.iter().filter(|it| !self.assets.contains_key(it.0));
        undeclared.flat_map(|(name, it)| it.briefs.iter().map(move |it| (it.key, name))).collect()
    }

    /// More paintings that a person wants of this asset.
    fn reroll(&self, name: &AssetName, task: &Task) -> Option<Reroll> {
        let RerollRequest { name: _, part, count, note } =
            self.request.reroll.as_ref().filter(|it| it.name == *name)?;
        task.painted()?;
        let others = self.records.iter().filter(|it| it.0 != name);
        let briefs = others.flat_map(|it| &it.1.briefs);
        let claimed = briefs.flat_map(|it| &it.taken).map(|it| it.answer).collect();
        let (part, count, note) = (part.clone(), *count, note.clone());
        Some(Reroll { part, count, note, claimed })
    }

    fn task(&self, asset: &Arc<Asset>, inputs: Inputs) -> Result<Task, Failed> {
        let mut files = BTreeMap::new();
        for (path, pixels) in source_files(asset) {
            let digest = self.lookups.source(&path).map_err(|it| unreadable(&path, &it))?;
            let blob = digest.ok_or_else(|| Failed::io(format!("`{path}` vanished meanwhile")))?;
            files.insert(pixels, blob);
        }
        let mut abilities = BTreeMap::new();
        if let Kind::Painted(it) = &asset.kind {
            for painting in it.stages.iter().flat_map(|it| &it.paintings) {
                let model = &painting.words.model;
                let able = self.lookups.abilities(model);
                abilities.extend(able.map(|able| (model.to_string(), able)));
            }
        }
        Ok(Task { asset: Arc::clone(asset), abilities, inputs, files })
    }

    /// What stands at the paths of its record, and where its files go. Where all of ours that are
    /// not as locked are copies of others, a person put them there.
    fn file_states(
        &self,
        asset: &Asset,
        record: Option<&Record>,
    ) -> Result<BTreeMap<ProjectPath, FileState>, Failed> {
        let mut res = BTreeMap::new();
        let own = record.into_iter().flat_map(|it| it.outputs.keys());
        let expected = output_paths(asset);
        for path in own.chain(expected.files()) {
            if !res.contains_key(path) {
                let locked = record.and_then(|it| it.outputs.get(path));
                let state = self.lookups.output(path, locked);
                res.insert(path.clone(), state.map_err(|it| unreadable(path, &it))?);
            }
        }
        let mut copies = Vec::new();
        for (path, state) in res.iter_mut().filter(|it| *it.1 == FileState::Ours) {
            // One that is none tells of an older state of them all.
            if !self.lookups.is_copy(path).map_err(|it| unreadable(path, &it))? {
                return Ok(res);
            }
            copies.push(state);
        }
        copies.into_iter().for_each(|it| *it = FileState::Edited);
        Ok(res)
    }
}

/// What other assets tell of one.
struct Others<'a> {
    /// Records whose asset is gone, by the briefs that they answer.
    donors: BTreeMap<ActionKey, &'a AssetName>,
    /// How many attempts their loops took, once it was asked for.
    usual: OnceCell<Usual>,
}

impl Others<'_> {
    fn usual(&self, snapshot: &Snapshot<'_>) -> &Usual {
        self.usual.get_or_init(|| (snapshot.usual)())
    }
}

/// What an asset hands on once it is decided about.
fn product(asset: &Asset, record: Option<&Record>, it: &Decided, inputs: &Inputs) -> Product {
    match it.restore.as_ref().or(record) {
        _ if matches!(it.decision, Decision::Failed(_)) => Product::Missing,
        Some(record) if it.effect == Effect::Nothing => Product::of(asset, record, inputs),
        _ => Product::Pending { repaints: it.effect == Effect::Origins },
    }
}

/// The files of the user's that an asset is made from, with their decoded pixels.
#[must_use]
pub fn source_files(asset: &Asset) -> Vec<(ProjectPath, Digest)> {
    match &asset.kind {
        Kind::Source(it) => vec![(it.path.clone(), it.pixels)],
        Kind::Painted(it) => {
            let references = it.stages.iter().flat_map(|it| &it.paintings);
            let file = |reference: &Reference| match reference {
                Reference::File { path, pixels } => Some((path.clone(), *pixels)),
                Reference::Asset { .. } | Reference::First | Reference::Guide { .. } => None,
            };
            references.flat_map(|it| &it.references).filter_map(file).collect()
        }
        Kind::Derived(_) | Kind::Atlas(_) => Vec::new(),
    }
}

fn unreadable(path: &ProjectPath, error: &io::Error) -> Failed {
    Failed::io(format!("cannot read `{path}`: {error}"))
}
