//! `StageMode`: whether a stage of a loop may buy, and within which limits.

use crate::action::Score;
use crate::lock::{BriefRecord, Ended, Pick, Taken};
use crate::name::PartName;
use crate::resolve::{Painted, Quality, Stage};

/// What was asked for beyond the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// One more attempt, whatever the scores say.
    pub improve: bool,
    /// What was sent without an answer, or was refused, is sent again.
    pub resend: bool,
}

/// Whether a stage may buy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageMode {
    /// Attempts are made within these limits.
    Loop(LoopLimits),
    /// The picks stay; they are processed and checked, and judged again if the judge changed.
    Settled {
        /// Why the loop ended.
        ended: Ended,
    },
    /// The asset shows nothing. All paintings are checked again; nothing is painted.
    Recheck {
        /// Why the loop ended.
        ended: Ended,
        /// Whether a painting of this stage passed the checks of then: it failed later on.
        passed: bool,
    },
}

/// When a loop stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoopLimits {
    /// The score to reach.
    pub target: u8,
    /// How many attempts there may be in all.
    pub max_attempts: u32,
    /// From which attempt on those without gain are counted.
    pub gain_from: u32,
    /// So many are made whatever the scores say, and not one more.
    pub exactly: Option<u32>,
}

impl LoopLimits {
    /// The limits that the manifest sets.
    #[must_use]
    pub fn of(quality: &Quality) -> LoopLimits {
        let Quality { target, max_attempts, .. } = quality;
        LoopLimits { target: *target, max_attempts: *max_attempts, gain_from: 0, exactly: None }
    }

    /// The most attempts that can be made within them.
    #[must_use]
    pub fn most(&self) -> u32 {
        self.exactly.unwrap_or(self.max_attempts)
    }
}

/// Whether a stage paints this part.
pub(crate) fn has(stage: &Stage, part: &PartName) -> bool {
    stage.paintings.iter().any(|it| it.part == *part)
}

/// Whether a person chose a picture of this stage.
pub(crate) fn is_chosen(stage: &Stage, picks: &[Pick]) -> bool {
    picks.iter().any(|it| it.by_person && has(stage, &it.part))
}

/// A wholly built-in loop runs again; up to the attempt that a person's pick is of, if there is
/// one.
pub(crate) fn again(painted: &Painted, stage: &Stage, record: &BriefRecord) -> StageMode {
    let limits = LoopLimits::of(&painted.quality);
    let picks = record.picks.iter().filter(|it| has(stage, &it.part));
    let last = picks.map(|it| it.attempt).max();
    let exactly = last.filter(|_| is_chosen(stage, &record.picks));
    StageMode::Loop(LoopLimits { exactly, ..limits })
}

/// The rules of when more is bought: the brief changed (no record), the loop is open, `target` or
/// `max-attempts` was raised above what the record says, or a person asked for it.
pub(crate) fn of_record(
    painted: &Painted,
    stage: &Stage,
    idx: usize,
    record: &BriefRecord,
    wishes: Wishes,
) -> StageMode {
    let limits = LoopLimits::of(&painted.quality);
    let Some(ended) = record.ended.get(idx).copied() else {
        return StageMode::Loop(limits);
    };
    let chosen = is_chosen(stage, &record.picks);
    if ended == Ended::Open {
        // A person's choice ends a loop that was interrupted: it buys nothing unasked.
        let ended = Ended::Attempts;
        return if chosen { StageMode::Settled { ended } } else { StageMode::Loop(limits) };
    }
    let own = entries(stage, record);
    let attempts = own.iter().map(|it| it.attempt).max().unwrap_or(0);
    if wishes.improve {
        let exactly = Some(attempts + 1);
        return StageMode::Loop(LoopLimits { exactly, gain_from: attempts, ..limits });
    }
    if chosen {
        return StageMode::Settled { ended };
    }
    if wishes.resend && matches!(ended, Ended::Refused | Ended::Unjudged) {
        return StageMode::Loop(limits);
    }
    let best = own.iter().filter_map(|it| it.score).max();
    let raised = limits.target > record.target || limits.max_attempts > record.max_attempts;
    let wanting = best.is_none_or(|it| it < Score(limits.target)) && attempts < limits.max_attempts;
    if raised && wanting {
        return StageMode::Loop(LoopLimits { gain_from: attempts, ..limits });
    }
    if record.picks.is_empty() {
        let passed = own.iter().any(|it| it.passed == Some(true));
        return StageMode::Recheck { ended, passed };
    }
    StageMode::Settled { ended }
}

/// What was taken for a stage, as far as it answers the brief that is shown: with another pick of
/// the asset's first painting the others begin anew.
fn entries<'a>(stage: &Stage, record: &'a BriefRecord) -> Vec<&'a Taken> {
    let mut res = Vec::new();
    for it in &stage.paintings {
        let own = || record.taken.iter().filter(|taken| taken.part == it.part);
        let picked = record.pick(&it.part).and_then(|it| it.answer);
        let shown = own().find(|it| Some(it.answer) == picked).or_else(|| own().next_back());
        res.extend(own().filter(|it| shown.is_some_and(|shown| shown.brief == it.brief)));
    }
    res
}
