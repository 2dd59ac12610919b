//! `ProviderLimits` and `Program`: how fast providers may be asked, and what the user's own
//! programs can do.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::diagnostic::Code;
use crate::manifest::{LimitKeys, LocalUrl, ProgramTable, ProviderTable};
use crate::model::{Abilities, Catalog, Role, Sizes, Tiling};
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
    let provider = |(name, table): (&String, &ProviderTable)| {
        let places = Places::new(file, &["provider", name]);
        let safety = safety(name, table, &places, mistakes);
        let limits = limits(&table.limits, name);
        (name.clone(), ProviderLimits { safety, url: table.url.clone(), ..limits })
    };
    tables.iter().map(provider).collect()
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
    tables: &BTreeMap<String, ProviderTable>,
) -> BTreeMap<String, Program> {
    let program = |(name, table): (&String, &ProgramTable)| {
        let limits = limits(&table.limits, provider);
        (name.clone(), Program { abilities: abilities(table), limits })
    };
    tables.get(provider).into_iter().flat_map(|it| &it.programs).map(program).collect()
}

fn abilities(table: &ProgramTable) -> Abilities {
    let sizes = table.sizes.clone().unwrap_or_default();
    let mut roles = vec![Role::Paint, Role::Judge, Role::Refine];
    roles.extend(table.edits.unwrap_or(false).then_some(Role::Edit));
    Abilities {
        roles,
        alpha: table.alpha.unwrap_or_default(),
        seed: table.seed.unwrap_or_default(),
        avoid: table.avoid.unwrap_or_default(),
        references: table.references.unwrap_or(16),
        tiling: Tiling::None,
        sizes: if sizes.is_empty() { Sizes::Free { max: 2048 } } else { Sizes::Table(sizes) },
    }
}

/// Limits as a table writes them, and the usual ones of a provider where it says nothing.
fn limits(table: &LimitKeys, provider: &str) -> ProviderLimits {
    let default = ProviderLimits::usual(provider);
    ProviderLimits {
        concurrency: table.concurrency.unwrap_or(default.concurrency),
        requests_per_minute: table.requests_per_minute.unwrap_or(default.requests_per_minute),
        timeout: table.timeout.unwrap_or(default.timeout),
        safety: None,
        url: None,
    }
}
