//! Runs a wholly built-in loop again, on this thread and for nothing: its attempts are in no
//! lock, and looking at them must not need one.

use std::sync::Arc;

use crate::action::PaintingAnswer;
use crate::plan;
use crate::plan::{Known, Next, Outcome, Progress, Task, Wishes, Work};
use crate::run::free::FreeError;
use crate::run::known::answer_text;
use crate::run::{Memory, Networks, View, free};
use crate::store::Store;

/// What a wholly built-in loop comes to, with the paintings that it took.
///
/// # Errors
///
/// If the store cannot be used, or a picture that the loop reads is not there.
///
/// # Panics
///
/// If the loop is not wholly built in.
pub fn replay(
    store: &Arc<Store>,
    task: &Task,
) -> Result<(Box<Outcome>, Vec<PaintingAnswer>), FreeError> {
    let painted = task.painted().expect("a model paints it");
    assert!(painted.is_built_in(), "nothing of it costs money");
    let brief = task.brief().expect("a model paints it");
    let networks = Arc::new(Networks::default());
    let memory = Arc::new(Memory::new(Arc::clone(store), networks));
    let view = View::new(Arc::clone(&memory), true);
    let mut progress = Progress::start(painted, brief, None, false, Wishes::default());
    loop {
        match plan::next(task, &progress, &view) {
            Next::Do(Work::Look(wishes)) => {
                for it in wishes {
                    memory
                        .add_looked(it.look.key(), free::look(store, &memory.pictures, &it.look)?);
                }
            }
            Next::Do(Work::LookTogether(wishes)) => {
                for it in wishes {
                    for (idx, looked) in free::look_together(store, &it)?.into_iter().enumerate() {
                        memory.add_looked(it.key(idx), looked);
                    }
                }
            }
            Next::Do(Work::Judge(wishes)) => {
                for it in wishes {
                    let (check, palette) = (&painted.check, &painted.finishing.palette);
                    let answer = free::measure(store, &memory.pictures, &it, check, palette)?;
                    memory.add_text(free::verdict_key(&it), answer_text(&answer));
                }
            }
            Next::Do(Work::Refine(requests)) => {
                for it in requests {
                    memory.add_text(it.key(), answer_text(&free::rewrite(&it)));
                }
            }
            Next::Do(Work::Paint(requests)) => {
                for it in requests {
                    view.add_drawn(free::draw(store, &memory.pictures, &it)?);
                }
            }
            Next::Do(Work::Edit(_) | Work::Mask(_)) => {
                unreachable!("what is drawn here has its own alpha")
            }
            Next::Do(Work::Take(taken)) => progress.taken.extend(taken),
            Next::Done(outcome) => {
                let briefs = outcome.taken.iter().flat_map(|it| view.answers(it.brief));
                let answers = briefs.collect();
                return Ok((outcome, answers));
            }
            Next::Fail(plan::Failure::MissingOriginal(lost)) => {
                return Err(FreeError::Missing(lost.blob));
            }
        }
    }
}
