//! Queries of assets: each by itself, and what a file's assets have to say to the whole.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::db::asset_world::AssetWorld;
use crate::db::definitions::{Definition, definitions};
use crate::db::engine::Db;
use crate::db::files::parsed;
use crate::db::inputs::DefFile;
use crate::db::settings::project;
use crate::db::styles::broken_styles;
use crate::diagnostic::{Anchor, Code, Diagnostic};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::resolve;
use crate::resolve::{Asset, Edge, Outputs, output_paths};

/// What became of a declaration.
#[derive(Debug, PartialEq)]
pub(crate) struct Resolved {
    /// The asset; `None` if mistakes keep it from being built.
    pub(crate) asset: Option<Arc<Asset>>,
    /// Everything that is wrong with it.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Whether it uses a style that has mistakes.
    pub(crate) broken_style: bool,
}

/// What a declaration means.
#[salsa::tracked]
pub(crate) fn asset<'db>(db: &'db dyn Db, definition: Definition<'db>) -> Resolved {
    let declaration = definition.declaration(db);
    db.ran("asset", &declaration.name);
    db.resolved(&declaration.name);
    let world = AssetWorld::new(db);
    let project = project(db, db.workspace());
    let (asset, diagnostics) = resolve::asset(declaration, project, &world);
    let broken_style = world.broken_style.get();
    Resolved { asset: asset.map(Arc::new), diagnostics, broken_style }
}

/// What each asset of a file needs.
#[salsa::tracked]
pub(crate) fn links(db: &dyn Db, file: DefFile) -> Vec<(AssetName, Vec<Edge>)> {
    db.ran("links", file.path(db));
    let link = |definition: &Definition<'_>| {
        let edges = asset(db, *definition).asset.as_ref().map(|it| it.edges());
        (definition.node(db).name(db).clone(), edges.unwrap_or_default())
    };
    definitions(db, file).assets.iter().map(link).collect()
}

/// A name, where it is declared, and what it would write.
pub(crate) type Claim = (AssetName, Anchor, Option<Outputs>);

/// What each asset of a file would write; nothing, if it cannot be built.
#[salsa::tracked]
pub(crate) fn claims(db: &dyn Db, file: DefFile) -> Vec<Claim> {
    db.ran("claims", file.path(db));
    let claim = |definition: &Definition<'_>| {
        let declaration = definition.declaration(db);
        let outputs = asset(db, *definition).asset.as_ref().map(|it| output_paths(it));
        (declaration.name.clone(), declaration.at().clone(), outputs)
    };
    definitions(db, file).assets.iter().map(claim).collect()
}

/// What is wrong with a file and its assets, but for what only the whole project shows.
#[derive(Debug, PartialEq, Default)]
pub(crate) struct Problems {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Assets that cannot be built since their style or their set has mistakes, and which of
    /// these it is.
    pub(crate) broken: BTreeMap<AssetName, Vec<Owner>>,
}

/// What gives assets their defaults.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// A style, by name.
    Style(String),
    /// A set, by the file and its name there.
    Set(ProjectPath, String),
}

/// What is wrong with a file and its assets.
#[salsa::tracked]
pub(crate) fn problems(db: &dyn Db, file: DefFile) -> Problems {
    db.ran("problems", file.path(db));
    let mut res = Problems::default();
    res.diagnostics.extend(parsed(db, file).0.diagnostics.iter().cloned());
    let definitions = definitions(db, file);
    res.diagnostics.extend(definitions.diagnostics.iter().cloned());
    let wrong = res.diagnostics.iter().filter(|it| it.is_error());
    let wrong: BTreeSet<AssetName> = wrong.filter_map(|it| it.asset.clone()).collect();
    for it in &definitions.assets {
        let declaration = it.declaration(db);
        let found = asset(db, *it);
        let set = declaration.set.as_ref().filter(|it| definitions.broken_sets.contains(*it));
        let is_broken = found.broken_style || set.is_some();
        // The key that is missing may be the one with the mistake.
        let is_told = |diagnostic: &&Diagnostic| {
            let doubtful = is_broken || wrong.contains(&declaration.name);
            diagnostic.code != Code::MissingKey || !doubtful
        };
        res.diagnostics.extend(found.diagnostics.iter().filter(is_told).cloned());
        if is_broken {
            let mut owners: Vec<Owner> =
                set.map(|it| Owner::Set(file.path(db).clone(), it.clone())).into_iter().collect();
            if found.broken_style {
                let styles = declaration.style().map(|it| broken_styles(db, it));
                owners.extend(styles.unwrap_or_default().into_iter().map(Owner::Style));
            }
            res.broken.insert(declaration.name.clone(), owners);
        }
    }
    res
}
