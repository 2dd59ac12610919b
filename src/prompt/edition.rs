//! `Edition`: all words that can reach a request, frozen under one name.
//!
//! **Never change a word of an edition that was released**: whatever is rendered into a request is
//! part of its key, so a changed word re-bills every project of that edition. Add a new edition: a
//! folder beside `edition_2026`, and an entry in [`EDITIONS`]. A test pins digests of all that an
//! edition renders.

use crate::colour::Rgb;

/// All words of one edition.
pub(crate) struct Edition {
    /// As written in `[project] edition`.
    pub(crate) name: &'static str,
    pub(crate) pixel_art: &'static str,
    pub(crate) hand_drawn: &'static str,
    pub(crate) ui: &'static str,
    /// What a picture is: the first words of a template.
    pub(crate) opening: &'static str,
    /// How a picture is composed, by its kind.
    pub(crate) composition: &'static str,
    /// What each reference picture is for.
    pub(crate) references: &'static str,
    pub(crate) background: &'static str,
    pub(crate) plate: &'static str,
    pub(crate) frame: &'static str,
    pub(crate) sheet: &'static str,
    pub(crate) state: &'static str,
    pub(crate) judge: &'static str,
    pub(crate) refine: &'static str,
    /// Variable and text, for every template.
    pub(crate) defaults: &'static [(&'static str, &'static str)],
    /// The same, of pixel-art, hand-drawn and ui, where they differ.
    pub(crate) of_template: [&'static [(&'static str, &'static str)]; 3],
    pub(crate) avoid: Avoid,
    /// Key colours, the most welcome first.
    pub(crate) key_colours: &'static [Rgb],
}

/// What pictures should not show, by reason.
pub(crate) struct Avoid {
    pub(crate) text: &'static [&'static str],
    pub(crate) always: &'static [&'static str],
    /// Unless the picture is one.
    pub(crate) logo: &'static [&'static str],
    /// Where the subject stands before a plain background.
    pub(crate) background: &'static [&'static str],
    /// Where one subject stands there alone, and once.
    pub(crate) single: &'static [&'static str],
    pub(crate) pixel_art: &'static [&'static str],
    pub(crate) hand_drawn: &'static [&'static str],
    pub(crate) ui: &'static [&'static str],
}

/// The names of all editions, oldest first.
#[must_use]
pub fn editions() -> &'static [&'static str] {
    &["2026"]
}

/// The template of an edition that has this text.
pub(crate) fn own_source(text: &str) -> Option<&'static str> {
    let sources = |it: &'static Edition| [it.pixel_art, it.hand_drawn, it.ui];
    EDITIONS.iter().flat_map(sources).find(|it| *it == text)
}

/// The edition of this name, if there is one.
pub(crate) fn find(name: &str) -> Option<&'static Edition> {
    EDITIONS.iter().find(|it| it.name == name)
}

/// The edition of this name; the newest one for a name that is none, since a misspelt edition is
/// reported where the manifest is read.
pub(crate) fn of(name: &str) -> &'static Edition {
    let newest = EDITIONS.last().expect("there is an edition");
    find(name).unwrap_or(newest)
}

static EDITIONS: &[Edition] = &[Edition {
    name: "2026",
    pixel_art: include_str!("edition_2026/pixel_art.jinja"),
    hand_drawn: include_str!("edition_2026/hand_drawn.jinja"),
    ui: include_str!("edition_2026/ui.jinja"),
    opening: include_str!("edition_2026/opening.jinja"),
    composition: include_str!("edition_2026/composition.jinja"),
    references: include_str!("edition_2026/references.jinja"),
    background: include_str!("edition_2026/background.jinja"),
    plate: include_str!("edition_2026/plate.jinja"),
    frame: include_str!("edition_2026/frame.jinja"),
    sheet: include_str!("edition_2026/sheet.jinja"),
    state: include_str!("edition_2026/state.jinja"),
    judge: include_str!("edition_2026/judge.jinja"),
    refine: include_str!("edition_2026/refine.jinja"),
    defaults: &[
        ("subject", "a small game object"),
        ("purpose", "a picture in a 2D game"),
        ("width", "512"),
        ("height", "512"),
        ("pixel_density", "32x32"),
        ("kind", "sprite"),
        // Conditions: empty where they do not hold.
        ("pixel_art", ""),
        ("opaque", ""),
        ("tileable", ""),
        ("sheet", ""),
        ("facing", "right"),
        ("pose", "idle stance"),
        // Nothing is taken after, and no colours are asked for, unless somebody says so.
        ("inspired_by", ""),
        ("palette", ""),
        ("palette_size", ""),
        ("primary_color", ""),
        ("accent_color", ""),
        ("mood", ""),
        ("art_style", "the game's style"),
        ("proportions", "stylised"),
        ("detail_level", "medium"),
        ("element_type", "button"),
        ("states", ""),
        ("border_style", "thin solid border"),
        ("shadow_style", "soft highlight above, shade below"),
        ("icon_style", "simple flat icons"),
        ("lettering", "Its face stays clear: the game sets its own lettering there."),
    ],
    of_template: [
        &[("pixel_art", "yes"), ("art_style", "pixel art")],
        &[("art_style", "cartoon"), ("mood", "cheerful")],
        &[("kind", "ui")],
    ],
    avoid: Avoid {
        text: &["text", "words", "letters", "numbers"],
        always: &[
            "watermark",
            "signature",
            "blur",
            "out of focus",
            "low quality",
            "low resolution",
            "JPEG artefacts",
            "compression artefacts",
        ],
        logo: &["logo"],
        background: &["complex background", "detailed background", "photorealistic background"],
        single: &["multiple subjects", "crowded composition"],
        pixel_art: &[
            "anti-aliasing",
            "smooth edges",
            "gradients",
            "alpha blending",
            "photorealistic",
            "3D rendering",
        ],
        hand_drawn: &[
            "photorealistic",
            "3D",
            "pixel art",
            "low poly",
            "texture",
            "grain",
            "noise",
            "interface elements",
        ],
        ui: &["photorealistic", "fussy detail", "character", "landscape", "complex scene", "3D"],
    },
    key_colours: &[
        Rgb([255, 0, 255]),
        Rgb([0, 255, 0]),
        Rgb([0, 255, 255]),
        Rgb([0, 0, 255]),
        Rgb([255, 128, 0]),
        Rgb([128, 0, 255]),
    ],
}];
