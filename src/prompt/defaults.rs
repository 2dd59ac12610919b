//! What a template's variables say where neither asset, set nor style says anything.

use std::collections::BTreeMap;

use crate::colour::Rgb;
use crate::prompt::{BuiltIn, Template, edition};

/// Every variable that a value can be given to, with its default text.
///
/// `background` is not among them: [`crate::prompt::render`] sets it.
#[must_use]
pub fn defaults(edition: &str, template: &Template) -> BTreeMap<String, String> {
    let words = edition::of(edition);
    let [pixel_art, hand_drawn, ui] = words.art_styles;
    let art_style = match template.builtin {
        Some(BuiltIn::PixelArt) => pixel_art,
        Some(BuiltIn::HandDrawn) => hand_drawn,
        Some(BuiltIn::Ui) | None => ui,
    };

    let mut res: BTreeMap<String, String> = words
        .defaults
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    res.insert("art_style".to_owned(), art_style.to_owned());
    res
}

/// The first two colours of a palette that differ most from black and white; one colour twice if
/// there is but one, and none of an empty palette.
#[must_use]
pub fn primary_and_accent(palette: &[Rgb]) -> Option<[Rgb; 2]> {
    let mut colours = palette.to_vec();
    // A stable sort: of equals, the first that was written stays the first.
    colours.sort_by(|a, b| strength(*b).total_cmp(&strength(*a)));
    let primary = *colours.first()?;
    Some([primary, *colours.get(1).unwrap_or(&primary)])
}

/// How far a colour is from black, white and all greys between them: its chroma in OKLab.
fn strength(colour: Rgb) -> f32 {
    let it = colour.oklab();
    (it.a * it.a + it.b * it.b).sqrt()
}
