//! Imagen over `:predict`, as those still have it whose project serves it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::service::google::errors::Refusal;
use crate::service::http::Response;
use crate::service::picture::{Format, Painting};
use crate::service::script::Fault;
use crate::service::server::{Billed, Now};
use crate::service::{picture, prompt};

/// $0.04 a picture, whatever its size.
const NANOS: u64 = 40_000_000;
const ASPECTS: [(&str, [u32; 2]); 5] = [
    ("1:1", [1024, 1024]),
    ("3:4", [896, 1280]),
    ("4:3", [1280, 896]),
    ("9:16", [768, 1408]),
    ("16:9", [1408, 768]),
];
const DEVELOPER: &[&str] = &[
    "sampleCount",
    "aspectRatio",
    "sampleImageSize",
    "safetySetting",
    "personGeneration",
    "includeRaiReason",
    "outputOptions",
    "guidanceScale",
    "language",
    "includeSafetyAttributes",
];
const SAFETY: &[&str] =
    &["BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE"];
const VERTEX: &[&str] =
    &["negativePrompt", "seed", "addWatermark", "enhancePrompt", "storageUri", "labels"];

/// The answer to `{instances, parameters}`.
pub(crate) fn answer(now: &Now<'_>, model: &str) -> Result<Billed, Refusal> {
    if !model.starts_with("imagen-") {
        return Err(Refusal::not_found(format!("models/{model} is not supported for predict.")));
    }
    let body = now.request.json().map_err(Refusal::invalid)?;
    let (instances, parameters) = (&body["instances"], &body["parameters"]);
    let is_vertex = now.request.path.contains("/publishers/");
    check(parameters, is_vertex)?;
    let Some(prompt) = instances[0]["prompt"].as_str().filter(|it| !it.is_empty()) else {
        return Err(Refusal::invalid("Image generation failed: the prompt is empty."));
    };
    let aspect = parameters["aspectRatio"].as_str().unwrap_or("1:1");
    let Some((_, size)) = ASPECTS.iter().find(|it| it.0 == aspect) else {
        return Err(Refusal::invalid(format!("Aspect ratio {aspect} is not supported.")));
    };
    let doubled = parameters["sampleImageSize"] == "2K";
    let size = if doubled { size.map(|it| it * 2) } else { *size };
    match now.then.fault {
        Some(Fault::Nothing | Fault::Empty) => {
            return Ok(Billed::free(Response::json(200, &json!({}))));
        }
        Some(Fault::PictureBlocked | Fault::PromptBlocked) => {
            let reason = now.then.reason.as_deref().unwrap_or(
                "Unable to show generated images. All images were filtered out because they \
                 violated the usage guidelines. Support codes: 58061214",
            );
            let body = json!({ "predictions": [{ "raiFilteredReason": reason }] });
            return Ok(Billed::free(Response::json(200, &body)));
        }
        _ => {}
    }
    let format = match parameters["outputOptions"]["mimeType"].as_str() {
        Some("image/jpeg") => Format::Jpeg,
        _ => Format::Png,
    };
    let n = parameters["sampleCount"].as_u64().unwrap_or(1).clamp(1, 4);
    let one = |idx: u64| {
        let painting = Painting {
            size,
            behind: prompt::behind(prompt),
            has_alpha: false,
            grid: now.then.grid.unwrap_or([1, 1]),
            empty: now.then.is(Fault::EmptyPicture),
            dice: picture::dice(&[&now.request.body, &[idx as u8, now.before as u8]]),
        };
        let data = STANDARD.encode(picture::damaged(painting.bytes(format), now.then));
        json!({ "mimeType": format.mime(), "bytesBase64Encoded": data })
    };
    let predictions: Vec<Value> = (0..n).map(one).collect();
    let response = Response::json(200, &json!({ "predictions": predictions }));
    Ok(Billed { response, nanos: NANOS * n })
}

fn check(parameters: &Value, is_vertex: bool) -> Result<(), Refusal> {
    for (name, value) in parameters.as_object().into_iter().flatten() {
        let known = DEVELOPER.contains(&name.as_str());
        let there = is_vertex && VERTEX.contains(&name.as_str());
        if !known && !there {
            return Err(Refusal::invalid(format!(
                "{name} parameter is not supported in Gemini API."
            )));
        }
        if name == "safetySetting" && !value.as_str().is_some_and(|it| SAFETY.contains(&it)) {
            return Err(Refusal::invalid(format!("{value} is no safety setting.")));
        }
        let marked = parameters["addWatermark"] != false;
        if name == "seed" && !value.is_null() && marked {
            return Err(Refusal::invalid("Seed is not supported when watermark is enabled."));
        }
    }
    Ok(())
}
