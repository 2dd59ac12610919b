//! `Progress`: how far a loop has come, and whether it may go on.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::{ActionKey, EditRequest, Origin};
use crate::digest::Digest;
use crate::lock::{BriefRecord, Ended, Pick, Taken};
use crate::name::PartName;
use crate::plan::round::NO_ATTEMPT;
use crate::plan::stage_mode::{self, has, is_chosen};
use crate::plan::{LoopLimits, StageMode, Task, Wishes};
use crate::resolve::{Painted, Stage};

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

impl Reroll {
    /// How many paintings it still lacks; `new` is what was taken since it began.
    pub(crate) fn missing(&self, new: &[Taken]) -> u32 {
        let own = new.iter().filter(|it| it.part == self.part && it.attempt == NO_ATTEMPT);
        let taken = u32::try_from(own.count()).expect("nobody takes so many");
        self.count.saturating_sub(taken)
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
    /// Whether nothing more can be had for now: then its best so far is what it comes to.
    pub cut_short: bool,
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
            None => StageMode::Loop(LoopLimits::of(&painted.quality)),
            Some(record) if built_in => stage_mode::again(painted, stage, record),
            Some(record) => stage_mode::of_record(painted, stage, idx, record, wishes),
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
            cut_short: false,
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
            cut_short: false,
        }
    }

    /// The same loop where nothing more can be had for now; `None` where that leaves nothing new
    /// to show, since what is shown is settled.
    #[must_use]
    pub fn cut_short(&self) -> Option<Progress> {
        let is_open = self.stages.iter().any(|it| matches!(it, StageMode::Loop(_)));
        let asked = self.reroll.is_some() || self.rejudge || self.kept;
        let any = !self.taken.is_empty();
        (is_open && any && !asked).then(|| Progress {
            cut_short: true,
            resend: false,
            ..self.clone()
        })
    }

    /// What a stage may do, if the asset's first painting shows `first`. With another pick of that
    /// the stages after it begin anew, unless a person chose among their paintings.
    pub(crate) fn mode(
        &self,
        task: &Task,
        painted: &Painted,
        idx: usize,
        first: Option<Origin>,
    ) -> StageMode {
        let (stage, mode) = (&painted.stages[idx], self.stages[idx]);
        if self.kept || painted.is_built_in() || !self.is_stale(task, stage, first) {
            return mode;
        }
        match mode {
            StageMode::Recheck { .. } => mode,
            StageMode::Settled { .. } if is_chosen(stage, &self.picks) => mode,
            _ if is_chosen(stage, &self.picks) => StageMode::Settled { ended: Ended::Attempts },
            _ => StageMode::Loop(LoopLimits::of(&painted.quality)),
        }
    }

    /// Whether what the record shows was not painted for today's pick of the first painting.
    fn is_stale(&self, task: &Task, stage: &Stage, first: Option<Origin>) -> bool {
        let recorded = &self.taken[..self.recorded];
        stage.paintings.iter().any(|painting| {
            let today = task.painting_brief(painting, first).map(|it| it.key());
            let pick = self.picks.iter().find(|pick| pick.part == painting.part);
            let own = recorded.iter().filter(|taken| taken.part == painting.part);
            let mut shown = own.filter(|it| pick.is_none_or(|pick| pick.answer == Some(it.answer)));
            let any = shown.clone().next().is_some();
            any && shown.all(|it| Some(it.brief) != today)
        })
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

    /// Whether nothing is shown, and all that was taken is only checked again.
    pub(crate) fn is_recheck(&self) -> bool {
        let mut stages = self.stages.iter();
        self.reroll.is_none() && stages.all(|it| matches!(it, StageMode::Recheck { .. }))
    }

    /// Whether any stage may still buy, as things stand. What failed or was refused stays so,
    /// and the stages after it are not reached.
    #[must_use]
    pub fn may_buy(&self) -> bool {
        for stage in &self.stages {
            match stage {
                StageMode::Loop(_) => return true,
                StageMode::Recheck { passed: false, .. } => return false,
                StageMode::Recheck { passed: true, .. } | StageMode::Settled { .. } => {}
            }
        }
        false
    }
}
