//! The models, and what pictures cost.

use serde_json::{Value, json};

use crate::service::openai::errors::Refusal;

/// A model that answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Model {
    pub(crate) name: &'static str,
    /// Whether any size may be asked for that 16 divides, or only the three of old.
    pub(crate) sizes_are_free: bool,
    pub(crate) qualities: &'static [&'static str],
    /// Billionths of a dollar a token: of words, of pictures read, of pictures made.
    pub(crate) prices: [u64; 3],
    /// Parameters of its own.
    pub(crate) takes: &'static [&'static str],
    /// Whether it leaves no background out.
    pub(crate) is_opaque: bool,
    /// Whether batches of its pictures are taken.
    pub(crate) batches: bool,
    /// The day on which it ends.
    shutdown: Option<&'static str>,
}

const OLD: &[&str] = &["auto", "low", "medium", "high"];
const NEW: &[&str] = &["auto", "low", "medium", "high", "xhigh", "max"];
const PRICES: [u64; 3] = [5000, 8000, 30_000];

const ALL: &[Model] = &[
    model("gpt-image-2.6-flare", true, NEW, PRICES, &["complexity", "markup"]),
    model("gpt-image-2.6-sunburst", true, NEW, PRICES, &["complexity", "markup"]),
    batched(model("gpt-image-2.5-flare", true, NEW, PRICES, &["markup"])),
    batched(model("gpt-image-2.5-sunburst", true, NEW, PRICES, &["markup"])),
    Model { is_opaque: true, ..batched(model("gpt-image-2", true, OLD, PRICES, &[])) },
    ending(model("gpt-image-1.5", false, OLD, [5000, 8000, 32_000], &["input_fidelity"])),
    ending(model("gpt-image-1-mini", false, OLD, [2000, 2500, 8000], &[])),
];

const fn batched(model: Model) -> Model {
    Model { batches: true, ..model }
}

const fn ending(model: Model) -> Model {
    Model { shutdown: Some("2026-12-01"), ..model }
}

const fn model(
    name: &'static str,
    sizes_are_free: bool,
    qualities: &'static [&'static str],
    prices: [u64; 3],
    takes: &'static [&'static str],
) -> Model {
    let (is_opaque, batches, shutdown) = (false, false, None);
    Model { name, sizes_are_free, qualities, prices, takes, is_opaque, batches, shutdown }
}

/// A model by its name.
pub(crate) fn find(name: &str) -> Result<&'static Model, Refusal> {
    let found = ALL.iter().find(|it| it.name == name);
    found.ok_or_else(|| {
        let gone = ["gpt-image-1", "dall-e-2", "dall-e-3"].contains(&name);
        let message = if gone {
            format!(
                "The model `{name}` has been deprecated, learn more here: \
                 https://platform.openai.com/docs/deprecations"
            )
        } else {
            format!("The model `{name}` does not exist or you do not have access to it.")
        };
        Refusal::other(404, "invalid_request_error", Some("model_not_found"), message)
    })
}

/// The list.
pub(crate) fn list() -> Value {
    let entry = |it: &Model| {
        json!({ "id": it.name, "object": "model", "created": 1_757_289_600,
                "owned_by": "system", "shutdown_date": it.shutdown })
    };
    json!({ "object": "list", "data": ALL.iter().map(entry).collect::<Vec<_>>() })
}

/// Tokens of a picture: those of 1024 × 1024 at this quality, by its area.
pub(crate) fn tokens(quality: &str, [width, height]: [u32; 2]) -> u64 {
    let square = match quality {
        "low" => 200,
        "high" => 1767,
        "xhigh" => 3133,
        "max" => 7033,
        _ => 439,
    };
    (square * u64::from(width) * u64::from(height)).div_ceil(1024 * 1024)
}
