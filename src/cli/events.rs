//! Lines of `--json` beside those of assets: what is wrong, batches, the history, what was spent.
//! Like those, each is a struct that its schema is made of.

use schemars::JsonSchema;
use serde::Serialize;

use crate::action::{Finding, Findings};
use crate::model::Role;
use crate::project::view::{AssetCost, Cost, DayCost, LogEntry, ModelCost, OpenCall};
use crate::run::{BatchNews, BuildEvent};
use crate::store::StoreSize;

/// Why a command ended before it had done its work.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ErrorEvent<'a> {
    /// `error`.
    #[schemars(extend("const" = "error"))]
    pub(crate) event: &'static str,
    /// What is wrong.
    pub(crate) message: &'a str,
    /// What to do.
    pub(crate) help: Option<&'a str>,
    /// The code that the program ends with.
    pub(crate) exit_code: u8,
}

/// Something that is wrong in a file.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct DiagnosticEvent {
    /// `diagnostic`.
    #[schemars(extend("const" = "diagnostic"))]
    pub(crate) event: &'static str,
    /// `error` or `warning`.
    pub(crate) severity: &'static str,
    /// Which kind, as `docs/diagnostics.md` lists them.
    pub(crate) code: &'static str,
    /// What is wrong.
    pub(crate) message: String,
    /// In which file of the project.
    pub(crate) file: String,
    /// In which line, counted from 1.
    pub(crate) line: Option<usize>,
    /// In which column, counted from 1.
    pub(crate) column: Option<usize>,
    /// What is to be said of that place.
    pub(crate) label: String,
    /// Other places that it is about.
    pub(crate) also: Vec<OtherPlace>,
    /// The asset that cannot be built because of it.
    pub(crate) asset: Option<String>,
    /// How many assets cannot be built because of it.
    pub(crate) assets: usize,
    /// What to do.
    pub(crate) help: Option<String>,
}

/// A further place that a mistake is about.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct OtherPlace {
    /// In which file of the project.
    pub(crate) file: String,
    /// In which line, counted from 1.
    pub(crate) line: Option<usize>,
    /// In which column, counted from 1.
    pub(crate) column: Option<usize>,
    /// What is to be said of that place.
    pub(crate) label: String,
}

/// News of requests that were sent in a batch.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct BatchEvent {
    /// `batch`.
    #[schemars(extend("const" = "batch"))]
    pub(crate) event: &'static str,
    /// `sent`, `waiting` or `collected`.
    pub(crate) state: &'static str,
    /// Who was asked.
    pub(crate) model: String,
    /// What the service calls it.
    pub(crate) job: String,
    /// How many requests it has.
    pub(crate) requests: usize,
    /// What is held until it is collected, and then what was billed, in USD.
    pub(crate) usd: f64,
}

/// One painting in the history of an asset.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct PaintingEvent {
    /// `painting`.
    #[schemars(extend("const" = "painting"))]
    pub(crate) event: &'static str,
    /// Of which asset.
    pub(crate) name: String,
    /// Of which part; empty where there is only one.
    pub(crate) part: String,
    /// What `pick` takes; `null` if it was made for other words than those of today.
    pub(crate) number: Option<usize>,
    /// In which attempt, counted from 1; 0 if it was made beside them.
    pub(crate) attempt: u32,
    /// Whether a person made it.
    pub(crate) adopted: bool,
    /// What names it; `null` of built-in paintings.
    pub(crate) painting: Option<String>,
    /// Who painted.
    pub(crate) model: String,
    /// The prompt that was sent.
    pub(crate) prompt: String,
    /// The score that counted, 0 to 100.
    pub(crate) score: Option<u8>,
    /// Whether that reaches the target and the checks hold; `null` where it has no score.
    pub(crate) passed: Option<bool>,
    /// What was measured.
    pub(crate) findings: Vec<FindingEvent>,
    /// What was advised for the next attempt.
    pub(crate) suggestions: Vec<String>,
    /// What it cost, by its own price, in USD.
    pub(crate) usd: f64,
    /// How long the model took, in milliseconds.
    pub(crate) ms: u64,
    /// Whether the asset shows it.
    pub(crate) picked: bool,
    /// Whether a person picked it.
    pub(crate) by_person: bool,
    /// Why the loop ended, after it.
    pub(crate) ended: Option<&'static str>,
}

/// One measurement.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct FindingEvent {
    /// Which check.
    pub(crate) check: String,
    /// Whether it holds.
    pub(crate) passed: bool,
    /// Whether the picture cannot be used when it does not.
    pub(crate) hard: bool,
    /// What was measured.
    pub(crate) measured: String,
    /// What is required.
    pub(crate) required: String,
    /// What a painter should be told; empty where it holds.
    pub(crate) suggestion: String,
}

/// What one model cost.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ModelCostEvent {
    /// `cost-model`.
    #[schemars(extend("const" = "cost-model"))]
    pub(crate) event: &'static str,
    /// Which.
    pub(crate) model: String,
    /// Pictures that it painted.
    pub(crate) pictures: u64,
    /// Verdicts that it gave.
    pub(crate) verdicts: u64,
    /// Prompts that it refined.
    pub(crate) prompts: u64,
    /// Tokens that it read and wrote, as far as its answers say how many.
    pub(crate) tokens: u64,
    /// The highest prices that were reserved for its calls, in USD.
    pub(crate) usd_estimate: f64,
    /// What was billed, in USD.
    pub(crate) usd: f64,
    /// What taking its answers again saved, in USD.
    pub(crate) usd_saved: f64,
}

/// What one asset cost.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct AssetCostEvent {
    /// `cost-asset`.
    #[schemars(extend("const" = "cost-asset"))]
    pub(crate) event: &'static str,
    /// Which.
    pub(crate) name: String,
    /// Pictures that were painted for it.
    pub(crate) pictures: u64,
    /// The highest prices that were reserved, in USD.
    pub(crate) usd_estimate: f64,
    /// What was billed, in USD.
    pub(crate) usd: f64,
}

/// What one day cost.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct DayCostEvent {
    /// `cost-day`.
    #[schemars(extend("const" = "cost-day"))]
    pub(crate) event: &'static str,
    /// Which, as `2026-11-30`.
    pub(crate) day: String,
    /// The highest prices that were reserved, in USD.
    pub(crate) usd_estimate: f64,
    /// What was billed, in USD.
    pub(crate) usd: f64,
}

/// A request that was sent and never answered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct OpenCallEvent {
    /// `cost-open`, or `settled` if it was just forgotten.
    #[schemars(extend("enum" = ["cost-open", "settled"]))]
    pub(crate) event: &'static str,
    /// What `cost settle` takes.
    pub(crate) id: String,
    /// Who was asked.
    pub(crate) model: String,
    /// As what: `paint`, `edit`, `judge`, `refine`.
    #[schemars(with = "String")]
    pub(crate) role: Role,
    /// For which asset.
    pub(crate) name: String,
    /// What is held for it, in USD.
    pub(crate) usd: f64,
    /// How long ago it was sent, in seconds.
    pub(crate) seconds: u64,
    /// Whether it lies in a batch.
    pub(crate) in_batch: bool,
}

/// The last line of `cost`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct CostSummaryEvent {
    /// `summary`.
    #[schemars(extend("const" = "summary"))]
    pub(crate) event: &'static str,
    /// What this project was ever billed, in USD.
    pub(crate) usd: f64,
    /// Pictures that it paid for and does not show.
    pub(crate) unchosen: u64,
    /// What those cost, in USD.
    pub(crate) usd_unchosen: f64,
    /// Bytes of what models answered, in the store of all projects.
    pub(crate) bytes_originals: u64,
    /// Bytes of what can be computed again, in the store of all projects.
    pub(crate) bytes_derived: u64,
}

impl PaintingEvent {
    /// The line of a painting.
    pub(crate) fn of(entry: &LogEntry) -> PaintingEvent {
        PaintingEvent {
            event: "painting",
            name: entry.name.to_string(),
            part: entry.part.to_string(),
            number: entry.number,
            attempt: entry.attempt,
            adopted: entry.is_adopted,
            painting: entry.painting.map(|it| it.to_string()),
            model: entry.model.to_string(),
            prompt: entry.prompt.clone(),
            score: entry.score.map(|it| it.0),
            passed: entry.passed,
            findings: findings(&entry.findings),
            suggestions: entry.suggestions.clone(),
            usd: entry.usd.to_f64(),
            ms: u64::try_from(entry.took.as_millis()).unwrap_or(u64::MAX),
            picked: entry.is_picked,
            by_person: entry.by_person,
            ended: entry.ended.map(crate::lock::Ended::as_str),
        }
    }
}

fn findings(all: &Findings) -> Vec<FindingEvent> {
    let finding = |it: &Finding| FindingEvent {
        check: it.check.clone(),
        passed: it.passed,
        hard: it.hard,
        measured: it.measured.clone(),
        required: it.required.clone(),
        suggestion: it.suggestion.clone(),
    };
    all.0.iter().map(finding).collect()
}

impl BatchEvent {
    /// The line of what happened, if it is about a batch.
    pub(crate) fn of(event: &BuildEvent) -> Option<BatchEvent> {
        let BuildEvent::Batch { model, job, requests, usd, news } = event else { return None };
        Some(BatchEvent {
            event: "batch",
            state: match news {
                BatchNews::Sent => "sent",
                BatchNews::UnderWay => "waiting",
                BatchNews::Collected => "collected",
            },
            model: model.to_string(),
            job: job.clone(),
            requests: *requests,
            usd: usd.to_f64(),
        })
    }
}

impl ModelCostEvent {
    /// The line of a model.
    pub(crate) fn of(it: &ModelCost) -> ModelCostEvent {
        ModelCostEvent {
            event: "cost-model",
            model: it.model.to_string(),
            pictures: it.pictures,
            verdicts: it.verdicts,
            prompts: it.prompts,
            tokens: it.tokens,
            usd_estimate: it.estimate.to_f64(),
            usd: it.billed.to_f64(),
            usd_saved: it.saved.to_f64(),
        }
    }
}

impl AssetCostEvent {
    /// The line of an asset.
    pub(crate) fn of(it: &AssetCost) -> AssetCostEvent {
        AssetCostEvent {
            event: "cost-asset",
            name: it.name.clone(),
            pictures: it.pictures,
            usd_estimate: it.estimate.to_f64(),
            usd: it.billed.to_f64(),
        }
    }
}

impl DayCostEvent {
    /// The line of a day.
    pub(crate) fn of(it: &DayCost) -> DayCostEvent {
        DayCostEvent {
            event: "cost-day",
            day: it.day.clone(),
            usd_estimate: it.estimate.to_f64(),
            usd: it.billed.to_f64(),
        }
    }
}

impl OpenCallEvent {
    /// The line of a request without an answer.
    pub(crate) fn of(event: &'static str, it: &OpenCall) -> OpenCallEvent {
        OpenCallEvent {
            event,
            id: it.id.to_string(),
            model: it.model.to_string(),
            role: it.role,
            name: it.asset.to_string(),
            usd: it.usd.to_f64(),
            seconds: it.age.as_secs(),
            in_batch: it.in_batch,
        }
    }
}

impl CostSummaryEvent {
    /// The last line.
    pub(crate) fn of(it: &Cost, size: &StoreSize) -> CostSummaryEvent {
        CostSummaryEvent {
            event: "summary",
            usd: it.project.to_f64(),
            unchosen: it.unchosen.pictures,
            usd_unchosen: it.unchosen.usd.to_f64(),
            bytes_originals: size.originals.bytes,
            bytes_derived: size.derived.bytes,
        }
    }
}
