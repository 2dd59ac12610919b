//! One stage of a loop: what it lacks, when it stops, which painting it shows.

use std::collections::BTreeMap;

use crate::action::{Brief, Origin, Picture, Score};
use crate::lock::{Ended, Pick, Taken};
use crate::plan::progress::is_chosen;
use crate::plan::reroll::NO_ATTEMPT;
use crate::plan::{Known, Limits, Looked, Next, Progress, Round, StageHistory, StageMode, Task};
use crate::resolve::{Painted, Stage, StagePainting};

/// Attempts in a row without a better score after which a loop gives up.
const NO_GAIN: u32 = 2;

/// Everything that one stage may look at.
pub(crate) struct StageContext<'a> {
    pub(crate) task: &'a Task,
    pub(crate) painted: &'a Painted,
    pub(crate) progress: &'a Progress,
    pub(crate) known: &'a dyn Known,
    /// Which stage.
    pub(crate) idx: usize,
    /// What the first painting of the asset shows, once that is decided.
    pub(crate) first: Option<&'a (Pick, Picture)>,
}

/// How a stage ended.
pub(crate) struct End {
    pub(crate) ended: Ended,
    pub(crate) picks: Vec<Pick>,
    pub(crate) pictures: BTreeMap<crate::name::PartName, Looked>,
    pub(crate) history: StageHistory,
    pub(crate) reason: Option<String>,
}

/// How the stage ended, or what is next for it. What is learned of paintings is written into
/// `taken`.
pub(crate) fn next(standing: &StageContext<'_>, taken: &mut [Taken]) -> Result<End, Next> {
    let first = standing.first.map(|(pick, _)| pick.origin);
    let mode = mode(standing.task, standing.painted, standing.progress, standing.idx, first);
    let mut rounds = standing.rounds(taken, mode)?;
    for round in &rounds {
        note(round, taken);
    }
    let before = rounds.iter().position(|it| standing.is_shown(it, taken));
    let best = best(&rounds, before);
    let over = match mode {
        StageMode::Settled { ended } => Some(ended),
        StageMode::Recheck { ended } => {
            let target = standing.painted.quality.target;
            Some(best.map_or(ended, |it| rechecked(&rounds[it], target)))
        }
        StageMode::Loop(limits) => over(&rounds, best, limits),
    };
    let (ended, reason) = match over {
        Some(ended) => (ended, standing.reroll(before.map(|it| &rounds[it]), taken)?),
        None => {
            standing.recall(&mut rounds, taken)?;
            standing.one_more(&rounds, best, taken)?
        }
    };
    // What is shown moves to a painting that was bought for it, and never from a person's choice.
    let stays = standing.is_chosen() || matches!(mode, StageMode::Settled { .. });
    let shown = if stays { before.or(best) } else { best.or(before) };
    let moved = if stays { standing.moved(&rounds, shown, taken) } else { shown };
    // What was asked anew says anew how the loop stands.
    let target = standing.painted.quality.target;
    let asked = moved != shown || standing.progress.rejudge;
    let ended = match moved.map(|it| &rounds[it]).filter(|it| asked && it.score.is_some()) {
        Some(round) => rechecked(round, target),
        None => ended,
    };
    standing.end(ended, reason, rounds, moved, taken)
}

/// What a stage may do. With another pick of the asset's first painting the stages after it begin
/// anew, unless a person chose among their paintings.
pub(crate) fn mode(
    task: &Task,
    painted: &Painted,
    progress: &Progress,
    idx: usize,
    first: Option<Origin>,
) -> StageMode {
    let (stage, mode) = (&painted.stages[idx], progress.stages[idx]);
    if progress.kept || painted.is_built_in() || !is_stale(task, stage, progress, first) {
        return mode;
    }
    match mode {
        StageMode::Settled { .. } if is_chosen(stage, &progress.picks) => mode,
        _ if is_chosen(stage, &progress.picks) => StageMode::Settled { ended: Ended::Attempts },
        _ => StageMode::Loop(Limits::of(&painted.quality)),
    }
}

/// Whether what the record shows was not painted for today's pick of the first painting.
fn is_stale(task: &Task, stage: &Stage, progress: &Progress, first: Option<Origin>) -> bool {
    let recorded = &progress.taken[..progress.recorded];
    stage.paintings.iter().any(|it| {
        let today = task.painting_brief(it, first).map(|it| it.key());
        let pick = progress.picks.iter().find(|pick| pick.part == it.part);
        let own = recorded.iter().filter(|taken| taken.part == it.part);
        let mut shown = own.filter(|it| pick.is_none_or(|pick| pick.answer == Some(it.answer)));
        let any = shown.clone().next().is_some();
        any && shown.all(|it| Some(it.brief) != today)
    })
}

/// Whether the loop is over, and why.
fn over(rounds: &[Round], best: Option<usize>, limits: Limits) -> Option<Ended> {
    let Limits { target, max_attempts, gain_from, exactly } = limits;
    let made = rounds.iter().map(|it| it.attempt).max().unwrap_or(0);
    if exactly.is_some_and(|it| made < it) {
        return None;
    }
    let best = best.map(|it| &rounds[it]);
    if best.and_then(|it| it.score).is_some_and(|it| it >= Score(target)) {
        return Some(Ended::Target);
    }
    // While a verdict fails, nothing further is painted.
    let unjudged = |it: &Round| it.attempt == made && it.passed && it.score.is_none();
    if made > gain_from && rounds.iter().any(unjudged) {
        return Some(Ended::Unjudged);
    }
    if made >= max_attempts {
        return Some(if best.is_some() { Ended::Attempts } else { Ended::Failed });
    }
    if exactly.is_some() {
        return Some(if best.is_some() { Ended::NoGain } else { Ended::Failed });
    }
    (made >= best?.attempt.max(gain_from) + NO_GAIN).then_some(Ended::NoGain)
}

/// How a stage ends whose best passes the checks of today.
fn rechecked(best: &Round, target: u8) -> Ended {
    match best.score {
        None => Ended::Unjudged,
        Some(it) if it >= Score(target) => Ended::Target,
        Some(_) => Ended::Attempts,
    }
}

/// The best round: the highest score, the earliest of equals; unjudged ones last.
///
/// Where a round is shown already, only those bought since may take its place.
fn best(rounds: &[Round], shown: Option<usize>) -> Option<usize> {
    let passed = rounds.iter().enumerate().filter(|(_, it)| it.passed);
    let fair =
        passed.filter(|(idx, it)| shown.is_none_or(|shown| shown == *idx || !it.looked.is_empty()));
    fair.max_by_key(|(idx, it)| (it.score, std::cmp::Reverse(*idx))).map(|(idx, _)| idx)
}

/// Writes what was learned of a round into what was taken in its attempt.
pub(crate) fn note(round: &Round, taken: &mut [Taken]) {
    if round.looked.is_empty() {
        return;
    }
    for idx in round.own_members(taken) {
        let it = &mut taken[idx];
        it.passed = Some(round.passed);
        it.score = round.score;
        it.verdict = round.verdict.as_ref().map(|(id, _)| *id).or(it.verdict);
    }
}

impl StageContext<'_> {
    pub(crate) fn stage(&self) -> &Stage {
        &self.painted.stages[self.idx]
    }

    /// Whether a person chose what the stage shows.
    pub(crate) fn is_chosen(&self) -> bool {
        is_chosen(self.stage(), &self.progress.picks)
    }

    pub(crate) fn brief(&self, it: &StagePainting) -> Brief {
        let first = self.first.map(|(pick, _)| pick.origin);
        self.task.painting_brief(it, first).expect("stages after the first know its pick")
    }

    fn end(
        &self,
        ended: Ended,
        reason: Option<String>,
        mut rounds: Vec<Round>,
        shown: Option<usize>,
        taken: &mut [Taken],
    ) -> Result<End, Next> {
        let Some(at) = shown else {
            let ended = if ended == Ended::Refused { ended } else { Ended::Failed };
            let history = StageHistory { rounds, picked: None };
            return Ok(End { ended, picks: vec![], pictures: BTreeMap::new(), history, reason });
        };
        // Nothing new passes, and what was shown stays.
        let ended = if ended == Ended::Failed { Ended::Attempts } else { ended };
        if rounds[at].looked.is_empty() {
            // The best was made in an earlier build, and is shown now for the first time.
            rounds[at].looked = self.look(&rounds[at], taken)?;
        }
        self.complete(&mut rounds[at], taken)?;
        let at = self.as_recorded(&mut rounds, at);
        self.forget(&mut rounds, at);
        let round = &rounds[at];
        let pick = |idx: &usize| {
            let it = &taken[*idx];
            let old = self.pick_of(it);
            Pick {
                part: it.part.clone(),
                origin: it.origin,
                answer: Some(it.answer),
                attempt: it.attempt,
                score: round.score.or(old.and_then(|it| it.score)),
                by_person: old.is_some_and(|it| it.by_person),
            }
        };
        let picks = round.members.iter().map(pick).collect();
        let pictures = round.looked.iter().flatten().cloned().collect();
        let history = StageHistory { picked: Some(at), rounds };
        Ok(End { ended, picks, pictures, history, reason })
    }

    /// Tells of a stage of several paintings as the record will: what was painted beside the
    /// attempts is told of where it is shown, and then first. Where that round stands then.
    fn as_recorded(&self, rounds: &mut Vec<Round>, shown: usize) -> usize {
        if self.stage().paintings.len() == 1 {
            return shown;
        }
        let round = rounds.remove(shown);
        let before = rounds.iter().take(shown).filter(|it| it.attempt != NO_ATTEMPT).count();
        rounds.retain(|it| it.attempt != NO_ATTEMPT);
        let at = if round.attempt == NO_ATTEMPT { 0 } else { before };
        rounds.insert(at, round);
        at
    }

    /// What a built-in judge said of what is not shown is nowhere kept, so it is not told either:
    /// two builds of one record say the same. A loop that is wholly built in runs again anyway.
    fn forget(&self, rounds: &mut [Round], shown: usize) {
        if self.painted.quality.judge.is_builtin() && !self.painted.is_built_in() {
            for (_, it) in rounds.iter_mut().enumerate().filter(|(idx, _)| *idx != shown) {
                it.verdict = None;
            }
        }
    }
}
