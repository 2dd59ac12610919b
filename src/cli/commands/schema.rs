//! `schema`: the JSON Schema of manifests, or of the lines of `--json`.

use schemars::SchemaGenerator;
use serde_json::json;

use crate::cli::args::SchemaArgs;
use crate::cli::context::{Answer, Context};
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

/// The schema of one line of a build, a plan or a status.
fn events() -> serde_json::Value {
    let mut generator = SchemaGenerator::default();
    let any = [generator.subschema_for::<AssetEvent>(), generator.subschema_for::<SummaryEvent>()];
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a line of assetbuild --json",
        "anyOf": any,
        "$defs": generator.take_definitions(true),
    })
}
