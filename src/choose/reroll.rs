//! More paintings, and more verdicts, because a person wants them: what is asked for, and what it
//! may lead to.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::Origin;
use crate::choose::choice::{not_edited, the_part};
use crate::choose::{ChooseError, Consequences, Refusal};
use crate::digest::Digest;
use crate::lock::Record;
use crate::name::{AssetName, PartName};
use crate::plan::{BuildRequest, Decision, Effort, PlanItem, RerollRequest};
use crate::project::Project;
use crate::resolve::{Asset, Kind, Target};

/// The build that paints more of an asset, and what follows if one of them is better.
///
/// # Errors
///
/// If it cannot be painted as things are.
pub fn reroll(
    project: &mut Project,
    reroll: (&AssetName, Option<&PartName>, u32, Option<String>),
    base: BuildRequest,
) -> Result<(BuildRequest, Consequences), ChooseError> {
    let (name, part, count, note) = reroll;
    let asset = project.asset(name)?;
    let part = the_part(&asset, part)?;
    if is_built_in(&asset) {
        return Err(Refusal::drawn(name).into());
    }
    let targets = vec![Target::Name(name.clone(), None)];
    let base = BuildRequest { targets, ..base };
    is_ready(project, name, &base)?;
    let record = project.record(name).cloned().ok_or_else(|| Refusal::not_built(name))?;
    let moved =
        if may_move(&record, &part) { with_another_pick(name, &record, &part) } else { None };
    let follows = match moved {
        Some(record) => {
            let records = BTreeMap::from([(name.clone(), record)]);
            let (before, after) = project.plan_both(&records)?;
            Consequences::of(&BTreeSet::from([name.clone()]), &before, &after).if_at_all()
        }
        None => Consequences::default(),
    };
    let reroll = RerollRequest { name: name.clone(), part, count, note };
    Ok((BuildRequest { reroll: Some(reroll), ..base }, follows))
}

/// The build that asks the judge again, and the assets about which there is nothing to ask.
///
/// # Errors
///
/// If a target means no asset.
pub fn judge_again(
    project: &mut Project,
    targets: &[Target],
    base: BuildRequest,
) -> Result<(BuildRequest, Vec<(AssetName, String)>), ChooseError> {
    let names = match targets {
        [] => project.asset_names(),
        _ => project.named(targets)?,
    };
    let request = BuildRequest { targets: exactly(&names), ..base };
    let plan = project.plan(&request)?;
    let (mut judge, mut skipped) = (BTreeSet::new(), Vec::new());
    for name in names {
        let item = plan.items.get(&name);
        match unjudgeable(project, &name, item.map(|it| &it.decision)) {
            None => drop(judge.insert(name)),
            // Whoever named nothing meant whatever can be judged.
            Some(_) if targets.is_empty() => {}
            Some(why) => skipped.push((name, why.to_owned())),
        }
    }
    let targets = judge.iter().map(|it| Target::Name(it.clone(), None)).collect();
    let request = BuildRequest { targets, judge, ..request };
    let plan = project.plan(&request)?;
    let buys = |it: &&PlanItem| !it.price.is_free() && !request.judge.contains(&it.name);
    match plan.items().filter(|_| !request.judge.is_empty()).find(buys) {
        Some(it) => Err(Refusal::unfinished(&it.name, &it.name).into()),
        None => Ok((request, skipped)),
    }
}

fn exactly(names: &BTreeSet<AssetName>) -> Vec<Target> {
    names.iter().map(|it| Target::Name(it.clone(), None)).collect()
}

/// Why the judge has nothing to say about an asset.
fn unjudgeable(
    project: &Project,
    name: &AssetName,
    decision: Option<&Decision>,
) -> Option<&'static str> {
    let asset = project.asset(name).ok()?;
    let Kind::Painted(painted) = &asset.kind else { return Some("no model paints it") };
    if painted.quality.judge.is_builtin() {
        return Some("it is measured anew by every build");
    }
    match decision {
        Some(Decision::Fresh | Decision::Dirty(Effort::Judge | Effort::Free)) => {}
        Some(Decision::Held { .. }) => return Some("it is held"),
        Some(Decision::Edited { .. }) => return Some("its files were changed by hand"),
        Some(Decision::Failed(_)) => return Some("it shows no picture"),
        _ => return Some("it is not up to date; build it first"),
    }
    let settled = project.record(name).and_then(Record::shown).is_some_and(|it| it.is_settled());
    (!settled).then_some("it shows no picture")
}

/// Whether a reroll buys what is asked for and nothing else.
fn is_ready(
    project: &mut Project,
    name: &AssetName,
    request: &BuildRequest,
) -> Result<(), ChooseError> {
    let plan = project.plan(request)?;
    for item in plan.items() {
        if item.name == *name {
            not_edited(name, &item.decision)?;
        }
        let ours = item.name == *name;
        match &item.decision {
            Decision::Held { .. } if ours => return Err(Refusal::held(name).into()),
            Decision::Dirty(_) | Decision::Waiting { .. } if !item.price.is_free() => {
                return Err(Refusal::unfinished(name, &item.name).into());
            }
            Decision::InBatch => return Err(Refusal::unfinished(name, &item.name).into()),
            Decision::Failed(_) if !ours => {
                return Err(Refusal::unfinished(name, &item.name).into());
            }
            _ => {}
        }
    }
    if project.record(name).and_then(Record::shown).is_none() {
        return Err(Refusal::not_built(name).into());
    }
    Ok(())
}

/// Whether another painting of this part may be shown because of its score.
fn may_move(record: &Record, part: &PartName) -> bool {
    let by_person = |record: &Record| {
        let pick = record.shown().and_then(|it| it.pick(part));
        pick.is_some_and(|it| it.by_person)
    };
    !record.accepted && !by_person(record)
}

/// The record as it will be if a new painting of the part is shown: which one, nobody knows yet.
fn with_another_pick(name: &AssetName, record: &Record, part: &PartName) -> Option<Record> {
    let mut res = record.clone();
    let brief = res.briefs.first_mut()?;
    let pick = brief.picks.iter_mut().find(|it| it.part == *part)?;
    pick.origin = Origin(Digest::key("assetbuild foreseen origin v1", &(name, part)));
    Some(res)
}

fn is_built_in(asset: &Asset) -> bool {
    matches!(&asset.kind, Kind::Painted(it) if it.is_built_in())
}
