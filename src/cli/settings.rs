//! `Settings`: what was typed and what the environment says, as it applies on this machine.
#![expect(clippy::disallowed_methods, reason = "this is where the user's configuration is read")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{fs, io};

use crate::cli::args::Shared;
use crate::cli::colour_choice::colours;
use crate::cli::complaint::Complaint;
use crate::cli::environment::{Environment, Switches};
use crate::digest::Digest;
use crate::fence::Fence;
use crate::limit;
use crate::model::Day;
use crate::path::ProjectPath;
use crate::provider::{Accesses, Services, UserConfig, parse_config, read_credentials};
use crate::run::{MINUTE, unix_ms};
use crate::stat::Look;
use crate::whole::{Faults, WholeFiles};

/// What holds for this invocation.
#[derive(Clone)]
pub(crate) struct Settings {
    /// Where to act: what `-C` says, or where the program was started. Absolute.
    pub(crate) folder: PathBuf,
    /// The user's configuration; it need not be there.
    pub(crate) config: PathBuf,
    /// How much is said.
    pub(crate) verbosity: Verbosity,
    /// Whether results are JSON.
    pub(crate) json: bool,
    /// Whether people's lines have colours.
    pub(crate) colours: bool,
    /// Whether results have colours.
    pub(crate) result_colours: bool,
    /// Whether lines may be redrawn in place.
    pub(crate) live: bool,
    /// Whether somebody can be asked.
    pub(crate) can_ask: bool,
    /// What the environment says.
    pub(crate) environment: Environment,
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// `-q`: what is wrong, and nothing else.
    Quiet,
    /// What one wants to know.
    Normal,
    /// `-v`: long lists are not folded.
    Verbose,
}

impl Settings {
    /// What was typed, in this environment.
    pub(crate) fn new(shared: &Shared, environment: Environment) -> Settings {
        let typed = shared.directory.as_deref().unwrap_or(Path::new("."));
        let in_configs = |it: &PathBuf| it.join("assetbuild").join("config.toml");
        let config = environment.config.clone();
        let config = config.or_else(|| environment.configs.as_ref().map(in_configs));
        let on_terminal = environment.stderr_terminal && !environment.ci && !environment.dumb;
        Settings {
            folder: clean(&environment.folder.join(typed)),
            config: environment.folder.join(config.unwrap_or_else(|| "assetbuild.toml".into())),
            verbosity: match (shared.quiet, shared.verbose) {
                (true, _) => Verbosity::Quiet,
                (_, true) => Verbosity::Verbose,
                _ => Verbosity::Normal,
            },
            json: shared.json,
            colours: colours(shared.color, &environment, environment.stderr_terminal),
            result_colours: colours(shared.color, &environment, environment.stdout_terminal),
            live: on_terminal && !shared.quiet && !shared.json,
            can_ask: environment.stdin_terminal && environment.stderr_terminal && !environment.ci,
            environment,
        }
    }

    /// The folder of the project: the nearest one, upwards, with an `assetbuild.toml`.
    pub(crate) fn project(&self) -> Result<PathBuf, Complaint> {
        if !self.folder.is_dir() {
            let folder = self.folder.display();
            return Err(Complaint::usage(format!("there is no folder `{folder}`")));
        }
        let found = self.folder.ancestors().find(|it| it.join("assetbuild.toml").is_file());
        found.map(Path::to_owned).ok_or_else(|| {
            let folder = self.folder.display();
            let message = format!("there is no `assetbuild.toml` in `{folder}` or above it");
            Complaint::usage(message).help("begin a project: assetbuild init")
        })
    }

    /// What the user's configuration says; nothing if there is none.
    pub(crate) fn user(&self) -> Result<UserConfig, Complaint> {
        let path = self.config.display();
        let text = match fs::read_to_string(&self.config) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                return Ok(UserConfig::default());
            }
            other => {
                other.map_err(|cause| Complaint::usage(format!("cannot read `{path}`: {cause}")))?
            }
        };
        parse_config(&text).map_err(|why| Complaint::usage(format!("`{path}`: {why}")))
    }

    /// The user's own file of keys; it need not be there.
    pub(crate) fn credentials(&self) -> PathBuf {
        self.config.with_file_name("credentials.toml")
    }

    /// How services are reached: by the environment, else by the user's own files.
    pub(crate) fn services(&self, user: &UserConfig) -> Result<Services, Complaint> {
        let credentials = read_credentials(&self.credentials());
        let accesses = Accesses::new(user, &self.environment.services, &credentials);
        let accesses = accesses.map_err(|why| Complaint::usage(why.to_string()))?;
        let graphs = Arc::new(user.graphs.clone());
        Ok(Services { accesses, graphs, ..Services::default() })
    }

    /// How long the minute is that limits of requests are counted by.
    pub(crate) fn minute(&self) -> Duration {
        self.environment.switches.minute.unwrap_or(MINUTE)
    }

    /// What day it is.
    pub(crate) fn today(&self) -> Day {
        self.environment.switches.today.unwrap_or_else(|| Day::of_unix_ms(unix_ms()))
    }

    /// Where the store lies.
    pub(crate) fn store(&self, user: &UserConfig) -> Result<PathBuf, Complaint> {
        if let Some(path) = &self.environment.store {
            let path = self.at_home(path)?;
            // Each folder would have a store of its own, in which nothing is that was paid for.
            return path.has_root().then_some(path).ok_or_else(|| {
                let message = "ASSETBUILD_STORE is not an absolute path";
                Complaint::usage(message).help("begin it with `/`, or with `~/` for your home")
            });
        }
        if let Some(path) = &user.store {
            // A relative path in a file is relative to that file.
            let path = self.at_home(path)?;
            return Ok(self.config.parent().unwrap_or(Path::new("")).join(path));
        }
        let data = self.environment.data.as_ref();
        data.map(|it| it.join("assetbuild")).ok_or_else(|| {
            let message = "there is no folder for the store: this user has no home";
            Complaint::usage(message).help("name one in ASSETBUILD_STORE")
        })
    }

    /// The path, with the user's home in place of a `~` that no shell has replaced.
    fn at_home(&self, path: &Path) -> Result<PathBuf, Complaint> {
        let Ok(below) = path.strip_prefix("~") else { return Ok(path.to_owned()) };
        let home = self.environment.home.as_ref();
        home.map(|it| it.join(below))
            .ok_or_else(|| Complaint::usage(format!("`{}`: this user has no home", path.display())))
    }

    /// Of the program and of all that the user says, but for keys: what was found with others is
    /// not believed.
    pub(crate) fn bound(&self) -> Digest {
        let program = std::env::current_exe().and_then(fs::metadata);
        let program = program.map(|it| Look::of(&it)).ok();
        let user = fs::read(&self.config).unwrap_or_default();
        let (version, today) = (env!("CARGO_PKG_VERSION"), self.today().to_string());
        let store = self.environment.store.as_ref();
        let said = (&self.environment.services.urls, store, Digest::of(&user));
        Digest::key("assetbuild state bound to v1", &(version, program, today, said))
    }

    /// The text of a file of the project, for messages about projects that cannot be opened.
    pub(crate) fn text(&self, file: &ProjectPath) -> Option<Arc<str>> {
        let root = self.project().ok()?;
        let bytes = Fence::new(&root).read(file, limit::TEXT).ok()?;
        String::from_utf8(bytes).ok().map(Arc::from)
    }

    /// How files that belong to no project are written.
    pub(crate) fn files(&self) -> WholeFiles {
        WholeFiles::beside(self.faults())
    }

    /// Ends the process at a step, or has the system refuse it, where a test wants that.
    pub(crate) fn faults(&self) -> Option<Faults> {
        let Switches { crash, error, .. } = &self.environment.switches;
        let crash = crash.as_deref().and_then(|it| Point::parse(it, Fault::Crash));
        let error = error.as_deref().and_then(|it| {
            let (point, number) = it.rsplit_once(':')?;
            Point::parse(point, Fault::Error(number.parse().ok()?))
        });
        let point = crash.or(error)?;
        Some(Arc::new(move |reached| point.reached(reached)))
    }
}

/// What happens to a process where a test wants that.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// It ends.
    Crash,
    /// The system answers with this error.
    Error(i32),
}

/// Where it happens.
#[derive(Debug)]
struct Point {
    fault: Fault,
    /// The name of a step; `any` is any.
    step: String,
    /// At which of these steps, counted from 1.
    count: usize,
    /// Whether at all after it as well.
    and_later: bool,
    seen: AtomicUsize,
}

impl Point {
    /// `STEP:N`, or `STEP:N+` for all from there on.
    fn parse(text: &str, fault: Fault) -> Option<Point> {
        let (step, count) = text.split_once(':')?;
        let (count, and_later) = match count.strip_suffix('+') {
            Some(count) => (count, true),
            None => (count, false),
        };
        let (step, count) = (step.to_owned(), count.parse().ok()?);
        Some(Point { fault, step, count, and_later, seen: AtomicUsize::new(0) })
    }

    fn reached(&self, step: &str) -> io::Result<()> {
        if step != self.step && self.step != "any" {
            return Ok(());
        }
        let seen = self.seen.fetch_add(1, Ordering::SeqCst) + 1;
        match self.fault {
            _ if seen != self.count && !(self.and_later && seen > self.count) => Ok(()),
            Fault::Crash => std::process::abort(),
            Fault::Error(number) => Err(io::Error::from_raw_os_error(number)),
        }
    }
}

/// The path without `.` and without `x/..`, so that it reads well.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut res = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            // Behind a link `..` is elsewhere, and only the system knows where.
            std::path::Component::ParentDir if !res.is_symlink() && res.pop() => {}
            other => res.push(other),
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::When;

    fn shared() -> Shared {
        let color = When::Auto;
        Shared { directory: None, verbose: false, quiet: false, color, json: false }
    }

    #[test]
    fn the_store_is_where_environment_then_configuration_then_platform_say() {
        let mut environment = Environment {
            folder: "/start".into(),
            configs: Some("/home/configs".into()),
            data: Some("/home/data".into()),
            store: Some("~/here".into()),
            home: Some("/home".into()),
            ..Environment::default()
        };
        let user = UserConfig { store: Some("there".into()), ..UserConfig::default() };
        let store = |environment: &Environment, user: &UserConfig| {
            Settings::new(&shared(), environment.clone()).store(user).unwrap()
        };
        assert_eq!(store(&environment, &user), Path::new("/home/here"));
        environment.store = Some("/there".into());
        assert_eq!(store(&environment, &user), Path::new("/there"));
        for relative in ["here", "./here", "~user/here"] {
            environment.store = Some(relative.into());
            let settings = Settings::new(&shared(), environment.clone());
            assert!(settings.store(&user).is_err(), "{relative}");
        }
        environment.store = None;
        assert_eq!(store(&environment, &user), Path::new("/home/configs/assetbuild/there"));
        let at_home = UserConfig { store: Some("~/there".into()), ..UserConfig::default() };
        assert_eq!(store(&environment, &at_home), Path::new("/home/there"));
        let nobody = UserConfig::default();
        assert_eq!(store(&environment, &nobody), Path::new("/home/data/assetbuild"));
    }

    #[test]
    fn a_project_is_found_from_a_folder_below_it() {
        let root = tempfile::tempdir().unwrap();
        let below = root.path().join("art/enemies");
        fs::create_dir_all(&below).unwrap();
        let environment = Environment { folder: below, ..Environment::default() };
        let settings = Settings::new(&shared(), environment);
        assert!(settings.project().is_err());
        fs::write(root.path().join("assetbuild.toml"), "").unwrap();
        assert_eq!(settings.project().unwrap(), root.path());
    }
}
