//! Text → tables, and everything that is wrong with it.

use std::collections::BTreeSet;

use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::pictures::{animation, asset, assets, atlas, sets, styles};
use crate::manifest::reader::{Spot, Table, Trail};
use crate::manifest::settings::{budget, export, models, project, providers, quality};
use crate::manifest::sink::{Layout, Sink, shown};
use crate::manifest::syntax;
use crate::manifest::tables::Manifest;
use crate::manifest::value::table;
use crate::path::ProjectPath;

/// The name of the workspace file.
pub const WORKSPACE_FILE: &str = "assetbuild.toml";

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
    if let Some(diagnostic) = syntax::too_deep(file, text) {
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
    res.broken_styles.append(&mut sink.broken_styles);
    res.broken_sets.append(&mut sink.broken_sets);
    res
}

fn manifest(root: &DeTable<'_>, sink: &mut Sink<'_>, is_workspace: bool) -> Manifest {
    let mut t = Table::new(root, &Trail::TOP, sink);
    let res = Manifest {
        project: t.get("project", |it, s| only_in(is_workspace, it, s, project)),
        models: setting(&mut t, "models", is_workspace, models),
        quality: setting(&mut t, "quality", is_workspace, quality),
        budget: setting(&mut t, "budget", is_workspace, budget),
        provider: setting(&mut t, "provider", is_workspace, providers),
        export: setting(&mut t, "export", is_workspace, export),
        style: t.get("style", styles).unwrap_or_default(),
        asset: t
            .get("asset", |it, s| assets(it, s, |it, s| table(it, s, "an asset", asset)))
            .unwrap_or_default(),
        set: t.get("set", sets).unwrap_or_default(),
        animation: t
            .get("animation", |it, s| {
                assets(it, s, |it, s| table(it, s, "an animation", animation))
            })
            .unwrap_or_default(),
        atlas: t
            .get("atlas", |it, s| assets(it, s, |it, s| table(it, s, "an atlas", atlas)))
            .unwrap_or_default(),
    };
    unknown_tables(&mut t);
    res
}

/// A table that has a default.
fn setting<'f, T: Default>(
    t: &mut Table<'_, '_, 'f>,
    key: &'static str,
    is_workspace: bool,
    read: impl FnOnce(Spot<'_>, &mut Sink<'f>) -> Option<T>,
) -> T {
    t.get(key, |it, s| only_in(is_workspace, it, s, read)).unwrap_or_default()
}

/// Reads a table that only the workspace file may have.
fn only_in<'f, T>(
    is_workspace: bool,
    it: Spot<'_>,
    sink: &mut Sink<'f>,
    read: impl FnOnce(Spot<'_>, &mut Sink<'f>) -> Option<T>,
) -> Option<T> {
    if is_workspace {
        return read(it, sink);
    }
    let message = format!("`[{}]` is only in `{WORKSPACE_FILE}`", it.trail.last());
    sink.at_key(Code::UnknownTable, &it.trail, message).help =
        Some(format!("move it to `{WORKSPACE_FILE}`"));
    None
}

fn unknown_tables(t: &mut Table<'_, '_, '_>) {
    let known = t.known().to_vec();
    for (key, at, value) in t.unknown() {
        t.sink.at = at;
        let (code, message) = if value.is_table() || value.is_array() {
            let message = format!("there is no table `[{}]`", shown(key));
            (Code::UnknownTable, message)
        } else {
            let message = format!("`{}` belongs to no table", shown(key));
            (Code::UnknownKey, message)
        };
        let help = t.sink.did_you_mean(key, &known, "the tables are");
        t.sink.at_key(code, &Trail::TOP.key(key), message).help = Some(help);
    }
}
