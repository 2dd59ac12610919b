//! `Session`: one project, read from disk, with its lock and its store.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::action::Picture;
use crate::build::{Collected, EventSink, Networks, OutFolder, Providers, collect, recover};
use crate::db::{Analysis, Database};
use crate::diagnostic::{Anchor, Code, Diagnostic, Place};
use crate::digest::Digest;
use crate::lock::{BriefRecord, Lock, LockError, LockFile, LockProblem};
use crate::manifest::{LocalUrl, Spans};
use crate::model::{Catalog, Day, ModelId};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::project::ProjectFiles;
use crate::provider::{Accesses, ExecProvider, Program, ServiceSettings, Services, UserConfig};
use crate::resolve::{Project, ProviderLimits};
use crate::session::SessionError;
use crate::stat::StatCache;
use crate::store::{Faults, Store};

/// The lock's name, in the project's folder.
const LOCK: &str = "assetbuild.lock";
/// The workspace file's name.
const WORKSPACE: &str = "assetbuild.toml";
/// Where state lies that may be deleted at any time.
const STATE: &str = ".assetbuild";

/// What a session needs beside the project.
pub struct SessionConfig {
    /// The store's folder.
    pub store: PathBuf,
    /// What only the user may decide.
    pub user: UserConfig,
    /// How services are reached.
    pub services: Services,
    /// What day it is: prices and lives of models have dates.
    pub today: Day,
    /// Told of every durable step of a paid call, for tests that kill.
    pub faults: Option<Faults>,
    /// How long the minute is that limits of requests are counted by.
    pub minute: Duration,
}

/// One project, with its lock and its store.
pub struct Session {
    pub(crate) root: PathBuf,
    pub(crate) db: Database,
    pub(crate) files: ProjectFiles,
    pub(crate) stat: Arc<StatCache>,
    pub(crate) store: Arc<Store>,
    pub(crate) user: UserConfig,
    pub(crate) networks: Arc<Networks>,
    pub(crate) services: Services,
    pub(crate) catalog: Arc<Catalog>,
    /// How long the minute of limits is.
    pub(crate) minute: Duration,
    pub(crate) lock_file: LockFile,
    pub(crate) lock: Lock,
    /// What is wrong with the lock; nothing is built then.
    pub(crate) lock_problem: Option<Diagnostic>,
    pub(crate) analysis: Analysis,
    pub(crate) project: Arc<Project>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Where pixels are, by their digest.
    pub(crate) pictures: BTreeMap<Digest, Picture>,
    /// What batches brought, until a build reports it.
    pub(crate) collected: Collected,
    /// Choices that hold for one pass: of assets that keep their picture whatever they ask for.
    pub(crate) kept: Vec<(AssetName, Digest)>,
}

/// What watch mode has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Folders that hold what the project is made from.
    pub dirs: Vec<PathBuf>,
    /// Where the outputs are: not to be watched.
    pub out: PathBuf,
}

impl Session {
    /// Reads a project and its lock, opens the store, and finishes calls whose raw answers an
    /// earlier build left behind. What is wrong with the user's files is in
    /// [`Session::diagnostics`], the lock's conflicts included.
    ///
    /// # Errors
    ///
    /// If there is no project, or project or store cannot be read.
    pub fn open(root: &Path, config: SessionConfig) -> Result<Session, SessionError> {
        if !root.join(WORKSPACE).is_file() {
            return Err(SessionError::NotAProject { root: root.to_owned() });
        }
        let state = root.join(STATE);
        let workspace = ProjectPath::parse(WORKSPACE).expect("it is a path");
        let store = Store::open_with(&config.store, config.faults.clone())?;
        let db = Database::new(&workspace);
        let project = db.project();
        let mut session = Session {
            root: root.to_owned(),
            analysis: db.analysis(),
            db,
            files: ProjectFiles::open(root)?,
            stat: Arc::new(StatCache::load(&state.join("stat.json"), true)),
            store: Arc::new(store),
            networks: Arc::new(Networks::new(config.user.networks.clone())),
            catalog: Arc::new(catalog(&config.user, &config.services.accesses, config.today)),
            user: config.user,
            minute: config.minute,
            services: config.services,
            lock_file: LockFile::new(&root.join(LOCK), &state.join("lock.guard")),
            lock: Lock::default(),
            lock_problem: None,
            project,
            diagnostics: Vec::new(),
            pictures: BTreeMap::new(),
            collected: Collected::default(),
            kept: Vec::new(),
        };
        session.refresh()?;
        recover(&session.store, &session.providers().all())?;
        Ok(session)
    }

    /// Asks for every batch that was sent and not collected, and keeps what it brought. The next
    /// build reports it.
    ///
    /// # Errors
    ///
    /// If the store cannot be read or written.
    pub fn collect(&mut self, events: &dyn EventSink) -> Result<(), SessionError> {
        self.collected = collect(&self.store, &self.providers(), &self.project.name, events)?;
        Ok(())
    }

    /// Looks at the disk again. Whether the project or its lock is another than before.
    ///
    /// # Errors
    ///
    /// If the project's folder cannot be read.
    pub fn refresh(&mut self) -> Result<bool, SessionError> {
        let before = (self.db.revision(), self.lock.clone(), self.lock_problem.clone());
        self.files.read(&mut self.db, &self.stat)?;
        self.read_lock()?;
        self.note_kept();
        self.project = self.db.project();
        self.analysis = self.db.analysis();
        self.diagnostics.clone_from(&self.analysis.diagnostics);
        let idle = self.files.idle_globs(&self.project).into_iter();
        let told = |it: &Diagnostic| self.diagnostics.iter().any(|d| d.primary.at == it.primary.at);
        let idle: Vec<Diagnostic> = idle.filter(|it| !told(it)).collect();
        self.diagnostics.extend(idle);
        self.diagnostics.extend(self.lock_problem.clone());
        self.sort_diagnostics();
        let after = (self.db.revision(), &self.lock, &self.lock_problem);
        Ok((before.0, &before.1, &before.2) != after)
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

    fn read_lock(&mut self) -> Result<(), SessionError> {
        let lock = match self.lock_file.read() {
            Ok(lock) => lock,
            Err(LockError::Problem { problem, .. }) => {
                self.lock_problem = Some(lock_diagnostic(&problem));
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        self.lock_problem = None;
        let old = std::mem::replace(&mut self.lock, lock);
        for (name, record) in &old.records {
            if self.lock.records.get(name) != Some(record) {
                self.unpin(name, record);
            }
        }
        for (name, record) in self.lock.records.clone() {
            if old.records.get(&name) != Some(&record) {
                self.pin(&name, &record);
            }
        }
        Ok(())
    }

    /// Tells the catalog whose pictures the lock shows.
    fn note_kept(&mut self) {
        let briefs = self.lock.records.values().flat_map(|it| &it.briefs);
        let kept = briefs.map(|it| &it.model).filter(|it| !it.is_builtin());
        let kept: BTreeSet<ModelId> = kept.cloned().collect();
        if kept != self.catalog.kept {
            self.catalog = Arc::new(Catalog { kept, ..(*self.catalog).clone() });
        }
        self.db.set_catalog(Arc::clone(&self.catalog));
    }

    /// Whoever serves models outside to this project.
    #[must_use]
    pub fn providers(&self) -> Providers {
        let settings = |name: &str| {
            let limits = self.project.provider_limits(name);
            let (timeout, safety) = (limits.timeout, limits.safety);
            (name.to_owned(), ServiceSettings { timeout, safety })
        };
        let settings = Catalog::providers().into_iter().map(settings).collect();
        let services = Services { accesses: self.accesses(), ..self.services.clone() };
        let services = services.providers(&self.catalog, &settings);
        let services = services.into_iter();
        services.fold(self.programs(), |all, (name, it)| all.with(name, it))
    }

    /// How services are reached: as the user says, else where this project says that a server is on
    /// this machine.
    #[must_use]
    pub fn accesses(&self) -> Accesses {
        let url = |it: &ProviderLimits| match it.url.as_ref()? {
            LocalUrl::Here(url) => Some(Some(url.clone())),
            LocalUrl::Refused => Some(None),
        };
        let tables = self.project.providers.iter();
        let named = tables.filter_map(|(name, it)| Some((name.as_str(), url(it)?)));
        self.services.accesses.with_local(named)
    }

    fn programs(&self) -> Providers {
        let program = |(name, it): (&String, &crate::resolve::Program)| {
            let program = Program { abilities: it.abilities.clone(), timeout: it.limits.timeout };
            (name.clone(), program)
        };
        let programs = self.project.programs.iter().map(program).collect();
        Providers::new().with("exec", Arc::new(ExecProvider::new(&self.user, programs)))
    }

    /// The folder that the pictures go to.
    #[must_use]
    pub fn out(&self) -> OutFolder {
        OutFolder::new(self.project.out.on_disk(&self.root), Arc::clone(&self.stat))
    }

    /// The project's folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the workspace file says.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Every asset that is declared, those that cannot be built included.
    #[must_use]
    pub fn asset_names(&self) -> Vec<AssetName> {
        let mut names: Vec<AssetName> = self.analysis.order.iter().cloned().collect();
        names.extend(self.analysis.broken.keys().cloned());
        names.sort();
        names.dedup();
        names
    }

    /// How many assets are declared and cannot be built.
    #[must_use]
    pub fn n_broken(&self) -> usize {
        self.analysis.broken.len()
    }

    /// Everything that is wrong with the user's files: by file, and from top to bottom.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The text of a file as it was read.
    #[must_use]
    pub fn source(&self, file: &ProjectPath) -> Option<Arc<str>> {
        self.files.text(file)
    }

    /// Whether the lock has the picture of any model outside, or one was sent for or came home in
    /// a batch: the first paid build always asks.
    #[must_use]
    pub fn has_paid_before(&self) -> bool {
        let unsettled = self.store.unsettled().unwrap_or_default();
        let sent = unsettled.iter().any(|it| it.intent.project == self.project.name);
        if sent || !self.collected.answers.is_empty() {
            return true;
        }
        let mut briefs = self.lock.records.values().flat_map(|it| &it.briefs);
        // A picture that a person made was bought of nobody.
        let adopted =
            |it: &BriefRecord| !it.taken.is_empty() && it.taken.iter().all(|it| it.attempt == 0);
        briefs.any(|it| !it.model.is_builtin() && !adopted(it))
    }

    /// What watch mode has to look at.
    #[must_use]
    pub fn watched(&self) -> Watched {
        Watched { dirs: self.files.watch_dirs(), out: self.project.out.on_disk(&self.root) }
    }

    /// Writes down what files look like, for the next run to be quick.
    pub(crate) fn save_state(&self) {
        // Losing it costs time and nothing else; it may lie on a disk that is full.
        drop(self.stat.save(&self.root.join(STATE).join("stat.json")));
    }
}

/// Which models there are for this user, on that day, whatever the project.
#[must_use]
pub fn catalog(user: &UserConfig, accesses: &Accesses, today: Day) -> Catalog {
    let rerouted = accesses.rerouted().into_iter();
    Catalog {
        today: today.max(Day::LOOKED_UP),
        rates: user.rates.clone(),
        fees: user.fees.clone(),
        rerouted: rerouted.map(str::to_owned).collect(),
        kept: BTreeSet::new(),
    }
}

fn lock_diagnostic(problem: &LockProblem) -> Diagnostic {
    let file = ProjectPath::parse(LOCK).expect("it is a path");
    let at = Anchor { file, place: Place::Line(problem.line()) };
    match problem {
        LockProblem::Conflict { .. } => {
            Diagnostic::error(Code::LockConflict, at, "the lock has marks of an unfinished merge")
                .label("a merge left this")
                .help("resolve it: keep the records of both sides, or take one side and build")
        }
        LockProblem::UnknownVersion { .. } => {
            Diagnostic::error(Code::BadLock, at, format!("the lock cannot be read: {problem}"))
                .help("build with the release of assetbuild that wrote it")
        }
        LockProblem::Cut { .. } | LockProblem::Syntax { .. } | LockProblem::BadRecord { .. } => {
            Diagnostic::error(Code::BadLock, at, format!("the lock cannot be read: {problem}"))
                .help("take it from git again: git checkout assetbuild.lock")
        }
    }
}
