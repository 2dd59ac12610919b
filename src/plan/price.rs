//! What an asset can cost: a bound that holds whatever the models answer.

use crate::action::Origin;
use crate::lock::{BriefRecord, Pick, Taken};
use crate::model::{CallShape, ModelId, Role};
use crate::money::{PriceRange, Usd};
use crate::name::PartName;
use crate::plan::stage_mode::{has, is_chosen};
use crate::plan::{Known, Progress, StageMode, Task, plate_request};
use crate::resolve::{Cutout, Painted, Stage, StagePainting};

/// What a call of a model costs; `None` if no price is known.
pub type Prices<'a> = dyn Fn(&ModelId, &CallShape<'_>) -> Option<PriceRange> + 'a;

/// Bytes that the line about the background adds to a prompt, at the most.
const LINE: usize = 1024;
/// Bytes by which a better prompt is longer than the first one, at the most.
const REFINED: usize = 8192;
/// Bytes that the instruction to a refiner has beside the prompt, at the most.
const INSTRUCTION: usize = 16_384;

/// What each stage may do, as far as that is known before anything is made. Where the pick of the
/// first may still move, the others may have to begin anew.
///
/// # Panics
///
/// If no model paints the task's asset.
#[must_use]
pub fn modes(task: &Task, progress: &Progress) -> Vec<StageMode> {
    let painted = task.painted().expect("only painted assets have a loop");
    let first = first_pick(painted, progress);
    (0..painted.stages.len()).map(|idx| progress.mode(task, painted, idx, first)).collect()
}

/// The pick of the first painting; `None` where it may still move.
fn first_pick(painted: &Painted, progress: &Progress) -> Option<Origin> {
    let settled = matches!(progress.stages.first(), Some(StageMode::Settled { .. }));
    let first = painted.stages.first()?.paintings.first().filter(|_| settled)?;
    progress.picks.iter().find(|pick| pick.part == first.part).map(|it| it.origin)
}

/// The lowest and the highest price of all that is still to come.
///
/// `first` is the price of what is certainly bought next. `price` is `None` for a model without a
/// known price: then nothing is sent, and nothing is counted.
///
/// # Panics
///
/// If no model paints the task's asset.
#[must_use]
pub fn bound(task: &Task, progress: &Progress, first: Usd, price: &Prices<'_>) -> PriceRange {
    let painted = task.painted().expect("only painted assets have a loop");
    let mut high = Usd::ZERO;
    let stages = painted.stages.iter().zip(modes(task, progress));
    for (idx, (stage, mode)) in stages.enumerate() {
        let own = progress.taken.iter().filter(|it| has(stage, &it.part));
        let own: Vec<&Taken> = own.collect();
        let judge = judging(painted, stage, price);
        let chosen = progress.kept || is_chosen(stage, &progress.picks);
        let again = !progress.same_quality && !chosen;
        let again = u64::from(again || progress.rejudge);
        let unjudged = own.iter().filter(|it| it.passed == Some(true) && it.verdict.is_none());
        let again = again + if progress.resend { unjudged.count() as u64 } else { 0 };
        high += more(painted, stage, progress, judge, price);
        high += match mode {
            StageMode::Loop(limits) => {
                // A shown painting is judged again, others only if they never were.
                let unseen = own.iter().filter(|it| it.passed != Some(true)).count() as u64;
                let made = made(task, progress, idx);
                let count = limits.most().saturating_sub(made);
                // If the first stays what it is, there is something to refine after all.
                let refined = made > 0 || !own.is_empty();
                attempts(painted, stage, count, refined, price) + judge.times(unseen + again)
            }
            StageMode::Settled { .. } => judge.times(again),
            StageMode::Recheck { .. } => judge.times(own.len() as u64),
        };
        let may_move = !matches!(mode, StageMode::Settled { .. });
        high += plates(painted, stage, Some(progress), may_move, price);
    }
    PriceRange { low: first, high: high.max(first) }
}

/// The highest price of what a settled asset may still need: second plates, and other verdicts if
/// its judge is another one.
#[must_use]
pub fn settled(
    painted: &Painted,
    record: &BriefRecord,
    same_quality: bool,
    price: &Prices<'_>,
) -> Usd {
    let progress = Progress { same_quality, kept: false, ..Progress::keep(painted, record) };
    let stage = |stage: &Stage| {
        let judge = judging(painted, stage, price);
        let again = !same_quality && !is_chosen(stage, &record.picks);
        plates(painted, stage, Some(&progress), false, price) + judge.times(u64::from(again))
    };
    painted.stages.iter().map(stage).sum()
}

/// Whether a picture that is shown has no second plate, though the manifest wants one and its
/// painting was asked for such that it shows something.
#[must_use]
pub fn lacks_plate(painted: &Painted, picks: &[Pick], taken: &[Taken], known: &dyn Known) -> bool {
    let lacks = |pick: &Pick| {
        let it = taken.iter().find(|it| Some(it.answer) == pick.answer && it.plate.is_none())?;
        let answers = known.answers(it.brief);
        let answer = answers.iter().find(|answer| answer.id() == it.answer)?;
        plate_request(painted, it.answer, answer.painted()?)
    };
    painted.finishing.cutout == Cutout::TwoPlate && picks.iter().any(|it| lacks(it).is_some())
}

/// The price of the second plates that a stage may still need: for what is shown, and where another
/// painting may take its place, for that one. One that came to nothing by chance is asked for once
/// more.
fn plates(
    painted: &Painted,
    stage: &Stage,
    progress: Option<&Progress>,
    may_move: bool,
    price: &Prices<'_>,
) -> Usd {
    if painted.finishing.cutout != Cutout::TwoPlate || progress.is_some_and(|it| it.kept) {
        return Usd::ZERO;
    }
    let lacks_plate = |part: &PartName| {
        let Some(progress) = progress else { return false };
        let Some(pick) = progress.picks.iter().find(|it| it.part == *part) else {
            return !may_move;
        };
        let mut taken = progress.taken.iter().filter(|it| it.plate.is_some());
        progress.resend || !taken.any(|it| Some(it.answer) == pick.answer)
    };
    let each = |painting: &StagePainting| {
        let shape = CallShape::of_edit(painting.words.size, LINE, &painting.words.params);
        let most = u64::from(may_move) + u64::from(lacks_plate(&painting.part));
        price(&painting.words.model, &shape).unwrap_or_default().high.times(2 * most)
    };
    stage.paintings.iter().map(each).sum()
}

/// The price of what a reroll still lacks in this stage.
fn more(
    painted: &Painted,
    stage: &Stage,
    progress: &Progress,
    judge: Usd,
    price: &Prices<'_>,
) -> Usd {
    let Some(reroll) = &progress.reroll else { return Usd::ZERO };
    let painting = stage.paintings.iter().find(|it| it.part == reroll.part);
    let Some(painting) = painting else { return Usd::ZERO };
    let count = u64::from(reroll.missing(&progress.taken[progress.recorded..]));
    let new = progress.taken[progress.recorded..].len() as u64;
    let words = &painting.words;
    let read = words.prompt_len() + REFINED;
    let shape = CallShape::of_picture(words.size, painting.references.len(), read, &words.params);
    let each = price(&words.model, &shape).unwrap_or_default().high;
    // One picture that came to nothing by chance is asked for once more.
    let spare = if count > 0 { each } else { Usd::ZERO };
    let shape = CallShape::of_words(Role::Refine, 0, words.prompt.len() + INSTRUCTION);
    let refiner = price(&painted.quality.refiner, &shape).unwrap_or_default().high.times(2);
    let refining = if reroll.note.is_some() && count > 0 { refiner } else { Usd::ZERO };
    each.times(count) + spare + judge.times(count + new) + refining
}

/// What the cheapest of the calls can cost that a loop begins with.
pub(crate) fn first_call(painted: &Painted, price: &Prices<'_>) -> Usd {
    let first = painted.stages.iter().take(1).flat_map(|it| &it.paintings);
    let each = first.map(|it| {
        let (words, n_shown) = (&it.words, it.references.len());
        let read = words.prompt_len() + LINE;
        let shape = CallShape::of_picture(words.size, n_shown, read, &words.params);
        price(&words.model, &shape).unwrap_or_default().high
    });
    each.min().unwrap_or_default()
}

/// The highest price of a loop that begins anew; what it refers to need not be known yet.
#[must_use]
pub fn anew(painted: &Painted, price: &Prices<'_>) -> Usd {
    let count = painted.quality.max_attempts;
    let whole = |stage| {
        let plates = plates(painted, stage, None, true, price);
        attempts(painted, stage, count, false, price) + plates
    };
    painted.stages.iter().map(whole).sum()
}

/// How many attempts a stage has made; with another pick of the first painting they are counted
/// anew.
pub(crate) fn made(task: &Task, progress: &Progress, idx: usize) -> u32 {
    let painted = task.painted().expect("only painted assets have a loop");
    let paintings = painted.stages[idx].paintings.iter();
    let counts = |taken: &Taken| match first_pick(painted, progress) {
        _ if idx == 0 => true,
        None => false,
        Some(origin) => {
            let mut own = paintings.clone().filter(|painting| painting.part == taken.part);
            own.any(|own| {
                task.painting_brief(own, Some(origin)).is_some_and(|own| own.key() == taken.brief)
            })
        }
    };
    let own = progress.taken.iter().filter(|it| has(&painted.stages[idx], &it.part));
    own.filter(|it| counts(it)).map(|it| it.attempt).max().unwrap_or(0)
}

/// The price of so many attempts more.
fn attempts(
    painted: &Painted,
    stage: &Stage,
    count: u32,
    refined: bool,
    price: &Prices<'_>,
) -> Usd {
    if count == 0 {
        return Usd::ZERO;
    }
    let single = stage.paintings.len() == 1;
    let candidates = u64::from(if single { painted.quality.candidates } else { 1 });
    let longest = stage.paintings.iter().map(|it| it.words.prompt.len()).max().unwrap_or(0);
    let painting = stage.paintings.iter().map(|painting| {
        let words = &painting.words;
        let read = words.prompt_len() + if count > 1 || refined { REFINED } else { LINE };
        let shape =
            CallShape::of_picture(words.size, painting.references.len(), read, &words.params);
        price(&words.model, &shape).unwrap_or_default().high
    });
    let painting: Usd = painting.sum();
    let judged = judging(painted, stage, price).times(candidates);
    let refining = CallShape::of_words(Role::Refine, 0, longest + INSTRUCTION);
    let refining = price(&painted.quality.refiner, &refining).unwrap_or_default().high.times(2);
    let refining = refining.times(stage.paintings.len() as u64);
    // The first attempt has nothing to be refined from.
    let refined = u64::from(if refined { count } else { count - 1 });
    // One picture that came to nothing by chance is asked for once more.
    painting
        + (painting.times(candidates) + judged).times(u64::from(count))
        + refining.times(refined)
}

/// The highest price of one better prompt.
#[must_use]
pub fn refining(painted: &Painted, price: &Prices<'_>) -> Usd {
    let paintings = painted.stages.iter().flat_map(|it| &it.paintings);
    let longest = paintings.map(|it| it.words.prompt.len()).max().unwrap_or(0);
    let shape = CallShape::of_words(Role::Refine, 0, longest + INSTRUCTION);
    price(&painted.quality.refiner, &shape).unwrap_or_default().high
}

/// The price of one verdict. An unusable one is asked for once more.
fn judging(painted: &Painted, stage: &Stage, price: &Prices<'_>) -> Usd {
    let shape = CallShape::of_words(Role::Judge, stage.paintings.len(), stage.judge_prompt.len());
    price(&painted.quality.judge, &shape).unwrap_or_default().high.times(2)
}
