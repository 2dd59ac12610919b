//! Two versions of what is known for one brief.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::digest::Digest;
use crate::lock::{BriefRecord, Ended, Pick, Taken};
use crate::name::PartName;

/// Joins what two branches know of one brief.
pub(crate) fn merge_brief(
    base: Option<&BriefRecord>,
    ours: &BriefRecord,
    theirs: &BriefRecord,
) -> BriefRecord {
    if let Some(brief) = undisputed(base, ours, theirs) {
        return brief.clone();
    }
    let ended = undisputed(base.map(|it| &it.ended), &ours.ended, &theirs.ended);
    BriefRecord {
        key: ours.key,
        // The key holds the model, so both name the same.
        words: ours.words.min(theirs.words),
        model: ours.model.clone().min(theirs.model.clone()),
        target: ours.target.max(theirs.target),
        max_attempts: ours.max_attempts.max(theirs.max_attempts),
        ended: ended.map_or_else(|| further(&ours.ended, &theirs.ended), Vec::clone),
        taken: merge_taken(base, ours, theirs),
        picks: merge_picks(base, ours, theirs),
    }
}

/// Of each stage, the end that came closest to the target; `open` only if both are.
fn further(ours: &[Ended], theirs: &[Ended]) -> Vec<Ended> {
    let stages = ours.len().max(theirs.len());
    let end = |idx| ours.get(idx).into_iter().chain(theirs.get(idx)).min();
    (0..stages).filter_map(end).copied().collect()
}

/// Which painting it is: the same answer may be taken for several parts.
fn identity(taken: &Taken) -> (&PartName, &Digest) {
    (&taken.part, &taken.answer)
}

fn find<'a>(taken: &'a [Taken], wanted: &Taken) -> Option<&'a Taken> {
    taken.iter().find(|it| identity(it) == identity(wanted))
}

/// The paintings of both: those that both took first, in their order, the others by digest.
fn merge_taken(base: Option<&BriefRecord>, ours: &BriefRecord, theirs: &BriefRecord) -> Vec<Taken> {
    let base = base.map(|it| it.taken.as_slice()).unwrap_or_default();
    let join = |our: &Taken| {
        let their = find(&theirs.taken, our)?;
        Some(merge_painting(find(base, our), our, their))
    };
    let mut res: Vec<Taken> = ours.taken.iter().filter_map(join).collect();
    let in_ours = theirs.taken.iter().filter(|it| find(&ours.taken, it).is_some());
    if !res.iter().map(identity).eq(in_ours.map(identity)) {
        // The sides disagree about the order.
        res.sort_by(|a, b| (a.attempt, identity(a)).cmp(&(b.attempt, identity(b))));
    }
    let only_ours = ours.taken.iter().filter(|it| find(&theirs.taken, it).is_none());
    let only_theirs = theirs.taken.iter().filter(|it| find(&ours.taken, it).is_none());
    let mut others: Vec<_> = only_ours.chain(only_theirs).cloned().collect();
    others.sort_by(|a, b| (a.answer, &a.part).cmp(&(b.answer, &b.part)));
    res.append(&mut others);
    res
}

/// One painting that both took: the better verdict, and whatever was bought for it.
fn merge_painting(base: Option<&Taken>, ours: &Taken, theirs: &Taken) -> Taken {
    if let Some(taken) = undisputed(base, ours, theirs) {
        return taken.clone();
    }
    let rank = |taken: &Taken| {
        let judged = (taken.score, taken.verdict.map(Reverse), taken.passed);
        let made = (taken.plate.map(Reverse), taken.mask.map(Reverse));
        let asked = (Reverse(taken.attempt), Reverse(taken.brief), Reverse(taken.origin));
        (judged, made, asked)
    };
    let (better, other) = if rank(ours) >= rank(theirs) { (ours, theirs) } else { (theirs, ours) };
    Taken {
        plate: better.plate.or(other.plate),
        mask: better.mask.or(other.mask),
        ..better.clone()
    }
}

/// One pick per part.
fn merge_picks(base: Option<&BriefRecord>, ours: &BriefRecord, theirs: &BriefRecord) -> Vec<Pick> {
    let base = |part: &PartName| base.and_then(|it| it.pick(part));
    let mut by_part: BTreeMap<&PartName, &Pick> = BTreeMap::new();
    for pick in ours.picks.iter().chain(&theirs.picks) {
        by_part
            .entry(&pick.part)
            .and_modify(|it| *it = stronger(base(&pick.part), it, pick))
            .or_insert(pick);
    }
    let parts = |it: &BriefRecord| it.picks.iter().map(|it| it.part.clone()).collect::<Vec<_>>();
    let order = parts(ours);
    if order != parts(theirs) {
        return by_part.into_values().cloned().collect();
    }
    let picks = order.iter().filter_map(|it| by_part.get(it).copied());
    picks.cloned().collect()
}

/// A person's pick before a judge's, then the higher score, then the lower digest.
fn stronger<'a>(base: Option<&'a Pick>, ours: &'a Pick, theirs: &'a Pick) -> &'a Pick {
    let rank = |pick: &Pick| {
        let chosen = (pick.by_person, pick.score, pick.answer.map(Reverse));
        (chosen, Reverse(pick.origin), Reverse(pick.attempt))
    };
    undisputed(base, ours, theirs).unwrap_or(if rank(ours) >= rank(theirs) { ours } else { theirs })
}

/// What both sides agree on, or what the only side says that changed it; `None` if both changed
/// it, each in its own way.
pub(crate) fn undisputed<T: PartialEq + Copy>(base: Option<T>, ours: T, theirs: T) -> Option<T> {
    if ours == theirs || base == Some(theirs) {
        Some(ours)
    } else if base == Some(ours) {
        Some(theirs)
    } else {
        None
    }
}
