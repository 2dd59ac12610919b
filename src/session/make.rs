//! The build: decides for one asset after another, as soon as what it needs is there, and has it
//! made. One pass from the files on disk to the pictures in `out`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::build::{
    AssetReport, AssetState, BuildEvent, BuildReport, BuildRequest, Decision, EventSink, Finished,
    Job, Left, Limits, Stop, Workshop, WorkshopConfig, placeholders,
};
use crate::lock::Record;
use crate::model::ModelId;
use crate::money::Usd;
use crate::name::AssetName;
use crate::resolve::{Asset, Kind};
use crate::session::pass::{Considered, Pass, Turn};
use crate::session::{Session, SessionError};

/// The lock is written as often as this while a build goes on, and at its end.
const LOCK_EVERY: Duration = Duration::from_secs(1);

/// A build on its way.
struct Build<'a> {
    pass: Pass<'a>,
    workshop: Workshop,
    events: Arc<dyn EventSink>,
    stop: Stop,
    assets: BTreeMap<AssetName, Arc<Asset>>,
    /// Who needs whom, among the wanted.
    dependents: BTreeMap<AssetName, BTreeSet<AssetName>>,
    /// How many of those that an asset needs are not done.
    missing: BTreeMap<AssetName, usize>,
    /// Assets that have all they need.
    queue: VecDeque<AssetName>,
    /// Assets whose pictures can be used by others.
    usable: BTreeMap<AssetName, bool>,
    /// Assets that wait for a lost picture of another one to be made again.
    redo: BTreeMap<AssetName, BTreeSet<AssetName>>,
    /// Records that are not in the lock yet.
    unwritten: BTreeMap<AssetName, Record>,
    written: Instant,
    lock_changed: bool,
    report: BuildReport,
}

impl Session {
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
    ) -> Result<BuildReport, SessionError> {
        let started = Instant::now();
        let pass = Pass::new(self, request)?;
        let workshop = open_workshop(&pass, &events, &stop)?;
        let mut build = Build::new(pass, workshop, events, stop);
        build.run()?;
        let mut report = build.end()?;
        report.took = started.elapsed();
        Ok(report)
    }
}

fn open_workshop(
    pass: &Pass<'_>,
    events: &Arc<dyn EventSink>,
    stop: &Stop,
) -> Result<Workshop, SessionError> {
    let (session, request) = (&pass.session, pass.request);
    let project = &session.project;
    let most = request.max_cost.unwrap_or(Usd::MAX).min(project.budget.per_build);
    let unsettled = session.store.unsettled()?;
    let ours = unsettled.iter().filter(|it| it.intent.project == project.name);
    Ok(Workshop::open(WorkshopConfig {
        store: Arc::clone(&session.store),
        providers: pass.providers.clone(),
        networks: Arc::clone(&session.networks),
        limits: limits(pass),
        minute: session.minute,
        calls: u32::try_from(request.calls).unwrap_or(u32::MAX).max(1),
        budget: most,
        held: ours.map(|it| it.intent.price).sum(),
        per_asset: project.budget.per_asset,
        project: project.name.clone(),
        offline: request.offline,
        paid: request.paid,
        locked: request.locked,
        pixel_threads: request.pixel_threads,
        stop: stop.clone(),
        events: Arc::clone(events),
        out: pass.out.clone(),
        collected: session.collected.clone(),
    }))
}

/// How fast each model that the project uses may be asked.
fn limits(pass: &Pass<'_>) -> BTreeMap<ModelId, Limits> {
    let project = &pass.session.project;
    let mut res = BTreeMap::new();
    for (_, asset) in pass.order() {
        let Kind::Painted(it) = &asset.kind else { continue };
        let painters = it.stages.iter().flat_map(|it| &it.paintings).map(|it| &it.words.model);
        for model in painters.chain([&it.quality.judge, &it.quality.refiner]) {
            let limits = project.limits(model);
            let (concurrency, per_minute) = (limits.concurrency, limits.requests_per_minute);
            res.insert(model.clone(), Limits { concurrency, per_minute });
        }
    }
    res
}

impl<'a> Build<'a> {
    fn new(
        pass: Pass<'a>,
        workshop: Workshop,
        events: Arc<dyn EventSink>,
        stop: Stop,
    ) -> Build<'a> {
        let assets: BTreeMap<AssetName, Arc<Asset>> = pass.order().into_iter().collect();
        let mut dependents: BTreeMap<AssetName, BTreeSet<AssetName>> = BTreeMap::new();
        let mut missing = BTreeMap::new();
        for (name, asset) in &assets {
            let needs: BTreeSet<AssetName> = asset.edges().into_iter().map(|it| it.to).collect();
            missing.insert(name.clone(), needs.len());
            for other in needs {
                dependents.entry(other).or_default().insert(name.clone());
            }
        }
        Build {
            pass,
            workshop,
            events,
            stop,
            assets,
            dependents,
            missing,
            queue: VecDeque::new(),
            usable: BTreeMap::new(),
            redo: BTreeMap::new(),
            unwritten: BTreeMap::new(),
            written: Instant::now(),
            lock_changed: false,
            report: BuildReport::default(),
        }
    }

    fn run(&mut self) -> Result<(), SessionError> {
        for name in self.pass.broken() {
            self.blocked_by_manifest(&name);
        }
        let order: Vec<AssetName> = self.pass.order().into_iter().map(|it| it.0).collect();
        let ready = order.iter().filter(|it| self.missing[*it] == 0);
        self.queue.extend(ready.cloned());
        self.turns();
        while let Some(finished) = self.workshop.next() {
            self.finished(finished)?;
            self.turns();
        }
        for name in &order {
            // Ended at once: what was under way is not waited for.
            if !self.usable.contains_key(name) {
                self.left(name, Left::Interrupted);
            }
        }
        Ok(())
    }

    /// Everything that became ready. A queue and no recursion: a chain may be long.
    fn turns(&mut self) {
        while let Some(name) = self.queue.pop_front() {
            if !self.usable.contains_key(&name) {
                self.turn(&name);
            }
        }
    }

    /// Decides for an asset that has all it needs, and starts it if there is work.
    fn turn(&mut self, name: &AssetName) {
        let asset = Arc::clone(&self.assets[name]);
        if let Some(on) = self.unusable_need(&asset) {
            return self.done(AssetState::Blocked { on }, name);
        }
        match self.pass.consider(&asset, false) {
            Turn::Ready(it) => self.ready(name, *it),
            Turn::Waits(on) => self.done(AssetState::Blocked { on }, name),
            Turn::Failed(failed) => self.done(AssetState::Failed(failed), name),
        }
    }

    fn unusable_need(&self, asset: &Asset) -> Option<AssetName> {
        let edges = asset.edges();
        edges.into_iter().map(|it| it.to).find(|it| self.usable.get(it) != Some(&true))
    }

    fn ready(&mut self, name: &AssetName, it: Considered) {
        let record = it.record.as_ref();
        match &it.decided.decision {
            Decision::Fresh => return self.done(AssetState::Fresh, name),
            Decision::Failed(failed) => {
                return self.done(AssetState::Failed(failed.clone()), name);
            }
            Decision::Edited { files } => {
                let files = files.clone();
                self.pass.session.keep(name, &it.task, record.expect("it is recorded"));
                return self.done(AssetState::Edited { files }, name);
            }
            Decision::Held { why } => {
                self.pass.session.keep(name, &it.task, record.expect("it is recorded"));
                if it.decided.start.is_none() {
                    let (why, usd) = (why.clone(), it.decided.price);
                    return self.done(AssetState::Held { why, usd }, name);
                }
            }
            Decision::InBatch => return self.left(name, Left::InBatch),
            Decision::Dirty(_) | Decision::Waiting { .. } => {}
        }
        if self.stop.is_set() {
            return self.left(name, Left::Interrupted);
        }
        let only_files = it.decided.restore.is_some();
        if self.pass.request.locked && !(only_files && record.is_some()) {
            return self.left(name, Left::Locked);
        }
        self.start(name, it);
    }

    fn start(&mut self, name: &AssetName, it: Considered) {
        match self.pass.supply(&it.task) {
            Err(failed) => self.done(AssetState::Failed(failed), name),
            Ok(Some(lost)) => self.make_again(&lost, name),
            Ok(None) => {
                let Considered { task, decided, record, wanted } = it;
                self.workshop.start(Job { task, decided, record, wanted });
            }
        }
    }

    /// The store lost a picture that was trimmed, and nothing else has it: its asset is made
    /// again, and the one that needs it waits.
    fn make_again(&mut self, lost: &AssetName, waiting: &AssetName) {
        let first = !self.redo.contains_key(lost);
        self.redo.entry(lost.clone()).or_default().insert(waiting.clone());
        if !first {
            return;
        }
        let asset = Arc::clone(&self.assets[lost]);
        match self.pass.consider(&asset, true) {
            Turn::Ready(it) => self.start(lost, *it),
            Turn::Waits(on) => self.done(AssetState::Blocked { on }, waiting),
            Turn::Failed(failed) => self.done(AssetState::Failed(failed), waiting),
        }
    }

    fn finished(&mut self, finished: Finished) -> Result<(), SessionError> {
        let Finished { name, report, record, usable } = finished;
        if let Some(record) = record {
            self.keep_record(&name, record)?;
        }
        if let Some(waiting) = self.redo.remove(&name) {
            // It was fresh, and is again; those that waited for its picture go on.
            for other in waiting {
                if usable {
                    self.queue.push_back(other);
                } else {
                    self.done(AssetState::Blocked { on: name.clone() }, &other);
                }
            }
            return Ok(());
        }
        if self.pass.request.fail_fast && matches!(report.state, AssetState::Failed(_)) {
            self.stop.soft();
        }
        if let AssetState::Held { .. } = report.state {
            let asset = Arc::clone(&self.assets[&name]);
            if let Turn::Ready(it) = self.pass.consider(&asset, false)
                && let Some(record) = &it.record
            {
                self.pass.session.keep(&name, &it.task, record);
            }
        }
        self.tell(report, usable);
        Ok(())
    }

    /// Takes a record over: the database hears of it at once, the lock soon.
    fn keep_record(&mut self, name: &AssetName, record: Record) -> Result<(), SessionError> {
        if self.pass.session.lock.records.get(name) == Some(&record) {
            return Ok(());
        }
        self.pass.session.pin(name, &record);
        self.pass.session.lock.records.insert(name.clone(), record.clone());
        self.unwritten.insert(name.clone(), record);
        if self.written.elapsed() >= LOCK_EVERY {
            self.write_lock(&[])?;
        }
        Ok(())
    }

    /// Writes what changed, and only that: another process may have changed other records.
    fn write_lock(&mut self, gone: &[AssetName]) -> Result<(), SessionError> {
        self.written = Instant::now();
        if self.unwritten.is_empty() && gone.is_empty() {
            return Ok(());
        }
        self.pass.session.store.sync_derived()?;
        let records = std::mem::take(&mut self.unwritten);
        let changed = self.pass.session.lock_file.update(|lock| {
            lock.records.extend(records);
            for name in gone {
                lock.records.remove(name);
            }
        })?;
        self.lock_changed |= changed;
        for name in gone {
            self.pass.session.lock.records.remove(name);
        }
        Ok(())
    }

    fn left(&mut self, name: &AssetName, why: Left) {
        self.done(AssetState::Left { why }, name);
    }

    /// An asset that needed no job.
    fn done(&mut self, state: AssetState, name: &AssetName) {
        let usable = matches!(
            state,
            AssetState::Fresh | AssetState::Held { .. } | AssetState::Edited { .. }
        );
        let record = self.pass.session.lock.records.get(name);
        let mut report = AssetReport::of(&self.assets[name], record);
        report.state = state;
        let below = report.score.is_some_and(|it| it.0 < report.target);
        if usable && below {
            let (score, target) = (report.score.unwrap_or_default(), report.target);
            report.warnings.push(format!("scores {score}, below its target of {target}"));
        }
        self.tell(report, usable);
    }

    fn tell(&mut self, report: AssetReport, usable: bool) {
        let name = report.name.clone();
        self.events.event(BuildEvent::Finished(Box::new(report.clone())));
        self.report.assets.push(report);
        self.usable.insert(name.clone(), usable);
        for other in self.dependents.get(&name).cloned().unwrap_or_default() {
            let missing = self.missing.get_mut(&other).expect("it counts what it needs");
            *missing -= 1;
            if *missing == 0 {
                self.queue.push_back(other);
            }
        }
    }

    /// An asset whose manifest is wrong; the diagnostics say how.
    fn blocked_by_manifest(&mut self, name: &AssetName) {
        self.usable.insert(name.clone(), false);
        for other in self.dependents.get(name).cloned().unwrap_or_default() {
            *self.missing.get_mut(&other).expect("it counts what it needs") -= 1;
        }
        self.report.broken.push(name.clone());
    }

    fn end(mut self) -> Result<BuildReport, SessionError> {
        let locked = self.pass.request.locked;
        let mut gone = Vec::new();
        if self.pass.scope.whole && !self.stop.is_set() && !locked {
            let needed = self.needed_donors();
            let (files, names, warnings) = self.pass.session.retire(&self.pass.out, &needed);
            self.report.removed = files;
            self.report.warnings.extend(warnings);
            gone = names;
        } else if self.pass.scope.whole && locked {
            let stale = self.pass.session.gone();
            self.report.stale = stale.iter().filter(|it| !it.1.has_choice()).count();
        }
        self.write_lock(&gone)?;
        self.pass.session.save_state();
        if self.pass.request.placeholder && !locked {
            self.fill_in();
        }
        let mut report = std::mem::take(&mut self.report);
        report.assets.sort_by(|a, b| a.name.cmp(&b.name));
        (report.paid_calls, report.calls) = self.workshop.calls();
        (report.usd_spent, report.usd_held) = self.workshop.money();
        self.add_collected(&mut report);
        report.usd_saved = report.assets.iter().map(|it| it.saved).sum();
        report.lock_changed = self.lock_changed;
        report.interrupted = self.stop.is_set();
        let damage = self.pass.session.store.damage();
        report.damaged = damage.len();
        Ok(report)
    }

    /// What batches brought is this build's purchase, though it was sent for in an earlier one.
    fn add_collected(&mut self, report: &mut BuildReport) {
        let collected = std::mem::take(&mut self.pass.session.collected);
        report.usd_collected = collected.answers.values().copied().sum();
        report.usd_spent += report.usd_collected;
        report.warnings.extend(collected.warnings);
        for calls in [&mut report.paid_calls, &mut report.calls] {
            calls.paint += collected.calls.paint;
            calls.edit += collected.calls.edit;
        }
    }

    /// Marked sketches where pictures could not be had.
    fn fill_in(&mut self) {
        let store = Arc::clone(&self.pass.session.store);
        for report in &mut self.report.assets {
            if self.usable.get(&report.name) == Some(&true) {
                continue;
            }
            match placeholders(&store, &self.pass.out, &self.assets[&report.name]) {
                Ok(files) if files.is_empty() => {}
                Ok(files) => {
                    let files: Vec<&str> = files.iter().map(|it| it.as_str()).collect();
                    report.warnings.push(format!("a placeholder stands at {}", files.join(", ")));
                }
                Err(why) => report.warnings.push(format!("no placeholder: {why}")),
            }
        }
    }

    /// Records that a renamed asset, which is not built yet, still needs.
    fn needed_donors(&self) -> BTreeSet<AssetName> {
        let waiting = self.usable.iter().filter(|(_, usable)| !**usable).map(|it| it.0);
        let any = waiting.into_iter().any(|it| !self.pass.session.lock.records.contains_key(it));
        let gone = self.pass.session.gone();
        if any { gone.into_iter().map(|it| it.0).collect() } else { BTreeSet::new() }
    }
}
