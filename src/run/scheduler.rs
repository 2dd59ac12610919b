//! The scheduler: carries a plan out. Starts each asset as soon as what it needs is there, decides
//! again where something came out other than the plan knew, and brings records into the lock.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use indexmap::IndexMap;

use crate::digest::Digest;
use crate::lock::{LockFile, Record};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{BuildRequest, Decision, Plan, PlanItem, Product, Products, Records, Snapshot};
use crate::run::companions::go_along;
use crate::run::records::{RecordWriter, RecordsError};
use crate::run::turns::{Turns, most};
use crate::run::{
    AssetReport, AssetState, BuildEvent, BuildReport, Calls, EventSink, Executor, Finished, Left,
    Resources, Stop, placeholders, sweep,
};

/// Where an asset is on its way. Each goes through these in order, once.
enum State {
    /// So many of those that it needs are not done.
    Waiting(usize),
    /// It has all that it needs, and is looked at next.
    Ready,
    /// A job makes it, or will when its turn comes.
    Running,
    /// It is told of; those that need it go by its product.
    Done,
}

/// An asset in the graph of this build.
struct Node {
    state: State,
    /// Those among the wanted that need it.
    dependents: Vec<AssetName>,
}

/// What came of carrying a plan out.
pub struct Built {
    /// What is told of it.
    pub report: BuildReport,
    /// The records that changed; `None` for those that are gone.
    pub records: BTreeMap<AssetName, Option<Record>>,
}

/// Carries a plan out.
///
/// # Errors
///
/// If the lock or the store cannot be written. What went wrong with one asset is in the report.
pub fn build(
    snapshot: &Snapshot<'_>,
    plan: &Plan,
    resources: &Resources,
    lock: &LockFile,
    executor: &Executor,
) -> Result<Built, RecordsError> {
    let records = RecordWriter::new(lock, &resources.store);
    let mut scheduler = Scheduler {
        snapshot,
        plan,
        resources,
        executor,
        nodes: nodes(plan, snapshot),
        ready: VecDeque::new(),
        turns: Turns::new(executor.budget_left()),
        products: products_of_untold(plan, snapshot),
        moved: BTreeSet::new(),
        remaking: BTreeMap::new(),
        remade: BTreeSet::new(),
        records,
        report: BuildReport { broken: plan.broken.clone(), ..BuildReport::default() },
    };
    let started = Instant::now();
    scheduler.run()?;
    let mut built = scheduler.end()?;
    built.report.took = started.elapsed();
    Ok(built)
}

struct Scheduler<'a> {
    snapshot: &'a Snapshot<'a>,
    plan: &'a Plan,
    resources: &'a Resources,
    executor: &'a Executor,
    nodes: IndexMap<AssetName, Node>,
    /// Assets that have all they need.
    ready: VecDeque<AssetName>,
    /// Those of them that may cost money, until they are done.
    turns: Turns,
    /// What assets hand on, as it came out.
    products: Products,
    /// Those whose product is another than the plan knew.
    moved: BTreeSet<AssetName>,
    /// Finished assets whose pictures the store lost and that are made again, with those that wait
    /// for it.
    remaking: BTreeMap<AssetName, BTreeSet<AssetName>>,
    /// Those that were made again. Once is enough: a store that loses more is no store.
    remade: BTreeSet<AssetName>,
    records: RecordWriter<'a>,
    report: BuildReport,
}

/// Whether an asset goes through the scheduler: what is fresh need not.
fn is_told(item: &PlanItem, request: &BuildRequest) -> bool {
    let below = item.score.is_some_and(|it| it.0 < item.target);
    request.tell_fresh || below || item.unjudged || !matches!(item.decision, Decision::Fresh)
}

/// What those hand on that do not go through the scheduler.
fn products_of_untold(plan: &Plan, snapshot: &Snapshot<'_>) -> Products {
    let untold = plan.items.values().filter(|it| !is_told(it, snapshot.request));
    untold.filter_map(|it| Some((it.name.clone(), plan.products.get(&it.name)?.clone()))).collect()
}

fn nodes(plan: &Plan, snapshot: &Snapshot<'_>) -> IndexMap<AssetName, Node> {
    let waiting = || Node { state: State::Waiting(0), dependents: Vec::new() };
    let told = || plan.items.values().filter(|it| is_told(it, snapshot.request));
    let mut nodes: IndexMap<AssetName, Node> =
        told().map(|it| (it.name.clone(), waiting())).collect();
    for PlanItem { name, .. } in told().map(Arc::as_ref) {
        let edges = snapshot.assets[name].edges();
        let needs: BTreeSet<AssetName> = edges.into_iter().map(|it| it.to).collect();
        let mut missing = 0;
        for other in needs {
            // What cannot be built, or is fresh and not told of, has no node and is not waited for.
            if let Some(node) = nodes.get_mut(&other) {
                node.dependents.push(name.clone());
                missing += 1;
            }
        }
        nodes[name].state = State::Waiting(missing);
    }
    nodes
}

impl Scheduler<'_> {
    fn run(&mut self) -> Result<(), RecordsError> {
        for (name, node) in &mut self.nodes {
            if matches!(node.state, State::Waiting(0)) {
                node.state = State::Ready;
                self.ready.push_back(name.clone());
            }
        }
        self.turns();
        while let Some(finished) = self.executor.next() {
            self.finished(finished)?;
            self.turns();
        }
        let undone = self.nodes.iter().filter(|it| !matches!(it.1.state, State::Done));
        let undone: Vec<AssetName> = undone.map(|it| it.0.clone()).collect();
        for name in undone {
            // Ended at once: what was under way is not waited for.
            self.done(&name, AssetState::Left { why: Left::Interrupted }, Product::Missing);
        }
        Ok(())
    }

    /// Everything that became ready. A queue and no recursion: a chain may be long.
    fn turns(&mut self) {
        while let Some(name) = self.ready.pop_front() {
            if matches!(self.nodes[&name].state, State::Ready) {
                self.turn(&name);
            }
        }
        while let Some(item) = self.turns.next() {
            self.executor.start(item);
        }
    }

    /// Starts an asset that has all it needs, if there is work.
    fn turn(&mut self, name: &AssetName) {
        let (item, product) = self.item(name);
        let state = match &item.decision {
            Decision::Fresh => AssetState::Fresh,
            Decision::Failed(failed) => AssetState::Failed(failed.clone()),
            Decision::Blocked { on } | Decision::Waiting { on } => {
                AssetState::Blocked { on: on.clone() }
            }
            Decision::Edited { files } => AssetState::Edited { files: files.clone() },
            Decision::InBatch => AssetState::Left { why: Left::InBatch },
            Decision::Held { why } if item.job.as_ref().is_none_or(|it| it.start.is_none()) => {
                AssetState::Held { why: why.clone(), usd: item.price }
            }
            Decision::Held { .. } | Decision::Dirty(_) => return self.start(name, item),
        };
        self.done(name, state, product);
    }

    /// What is to be done, as the plan says, or decided again where a product that it needs came
    /// out other than the plan knew.
    fn item(&self, name: &AssetName) -> (Arc<PlanItem>, Product) {
        let planned = &self.plan.items[name];
        let asset = &self.snapshot.assets[name];
        let waited = matches!(planned.decision, Decision::Waiting { .. });
        if waited || asset.edges().iter().any(|it| self.moved.contains(&it.to)) {
            let (item, product) = self.snapshot.decide(asset, &self.products, false);
            return (Arc::new(item), product);
        }
        (Arc::clone(planned), self.plan.products[name].clone())
    }

    fn start(&mut self, name: &AssetName, item: Arc<PlanItem>) {
        let request = self.snapshot.request;
        let job = item.job.as_ref().expect("what is dirty has a job");
        let only_files = job.restore.is_some() && job.record.is_some();
        let left = match () {
            () if self.stop().is_set() => Some(Left::Interrupted),
            () if request.locked && !only_files => Some(Left::Locked),
            () => None,
        };
        if let Some(why) = left {
            return self.done(name, AssetState::Left { why }, Product::Missing);
        }
        match self.resources.supply(&job.task, self.snapshot.records) {
            Err(failed) => self.done(name, AssetState::Failed(failed), Product::Missing),
            Ok(Some(lost)) => self.make_again(&lost, name),
            Ok(None) => {
                let node = self.nodes.get_full_mut(name);
                let (place, _, node) = node.expect("every asset that is started has a node");
                node.state = State::Running;
                // What goes into a batch is sent together with all the rest.
                match most(&item).is_zero() || request.batch {
                    true => self.executor.start(item),
                    false => self.turns.wait(place, item),
                }
            }
        }
    }

    /// The store lost a picture that was trimmed, and nothing else has it: its asset is made
    /// again, and the one that needs it waits.
    fn make_again(&mut self, lost: &AssetName, waiting: &AssetName) {
        if self.remade.contains(lost) {
            let state = AssetState::Blocked { on: lost.clone() };
            return self.done(waiting, state, Product::Missing);
        }
        let first = !self.remaking.contains_key(lost);
        self.remaking.entry(lost.clone()).or_default().insert(waiting.clone());
        if !first {
            return;
        }
        let (item, _) = self.snapshot.decide(&self.snapshot.assets[lost], &self.products, true);
        let supplied = match (&item.decision, &item.job) {
            (Decision::Dirty(_), Some(job)) => {
                self.resources.supply(&job.task, self.snapshot.records)
            }
            (Decision::Failed(failed), _) => Err(failed.clone()),
            _ => Ok(Some(lost.clone())),
        };
        match supplied {
            Ok(None) => self.executor.start(Arc::new(item)),
            // One of its own is lost as well: that one first.
            Ok(Some(other)) if other != *lost => self.make_again(&other, lost),
            Ok(Some(_)) | Err(_) => self.release(lost, false),
        }
    }

    /// Those that waited for a lost picture go on, or cannot.
    fn release(&mut self, lost: &AssetName, usable: bool) {
        for name in self.remaking.remove(lost).unwrap_or_default() {
            let is_lost_too = self.remaking.contains_key(&name);
            match usable {
                true if is_lost_too => {
                    let waiting = self.remaking.remove(&name).unwrap_or_default();
                    waiting.iter().for_each(|it| self.make_again(&name, it));
                }
                true => self.ready.push_back(name),
                false if is_lost_too => self.release(&name, false),
                false => {
                    let state = AssetState::Blocked { on: lost.clone() };
                    self.done(&name, state, Product::Missing);
                }
            }
        }
    }

    fn finished(&mut self, finished: Finished) -> Result<(), RecordsError> {
        let Finished { item, report, record, usable } = finished;
        let name = item.name.clone();
        self.turns.done(&name, report.usd);
        let before = self.snapshot.records.get(&name);
        let shown = record.as_ref().or(before);
        let job = item.job.as_ref().expect("it was made by a job");
        let product = match shown.filter(|_| usable) {
            Some(record) => Product::of(&job.task.asset, record, &job.task.inputs),
            None => Product::Missing,
        };
        if let Some(record) = record.filter(|it| Some(it) != before) {
            self.records.put(&name, record)?;
        }
        if self.remaking.contains_key(&name) {
            // It was finished before, and is again.
            self.remade.insert(name.clone());
            self.note_product(&name, product);
            self.release(&name, usable);
            return Ok(());
        }
        if self.snapshot.request.fail_fast && matches!(report.state, AssetState::Failed(_)) {
            self.stop().soft();
        }
        self.tell(report, product);
        Ok(())
    }

    /// An asset that needed no job.
    fn done(&mut self, name: &AssetName, state: AssetState, product: Product) {
        let usable = matches!(
            state,
            AssetState::Fresh | AssetState::Held { .. } | AssetState::Edited { .. }
        );
        let asset = &self.snapshot.assets[name];
        let mut report = AssetReport::of(asset, self.snapshot.records.get(name));
        report.state = state;
        let below = report.score.filter(|it| usable && it.0 < report.target);
        if let Some(score) = below {
            let target = report.target;
            report.warnings.push(format!("scores {score}, below its target of {target}"));
        }
        self.tell(report, if usable { product } else { Product::Missing });
    }

    fn tell(&mut self, report: AssetReport, product: Product) {
        let name = report.name.clone();
        self.events().event(BuildEvent::Finished(Box::new(report.clone())));
        self.report.assets.push(report);
        self.note_product(&name, product);
        self.nodes[&name].state = State::Done;
        for other in std::mem::take(&mut self.nodes[&name].dependents) {
            let node = &mut self.nodes[&other];
            if let State::Waiting(missing) = &mut node.state {
                *missing -= 1;
                if *missing == 0 {
                    node.state = State::Ready;
                    self.ready.push_back(other);
                }
            }
        }
    }

    fn note_product(&mut self, name: &AssetName, product: Product) {
        if self.plan.products.get(name) != Some(&product) {
            self.moved.insert(name.clone());
        }
        self.products.insert(name.clone(), product);
    }

    fn end(mut self) -> Result<Built, RecordsError> {
        let locked = self.snapshot.request.locked;
        self.report.stale = self.plan.gone.len();
        if !locked && !self.stop().is_set() {
            self.retire();
        }
        self.records.flush()?;
        if self.snapshot.request.placeholder && !locked {
            self.fill_in();
        }
        let interrupted = self.stop().is_set();
        let mut report = self.report;
        let failed = |it: &AssetReport| matches!(it.state, AssetState::Failed(_));
        let failed_fast = self.snapshot.request.fail_fast && report.assets.iter().any(failed);
        report.interrupted = interrupted && !failed_fast;
        report.n_fresh = self.plan.items.len() - self.nodes.len();
        report.assets.sort_by(|a, b| a.name.cmp(&b.name));
        self.executor.sum_up(&mut report, &self.resources.collected);
        report.usd_saved = report.assets.iter().map(|it| it.saved).sum();
        report.lock_changed = self.records.changed;
        let store = &self.resources.store;
        let (derived, lost): (Vec<_>, Vec<_>) =
            store.damage().into_iter().partition(|it| store.is_derived(it));
        report.damaged = lost.len();
        if let Some(path) = self.resources.out.pointers().first() {
            report.warnings.push(format!(
                "outputs were Git LFS pointers and no pictures, among them `{path}`; fetch them \
                 before a build: git lfs pull"
            ));
        }
        if !store.has_locks() && report.paid_calls != Calls::default() {
            report.warnings.push(
                "the disk of the store has no locks: run one build at a time, else two may pay for \
                 the same"
                    .to_owned(),
            );
        }
        if !derived.is_empty() {
            report.warnings.push(format!(
                "{} damaged files that can be computed again were set aside in the store; look at the \
                 disk: assetbuild doctor",
                derived.len()
            ));
        }
        Ok(Built { report, records: self.records.changes })
    }

    /// Removes the files of assets that are gone, if they are ours as they stand; what a person
    /// decided about them stays in the lock.
    fn retire(&mut self) {
        let records = self.snapshot.records;
        if self.plan.gone.is_empty() || self.plan.needs_gone(&self.products, records) {
            return;
        }
        if self.plan.removes_most && !self.snapshot.request.remove_most {
            let (n, of) = (self.plan.gone.len(), records.len());
            self.report.warnings.push(format!(
                "{n} of {of} assets of the lock are declared in no manifest; their files are kept \
                 until `assetbuild build` is told that they may go"
            ));
            return;
        }
        let changed = self.records.changes.values().flatten().flat_map(|it| it.outputs.keys());
        let used: BTreeSet<&ProjectPath> = self.snapshot.staying().chain(changed).collect();
        let (mut removed, mut dropped) = (Vec::new(), Vec::new());
        for name in &self.plan.gone {
            let Some(record) = records.get(name) else { continue };
            match sweep(&self.resources.out, record, &used) {
                Ok(files) => {
                    self.follow(&files, (name, record), records);
                    removed.extend(files);
                    self.report.stale -= 1;
                }
                Err(why) => {
                    self.report.warnings.push(why);
                    continue;
                }
            }
            if !record.has_choice() {
                dropped.push(name.clone());
            }
        }
        self.report.removed = removed;
        dropped.into_iter().for_each(|it| self.records.remove(it));
    }

    /// What engines put beside files that were removed goes along to the asset that has the same
    /// pictures under a new name.
    fn follow(&self, removed: &[ProjectPath], (old, gone): (&AssetName, &Record), all: &Records) {
        let pictures: BTreeSet<Digest> = gone.pictures.values().map(|it| it.blob).collect();
        let is_renamed = |(name, record): &(&AssetName, &Record)| {
            let same = record.pictures.values().all(|it| pictures.contains(&it.blob));
            !all.contains_key(*name) && same && !record.pictures.is_empty()
        };
        let new = self.records.changes.iter();
        let mut new = new.filter_map(|(name, it)| Some((name, it.as_ref()?)));
        if let Some((name, record)) = new.find(is_renamed) {
            let (from, to) = ((old, &gone.outputs), (name, &record.outputs));
            // It is the engine's: it makes it anew where it is not found.
            drop(go_along(&self.resources.out, removed, from, to));
        }
    }

    /// Marked sketches where pictures could not be had.
    fn fill_in(&mut self) {
        let Resources { store, out, .. } = self.resources;
        for report in &mut self.report.assets {
            if self.products.get(&report.name) != Some(&Product::Missing) {
                continue;
            }
            match placeholders(store, out, &self.snapshot.assets[&report.name]) {
                Ok(files) if files.is_empty() => {}
                Ok(files) => {
                    let files: Vec<&str> = files.iter().map(|it| it.as_str()).collect();
                    report.warnings.push(format!("a placeholder stands at {}", files.join(", ")));
                }
                Err(why) => report.warnings.push(format!("no placeholder: {why}")),
            }
        }
    }

    fn stop(&self) -> &Stop {
        self.executor.stop()
    }

    fn events(&self) -> &dyn EventSink {
        self.executor.events()
    }
}
