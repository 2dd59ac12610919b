//! The line about the background, written for the model that is asked.

use std::collections::BTreeMap;

use crate::action::{AskedBackground, Words};
use crate::colour::Rgb;
use crate::model::Alpha;
use crate::prompt::edition;
use crate::prompt::engine::fill_own;
use crate::prompt::key_colour::name_of;

/// What is said about the background.
///
/// A model without alpha is never asked for transparency, since it would paint a checkerboard: it
/// is asked for a key colour, whatever `asked` says.
#[must_use]
pub fn background_line(edition: &str, asked: &AskedBackground, alpha: Alpha) -> String {
    let words = edition::of(edition);
    let (kind, colour) = match (asked, alpha) {
        (AskedBackground::Transparent, Alpha::Native) => ("transparent", None),
        (AskedBackground::Transparent, Alpha::None) => ("key", Some(words.key_colours[0])),
        (AskedBackground::Key(colour), _) => ("key", Some(*colour)),
        (AskedBackground::Colour(colour), _) => ("colour", Some(*colour)),
        (AskedBackground::Opaque, _) => ("opaque", None),
    };
    let colour = colour.unwrap_or(Rgb([255; 3]));
    let vars = BTreeMap::from([
        ("kind", kind.to_owned()),
        ("name", name_of(colour).to_owned()),
        ("hex", colour.to_string()),
    ]);
    fill_own(words.background, &vars)
}

/// The prompt with the line in its place; at the end, if a refined prompt lost the place.
#[must_use]
pub fn fill_background(prompt: &str, line: &str) -> String {
    if prompt.contains(Words::BACKGROUND) {
        return prompt.replace(Words::BACKGROUND, line);
    }
    format!("{prompt}\n\n{line}")
}
