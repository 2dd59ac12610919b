//! One asset, from what was decided to its files and its record.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::action::ActionKey;
use crate::digest::Digest;
use crate::lock::{Ended, Record};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{
    Failed, FailedKind, Instead, Job, Look, Outcome, PlanItem, Progress, Task, failure,
};
use crate::resolve::{Kind, output_paths};
use crate::run::assemble::Assembled;
use crate::run::companions::go_along;
use crate::run::drive::{Loop, Shared, Tally, pixels};
use crate::run::halt::Halt;
use crate::run::{
    AssetReport, AssetState, BuildEvent, Step, View, assemble, atlas, export, pinned,
};

/// What one asset's job sends back.
#[derive(Debug)]
pub(crate) struct Finished {
    /// What was to be done.
    pub(crate) item: Arc<PlanItem>,
    /// What came of it, for whoever shows it.
    pub(crate) report: AssetReport,
    /// Its new record; `None` if the old one stands.
    pub(crate) record: Option<Record>,
    /// Whether those that need it can go on.
    pub(crate) usable: bool,
}

/// What came of the work.
struct Made {
    record: Record,
    bytes: u64,
    warnings: Vec<String>,
    /// Why it is not made all the same: there is a record of how far it came.
    halt: Option<Halt>,
    outcome: Option<Box<Outcome>>,
}

/// Does the work of one asset. Never panics because of what a model answered.
pub(crate) async fn run(shared: Arc<Shared>, item: Arc<PlanItem>) -> Finished {
    let name = item.name.clone();
    let job = item.job.as_ref().expect("what is dirty has a job");
    shared.caller.events.event(BuildEvent::Started { name: name.clone() });
    let mut tally = Tally::default();
    let mut open = None;
    let made = make(&shared, job, &mut tally, &mut open).await;
    let mut report = AssetReport::of(&job.task.asset, job.record.as_ref());
    report.reasons.clone_from(&item.reasons);
    let unkept = shared.caller.unkept.lock().expect("nobody panics with it").remove(&name);
    report.usd = tally.spent + unkept.unwrap_or_default();
    report.from_cache = tally.from_cache;
    report.saved = tally.saved;
    report.warnings.extend(shared.caller.notices.take(&name));
    report.painted = u32::try_from(tally.made.len()).unwrap_or(u32::MAX);
    let (record, usable) = match made {
        Ok(made) => {
            report.show(&made.record);
            report.bytes = made.bytes;
            report.warnings.extend(made.warnings);
            if let Some(outcome) = &made.outcome {
                report.scores =
                    outcome.history.iter().flat_map(|it| &it.rounds).map(|it| it.score).collect();
                report.attempts = Some(outcome.attempts());
            }
            let usable = made.halt.is_none();
            let is_shown = made.outcome.is_some_and(|it| !it.picks.is_empty());
            report.so_far = !usable && is_shown;
            report.state = match (made.halt, &item.decision) {
                (Some(halt), _) => halt.into(),
                (None, crate::plan::Decision::Held { why }) => {
                    AssetState::Held { why: why.clone(), usd: item.price }
                }
                (None, _) => AssetState::Built,
            };
            (Some(made.record), usable)
        }
        Err(halt) => {
            report.state = halt.into();
            (open, false)
        }
    };
    Finished { item, report, record, usable }
}

async fn make(
    shared: &Arc<Shared>,
    job: &Job,
    tally: &mut Tally,
    open: &mut Option<Record>,
) -> Result<Made, Halt> {
    if let Some(made) = restore(shared, job).await? {
        return Ok(made);
    }
    match &job.task.asset.kind {
        Kind::Painted(_) => painted(shared, job, tally, open).await,
        Kind::Source(it) => looked(shared, job, assemble::look_of_source(&job.task, it)).await,
        Kind::Derived(it) => looked(shared, job, assemble::look_of_derived(&job.task, it)).await,
        Kind::Atlas(_) => packed(shared, job).await,
    }
}

/// Puts files in place that the record's build made, if all of them are still to be had: from the
/// store, or from where they stood before.
async fn restore(shared: &Arc<Shared>, job: &Job) -> Result<Option<Made>, Halt> {
    let Some(record) = job.restore.clone() else { return Ok(None) };
    let Some(files) = moved(&job.task, &record) else { return Ok(None) };
    let (out, old) = (shared.out.clone(), record.clone());
    let there = shared.caller.durably(move |store| {
        let mut all = true;
        for (path, digest) in &old.outputs {
            if !store.has_sound_blob(digest) {
                let bytes = out.read(path).ok().flatten();
                let bytes = bytes.filter(|it| Digest::of(it) == *digest);
                match bytes {
                    Some(bytes) => drop(store.put_derived(&bytes)?),
                    None => all = false,
                }
            }
        }
        Ok(all)
    });
    if !there.await? {
        return Ok(None);
    }
    let base = job.base.clone();
    let own = job.record.clone().unwrap_or_default();
    let record = Record { outputs: files, ..record };
    let record = pinned::renewed(&own, record, base);
    finish(shared, job, record, Vec::new(), None).await.map(Some)
}

/// The record's files at the paths of today; `None` if they do not correspond one to one.
fn moved(task: &Task, record: &Record) -> Option<BTreeMap<ProjectPath, Digest>> {
    let expected = output_paths(&task.asset);
    let wanted: Vec<&ProjectPath> = expected.files().collect();
    if wanted.iter().all(|it| record.outputs.contains_key(*it)) {
        return Some(record.outputs.clone());
    }
    // Sheets and atlases name their files in their data.
    if !expected.data.is_empty() || wanted.len() != record.outputs.len() {
        return None;
    }
    let mut res = BTreeMap::new();
    for (part, path) in &expected.pictures {
        res.insert(path.clone(), record.pictures.get(part)?.blob);
    }
    if let Some(path) = &expected.metadata {
        let mut texts = record.outputs.iter().filter(|(it, _)| it.as_str().ends_with(".json"));
        res.insert(path.clone(), *texts.next()?.1);
    }
    Some(res)
}

async fn painted(
    shared: &Arc<Shared>,
    job: &Job,
    tally: &mut Tally,
    open: &mut Option<Record>,
) -> Result<Made, Halt> {
    let painted = job.task.painted().expect("it is painted");
    let built_in = painted.is_built_in();
    let start = job.start.clone().unwrap_or_else(|| {
        let brief = job.task.brief().expect("it is painted");
        Progress::start(painted, brief, None, false, Default::default())
    });
    let mut it = Loop {
        shared: Arc::clone(shared),
        task: Arc::clone(&job.task),
        alone: start.resend,
        view: Arc::new(
            View::new(Arc::clone(&shared.memory), built_in && !start.kept)
                .replacing(job.wanted.replace),
        ),
        progress: start,
        tally: Tally::default(),
        seat: None,
    };
    let ended = it.run().await;
    *tally = it.tally.clone();
    let (outcome, halt) = match ended {
        Ok(outcome) => (outcome, None),
        Err(halt) => {
            let so_far = it.cut_short().await;
            let taken = so_far.as_ref().map_or(&it.progress.taken, |it| &it.taken);
            *open = pinned::open(job, painted, &it.progress, taken);
            match so_far.filter(|it| halt.shows_so_far() && !it.picks.is_empty()) {
                Some(so_far) => (so_far, Some(halt)),
                None => return Err(halt),
            }
        }
    };
    if outcome.picks.is_empty() {
        let ended = outcome.ended.last().copied().unwrap_or(Ended::Failed);
        let name = &job.task.asset.name;
        let failed = failure(name, ended, outcome.taken.len(), outcome.instead.as_ref());
        let record = pinned::failed(job, painted, &it.progress, &outcome);
        let (warnings, halt) = (Vec::new(), Some(Halt::Failed(failed)));
        return Ok(Made { record, bytes: 0, warnings, halt, outcome: Some(outcome) });
    }
    it.announce(Step::Writing);
    let (task, view, shown) = (Arc::clone(&job.task), Arc::clone(&it.view), outcome.clone());
    let assembled = it.pixels(move |store| {
        let painted = task.painted().expect("it is painted");
        assemble::painted(store, &view, &task, painted, &shown)
    });
    let assembled = assembled.await?;
    // What the files tell of attempts was read just now: they would tell less.
    it.sound()?;
    // Writing files waits for the disk, and not for pixels.
    it.seat = None;
    let mut warnings = assembled.warnings.clone();
    warnings.extend(match &halt {
        None => below_target(painted.quality.target, &outcome),
        Some(_) => Some(so_far(&job.task.asset.name, &outcome)),
    });
    let instead = outcome.instead.as_ref().filter(|_| it.progress.reroll.is_some());
    warnings.extend(instead.map(|it| match it {
        Instead::Refusal(said) => format!("the model will not paint more of it: {said}"),
        Instead::Fault(said) => format!("what the model answered is no picture: {said}"),
    }));
    let record = pinned::built(job, painted, &it.progress, &outcome, assembled);
    let made = finish(shared, job, record, warnings, Some(outcome)).await?;
    Ok(Made { halt, ..made })
}

/// What is to be known of a picture that is shown though its loop is not over.
fn so_far(name: &AssetName, outcome: &Outcome) -> String {
    let score = outcome.score().map_or("not judged yet".to_owned(), |it| format!("score {it}"));
    let keep = match outcome.picks.as_slice() {
        [pick] => {
            let place = outcome.taken.iter().position(|it| pick.answer == Some(it.answer));
            format!("assetbuild pick {name} {}", place.map_or(1, |it| it + 1))
        }
        _ => format!("assetbuild accept {name}"),
    };
    format!("its best so far, {score}; its loop is not over. To keep it as it is: {keep}")
}

fn below_target(target: u8, outcome: &Outcome) -> Option<String> {
    let score = outcome.score()?;
    (score.0 < target).then(|| format!("scores {score}, below its target of {target}"))
}

async fn looked(shared: &Arc<Shared>, job: &Job, look: Look) -> Result<Made, Halt> {
    let (task, memory) = (Arc::clone(&job.task), Arc::clone(&shared.memory));
    let assembled = pixels(shared, move |store| {
        let looked = crate::run::free::look(store, &memory.pictures, &look)?;
        assemble::looked(store, &task, &look, &looked)
    });
    free(shared, job, assembled.await?).await
}

async fn packed(shared: &Arc<Shared>, job: &Job) -> Result<Made, Halt> {
    let task = Arc::clone(&job.task);
    let cells = job.record.as_ref().map(|it| it.cells.clone()).unwrap_or_default();
    let assembled = pixels(shared, move |store| {
        let Kind::Atlas(packed) = &task.asset.kind else { unreachable!("it is an atlas") };
        atlas::atlas(store, &task, packed, &cells)
    });
    free(shared, job, assembled.await?).await
}

async fn free(shared: &Arc<Shared>, job: &Job, assembled: Assembled) -> Result<Made, Halt> {
    let warnings = assembled.warnings.clone();
    let record = pinned::free(job, assembled);
    finish(shared, job, record, warnings, None).await
}

/// Writes the files that the record names.
async fn finish(
    shared: &Arc<Shared>,
    job: &Job,
    record: Record,
    warnings: Vec<String>,
    outcome: Option<Box<Outcome>>,
) -> Result<Made, Halt> {
    let (out, files) = (shared.out.clone(), record.outputs.clone());
    let name = job.task.asset.name.clone();
    let (before, discard) = (job.record.clone(), job.wanted.discard_edits);
    if shared.locked {
        as_locked(job, &record)?;
    }
    let store = Arc::clone(&shared.caller.store);
    let written = tokio::task::spawn_blocking(move || {
        let bytes = export::export(&store, &out, &files, before.as_ref(), discard)?;
        if let Some(before) = &before {
            let swept = export::sweep(&out, before, &files.keys().collect());
            let removed = swept.map_err(failed_io)?;
            let moved = go_along(&out, &removed, (&name, &before.outputs), (&name, &files));
            moved.map_err(|it| failed_io(format!("cannot move what is beside an output: {it}")))?;
        }
        Ok::<u64, Halt>(bytes)
    });
    let bytes = written.await.expect("writing files does not panic")?;
    keep_texts(shared, job, &record).await?;
    Ok(Made { record, bytes, warnings, halt: None, outcome })
}

/// Under `--locked` the very bytes of the lock are written, or none.
fn as_locked(job: &Job, record: &Record) -> Result<(), Halt> {
    let before = job.record.as_ref().expect("nothing else is started under a lock");
    if before.outputs == record.outputs {
        return Ok(());
    }
    let other = record
        .steps
        .iter()
        .find(|(name, version)| before.steps.get(*name).is_some_and(|locked| locked != *version));
    let why = match other {
        Some((name, version)) => format!(
            "the lock was written with version {} of the step `{name}`, this release has {version}",
            before.steps[name]
        ),
        None => "the pictures come out otherwise than the lock says".to_owned(),
    };
    Err(Halt::Failed(Failed {
        kind: FailedKind::NotReproducible,
        message: why,
        help: vec!["use the release that wrote the lock, or build without `--locked`".into()],
    }))
}

fn failed_io(message: String) -> Halt {
    Halt::Failed(Failed { kind: FailedKind::Io, message, help: Vec::new() })
}

/// Keeps the texts of the record's keys, for `why`. Whoever lacks them is told less.
async fn keep_texts(shared: &Arc<Shared>, job: &Job, record: &Record) -> Result<(), Halt> {
    let shown = record.shown();
    let picks = shown.map(|it| it.picks.as_slice()).unwrap_or_default();
    let taken = shown.map(|it| it.taken.as_slice()).unwrap_or_default();
    let texts = job.task.texts(picks, taken);
    let keep = move |store: &crate::store::Store| {
        for it in &texts {
            store.put_derived_result(&ActionKey(it.key), &it.text)?;
        }
        Ok(())
    };
    shared.caller.durably(keep).await
}
