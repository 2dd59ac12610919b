//! Plans of an open project: what a build would do, as things are or with other records.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::action::{ActionKey, Origin, Picture};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::fence::Fence;
use crate::lock::Record;
use crate::manifest::Cascade;
use crate::money::Usd;
use crate::name::AssetName;
use crate::plan::{
    BuildRequest, Decision, Declared, Plan, PlanItem, Records, Scope, Snapshot, Task, Usual,
};
use crate::project::open::LastPlan;
use crate::project::sources::Sources;
use crate::project::{Project, ProjectError};
use crate::resolve::Target;
use crate::run::{Memory, Quotes, Resources};

impl Project {
    /// What a build would do, why, and for how much. Spends and writes nothing but what it
    /// remembers of the disk.
    ///
    /// # Errors
    ///
    /// If a target names nothing, or the lock cannot be read.
    pub fn plan(&mut self, request: &BuildRequest) -> Result<Arc<Plan>, ProjectError> {
        let plan = self.planned(request)?;
        if request.is_plain() {
            self.remember_plan(&plan);
        }
        Ok(plan)
    }

    /// The same by the exact prices of those services that tell them, which are asked for them. Sentences
    /// tell of those that do not answer. Nothing of it is remembered: prices may be others tomorrow.
    ///
    /// # Errors
    ///
    /// If a target names nothing, or the lock cannot be read.
    pub fn plan_exactly(
        &mut self,
        request: &BuildRequest,
    ) -> Result<(Arc<Plan>, Vec<String>), ProjectError> {
        let quotes = Arc::new(Quotes::default());
        self.outside.quotes = Some(Arc::clone(&quotes));
        let planned = self.planned_anew(request).and_then(|_| {
            let providers = self.providers();
            let said = quotes.ask(&|model| providers.of(model));
            let said = said.unwrap_or_else(|it| vec![format!("no service can be asked: {it}")]);
            Ok((self.planned_anew(request)?, said))
        });
        self.outside.quotes = None;
        self.last = None;
        planned
    }

    fn planned_anew(&mut self, request: &BuildRequest) -> Result<Arc<Plan>, ProjectError> {
        self.last = None;
        self.planned(request)
    }

    /// The same, without remembering anything.
    ///
    /// # Errors
    ///
    /// If a target names nothing, or the lock cannot be read.
    pub fn planned(&mut self, request: &BuildRequest) -> Result<Arc<Plan>, ProjectError> {
        if request.hash_everything {
            self.sources.stat.distrust();
            self.refresh()?;
        }
        let mut changed = self.sources.take_changed();
        let known = self.last.take();
        let known = known.filter(|it| request.is_plain() && it.batch == request.batch);
        let scope = self.scope(request)?;
        let resources = self.resources(request)?;
        let snapshot = self.snapshot(request, scope, self.lock.usable()?, &resources)?;
        let mut plan = match known {
            Some(LastPlan { mut plan, stale, .. }) => {
                changed.extend(stale);
                let dependents = &self.sources.dependents;
                snapshot.replan(Arc::make_mut(&mut plan), changed, dependents);
                plan
            }
            None => Arc::new(snapshot.plan()),
        };
        drop(snapshot);
        if request.is_plain() {
            if let Some(part) = &self.part {
                Arc::make_mut(&mut plan).unread.clone_from(&part.unread);
            }
            let (batch, stale) = (request.batch, BTreeSet::new());
            self.last = Some(LastPlan { batch, plan: Arc::clone(&plan), stale });
        }
        Ok(plan)
    }

    /// What a build would do as things are, and what it would do if these records stood in the
    /// lock; of the assets that are reached by the change.
    ///
    /// # Errors
    ///
    /// If the lock cannot be used.
    pub fn plan_both(&self, changed: &Records) -> Result<(Plan, Plan), ProjectError> {
        let request = BuildRequest::default();
        let names: BTreeSet<AssetName> = changed.keys().cloned().collect();
        let scope = Scope::reached(&names, &self.sources.assets);
        let resources = self.resources(&request)?;
        let before = self.lock.usable()?;
        let mut after = before.clone();
        after.extend(changed.iter().map(|(name, it)| (name.clone(), it.clone())));
        // What is shown of another pick is made later: until then nobody knows its pixels.
        let moved = changed
            .iter()
            .filter(|(name, it)| before.get(*name).is_none_or(|before| picks(before) != picks(it)));
        let assumed = moved.map(|(name, it)| (name.clone(), with_new_pixels(name, it))).collect();
        let plan = self.snapshot(&request, scope.clone(), before, &resources)?.plan();
        let mut snapshot = self.snapshot(&request, scope, &after, &resources)?;
        snapshot.assumed = assumed;
        Ok((plan, snapshot.plan()))
    }

    /// The assets that these targets mean, by name.
    ///
    /// # Errors
    ///
    /// If one of them means none.
    pub fn named(&self, targets: &[Target]) -> Result<BTreeSet<AssetName>, ProjectError> {
        let named = self.with_declared(|declared| declared.select(targets));
        named.map_err(|it| self.unknown(&it.to_string()))
    }

    /// Assets with all that they need, of those whose inputs are known.
    pub(crate) fn tasks(
        &self,
        names: BTreeSet<AssetName>,
    ) -> Result<BTreeMap<AssetName, Arc<Task>>, ProjectError> {
        let items = self.plan_about(names)?.items.into_iter();
        let task = |(name, item): (AssetName, Arc<PlanItem>)| {
            Some((name, Arc::clone(&item.job.as_ref()?.task)))
        };
        Ok(items.filter_map(task).collect())
    }

    /// What a build would do for some assets and all that they need.
    pub(crate) fn plan_about(&self, names: BTreeSet<AssetName>) -> Result<Plan, ProjectError> {
        let request = BuildRequest::default();
        let scope = Scope::with_needs(names, &self.sources.assets);
        let resources = self.resources(&request)?;
        Ok(self.snapshot(&request, scope, self.lock.usable()?, &resources)?.plan())
    }

    /// Which assets a request is about.
    pub(crate) fn scope(&self, request: &BuildRequest) -> Result<Scope, ProjectError> {
        let scope = self.with_declared(|declared| Scope::of(request, declared));
        scope.map_err(|it| self.unknown(&it.to_string()))
    }

    /// Looks something up in what is declared.
    fn with_declared<T>(&self, look_up: impl FnOnce(&Declared<'_>) -> T) -> T {
        let assets = &self.sources.assets;
        let mut others = self.asset_names();
        others.retain(|it| !assets.contains_key(it));
        let held = || self.decided(|it| matches!(it, Decision::Held { .. }));
        let failed = || self.decided(|it| matches!(it, Decision::Failed(_)));
        let records = &self.lock.records;
        look_up(&Declared { assets, others, records, held: &held, failed: &failed })
    }

    /// Assets that get this decision as things are; none where that cannot be known.
    fn decided(&self, is: impl Fn(&Decision) -> bool) -> BTreeSet<AssetName> {
        let request = BuildRequest::default();
        let plan = || -> Result<Plan, ProjectError> {
            let resources = self.resources(&request)?;
            Ok(self.snapshot(&request, Scope::whole(), self.lock.usable()?, &resources)?.plan())
        };
        let items = plan().map(|it| it.items).unwrap_or_default();
        items.into_iter().filter(|it| is(&it.1.decision)).map(|it| it.0).collect()
    }

    /// What plans read and builds write.
    pub(crate) fn resources(&self, request: &BuildRequest) -> Result<Resources, ProjectError> {
        let store = self.store()?;
        let networks = Arc::clone(&self.outside.networks);
        Ok(Resources {
            fence: Fence::new(&self.root),
            stat: Arc::clone(&self.sources.stat),
            store: Arc::clone(store),
            providers: self.providers().batched(request.batch),
            networks: Arc::clone(&networks),
            out: self.out(),
            lock: self.lock.file.clone(),
            memory: Arc::new(Memory::new(Arc::clone(store), networks)),
            collected: self.collected.clone(),
        })
    }

    /// All that a plan is made from.
    pub(crate) fn snapshot<'a>(
        &'a self,
        request: &'a BuildRequest,
        scope: Scope,
        records: &'a Records,
        resources: &'a Resources,
    ) -> Result<Snapshot<'a>, ProjectError> {
        let settings = self.settings();
        Ok(Snapshot {
            assets: &self.sources.assets,
            records,
            assumed: Records::new(),
            undeclared: self.gone(),
            scope,
            request,
            per_asset: settings.budget.per_asset,
            hold_cascade: settings.budget.cascade == Cascade::Hold,
            held: self.held_money(resources)?,
            lookups: resources,
            usual: Box::new(|| self.whole_lock(Usual::of)),
        })
    }

    /// What requests of this project without an answer hold of its budget.
    fn held_money(&self, resources: &Resources) -> Result<Usd, ProjectError> {
        let unsettled = resources.store.unsettled()?;
        let own = self.booked_under();
        let ours = unsettled.iter().filter(|it| it.intent.project == own);
        Ok(ours.map(|it| it.intent.price).sum())
    }

    /// Records whose asset is declared nowhere. None while there is a mistake in any file: what it
    /// does not show may still be meant.
    pub(crate) fn gone(&self) -> Vec<AssetName> {
        if self.sources.incomplete || self.diagnostics().iter().any(Diagnostic::is_error) {
            return Vec::new();
        }
        let Sources { assets, broken, .. } = &self.sources;
        let declared = |it: &AssetName| assets.contains_key(it) || broken.contains_key(it);
        self.lock.records.keys().filter(|it| !declared(it)).cloned().collect()
    }
}

/// The record with pictures that nobody has made yet: whoever is made of them is made anew.
fn with_new_pixels(name: &AssetName, record: &Record) -> Record {
    let mut res = record.clone();
    for (part, picture) in &mut res.pictures {
        let pixels = Digest::key("assetbuild foreseen pixels v1", &(name, &part));
        *picture = Picture { pixels, ..picture.clone() };
    }
    res
}

fn picks(record: &Record) -> Option<(ActionKey, Vec<Origin>)> {
    let shown = record.shown()?;
    Some((shown.key, shown.picks.iter().map(|it| it.origin).collect()))
}
