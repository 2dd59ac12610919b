//! [`next`]: what is next for a painted asset, given what is known.

use std::collections::BTreeMap;

use crate::action::Picture;
use crate::lock::Pick;
use crate::plan::context::StageContext;
use crate::plan::work::Flow;
use crate::plan::{Known, Next, Outcome, Progress, Task, stage};

/// What is next for the loop of a painted asset.
///
/// # Panics
///
/// If no model paints the task's asset.
#[must_use]
pub fn next(task: &Task, progress: &Progress, known: &dyn Known) -> Next {
    match outcome(task, progress, known) {
        Flow::Continue(outcome) => Next::Done(Box::new(outcome)),
        Flow::Break(next) => next,
    }
}

/// How it ends, or what is next.
fn outcome(task: &Task, progress: &Progress, known: &dyn Known) -> Flow<Outcome> {
    if progress.is_recheck() {
        // What is not shown in the end gets no second plate.
        let found = stages(task, progress, known, false)?;
        if found.picks.is_empty() {
            return Flow::Continue(found);
        }
    }
    stages(task, progress, known, true)
}

/// Stage by stage to the end, or to the first that lacks something.
fn stages(task: &Task, progress: &Progress, known: &dyn Known, completes: bool) -> Flow<Outcome> {
    let painted = task.painted().expect("only painted assets have a loop");
    let mut outcome = Outcome {
        ended: Vec::new(),
        taken: progress.taken.clone(),
        picks: Vec::new(),
        pictures: BTreeMap::new(),
        history: Vec::new(),
        instead: None,
    };
    let mut first: Option<(Pick, Picture)> = None;
    for idx in 0..painted.stages.len() {
        let first_shown = first.as_ref();
        let context =
            StageContext { task, painted, progress, known, completes, idx, first: first_shown };
        let end = stage::end(&context, &mut outcome.taken)?;
        outcome.ended.push(end.ended);
        outcome.instead = outcome.instead.or(end.instead);
        outcome.history.push(end.history);
        if end.picks.is_empty() {
            outcome.picks.clear();
            outcome.pictures.clear();
            break;
        }
        if idx == 0 {
            let picture = end.pictures.values().next().map(|it| it.picture.clone());
            first = end.picks.first().cloned().zip(picture);
        }
        outcome.picks.extend(end.picks);
        outcome.pictures.extend(end.pictures);
    }
    Flow::Continue(outcome)
}
