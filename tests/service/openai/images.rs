//! Generations and edits.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::service::http::{FormPart, Request, Response};
use crate::service::openai::errors::Refusal;
use crate::service::openai::models;
use crate::service::openai::models::Model;
use crate::service::picture::{Format, Painting};
use crate::service::prompt::Behind;
use crate::service::script::Fault;
use crate::service::server::{Billed, Now};
use crate::service::{picture, prompt};

/// Tokens of a picture that is sent.
const TOKENS_OF_A_PICTURE: u64 = 323;
/// What every model takes; `image`, `mask` and `input_fidelity` only where something is edited.
const PARAMETERS: &[&str] = &[
    "model",
    "prompt",
    "n",
    "size",
    "quality",
    "background",
    "output_format",
    "output_compression",
    "moderation",
    "user",
    "safety_identifier",
    "stream",
    "partial_images",
];

/// A request for pictures, from JSON or from a form.
#[derive(Default)]
pub(crate) struct Images {
    /// Parameters as text.
    values: BTreeMap<String, String>,
    pictures: Vec<FormPart>,
    is_edit: bool,
}

impl Images {
    /// As much of a request as can be understood.
    pub(crate) fn understood(request: &Request) -> Result<Images, Refusal> {
        let is_edit = request.path.ends_with("/edits");
        let is_json = request.header("content-type").starts_with("application/json");
        let (mut values, mut pictures) = (BTreeMap::new(), vec![]);
        if is_edit && !is_json {
            let Some(parts) = FormPart::all_of(request) else {
                let message = "Could not parse multipart form";
                return Err(Refusal::other(400, "invalid_request_error", None, message));
            };
            for part in parts {
                match part.name.as_str() {
                    "image" | "image[]" | "mask" => pictures.push(part),
                    _ => drop(values.insert(part.name.clone(), part.text())),
                }
            }
        } else {
            let body = request.json().map_err(|why| {
                let message = format!("We could not parse the JSON body of your request. {why}");
                Refusal::other(400, "invalid_request_error", None, message)
            })?;
            return Images::of_json(&body, is_edit);
        }
        Ok(Images { values, pictures, is_edit })
    }

    /// A request as JSON has it, be it the body of one or a line of a batch.
    pub(crate) fn of_json(body: &Value, is_edit: bool) -> Result<Images, Refusal> {
        let mut res = Images { is_edit, ..Images::default() };
        for (name, value) in body.as_object().into_iter().flatten() {
            if is_edit && name == "images" {
                let all = value.as_array().into_iter().flatten();
                res.pictures = all.map(shown).collect::<Option<_>>().ok_or_else(|| {
                    Refusal::invalid("images", "invalid_value", "Invalid image reference.")
                })?;
                continue;
            }
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            res.values.insert(name.clone(), text);
        }
        Ok(res)
    }

    /// A parameter; empty if it is not there.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    fn or(&self, name: &str, default: &'static str) -> &str {
        self.values.get(name).map_or(default, String::as_str)
    }

    fn check(&self, model: &Model) -> Result<(), Refusal> {
        for name in self.values.keys() {
            let known = PARAMETERS.contains(&name.as_str()) || model.takes.contains(&name.as_str());
            if !known {
                return Err(Refusal::unknown(name));
            }
        }
        if self.value("prompt").is_empty() {
            let message = "Missing required parameter: 'prompt'.";
            return Err(Refusal::invalid("prompt", "missing_required_parameter", message));
        }
        if self.value("prompt").chars().count() > 32_000 {
            let message = "Invalid 'prompt': string too long. Expected a string with maximum \
                           length 32000.";
            return Err(Refusal::invalid("prompt", "string_above_max_length", message));
        }
        self.one_of("quality", model.qualities)?;
        self.one_of("background", &["auto", "transparent", "opaque"])?;
        self.one_of("output_format", &["png", "jpeg", "webp"])?;
        self.one_of("moderation", &["auto", "low"])?;
        let n: Option<u64> = self.or("n", "1").parse().ok();
        if !n.is_some_and(|it| (1..=10).contains(&it)) {
            let message = format!("Invalid value: '{}'. Expected 1 to 10.", self.value("n"));
            return Err(Refusal::invalid("n", "invalid_value", message));
        }
        if self.value("background") == "transparent" && self.value("output_format") == "jpeg" {
            let message = "Transparent background is not supported for the 'jpeg' output format.";
            return Err(Refusal::invalid("background", "invalid_value", message));
        }
        self.check_pictures()?;
        self.size(model).map(|_| ())
    }

    fn one_of(&self, name: &str, allowed: &[&str]) -> Result<(), Refusal> {
        let value = self.or(name, "auto");
        let is_default = !self.values.contains_key(name);
        if is_default || allowed.contains(&value) {
            return Ok(());
        }
        let quoted: Vec<String> = allowed.iter().map(|it| format!("'{it}'")).collect();
        let message =
            format!("Invalid value: '{value}'. Supported values are: {}.", quoted.join(", "));
        Err(Refusal::invalid(name, "invalid_value", message))
    }

    fn check_pictures(&self) -> Result<(), Refusal> {
        let images: Vec<&FormPart> = self.pictures.iter().filter(|it| it.name != "mask").collect();
        if !self.is_edit {
            return Ok(());
        }
        if images.is_empty() {
            let message = "Missing required parameter: 'image'.";
            return Err(Refusal::invalid("image", "missing_required_parameter", message));
        }
        if images.len() > 1 && images.iter().any(|it| it.name == "image") {
            let message = "Duplicate parameter: 'image'. You provided multiple values for this \
                           parameter, whereas only one is allowed. Use 'image[]'.";
            return Err(Refusal::invalid("image", "duplicate_parameter", message));
        }
        if images.len() > 16 {
            let message = "Invalid 'image': array too long. Expected at most 16.";
            return Err(Refusal::invalid("image", "array_above_max_length", message));
        }
        for part in &self.pictures {
            let mime = picture::mime_of(&part.bytes);
            let known = ["image/png", "image/jpeg", "image/webp"];
            let is_read = picture::size_of(&part.bytes).is_some();
            if part.filename.is_none() || !known.contains(&part.content_type.as_str()) {
                let message = format!(
                    "Invalid file 'image': unsupported mimetype ('{}'). Supported file formats \
                     are 'image/jpeg', 'image/png', and 'image/webp'.",
                    part.content_type
                );
                return Err(Refusal::invalid("image", "unsupported_file_mimetype", message));
            }
            if mime != Some(part.content_type.as_str()) || !is_read {
                let message = "Invalid image file or mode for image 1, please check your image \
                               file.";
                return Err(Refusal::invalid("image", "invalid_image_file", message));
            }
        }
        Ok(())
    }

    /// Width and height of what is asked for.
    fn size(&self, model: &Model) -> Result<[u32; 2], Refusal> {
        let size = self.or("size", "auto");
        if size == "auto" {
            return Ok([1024, 1024]);
        }
        let sides: Option<Vec<u32>> = size.split('x').map(|it| it.parse().ok()).collect();
        let fixed = ["1024x1024", "1536x1024", "1024x1536"];
        if let Some(&[width, height]) = sides.as_deref() {
            let (long, short) = (width.max(height), width.min(height));
            let free = width % 16 == 0
                && height % 16 == 0
                && short > 0
                && long <= 3 * short
                && long <= 3840
                && short <= 2160;
            if fixed.contains(&size) || (model.sizes_are_free && free) {
                return Ok([width, height]);
            }
        }
        let message = format!("Invalid value: '{size}'. This size is not supported by the model.");
        Err(Refusal::invalid("size", "invalid_value", message))
    }

    fn format(&self) -> Format {
        match self.value("output_format") {
            "jpeg" => Format::Jpeg,
            "webp" => Format::Webp,
            _ => Format::Png,
        }
    }

    fn painting(&self, now: &Now<'_>, size: [u32; 2], nth: u64) -> Painting {
        let transparent = self.value("background") == "transparent";
        let behind = prompt::behind(self.value("prompt"));
        Painting {
            size: if now.then.is(Fault::WrongSize) { size.map(|it| it * 3 / 4) } else { size },
            behind: if transparent { Behind::Transparent } else { behind },
            has_alpha: transparent,
            grid: now.then.grid.unwrap_or([1, 1]),
            empty: now.then.is(Fault::EmptyPicture),
            dice: picture::dice(&[
                self.value("prompt").as_bytes(),
                &(now.before as u64 * 16 + nth).to_le_bytes(),
            ]),
        }
    }
}

/// A picture that is named by its own bytes: `{"image_url": "data:image/png;base64,…"}`.
fn shown(reference: &Value) -> Option<FormPart> {
    let (mime, data) =
        reference["image_url"].as_str()?.strip_prefix("data:")?.split_once(";base64,")?;
    Some(FormPart {
        name: "image[]".to_owned(),
        filename: Some("image".to_owned()),
        content_type: mime.to_owned(),
        bytes: STANDARD.decode(data).ok()?,
    })
}

/// The answer to a request for pictures.
pub(crate) fn answer(now: &Now<'_>) -> Result<Billed, Refusal> {
    answer_to(now, &Images::understood(now.request)?)
}

/// The same for a request that came in a batch.
pub(crate) fn answer_to(now: &Now<'_>, images: &Images) -> Result<Billed, Refusal> {
    let model = models::find(images.or("model", "gpt-image-2"))?;
    images.check(model)?;
    let transparent = images.value("background") == "transparent";
    let no_alpha = model.is_opaque || now.then.is(Fault::NoTransparency);
    match now.then.fault {
        _ if transparent && no_alpha => {
            let message = "Transparent background is not supported for this model.";
            return Err(Refusal::invalid("background", "invalid_value", message));
        }
        Some(Fault::PromptBlocked | Fault::PictureBlocked) => {
            let kind = "image_generation_user_error";
            let message = "Your request was rejected by the safety system. If you believe this is \
                           an error, contact us at help.openai.com and include the request ID \
                           req_0123456789abcdef. safety_violations=[violence].";
            let message = now.then.reason.as_deref().unwrap_or(message);
            return Err(Refusal::other(400, kind, Some("moderation_blocked"), message));
        }
        Some(Fault::Empty | Fault::Nothing | Fault::NoImage) => {
            let body = json!({ "created": 1_770_935_251, "data": [] });
            return Ok(Billed::free(Response::json(200, &body)));
        }
        _ => {}
    }
    let size = images.size(model)?;
    let quality = match images.or("quality", "auto") {
        "auto" => "medium",
        it => it,
    };
    let n = images.or("n", "1").parse::<u64>().unwrap_or(1);
    let data: Vec<Value> = (0..n).map(|nth| picture_of(images, now, size, nth)).collect();
    let (words, read, made) = (
        (images.value("prompt").len() as u64).div_ceil(4),
        images.pictures.len() as u64 * TOKENS_OF_A_PICTURE,
        models::tokens(quality, size) * n,
    );
    let mut body = json!({
        "created": 1_770_935_251,
        "background": if transparent { "transparent" } else { "opaque" },
        "output_format": images.or("output_format", "png"),
        "quality": quality,
        "size": format!("{}x{}", size[0], size[1]),
        "data": data,
        "usage": {
            "input_tokens": words + read,
            "input_tokens_details": { "text_tokens": words, "image_tokens": read },
            "output_tokens": made,
            "total_tokens": words + read + made,
            "output_tokens_details": { "text_tokens": 0, "image_tokens": made },
        },
    });
    if now.then.is(Fault::NoUsage) {
        body.as_object_mut().expect("it is one").remove("usage");
    }
    let nanos = words * model.prices[0] + read * model.prices[1] + made * model.prices[2];
    Ok(Billed { response: Response::json(200, &body), nanos })
}

fn picture_of(images: &Images, now: &Now<'_>, size: [u32; 2], nth: u64) -> Value {
    if now.then.is(Fault::TextOnly) {
        return json!({ "revised_prompt": "a slime" });
    }
    let mut format = images.format();
    if now.then.is(Fault::LyingMime) {
        format = if format == Format::Jpeg { Format::Png } else { Format::Jpeg };
    }
    let bytes = picture::damaged(images.painting(now, size, nth).bytes(format), now.then);
    json!({ "b64_json": STANDARD.encode(&bytes) })
}
