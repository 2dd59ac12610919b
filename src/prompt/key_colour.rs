//! The key colour: what stands behind a subject where a model has no alpha.

use std::sync::LazyLock;

use crate::colour::{Oklab, Rgb};
use crate::prompt::edition;
use crate::prompt::named_colour::named_colours;

/// How far a key colour must be from every colour of the palette, in OKLab. About the distance at
/// which noise of JPEG and blended edges no longer reach from one to the other.
const FAR_ENOUGH: f32 = 0.25;

/// Cosine of 40 degrees: closer hues mix with the key at the edges of the subject.
const SAME_HUE: f32 = 0.766;

/// Below this chroma a colour counts as grey, and has no hue.
const GREY: f32 = 0.04;

/// The colour to be keyed out: the first of the edition's list that is far enough from the whole
/// palette and from the colours that the prompt's words name, so that most edits of either leave it
/// as it is; else the farthest.
#[must_use]
pub fn key_colour(edition: &str, palette: &[Rgb], prompt: &str) -> Rgb {
    let keys = edition::of(edition).key_colours;
    let named = named_colours(prompt);
    let room = |key: Rgb| {
        let distances = palette.iter().chain(&named).map(|it| separation(key, *it));
        distances.fold(f32::INFINITY, f32::min)
    };
    let far = keys.iter().find(|it| room(**it) >= FAR_ENOUGH);
    let mut farthest = keys[0];
    for key in keys {
        if room(*key) > room(farthest) {
            farthest = *key;
        }
    }
    *far.unwrap_or(&farthest)
}

/// The distance in OKLab, halved where both have the same hue: a dark green is far from a light
/// one, and yet loses its edges to it.
fn separation(key: Rgb, colour: Rgb) -> f32 {
    let (key, colour) = (key.oklab(), colour.oklab());
    let chromas = chroma(key) * chroma(colour);
    let along = key.a * colour.a + key.b * colour.b;
    let distance = key.distance(colour);
    if chroma(colour) > GREY && along > SAME_HUE * chromas { distance / 2.0 } else { distance }
}

fn chroma(it: Oklab) -> f32 {
    (it.a * it.a + it.b * it.b).sqrt()
}

/// What people call a colour: the nearest of a few names. Part of every edition so far: a name
/// that changes is a changed word.
pub(crate) fn name_of(colour: Rgb) -> &'static str {
    static PLACES: LazyLock<Vec<(&str, Oklab)>> =
        LazyLock::new(|| NAMES.iter().map(|(name, it)| (*name, it.oklab())).collect());
    let it = colour.oklab();
    let mut nearest = &PLACES[0];
    for named in PLACES.iter() {
        if it.distance(named.1) < it.distance(nearest.1) {
            nearest = named;
        }
    }
    nearest.0
}

const NAMES: &[(&str, Rgb)] = &[
    ("black", Rgb([0, 0, 0])),
    ("dark grey", Rgb([64, 64, 64])),
    ("grey", Rgb([128, 128, 128])),
    ("light grey", Rgb([208, 208, 208])),
    ("white", Rgb([255, 255, 255])),
    ("red", Rgb([255, 0, 0])),
    ("dark red", Rgb([128, 0, 0])),
    ("brown", Rgb([139, 69, 19])),
    ("orange", Rgb([255, 128, 0])),
    ("beige", Rgb([235, 215, 180])),
    ("yellow", Rgb([255, 255, 0])),
    ("bright green", Rgb([0, 255, 0])),
    ("dark green", Rgb([0, 100, 0])),
    ("pale green", Rgb([160, 220, 160])),
    ("cyan", Rgb([0, 255, 255])),
    ("teal", Rgb([0, 128, 128])),
    ("sky blue", Rgb([120, 185, 240])),
    ("blue", Rgb([0, 0, 255])),
    ("navy blue", Rgb([0, 0, 96])),
    ("violet", Rgb([128, 0, 255])),
    ("purple", Rgb([128, 0, 128])),
    ("magenta", Rgb([255, 0, 255])),
    ("pink", Rgb([255, 170, 190])),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(palette: &[&str]) -> String {
        let palette: Vec<Rgb> = palette.iter().map(|it| it.parse().unwrap()).collect();
        key_colour("2026", &palette, "").to_string()
    }

    #[test]
    fn the_first_key_colour_that_is_far_from_the_palette_is_taken() {
        assert_eq!(chosen(&[]), "#FF00FF");
        assert_eq!(chosen(&["#2D2D2D", "#F4A460", "#8FBC8F"]), "#FF00FF");
        assert_eq!(chosen(&["#FF69B4"]), "#00FF00");
        assert_eq!(chosen(&["#FF00FF", "#00FF00"]), "#0000FF");
    }

    #[test]
    fn the_key_keeps_away_from_what_the_words_name() {
        for (subject, key) in [
            ("a stone golem", "#FF00FF"),
            ("An EMERALD, cut as a brilliant", "#FF00FF"),
            ("a hot-pink heart", "#00FF00"),
            ("a purple robe", "#00FF00"),
            ("three amethysts", "#00FF00"),
            ("pink flowers with green leaves", "#00FFFF"),
        ] {
            assert_eq!(key_colour("2026", &[], subject).to_string(), key, "{subject}");
        }
    }

    #[test]
    fn a_dark_shade_of_a_key_colour_counts_as_near() {
        assert_eq!(chosen(&["#800080"]), "#00FF00");
    }

    #[test]
    fn where_no_key_colour_is_far_enough_the_farthest_is_taken() {
        let all = ["#FF00FF", "#00FF00", "#00FFFF", "#0000FF", "#FF8000"];
        assert_eq!(chosen(&all), "#8000FF");
    }

    #[test]
    fn colours_are_called_by_the_nearest_name() {
        for (hex, name) in [
            ("#FF00FF", "magenta"),
            ("#00FF00", "bright green"),
            ("#FFFFFF", "white"),
            ("#4A90E2", "sky blue"),
        ] {
            assert_eq!(name_of(hex.parse().unwrap()), name);
        }
    }
}
