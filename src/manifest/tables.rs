//! `Manifest`: all tables of one file, as a user writes them. Nothing is filled in, no name is
//! followed.
//!
//! The documentation of tables and keys is the manifest reference: the JSON Schema takes it from
//! there. No value has a position, so that equal declarations are equal wherever they stand.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use toml::de::DeTable;

use crate::diagnostic::Code;
use crate::manifest::animation::AnimationTable;
use crate::manifest::atlas::AtlasTable;
use crate::manifest::named::assets;
use crate::manifest::pictures::{AssetTable, SetTable, StyleTable, sets, styles};
use crate::manifest::providers;
use crate::manifest::providers::ProviderTable;
use crate::manifest::reader::{Spot, Table};
use crate::manifest::settings::{
    BudgetTable, ExportTable, ModelsTable, ProjectTable, QualityTable, quality,
};
use crate::manifest::sink::Sink;
use crate::manifest::trail::{Trail, shown};
use crate::manifest::value::read_table;

/// The name of the workspace file.
pub const WORKSPACE_FILE: &str = "assetbuild.toml";

/// Everything that one TOML file declares. The workspace file has the same tables.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Manifest {
    /// The project; only in `assetbuild.toml`.
    pub project: Option<ProjectTable>,
    /// Which models play which role.
    #[schemars(default)]
    pub models: ModelsTable,
    /// The loop, for the whole project.
    #[schemars(default)]
    pub quality: QualityTable,
    /// What may be spent.
    #[schemars(default)]
    pub budget: BudgetTable,
    /// Limits and request options of providers, by name. `exec` has a table for each program.
    #[schemars(default, schema_with = "providers::schema")]
    pub provider: BTreeMap<String, ProviderTable>,
    /// What is written beside the pictures.
    #[schemars(default)]
    pub export: ExportTable,
    /// Style guides, by name.
    #[schemars(default)]
    pub style: IndexMap<String, StyleTable>,
    /// Pictures, by name.
    #[schemars(default)]
    pub asset: IndexMap<String, AssetTable>,
    /// Many pictures that are alike, by the name of the set.
    #[schemars(default)]
    pub set: IndexMap<String, SetTable>,
    /// Animations, by name.
    #[schemars(default)]
    pub animation: IndexMap<String, AnimationTable>,
    /// Atlases, by name.
    #[schemars(default)]
    pub atlas: IndexMap<String, AtlasTable>,
}

/// Reads all tables of a file; some are only in the workspace file.
pub(super) fn manifest(root: &DeTable<'_>, sink: &mut Sink<'_>, is_workspace: bool) -> Manifest {
    let mut t = Table::new(root, &Trail::TOP, sink);
    let res = Manifest {
        project: t.get("project", |spot, s| {
            only_in(is_workspace, spot, s, keys_of("`[project]`", ProjectTable::read))
        }),
        models: setting(&mut t, "models", is_workspace, keys_of("`[models]`", ModelsTable::read)),
        quality: setting(&mut t, "quality", is_workspace, quality),
        budget: setting(&mut t, "budget", is_workspace, keys_of("`[budget]`", BudgetTable::read)),
        provider: setting(&mut t, "provider", is_workspace, providers::providers),
        export: setting(&mut t, "export", is_workspace, keys_of("`[export]`", ExportTable::read)),
        style: t.get("style", styles).unwrap_or_default(),
        asset: things(&mut t, "asset", keys_of("an asset", AssetTable::read)),
        set: t.get("set", sets).unwrap_or_default(),
        animation: things(&mut t, "animation", keys_of("an animation", AnimationTable::read)),
        atlas: things(&mut t, "atlas", keys_of("an atlas", AtlasTable::read)),
    };
    unknown_tables(&mut t);
    res
}

/// A reader of a table by its keys; `what` is the table in words.
fn keys_of<T>(
    what: &'static str,
    read: fn(&mut Table<'_, '_, '_>) -> T,
) -> impl Fn(Spot<'_>, &mut Sink<'_>) -> Option<T> {
    move |it, sink| read_table(it, sink, what, read)
}

/// Tables of things that are built, by name; `read` reads one.
fn things<T: Default>(
    t: &mut Table<'_, '_, '_>,
    key: &'static str,
    read: impl Fn(Spot<'_>, &mut Sink<'_>) -> Option<T>,
) -> IndexMap<String, T> {
    t.get(key, |it, s| assets(it, s, read)).unwrap_or_default()
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
