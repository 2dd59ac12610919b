//! Imagen over `:predict`: shut down, and still served by some projects and proxies.
//!
//! Two forms of it: Google's Developer API, and Vertex AI, which knows more fields and wants an
//! access token. Fields as the official SDK wrote them before it dropped the models.

use serde_json::json;

use crate::action::PaintRequest;
use crate::money::Usd;
use crate::provider::google::form::Form;
use crate::provider::google::request::threshold;
use crate::provider::http::HttpAnswer;
use crate::provider::rest::Bill;
use crate::provider::send_error::cannot;
use crate::provider::{Reply, SendError, answer, base64};

/// What it paints at 1K; at 2K twice that.
const ASPECTS: [(&str, [u32; 2]); 5] = [
    ("1:1", [1024, 1024]),
    ("3:4", [896, 1200]),
    ("4:3", [1200, 896]),
    ("9:16", [768, 1376]),
    ("16:9", [1376, 768]),
];

/// Whether a model is asked in this way.
pub(crate) fn is_imagen(model: &str) -> bool {
    model.starts_with("imagen-")
}

/// The body for a picture.
pub(crate) fn body(
    request: &PaintRequest,
    form: Form,
    safety: Option<&str>,
) -> Result<Vec<u8>, SendError> {
    if !request.references.is_empty() {
        let help = "leave `references` out, or choose a Gemini model";
        return Err(cannot("Imagen takes no references", help));
    }
    let [width, height] = request.size;
    let wanted = f64::from(width) / f64::from(height.max(1));
    let skew = |[w, h]: [u32; 2]| {
        let own = f64::from(w) / f64::from(h);
        (own / wanted).max(wanted / own)
    };
    let nearest = ASPECTS.iter().min_by(|a, b| skew(a.1).total_cmp(&skew(b.1)));
    let (aspect, at_1k) = nearest.expect("there are aspects");
    let size = if width.max(height) > at_1k[0].max(at_1k[1]) { "2K" } else { "1K" };
    let mut parameters = json!({
        "sampleCount": 1,
        "aspectRatio": aspect,
        "sampleImageSize": size,
        "includeRaiReason": true,
        "outputOptions": { "mimeType": "image/png" },
    });
    match safety {
        Some("off") => {
            let reason = "Imagen cannot be asked without a safety setting: `off` is Gemini's";
            return Err(cannot(reason, "write `safety = \"block-none\"` in [provider.google]"));
        }
        Some(word) => parameters["safetySetting"] = threshold(word)?.into(),
        None => {}
    }
    if form.is_vertex() {
        // A seed is refused while a watermark is wanted, and the words are ours already.
        parameters["addWatermark"] = false.into();
        parameters["enhancePrompt"] = false.into();
        if let Some(seed) = request.seed {
            parameters["seed"] = seed.into();
        }
    }
    let body = json!({ "instances": [{ "prompt": request.prompt }], "parameters": parameters });
    Ok(serde_json::to_vec(&body).expect("a body is plain data"))
}

/// What an answer says: a picture, a reason, or nothing, which is how all of them are filtered.
pub(crate) fn decode(answer: &HttpAnswer, bill: &Bill<'_>) -> Reply {
    let body = answer.object().unwrap_or_default();
    let receipt = bill.receipt(None, None);
    let first = body.get("predictions").and_then(|it| it.get(0));
    let field = |name: &str| answer::text_of(first.and_then(|it| it.get(name)));
    let (picture, reason) = (field("bytesBase64Encoded"), field("raiFilteredReason"));
    if !reason.is_empty() {
        return Reply::Refused { reason, receipt: bill.receipt(Some(Usd::ZERO), None) };
    }
    if picture.is_empty() {
        let reason = "the answer holds no picture: it may have been filtered".to_owned();
        // What was filtered is not billed; half an answer may have been.
        let receipt = if body.is_object() { bill.receipt(Some(Usd::ZERO), None) } else { receipt };
        return Reply::Unusable { reason, chance: true, receipt };
    }
    bill.picture(base64::decode(&picture), receipt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_of_this_family_is_known_by_its_name() {
        assert!(is_imagen("imagen-4.0-generate-001") && !is_imagen("gemini-3-pro-image"));
    }
}
