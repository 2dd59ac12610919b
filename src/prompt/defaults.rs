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
    let named = |it: &(&str, Rgb)| format!("{} {}", it.0, it.1);
    let palette: Vec<String> = words.palette.iter().map(named).collect();
    let [primary, accent] = primary_and_accent(edition, &[]);

    let mut res: BTreeMap<String, String> = words
        .defaults
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    let mut set = |name: &str, text: String| res.insert(name.to_owned(), text);
    set("art_style", art_style.to_owned());
    set("palette", palette.join(", "));
    set("palette_size", palette.len().to_string());
    set("primary_color", primary.to_string());
    set("accent_color", accent.to_string());
    res
}

/// The first two colours of a palette that differ most from black and white; of the edition's
/// palette if it is empty, one colour twice if there is but one.
#[must_use]
pub fn primary_and_accent(edition: &str, palette: &[Rgb]) -> [Rgb; 2] {
    let own: Vec<Rgb> = edition::of(edition).palette.iter().map(|it| it.1).collect();
    let mut colours = if palette.is_empty() { own } else { palette.to_vec() };
    // A stable sort: of equals, the first that was written stays the first.
    colours.sort_by(|a, b| strength(*b).total_cmp(&strength(*a)));
    let primary = colours[0];
    [primary, *colours.get(1).unwrap_or(&primary)]
}

/// How far a colour is from black, white and all greys between them: its chroma in OKLab.
fn strength(colour: Rgb) -> f32 {
    let it = colour.oklab();
    (it.a * it.a + it.b * it.b).sqrt()
}
