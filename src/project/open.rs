//! `Project`: one project, open.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, nearest};
use crate::fence::Fence;
use crate::lock::{BriefRecord, Record};
use crate::manifest::WORKSPACE_FILE;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{Plan, Records};
use crate::project::glance::Glance;
use crate::project::lock_state::LockState;
use crate::project::outside::Outside;
use crate::project::part::{About, Part};
use crate::project::sources::Sources;
use crate::project::state::{STATE, StateFile, TMP};
use crate::project::{Config, ProjectError};
use crate::provider::Accesses;
use crate::resolve::{Asset, Impact, ProjectSettings};
use crate::run::{Collected, EventSink, OutFolder, Providers, collect};
use crate::stat::{Entries, StatCache};
use crate::store::{Store, StoreError};
use crate::whole::WholeFiles;

/// One project: its files, its lock, and what is outside of it.
pub struct Project {
    pub(crate) root: PathBuf,
    pub(crate) sources: Sources,
    pub(crate) lock: LockState,
    pub(crate) outside: Outside,
    /// How its files are written: whole or not at all.
    pub(crate) whole: Arc<WholeFiles>,
    /// What batches brought, until a build reports it.
    pub(crate) collected: Collected,
    /// What a build of the whole would do, as of the last look. `None` if anything may have changed
    /// since.
    pub(crate) last: Option<LastPlan>,
    /// What was read, if it is not all of the project.
    pub(crate) part: Option<Part>,
    /// Outputs that were there at one look and not at the next, until somebody asks.
    pub(crate) gone: BTreeSet<PathBuf>,
    /// What is wrong with the files and the lock.
    diagnostics: Vec<Diagnostic>,
}

/// What a build of the whole project would do, as of the last look.
pub(crate) struct LastPlan {
    /// Whether pictures were to be asked for in batches, at their price.
    pub(crate) batch: bool,
    pub(crate) plan: Arc<Plan>,
    /// Assets of which a build has changed files or answers since.
    pub(crate) stale: BTreeSet<AssetName>,
}

/// What watch mode has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Folders that hold what the project is made from.
    pub dirs: Vec<PathBuf>,
    /// Where the outputs are, with all that lies below.
    pub out: PathBuf,
}

impl Project {
    /// Reads a project and its lock. What is wrong with the user's files is in
    /// [`Project::diagnostics`], the lock's conflicts included.
    ///
    /// # Errors
    ///
    /// If there is no project, or it cannot be read.
    pub fn open(root: &Path, config: Config) -> Result<Project, ProjectError> {
        let remembered = StateFile::read(root, &config.bound);
        let entries = remembered.map(|it| it.state().entries(root)).unwrap_or_default();
        let mut project = Project::new(root, config, entries)?;
        project.refresh()?;
        Ok(project)
    }

    /// Reads as much of a project as a build of the whole has to look at after this `glance`, and
    /// as it is opened for; all of it, where that may be anything.
    ///
    /// # Errors
    ///
    /// If there is no project, or it cannot be read.
    pub fn open_part(
        root: &Path,
        config: Config,
        about: &About,
        glance: Option<Glance>,
    ) -> Result<Project, ProjectError> {
        let Some(glance) = glance else { return Project::open(root, config) };
        let mut project = Project::new(root, config, Entries::new())?;
        let Some(part) = Part::of(root, glance, &project.lock.file, about) else {
            return Project::open(root, project.outside.into_config());
        };
        project.sources = Sources::open(root, Arc::new(StatCache::new(part.entries.clone())))?;
        project.part = Some(part);
        project.refresh()?;
        let holds = project.part.as_ref().is_some_and(|it| it.holds(&project.sources));
        if holds && project.lock.problem.is_none() {
            return Ok(project);
        }
        Project::open(root, project.outside.into_config())
    }

    fn new(root: &Path, config: Config, entries: Entries) -> Result<Project, ProjectError> {
        if !root.join(WORKSPACE_FILE).is_file() {
            return Err(ProjectError::NotAProject { root: root.to_owned() });
        }
        let fence = Fence::new(root);
        fence.check(STATE).map_err(ProjectError::io("use", &root.join(STATE)))?;
        let faults = config.faults.clone();
        let whole = Arc::new(match &config.apart {
            Some(apart) => WholeFiles::new(Fence::new(apart), Path::new("tmp"), faults),
            None => WholeFiles::new(fence, Path::new(TMP), faults),
        });
        Ok(Project {
            root: root.to_owned(),
            sources: Sources::open(root, Arc::new(StatCache::new(entries)))?,
            lock: LockState::new(root, Arc::clone(&whole)),
            whole,
            outside: Outside::new(config, root.join(STATE).join("answers")),
            collected: Collected::default(),
            last: None,
            part: None,
            gone: BTreeSet::new(),
            diagnostics: Vec::new(),
        })
    }

    /// Looks at the disk again. Whether the project or its lock is another than before.
    ///
    /// # Errors
    ///
    /// If the project's folder cannot be read.
    pub fn refresh(&mut self) -> Result<bool, ProjectError> {
        let names = self.part.as_ref().map(|it| &it.assets() | &it.records);
        let lock = self.lock.read(names.as_ref())?;
        self.outside.note_kept(&self.lock.records);
        let files = self.sources.read(&self.outside.catalog, self.part.as_ref())?;
        if lock || files || !self.is_as_remembered() {
            // What nobody told of may be the outputs.
            self.last = None;
        }
        self.note_diagnostics();
        Ok(lock || files)
    }

    /// Looks again at these files, where that is enough to know what changed, else at all. Whether
    /// the project or its lock is another than before.
    ///
    /// # Errors
    ///
    /// If the project's folder cannot be read.
    pub fn apply(&mut self, paths: &BTreeSet<PathBuf>) -> Result<bool, ProjectError> {
        let lock = self.lock.file.path();
        let is_lock = paths.contains(lock) && !self.lock.file.is_as_seen();
        let others: BTreeSet<PathBuf> = paths.iter().filter(|it| *it != lock).cloned().collect();
        if is_lock {
            return self.refresh();
        }
        match self.sources.reread(&others) {
            Some(changed) => {
                if changed {
                    self.note_diagnostics();
                }
                Ok(changed)
            }
            None => self.refresh(),
        }
    }

    /// Whether every file looks as it did when it was last remembered.
    fn is_as_remembered(&self) -> bool {
        let bound = self.outside.bound();
        let found = self.last.as_ref().and_then(|_| Glance::at(&self.root, &bound));
        found.is_some_and(|it| it.changed.is_empty() && !it.renamed)
    }

    fn note_diagnostics(&mut self) {
        self.diagnostics.clone_from(&self.sources.diagnostics);
        self.diagnostics.extend(self.lock.problem.clone());
        self.diagnostics.sort_by(|a, b| a.primary.at.file.cmp(&b.primary.at.file));
    }

    /// Asks for every batch that was sent and not collected, and keeps what it brought. The next
    /// build reports it.
    ///
    /// # Errors
    ///
    /// If the store cannot be read or written.
    pub fn collect(&mut self, events: &dyn EventSink) -> Result<(), ProjectError> {
        let project = self.booked_under();
        self.collected = collect(self.store()?, &self.providers(), &project, events)?;
        Ok(())
    }

    /// The store, opened when it is first asked for.
    pub(crate) fn store(&self) -> Result<&Arc<Store>, StoreError> {
        self.outside.store(&self.sources.settings)
    }

    /// Whoever serves models outside to this project.
    #[must_use]
    pub fn providers(&self) -> Providers {
        self.outside.providers(&self.sources.settings)
    }

    /// How services are reached: as the user says, else where this project says that a server is on
    /// this machine.
    #[must_use]
    pub fn accesses(&self) -> Accesses {
        self.outside.accesses(&self.sources.settings)
    }

    /// The folder that the pictures go to.
    #[must_use]
    pub fn out(&self) -> OutFolder {
        let (stat, whole) = (Arc::clone(&self.sources.stat), Arc::clone(&self.whole));
        match self.outside.apart() {
            Some(apart) => {
                let out = ProjectPath::parse("out").expect("it is a path");
                OutFolder::new(Fence::new(apart), &out, stat, whole)
            }
            None => OutFolder::new(Fence::new(&self.root), &self.settings().out, stat, whole),
        }
    }

    /// The project's folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the workspace file says.
    #[must_use]
    pub fn settings(&self) -> &ProjectSettings {
        &self.sources.settings
    }

    /// Every asset that is declared, those that cannot be built included.
    #[must_use]
    pub fn asset_names(&self) -> BTreeSet<AssetName> {
        let mut names = self.sources.names();
        names.extend(self.part.iter().flat_map(|it| it.records.iter().cloned()));
        names
    }

    /// How many assets are declared and cannot be built.
    #[must_use]
    pub fn n_broken(&self) -> usize {
        self.sources.broken.len()
    }

    /// An asset that is declared and can be built.
    ///
    /// # Errors
    ///
    /// If there is none of this name.
    pub fn asset(&self, name: &AssetName) -> Result<Arc<Asset>, ProjectError> {
        self.sources.assets.get(name).cloned().ok_or_else(|| self.unknown(name.as_str()))
    }

    /// What an asset is pinned to.
    #[must_use]
    pub fn record(&self, name: &AssetName) -> Option<&Record> {
        self.lock.records.get(name)
    }

    /// Everything that is wrong with the user's files: by file, and from top to bottom.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The text of a file as it was read.
    #[must_use]
    pub fn source(&self, file: &ProjectPath) -> Option<Arc<str>> {
        self.sources.text(file)
    }

    /// Whether mistakes in the settings could change what is bought: then nothing is.
    #[must_use]
    pub fn buys_nothing(&self) -> bool {
        self.sources.impact >= Impact::Purchases
    }

    /// Whether the lock has the picture of any model outside, or one was sent for or came home in
    /// a batch: the first paid build always asks.
    #[must_use]
    pub fn has_paid_before(&self) -> bool {
        let unsettled = self.store().and_then(|it| it.unsettled()).unwrap_or_default();
        let own = self.booked_under();
        let sent = unsettled.iter().any(|it| it.intent.project == own);
        if sent || !self.collected.answers.is_empty() {
            return true;
        }
        // A picture that a person made was bought of nobody.
        let adopted =
            |it: &BriefRecord| !it.taken.is_empty() && it.taken.iter().all(|it| it.attempt == 0);
        self.whole_lock(|records| {
            let mut briefs = records.values().flat_map(|it| &it.briefs);
            briefs.any(|it| !it.model.is_builtin() && !adopted(it))
        })
    }

    /// What all records tell, also those that were not read so far.
    pub(crate) fn whole_lock<T>(&self, tell: impl FnOnce(&Records) -> T) -> T {
        let whole = self.part.as_ref().and_then(|_| self.lock.file.read().ok());
        tell(whole.as_ref().map_or(&self.lock.records, |it| &it.records))
    }

    /// What watch mode has to look at.
    #[must_use]
    pub fn watched(&self) -> Watched {
        let out = self.settings().out.on_disk(&self.root);
        Watched { dirs: self.sources.files.watch_dirs().to_vec(), out }
    }

    /// Every file that the project is made from or makes, the lock included, that was there at one
    /// look and not at the next, since this was last asked.
    pub fn take_gone(&mut self) -> BTreeSet<PathBuf> {
        let mut res = std::mem::take(&mut self.gone);
        res.extend(self.sources.files.take_gone());
        if std::mem::take(&mut self.lock.gone) {
            res.insert(self.lock.file.path().to_owned());
        }
        res
    }

    /// The error for a name that no asset has which can be built.
    pub(crate) fn unknown(&self, word: &str) -> ProjectError {
        let names = self.asset_names();
        let name = names.iter().find(|it| it.as_str() == word);
        if let Some((name, mistake)) = name.and_then(|it| Some((it, self.mistake_of(it)?))) {
            return ProjectError::Mistake {
                name: name.clone(),
                mistake: Box::new(mistake.clone()),
            };
        }
        let near = nearest(word, names.iter().map(AssetName::as_str)).map(str::to_owned);
        ProjectError::UnknownTarget { word: word.to_owned(), nearest: near }
    }

    /// The mistake that keeps an asset from being built: its own, else one of the whole.
    fn mistake_of(&self, name: &AssetName) -> Option<&Diagnostic> {
        let errors = || self.diagnostics.iter().filter(|it| it.is_error());
        let own = errors().find(|it| it.asset.as_ref() == Some(name));
        own.or_else(|| errors().find(|it| it.asset.is_none()))
    }

    pub(crate) fn must_exist(&self, word: &str) -> Result<(), ProjectError> {
        let known = self.asset_names().iter().any(|it| it.as_str() == word);
        if known { Ok(()) } else { Err(self.unknown(word)) }
    }
}
