//! What a prompt asks for, as far as a painter of circles understands it.

/// What is to be behind the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    Colour([u8; 3]),
    /// It asks for transparency.
    Transparent,
}

/// The colour beside the word "background"; transparency if that is what it says; else white.
pub(crate) fn behind(prompt: &str) -> Behind {
    let lower = prompt.to_lowercase();
    let sentences: Vec<&str> =
        lower.split(['.', '\n', ';']).filter(|it| it.contains("background")).collect();
    let nearest = |sentence: &&str| {
        let word = sentence.find("background")?;
        let colours = hexes(sentence).into_iter();
        colours.min_by_key(|(at, _)| at.abs_diff(word)).map(|(_, colour)| colour)
    };
    if let Some(colour) = sentences.iter().find_map(nearest) {
        return Behind::Colour(colour);
    }
    let transparent = sentences.iter().any(|it| it.contains("transparent"));
    if transparent { Behind::Transparent } else { Behind::Colour([255; 3]) }
}

/// The colour that the background of a picture that goes along is to have, where nothing else of it
/// is to change: the last one of the sentence that says so.
pub(crate) fn new_background(prompt: &str) -> Option<[u8; 3]> {
    let lower = prompt.to_lowercase();
    let says = |it: &&str| it.contains("change nothing") && it.contains("background");
    let sentence = lower.split(['.', '\n']).find(says)?;
    hexes(sentence).last().map(|(_, colour)| *colour)
}

/// Where `#rrggbb` stands, and what it is.
fn hexes(text: &str) -> Vec<(usize, [u8; 3])> {
    let colour = |(at, _): (usize, &str)| {
        let digits = text.get(at + 1..at + 7)?;
        let code = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = code.to_be_bytes();
        Some((at, [red, green, blue]))
    };
    text.match_indices('#').filter_map(colour).collect()
}
