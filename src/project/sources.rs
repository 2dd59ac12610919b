//! `Sources`: what a project's files say: the files, the database that reads them, and the assets
//! that came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::db::Database;
use crate::diagnostic::Diagnostic;
use crate::manifest::Spans;
use crate::model::Catalog;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::Assets;
use crate::project::part::Part;
use crate::project::{ProjectError, ProjectFiles};
use crate::resolve::{Impact, ProjectSettings};
use crate::stat::StatCache;

/// What a project's files say.
pub(crate) struct Sources {
    db: Database,
    pub(crate) files: ProjectFiles,
    /// What files looked like.
    pub(crate) stat: Arc<StatCache>,
    /// What the workspace file says.
    pub(crate) settings: Arc<ProjectSettings>,
    /// The assets that can be built, each after all that it needs.
    pub(crate) assets: Assets,
    /// Assets that are declared and cannot be built, and how many errors keep each from it.
    pub(crate) broken: BTreeMap<AssetName, usize>,
    /// Whether a file may declare more than could be understood: then what is not declared is not
    /// known to be gone.
    pub(crate) incomplete: bool,
    /// What mistakes in the settings could change.
    pub(crate) impact: Impact,
    /// Everything that is wrong with the files: by file, and from top to bottom.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The order of building, and who needs whom.
    order: Arc<Vec<AssetName>>,
    pub(crate) dependents: Arc<BTreeMap<AssetName, Vec<AssetName>>>,
    /// Assets that changed, came or went since this was last asked.
    changed: BTreeSet<AssetName>,
}

impl Sources {
    /// A project whose files were not read yet.
    ///
    /// # Errors
    ///
    /// If there is no workspace file.
    pub(crate) fn open(root: &Path, stat: Arc<StatCache>) -> Result<Sources, ProjectError> {
        let db = Database::new(&ProjectFiles::workspace());
        Ok(Sources {
            settings: db.project(),
            db,
            files: ProjectFiles::open(root)?,
            stat,
            assets: Assets::new(),
            broken: BTreeMap::new(),
            incomplete: false,
            impact: Impact::Own,
            diagnostics: Vec::new(),
            order: Arc::default(),
            dependents: Arc::default(),
            changed: BTreeSet::new(),
        })
    }

    /// Looks at all files again. Whether one of them is another than before.
    ///
    /// # Errors
    ///
    /// If a folder of the project cannot be looked through.
    pub(crate) fn read(
        &mut self,
        catalog: &Arc<Catalog>,
        part: Option<&Part>,
    ) -> Result<bool, ProjectError> {
        let before = self.db.revision();
        self.files.read(&mut self.db, &self.stat, part.map(|it| &it.manifests))?;
        self.db.set_catalog(Arc::clone(catalog));
        let changed = self.db.revision() != before;
        self.take_over();
        if let Some(part) = part {
            self.keep_only(&part.assets());
        }
        Ok(changed)
    }

    /// Looks at these files again. `None` if that is not enough to know what changed, else whether
    /// one of them is another than before.
    pub(crate) fn reread(&mut self, paths: &BTreeSet<PathBuf>) -> Option<bool> {
        let before = self.db.revision();
        self.files.reread(&mut self.db, &self.stat, paths).then_some(())?;
        let changed = self.db.revision() != before;
        if changed {
            self.take_over();
        }
        Some(changed)
    }

    /// Assets that changed, came or went since this was last asked.
    pub(crate) fn take_changed(&mut self) -> BTreeSet<AssetName> {
        std::mem::take(&mut self.changed)
    }

    /// Takes over what the database makes of the files.
    fn take_over(&mut self) {
        self.settings = self.db.project();
        let analysis = self.db.analysis();
        let mut changed = self.db.take_resolved();
        for name in self.broken.keys().chain(analysis.broken.keys()) {
            if self.broken.contains_key(name) != analysis.broken.contains_key(name) {
                changed.insert(name.clone());
            }
        }
        if Arc::ptr_eq(&self.order, &analysis.order) || self.order == analysis.order {
            changed.retain(|it| self.assets.get(it) != self.db.asset(it).as_ref());
            self.take_over_assets(&changed);
        } else {
            let mut before = std::mem::take(&mut self.assets);
            for name in analysis.order.iter() {
                if let Some(asset) = self.db.asset(name) {
                    if before.swap_remove(name).as_ref() != Some(&asset) {
                        changed.insert(name.clone());
                    }
                    self.assets.insert(name.clone(), asset);
                }
            }
            changed.extend(before.into_keys());
        }
        self.changed.extend(changed);
        (self.order, self.dependents) = (analysis.order, analysis.dependents);
        self.broken = analysis.broken;
        self.incomplete = !analysis.incomplete.is_empty();
        self.impact = analysis.impact;
        self.diagnostics = analysis.diagnostics;
        let unreadable = self.files.unreadable().into_iter();
        let idle = self.files.idle_globs(&self.settings).into_iter().chain(unreadable);
        let told = |it: &Diagnostic| self.diagnostics.iter().any(|d| d.primary.at == it.primary.at);
        let idle: Vec<Diagnostic> = idle.filter(|it| !told(it)).collect();
        self.diagnostics.extend(idle);
        self.sort_diagnostics();
    }

    /// Takes over these assets; the order is as before.
    fn take_over_assets(&mut self, changed: &BTreeSet<AssetName>) {
        let comes_or_goes =
            |it: &AssetName| self.db.asset(it).is_some() != self.assets.contains_key(it);
        // Those that can be built again have a place among the others.
        if changed.iter().any(comes_or_goes) {
            let asset = |it: &AssetName| Some((it.clone(), self.db.asset(it)?));
            self.assets = self.order.iter().filter_map(asset).collect();
            return;
        }
        for name in changed {
            if let Some(asset) = self.db.asset(name) {
                self.assets.insert(name.clone(), asset);
            }
        }
    }

    /// Forgets all but these assets: of others, what they need was not read. What is not declared
    /// is then not known to be gone.
    fn keep_only(&mut self, names: &BTreeSet<AssetName>) {
        self.assets.retain(|name, _| names.contains(name));
        self.broken.retain(|name, _| names.contains(name));
        self.diagnostics.retain(|it| it.asset.as_ref().is_none_or(|it| names.contains(it)));
        self.incomplete = true;
    }

    /// By file, and from top to bottom.
    fn sort_diagnostics(&mut self) {
        let mut all = std::mem::take(&mut self.diagnostics);
        all.sort_by(|a, b| a.primary.at.file.cmp(&b.primary.at.file));
        for group in all.chunk_by_mut(|a, b| a.primary.at.file == b.primary.at.file) {
            let text = self.files.text(&group[0].primary.at.file).unwrap_or_default();
            let spans = Spans::of(&text);
            let start = |it: &Diagnostic| spans.get(&it.primary.at.place).map(|it| it.start);
            group.sort_by_cached_key(start);
        }
        self.diagnostics = all;
    }

    /// Every asset that is declared, those that cannot be built included.
    pub(crate) fn names(&self) -> BTreeSet<AssetName> {
        self.assets.keys().chain(self.broken.keys()).cloned().collect()
    }

    /// Every asset that was read, with the file that declares it.
    pub(crate) fn declared(&self) -> Vec<(AssetName, ProjectPath)> {
        let order = self.db.analysis().order;
        let place = |it: &AssetName| Some((it.clone(), self.db.place(it)?.file));
        order.iter().filter_map(place).collect()
    }

    /// The manifests that declare a style.
    pub(crate) fn style_files(&self) -> BTreeSet<ProjectPath> {
        self.db.style_files()
    }

    /// Where an asset and its style are declared.
    pub(crate) fn places(&self, name: &AssetName) -> Vec<crate::diagnostic::Anchor> {
        let style = self.assets.get(name).and_then(|it| it.style.clone());
        let style = style.and_then(|it| self.db.style_place(&it));
        self.db.place(name).into_iter().chain(style).collect()
    }

    /// The text of a file as it was read.
    pub(crate) fn text(&self, file: &ProjectPath) -> Option<Arc<str>> {
        self.files.text(file)
    }
}
