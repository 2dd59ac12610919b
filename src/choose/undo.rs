//! Taking a choice back: an asset is pinned again to what it was pinned to before, and nothing that
//! was bought meanwhile is lost.

use std::collections::BTreeMap;

use crate::choose::{Choice, ChooseError};
use crate::lock::{BriefRecord, Record, Taken};
use crate::project::Project;
use crate::resolve::Target;

/// Takes back what was last chosen about each of these assets on this machine. Once more brings the
/// choice back.
///
/// # Errors
///
/// If a target means no asset, or the lock cannot be used.
pub fn undo(project: &mut Project, targets: &[Target]) -> Result<Choice, ChooseError> {
    let (mut records, mut skipped) = (BTreeMap::new(), Vec::new());
    let names = project.named(targets)?;
    let mut before = project.before_choices(&names)?;
    for name in names {
        let now = project.record(&name).cloned().unwrap_or_default();
        match before.remove(&name).map(|it| with_bought(it, &now)).filter(|it| *it != now) {
            Some(record) => drop(records.insert(name, record)),
            None => skipped.push((name, NOTHING.to_owned())),
        }
    }
    Choice::of_all(project, records, skipped)
}

const NOTHING: &str = "nothing was chosen about it on this machine that could be taken back";

/// The record of before, with every painting that was taken since.
pub(crate) fn with_bought(mut before: Record, now: &Record) -> Record {
    for brief in &mut before.briefs {
        let Some(now) = now.brief(brief.key) else { continue };
        let new = now.taken.iter().filter(|it| !has(brief, it)).cloned();
        let new: Vec<Taken> = new.collect();
        brief.taken.extend(new);
        // Lowering and raising again buys nothing.
        brief.target = brief.target.max(now.target);
        brief.max_attempts = brief.max_attempts.max(now.max_attempts);
    }
    before
}

fn has(brief: &BriefRecord, taken: &Taken) -> bool {
    brief.taken.iter().any(|it| it.part == taken.part && it.answer == taken.answer)
}
