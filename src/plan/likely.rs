//! What a loop will likely cost. Its bounds are far apart, since nobody knows how many attempts it
//! takes: those of the same painter took a number of them in this project, and others take one.

use std::collections::BTreeMap;

use crate::lock::{BriefRecord, Ended};
use crate::model::{CallShape, ModelId, Role};
use crate::money::{PriceRange, Usd};
use crate::plan::price::made;
use crate::plan::{Prices, Progress, Records, StageMode, Task, modes};
use crate::resolve::{Painted, Stage};

/// How many attempts loops took in this project, by painter.
#[derive(Debug, Default)]
pub struct Usual(BTreeMap<ModelId, Attempts>);

/// Attempts of so many loops.
#[derive(Debug, Clone, Copy)]
struct Attempts {
    attempts: u64,
    loops: u64,
}

impl Usual {
    /// What the records tell.
    #[must_use]
    pub fn of(records: &Records) -> Usual {
        let mut res: BTreeMap<ModelId, Attempts> = BTreeMap::new();
        let ended = |it: &&BriefRecord| !it.ended.contains(&Ended::Open);
        for brief in records.values().flat_map(|it| &it.briefs).filter(ended) {
            let Some(made) = brief.taken.iter().map(|it| it.attempt).max().filter(|it| *it > 0)
            else {
                continue;
            };
            let sum = res.entry(brief.model.clone()).or_insert(Attempts { attempts: 0, loops: 0 });
            sum.attempts += u64::from(made);
            sum.loops += 1;
        }
        Usual(res)
    }

    fn by(&self, painter: &ModelId) -> Attempts {
        self.0.get(painter).copied().unwrap_or(Attempts { attempts: 1, loops: 1 })
    }
}

/// What is likely spent of this range by a loop that goes on from `start`.
pub(crate) fn likely(
    task: &Task,
    start: &Progress,
    range: PriceRange,
    usual: &Usual,
    price: &Prices<'_>,
) -> Usd {
    let Some(painted) = task.painted() else { return range.low };
    let stages = painted.stages.iter().zip(modes(task, start)).enumerate();
    let open = stages.filter(|(_, (_, mode))| matches!(mode, StageMode::Loop(_)));
    let each =
        open.map(|(idx, (stage, _))| rest(painted, stage, made(task, start, idx), usual, price));
    within(each.sum(), range)
}

/// The same of a loop that begins anew, whose task is not known yet.
pub(crate) fn likely_anew(
    painted: &Painted,
    range: PriceRange,
    usual: &Usual,
    price: &Prices<'_>,
) -> Usd {
    within(painted.stages.iter().map(|it| rest(painted, it, 0, usual, price)).sum(), range)
}

fn within(usd: Usd, range: PriceRange) -> Usd {
    usd.max(range.low).min(range.high)
}

/// The attempts that a stage has before it, but one at least, since it is not over.
fn rest(painted: &Painted, stage: &Stage, made: u32, usual: &Usual, price: &Prices<'_>) -> Usd {
    let Some(first) = stage.paintings.first() else { return Usd::ZERO };
    let Attempts { attempts, loops } = usual.by(&first.words.model);
    let rest = attempts.saturating_sub(u64::from(made) * loops).max(loops);
    let candidates =
        u64::from(if stage.paintings.len() == 1 { painted.quality.candidates } else { 1 });
    let middle = |model: &ModelId, shape: &CallShape<'_>| {
        price(model, shape).map_or(Usd::ZERO, |it| (it.low + it.high).half())
    };
    let pictures = stage.paintings.iter().map(|painting| {
        let words = &painting.words;
        let n_shown = painting.references.len();
        let shape = CallShape::of_picture(words.size, n_shown, words.prompt_len(), &words.params);
        middle(&words.model, &shape)
    });
    let pictures: Usd = pictures.sum();
    let shape = CallShape::of_words(Role::Judge, stage.paintings.len(), stage.judge_prompt.len());
    let verdict = middle(&painted.quality.judge, &shape);
    let shape = CallShape::of_words(Role::Refine, 0, first.words.prompt.len());
    let prompts = middle(&painted.quality.refiner, &shape).times(stage.paintings.len() as u64);
    // The first attempt of all has nothing to be refined from.
    let refined = if made > 0 { rest } else { rest - loops };
    let all = (pictures + verdict).times(candidates * rest) + prompts.times(refined);
    Usd::from_nanos(all.nanos() / loops)
}
