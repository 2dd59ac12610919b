//! `Database`: the one door to all queries.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use salsa::{Durability, Setter};

use crate::db::analysis::analysis;
use crate::db::assets::asset;
use crate::db::definitions::{Definition, definition_of};
use crate::db::engine::{Db, Engine};
use crate::db::styles::{StyleName, own_style, style_index};
use crate::db::{Analysis, Change, WantedFiles, change, settings};
use crate::diagnostic::{Anchor, KeyPath, Place};
use crate::model::{Abilities, Catalog, ModelId};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::resolve::{Asset, ProjectSettings};

/// All that is known of a project. One thread owns it; what it answers are plain values.
pub struct Database {
    engine: Engine,
    /// Counts changes of files that were changes.
    revision: u64,
}

impl Database {
    /// A project of which nothing is known but the path of its workspace file.
    #[must_use]
    pub fn new(workspace: &ProjectPath) -> Database {
        Database { engine: Engine::new(workspace, false), revision: 0 }
    }

    /// The same, with a log of the queries that run.
    #[must_use]
    pub fn with_log(workspace: &ProjectPath) -> Database {
        Database { engine: Engine::new(workspace, true), revision: 0 }
    }

    /// Which queries ran since this was last asked, in order: `asset(hero)`. Empty without a log.
    pub fn take_log(&self) -> Vec<String> {
        self.engine.log.as_ref().map(RefCell::take).unwrap_or_default()
    }

    /// Assets that were resolved since this was last asked: no others can have changed.
    pub fn take_resolved(&mut self) -> BTreeSet<AssetName> {
        std::mem::take(self.engine.resolved.get_mut())
    }

    /// Takes in what became of files. What is as it was sets nothing off.
    pub fn apply(&mut self, change: Change) {
        if change::apply(&mut self.engine, change) {
            self.revision += 1;
        }
    }

    /// Counts up whenever a file was not what it was before.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The files that are needed and were not supplied. Until it is empty, answers are those of a
    /// project without these files.
    #[must_use]
    pub fn wanted(&self) -> WantedFiles {
        self.whole();
        change::wanted(&self.engine)
    }

    /// What the workspace file says.
    #[must_use]
    pub fn project(&self) -> Arc<ProjectSettings> {
        settings::project(&self.engine, self.engine.workspace()).clone()
    }

    /// The project as a whole.
    #[must_use]
    pub fn analysis(&self) -> Analysis {
        self.whole().clone()
    }

    /// An asset that is declared and can be built.
    #[must_use]
    pub fn asset(&self, name: &AssetName) -> Option<Arc<Asset>> {
        if self.whole().broken.contains_key(name) {
            return None;
        }
        asset(&self.engine, self.definition(name)?).asset.clone()
    }

    /// The manifests that declare a style.
    #[must_use]
    pub fn style_files(&self) -> BTreeSet<ProjectPath> {
        let files = style_index(&self.engine, self.engine.workspace()).files.values().flatten();
        files.map(|it| it.path(&self.engine).clone()).collect()
    }

    /// Where an asset is declared; the first place, if there are several.
    #[must_use]
    pub fn place(&self, name: &AssetName) -> Option<Anchor> {
        let definition = self.definition(name)?;
        Some(definition.declaration(&self.engine).at().clone())
    }

    /// Where a style is declared; the first place, if there are several.
    #[must_use]
    pub fn style_place(&self, style: &str) -> Option<Anchor> {
        let name = StyleName::new(&self.engine, style.to_owned());
        let own = own_style(&self.engine, name).as_ref()?;
        let place = Place::Key(KeyPath::of(&["style", style]));
        Some(Anchor { file: own.file.path(&self.engine).clone(), place })
    }

    /// Says which models there are, here and today.
    pub fn set_catalog(&mut self, catalog: Arc<Catalog>) {
        let workspace = self.engine.workspace();
        if **workspace.catalog(&self.engine) == *catalog {
            return;
        }
        workspace.set_catalog(&mut self.engine).with_durability(Durability::MEDIUM).to(catalog);
    }

    /// What a model can do; `None` if there is no such model.
    #[must_use]
    pub fn abilities(&self, model: &ModelId) -> Option<Abilities> {
        settings::abilities(&self.engine, model)
    }

    fn whole(&self) -> &Analysis {
        analysis(&self.engine, self.engine.workspace())
    }

    fn definition(&self, name: &AssetName) -> Option<Definition<'_>> {
        definition_of(&self.engine, self.engine.node(name))
    }
}
