//! `Database`: the one door to all queries.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use salsa::{Durability, Setter};

use crate::db::analysis::analysis;
use crate::db::assets::asset;
use crate::db::definitions::{Definition, definition_of};
use crate::db::engine::{Db, Engine};
use crate::db::styles::{StyleName, own_style};
use crate::db::{Analysis, Change, Picked, Shown, Upstream, WantedFiles, change, settings, shown};
use crate::diagnostic::{Anchor, KeyPath, Place};
use crate::digest::Digest;
use crate::model::{Abilities, Catalog, ModelId};
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::resolve::{Asset, Project};

/// All that is known of a project. One thread owns it; what it answers are plain values.
pub struct Database {
    engine: Engine,
    /// Assets that are shown, and will be whatever else is built: there is no need to look
    /// through what they need again. Empty after a change.
    settled: RefCell<BTreeSet<AssetName>>,
    /// Counts changes of files that were changes.
    revision: u64,
}

impl Database {
    /// A project of which nothing is known but the path of its workspace file.
    #[must_use]
    pub fn new(workspace: &ProjectPath) -> Database {
        Database { engine: Engine::new(workspace, false), settled: RefCell::default(), revision: 0 }
    }

    /// The same, with a log of the queries that run.
    #[must_use]
    pub fn with_log(workspace: &ProjectPath) -> Database {
        Database { engine: Engine::new(workspace, true), settled: RefCell::default(), revision: 0 }
    }

    /// Which queries ran since this was last asked, in order: `asset(hero)`. Empty without a log.
    pub fn take_log(&self) -> Vec<String> {
        self.engine.log.as_ref().map(RefCell::take).unwrap_or_default()
    }

    /// Takes in what became of files. What is as it was sets nothing off.
    pub fn apply(&mut self, change: Change) {
        if change::apply(&mut self.engine, change) {
            self.settled.get_mut().clear();
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
    pub fn project(&self) -> Arc<Project> {
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
        self.settled.get_mut().clear();
    }

    /// What a model can do; `None` if there is no such model.
    #[must_use]
    pub fn abilities(&self, model: &ModelId) -> Option<Abilities> {
        settings::abilities(&self.engine, model)
    }

    /// Says which paintings an asset shows, or that there are none. `key` is that of its brief;
    /// of a wholly built-in loop, its finish key. An edit that is taken back finds them again.
    pub fn set_choice(&mut self, node: &AssetName, key: Digest, picks: Option<Vec<Picked>>) {
        let own = |it: &Vec<Picked>| it.iter().any(|it| it.by_person);
        self.set_own_choice(node, key, picks.clone().filter(own));
        let choice = self.engine.choice(node, key);
        let picks = picks.map(Arc::new);
        if *choice.picks(&self.engine) == picks {
            return;
        }
        if choice.picks(&self.engine).is_some() {
            self.settled.get_mut().clear();
        }
        let durability = durability(picks.is_some());
        choice.set_picks(&mut self.engine).with_durability(durability).to(picks);
    }

    /// The same of what a person chose, which is found by the brief whoever paints.
    fn set_own_choice(&mut self, node: &AssetName, key: Digest, picks: Option<Vec<Picked>>) {
        let choice = self.engine.own_choice(node, key);
        let picks = picks.map(Arc::new);
        if *choice.picks(&self.engine) != picks {
            self.settled.get_mut().clear();
            choice.set_picks(&mut self.engine).with_durability(Durability::MEDIUM).to(picks);
        }
    }

    /// Says what the finished pictures of a finish key are, by part, or that there are none.
    pub fn set_pixels(&mut self, finish: Digest, pixels: Option<Vec<(PartName, Digest)>>) {
        let input = self.engine.pixels(finish);
        let parts = pixels.map(Arc::new);
        if *input.parts(&self.engine) == parts {
            return;
        }
        if input.parts(&self.engine).is_some() {
            self.settled.get_mut().clear();
        }
        let durability = durability(parts.is_some());
        input.set_parts(&mut self.engine).with_durability(durability).to(parts);
    }

    /// The pictures that an asset needs, one for each of its edges, in their order.
    ///
    /// # Errors
    ///
    /// The first asset that it waits for; its own name, if it is not there or cannot be built.
    pub fn upstream(&self, name: &AssetName) -> Result<Vec<Upstream>, AssetName> {
        let asset = self.asset(name).ok_or_else(|| name.clone())?;
        for edge in asset.edges() {
            if !self.prepare(&edge.to) {
                return Err(edge.to);
            }
        }
        shown::upstream(&self.engine, &asset)
    }

    /// What others see of an asset; `None` while that is not known.
    #[must_use]
    pub fn shown(&self, name: &AssetName) -> Option<Shown> {
        if !self.prepare(name) {
            return None;
        }
        shown::shown(&self.engine, self.engine.node(name)).map(|it| (*it).clone())
    }

    /// Asks for all that an asset needs, and then for it, in the order in which they are made, so
    /// that no query goes deep. Answers whether it is shown.
    fn prepare(&self, name: &AssetName) -> bool {
        let broken = &self.whole().broken;
        let mut seen = BTreeSet::new();
        // An asset, and whether all that it needs was asked for.
        let mut trail = vec![(name.clone(), false)];
        while let Some((name, ready)) = trail.pop() {
            if ready {
                if shown::shown(&self.engine, self.engine.node(&name)).is_none() {
                    return false;
                }
                self.settled.borrow_mut().insert(name);
                continue;
            }
            if self.settled.borrow().contains(&name) || !seen.insert(name.clone()) {
                continue;
            }
            // Those that need themselves are broken, so what is left is no ring.
            let definition = self.definition(&name).filter(|_| !broken.contains_key(&name));
            let asset = definition.and_then(|it| asset(&self.engine, it).asset.clone());
            let Some(asset) = asset else { return false };
            trail.push((name, true));
            trail.extend(asset.edges().into_iter().map(|it| (it.to, false)));
        }
        true
    }

    fn whole(&self) -> &Analysis {
        analysis(&self.engine, self.engine.workspace())
    }

    fn definition(&self, name: &AssetName) -> Option<Definition<'_>> {
        definition_of(&self.engine, self.engine.node(name))
    }
}

/// What is finished hardly ever changes, and what depends on nothing else is then not even looked
/// at when something else is finished.
fn durability(is_known: bool) -> Durability {
    if is_known { Durability::HIGH } else { Durability::LOW }
}
