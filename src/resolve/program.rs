//! `ProviderLimits` and `Program`: how fast providers may be asked, and what the user's own
//! programs can do.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::diagnostic::{Code, KeyPath};
use crate::manifest::{LocalUrl, ProgramTable, ProviderTable};
use crate::model::{Abilities, Alpha, Avoid, Catalog, Role, Seed, Sizes};
use crate::path::ProjectPath;
use crate::resolve::Places;
use crate::resolve::mistakes::Mistakes;

/// How fast the models of a provider may be asked, each by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderLimits {
    /// Requests under way at once.
    pub concurrency: u32,
    /// Requests sent in a minute.
    pub requests_per_minute: u32,
    /// How long an answer may take.
    pub timeout: Duration,
    /// A safety setting that the provider knows.
    pub safety: Option<String>,
    /// Where the server is on this machine.
    pub url: Option<LocalUrl>,
}

impl ProviderLimits {
    /// The limits of a provider that has no table. A server on the user's machine works on one
    /// request at a time, and slowly.
    #[must_use]
    pub fn usual(provider: &str) -> ProviderLimits {
        let default = ProviderLimits::default();
        match provider {
            "a1111" | "comfyui" => {
                ProviderLimits { concurrency: 1, timeout: Duration::from_secs(600), ..default }
            }
            _ => default,
        }
    }
}

impl Default for ProviderLimits {
    fn default() -> ProviderLimits {
        ProviderLimits {
            concurrency: 3,
            requests_per_minute: 60,
            timeout: Duration::from_secs(180),
            safety: None,
            url: None,
        }
    }
}

/// A program of the user's that serves as a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// What it can do; whatever shapes a prompt.
    pub abilities: Abilities,
    /// How fast it may be asked.
    pub limits: ProviderLimits,
}

/// The limits of every provider that has a table.
pub(crate) fn providers(
    file: &ProjectPath,
    tables: &BTreeMap<String, ProviderTable>,
    mistakes: &mut Mistakes,
) -> BTreeMap<String, ProviderLimits> {
    let limits = |(name, it): (&String, &ProviderTable)| {
        let places = Places::new(file, &["provider", name]);
        let written = Written {
            concurrency: it.concurrency,
            requests_per_minute: it.requests_per_minute,
            timeout: it.timeout.as_deref(),
        };
        let mut res = written.limits(&ProviderLimits::usual(name), &places, mistakes);
        res.safety = safety(name, it, &places, mistakes);
        res.url.clone_from(&it.url);
        (name.clone(), res)
    };
    tables.iter().map(limits).collect()
}

/// A safety setting, if the provider knows it.
fn safety(
    provider: &str,
    table: &ProviderTable,
    places: &Places,
    mistakes: &mut Mistakes,
) -> Option<String> {
    let text = table.safety.as_deref()?;
    let Some(words) = Catalog::safety_words(provider) else { return Some(text.to_owned()) };
    let at = places.key("safety");
    if words.is_empty() {
        let message = format!("`{provider}` has no safety setting");
        mistakes.error(Code::Conflict, at, message);
        return None;
    }
    let words: Vec<(&str, &str)> = words.iter().map(|it| (*it, *it)).collect();
    mistakes.word(at, "safety", text, &words).map(str::to_owned)
}

/// The programs of `[provider.exec.NAME]`, the graphs of `[provider.comfyui.NAME]`.
pub(crate) fn programs(
    provider: &str,
    file: &ProjectPath,
    tables: &BTreeMap<String, ProviderTable>,
    mistakes: &mut Mistakes,
) -> BTreeMap<String, Program> {
    let Some(own) = tables.get(provider) else {
        return BTreeMap::new();
    };
    let program = |(name, it): (&String, &ProgramTable)| {
        let places = Places::new(file, &["provider", provider, name]);
        let written = Written {
            concurrency: it.concurrency,
            requests_per_minute: it.requests_per_minute,
            timeout: it.timeout.as_deref(),
        };
        let res = Program {
            abilities: abilities(it, &places, mistakes),
            limits: written.limits(&ProviderLimits::usual(provider), &places, mistakes),
        };
        (name.clone(), res)
    };
    own.programs.iter().map(program).collect()
}

fn abilities(table: &ProgramTable, places: &Places, mistakes: &mut Mistakes) -> Abilities {
    let alpha = [("native", Alpha::Native), ("none", Alpha::None)];
    let seed = [("exact", Seed::Exact), ("best-effort", Seed::BestEffort), ("none", Seed::None)];
    let avoid = [("field", Avoid::Field), ("words", Avoid::Words), ("none", Avoid::None)];
    let mut roles = vec![Role::Paint, Role::Judge, Role::Refine];
    roles.extend(table.edits.unwrap_or(false).then_some(Role::Edit));
    Abilities {
        roles,
        alpha: word("alpha", table.alpha.as_deref(), &alpha, places, mistakes),
        seed: word("seed", table.seed.as_deref(), &seed, places, mistakes),
        avoid: word("avoid", table.avoid.as_deref(), &avoid, places, mistakes),
        references: table.references.unwrap_or(16),
        sizes: sizes(table, places, mistakes),
    }
}

fn word<T: Copy + Default>(
    key: &str,
    text: Option<&str>,
    words: &[(&str, T)],
    places: &Places,
    mistakes: &mut Mistakes,
) -> T {
    let found = text.and_then(|it| mistakes.word(places.key(key), key, it, words));
    found.unwrap_or_default()
}

fn sizes(table: &ProgramTable, places: &Places, mistakes: &mut Mistakes) -> Sizes {
    let Some(listed) = table.sizes.as_deref().filter(|it| !it.is_empty()) else {
        return Sizes::Free { max: 2048 };
    };
    let mut res = Vec::new();
    for (idx, it) in listed.iter().enumerate() {
        let bounds = 1..=16_384;
        if bounds.contains(&it.width) && bounds.contains(&it.height) {
            res.push([it.width, it.height]);
        } else {
            let message = format!("no model paints pictures of {}x{}", it.width, it.height);
            let at = places.of(&KeyPath::of(&["sizes"]).index(idx));
            mistakes.error(Code::BadSize, at, message);
        }
    }
    Sizes::Table(res)
}

/// Limits as a table writes them.
struct Written<'a> {
    concurrency: Option<u32>,
    requests_per_minute: Option<u32>,
    timeout: Option<&'a str>,
}

impl Written<'_> {
    fn limits(
        &self,
        default: &ProviderLimits,
        places: &Places,
        mistakes: &mut Mistakes,
    ) -> ProviderLimits {
        let mut number = |key: &str, value: Option<u32>, default: u32| {
            let found = value.and_then(|it| mistakes.within(places.key(key), key, it, 1..=100_000));
            found.unwrap_or(default)
        };
        let concurrency = number("concurrency", self.concurrency, default.concurrency);
        let requests_per_minute =
            number("requests-per-minute", self.requests_per_minute, default.requests_per_minute);
        let timeout = self.timeout.and_then(|text| {
            let found = duration(text);
            if found.is_none() {
                let message = format!("`timeout` cannot be `{text}`, since that is no time");
                let help = "write seconds or minutes: `\"180s\"`, `\"3m\"`";
                mistakes.error_help(Code::WrongValue, places.key("timeout"), message, help);
            }
            found
        });
        ProviderLimits {
            concurrency,
            requests_per_minute,
            timeout: timeout.unwrap_or(default.timeout),
            safety: None,
            url: None,
        }
    }
}

/// `"180s"`, `"3m"`, `"500ms"`: at least a millisecond, at most a day.
fn duration(text: &str) -> Option<Duration> {
    let digits = text.find(|it: char| !it.is_ascii_digit())?;
    let number: u64 = text[..digits].parse().ok()?;
    let ms = match text[digits..].trim() {
        "ms" => number,
        "s" => number.checked_mul(1000)?,
        "m" => number.checked_mul(60_000)?,
        _ => return None,
    };
    (1..=86_400_000).contains(&ms).then(|| Duration::from_millis(ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_with_their_unit() {
        assert_eq!(duration("180s"), Some(Duration::from_secs(180)));
        assert_eq!(duration("3m"), Some(Duration::from_secs(180)));
        for text in ["", "s", "180", "0s", "3 weeks", "-1s", "99999999999999999999s"] {
            assert_eq!(duration(text), None, "{text:?} was taken");
        }
    }
}
