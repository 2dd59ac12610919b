//! Text → tables, and everything that is wrong with it.

use std::collections::BTreeSet;

use toml::de::DeTable;

use crate::diagnostic::Diagnostic;
use crate::manifest::kept::kept;
use crate::manifest::sink::{Layout, Sink};
use crate::manifest::syntax;
use crate::manifest::tables::{Manifest, WORKSPACE_FILE, manifest};
use crate::path::ProjectPath;

/// What was understood of a file, and what was wrong with it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    /// Every table that could be understood. Values with mistakes are left out of their tables,
    /// the tables stay: what refers to them by name is not wrong.
    pub manifest: Manifest,
    /// Every mistake, in the order of the file; what is not TOML first.
    pub diagnostics: Vec<Diagnostic>,
    /// Styles with mistakes: nothing that uses them can be built.
    pub broken_styles: BTreeSet<String>,
    /// Sets with mistakes outside their rows: none of their rows can be built.
    pub broken_sets: BTreeSet<String>,
    /// Whether tables may be missing: something that is not TOML has swallowed them. An asset
    /// that is not in the manifest is then not known to be gone.
    pub incomplete: bool,
}

/// Reads a manifest. Never fails: what cannot be understood is a diagnostic.
///
/// Diagnostics that name an asset keep only that asset from being built.
#[must_use]
pub fn parse(file: &ProjectPath, text: &str) -> Parsed {
    if let Some(diagnostic) = syntax::too_large(file, text) {
        return Parsed { diagnostics: vec![diagnostic], incomplete: true, ..Parsed::default() };
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    let mistakes = syntax::mistakes(file, text, root.get_ref(), &errors);

    let mut sink = Sink::new(file, Layout::Keys, mistakes.torn);
    let manifest = manifest(root.get_ref(), &mut sink, file.as_str() == WORKSPACE_FILE);
    let mut res = Parsed {
        manifest,
        diagnostics: mistakes.diagnostics,
        broken_styles: mistakes.broken_styles,
        broken_sets: mistakes.broken_sets,
        incomplete: mistakes.incomplete,
    };
    res.diagnostics.append(&mut sink.take_found());
    res.diagnostics = kept(file, res.diagnostics);
    res.broken_styles.append(&mut sink.broken_styles);
    res.broken_sets.append(&mut sink.broken_sets);
    res
}
