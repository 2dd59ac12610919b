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

/// The prompt with the line in its place, or at the end, if a refined prompt lost the place; then
/// what every prompt of the brief ends with.
#[must_use]
pub fn whole_prompt(prompt: &str, line: &str, ending: &str) -> String {
    let mut res = match prompt.contains(Words::BACKGROUND) {
        true => prompt.replace(Words::BACKGROUND, line),
        false => format!("{prompt}\n\n{line}"),
    };
    if !ending.is_empty() {
        res.push_str("\n\n");
        res.push_str(ending);
    }
    res
}

/// The prompt that [`whole_prompt`] made such a text of.
#[must_use]
pub fn open_prompt(whole: &str, line: &str, ending: &str) -> String {
    let res = whole.strip_suffix(ending).unwrap_or(whole).trim_end();
    if line.is_empty() { res.to_owned() } else { res.replace(line, Words::BACKGROUND) }
}
