//! `Analysis`: the project as a whole: in which order assets are made, and everything that is
//! wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::db::assets::{Owner, asset, claims, links, problems};
use crate::db::definitions::{definition_of, definitions};
use crate::db::engine::Db;
use crate::db::inputs::Workspace;
use crate::db::settings::settings;
use crate::db::styles::style_problems;
use crate::diagnostic::{Anchor, Diagnostic, KeySegment, Place};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::resolve;
use crate::resolve::{Declaration, Graph, Impact, Kind, collisions, cycle_diagnostics, duplicates};

/// The project as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// All assets, buildable or not: what one needs stands before it, ties by name. Those that
    /// need themselves are left out.
    pub order: Arc<Vec<AssetName>>,
    /// By asset: those that need it, sorted. Assets that nothing needs are left out.
    pub dependents: Arc<BTreeMap<AssetName, Vec<AssetName>>>,
    /// Everything that is wrong, by file and place. What is wrong with many assets in the same
    /// words is here once and names none of them.
    pub diagnostics: Vec<Diagnostic>,
    /// Assets that are declared and cannot be built, and how many errors keep each from it. Those
    /// that need such an asset are not among them.
    pub broken: BTreeMap<AssetName, usize>,
    /// Files that may declare more than could be understood: what is not declared is then not
    /// known to be gone.
    pub incomplete: BTreeSet<ProjectPath>,
    /// What mistakes in the settings could change.
    pub impact: Impact,
}

/// The graph of all assets.
#[derive(Debug, PartialEq)]
pub(crate) struct Links {
    pub(crate) graph: Graph,
    pub(crate) order: Arc<Vec<AssetName>>,
    pub(crate) dependents: Arc<BTreeMap<AssetName, Vec<AssetName>>>,
}

/// The graph of all assets. Of assets of one name, the first one counts.
#[salsa::tracked]
pub(crate) fn graph(db: &dyn Db, workspace: Workspace) -> Links {
    db.ran("graph", &"");
    let mut edges = BTreeMap::new();
    for (name, list) in workspace.manifests(db).iter().flat_map(|it| links(db, *it)) {
        edges.entry(name.clone()).or_insert_with(|| list.clone());
    }
    let mut dependents: BTreeMap<AssetName, Vec<AssetName>> = BTreeMap::new();
    for (name, list) in &edges {
        let needed: BTreeSet<&AssetName> = list.iter().map(|it| &it.to).collect();
        for other in needed {
            dependents.entry(other.clone()).or_default().push(name.clone());
        }
    }
    let graph = resolve::graph(&edges);
    let order = Arc::new(graph.order.clone());
    Links { graph, order, dependents: Arc::new(dependents) }
}

/// The project as a whole.
#[salsa::tracked]
pub(crate) fn analysis(db: &dyn Db, workspace: Workspace) -> Analysis {
    db.ran("analysis", &"");
    let links = graph(db, workspace);
    let found = everything_wrong(db, workspace);
    let mut held: BTreeMap<Owner, BTreeSet<AssetName>> = BTreeMap::new();
    let mut broken: BTreeMap<AssetName, usize> = BTreeMap::new();
    for it in found.iter().filter(|it| it.is_error()) {
        if let Some(name) = &it.asset {
            *broken.entry(name.clone()).or_default() += 1;
        }
    }
    let impact = impact(&found, workspace.file(db));
    let mut incomplete = BTreeSet::new();
    for file in workspace.manifests(db) {
        incomplete.extend(definitions(db, *file).incomplete.iter().cloned());
        for (name, owners) in &problems(db, *file).broken {
            *broken.entry(name.clone()).or_default() += 1;
            for it in owners {
                held.entry(it.clone()).or_default().insert(name.clone());
            }
        }
    }
    broken.retain(|name, _| definition_of(db, db.node(name)).is_some());
    for name in &links.graph.tangled {
        broken.entry(name.clone()).or_insert(1);
    }
    for name in links.order.iter().filter(|it| is_kept_from(db, impact, it)) {
        broken.entry(name.clone()).or_insert(1);
    }
    Analysis {
        order: links.order.clone(),
        dependents: links.dependents.clone(),
        diagnostics: told_once(found, &held),
        broken,
        incomplete,
        impact,
    }
}

/// What mistakes in the settings could change.
fn impact(found: &BTreeSet<Diagnostic>, workspace: &ProjectPath) -> Impact {
    let settings =
        |it: &&Diagnostic| it.is_error() && it.asset.is_none() && it.primary.at.file == *workspace;
    let all = found.iter().filter(settings).map(|it| Impact::of(&it.primary.at.place));
    all.max().unwrap_or_default()
}

/// Whether mistakes of this impact keep an asset from being built.
fn is_kept_from(db: &dyn Db, impact: Impact, name: &AssetName) -> bool {
    let is_painted = || {
        let definition = definition_of(db, db.node(name))?;
        Some(matches!(asset(db, definition).asset.as_ref()?.kind, Kind::Painted(_)))
    };
    match impact {
        Impact::Own | Impact::Purchases => false,
        Impact::Paintings => is_painted().unwrap_or(true),
        Impact::Everything => true,
    }
}

/// The style or the set in whose table a place lies, but for a set's rows.
fn owner(at: &Anchor) -> Option<Owner> {
    let (Place::Key(path) | Place::Value(path)) = &at.place else { return None };
    let key = |idx: usize| match path.0.get(idx) {
        Some(KeySegment::Key(it)) => Some(it.as_str()),
        Some(KeySegment::Index(_)) | None => None,
    };
    match (key(0)?, key(1)?, key(2)) {
        ("style", name, _) => Some(Owner::Style(name.to_owned())),
        ("set", _, Some("row")) => None,
        ("set", name, _) => Some(Owner::Set(at.file.clone(), name.to_owned())),
        _ => None,
    }
}

/// Everything that is wrong, each of it once.
fn everything_wrong(db: &dyn Db, workspace: Workspace) -> BTreeSet<Diagnostic> {
    let mut res = BTreeSet::new();
    res.extend(settings(db, workspace).diagnostics.iter().cloned());
    res.extend(style_problems(db, workspace).iter().cloned());
    let mut declarations: Vec<&Declaration> = Vec::new();
    let mut writing = BTreeMap::new();
    for file in workspace.manifests(db) {
        res.extend(problems(db, *file).diagnostics.iter().cloned());
        let list = definitions(db, *file).assets.iter();
        declarations.extend(list.map(|it| &**it.declaration(db)));
        for (name, at, outputs) in claims(db, *file) {
            writing.entry(name).or_insert((at, outputs));
        }
    }
    res.extend(duplicates(&declarations));
    let writing = writing.iter().filter_map(|(name, it)| Some((*name, it.0, it.1.as_ref()?)));
    res.extend(collisions(writing));
    let mention = |one: &AssetName, other: &AssetName| {
        let found = definition_of(db, db.node(one))?;
        Some(found.declaration(db).mention(other))
    };
    res.extend(cycle_diagnostics(&graph(db, workspace).graph, &mention));
    res
}

/// By file and place; what differs in nothing but the asset is told once, of no asset. `held`
/// are the assets of broken styles and sets.
fn told_once(
    found: BTreeSet<Diagnostic>,
    held: &BTreeMap<Owner, BTreeSet<AssetName>>,
) -> Vec<Diagnostic> {
    let mut by_words: BTreeMap<Diagnostic, Vec<Diagnostic>> = BTreeMap::new();
    for it in found {
        let words = Diagnostic { asset: None, ..it.clone() };
        by_words.entry(words).or_default().push(it);
    }
    let one = |(words, mut all): (Diagnostic, Vec<Diagnostic>)| {
        if all.len() == 1 && all[0].asset.is_some() {
            return all.remove(0);
        }
        let mut names: BTreeSet<AssetName> = all.into_iter().filter_map(|it| it.asset).collect();
        let owned = owner(&words.primary.at).and_then(|it| held.get(&it));
        names.extend(owned.into_iter().flatten().cloned());
        Diagnostic { n_assets: names.len(), ..words }
    };
    let mut res: Vec<Diagnostic> = by_words.into_iter().map(one).collect();
    res.sort_by(|a, b| (&a.primary.at, a).cmp(&(&b.primary.at, b)));
    res
}
