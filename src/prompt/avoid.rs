//! What pictures should not show.

use indexmap::IndexSet;

use crate::prompt::{BuiltIn, Template, edition};

/// What a picture should not show, each once: always, behind the subject (unless the picture is
/// `opaque`), by template, and the user's own.
#[must_use]
pub fn avoid_list(
    edition: &str,
    template: &Template,
    opaque: bool,
    text_allowed: bool,
    own: &[String],
) -> Vec<String> {
    let avoid = &edition::of(edition).avoid;
    let text = if text_allowed { &[] } else { avoid.text };
    let background = if opaque { &[] } else { avoid.background };
    let by_template = match template.builtin {
        Some(BuiltIn::PixelArt) => avoid.pixel_art,
        Some(BuiltIn::HandDrawn) => avoid.hand_drawn,
        Some(BuiltIn::Ui) => avoid.ui,
        None => &[],
    };
    let ours = [text, avoid.always, background, by_template];
    let ours = ours.into_iter().flatten().copied();
    let own = own.iter().map(|it| it.trim()).filter(|it| !it.is_empty());
    let res: IndexSet<&str> = ours.chain(own).collect();
    res.into_iter().map(str::to_owned).collect()
}

/// The prompt with the list as a last sentence, for models that take no list as a field.
#[must_use]
pub fn with_avoid_words(prompt: &str, avoid: &[String]) -> String {
    if avoid.is_empty() {
        return prompt.to_owned();
    }
    let list = avoid.join(", ");
    format!("{prompt}\n\nKeep the picture clean and free of the following: {list}.")
}
