//! `Template`: what turns an asset's words into a prompt.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::action::Words;
use crate::prompt::{RenderProblem, edition, engine};

/// A template that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuiltIn {
    /// A sprite in the manner of 16-bit consoles.
    PixelArt,
    /// Bold outlines, flat fills.
    HandDrawn,
    /// An element of an interface.
    Ui,
}

/// What turns an asset's words into a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its text, in the language of Jinja.
    pub source: Arc<str>,
    /// Which built-in one it is; none for a user's own.
    pub builtin: Option<BuiltIn>,
}

/// The built-in template of this name; none if edition or name is not known.
#[must_use]
pub fn built_in_template(edition: &str, name: &str) -> Option<Template> {
    let words = edition::find(edition)?;
    let (source, builtin) = match name {
        "pixel-art" => (words.pixel_art, BuiltIn::PixelArt),
        "hand-drawn" => (words.hand_drawn, BuiltIn::HandDrawn),
        "ui" => (words.ui, BuiltIn::Ui),
        _ => return None,
    };
    Some(Template { source: source.into(), builtin: Some(builtin) })
}

/// The names of the built-in templates.
#[must_use]
pub fn template_names() -> &'static [&'static str] {
    &["pixel-art", "hand-drawn", "ui"]
}

/// A user's own template.
///
/// # Errors
///
/// If it is no template, too long, or uses expressions that build values of any size.
pub fn custom_template(source: &str) -> Result<Template, RenderProblem> {
    engine::check(source)?;
    Ok(Template { source: source.into(), builtin: None })
}

/// The variables that a template reads, itself or by those that are made of others, and does not set.
#[must_use]
pub fn variables_used(edition: &str, template: &Template) -> BTreeSet<String> {
    let mut res = match template.builtin.and_then(|_| edition::own_source(&template.source)) {
        Some(source) => engine::undeclared_in_own(source),
        None => engine::undeclared(&template.source),
    };
    for (name, source) in fragments(edition) {
        if res.contains(name) {
            res.append(&mut engine::undeclared_in_own(source));
        }
    }
    res
}

/// The variables whose text is rendered from others.
fn fragments(edition: &str) -> [(&'static str, &'static str); 2] {
    let words = edition::of(edition);
    [("opening", words.opening), ("composition", words.composition)]
}

/// The prompt, with [`Words::BACKGROUND`] where the line about the background belongs: where the
/// template says `{{ background }}`, else as a last paragraph.
///
/// # Errors
///
/// If the template reads a variable that has no value, or a user's own one passes its limits.
pub fn render(
    edition: &str,
    template: &Template,
    vars: &BTreeMap<String, String>,
) -> Result<String, RenderProblem> {
    // A mark inside a value would pull the line about the background into the user's words.
    let mut vars: BTreeMap<String, String> = vars
        .iter()
        .map(|(name, text)| (name.clone(), text.replace(Words::BACKGROUND, "")))
        .collect();
    vars.insert("background".to_owned(), Words::BACKGROUND.to_owned());
    for (name, source) in fragments(edition) {
        if template.source.contains(name) && !vars.contains_key(name) {
            let text = engine::fill_built_in(source, &vars)?;
            vars.insert(name.to_owned(), text);
        }
    }
    let own = template.builtin.and_then(|_| edition::own_source(&template.source));
    let mut res = match own {
        Some(source) => engine::fill_built_in(source, &vars)?,
        None => engine::fill_custom(&template.source, &vars)?,
    };
    if !res.contains(Words::BACKGROUND) {
        res.push_str("\n\n");
        res.push_str(Words::BACKGROUND);
    }
    Ok(res)
}
