//! Accepting: this painting stays, whatever the manifest says. Free steps still apply.

use std::collections::BTreeMap;

use crate::choose::choice::paintings;
use crate::choose::{Choice, ChooseError};
use crate::lock::Record;
use crate::name::AssetName;
use crate::project::Project;
use crate::resolve::Target;

/// Keeps the paintings of these assets.
///
/// # Errors
///
/// If a target means no asset.
pub fn accept_all(project: &mut Project, targets: &[Target]) -> Result<Choice, ChooseError> {
    each(project, targets, accept)
}

/// Releases these assets: each follows its manifest again.
///
/// # Errors
///
/// If a target means no asset.
pub fn unaccept_all(project: &mut Project, targets: &[Target]) -> Result<Choice, ChooseError> {
    each(project, targets, unaccept)
}

/// The record of an asset that is kept; or why there is nothing to keep.
pub fn accept(record: Option<&Record>) -> Result<Record, &'static str> {
    let record = record.ok_or("it was never built")?;
    if record.accepted {
        return Err("it is accepted already");
    }
    let Some(shown) = record.shown() else { return Err("no model paints it") };
    if shown.picks.is_empty() {
        return Err("it shows no picture");
    }
    Ok(Record { accepted: true, ..record.clone() })
}

/// The record of an asset that is released; or why there is nothing to release.
pub fn unaccept(record: Option<&Record>) -> Result<Record, &'static str> {
    match record.filter(|it| it.accepted) {
        Some(record) => Ok(Record { accepted: false, ..record.clone() }),
        None => Err("it is not accepted"),
    }
}

fn each(
    project: &mut Project,
    targets: &[Target],
    change: fn(Option<&Record>) -> Result<Record, &'static str>,
) -> Result<Choice, ChooseError> {
    let (mut records, mut skipped) = (BTreeMap::new(), Vec::new());
    for name in project.named(targets)? {
        match chosen(project, &name, change) {
            Ok(record) => drop(records.insert(name, record)),
            Err(why) => skipped.push((name, why.to_owned())),
        }
    }
    Choice::of_all(project, records, skipped)
}

fn chosen(
    project: &Project,
    name: &AssetName,
    change: fn(Option<&Record>) -> Result<Record, &'static str>,
) -> Result<Record, &'static str> {
    // What cannot be built as its manifest is, or was not read, may be painted all the same.
    if project.asset(name).is_ok_and(|it| paintings(&it).is_empty()) {
        return Err("no model paints it");
    }
    change(project.record(name))
}
