//! Accepting: this picture, for the words of today and whatever the manifest says later. Free steps
//! still apply.

use std::collections::{BTreeMap, BTreeSet};

use crate::choose::choice::{paintings, unpainted};
use crate::choose::{Choice, ChooseError};
use crate::lock::{BriefRecord, Pick, Record};
use crate::name::AssetName;
use crate::project::Project;
use crate::resolve::{Kind, Target};

/// Keeps the paintings of these assets. One that is held is from now on the picture for the words
/// of today.
///
/// # Errors
///
/// If a target means no asset.
pub fn accept_all(project: &mut Project, targets: &[Target]) -> Result<Choice, ChooseError> {
    let names = project.named(targets)?;
    let today = project.briefs_of(names.clone())?;
    let blank = |project: &Project, name: &AssetName| {
        let asset = project.asset(name).ok()?;
        let Kind::Painted(painted) = &asset.kind else { return None };
        today.get(name).map(|key| unpainted(painted, *key))
    };
    each(project, names, |project, name| {
        accept(project.record(name), blank(project, name).as_ref())
    })
}

/// Releases these assets: each follows its manifest again.
///
/// # Errors
///
/// If a target means no asset.
pub fn unaccept_all(project: &mut Project, targets: &[Target]) -> Result<Choice, ChooseError> {
    let names = project.named(targets)?;
    each(project, names, |project, name| unaccept(project.record(name)))
}

/// The record of an asset that is kept; or why there is nothing to keep. `today` is the brief of
/// today with nothing painted for it, where that is known.
pub fn accept(
    record: Option<&Record>,
    today: Option<&BriefRecord>,
) -> Result<Record, &'static str> {
    let record = record.ok_or("it was never built")?;
    let Some(shown) = record.shown() else { return Err("no model paints it") };
    if shown.picks.is_empty() {
        return Err("it shows no picture");
    }
    let other = today.filter(|it| it.key != shown.key);
    let bound = other.and_then(|today| bound(record, today));
    match (record.accepted, other, bound) {
        (_, _, Some(record)) => Ok(record),
        (true, Some(_), None) => {
            Err("it is accepted already, and what assetbuild drew for other words is not kept; \
                 adopt its file")
        }
        (true, None, None) => Err("it is accepted already"),
        (false, _, None) => Ok(Record { accepted: true, ..record.clone() }),
    }
}

/// The record whose picture is the one for the brief of today. `None` if its picture cannot be: it
/// is kept nowhere, or today's asset has other parts.
pub(crate) fn bound(record: &Record, today: &BriefRecord) -> Option<Record> {
    let shown = record.shown()?;
    let is_kept = |it: &Pick| shown.taken.iter().any(|taken| it.answer == Some(taken.answer));
    if shown.ended.len() != today.ended.len() || !shown.picks.iter().all(is_kept) {
        return None;
    }
    let picks = shown.picks.iter().map(|it| Pick { by_person: true, ..it.clone() }).collect();
    // Its history comes along: the outputs tell of all attempts, and stay as they are.
    let brief = BriefRecord { taken: shown.taken.clone(), picks, ..today.clone() };
    // Take the words back, and it is the picture for those as well.
    let own = |it: &BriefRecord| match it.key == shown.key {
        true => BriefRecord { picks: brief.picks.clone(), ..it.clone() },
        false => it.clone(),
    };
    let others: Vec<BriefRecord> =
        record.briefs.iter().filter(|it| it.key != today.key).map(own).collect();
    let briefs = std::iter::once(brief).chain(others).collect();
    Some(Record { briefs, accepted: true, ..record.clone() })
}

/// The record of an asset that is released; or why there is nothing to release.
pub fn unaccept(record: Option<&Record>) -> Result<Record, &'static str> {
    let record = record.filter(|it| it.accepted).ok_or("it is not accepted")?;
    let mut briefs = record.briefs.clone();
    if let Some(home) = home(&briefs) {
        // It was painted for other words, and those of today are painted now.
        briefs.swap(0, home);
        briefs.remove(home);
    }
    Ok(Record { accepted: false, briefs, ..record.clone() })
}

/// The brief that the shown pictures were painted for, if they were accepted for another one.
fn home(briefs: &[BriefRecord]) -> Option<usize> {
    let shown = briefs.first().filter(|it| !it.picks.is_empty())?;
    let holds = |brief: &BriefRecord| {
        let taken = |pick: &Pick| brief.taken.iter().any(|it| Some(it.answer) == pick.answer);
        shown.picks.iter().all(taken)
    };
    briefs.iter().skip(1).position(holds).map(|it| it + 1)
}

fn each(
    project: &mut Project,
    names: BTreeSet<AssetName>,
    change: impl Fn(&Project, &AssetName) -> Result<Record, &'static str>,
) -> Result<Choice, ChooseError> {
    let (mut records, mut skipped) = (BTreeMap::new(), Vec::new());
    for name in names {
        match chosen(project, &name, &change) {
            Ok(record) => drop(records.insert(name, record)),
            Err(why) => skipped.push((name, why.to_owned())),
        }
    }
    Choice::of_all(project, records, skipped)
}

fn chosen(
    project: &Project,
    name: &AssetName,
    change: impl Fn(&Project, &AssetName) -> Result<Record, &'static str>,
) -> Result<Record, &'static str> {
    // What cannot be built as its manifest is, or was not read, may be painted all the same.
    if project.asset(name).is_ok_and(|it| paintings(&it).is_empty()) {
        return Err("no model paints it");
    }
    change(project, name)
}
