//! Decides, before anything runs, what has to be done for one asset, why, and for how much.
//!
//! Reads records, look-ups and the states of files, and changes nothing: deciding twice gives the
//! same. `plan` shows it, `build` does it.

use std::collections::BTreeSet;

use crate::action::ActionKey;
use crate::lock::{BriefRecord, Ended, Pick, Record};
use crate::model::ModelId;
use crate::money::{PriceRange, Usd};
use crate::name::PartName;
use crate::path::ProjectPath;
use crate::plan::estimate::{Estimate, capped, estimate, lost_failure};
use crate::plan::{
    Decision, DirtyReason, Effort, Facts, Failed, FailedKind, FileState, Instead, Next, Progress,
    Wishes, bound, failure, keys, lacks_plate, next,
};
use crate::resolve::{Cutout, Painted, output_paths};

/// Why an asset is held that a person accepted.
pub const ACCEPTED: &str = "accepted; its brief changed";

/// What was decided.
#[derive(Debug, Clone)]
pub struct Decided {
    /// What is to be done.
    pub decision: Decision,
    /// Why, the first reason first.
    pub reasons: Vec<DirtyReason>,
    /// What it may cost; of a held asset, what catching up may cost.
    pub price: PriceRange,
    /// Why nothing of it can be bought on this machine as things are.
    pub closed: Option<Failed>,
    /// What paintings that are there save.
    pub saved: Usd,
    /// Where its loop starts from, if it has one and there is work.
    pub start: Option<Progress>,
    /// The record of the brief that it starts from.
    pub base: Option<BriefRecord>,
    /// The files of this record are its files: they are only put in place.
    pub restore: Option<Record>,
    /// Whether it keeps a picture that its brief no longer asks for.
    pub kept: bool,
    /// What the work may change of what others see.
    pub effect: Effect,
}

/// What the work of an asset may change of what others see of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: its pictures stay what its record says.
    Nothing,
    /// Their pixels; they count as the same pictures in briefs.
    Pixels,
    /// Their pixels, and what they count as.
    Origins,
}

impl Decided {
    fn new(decision: Decision, reasons: Vec<DirtyReason>) -> Decided {
        let effect = match decision {
            Decision::Fresh | Decision::Edited { .. } => Effect::Nothing,
            _ => Effect::Origins,
        };
        Decided {
            decision,
            reasons,
            price: PriceRange::FREE,
            closed: None,
            saved: Usd::ZERO,
            start: None,
            base: None,
            restore: None,
            kept: false,
            effect,
        }
    }
}

/// What has to be done for one asset.
#[must_use]
pub fn decide(facts: &Facts<'_>) -> Decided {
    if let Some(decision) = not_ours(facts) {
        return Decided::new(decision, Vec::new());
    }
    match facts.task.painted() {
        Some(painted) => decide_painted(facts, painted),
        None => decide_free(facts),
    }
}

/// Files that are not ours to replace.
fn not_ours(facts: &Facts<'_>) -> Option<Decision> {
    let having = |state: FileState| -> Vec<ProjectPath> {
        let files = facts.files.iter().filter(|(_, it)| **it == state);
        files.map(|(path, _)| path.clone()).collect()
    };
    let name = &facts.task.asset.name;
    if let Some(foreign) = having(FileState::Foreign).first() {
        return Some(Decision::Failed(Failed {
            kind: FailedKind::Foreign,
            message: format!("`{foreign}` is there already, and assetbuild did not write it"),
            help: vec!["move it away, or give the asset another name or category".into()],
        }));
    }
    let files = having(FileState::Edited);
    if files.is_empty() || facts.wanted.discard_edits {
        return None;
    }
    if facts.record.is_some() {
        return Some(Decision::Edited { files });
    }
    Some(Decision::Failed(Failed {
        kind: FailedKind::Foreign,
        message: format!("`{}` was changed by hand, and the lock does not know it", files[0]),
        help: vec![format!("write it again: assetbuild build {name} --discard-edits {name}")],
    }))
}

fn decide_free(facts: &Facts<'_>) -> Decided {
    let finish = facts.task.finish(&[], &[]);
    let mut reasons = Vec::new();
    match facts.record {
        None => reasons.push(DirtyReason::New),
        Some(it) if it.finish != Some(finish) => reasons.push(DirtyReason::Finish),
        Some(_) => {}
    }
    let same = reasons.is_empty();
    reasons.extend(outputs(facts));
    reasons.extend(asked(facts));
    if reasons.is_empty() {
        return Decided::new(Decision::Fresh, reasons);
    }
    let restore = facts.record.filter(|_| same && !facts.wanted.upgrade).cloned();
    // The edits of a picture are part of what it counts as.
    let effect = if restore.is_some() { Effect::Nothing } else { Effect::Origins };
    Decided { restore, effect, ..Decided::new(Decision::Dirty(Effort::Free), reasons) }
}

fn decide_painted(facts: &Facts<'_>, painted: &Painted) -> Decided {
    let brief = facts.task.brief().expect("a task knows the origins that it refers to");
    let shown = facts.record.and_then(Record::shown);
    let is_held = |it: &&BriefRecord| it.key != brief && is_held(facts, painted, it);
    if let Some(shown) = shown.filter(is_held).filter(|_| !facts.wanted.replace) {
        return held(facts, painted, brief, shown);
    }
    let own = facts.record.and_then(|it| it.brief(brief));
    let donated = facts.donor.and_then(|(_, it)| it.brief(brief));
    let base = own.or(donated).filter(|_| !facts.wanted.replace);
    let source = if own.is_some() { facts.record } else { facts.donor.map(|(_, it)| it) };

    let (built_in, quality) = (painted.is_built_in(), keys::quality(painted));
    let same_quality = source.is_some_and(|it| it.quality == Some(quality));
    let wishes = Wishes { improve: facts.wanted.improve, resend: facts.wanted.resend };
    // An accepted picture stays: no score moves it, and nothing is bought for it.
    let accepted = source.is_some_and(|it| it.accepted);
    let accepted = base.filter(|it| accepted && covers(painted, &it.picks));
    let mut progress = match accepted {
        Some(base) => kept_as_it_is(painted, base, wishes),
        None => Progress::start(painted, brief, base, same_quality, wishes),
    };
    let rejudge = facts.wanted.judge && !painted.quality.judge.is_builtin();
    progress.reroll.clone_from(&facts.reroll);
    progress.rejudge = rejudge && base.is_some_and(BriefRecord::is_settled);
    let more = progress.reroll.is_some() || progress.rejudge;
    let finish = base.map(|it| facts.task.finish(&it.picks, &it.taken));
    let same_finish = finish.is_some() && source.is_some_and(|it| it.finish == finish);
    let buys = progress.may_buy() && !(built_in && same_finish && !is_open(base));

    let mut reasons = Vec::new();
    reasons.extend(brief_reason(facts, painted, brief));
    if let Some(base) = base.filter(|_| reasons.is_empty()) {
        reasons.extend(wish_reasons(painted, base, buys));
        let judged = accepted.is_none() && !same_quality && needs_verdict(base, painted);
        let plate = accepted.is_none() && !same_finish;
        let plate = plate && lacks_plate(painted, &base.picks, &base.taken, facts.known);
        reasons.extend(plate.then_some(DirtyReason::Plate));
        reasons.extend(judged.then_some(DirtyReason::Judge));
        reasons.extend((!same_finish).then_some(DirtyReason::Finish));
    }
    let stands = same_finish && !buys && !more;
    if let Some(failed) =
        base.filter(|_| stands).and_then(|it| ended_in_failure(facts, painted, it))
    {
        return Decided::new(Decision::Failed(failed), reasons);
    }
    let same = reasons.iter().all(|it| matches!(it, DirtyReason::Renamed { .. }));
    reasons.extend(outputs(facts));
    reasons.extend(asked(facts));
    reasons.extend(progress.rejudge.then_some(DirtyReason::Asked { flag: "judge" }));
    if reasons.is_empty() {
        return Decided::new(Decision::Fresh, reasons);
    }
    let replated = facts.wanted.resend && base.is_some_and(|it| was_refused_a_plate(facts, it));
    let settled = same && same_finish && !buys && !replated && !more && !facts.wanted.upgrade;
    let restore = source.filter(|_| settled).cloned();
    // A verdict moves no pick; only a painting that is taken now does.
    let takes = buys || progress.reroll.is_some() || base.is_none_or(|it| it.picks.is_empty());
    let effect = match same_finish && !(replated || facts.wanted.upgrade) {
        _ if takes || (built_in && !settled && !same_finish) => Effect::Origins,
        true => Effect::Nothing,
        false => Effect::Pixels,
    };
    let estimate = match built_in && !progress.kept {
        true => Estimate::free(if buys || !settled { Effort::Draw } else { Effort::Free }),
        false => worth(facts, painted, &progress, restore.as_ref()),
    };
    let Estimate { decision, price, saved, over } = estimate;
    reasons.extend(over);
    let (kept, closed) = (progress.kept, closed(facts, painted, &decision));
    let (start, base) = (Some(progress), base.cloned());
    Decided {
        price,
        closed,
        saved,
        start,
        base,
        restore,
        kept,
        effect,
        ..Decided::new(decision, reasons)
    }
}

/// Why nothing of it can be bought: one of the models that it may have to ask has no key.
fn closed(facts: &Facts<'_>, painted: &Painted, decision: &Decision) -> Option<Failed> {
    let painters = painted.stages.iter().flat_map(|it| &it.paintings).map(|it| &it.words.model);
    let judge = &painted.quality.judge;
    let models: Vec<&ModelId> = match decision {
        Decision::Dirty(Effort::Paint) => {
            painters.chain([judge, &painted.quality.refiner]).collect()
        }
        Decision::Dirty(Effort::Plate) => painters.collect(),
        Decision::Dirty(Effort::Judge) => vec![judge],
        _ => Vec::new(),
    };
    let mut closed = models.into_iter().filter_map(|it| Some((it, facts.lookups.closed(it)?)));
    closed.next().map(|(model, advice)| Failed::unavailable(model, advice))
}

/// A person said so, or only pictures that it refers to changed and the project holds those.
fn is_held(facts: &Facts<'_>, painted: &Painted, shown: &BriefRecord) -> bool {
    let accepted = facts.record.is_some_and(|it| it.accepted) && !shown.picks.is_empty();
    let only_references = shown.is_settled() && shown.words == keys::words(painted);
    accepted || (facts.hold_cascade && only_references && !facts.wanted.released)
}

/// Where an accepted asset starts from.
fn kept_as_it_is(painted: &Painted, base: &BriefRecord, wishes: Wishes) -> Progress {
    match painted.is_built_in() && !base.has_originals() {
        true => Progress::start(painted, base.key, Some(&chosen(base)), true, wishes),
        false => Progress::keep(painted, base),
    }
}

/// What work costs, or putting the files of a record in place.
fn worth(
    facts: &Facts<'_>,
    painted: &Painted,
    progress: &Progress,
    restore: Option<&Record>,
) -> Estimate {
    match restore {
        Some(record) => {
            let lost = lost(facts, painted, progress, record);
            lost.unwrap_or_else(|| Estimate::free(Effort::Free))
        }
        None => estimate(facts, painted, progress),
    }
}

/// How it fails where files are to be put in place that are not to be had, and an original that they
/// could be made from is lost.
fn lost(
    facts: &Facts<'_>,
    painted: &Painted,
    progress: &Progress,
    record: &Record,
) -> Option<Estimate> {
    let is_lost = |it: &Estimate| matches!(&it.decision, Decision::Failed(it) if it.kind == FailedKind::MissingOriginal);
    let made = || estimate(facts, painted, progress);
    (!has_files(facts, record)).then(made).filter(is_lost)
}

/// Whether the files of a record are to be had: from the store, or from where they stand.
fn has_files(facts: &Facts<'_>, record: &Record) -> bool {
    let stands =
        |path, digest| matches!(facts.lookups.output(path, Some(digest)), Ok(FileState::AsLocked));
    let mut outputs = record.outputs.iter();
    outputs.all(|(path, digest)| facts.known.has_blob(*digest) || stands(path, digest))
}

/// A built-in loop runs again; what was accepted stands like what a person picked.
fn chosen(base: &BriefRecord) -> BriefRecord {
    let mut res = base.clone();
    res.picks.iter_mut().for_each(|it| it.by_person = true);
    res
}

/// Whether there is a pick for every painting.
fn covers(painted: &Painted, picks: &[Pick]) -> bool {
    let mut paintings = painted.stages.iter().flat_map(|it| &it.paintings);
    paintings.all(|it| picks.iter().any(|pick| pick.part == it.part))
}

fn held(facts: &Facts<'_>, painted: &Painted, brief: ActionKey, shown: &BriefRecord) -> Decided {
    let record = facts.record.expect("what is shown is recorded");
    let why = if record.accepted { ACCEPTED } else { "a picture that it refers to was repainted" };
    let finish = facts.task.finish(&shown.picks, &shown.taken);
    let mut reasons = Vec::new();
    reasons.extend((record.finish != Some(finish)).then_some(DirtyReason::Finish));
    let same = reasons.is_empty();
    reasons.extend(outputs(facts));
    // What is kept may have other parts than what is asked for now. Then its files stay as they
    // are: there is nothing to make the new parts from.
    let parts: BTreeSet<PartName> = painted.parts().into_iter().collect();
    let same_parts = record.pictures.keys().eq(&parts) && covers(painted, &shown.picks);
    // What the artist in this program drew for another brief is nowhere kept.
    if !same_parts || (painted.is_built_in() && !shown.has_originals()) {
        reasons.clear();
    }
    let catching_up = Progress::start(painted, brief, None, false, Wishes::default());
    let work = !reasons.is_empty();
    let restore = (work && same).then(|| record.clone());
    let keep = Progress::keep(painted, shown);
    if work
        && restore.as_ref().is_none_or(|it| !has_files(facts, it))
        && let Next::Fail(failure) = next(facts.task, &keep, facts.known)
    {
        return Decided::new(Decision::Failed(lost_failure(facts, &failure)), reasons);
    }
    Decided {
        price: capped(bound(facts.task, &catching_up, Usd::ZERO, &facts.prices()), facts.per_asset),
        start: work.then_some(keep),
        base: Some(shown.clone()),
        restore,
        kept: true,
        effect: Effect::Nothing,
        ..Decided::new(Decision::Held { why: why.to_owned() }, reasons)
    }
}

fn is_open(base: Option<&BriefRecord>) -> bool {
    base.is_some_and(|it| it.ended.contains(&Ended::Open))
}

/// Whether a changed judge has anything to say: not about what a person picked.
fn needs_verdict(base: &BriefRecord, painted: &Painted) -> bool {
    let built_in = painted.quality.judge.is_builtin();
    !built_in && base.is_settled() && base.picks.iter().any(|it| !it.by_person)
}

fn brief_reason(facts: &Facts<'_>, painted: &Painted, brief: ActionKey) -> Option<DirtyReason> {
    let Some(record) = facts.record else {
        let from = facts.donor.map(|(name, _)| name.clone());
        return Some(from.map_or(DirtyReason::New, |from| DirtyReason::Renamed { from }));
    };
    let Some(shown) = record.shown() else { return Some(DirtyReason::New) };
    if shown.key == brief {
        return None;
    }
    Some(changed_words(shown, painted).unwrap_or(DirtyReason::References))
}

/// What changed of what is said to the model, if anything did.
pub(crate) fn changed_words(shown: &BriefRecord, painted: &Painted) -> Option<DirtyReason> {
    if shown.words == keys::words(painted) {
        return None;
    }
    let first = painted.stages.first().and_then(|it| it.paintings.first());
    let now = first.map(|it| it.words.model.clone()).filter(|it| *it != shown.model);
    Some(match now {
        Some(now) => DirtyReason::Model { was: shown.model.clone(), now },
        None => DirtyReason::Words,
    })
}

fn wish_reasons(painted: &Painted, base: &BriefRecord, buys: bool) -> Vec<DirtyReason> {
    let mut reasons = Vec::new();
    if !buys {
        return reasons;
    }
    if base.ended.contains(&Ended::Open) {
        reasons.push(DirtyReason::Open);
    } else if !painted.is_built_in() {
        let now = &painted.quality;
        if now.target > base.target {
            reasons.push(DirtyReason::Target { was: base.target, now: now.target });
        }
        if now.max_attempts > base.max_attempts {
            let (was, now) = (base.max_attempts, now.max_attempts);
            reasons.push(DirtyReason::MaxAttempts { was, now });
        }
    }
    reasons
}

/// Files that are missing, other than the lock says, or where the manifest wants none.
fn outputs(facts: &Facts<'_>) -> Vec<DirtyReason> {
    let Some(record) = facts.record else { return Vec::new() };
    let expected = output_paths(&facts.task.asset);
    let (mut missing, mut outdated, mut unwanted) = (vec![], vec![], vec![]);
    let all: BTreeSet<&ProjectPath> = record.outputs.keys().chain(expected.files()).collect();
    for path in all {
        let is_wanted = expected.files().any(|it| it == path);
        match facts.files.get(path) {
            _ if !is_wanted && !expected.paged => unwanted.push(path.clone()),
            Some(FileState::AsLocked) => {}
            None | Some(FileState::Missing) => missing.push(path.clone()),
            Some(FileState::Ours | FileState::Edited | FileState::Foreign) => {
                outdated.push(path.clone());
            }
        }
    }
    let some = |files: Vec<ProjectPath>| Some(files).filter(|it| !it.is_empty());
    let missing = some(missing).map(|files| DirtyReason::Missing { files });
    let outdated = some(outdated).map(|files| DirtyReason::Outdated { files });
    let unwanted = some(unwanted).map(|files| DirtyReason::Unwanted { files });
    [missing, outdated, unwanted].into_iter().flatten().collect()
}

fn asked(facts: &Facts<'_>) -> Option<DirtyReason> {
    let wanted = facts.wanted;
    let flags = [
        (wanted.improve, "--improve"),
        (wanted.upgrade, "--upgrade"),
        (wanted.resend && facts.record.is_some_and(|it| has_doubt(facts, it)), "--resend"),
        (wanted.replace, "--replace"),
        (wanted.discard_edits, "--discard-edits"),
        (facts.reroll.is_some(), "reroll"),
    ];
    let flag = flags.into_iter().find(|(on, _)| *on);
    flag.map(|(_, flag)| DirtyReason::Asked { flag })
}

/// Whether there is something that could be sent again.
fn has_doubt(facts: &Facts<'_>, record: &Record) -> bool {
    let doubtful = |it: &Ended| matches!(it, Ended::Refused | Ended::Open | Ended::Unjudged);
    let Some(shown) = record.shown() else { return false };
    shown.ended.iter().any(doubtful) || was_refused_a_plate(facts, shown)
}

/// Whether a second plate was asked for, and something else came.
fn was_refused_a_plate(facts: &Facts<'_>, shown: &BriefRecord) -> bool {
    let wanted = facts.task.painted().is_some_and(|it| it.finishing.cutout == Cutout::TwoPlate);
    let answers = shown.taken.iter().filter_map(|it| facts.known.recorded_edit(it.plate?));
    wanted && answers.into_iter().any(|it| it.given().is_none())
}

/// A loop that ended without a picture is not tried again by itself.
fn ended_in_failure(facts: &Facts<'_>, painted: &Painted, base: &BriefRecord) -> Option<Failed> {
    if facts.wanted.resend || facts.wanted.improve || facts.wanted.replace {
        return None;
    }
    let ended = base.ended.last().copied()?;
    let none = base.picks.is_empty();
    let instead = Some(ended).filter(|it| *it == Ended::Refused);
    let instead = instead.and_then(|_| instead_of_pictures(facts, painted, base));
    let name = &facts.task.asset.name;
    none.then(|| failure(name, ended, base.taken.len(), instead.as_ref()))
}

/// What came instead of pictures.
fn instead_of_pictures(
    facts: &Facts<'_>,
    painted: &Painted,
    base: &BriefRecord,
) -> Option<Instead> {
    let first = painted.stages.first().and_then(|it| it.paintings.first());
    let pick = first.and_then(|it| base.taken.iter().find(|taken| taken.part == it.part));
    let origin = pick.map(|it| it.origin);
    let paintings = painted.stages.iter().flat_map(|it| &it.paintings);
    let briefs = paintings.filter_map(|it| facts.task.painting_brief(it, origin));
    let answers = briefs.flat_map(|it| facts.known.answers(it.key()));
    answers.filter_map(|it| Instead::of(&it)).reduce(Instead::or)
}
