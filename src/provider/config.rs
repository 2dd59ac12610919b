//! `UserConfig`: what only the user may decide, never a file of a project.
//!
//! Which program runs, with which secrets, and what it may cost. Messages of this file name keys
//! and never values: a value may be a token.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::model::{Fees, ModelId, Role, TokenRates};
use crate::money::Usd;
use crate::provider::config_graphs::graphs_at;
use crate::provider::config_prices::prices_at;
use crate::provider::network::{is_name, networks_at};
use crate::provider::{BaseUrl, Endpoint, GraphConfig, NetworkConfig};

/// What a user's own configuration says. Not part of any key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserConfig {
    /// Where the store lies, if not in the user's data directory.
    pub store: Option<PathBuf>,
    /// Programs that serve as models, by the name that stands before `@` in `exec/NAME@VERSION`.
    pub exec: BTreeMap<String, ProgramConfig>,
    /// Graphs that ComfyUI runs, by the name that stands before `@` in `comfyui/NAME@VERSION`.
    pub graphs: BTreeMap<String, GraphConfig>,
    /// Networks that cut backgrounds out, by the name that a manifest uses.
    pub networks: BTreeMap<String, NetworkConfig>,
    /// Where services are reached, by provider.
    pub providers: BTreeMap<String, ServiceConfig>,
    /// Prices by tokens, instead of the built-in ones.
    pub rates: BTreeMap<ModelId, TokenRates>,
    /// Prices by call, instead of the built-in ones.
    pub fees: BTreeMap<ModelId, Fees>,
}

/// `[provider.NAME]`: where a service is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceConfig {
    /// Another address than the service's own.
    pub base_url: Option<BaseUrl>,
    /// Another version of its interface.
    pub api_version: Option<String>,
}

/// `[exec.NAME]`: a program that serves as a model.
#[derive(Clone, PartialEq, Eq)]
pub struct ProgramConfig {
    /// An absolute path, or a bare name that is looked up in `PATH`.
    pub program: PathBuf,
    /// What it is started with.
    pub args: Vec<String>,
    /// Its environment beside `PATH` and the like. Secrets: shown by nothing.
    pub env: BTreeMap<String, String>,
    /// The most that one call can cost, by role. In a role that is missing nothing is sent.
    pub price: BTreeMap<Role, Usd>,
}

impl fmt::Debug for ProgramConfig {
    /// Names what is secret and hides it: arguments and values of the environment.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProgramConfig")
            .field("program", &self.program)
            .field("n_args", &self.args.len())
            .field("env", &self.env.keys())
            .field("price", &self.price)
            .finish()
    }
}

impl ProgramConfig {
    /// The text with every value of the program's environment blotted out.
    pub(crate) fn without_secrets(&self, text: &str) -> String {
        // Longest first: a value may be part of another one. What is shorter is no secret, and
        // blotting it out would make a riddle of any sentence.
        let mut secrets: Vec<&String> = self.env.values().filter(|it| it.len() > 3).collect();
        secrets.sort_by_key(|it| std::cmp::Reverse(it.len()));
        secrets.into_iter().fold(text.to_owned(), |text, it| text.replace(it.as_str(), "***"))
    }
}

/// What is wrong with a user's configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigProblem {
    /// The text is no TOML.
    #[error("line {line}: {message}")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// What the parser says.
        message: String,
    },
    /// A key that nothing reads.
    #[error("unknown key `{key}`{}", .nearest.as_ref().map(|it| format!("; did you mean `{it}`?")).unwrap_or_default())]
    UnknownKey {
        /// The whole path of the key.
        key: String,
        /// The known key that looks most like it.
        nearest: Option<String>,
    },
    /// A key that must be there.
    #[error("`{key}` is missing")]
    Missing {
        /// The whole path of the key.
        key: String,
    },
    /// A value of another kind than the key takes.
    #[error("`{key}` must be {expected}")]
    Value {
        /// The whole path of the key.
        key: String,
        /// What it takes.
        expected: &'static str,
    },
}

/// Reads a user's configuration, as `docs/user-config.md` describes it.
///
/// # Errors
///
/// At the first thing that is wrong.
pub fn parse_config(text: &str) -> Result<UserConfig, ConfigProblem> {
    let table: Table = toml::from_str(text).map_err(|err| syntax(text, &err))?;
    known_keys("", &table, &["store", "exec", "comfyui", "network", "provider", "price"])?;
    let mut config = UserConfig::default();
    if let Some(value) = table.get("store") {
        config.store = Some(text_at("store", value)?.into());
    }
    if let Some(value) = table.get("exec") {
        for (name, value) in table_at("exec", value)? {
            let key = format!("exec.{name}");
            if !is_name(name) {
                let expected = "a name of letters, digits, `-`, `_` and `.`";
                return Err(ConfigProblem::Value { key, expected });
            }
            let program = program_at(&key, table_at(&key, value)?)?;
            config.exec.insert(name.clone(), program);
        }
    }
    if let Some(value) = table.get("comfyui") {
        config.graphs = graphs_at(table_at("comfyui", value)?)?;
    }
    if let Some(value) = table.get("network") {
        config.networks = networks_at(table_at("network", value)?)?;
    }
    if let Some(value) = table.get("provider") {
        for (name, value) in table_at("provider", value)? {
            let key = format!("provider.{name}");
            if Endpoint::of(name).is_none() {
                return Err(ConfigProblem::Value { key, expected: "named as a service" });
            }
            let service = service_at(&key, table_at(&key, value)?)?;
            config.providers.insert(name.clone(), service);
        }
    }
    if let Some(value) = table.get("price") {
        prices_at(table_at("price", value)?, &mut config)?;
    }
    Ok(config)
}

fn service_at(key: &str, table: &Table) -> Result<ServiceConfig, ConfigProblem> {
    known_keys(key, table, &["base-url", "api-version"])?;
    let mut res = ServiceConfig::default();
    if let Some(value) = table.get("base-url") {
        let key = format!("{key}.base-url");
        let expected = "`https://…` without user and `?`, or `http://` to this machine";
        let url = BaseUrl::parse(text_at(&key, value)?);
        res.base_url = Some(url.map_err(|_| ConfigProblem::Value { key, expected })?);
    }
    if let Some(value) = table.get("api-version") {
        let key = format!("{key}.api-version");
        let text = text_at(&key, value)?;
        if !text.chars().all(|it| it.is_ascii_alphanumeric()) || text.is_empty() {
            return Err(ConfigProblem::Value { key, expected: "a version like `v1beta`" });
        }
        res.api_version = Some(text.to_owned());
    }
    Ok(res)
}

fn syntax(text: &str, err: &toml::de::Error) -> ConfigProblem {
    let before = err.span().and_then(|it| text.get(..it.start));
    ConfigProblem::Syntax {
        line: before.unwrap_or_default().matches('\n').count() + 1,
        message: err.message().to_owned(),
    }
}

fn program_at(key: &str, table: &Table) -> Result<ProgramConfig, ConfigProblem> {
    known_keys(key, table, &["program", "args", "env", "price"])?;
    let below = |name: &str| format!("{key}.{name}");
    let Some(program) = table.get("program") else {
        return Err(ConfigProblem::Missing { key: below("program") });
    };
    let mut res = ProgramConfig {
        program: program_path(below("program"), program)?,
        args: vec![],
        env: BTreeMap::new(),
        price: BTreeMap::new(),
    };
    if let Some(value) = table.get("args") {
        res.args = args_at(&below("args"), value)?;
    }
    if let Some(value) = table.get("env") {
        res.env = env_at(&below("env"), value)?;
    }
    if let Some(value) = table.get("price") {
        res.price = price_at(&below("price"), value)?;
    }
    Ok(res)
}

/// A path like `./paint` would start whatever a project puts there.
fn program_path(key: String, value: &Value) -> Result<PathBuf, ConfigProblem> {
    let text = text_at(&key, value)?;
    let path = Path::new(text);
    let bare = !text.is_empty() && !text.contains(['/', '\\', ':']) && text != "." && text != "..";
    if !bare && !path.is_absolute() {
        let expected = "an absolute path, or the name of a program in PATH";
        return Err(ConfigProblem::Value { key, expected });
    }
    Ok(path.to_owned())
}

fn args_at(key: &str, value: &Value) -> Result<Vec<String>, ConfigProblem> {
    let Some(args) = value.as_array() else {
        return Err(ConfigProblem::Value { key: key.to_owned(), expected: "a list of texts" });
    };
    args.iter()
        .enumerate()
        .map(|(idx, it)| text_at(&format!("{key}[{idx}]"), it).map(str::to_owned))
        .collect()
}

fn env_at(key: &str, value: &Value) -> Result<BTreeMap<String, String>, ConfigProblem> {
    let mut res = BTreeMap::new();
    for (name, value) in table_at(key, value)? {
        let key = format!("{key}.{name}");
        if name.is_empty() || name.contains(['=', '\0']) {
            let expected = "named as a variable of an environment";
            return Err(ConfigProblem::Value { key, expected });
        }
        res.insert(name.clone(), text_at(&key, value)?.to_owned());
    }
    Ok(res)
}

fn price_at(key: &str, value: &Value) -> Result<BTreeMap<Role, Usd>, ConfigProblem> {
    let table = table_at(key, value)?;
    known_keys(key, table, &["paint", "edit", "judge", "refine"])?;
    let roles = [
        ("paint", Role::Paint),
        ("edit", Role::Edit),
        ("judge", Role::Judge),
        ("refine", Role::Refine),
    ];
    let mut res = BTreeMap::new();
    for (name, role) in roles {
        let Some(value) = table.get(name) else {
            continue;
        };
        res.insert(role, usd_at(format!("{key}.{name}"), value)?);
    }
    Ok(res)
}

pub(crate) fn usd_at(key: String, value: &Value) -> Result<Usd, ConfigProblem> {
    let dollars = match value {
        #[expect(clippy::cast_precision_loss, reason = "no price is that exact")]
        Value::Integer(it) => Some(*it as f64),
        Value::Float(it) => Some(*it),
        Value::String(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_)
        | Value::Table(_) => None,
    };
    let expected = "an amount in USD, like 0.04";
    dollars.and_then(Usd::from_f64).ok_or(ConfigProblem::Value { key, expected })
}

pub(crate) fn known_keys(key: &str, table: &Table, known: &[&str]) -> Result<(), ConfigProblem> {
    let Some(unknown) = table.keys().find(|it| !known.contains(&it.as_str())) else {
        return Ok(());
    };
    let nearest = known
        .iter()
        .filter(|it| strsim::damerau_levenshtein(it, unknown) <= 2)
        .min_by_key(|it| strsim::damerau_levenshtein(it, unknown));
    let path = match key {
        "" => unknown.clone(),
        _ => format!("{key}.{unknown}"),
    };
    Err(ConfigProblem::UnknownKey { key: path, nearest: nearest.map(|it| (*it).to_owned()) })
}

pub(crate) fn text_at<'a>(key: &str, value: &'a Value) -> Result<&'a str, ConfigProblem> {
    let text = value.as_str().filter(|it| !it.contains('\0'));
    text.ok_or_else(|| ConfigProblem::Value { key: key.to_owned(), expected: "a text" })
}

pub(crate) fn table_at<'a>(key: &str, value: &'a Value) -> Result<&'a Table, ConfigProblem> {
    value
        .as_table()
        .ok_or_else(|| ConfigProblem::Value { key: key.to_owned(), expected: "a table" })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
store = "/big-disk/assetbuild"
[exec.painter]
program = "paint"
args = ["--fast"]
env = { TOKEN = "hush-hush" }
price = { paint = 0.04, judge = 0.001 }
"#;

    #[test]
    fn everything_that_is_documented_is_read() {
        let config = parse_config(WHOLE).unwrap();
        assert_eq!(config.store, Some("/big-disk/assetbuild".into()));
        let painter = &config.exec["painter"];
        assert_eq!(painter.program, PathBuf::from("paint"));
        assert_eq!(painter.args, ["--fast"]);
        assert_eq!(painter.env["TOKEN"], "hush-hush");
        assert_eq!(painter.price[&Role::Paint], Usd::from_nanos(40_000_000));
        assert_eq!(painter.price.get(&Role::Refine), None);
        assert_eq!(parse_config("").unwrap(), UserConfig::default());
    }

    #[test]
    fn a_secret_is_shown_by_nothing() {
        let shown = format!("{:?}", parse_config(WHOLE).unwrap());
        assert!(shown.contains("TOKEN") && !shown.contains("hush"), "{shown}");
        assert!(!shown.contains("--fast"), "{shown}");
        for text in [
            "[exec.p]\nprogram = \"p\"\nenv = { T = 73912 }",
            "[exec.p]\nprogram = \"p\"\nenv = { T = 73912",
            "[exec.p]\nprogram = \"p\"\nenv = { T = \"73912 }",
            "[exec.p]\nprogram = \"p\"\nargs = [73912]",
            "exec = 73912",
        ] {
            let err = parse_config(text).unwrap_err();
            assert!(!format!("{err} {err:?}").contains("73912"), "{err}");
        }
    }

    #[test]
    fn a_mistake_is_named_by_its_key() {
        let message = |text: &str| parse_config(text).unwrap_err().to_string();
        let painter = |line: &str| message(&format!("[exec.p]\n{line}"));
        assert_eq!(painter(""), "`exec.p.program` is missing");
        assert_eq!(
            painter("program = \"p\"\nprogam = 1"),
            "unknown key `exec.p.progam`; did you mean `program`?"
        );
        for relative in ["./p", "bin/p", "", "..", "C:p"] {
            assert_eq!(
                painter(&format!("program = \"{relative}\"")),
                "`exec.p.program` must be an absolute path, or the name of a program in PATH"
            );
        }
        assert_eq!(
            painter("program = \"p\"\nprice = { paint = -1 }"),
            "`exec.p.price.paint` must be an amount in USD, like 0.04"
        );
        assert!(message("a = 1\nb = = 2").starts_with("line 2: "));
    }
}
