//! What a template's variables say where neither asset, set nor style says anything.

use std::collections::BTreeMap;

use crate::colour::Rgb;
use crate::prompt::{BuiltIn, Template, edition};

/// Every variable that a value can be given to, with its default text.
///
/// `background`, `opening` and `composition` are not among them: [`crate::prompt::render`] sets them.
#[must_use]
pub fn defaults(edition: &str, template: &Template) -> BTreeMap<String, String> {
    let words = edition::of(edition);
    let [pixel_art, hand_drawn, ui] = words.of_template;
    let own = match template.builtin {
        Some(BuiltIn::PixelArt) => pixel_art,
        Some(BuiltIn::HandDrawn) => hand_drawn,
        Some(BuiltIn::Ui) => ui,
        None => &[],
    };
    let texts = words.defaults.iter().chain(own);
    texts.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
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
