//! `UserConfig`: what only the user may decide, never a file of a project.
//!
//! Which program runs, with which secrets, and what it may cost. Messages of this file name keys
//! and never values: a value may be a token.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use crate::model::{Fees, ModelId, Role, TokenRates};
use crate::money::Usd;
use crate::provider::blot::blotted;
use crate::provider::config_prices::{Amount, Price, Priced};
use crate::provider::config_reader::{ConfigProblem, named, parsed, read};
use crate::provider::network::UnnamedNetwork;
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ServiceConfig {
    /// Another address than the service's own.
    #[serde(deserialize_with = "base_url")]
    pub base_url: Option<BaseUrl>,
    /// Another version of its interface.
    #[serde(deserialize_with = "api_version")]
    pub api_version: Option<String>,
}

/// `[exec.NAME]`: a program that serves as a model.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramConfig {
    /// An absolute path, or a bare name that is looked up in `PATH`.
    #[serde(deserialize_with = "program_path")]
    pub program: PathBuf,
    /// What it is started with.
    #[serde(default)]
    pub args: Vec<String>,
    /// Its environment beside `PATH` and the like. Secrets: shown by nothing.
    #[serde(default, deserialize_with = "environment")]
    pub env: BTreeMap<String, String>,
    /// The most that one call can cost, by role. In a role that is missing nothing is sent.
    #[serde(default, deserialize_with = "prices")]
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
    /// The text with every value of the program's environment redacted.
    pub(crate) fn without_secrets(&self, text: &str) -> String {
        let bytes = self.blotted(text.as_bytes().to_vec());
        String::from_utf8(bytes).expect("letters are blotted as a whole")
    }

    /// The bytes with every value of the program's environment redacted, also where it is written
    /// with escapes.
    pub(crate) fn blotted(&self, bytes: Vec<u8>) -> Vec<u8> {
        // Longest first: a value may be part of another one. What is shorter is no secret, and
        // redacting it would make sentences unreadable.
        let mut secrets: Vec<&String> = self.env.values().filter(|it| it.len() > 3).collect();
        secrets.sort_by_key(|it| std::cmp::Reverse(it.len()));
        secrets.into_iter().fold(bytes, |bytes, it| blotted(bytes, it))
    }
}

/// The file, as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Written {
    store: Option<PathBuf>,
    #[serde(deserialize_with = "named")]
    exec: BTreeMap<String, ProgramConfig>,
    #[serde(deserialize_with = "named")]
    comfyui: BTreeMap<String, GraphConfig>,
    #[serde(deserialize_with = "named")]
    network: BTreeMap<String, UnnamedNetwork>,
    provider: BTreeMap<ServiceName, ServiceConfig>,
    price: BTreeMap<Priced, Price>,
}

/// Reads a user's configuration, as `docs/user-config.md` describes it.
///
/// # Errors
///
/// At the first thing that is wrong.
pub fn parse_config(text: &str) -> Result<UserConfig, ConfigProblem> {
    let Written { store, exec, comfyui, network, provider, price } = read(text)?;
    let networks = network.into_iter().map(|(name, it)| (name.clone(), it.named(name)));
    let mut res = UserConfig {
        store,
        exec,
        graphs: comfyui,
        networks: networks.collect(),
        providers: provider.into_iter().map(|(name, it)| (name.0, it)).collect(),
        rates: BTreeMap::new(),
        fees: BTreeMap::new(),
    };
    for (Priced(model), price) in price {
        match price {
            Price::Tokens(rates) => {
                res.rates.insert(model, rates);
            }
            Price::Calls(fees) => {
                res.fees.insert(model, fees);
            }
        }
    }
    Ok(res)
}

/// The name of a service that is reached over HTTP.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
struct ServiceName(String);

impl TryFrom<String> for ServiceName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<ServiceName, &'static str> {
        if Endpoint::of(&name).is_some() {
            Ok(ServiceName(name))
        } else {
            Err("named as a service")
        }
    }
}

fn base_url<'de, D: Deserializer<'de>>(it: D) -> Result<Option<BaseUrl>, D::Error> {
    let expected = "`https://…` without user and `?`, or `http://` to this machine";
    parsed(it, expected, |text| BaseUrl::parse(text).ok()).map(Some)
}

fn api_version<'de, D: Deserializer<'de>>(it: D) -> Result<Option<String>, D::Error> {
    let fits = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_alphanumeric());
    let version = |text: &str| fits(text).then(|| text.to_owned());
    parsed(it, "a version like `v1beta`", version).map(Some)
}

/// A path like `./paint` would start whatever a project puts there.
fn program_path<'de, D: Deserializer<'de>>(it: D) -> Result<PathBuf, D::Error> {
    parsed(it, "an absolute path, or the name of a program in PATH", |text| {
        let is_bare = !["", ".", ".."].contains(&text) && !text.contains(['/', '\\', ':']);
        let path = Path::new(text);
        (is_bare || path.is_absolute()).then(|| path.to_owned())
    })
}

fn environment<'de, D: Deserializer<'de>>(it: D) -> Result<BTreeMap<String, String>, D::Error> {
    let variables = BTreeMap::<Variable, String>::deserialize(it)?;
    Ok(variables.into_iter().map(|(name, value)| (name.0, value)).collect())
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
struct Variable(String);

impl TryFrom<String> for Variable {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Variable, &'static str> {
        match name.is_empty() || name.contains(['=', '\0']) {
            true => Err("named as a variable of an environment"),
            false => Ok(Variable(name)),
        }
    }
}

fn prices<'de, D: Deserializer<'de>>(it: D) -> Result<BTreeMap<Role, Usd>, D::Error> {
    let prices = BTreeMap::<Role, Amount>::deserialize(it)?;
    Ok(prices.into_iter().map(|(role, it)| (role, it.0)).collect())
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
        assert_eq!(painter(""), "line 1: `exec.p.program` is missing");
        assert_eq!(
            painter("program = \"p\"\nprogam = 1"),
            "line 3: unknown key `exec.p.progam`; did you mean `program`?"
        );
        for relative in ["./p", "bin/p", "", "..", "C:p"] {
            assert_eq!(
                painter(&format!("program = \"{relative}\"")),
                "line 2: `exec.p.program` must be an absolute path, or the name of a program in PATH"
            );
        }
        assert_eq!(
            painter("program = \"p\"\nprice = { paint = -1 }"),
            "line 3: `exec.p.price.paint` must be an amount in USD, like 0.04"
        );
        assert_eq!(
            painter("program = \"p\"\n\n[exec.p.price]\njugde = 1"),
            "line 5: unknown key `exec.p.price.jugde`; did you mean `judge`?"
        );
        for (text, problem) in [
            ("exec = 1", "`exec` must be a table"),
            ("exec.p = [\"p\", [], {}, {}]", "`exec.p` must be a table"),
            (
                "exec.\"a b\" = {}",
                "`exec.\"a b\"` must be a name of letters, digits, `-`, `_` and `.`",
            ),
            ("exec.p.args = \"x\"", "`exec.p.args` must be a list"),
            ("exec.p.args = [\"x\", 1]", "`exec.p.args` must be a text"),
            (
                "exec.p.env.\"A=B\" = \"x\"",
                "`exec.p.env.\"A=B\"` must be named as a variable of an environment",
            ),
            ("exec.p.env.A = \"x\\u0000\"", "`exec.p.env.A` must be a text"),
            ("store = 2026-11-22", "`store` must be a text"),
            ("provider.gogle = {}", "`provider.gogle` must be named as a service"),
            (
                "provider.google.api-version = \"v 1\"",
                "`provider.google.api-version` must be a version like `v1beta`",
            ),
            (
                "provider.google.base-url = \"http://a.example\"",
                "`provider.google.base-url` must be `https://…` without user and `?`, or `http://` to this machine",
            ),
            ("shop = 1", "unknown key `shop`"),
        ] {
            assert_eq!(message(text), format!("line 1: {problem}"));
        }
        assert!(message("a = 1\nb = = 2").starts_with("line 2: "));
    }
}
