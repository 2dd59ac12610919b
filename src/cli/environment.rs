//! `Environment`: everything outside the arguments that has a say, read once.
#![expect(clippy::disallowed_methods, reason = "this is where the environment is read")]

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{env, io};

use crate::model::Day;
use crate::provider::{ENDPOINTS, NotAKey, Secret, Variables};

/// What the environment says. It holds keys, and cannot be printed.
#[derive(Clone, Default)]
pub(crate) struct Environment {
    /// Where the program was started.
    pub(crate) folder: PathBuf,
    /// `ASSETBUILD_STORE`: where the store lies.
    pub(crate) store: Option<PathBuf>,
    /// `ASSETBUILD_CONFIG`: the user's configuration.
    pub(crate) config: Option<PathBuf>,
    /// What tests ask for.
    pub(crate) switches: Switches,
    /// Keys and addresses of services, in the variables that their SDKs read.
    pub(crate) services: Variables,
    /// `NO_COLOR` is set to anything.
    pub(crate) no_color: bool,
    /// `CLICOLOR_FORCE` is set to anything but `0`.
    pub(crate) force_color: bool,
    /// `CI` is set to anything but `false`: nobody is there to answer, nothing is redrawn.
    pub(crate) ci: bool,
    /// `TERM=dumb`: a terminal that cannot move its cursor.
    pub(crate) dumb: bool,
    /// Where people can be asked: stdin is a terminal.
    pub(crate) stdin_terminal: bool,
    /// Where results go.
    pub(crate) stdout_terminal: bool,
    /// Where people read.
    pub(crate) stderr_terminal: bool,
    /// The columns of that terminal; 100 if there is none.
    pub(crate) width: usize,
    /// The columns of the terminal where results go; `None` if they go elsewhere, to be searched.
    pub(crate) result_width: Option<usize>,
    /// The folders in which programs are looked for.
    pub(crate) search: Vec<PathBuf>,
    /// The folder for temporary files.
    pub(crate) temporary: PathBuf,
    /// The user's home.
    pub(crate) home: Option<PathBuf>,
    /// The user's data folder, by the rules of the platform.
    pub(crate) data: Option<PathBuf>,
    /// The user's folder for configuration, by the rules of the platform.
    pub(crate) configs: Option<PathBuf>,
    /// How many threads the machine runs at once.
    pub(crate) cores: usize,
}

/// What tests ask for in their environment. A released program does not look: its variables are
/// read only where debug assertions are on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Switches {
    /// `ASSETBUILD_TEST_CRASH`: `STEP:N`, the step at which the process ends.
    pub(crate) crash: Option<String>,
    /// `ASSETBUILD_TEST_ERROR`: `STEP:N:NUMBER`, the step at which the system answers with an error.
    pub(crate) error: Option<String>,
    /// `ASSETBUILD_TEST_TODAY`: the day whose prices and lives of models hold.
    pub(crate) today: Option<Day>,
    /// `ASSETBUILD_TEST_MINUTE_MS`: the minute by which requests are counted.
    pub(crate) minute: Option<Duration>,
    /// `ASSETBUILD_TEST_AWAY_MS`: how long watch mode waits for a file that went.
    pub(crate) away: Option<Duration>,
}

impl Environment {
    /// Reads it.
    pub(crate) fn read() -> Environment {
        let set = |name: &str| env::var_os(name).filter(|it| !it.is_empty());
        let unless = |name: &str, no: &str| set(name).is_some_and(|it| it != no);
        Environment {
            folder: env::current_dir().unwrap_or_default(),
            store: set("ASSETBUILD_STORE").map(PathBuf::from),
            config: set("ASSETBUILD_CONFIG").map(PathBuf::from),
            switches: Switches::read(&set),
            services: services(&set),
            no_color: set("NO_COLOR").is_some(),
            force_color: unless("CLICOLOR_FORCE", "0"),
            ci: unless("CI", "false"),
            dumb: set("TERM").is_some_and(|it| it == "dumb"),
            stdin_terminal: io::stdin().is_terminal(),
            stdout_terminal: io::stdout().is_terminal(),
            stderr_terminal: io::stderr().is_terminal(),
            width: width(set("COLUMNS"), terminal_size::terminal_size_of(io::stderr()))
                .unwrap_or(100),
            result_width: width(set("COLUMNS"), terminal_size::terminal_size_of(io::stdout())),
            search: set("PATH").map(|it| env::split_paths(&it).collect()).unwrap_or_default(),
            temporary: env::temp_dir(),
            home: dirs::home_dir(),
            data: dirs::data_dir(),
            configs: dirs::config_dir(),
            cores: std::thread::available_parallelism().map_or(2, usize::from),
        }
    }
}

impl Switches {
    #[cfg(debug_assertions)]
    fn read(set: &dyn Fn(&str) -> Option<OsString>) -> Switches {
        let duration = |name: &str| {
            set(name).and_then(|it| it.to_str()?.parse().ok()).map(Duration::from_millis)
        };
        Switches {
            crash: set("ASSETBUILD_TEST_CRASH").and_then(|it| it.into_string().ok()),
            error: set("ASSETBUILD_TEST_ERROR").and_then(|it| it.into_string().ok()),
            today: set("ASSETBUILD_TEST_TODAY").and_then(|it| it.to_str()?.parse().ok()),
            minute: duration("ASSETBUILD_TEST_MINUTE_MS"),
            away: duration("ASSETBUILD_TEST_AWAY_MS"),
        }
    }

    #[cfg(not(debug_assertions))]
    fn read(_: &dyn Fn(&str) -> Option<OsString>) -> Switches {
        Switches::default()
    }
}

/// Keys and addresses of services.
fn services(set: &dyn Fn(&str) -> Option<OsString>) -> Variables {
    let mut res = Variables::default();
    for endpoint in ENDPOINTS {
        for name in endpoint.key_variables {
            let Some(text) = set(name) else { continue };
            match text.to_str().ok_or(NotAKey).and_then(Secret::new) {
                Ok(secret) => {
                    res.secrets.insert((*name).to_owned(), Arc::new(secret));
                }
                Err(why) => {
                    res.unusable.insert((*name).to_owned(), why);
                }
            }
        }
        if let Some(name) = endpoint.url_variable
            && let Some(text) = set(name)
        {
            res.urls.insert(name.to_owned(), text.to_string_lossy().into_owned());
        }
    }
    res
}

/// What the user says, else what was measured; 40 at the least.
fn width(
    columns: Option<OsString>,
    measured: Option<(terminal_size::Width, terminal_size::Height)>,
) -> Option<usize> {
    let said = columns.and_then(|it| it.to_str()?.parse().ok());
    said.or(measured.map(|(width, _)| width.0.into())).map(|it: usize| it.max(40))
}
