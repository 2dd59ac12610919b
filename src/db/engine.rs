//! `Engine`: salsa's storage, and the tables by which inputs are found.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::sync::Arc;

use salsa::Durability;

use crate::db::inputs::{DefFile, Look, Node, PictureFile, Text, TextFile, Workspace};
use crate::name::AssetName;
use crate::path::ProjectPath;

/// What queries may ask beyond other queries: where an input is. A miss makes the input, empty,
/// so that "there is none" is something a query can depend on.
#[salsa::db]
pub(crate) trait Db: salsa::Database {
    fn workspace(&self) -> Workspace;
    fn node(&self, name: &AssetName) -> Node;
    fn text_file(&self, path: &ProjectPath) -> TextFile;
    fn picture_file(&self, path: &ProjectPath) -> PictureFile;
    /// Notes that the colours of a picture are needed.
    fn want_colours(&self, path: &ProjectPath);
    /// Notes that an asset was resolved again: it may be another one now.
    fn resolved(&self, name: &AssetName);
    /// Notes that a query ran, for tests.
    fn ran(&self, query: &str, of: &dyn Display);
}

/// The tables by which inputs are found. They only ever grow, so that reading one in a query is
/// no hidden dependency.
#[derive(Default)]
pub(crate) struct Tables {
    pub(crate) manifests: BTreeMap<ProjectPath, DefFile>,
    nodes: RefCell<BTreeMap<AssetName, Node>>,
    pub(crate) texts: RefCell<BTreeMap<ProjectPath, TextFile>>,
    pub(crate) pictures: RefCell<BTreeMap<ProjectPath, PictureFile>>,
    pub(crate) palettes: RefCell<BTreeSet<ProjectPath>>,
}

/// The database that queries run on.
#[salsa::db]
pub(crate) struct Engine {
    pub(crate) tables: Tables,
    /// Assets that were resolved since somebody asked.
    pub(crate) resolved: RefCell<BTreeSet<AssetName>>,
    /// Which queries ran, if anybody asks.
    pub(crate) log: Option<RefCell<Vec<String>>>,
    // The last field: it must be dropped after all that queries may hold on to.
    storage: salsa::Storage<Engine>,
}

impl Engine {
    pub(crate) fn new(workspace: &ProjectPath, log: bool) -> Engine {
        let log = log.then(RefCell::default);
        let res = Engine {
            tables: Tables::default(),
            resolved: RefCell::default(),
            log,
            storage: salsa::Storage::default(),
        };
        let none = Workspace::builder(workspace.clone(), Vec::new(), Arc::default());
        let _there_is_one = none.durability(Durability::MEDIUM).new(&res);
        res
    }
}

/// The input of this key; a new one if there is none.
fn entry<K: Ord + Clone, V: Copy>(
    table: &RefCell<BTreeMap<K, V>>,
    key: &K,
    new: impl FnOnce() -> V,
) -> V {
    if let Some(found) = table.borrow().get(key) {
        return *found;
    }
    let res = new();
    table.borrow_mut().insert(key.clone(), res);
    res
}

#[salsa::db]
impl salsa::Database for Engine {}

#[salsa::db]
impl Db for Engine {
    fn workspace(&self) -> Workspace {
        Workspace::get(self)
    }

    fn node(&self, name: &AssetName) -> Node {
        let new = || Node::builder(name.clone()).durability(Durability::HIGH).new(self);
        entry(&self.tables.nodes, name, new)
    }

    fn text_file(&self, path: &ProjectPath) -> TextFile {
        let new = TextFile::builder(path.clone(), Text::Unknown).durability(Durability::MEDIUM);
        entry(&self.tables.texts, path, || new.new(self))
    }

    fn picture_file(&self, path: &ProjectPath) -> PictureFile {
        let new = PictureFile::builder(path.clone(), Look::Unknown, None);
        entry(&self.tables.pictures, path, || new.durability(Durability::MEDIUM).new(self))
    }

    fn want_colours(&self, path: &ProjectPath) {
        self.tables.palettes.borrow_mut().insert(path.clone());
    }

    fn resolved(&self, name: &AssetName) {
        self.resolved.borrow_mut().insert(name.clone());
    }

    fn ran(&self, query: &str, of: &dyn Display) {
        if let Some(log) = &self.log {
            log.borrow_mut().push(format!("{query}({of})"));
        }
    }
}
