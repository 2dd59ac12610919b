//! `Style`: a style guide with all that it takes from its parents.

use crate::action::Edges;
use crate::diagnostic::{Code, Diagnostic};
use crate::limit;
use crate::manifest::{CommonKeys, StyleTable};
use crate::path::ProjectPath;
use crate::resolve::mistakes::Mistakes;
use crate::resolve::style_guide::StyleGuide;
use crate::resolve::{Places, merge};

/// A style guide, and defaults for the assets that name it; complete.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// Its name.
    pub name: String,
    /// All keys, those of its parents included.
    pub table: StyleTable,
    /// Where they were written.
    pub places: Places,
    /// What is wrong with it; no asset of the style can be built then.
    pub mistakes: Vec<Diagnostic>,
}

impl Style {
    /// Whether its pictures are pixel art: by its template, or since its edges are hard and it
    /// is not drawn by hand.
    #[must_use]
    pub fn is_pixel_art(&self) -> bool {
        is_pixel_art(&self.table.common, None)
    }
}

/// Whether pictures with these keys of their own are pixel art. A template that is not one way of
/// drawing leaves that to the style, or to hard edges.
pub(crate) fn is_pixel_art(own: &CommonKeys, style: Option<&Style>) -> bool {
    match (own.guide.template.as_deref(), style) {
        (None, Some(style)) => style.is_pixel_art(),
        (None | Some("pixel-art"), _) => true,
        (Some("hand-drawn"), _) => false,
        (Some(_), style) => {
            own.edges == Some(Edges::Hard) || style.is_some_and(Style::is_pixel_art)
        }
    }
}

/// One style of a chain of parents.
#[derive(Debug, Clone, Copy)]
pub struct StyleLayer<'a> {
    /// Its name.
    pub name: &'a str,
    /// The manifest that declares it.
    pub file: &'a ProjectPath,
    /// What it says itself.
    pub table: &'a StyleTable,
}

/// A style from itself and its parents, the root first, and what is wrong with it.
///
/// `chain` ends where a parent is not known or comes a second time, and `known` are the names of
/// all styles: a root that still extends something is a mistake.
///
/// # Panics
///
/// If the chain is empty: the style itself is its last link.
#[must_use]
pub fn style(chain: &[StyleLayer<'_>], known: &[String]) -> (Style, Vec<Diagnostic>) {
    let mut mistakes = Mistakes::default();
    check_root(chain, known, &mut mistakes);
    let last = chain.last().expect("a style is the last of its own chain");
    let (table, places) = merged(chain);
    if last.table.common.style.is_some() {
        let message = format!("the style `{}` cannot name a style", last.name);
        let at = places.key("style");
        mistakes.error_help(Code::Conflict, at, message, "to build on it, write `extends`");
    }
    // Its assets read the guide with their own keys; what is wrong with the style's is told once.
    drop(StyleGuide::read(&table.common.guide, &places, &mut mistakes));
    let mistakes = mistakes.0;
    let res = Style { name: last.name.to_owned(), table, places, mistakes: mistakes.clone() };
    (res, mistakes)
}

/// Styles of one name: the first one stands, by file; every other is wrong.
#[must_use]
pub fn duplicate_styles<'a>(
    styles: impl IntoIterator<Item = (&'a str, &'a ProjectPath)>,
) -> Vec<Diagnostic> {
    let mut sorted: Vec<_> = styles.into_iter().collect();
    sorted.sort();
    let at = |it: &(&str, &ProjectPath)| Places::new(it.1, &["style", it.0]).table().clone();
    let mut res = Vec::new();
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        let first = &group[0];
        for other in &group[1..] {
            let message = format!("two styles are called `{}`", first.0);
            let found = Diagnostic::error(Code::DuplicateName, at(other), message)
                .label("declared again here")
                .also(at(first), "declared first here")
                .help("rename one of them");
            res.push(found);
        }
    }
    res
}

fn merged(chain: &[StyleLayer<'_>]) -> (StyleTable, Places) {
    let place = |it: &StyleLayer<'_>| Places::new(it.file, &["style", it.name]);
    let root = chain.first().expect("a style is the last of its own chain");
    let mut res = (root.table.clone(), place(root));
    for layer in &chain[1..] {
        let (mut table, mut places) = (layer.table.clone(), place(layer));
        merge::table(&mut table, &mut places, &res.0, &res.1);
        res = (table, places);
    }
    res
}

fn check_root(chain: &[StyleLayer<'_>], known: &[String], mistakes: &mut Mistakes) {
    let Some(root) = chain.first() else { return };
    let Some(parent) = &root.table.extends else {
        return;
    };
    let at = Places::new(root.file, &["style", root.name]).key("extends");
    if chain.iter().any(|it| it.name == parent) {
        let back = chain.iter().position(|it| it.name == parent).unwrap_or(0);
        mistakes.0.push(ring(&chain[..=back]));
    } else if chain.len() >= limit::STYLES_IN_A_ROW {
        let most = limit::STYLES_IN_A_ROW;
        let message = format!("more than {most} styles extend each other in a row");
        mistakes.error(Code::Conflict, at, message);
    } else {
        let message = format!("unknown style `{parent}`");
        let known = known.iter().map(String::as_str);
        mistakes.unknown(Code::UnknownStyle, at, message, parent, known);
    }
}

/// Styles that extend each other, each the parent of the next one and the last that of the first.
/// The same words wherever the ring is entered.
fn ring(chain: &[StyleLayer<'_>]) -> Diagnostic {
    let mut ring: Vec<&StyleLayer<'_>> = chain.iter().rev().collect();
    let first = (0..ring.len()).min_by_key(|it| ring[*it].name).unwrap_or(0);
    ring.rotate_left(first);
    let names = ring.iter().chain(&ring[..1]).map(|it| it.name);
    let names: Vec<&str> = names.collect();
    let at = |it: &StyleLayer<'_>| Places::new(it.file, &["style", it.name]).key("extends");
    let message = match ring.len() {
        1 => format!("the style `{}` extends itself", names[0]),
        _ => format!("styles extend each other in a ring: {}", names.join(" → ")),
    };
    let mut res = Diagnostic::error(Code::Cycle, at(ring[0]), message);
    for it in &ring[1..] {
        res = res.also(at(it), "");
    }
    res.help("remove one of these `extends`")
}
