//! The colours that words name: an emerald is green, whatever the palette says.
//!
//! Only what lies near the hue of a key colour matters here: the key is chosen far from it. Part of
//! every edition so far: a word that changes may change the key that is asked for.

use crate::colour::Rgb;

/// The colours named in a text: first by words, in the order of the list, then as they are written.
pub(crate) fn named_colours(text: &str) -> Vec<Rgb> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|it: char| !it.is_alphanumeric()).collect();
    let is_named = |name: &str| words.iter().any(|it| *it == name || is_plural(it, name));
    let names = NAMES.iter().filter(|it| it.0.split(' ').any(is_named)).map(|it| it.1);
    names.chain(written_colours(&text)).collect()
}

/// Colours that are written as `#RRGGBB`.
fn written_colours(text: &str) -> impl Iterator<Item = Rgb> {
    let starts = text.match_indices('#').map(|it| it.0);
    starts.filter_map(|at| text.get(at..at + 7)?.parse().ok())
}

fn is_plural(word: &str, name: &str) -> bool {
    word.strip_suffix('s').is_some_and(|it| it == name || it.strip_suffix('e') == Some(name))
}

/// Words for one colour, and that colour.
const NAMES: &[(&str, Rgb)] = &[
    ("magenta fuchsia", Rgb([255, 0, 255])),
    ("pink flamingo bubblegum", Rgb([255, 105, 180])),
    ("rose salmon blossom sakura", Rgb([230, 120, 160])),
    ("purple plum eggplant aubergine grape", Rgb([128, 0, 128])),
    ("violet amethyst", Rgb([143, 0, 255])),
    ("lavender lilac orchid mauve", Rgb([200, 140, 220])),
    ("green", Rgb([0, 160, 0])),
    ("lime chartreuse", Rgb([150, 230, 40])),
    ("emerald jade malachite", Rgb([18, 207, 99])),
    ("mint", Rgb([150, 240, 180])),
    ("olive moss mossy", Rgb([90, 130, 50])),
    (
        "leaf leaves foliage grass grassy fern ivy bush hedge shrub cactus clover",
        Rgb([60, 150, 50]),
    ),
    ("frog toad goblin orc crocodile", Rgb([80, 170, 60])),
    ("tree pine forest bamboo vine cucumber lettuce cabbage", Rgb([50, 130, 50])),
    ("cyan aqua", Rgb([0, 255, 255])),
    ("turquoise aquamarine", Rgb([64, 224, 208])),
    ("teal", Rgb([0, 128, 128])),
    ("blue sapphire cobalt", Rgb([0, 0, 255])),
    ("azure", Rgb([60, 140, 255])),
    ("navy indigo", Rgb([30, 20, 140])),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_count() {
        assert_eq!(named_colours("a greenhouse of primroses by Rosencrantz, spinksy"), []);
        assert_eq!(named_colours("two bushes"), [Rgb([60, 150, 50])]);
    }

    #[test]
    fn a_written_colour_counts_as_a_name() {
        assert_eq!(named_colours("a heart of #ff00FE, not #12"), [Rgb([255, 0, 254])]);
    }
}
