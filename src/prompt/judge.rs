//! What a judge is asked.

use std::collections::BTreeMap;

use crate::action::Words;
use crate::prompt::edition;
use crate::prompt::engine::fill_own;
use crate::prompt::section::inside;

/// What the pictures are to be judged by. No palette and no weights: colours are measured, and
/// adding up is ours, so that neither costs a verdict when it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgeSubject {
    /// What the template says of the style, without the palette.
    pub style_guide: String,
    /// What is shown, in the user's words.
    pub subject: String,
    /// What for.
    pub purpose: String,
    /// Width × height at which the game shows it, in pixels.
    pub size: [u32; 2],
    /// The rendered prompt, its place for the background left open.
    pub prompt: String,
    /// Whether the background must be gone.
    pub transparent: bool,
    /// Whether the picture fills its frame.
    pub opaque: bool,
    /// Whether letters are wanted or at least harmless.
    pub text_allowed: bool,
    /// The names of the pictures of a group, in order; empty for a single picture.
    pub parts: Vec<String>,
}

/// The judge's whole prompt: role, what was asked for, the five criteria, the form of the answer.
#[must_use]
pub fn judge_prompt(edition: &str, subject: &JudgeSubject) -> String {
    let JudgeSubject {
        style_guide,
        subject,
        purpose,
        size: [width, height],
        prompt,
        transparent,
        opaque,
        text_allowed,
        parts,
    } = subject;
    let closed = |text: &str| inside(text.replace(Words::BACKGROUND, "").trim());
    let vars = BTreeMap::from([
        ("style_guide", closed(style_guide)),
        ("subject", closed(subject)),
        ("purpose", closed(purpose)),
        ("width", width.to_string()),
        ("height", height.to_string()),
        ("prompt", closed(prompt)),
        ("transparent", yes_or_empty(*transparent)),
        ("opaque", yes_or_empty(*opaque)),
        ("text_allowed", yes_or_empty(*text_allowed)),
        ("parts", parts.join(", ")),
    ]);
    fill_own(edition::of(edition).judge, &vars)
}

/// A condition of a template: an empty text counts as no.
fn yes_or_empty(it: bool) -> String {
    if it { "yes".to_owned() } else { String::new() }
}
