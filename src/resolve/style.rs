//! `Style`: a style guide with all that it takes from its parents.

use crate::action::{Criterion, Edges, PaletteMode, Rubric};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::limit;
use crate::manifest::StyleTable;
use crate::path::ProjectPath;
use crate::prompt;
use crate::resolve::mistakes::{Mistakes, alternatives};
use crate::resolve::palette::PaletteSource;
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
    /// Where its prompts come from.
    pub template: TemplateSource,
    /// Its colours, or the file that has them.
    pub palette: PaletteSource,
    /// How they bind.
    pub palette_mode: PaletteMode,
    /// The criteria's weights.
    pub rubric: Rubric,
    /// What is wrong with it; no asset of the style can be built then.
    pub mistakes: Vec<Diagnostic>,
}

/// Where prompts come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateSource {
    /// A template of the edition.
    BuiltIn(String),
    /// A file of the user's.
    File(ProjectPath),
}

impl TemplateSource {
    /// The one for assets without a style.
    pub const DEFAULT: &str = "pixel-art";
}

impl Style {
    /// Whether its pictures are pixel art: by its template, or since its edges are hard and it
    /// is not drawn by hand.
    #[must_use]
    pub fn is_pixel_art(&self) -> bool {
        match &self.template {
            TemplateSource::BuiltIn(it) if it == "pixel-art" => true,
            TemplateSource::BuiltIn(it) if it == "hand-drawn" => false,
            TemplateSource::BuiltIn(_) | TemplateSource::File(_) => {
                self.table.common.edges == Some(Edges::Hard)
            }
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
    let template = template(&table, &places, &mut mistakes);
    let palette = table.palette.as_ref();
    let palette = palette.map(|it| PaletteSource::read(it, &places.key("palette"), &mut mistakes));
    let palette_mode = table.palette_mode.unwrap_or(PaletteMode::Guide);
    let rubric = rubric(&table, &places, &mut mistakes);
    let res = Style {
        name: last.name.to_owned(),
        table,
        places,
        template,
        palette: palette.unwrap_or_default(),
        palette_mode,
        rubric,
        mistakes: mistakes.0.clone(),
    };
    (res, mistakes.0)
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
        merge::style(&mut table, &mut places, &res.0, &res.1);
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

fn template(table: &StyleTable, places: &Places, mistakes: &mut Mistakes) -> TemplateSource {
    let default = TemplateSource::BuiltIn(TemplateSource::DEFAULT.to_owned());
    let Some(text) = &table.template else {
        return default;
    };
    if prompt::template_names().contains(&text.as_str()) {
        return TemplateSource::BuiltIn(text.clone());
    }
    let at = places.key("template");
    if text.contains(['/', '.']) {
        let path = mistakes.input(at, text);
        return path.map_or(default, TemplateSource::File);
    }
    let message = format!("there is no template `{text}`");
    let names = prompt::template_names().iter().copied();
    let help = match nearest(text, names.clone()) {
        Some(it) => format!("did you mean `{it}`?"),
        None => format!("it can be {}, or the path of a file", alternatives(names)),
    };
    mistakes.error_help(Code::BadTemplate, at, message, help);
    default
}

fn rubric(table: &StyleTable, places: &Places, mistakes: &mut Mistakes) -> Rubric {
    let mut res = Rubric::default();
    for (criterion, weight) in &table.rubric {
        *res.weight_mut(*criterion) = *weight;
    }
    if Criterion::ALL.iter().all(|it| res.weight(*it) == 0) {
        let at = places.key("rubric");
        mistakes.error(Code::WrongValue, at, "no criterion of the rubric weighs anything");
    }
    res
}
