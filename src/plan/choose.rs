//! Which of the paintings that exist an asset takes, before it buys one.

use std::collections::BTreeSet;

use crate::action::{Brief, PaintRequest, PaintingAnswer};
use crate::digest::Digest;
use crate::lock::Taken;
use crate::name::PartName;
use crate::plan::{Instead, Known, Reroll};

/// The paintings to take, at most `count`, in the order in which they are taken.
///
/// First those refined from the asset's best so far, then unrefined ones, then others. So a loop
/// that was killed replays as it was, and branches, teammates and assets of one brief share. Those
/// made for a person's note are offered to nobody else.
pub(crate) fn take<'a>(
    available: &'a [PaintingAnswer],
    taken: &[Digest],
    best: Option<Digest>,
    count: usize,
) -> Vec<&'a PaintingAnswer> {
    let rank = |answer: &PaintingAnswer| match answer.request().refined_from {
        Some(from) if Some(from) == best => 0,
        None => 1,
        Some(_) => 2,
    };
    let mut offered: Vec<_> = available
        .iter()
        .filter(|it| it.painted().is_some() && it.request().note.is_none())
        .map(|it| (rank(it), it.request().ordinal, it.id(), it))
        .filter(|(_, _, id, _)| !taken.contains(id))
        .collect();
    offered.sort_by_key(|(rank, ordinal, id, _)| (*rank, *ordinal, *id));
    offered.into_iter().take(count).map(|(_, _, _, it)| it).collect()
}

/// The paintings that a reroll takes before it buys, at most `count`: of those made for the same
/// note, the ones that no other record names; without a note, as [`take`] says.
pub(crate) fn take_more<'a>(
    available: &'a [PaintingAnswer],
    taken: &[Digest],
    reroll: &Reroll,
    count: usize,
) -> Vec<&'a PaintingAnswer> {
    if reroll.note.is_none() {
        return take(available, taken, None, count);
    }
    let ours = |answer: &&PaintingAnswer| {
        let free = !taken.contains(&answer.id()) && !reroll.claimed.contains(&answer.id());
        answer.painted().is_some() && answer.request().note == reroll.note && free
    };
    let mut offered: Vec<_> = available.iter().filter(ours).collect();
    offered.sort_by_key(|it| (it.request().ordinal, it.id()));
    offered.truncate(count);
    offered
}

/// The record's entries for paintings that are taken now, in this attempt.
pub(crate) fn entries(
    part: &PartName,
    attempt: u32,
    brief: &Brief,
    found: &[&PaintingAnswer],
) -> Vec<Taken> {
    let entry = |answer: &&PaintingAnswer| {
        let painting = answer.painted().expect("only paintings are taken");
        Taken::new(part.clone(), attempt, brief.key(), painting.origin(), answer.id())
    };
    found.iter().map(entry).collect()
}

/// The ordinals for `count` more paintings: the smallest from `from` on that none has.
///
/// A candidate that was lost half way is asked for under its own ordinal again, so an
/// interrupted attempt ends like one that was not.
pub(crate) fn free_ordinals(available: &[PaintingAnswer], from: u32, count: u32) -> Vec<u32> {
    let used = |ordinal: &u32| available.iter().any(|it| it.request().ordinal == *ordinal);
    (from..).filter(|it| !used(it)).take(count as usize).collect()
}

/// How many of `missing` paintings may be asked for with this prompt, and what came instead of
/// the others.
///
/// What was refused and never painted is not said again. Once it was painted, a refusal ends the
/// wish for that one painting, and for any once something was taken for the prompt. What came to
/// nothing by chance is asked for once more, once for each brief.
pub(crate) fn left(
    answers: &[PaintingAnswer],
    prompt: &str,
    taken: &[Digest],
    missing: u32,
) -> (u32, Option<Instead>) {
    let (mut refused, mut chance, mut elsewhere) = (0, 0, 0);
    let mut instead: Option<Instead> = None;
    for answer in answers {
        // It speaks of the background, not of the picture.
        let ours = answer.request().prompt == prompt && !answer.wants_key();
        match answer {
            PaintingAnswer::Unusable { chance: true, .. } if ours => chance += 1,
            PaintingAnswer::Unusable { chance: true, .. } => elsewhere += 1,
            PaintingAnswer::Refused { .. } | PaintingAnswer::Unusable { .. } if ours => {
                refused += 1;
            }
            PaintingAnswer::Refused { .. }
            | PaintingAnswer::Unusable { .. }
            | PaintingAnswer::Painted(_) => {}
        }
        if let Some(it) = Instead::of(answer).filter(|_| ours) {
            instead = Some(instead.map_or(it.clone(), |before| before.or(it)));
        }
    }
    let mut painted = answers.iter().filter(|it| is_painted(it, prompt));
    let is_new = painted.clone().next().is_none();
    if refused > 0 && (is_new || painted.any(|it| taken.contains(&it.id()))) {
        return (0, instead);
    }
    let spare = u32::from(chance > 0 && elsewhere == 0);
    (missing.saturating_sub(refused + chance - spare), instead)
}

/// Of requests that say the same, the first one, where nothing was painted for it yet: if its words
/// are refused, they are not sent again.
#[must_use]
pub fn untried_alone(requests: &[PaintRequest], known: &dyn Known) -> Vec<PaintRequest> {
    let was_painted = |it: &PaintRequest| {
        let answers = known.answers(it.brief);
        answers.iter().any(|answer| is_painted(answer, &it.prompt))
    };
    let mut said = BTreeSet::new();
    let goes = |it: &&PaintRequest| said.insert((it.brief, it.prompt.clone())) || was_painted(it);
    requests.iter().filter(goes).cloned().collect()
}

fn is_painted(answer: &PaintingAnswer, prompt: &str) -> bool {
    answer.painted().is_some() && answer.request().prompt == prompt
}

/// So many paintings.
pub(crate) fn small(count: usize) -> u32 {
    u32::try_from(count).expect("nobody takes so many")
}
