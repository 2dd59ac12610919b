//! What a job pins: the record of an asset after it was built, failed, or left half way.

use crate::lock::{BriefRecord, Ended, Pick, Record, Taken};
use crate::plan::{Job, Outcome, Progress, keys};
use crate::resolve::Painted;
use crate::run::assemble::Assembled;

/// The record of an asset that a model painted and whose files are made.
pub(crate) fn built(
    job: &Job,
    painted: &Painted,
    progress: &Progress,
    outcome: &Outcome,
    assembled: Assembled,
) -> Record {
    let before = job.record.clone().unwrap_or_default();
    let brief = brief(job, painted, progress, outcome);
    let unasked = job.kept && !progress.rejudge;
    let quality = if unasked { before.quality } else { Some(keys::quality(painted)) };
    Record {
        finish: Some(job.task.finish(&brief.picks, &brief.taken)),
        briefs: with_others(brief, &before),
        quality,
        // What a person accepted is gone, and this one nobody has seen yet.
        accepted: before.accepted && !job.wanted.replace,
        ..files(&before, assembled)
    }
}

/// The record of an asset whose loop ended without a picture: so that nobody buys the same
/// failure again. Files of an earlier brief stay.
pub(crate) fn failed(
    job: &Job,
    painted: &Painted,
    progress: &Progress,
    outcome: &Outcome,
) -> Record {
    let before = job.record.clone().unwrap_or_default();
    if job.kept {
        // What a person keeps is not lost because it cannot be shown.
        return before;
    }
    let brief = brief(job, painted, progress, outcome);
    Record {
        briefs: with_others(brief, &before),
        quality: Some(keys::quality(painted)),
        finish: Some(job.task.finish(&[], &outcome.taken)),
        ..before
    }
}

/// The record of an asset whose loop was interrupted: what it took so far, with what was said of it,
/// goes on from there.
/// What is shown stays what is shown. `None` if there is nothing new to remember.
pub(crate) fn open(
    job: &Job,
    painted: &Painted,
    progress: &Progress,
    taken: &[Taken],
) -> Option<Record> {
    let mut record = job.record.clone().unwrap_or_default();
    let known = record.brief(progress.brief);
    let nothing_new = known.is_some_and(|it| it.taken == taken || it.is_settled());
    if painted.is_built_in() || taken.is_empty() || nothing_new || job.kept {
        return None;
    }
    let picks = known.map(|it| it.picks.clone()).unwrap_or_default();
    let (target, max_attempts) = known.map_or((0, 0), |it| (it.target, it.max_attempts));
    let blank = empty(painted, progress);
    let entry = BriefRecord {
        // It keeps the highest for a brief: lowering and raising again buys nothing.
        target: blank.target.max(target),
        max_attempts: blank.max_attempts.max(max_attempts),
        ended: vec![Ended::Open],
        taken: taken.to_vec(),
        picks,
        ..blank
    };
    match record.briefs.iter_mut().find(|it| it.key == progress.brief) {
        Some(it) => *it = entry,
        None => record.briefs.push(entry),
    }
    Some(record)
}

/// The record of an asset that is free.
pub(crate) fn free(job: &Job, assembled: Assembled) -> Record {
    let before = job.record.clone().unwrap_or_default();
    Record { finish: Some(job.task.finish(&[], &[])), ..files(&before, assembled) }
}

/// A record whose files were only put in place; `from` may be that of another name.
pub(crate) fn renewed(own: &Record, from: Record, base: Option<BriefRecord>) -> Record {
    let briefs = match base {
        Some(base) => with_others(base, own),
        None => from.briefs.clone(),
    };
    Record { briefs, accepted: own.accepted || from.accepted, ..from }
}

fn files(before: &Record, assembled: Assembled) -> Record {
    let Assembled { pictures, files, steps, cells, warnings: _, canvases: _ } = assembled;
    Record { pictures, outputs: files, steps, cells, ..before.clone() }
}

fn empty(painted: &Painted, progress: &Progress) -> BriefRecord {
    let first = painted.stages.first().and_then(|it| it.paintings.first());
    let model = first.map(|it| it.words.model.clone()).expect("a painted asset has a painting");
    BriefRecord {
        key: progress.brief,
        words: keys::words(painted),
        model,
        target: painted.quality.target,
        max_attempts: painted.quality.max_attempts,
        ended: Vec::new(),
        taken: Vec::new(),
        picks: Vec::new(),
    }
}

fn brief(job: &Job, painted: &Painted, progress: &Progress, outcome: &Outcome) -> BriefRecord {
    let mut res = empty(painted, progress);
    if let Some(base) = job.base.as_ref().filter(|it| it.key == progress.brief) {
        if job.kept {
            res = base.clone();
        }
        // It keeps the highest for a brief: lowering and raising again buys nothing.
        res.target = res.target.max(base.target);
        res.max_attempts = res.max_attempts.max(base.max_attempts);
    }
    res.ended.clone_from(&outcome.ended);
    if painted.is_built_in() && !progress.kept {
        // A built-in loop runs again for nothing; only what it shows is worth a line.
        let base = job.base.as_ref();
        res.picks = outcome.picks.iter().map(|it| drawn(it, base)).collect();
        return res;
    }
    res.taken.clone_from(&outcome.taken);
    res.picks.clone_from(&outcome.picks);
    res
}

/// A pick of a built-in loop. An accepted one stands like what a person picked, and is not picked.
fn drawn(it: &Pick, base: Option<&BriefRecord>) -> Pick {
    let before = base.and_then(|base| base.pick(&it.part));
    let by_person = it.by_person && before.is_some_and(|it| it.by_person);
    Pick { answer: None, by_person, ..it.clone() }
}

/// The brief that is shown first, then those among whose paintings a person chose.
fn with_others(shown: BriefRecord, before: &Record) -> Vec<BriefRecord> {
    let others = before.briefs.iter().filter(|it| it.key != shown.key);
    let chosen = others.filter(|it| it.picks.iter().any(|pick| pick.by_person));
    let chosen: Vec<BriefRecord> = chosen.cloned().collect();
    std::iter::once(shown).chain(chosen).collect()
}
