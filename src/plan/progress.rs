//! `Progress`: how far a loop has come, and whether it may go on.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::{ActionKey, EditRequest, Score};
use crate::digest::Digest;
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

/// More paintings of one part, because a person wants to see more. No attempt: it counts towards
/// no limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reroll {
    /// Which painting of the asset.
    pub part: PartName,
    /// How many more.
    pub count: u32,
    /// What the person said; without it the words of the brief are sent as they are.
    pub note: Option<String>,
    /// Answers that records of other assets name: what was painted for somebody's note is theirs.
    pub claimed: BTreeSet<Digest>,
}

/// Whether a stage may buy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageMode {
    /// Attempts are made within these limits.
    Loop(Limits),
    /// The picks stay; they are processed and checked, and judged again if the judge changed.
    Settled {
        /// Why the loop ended.
        ended: Ended,
    },
    /// No painting passed the checks of then. All are checked again; nothing is painted.
    Recheck {
        /// Why the loop ended.
        ended: Ended,
    },
}

/// When a loop stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The score to reach.
    pub target: u8,
    /// How many attempts there may be in all.
    pub max_attempts: u32,
    /// From which attempt on those without gain are counted.
    pub gain_from: u32,
    /// So many are made whatever the scores say, and not one more.
    pub exactly: Option<u32>,
}

impl Limits {
    /// The limits that the manifest sets.
    #[must_use]
    pub fn of(quality: &Quality) -> Limits {
        let Quality { target, max_attempts, .. } = quality;
        Limits { target: *target, max_attempts: *max_attempts, gain_from: 0, exactly: None }
    }

    /// The most attempts that can be made within them.
    #[must_use]
    pub fn most(&self) -> u32 {
        self.exactly.unwrap_or(self.max_attempts)
    }
}

/// How far the loop of one asset has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The brief that it is about.
    pub brief: ActionKey,
    /// By stage.
    pub stages: Vec<StageMode>,
    /// What was taken so far, in order.
    pub taken: Vec<Taken>,
    /// How many of those the record holds.
    pub recorded: usize,
    /// The picks that the record holds. Of a wholly built-in loop, only where a person chose.
    pub picks: Vec<Pick>,
    /// Whether the recorded verdicts are of today's judge and judge prompt.
    pub same_quality: bool,
    /// Whether refusals are asked again.
    pub resend: bool,
    /// Whether the picks stand whatever the brief says now: the asset is accepted or held, or
    /// shows a picture that a person made.
    pub kept: bool,
    /// Paintings that a person asked for beside the attempts.
    pub reroll: Option<Reroll>,
    /// Whether the judge is asked again about what is shown.
    pub rejudge: bool,
    /// Verdicts that were asked for again and came, by the key of what was asked.
    pub judged: BTreeMap<ActionKey, Digest>,
}

impl Progress {
    /// Where to start from: the record, as far as it is about this brief.
    #[must_use]
    pub fn start(
        painted: &Painted,
        brief: ActionKey,
        record: Option<&BriefRecord>,
        same_quality: bool,
        wishes: Wishes,
    ) -> Progress {
        let record = record.filter(|it| it.key == brief);
        let built_in = painted.is_built_in();
        if let Some(record) = record.filter(|it| built_in && it.has_originals()) {
            // The artist in this program cannot draw what a person made.
            return Progress::keep(painted, record);
        }
        let stages = painted.stages.iter().enumerate();
        let stages = stages.map(|(idx, stage)| match record {
            None => StageMode::Loop(Limits::of(&painted.quality)),
            Some(record) if built_in => again(painted, stage, record),
            Some(record) => mode(painted, stage, idx, record, wishes),
        });
        let taken = record.filter(|_| !built_in).map(|it| it.taken.clone()).unwrap_or_default();
        let mut picks = record.map(|it| it.picks.clone()).unwrap_or_default();
        if built_in {
            let chosen = |pick: &Pick| {
                let stage = painted.stages.iter().find(|it| has(it, &pick.part));
                stage.is_some_and(|it| is_chosen(it, record.map_or(&[], |it| &it.picks)))
            };
            picks.retain(chosen);
        }
        Progress {
            brief,
            stages: stages.collect(),
            recorded: taken.len(),
            taken,
            picks,
            same_quality,
            resend: wishes.resend,
            kept: false,
            reroll: None,
            rejudge: false,
            judged: BTreeMap::new(),
        }
    }

    /// For an asset that keeps the picture it has, whatever its brief says now.
    #[must_use]
    pub fn keep(painted: &Painted, record: &BriefRecord) -> Progress {
        let ended = |idx: usize| record.ended.get(idx).copied().unwrap_or(Ended::Target);
        let settled = |idx: usize| StageMode::Settled { ended: ended(idx) };
        Progress {
            brief: record.key,
            stages: (0..painted.stages.len()).map(settled).collect(),
            taken: record.taken.clone(),
            recorded: record.taken.len(),
            picks: record.picks.clone(),
            same_quality: true,
            resend: false,
            kept: true,
            reroll: None,
            rejudge: false,
            judged: BTreeMap::new(),
        }
    }

    /// These second plates were asked for: what comes of it counts, whatever the record says of an
    /// earlier answer, and nothing is asked again once more.
    pub fn plated(&mut self, requests: &[EditRequest]) {
        self.resend = false;
        for it in &mut self.taken {
            if requests.iter().any(|request| request.from == it.answer) {
                it.plate = None;
            }
        }
    }

    /// Whether any stage may still buy, as things stand. What failed or was refused stays so,
    /// and the stages after it are not reached.
    #[must_use]
    pub fn may_buy(&self) -> bool {
        for stage in &self.stages {
            match stage {
                StageMode::Loop(_) => return true,
                StageMode::Recheck { .. } => return false,
                StageMode::Settled { .. } => {}
            }
        }
        false
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
fn again(painted: &Painted, stage: &Stage, record: &BriefRecord) -> StageMode {
    let limits = Limits::of(&painted.quality);
    let picks = record.picks.iter().filter(|it| has(stage, &it.part));
    let last = picks.map(|it| it.attempt).max();
    let exactly = last.filter(|_| is_chosen(stage, &record.picks));
    StageMode::Loop(Limits { exactly, ..limits })
}

/// The rules of when more is bought: the brief changed (no record), the loop is open, `target` or
/// `max-attempts` was raised above what the record says, or a person asked for it.
fn mode(
    painted: &Painted,
    stage: &Stage,
    idx: usize,
    record: &BriefRecord,
    wishes: Wishes,
) -> StageMode {
    let limits = Limits::of(&painted.quality);
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
        return StageMode::Loop(Limits { exactly, gain_from: attempts, ..limits });
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
        return StageMode::Loop(Limits { gain_from: attempts, ..limits });
    }
    let none = own.iter().all(|it| it.passed != Some(true));
    match ended {
        Ended::Failed => StageMode::Recheck { ended },
        Ended::Refused if none => StageMode::Recheck { ended },
        Ended::Target
        | Ended::Attempts
        | Ended::NoGain
        | Ended::Refused
        | Ended::Unjudged
        | Ended::Open => StageMode::Settled { ended },
    }
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
