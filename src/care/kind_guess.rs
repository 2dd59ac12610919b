//! What kind of picture words speak of.

use crate::action::PictureKind;

/// Words, the kind of picture that they speak of, and whether only as the last word of what is shown:
/// a knight on a floor is no floor.
const WORDS: &[(PictureKind, bool, &[&str])] = &[
    (PictureKind::Logo, false, &["logo", "wordmark", "emblem of the game"]),
    (PictureKind::Portrait, false, &["portrait", "bust", "headshot", "avatar", "mugshot"]),
    (PictureKind::Icon, false, &["icon", "pictogram"]),
    (
        PictureKind::Ui,
        false,
        &[
            "button",
            "panel",
            "slider",
            "checkbox",
            "toggle",
            "cursor",
            "tooltip",
            "health bar",
            "progress bar",
            "text box",
            "dialog box",
            "speech bubble",
            "inventory slot",
        ],
    ),
    (PictureKind::Tile, false, &["tile", "tileable", "tileset", "seamless", "texture"]),
    (
        PictureKind::Background,
        false,
        &["background", "backdrop", "parallax", "skyline", "panorama"],
    ),
    (
        PictureKind::Effect,
        false,
        &[
            "effect",
            "explosion",
            "blast",
            "shockwave",
            "muzzle flash",
            "slash",
            "splash",
            "sparkle",
        ],
    ),
    (PictureKind::Tile, true, &["ground", "floor", "terrain", "pavement"]),
    (PictureKind::Background, true, &["scene", "landscape", "scenery", "vista"]),
];

/// The kind of picture that a subject speaks of, and the word that says so; none for what stands alone.
#[must_use]
pub fn guessed_kind(subject: &str) -> Option<(PictureKind, &'static str)> {
    let words = spaced(subject);
    let end = [",", ";", " with ", " of ", " in ", " on ", " under ", " at ", " before ", " and "];
    let head = end.iter().filter_map(|it| subject.find(it)).min().unwrap_or(subject.len());
    let head = spaced(&subject[..head]);
    let says = |word: &str, last: bool| {
        [format!(" {word} "), format!(" {word}s ")]
            .iter()
            .any(|it| if last { head.ends_with(it.as_str()) } else { words.contains(it.as_str()) })
    };
    WORDS.iter().find_map(|(kind, last, words)| {
        let word = words.iter().find(|it| says(it, *last))?;
        Some((*kind, *word))
    })
}

/// Its words in lower case, a space before and behind each.
fn spaced(text: &str) -> String {
    let text = text.to_lowercase();
    let words = text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    words.fold(" ".to_owned(), |res, it| res + it + " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_picture_is_guessed_from_its_words() {
        for (subject, kind) in [
            ("mossy stone tiles, seen from above", Some(PictureKind::Tile)),
            ("wooden floor", Some(PictureKind::Tile)),
            ("a floor lamp", None),
            ("night skyline of a harbour", Some(PictureKind::Background)),
            ("snowy landscape with pines", Some(PictureKind::Background)),
            ("portrait of an old witch", Some(PictureKind::Portrait)),
            ("Icon of a healing potion", Some(PictureKind::Icon)),
            ("logo of Slime Quest", Some(PictureKind::Logo)),
            ("blue explosion", Some(PictureKind::Effect)),
            ("stone button", Some(PictureKind::Ui)),
            ("half empty health bar", Some(PictureKind::Ui)),
            ("small slime", None),
            ("reptile", None),
            ("painter before a landscape and a scene of war", None),
        ] {
            assert_eq!(guessed_kind(subject).map(|it| it.0), kind, "{subject}");
        }
    }
}
