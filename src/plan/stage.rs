//! One stage of a loop: what it lacks, when it stops, which painting it shows.

use std::collections::BTreeMap;

use crate::action::Score;
use crate::lock::{Ended, Pick, Taken};
use crate::name::PartName;
use crate::plan::context::StageContext;
use crate::plan::round::NO_ATTEMPT;
use crate::plan::work::Flow;
use crate::plan::{Instead, Looked, LoopLimits, Round, StageHistory, StageMode};

/// Attempts in a row without a better score after which a loop gives up.
const NO_GAIN: u32 = 2;

/// How a stage ended.
pub(crate) struct End {
    pub(crate) ended: Ended,
    pub(crate) picks: Vec<Pick>,
    pub(crate) pictures: BTreeMap<PartName, Looked>,
    pub(crate) history: StageHistory,
    pub(crate) instead: Option<Instead>,
}

/// How the stage ended, or what is next for it. What is learned of paintings is written into
/// `taken`.
pub(crate) fn end(context: &StageContext<'_>, taken: &mut [Taken]) -> Flow<End> {
    let StageContext { task, painted, progress, idx, .. } = *context;
    let mode = progress.mode(task, painted, idx, context.first.map(|(pick, _)| pick.origin));
    let mut rounds = context.rounds(taken, mode)?;
    for round in &rounds {
        round.note(taken);
    }
    let before = rounds.iter().position(|it| context.is_shown(it, taken));
    let best = best(&rounds, before, &|it| context.is_finalist(it, mode, &rounds, taken));
    let target = painted.quality.target;
    let over = match mode {
        StageMode::Settled { ended } => Some(ended),
        StageMode::Recheck { ended, passed } => {
            let now = best.filter(|_| !passed).map(|it| rechecked(&rounds[it], target));
            Some(now.unwrap_or(ended))
        }
        StageMode::Loop(_) if rounds.iter().any(|it| it.due) => None,
        StageMode::Loop(limits) => over(&rounds, best, limits),
    };
    let (ended, instead) = match over {
        None if context.is_cut_short() => (Ended::Open, None),
        Some(ended) => (ended, context.reroll(before.map(|it| &rounds[it]), taken)?),
        None => {
            context.recall(&mut rounds, taken)?;
            context.one_more(&rounds, best, taken)?
        }
    };
    // What is shown moves to a painting that was bought for it, and never from a person's choice.
    let stays = context.is_chosen() || matches!(mode, StageMode::Settled { .. });
    let shown = if stays { before.or(best) } else { best.or(before) };
    let moved = if stays { context.moved(&rounds, shown, taken) } else { shown };
    // What was asked anew says anew how the loop stands.
    let asked = moved != shown || progress.rejudge;
    let ended = match moved.map(|it| &rounds[it]).filter(|it| asked && it.score.is_some()) {
        Some(round) => rechecked(round, target),
        None => ended,
    };
    let shown = context.completed(&mut rounds, moved, before, taken)?;
    let ended = if shown == moved { ended } else { Ended::Attempts };
    Flow::Continue(context.told(ended, instead, rounds, shown, taken))
}

/// Whether the loop is over, and why.
fn over(rounds: &[Round], best: Option<usize>, limits: LoopLimits) -> Option<Ended> {
    let LoopLimits { target, max_attempts, gain_from, exactly } = limits;
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

/// The best round of those that may be shown: the highest score, the earliest of equals; unjudged
/// ones last.
///
/// Where a round is shown already, only those bought since may take its place.
fn best(rounds: &[Round], shown: Option<usize>, may_be: &dyn Fn(&Round) -> bool) -> Option<usize> {
    let passed = rounds.iter().enumerate().filter(|(_, it)| it.passed && may_be(it));
    let fair =
        passed.filter(|(idx, it)| shown.is_none_or(|shown| shown == *idx || !it.looked.is_empty()));
    fair.max_by_key(|(idx, it)| (it.score, std::cmp::Reverse(*idx))).map(|(idx, _)| idx)
}

impl StageContext<'_> {
    /// Whether a round may be shown. A plate is bought once, for the winner: where nothing is shown
    /// and nothing more is made, no other painting takes its place.
    fn is_finalist(&self, round: &Round, mode: StageMode, all: &[Round], taken: &[Taken]) -> bool {
        let won = |it: &Round| self.has_won(it, taken);
        !matches!(mode, StageMode::Recheck { .. }) || won(round) || !all.iter().any(won)
    }

    /// Whether a round was shown, or about to be: it has what it lacked.
    fn has_won(&self, round: &Round, taken: &[Taken]) -> bool {
        round.members.iter().all(|idx| self.is_complete(&taken[*idx]))
    }

    /// Which round is shown, once it has what it lacks: this one, if it still passes the checks then;
    /// else what was shown `before`, or the best of those that won before it.
    fn completed(
        &self,
        rounds: &mut [Round],
        shown: Option<usize>,
        before: Option<usize>,
        taken: &mut [Taken],
    ) -> Flow<Option<usize>> {
        let Some(at) = shown else { return Flow::Continue(None) };
        let round = &mut rounds[at];
        if round.looked.is_empty() {
            // The best was made in an earlier build, and is shown now for the first time.
            round.looked = self.look(round, taken)?;
        }
        if self.completes {
            self.complete(round, taken)?;
        }
        if round.passed || before == shown {
            return Flow::Continue(shown);
        }
        round.note(taken);
        let next = before.or_else(|| best(rounds, None, &|it| self.has_won(it, taken)));
        self.completed(rounds, next, before, taken)
    }

    /// The end of a stage that shows this round, if any.
    fn told(
        &self,
        ended: Ended,
        instead: Option<Instead>,
        mut rounds: Vec<Round>,
        shown: Option<usize>,
        taken: &[Taken],
    ) -> End {
        let Some(at) = shown else {
            let ended = if ended == Ended::Refused { ended } else { Ended::Failed };
            let history = StageHistory { rounds, picked: None };
            return End { ended, picks: vec![], pictures: BTreeMap::new(), history, instead };
        };
        // Nothing new passes, and what was shown stays.
        let ended = if ended == Ended::Failed { Ended::Attempts } else { ended };
        let ended = if rounds[at].due { Ended::Open } else { ended };
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
        End { ended, picks, pictures, history, instead }
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
