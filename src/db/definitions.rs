//! Queries of what manifests declare, and of where a name is declared.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::db::engine::Db;
use crate::db::files::{FileRows, parsed, rows};
use crate::db::inputs::{DefFile, Node, Workspace};
use crate::db::styles::{StyleName, whole_style};
use crate::diagnostic::{Code, Diagnostic, KeyPath, Place};
use crate::manifest::Manifest;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::resolve;
use crate::resolve::{Declaration, Declared};

/// One asset as one manifest declares it. It belongs to its file, so an asset that is added
/// elsewhere is nothing to it.
#[salsa::tracked]
pub(crate) struct Definition<'db> {
    #[returns(copy)]
    pub(crate) node: Node,
    #[tracked]
    pub(crate) declaration: Arc<Declaration>,
}

/// What one manifest declares.
#[derive(PartialEq, salsa::SalsaValue)]
pub(crate) struct Definitions<'db> {
    /// In its order.
    pub(crate) assets: Vec<Definition<'db>>,
    /// What is wrong with its sets, their rows, and its names.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Sets of which no row can be built.
    pub(crate) broken_sets: BTreeSet<String>,
    /// Files that may declare more than could be understood.
    pub(crate) incomplete: BTreeSet<ProjectPath>,
}

/// What one manifest declares.
#[salsa::tracked]
pub(crate) fn definitions(db: &dyn Db, file: DefFile) -> Definitions<'_> {
    let path = file.path(db);
    db.ran("definitions", path);
    let parsed = &parsed(db, file).0;
    let rows_of = |it: &ProjectPath| Some(rows(db, db.text_file(it)).as_ref()?.rows.clone());
    let (list, diagnostics) = resolve::declarations(path, &parsed.manifest, &rows_of);
    let new = |it: Declaration| Definition::new(db, db.node(&it.name), Arc::new(it));
    let mut res = Definitions {
        assets: list.into_iter().map(new).collect(),
        diagnostics,
        broken_sets: parsed.broken_sets.clone(),
        incomplete: BTreeSet::new(),
    };
    // What has no proper name, or whose rows are not there, is not declared but not gone either.
    if parsed.incomplete || res.diagnostics.iter().any(Diagnostic::is_error) {
        res.incomplete.insert(path.clone());
    }
    for (set, csv, found) in files_of_sets(db, &parsed.manifest) {
        res.diagnostics.extend(found.diagnostics.iter().cloned());
        if found.is_incomplete() {
            // What seems to be missing may stand in what could not be understood.
            let rows = Place::Value(KeyPath::of(&["set", &set, "rows"]));
            res.diagnostics.retain(|it| it.code != Code::MissingKey || it.primary.at.place != rows);
            res.broken_sets.insert(set);
            res.incomplete.insert(csv);
        }
    }
    res
}

/// The CSV files of a manifest's sets, where they are there.
fn files_of_sets<'db>(
    db: &'db dyn Db,
    manifest: &Manifest,
) -> Vec<(String, ProjectPath, &'db FileRows)> {
    let sets = manifest.set.iter().filter_map(|(name, set)| {
        let path = ProjectPath::parse(set.rows.as_ref()?).ok().filter(|it| !it.is_hidden())?;
        let found = rows(db, db.text_file(&path)).as_ref()?;
        Some((name.clone(), path, found))
    });
    sets.collect()
}

/// Where every name is declared first.
#[derive(PartialEq, salsa::SalsaValue)]
pub(crate) struct Index<'db> {
    /// Sorted.
    pub(crate) names: Arc<Vec<AssetName>>,
    /// One for each name.
    pub(crate) definitions: Vec<Definition<'db>>,
}

/// Where every name is declared: by file, then by order.
#[salsa::tracked]
pub(crate) fn index(db: &dyn Db, workspace: Workspace) -> Index<'_> {
    db.ran("index", &"");
    let files = workspace.manifests(db).iter();
    let all = files.flat_map(|it| &definitions(db, *it).assets);
    let mut all: Vec<(&AssetName, Definition<'_>)> =
        all.map(|it| (it.node(db).name(db), *it)).collect();
    all.sort_by_key(|it| it.0);
    all.dedup_by_key(|it| it.0);
    let (names, definitions): (Vec<AssetName>, _) =
        all.into_iter().map(|(name, it)| (name.clone(), it)).unzip();
    Index { names: Arc::new(names), definitions }
}

/// All names, sorted: for advice and for globs.
#[salsa::tracked(returns(clone))]
pub(crate) fn names(db: &dyn Db, workspace: Workspace) -> Arc<Vec<AssetName>> {
    index(db, workspace).names.clone()
}

/// Where a name is declared first. Keeps the index away from all that ask for single names.
#[salsa::tracked(returns(copy))]
pub(crate) fn definition_of(db: &dyn Db, node: Node) -> Option<Definition<'_>> {
    let index = index(db, db.workspace());
    let at = index.names.binary_search(node.name(db)).ok()?;
    Some(index.definitions[at])
}

/// What others need to know of an asset; `None` if nobody declares it.
#[salsa::tracked(returns(clone))]
pub(crate) fn declared_of(db: &dyn Db, node: Node) -> Option<Arc<Declared>> {
    db.ran("declared", node.name(db));
    let declaration = definition_of(db, node)?.declaration(db);
    let style = declaration.style().map(|it| StyleName::new(db, it.to_owned()));
    let style = style.and_then(|it| whole_style(db, it).as_ref());
    let style = style.map(|it| &*it.style);
    Some(Arc::new(resolve::declared(declaration, style)))
}
