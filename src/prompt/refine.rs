//! What a refiner is asked.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::action::{Feedback, Words};
use crate::prompt::edition;
use crate::prompt::engine::fill_own;
use crate::prompt::section::inside;

/// The refiner's whole instruction: role, the prompt, what was said of its pictures, the rules.
///
/// `failed` is how many attempts fell short, `attempt` the one whose prompt it is; `note` is a
/// person's.
#[must_use]
pub fn refine_instruction(
    edition: &str,
    prompt: &str,
    feedback: &[Feedback],
    failed: usize,
    attempt: Option<u32>,
    note: Option<&str>,
) -> String {
    let vars = BTreeMap::from([
        ("prompt", inside(prompt)),
        ("feedback", inside(written(feedback).trim_end())),
        ("failed", failed.to_string()),
        ("attempt", attempt.map(|it| it.to_string()).unwrap_or_default()),
        ("note", inside(note.unwrap_or_default())),
        ("mark", Words::BACKGROUND.to_owned()),
    ]);
    fill_own(edition::of(edition).refine, &vars)
}

fn written(feedback: &[Feedback]) -> String {
    let mut res = String::new();
    for it in feedback {
        let score = it.score.map(|it| format!(", score {it} of 100"));
        let score = score.unwrap_or_default();
        writeln!(res, "Attempt {}{score}:", it.attempt).expect("a string takes all text");
        for point in &it.points {
            writeln!(res, "- {point}").expect("a string takes all text");
        }
    }
    res
}
