//! `Outside`: the store, the user's configuration and services, as they are for one project.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::digest::Digest;
use crate::lock::BriefRecord;
use crate::manifest::LocalUrl;
use crate::model::{Catalog, Day, ModelId};
use crate::plan::Records;
use crate::provider::{Accesses, ExecProvider, Program, ServiceSettings, Services, UserConfig};
use crate::resolve::{ProjectSettings, ProviderLimits};
use crate::run::{Networks, Providers, Quotes, recover};
use crate::store::{Store, StoreError};
use crate::whole::Faults;

/// What a project needs beside its own files.
pub struct Config {
    /// The store's folder.
    pub store: PathBuf,
    /// The folder for temporary files: the last place for an answer that is paid for and finds no
    /// room elsewhere.
    pub temporary: PathBuf,
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
    /// Of the program and of all that the user says: what is remembered holds for these alone.
    pub bound: Digest,
    /// Where a build puts outputs and whatever it computes, in place of project and store: it
    /// finds the originals alone, and leaves nothing behind. For comparison with what is there.
    pub apart: Option<PathBuf>,
}

/// The store, the user's configuration and services.
pub(crate) struct Outside {
    config: Config,
    /// The project's own folder for answers that the store has no room for.
    answers: PathBuf,
    /// Opened when something is first asked of it.
    store: OnceCell<Arc<Store>>,
    pub(crate) networks: Arc<Networks>,
    pub(crate) catalog: Arc<Catalog>,
    /// What services tell of their prices, while that is gone by.
    pub(crate) quotes: Option<Arc<Quotes>>,
}

impl Outside {
    pub(crate) fn new(config: Config, answers: PathBuf) -> Outside {
        let networks = Arc::new(Networks::new(config.user.networks.clone()));
        let catalog = catalog(&config.user, &config.services.accesses, config.today);
        let (store, catalog) = (OnceCell::new(), Arc::new(catalog));
        Outside { config, answers, store, networks, catalog, quotes: None }
    }

    /// What it was made from.
    pub(crate) fn into_config(self) -> Config {
        self.config
    }

    /// The store. When it is opened, calls whose raw answers an earlier build left behind are
    /// finished.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, read or written.
    pub(crate) fn store(&self, settings: &ProjectSettings) -> Result<&Arc<Store>, StoreError> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let Config { store: root, apart, faults, temporary, .. } = &self.config;
        if let Some(apart) = apart {
            let store = Store::open_above(&apart.join("store"), root)?;
            return Ok(self.store.get_or_init(|| Arc::new(store)));
        }
        let store = Store::open_with(root, faults.clone())?;
        let elsewhere = vec![self.answers.clone(), temporary.join("assetbuild-answers")];
        let store = store.with_overflow(elsewhere);
        if !store.is_read_only() {
            match recover(&store, &self.providers(settings).all()) {
                // What came back is kept, and read once there is room.
                Err(error) if !error.is_full() => return Err(error),
                _ => {}
            }
        }
        Ok(self.store.get_or_init(|| Arc::new(store)))
    }

    /// Where a build is to leave its traces, if not in the project.
    pub(crate) fn apart(&self) -> Option<&Path> {
        self.config.apart.as_deref()
    }

    /// Of the program and of all that the user says.
    pub(crate) fn bound(&self) -> Digest {
        self.config.bound
    }

    /// Called at each step of writing files.
    pub(crate) fn faults(&self) -> Option<Faults> {
        self.config.faults.clone()
    }

    /// How long the minute of limits is.
    pub(crate) fn minute(&self) -> Duration {
        self.config.minute
    }

    /// Tells the catalog whose pictures the lock shows.
    pub(crate) fn note_kept(&mut self, records: &Records) {
        let briefs = records.values().flat_map(|it| &it.briefs).map(|it: &BriefRecord| &it.model);
        let kept: BTreeSet<ModelId> = briefs.filter(|it| !it.is_builtin()).cloned().collect();
        if kept != self.catalog.kept {
            self.catalog = Arc::new(Catalog { kept, ..(*self.catalog).clone() });
        }
    }

    /// Whoever serves models outside to a project.
    pub(crate) fn providers(&self, project: &ProjectSettings) -> Providers {
        let settings = |name: &str| {
            let limits = project.provider_limits(name);
            let (timeout, safety) = (limits.timeout, limits.safety);
            (name.to_owned(), ServiceSettings { timeout, safety })
        };
        let settings = Catalog::providers().into_iter().map(settings).collect();
        let services =
            Services { accesses: self.accesses(project), ..self.config.services.clone() };
        let services = services.providers(&self.catalog, &settings);
        let programs = self.programs(project);
        let all = services.into_iter().fold(programs, |all, (name, it)| all.with(name, it));
        all.quoting(self.quotes.clone())
    }

    /// How services are reached: as the user says, else where a project says that a server is on
    /// this machine, if the user has agreed to that.
    pub(crate) fn accesses(&self, project: &ProjectSettings) -> Accesses {
        let url = |limits: &ProviderLimits| match limits.url.as_ref()? {
            LocalUrl::Here(url) => Some(Some(url.clone())),
            LocalUrl::Refused => Some(None),
        };
        let tables = project.providers.iter();
        let named = tables.filter_map(|(name, it)| Some((name.as_str(), url(it)?)));
        let agreed = |address: &str| Store::has_consent(&self.config.store, address);
        self.config.services.accesses.with_local(named, &agreed)
    }

    fn programs(&self, project: &ProjectSettings) -> Providers {
        let program = |(name, table): (&String, &crate::resolve::Program)| {
            let program =
                Program { abilities: table.abilities.clone(), timeout: table.limits.timeout };
            (name.clone(), program)
        };
        let programs = project.programs.iter().map(program).collect();
        Providers::new().with("exec", Arc::new(ExecProvider::new(&self.config.user, programs)))
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
