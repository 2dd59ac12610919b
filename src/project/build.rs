//! The build of an open project: its plan, carried out.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::ModelId;
use crate::plan::{BuildRequest, Plan, Snapshot};
use crate::project::{Project, ProjectError};
use crate::resolve::Kind;
use crate::run::{
    AssetState, BuildReport, Built, Collected, EventSink, Executor, ExecutorConfig, Left, Limits,
    Resources, Stop,
};

impl Project {
    /// Brings the targets up to date.
    ///
    /// # Errors
    ///
    /// If a target names nothing, or lock, store or project cannot be read or written. What went
    /// wrong with one asset is in the report.
    pub fn build(
        &mut self,
        request: &BuildRequest,
        events: Arc<dyn EventSink>,
        stop: Stop,
    ) -> Result<BuildReport, ProjectError> {
        let plan = self.planned(request)?;
        self.carry_out(request, &plan, events, stop)
    }

    /// Does what a plan for this request says.
    ///
    /// # Errors
    ///
    /// If lock or store cannot be read or written. What went wrong with one asset is in the report.
    pub fn carry_out(
        &mut self,
        request: &BuildRequest,
        plan: &Plan,
        events: Arc<dyn EventSink>,
        stop: Stop,
    ) -> Result<BuildReport, ProjectError> {
        self.whole.sweep();
        let scope = self.scope(request)?;
        let resources = self.resources(request)?;
        let whole = scope.whole;
        let snapshot = self.snapshot(request, scope, self.lock.usable()?, &resources)?;
        let Built { mut report, records } = self.run(&snapshot, plan, &resources, events, stop)?;
        drop(snapshot);
        if let Some(last) = &mut self.last {
            let moved = report.assets.iter().filter(|it| it.state != AssetState::Fresh);
            last.stale.extend(moved.map(|it| &it.name).chain(records.keys()).cloned());
        }
        for (name, record) in records {
            match record {
                Some(record) => drop(self.lock.records.insert(name, record)),
                None => drop(self.lock.records.remove(&name)),
            }
        }
        self.collected = Collected::default();
        match whole {
            true => self.remember_build(plan, &report),
            // Of what was not built, the files are as they were.
            false if self.part.is_some() => drop(self.plan(&BuildRequest::default())?),
            false => {}
        }
        let unread = BuildReport::of_unread(&plan.unread);
        report.assets.extend(unread.assets);
        report.n_fresh += unread.n_fresh;
        Ok(report)
    }

    fn run(
        &self,
        snapshot: &Snapshot<'_>,
        plan: &Plan,
        resources: &Resources,
        events: Arc<dyn EventSink>,
        stop: Stop,
    ) -> Result<Built, ProjectError> {
        let (request, settings) = (snapshot.request, self.settings());
        if request.paid && !request.offline {
            self.keep_id();
        }
        let config = ExecutorConfig {
            limits: self.limits(snapshot),
            minute: self.outside.minute(),
            budget: request.budget(settings.budget.per_build),
            over_budget: match request.is_limited_by_flag(settings.budget.per_build) {
                true => Left::MaxCost,
                false => Left::PerBuild,
            },
            held: snapshot.held,
            per_asset: settings.budget.per_asset,
            mistaken: self.buys_nothing(),
            project: self.booked_under(),
            stop,
            events,
        };
        let executor = Executor::new(resources, request, config);
        Ok(crate::run::build(snapshot, plan, resources, &self.lock.file, &executor)?)
    }

    /// How fast each model that the wanted assets use may be asked.
    fn limits(&self, snapshot: &Snapshot<'_>) -> BTreeMap<ModelId, Limits> {
        let mut res = BTreeMap::new();
        for asset in snapshot.wanted() {
            let Kind::Painted(it) = &asset.kind else { continue };
            let painters = it.stages.iter().flat_map(|it| &it.paintings).map(|it| &it.words.model);
            for model in painters.chain([&it.quality.judge, &it.quality.refiner]) {
                if !res.contains_key(model) {
                    let limits = self.settings().limits(model);
                    let (concurrency, per_minute) =
                        (limits.concurrency, limits.requests_per_minute);
                    res.insert(model.clone(), Limits { concurrency, per_minute });
                }
            }
        }
        res
    }
}
