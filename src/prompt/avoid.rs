//! What pictures should not show.

use indexmap::IndexSet;

use crate::action::PictureKind;
use crate::prompt::{BuiltIn, Template, edition};

/// What of a picture decides what it should not show.
#[derive(Debug, Clone, Copy)]
pub struct Shows<'a> {
    /// How its prompt is worded.
    pub template: &'a Template,
    /// What it is for.
    pub kind: PictureKind,
    /// Whether it is pixel art.
    pub pixel_art: bool,
    /// Whether it fills its frame.
    pub opaque: bool,
    /// Whether it shows its subject several times, as a sheet of frames does.
    pub sheet: bool,
    /// Whether letters are wanted or at least harmless.
    pub text_allowed: bool,
}

/// What a picture should not show, each once: always, behind the subject, by template, and the
/// user's own.
#[must_use]
pub fn avoid_list(edition: &str, shows: &Shows<'_>, own: &[String]) -> Vec<String> {
    let avoid = &edition::of(edition).avoid;
    let when = |holds: bool, list: &'static [&'static str]| if holds { list } else { &[] };
    let scenic = shows.kind == PictureKind::Background;
    let by_template = match shows.template.builtin {
        Some(BuiltIn::PixelArt) => avoid.pixel_art,
        Some(BuiltIn::HandDrawn) => avoid.hand_drawn,
        Some(BuiltIn::Ui) => avoid.ui,
        None => &[],
    };
    let pixel_ui = shows.template.builtin == Some(BuiltIn::Ui) && shows.pixel_art;
    let ours = [
        when(!shows.text_allowed, avoid.text),
        avoid.always,
        when(shows.kind != PictureKind::Logo, avoid.logo),
        when(!shows.opaque && !scenic, avoid.background),
        when(!shows.opaque && !scenic && !shows.sheet, avoid.single),
        by_template,
        when(pixel_ui, avoid.pixel_art),
    ];
    let ours = ours.into_iter().flatten().copied();
    // A scene is a landscape, whatever template words it.
    let fits = |it: &&str| !(scenic && *it == "landscape");
    let own = own.iter().map(|it| it.trim()).filter(|it| !it.is_empty());
    let res: IndexSet<&str> = ours.filter(fits).chain(own).collect();
    res.into_iter().map(str::to_owned).collect()
}

/// The list as a sentence, for models that take it in words; empty if there is nothing to avoid.
#[must_use]
pub fn avoid_words(avoid: &[String]) -> String {
    if avoid.is_empty() {
        return String::new();
    }
    format!("Keep the picture clean and free of the following: {}.", avoid.join(", "))
}
