//! `Sink`: what is wrong with a file, and which assets, styles and sets it breaks.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Anchor, Code, Diagnostic, Place, nearest};
use crate::manifest::trail::Trail;
use crate::name::AssetName;
use crate::path::ProjectPath;

/// What cannot be built because of a mistake in the table that is being read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Scope {
    /// Nothing that has a name.
    #[default]
    File,
    /// An asset, animation, atlas, or a row of a set.
    Asset(AssetName),
    /// All assets of a style.
    Style(String),
    /// All rows of a set.
    Set(String),
}

/// Where in the file values lie.
pub(super) enum Layout {
    /// At key paths.
    Keys,
    /// All in one line of a CSV file, as texts.
    Line(usize),
}

/// Gathers what is wrong.
pub(super) struct Sink<'f> {
    file: &'f ProjectPath,
    pub(super) layout: Layout,
    pub(super) scope: Scope,
    /// The first byte of the entry that is being read; mistakes are listed in this order.
    pub(super) at: usize,
    pub(super) found: Vec<(usize, Diagnostic)>,
    pub(super) broken_styles: BTreeSet<String>,
    pub(super) broken_sets: BTreeSet<String>,
    /// Bytes that are not TOML: sorted, apart from each other. What the parser made of them means
    /// nothing, and has already been complained about.
    torn: Vec<Range<usize>>,
}

/// From here on advice is not worth its time: a file with so many mistakes is no manifest.
const MOST_ADVICE: usize = 500;

impl<'f> Sink<'f> {
    pub(super) fn new(file: &'f ProjectPath, layout: Layout, torn: Vec<Range<usize>>) -> Sink<'f> {
        Sink {
            file,
            layout,
            scope: Scope::File,
            at: 0,
            found: Vec::new(),
            broken_styles: BTreeSet::new(),
            broken_sets: BTreeSet::new(),
            torn,
        }
    }

    /// Runs `read` with mistakes counted against `scope`.
    pub(super) fn within<T>(&mut self, scope: Scope, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.scope, scope);
        let res = read(self);
        self.scope = outer;
        res
    }

    /// What was found, in the order of the file.
    pub(super) fn take_found(&mut self) -> Vec<Diagnostic> {
        let mut res = std::mem::take(&mut self.found);
        res.sort_by_key(|(at, _)| *at);
        res.into_iter().map(|(_, it)| it).collect()
    }

    pub(super) fn is_torn(&self, extent: &Range<usize>) -> bool {
        let next = self.torn.partition_point(|it| it.end <= extent.start);
        self.torn.get(next).is_some_and(|it| it.start <= extent.end)
    }

    /// Whether values are cells of a CSV file: texts, whatever they mean.
    pub(super) fn has_cells(&self) -> bool {
        matches!(self.layout, Layout::Line(_))
    }

    pub(super) fn at_key(
        &mut self,
        code: Code,
        trail: &Trail<'_>,
        message: String,
    ) -> &mut Diagnostic {
        self.report(code, Place::Key(trail.path()), message)
    }

    pub(super) fn at_value(
        &mut self,
        code: Code,
        trail: &Trail<'_>,
        message: String,
    ) -> &mut Diagnostic {
        self.report(code, Place::Value(trail.path()), message)
    }

    fn report(&mut self, code: Code, place: Place, message: String) -> &mut Diagnostic {
        let place = match self.layout {
            Layout::Keys => place,
            Layout::Line(line) => Place::Line(line),
        };
        let mut res = Diagnostic::error(code, self.anchor(place), message);
        match &self.scope {
            Scope::File => {}
            Scope::Asset(name) => res.asset = Some(name.clone()),
            Scope::Style(name) => {
                self.broken_styles.insert(name.clone());
            }
            Scope::Set(name) => {
                self.broken_sets.insert(name.clone());
            }
        }
        self.found.push((self.at, res));
        &mut self.found.last_mut().expect("one was pushed").1
    }

    pub(super) fn anchor(&self, place: Place) -> Anchor {
        Anchor { file: self.file.clone(), place }
    }

    /// The word that was most likely meant, or all that there are, after `intro`.
    pub(super) fn did_you_mean(&self, word: &str, known: &[&str], intro: &str) -> String {
        let asked = self.found.len() < MOST_ADVICE && word.len() <= 100;
        let near = asked.then(|| nearest(word, known.iter().copied())).flatten();
        match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("{intro} {}", listed(known)),
        }
    }
}

/// The words in backticks.
pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|it| format!("`{it}`")).collect();
    quoted.join(", ")
}
