//! `schema`: the JSON Schema of manifests, or of the lines of `--json`.

use schemars::generate::SchemaSettings;
use serde_json::json;

use crate::cli::args::SchemaArgs;
use crate::cli::care_events::{
    CleanedEvent, GcEvent, GcOriginalEvent, LockMergedEvent, VerifiedEvent, VerifySummaryEvent,
};
use crate::cli::context::{Answer, Context};
use crate::cli::events::{
    AssetCostEvent, BatchEvent, CostSummaryEvent, DayCostEvent, DiagnosticEvent, ErrorEvent,
    ModelCostEvent, OpenCallEvent, PaintingEvent,
};
use crate::cli::exit_status::ExitStatus;
use crate::cli::json::{AssetEvent, SummaryEvent};
use crate::manifest::schema;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &SchemaArgs) -> Answer {
    let value = if args.events { events() } else { schema() };
    let text = serde_json::to_string_pretty(&value).expect("a schema is plain JSON");
    ctx.printer.result(&text);
    Ok(ExitStatus::Done)
}

/// The schema of one line of a build, a plan, a status, a log, an account of costs, or of what is done
/// about store and lock. Lines of other commands say in `event` what they are.
fn events() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut generator = settings.into_generator();
    let any = [
        generator.subschema_for::<AssetEvent>(),
        generator.subschema_for::<SummaryEvent>(),
        generator.subschema_for::<BatchEvent>(),
        generator.subschema_for::<DiagnosticEvent>(),
        generator.subschema_for::<ErrorEvent<'_>>(),
        generator.subschema_for::<PaintingEvent>(),
        generator.subschema_for::<ModelCostEvent>(),
        generator.subschema_for::<AssetCostEvent>(),
        generator.subschema_for::<DayCostEvent>(),
        generator.subschema_for::<OpenCallEvent>(),
        generator.subschema_for::<CostSummaryEvent>(),
        generator.subschema_for::<VerifiedEvent<'_>>(),
        generator.subschema_for::<VerifySummaryEvent>(),
        generator.subschema_for::<GcEvent>(),
        generator.subschema_for::<GcOriginalEvent<'_>>(),
        generator.subschema_for::<CleanedEvent>(),
        generator.subschema_for::<LockMergedEvent<'_>>(),
    ];
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a line of assetbuild --json",
        "anyOf": any,
        "$defs": generator.take_definitions(true),
    })
}
