//! Readers of the tables that only the workspace file has: project, models, budget, …

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::manifest::keys::size;
use crate::manifest::loopback::loopback;
use crate::manifest::providers::{ProgramTable, ProviderTable};
use crate::manifest::reader::{Spot, Table, in_order};
use crate::manifest::sink::{Sink, shown};
use crate::manifest::tables::{
    BudgetTable, Cascade, ExportTable, ModelsTable, ProjectTable, QualityTable,
};
use crate::manifest::value::{
    at_least_one, boolean, choice, count, list, number, table, text, texts, within,
};
use crate::manifest::{choices, providers};
use crate::money::Usd;

/// `[project]`.
pub(super) fn project(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<ProjectTable> {
    table(it, sink, "`[project]`", |t| ProjectTable {
        name: t.get("name", text),
        edition: t.get("edition", text),
        include: t.get("include", texts),
        out: t.get("out", text),
    })
}

/// `[models]`.
pub(super) fn models(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<ModelsTable> {
    table(it, sink, "`[models]`", |t| ModelsTable {
        image: t.get("image", text),
        judge: t.get("judge", text),
        refine: t.get("refine", text),
    })
}

/// `[quality]`, and `quality = { … }`.
pub(super) fn quality(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<QualityTable> {
    let attempts = |it: Spot<'_>, s: &mut Sink<'_>| within(it, s, 1..=20, Code::WrongValue);
    let candidates = |it: Spot<'_>, s: &mut Sink<'_>| within(it, s, 1..=8, Code::WrongValue);
    table(it, sink, "`quality`", |t| QualityTable {
        target: t.get("target", target),
        max_attempts: t.get("max-attempts", attempts),
        candidates: t.get("candidates", candidates),
    })
}

/// A score, 0 to 100.
fn target(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<u8> {
    let score = within(it, sink, 0..=100, Code::WrongValue)?;
    u8::try_from(score).ok()
}

/// `[budget]`.
pub(super) fn budget(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<BudgetTable> {
    table(it, sink, "`[budget]`", |t| BudgetTable {
        per_build: t.get("per-build", amount),
        per_asset: t.get("per-asset", amount),
        ask_above: t.get("ask-above", amount),
        cascade: t.get("cascade", cascade),
    })
}

/// An amount in USD.
fn amount(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<f64> {
    let dollars = number(it, sink)?;
    let fits = Usd::from_f64(dollars).is_some();
    if !fits {
        let rest = "must be an amount in USD, 0 or more";
        it.wrong(sink, Code::WrongValue, rest);
    }
    fits.then_some(dollars)
}

fn cascade(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<Cascade> {
    let word = choice(it, sink, choices::CASCADE)?;
    Some(match word.as_str() {
        "hold" => Cascade::Hold,
        _ => Cascade::Auto,
    })
}

/// `[export]`.
pub(super) fn export(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<ExportTable> {
    table(it, sink, "`[export]`", |t| ExportTable {
        metadata: t.get("metadata", |it, s| choice(it, s, choices::METADATA)),
    })
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
        let provider = table(spot, sink, &what, |t| provider(t, name));
        res.insert(name.to_owned(), provider.unwrap_or_default());
    }
    Some(res)
}

fn provider(t: &mut Table<'_, '_, '_>, name: &str) -> ProviderTable {
    let mut res = ProviderTable {
        concurrency: t.get("concurrency", at_least_one),
        requests_per_minute: t.get("requests-per-minute", at_least_one),
        timeout: t.get("timeout", timeout),
        safety: t.get("safety", text),
        url: None,
        programs: BTreeMap::new(),
    };
    if providers::LOCAL.contains(&name) {
        res.url = t.get("url", loopback);
    }
    if ["exec", "comfyui"].contains(&name) {
        res.programs = t.take_tables(|it, sink| table(it, sink, "a program", program));
    }
    res
}

fn program(t: &mut Table<'_, '_, '_>) -> ProgramTable {
    ProgramTable {
        alpha: t.get("alpha", |it, s| choice(it, s, choices::ALPHA)),
        seed: t.get("seed", |it, s| choice(it, s, choices::SEED)),
        avoid: t.get("avoid", |it, s| choice(it, s, choices::AVOID)),
        references: t.get("references", count),
        edits: t.get("edits", boolean),
        sizes: t.get("sizes", |it, s| list(it, s, size)),
        concurrency: t.get("concurrency", at_least_one),
        requests_per_minute: t.get("requests-per-minute", at_least_one),
        timeout: t.get("timeout", timeout),
    }
}

/// `"180s"`, `"3m"`.
fn timeout(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<String> {
    let res = text(it, sink)?;
    let digits = res.strip_suffix(['s', 'm']).unwrap_or_default();
    let plain = digits.bytes().all(|it| it.is_ascii_digit());
    let fits = plain && digits.parse().is_ok_and(|it: u32| (1..=86_400).contains(&it));
    if !fits {
        let rest = format!("cannot be `{}`", shown(&res));
        it.wrong(sink, Code::WrongValue, &rest).help =
            Some("write seconds like \"180s\" or minutes like \"3m\"".to_owned());
    }
    fits.then_some(res)
}
