//! The lines of `--json`: one object each, `event` first, the summary last.
//!
//! Fields that do not apply are left out. `assetbuild schema --events` prints their schema, which
//! is made of these structs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::reason;
use crate::money::PriceRange;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{Decision, Failed, Plan, PlanItem};
use crate::run::{AssetReport, AssetState, BuildReport, Calls, Left};

/// An asset, as a build leaves it or a plan finds it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema, Default)]
#[schemars(deny_unknown_fields)]
pub(crate) struct AssetEvent {
    /// `asset`.
    #[schemars(extend("const" = "asset"))]
    pub(crate) event: &'static str,
    /// Which.
    pub(crate) name: String,
    /// What is or would be done.
    pub(crate) state: State,
    /// Why it is not fresh.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) reasons: Vec<String>,
    /// Its files, below `out`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) files: Vec<String>,
    /// Of its first picture, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) width: Option<u32>,
    /// Of its first picture, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) height: Option<u32>,
    /// Of all its files, if they were written now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<u64>,
    /// The score of what is shown, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) score: Option<u8>,
    /// Whether that reaches the target, and the checks hold. Left out where nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) passed: Option<bool>,
    /// What a person decided about it: `accepted` or `picked`; of a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<&'static str>,
    /// How many attempts were made for the present brief. Left out where nobody counted: an asset
    /// that was drawn by the built-in models in an earlier build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attempts: Option<u32>,
    /// Paintings made now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) painted: Option<u32>,
    /// Paintings taken that were there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from_cache: Option<u32>,
    /// Why it was not made, or was left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    /// Which kind of failure, in a word that stays: see `docs/watch-and-ci.md`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'static str>,
    /// What to do about that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) help: Vec<String>,
    /// What the user should know though it was built.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) warnings: Vec<String>,
    /// What was spent now, in USD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usd: Option<f64>,
    /// What it costs at the least, in USD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usd_low: Option<f64>,
    /// What it likely costs, in USD; of a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usd_likely: Option<f64>,
    /// What it can cost at the most, in USD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usd_high: Option<f64>,
}

/// The state of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// It was made.
    Built,
    /// Nothing was or is to be done.
    #[default]
    Fresh,
    /// There is a picture, and no verdict of use came about it.
    Unjudged,
    /// It was not made, and building again changes nothing.
    Failed,
    /// An asset that it needs was not made.
    Blocked,
    /// It stays as it is until a person decides.
    Held,
    /// Someone changed its files by hand.
    Edited,
    /// It would be, or is left to be, brought up to date.
    Dirty,
    /// It depends on what comes of another asset.
    Waiting,
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema, Default)]
#[schemars(deny_unknown_fields)]
pub(crate) struct SummaryEvent {
    /// `summary`.
    #[schemars(extend("const" = "summary"))]
    pub(crate) event: &'static str,
    /// Assets that still are to be made or brought up to date.
    pub(crate) pending: usize,
    /// Assets that were made.
    pub(crate) built: usize,
    /// Assets with nothing to do.
    pub(crate) fresh: usize,
    /// Assets about whose pictures no verdict of use came.
    pub(crate) unjudged: usize,
    /// Assets that were not made.
    pub(crate) failed: usize,
    /// Assets that need one which was not made.
    pub(crate) blocked: usize,
    /// Assets that wait for a person.
    pub(crate) held: usize,
    /// Assets whose files someone changed.
    pub(crate) edited: usize,
    /// Calls of models, built-in ones included.
    pub(crate) calls: CallCounts,
    /// What was spent now, in USD.
    pub(crate) usd_spent: f64,
    /// What of it is an estimate, in USD, since answers did not say what they cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usd_estimated: Option<f64>,
    /// What taking paintings that were there saved, in USD.
    pub(crate) usd_saved: f64,
    /// What requests without an answer hold, in USD.
    pub(crate) usd_held: f64,
    /// What pending work costs at the least, in USD; of a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usd_low: Option<f64>,
    /// What pending work likely costs, in USD; of a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usd_likely: Option<f64>,
    /// What pending work can cost at the most, in USD; of a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usd_high: Option<f64>,
    /// Files that were or would be removed, below `out`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) removed: Vec<String>,
    /// What the user should know about the whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) warnings: Vec<String>,
    /// How long it took, in milliseconds; of a build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ms: Option<u64>,
}

/// Calls of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema, Default)]
pub(crate) struct CallCounts {
    /// Paintings.
    pub(crate) paint: u32,
    /// Second plates.
    pub(crate) edit: u32,
    /// Verdicts.
    pub(crate) judge: u32,
    /// Refined prompts.
    pub(crate) refine: u32,
}

/// The event of an asset that a build is done with.
pub(crate) fn of_report(asset: &AssetReport) -> AssetEvent {
    let made = !matches!(asset.state, AssetState::Failed(_) | AssetState::Blocked { .. });
    let has_size = made && asset.size != [0, 0];
    let (error, help) = trouble(&asset.state);
    let failed = match &asset.state {
        AssetState::Failed(it) => Some(it),
        _ => None,
    };
    AssetEvent {
        name: asset.name.to_string(),
        state: state(asset),
        reasons: asset.reasons.iter().map(reason::reason).collect(),
        files: paths(&asset.files),
        width: has_size.then_some(asset.size[0]),
        height: has_size.then_some(asset.size[1]),
        bytes: (made && asset.bytes > 0).then_some(asset.bytes),
        score: asset.score.map(|it| it.0),
        passed: match failed {
            Some(_) => Some(false),
            None => asset.score.and_then(|it| it.passes(asset.target, asset.checks_hold)),
        },
        attempts: asset.attempts,
        painted: Some(asset.painted),
        from_cache: Some(asset.from_cache),
        error,
        code: failed.map(|it| it.kind.as_str()),
        help,
        warnings: asset.warnings.clone(),
        usd: Some(asset.usd.to_f64()),
        ..priced(match &asset.state {
            AssetState::Held { usd, .. } => Some(*usd),
            _ => None,
        })
    }
}

/// The event of an asset that cannot be built as its manifest is.
pub(crate) fn of_broken(name: &AssetName) -> AssetEvent {
    AssetEvent {
        name: name.to_string(),
        state: State::Failed,
        error: Some("its manifest is wrong".to_owned()),
        code: Some("manifest"),
        ..priced(None)
    }
}

/// The event of an asset in a plan.
pub(crate) fn of_item(item: &PlanItem) -> AssetEvent {
    let (error, help) = match &item.decision {
        Decision::Failed(failed) => described(failed),
        Decision::Blocked { on } => (Some(reason::blocked(on)), Vec::new()),
        _ => (None, Vec::new()),
    };
    let mut reasons: Vec<String> = item.reasons.iter().map(reason::reason).collect();
    match &item.decision {
        Decision::Waiting { on } if reasons.is_empty() => reasons.push(format!("waits for {on}")),
        Decision::InBatch => reasons.push(reason::IN_BATCH.to_owned()),
        _ => {}
    }
    AssetEvent {
        name: item.name.to_string(),
        state: match &item.decision {
            Decision::Fresh if item.unjudged => State::Unjudged,
            Decision::Fresh => State::Fresh,
            Decision::Dirty(_) => State::Dirty,
            Decision::Waiting { .. } | Decision::InBatch => State::Waiting,
            Decision::Held { .. } => State::Held,
            Decision::Edited { .. } => State::Edited,
            Decision::Blocked { .. } => State::Blocked,
            Decision::Failed(_) => State::Failed,
        },
        reasons,
        files: paths(&item.files),
        score: item.score.map(|it| it.0),
        passed: match &item.decision {
            Decision::Failed(_) => Some(false),
            _ => item.score.and_then(|it| it.passes(item.target, item.checks_hold)),
        },
        chosen: item.chosen.map(|it| it.as_str()),
        error,
        code: match &item.decision {
            Decision::Failed(it) => Some(it.kind.as_str()),
            _ => None,
        },
        help,
        usd_likely: Some(item.likely.to_f64()),
        warnings: item.closed.iter().map(|it| it.message.clone()).collect(),
        ..priced(Some(item.price))
    }
}

/// The last line of a build.
pub(crate) fn build_summary(report: &BuildReport) -> SummaryEvent {
    let states = report.assets.iter().map(state);
    let states = states.chain(report.broken.iter().map(|_| State::Failed));
    let Calls { paint, edit, judge, refine } = report.calls;
    SummaryEvent {
        calls: CallCounts { paint, edit, judge, refine },
        usd_spent: report.usd_spent.to_f64(),
        usd_estimated: Some(report.usd_estimated.to_f64()).filter(|it| *it > 0.0),
        usd_saved: report.usd_saved.to_f64(),
        usd_held: report.usd_held.to_f64(),
        removed: paths(&report.removed),
        warnings: report.warnings.clone(),
        ms: u64::try_from(report.took.as_millis()).ok(),
        ..counted(states)
    }
}

/// The last line of a plan or a status.
pub(crate) fn plan_summary(plan: &Plan, price: PriceRange) -> SummaryEvent {
    SummaryEvent {
        usd_saved: plan.saved().to_f64(),
        usd_held: plan.held.to_f64(),
        usd_low: Some(price.low.to_f64()),
        usd_likely: Some(plan.likely().max(price.low).min(price.high).to_f64()),
        usd_high: Some(price.high.to_f64()),
        removed: paths(&plan.stale_files),
        ..counted(plan.items().map(|it| of_item(it).state))
    }
}

fn counted(states: impl Iterator<Item = State>) -> SummaryEvent {
    let mut res = SummaryEvent { event: "summary", ..SummaryEvent::default() };
    for state in states {
        match state {
            State::Built => res.built += 1,
            State::Fresh => res.fresh += 1,
            State::Unjudged => res.unjudged += 1,
            State::Failed => res.failed += 1,
            State::Blocked => res.blocked += 1,
            State::Held => res.held += 1,
            State::Edited => res.edited += 1,
            State::Dirty | State::Waiting => res.pending += 1,
        }
    }
    res
}

fn priced(price: Option<PriceRange>) -> AssetEvent {
    AssetEvent {
        event: "asset",
        usd_low: price.map(|it| it.low.to_f64()),
        usd_high: price.map(|it| it.high.to_f64()),
        ..AssetEvent::default()
    }
}

fn state(asset: &AssetReport) -> State {
    match &asset.state {
        AssetState::Fresh | AssetState::Built if asset.unjudged => State::Unjudged,
        AssetState::Fresh => State::Fresh,
        AssetState::Built => State::Built,
        AssetState::Failed(_) => State::Failed,
        AssetState::Blocked { .. } => State::Blocked,
        AssetState::Held { .. } => State::Held,
        AssetState::Edited { .. } => State::Edited,
        AssetState::Left { why: Left::Submitted | Left::InBatch } => State::Waiting,
        AssetState::Left { .. } => State::Dirty,
    }
}

fn trouble(state: &AssetState) -> (Option<String>, Vec<String>) {
    match state {
        AssetState::Failed(failed) => described(failed),
        AssetState::Blocked { on } => (Some(format!("{on} was not built")), Vec::new()),
        AssetState::Left { why } => (Some(left(*why).to_owned()), Vec::new()),
        AssetState::Held { why, .. } => (Some(why.clone()), Vec::new()),
        AssetState::Fresh | AssetState::Built | AssetState::Edited { .. } => (None, Vec::new()),
    }
}

fn described(failed: &Failed) -> (Option<String>, Vec<String>) {
    (Some(failed.message.clone()), failed.help.clone())
}

fn left(why: Left) -> &'static str {
    match why {
        Left::MaxCost => "`--max-cost` is reached",
        Left::PerBuild => "`per-build` is reached",
        Left::AssetBudget => "`per-asset` is reached",
        Left::Interrupted => "interrupted",
        Left::Mistaken => "the settings have mistakes",
        Left::Unpaid => "would cost money",
        Left::Locked => "the lock would change",
        Left::Submitted => "sent in a batch",
        Left::InBatch => "its batch is not done",
    }
}

fn paths(files: &[ProjectPath]) -> Vec<String> {
    files.iter().map(ToString::to_string).collect()
}
