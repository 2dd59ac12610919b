//! The tables of providers: limits and request options, and what programs of the user's can do.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;

use crate::diagnostic::Code;
use crate::manifest::keys::{WrittenSize, size};
use crate::manifest::loopback::{LocalUrl, loopback};
use crate::manifest::reader::{Spot, Table, in_order};
use crate::manifest::sink::Sink;
use crate::manifest::table::table;
use crate::manifest::trail::shown;
use crate::manifest::value::{boolean, count, list, read_table, text, within, word};
use crate::model::{Alpha, Avoid, Seed};

/// Providers that are servers on the user's own machine, without a key.
const LOCAL: [&str; 2] = ["a1111", "comfyui"];
/// Providers that have a table for each program or graph of the user's.
const NAMED: [&str; 2] = ["exec", "comfyui"];

/// `[provider.NAME]`: limits and request options. Keys, programs, prices and addresses of other
/// machines are not here: they are the user's own configuration.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ProviderTable {
    /// How fast it may be asked.
    #[schemars(flatten)]
    pub limits: LimitKeys,
    /// A safety setting that the provider knows.
    pub safety: Option<String>,
    /// Of `a1111` and `comfyui`: where the server is on this machine.
    #[schemars(skip)]
    pub url: Option<LocalUrl>,
    /// Of `exec` and `comfyui`: what each program or graph can do, by name.
    #[schemars(skip)]
    pub programs: BTreeMap<String, ProgramTable>,
}

table! {
    /// How fast a provider or a program may be asked.
    pub struct LimitKeys {
        /// Requests under way at once, for each model. Default: 3.
        concurrency: Option<u32> = "concurrency" => rate;
        /// Requests sent in a minute, for each model. Default: 60.
        requests_per_minute: Option<u32> = "requests-per-minute" => rate;
        /// How long an answer may take: `"180s"`, `"3m"`. Default: 180 seconds.
        #[schemars(with = "Option<String>")]
        timeout: Option<Duration> = "timeout" => timeout;
    }
}

table! {
    /// `[provider.exec.NAME]`, `[provider.comfyui.NAME]`: what shapes the requests to a program or
    /// a graph of the user's.
    pub struct ProgramTable {
        /// `native` if it answers pictures with alpha; `none` otherwise, the default.
        alpha: Option<Alpha> = "alpha" => word;
        /// `exact`, `best-effort` or `none`, the default.
        seed: Option<Seed> = "seed" => word;
        /// `field`, `words`, the default, or `none`: how it is told what to leave out.
        avoid: Option<Avoid> = "avoid" => word;
        /// How many reference pictures it takes. Default: 16.
        references: Option<u32> = "references" => count;
        /// Whether it can change one thing of a picture: for second plates. Default: false.
        edits: Option<bool> = "edits" => boolean;
        /// The sizes it paints, as `"1024x1024"`. Default: any up to 2048.
        #[schemars(with = "Option<Vec<WrittenSize>>")]
        sizes: Option<Vec<[u32; 2]>> = "sizes" => |it, s| list(it, s, size);
        ..limits: LimitKeys;
    }
}

/// `[provider.NAME]`, by name.
pub(super) fn providers(
    it: Spot<'_>,
    sink: &mut Sink<'_>,
) -> Option<BTreeMap<String, ProviderTable>> {
    let Some(entries) = it.value.as_table() else {
        it.wrong_type(sink, "a table of tables");
        return None;
    };
    let mut res = BTreeMap::new();
    for (name, extent, value) in in_order(entries) {
        sink.at = extent.start;
        let spot = Spot { value, trail: it.trail.key(name) };
        let what = format!("`[provider.{}]`", shown(name));
        let provider = read_table(spot, sink, &what, |t| provider(t, name));
        res.insert(name.to_owned(), provider.unwrap_or_default());
    }
    Some(res)
}

fn provider(t: &mut Table<'_, '_, '_>, name: &str) -> ProviderTable {
    let program =
        |it: Spot<'_>, s: &mut Sink<'_>| read_table(it, s, "a program", ProgramTable::read);
    ProviderTable {
        limits: LimitKeys::read(t),
        safety: t.get("safety", text),
        url: if LOCAL.contains(&name) { t.get("url", loopback) } else { None },
        programs: if NAMED.contains(&name) { t.take_tables(program) } else { BTreeMap::new() },
    }
}

fn rate(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<u32> {
    within(it, sink, 1..=100_000, Code::WrongValue)
}

fn timeout(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<Duration> {
    let written = text(it, sink)?;
    let res = duration(&written);
    if res.is_none() {
        let rest = format!("cannot be `{}`", shown(&written));
        it.wrong(sink, Code::WrongValue, &rest).help =
            Some("write seconds like \"180s\" or minutes like \"3m\"".to_owned());
    }
    res
}

/// `"180s"`, `"3m"`: at least a second, at most a day.
fn duration(text: &str) -> Option<Duration> {
    let (digits, unit) = match (text.strip_suffix('s'), text.strip_suffix('m')) {
        (Some(digits), _) => (digits, 1),
        (None, Some(digits)) => (digits, 60),
        (None, None) => return None,
    };
    let plain = digits.bytes().all(|it| it.is_ascii_digit());
    let number: u64 = digits.parse().ok().filter(|_| plain)?;
    let seconds = number.checked_mul(unit)?;
    (1..=86_400).contains(&seconds).then(|| Duration::from_secs(seconds))
}

/// The schema of providers by name; `exec` has programs beside its limits, `comfyui` graphs, and
/// servers on this machine have an address.
pub(super) fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let limits = generator.subschema_for::<ProviderTable>();
    let program = generator.subschema_for::<ProgramTable>();
    let mut exec = ProviderTable::json_schema(generator);
    exec.insert("additionalProperties".to_owned(), program.into());
    let (mut comfyui, mut a1111) = (exec.clone(), ProviderTable::json_schema(generator));
    for table in [&mut comfyui, &mut a1111] {
        let keys = table.get_mut("properties").and_then(|it| it.as_object_mut());
        keys.expect("a table has keys").insert("url".to_owned(), address());
    }
    schemars::json_schema!({
        "type": "object",
        "properties": { "exec": exec, "comfyui": comfyui, "a1111": a1111 },
        "additionalProperties": limits
    })
}

fn address() -> serde_json::Value {
    serde_json::json!({
        "type": "string",
        "pattern": r"^http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/[A-Za-z0-9/._~-]*)?$",
        "description": "Where the server is on this machine: `\"http://127.0.0.1:7860\"`. Your own \
                        environment and configuration come before it."
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_whole_seconds_or_minutes_up_to_a_day() {
        assert_eq!(duration("180s"), Some(Duration::from_secs(180)));
        assert_eq!(duration("3m"), Some(Duration::from_secs(180)));
        for text in ["", "s", "180", "1h", "-1s", "+1s", "1.5s", "0s", "86401s", "1441m", "3 m"] {
            assert_eq!(duration(text), None, "{text:?} was taken");
        }
    }
}
