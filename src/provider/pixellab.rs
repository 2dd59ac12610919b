//! PixelLab: pixel art at its true size, the same for the same seed.
//!
//! <https://api.pixellab.ai/v1/docs>. The answer names its price.

use serde_json::{Value, json};

use crate::action::{AskedBackground, PaintRequest};
use crate::money::Usd;
use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest, LONGEST, failure};
use crate::provider::rest::{Bill, Wire};
use crate::provider::send_error::cannot;
use crate::provider::service::Service;
use crate::provider::{Ask, Call, Reply, SendError, answer, base64};

/// What `params` of a manifest may name, and how the service calls it.
const WORDS: [(&str, &str); 2] = [("view", "view"), ("direction", "direction")];

/// Serves `pixellab/…`.
pub(crate) struct PixelLab;

impl Wire for PixelLab {
    fn request<'a>(&self, service: &'a Service, call: &Call) -> Result<HttpRequest<'a>, SendError> {
        let Ask::Paint(paint) = &call.ask else {
            return Err(cannot("it paints and does nothing else", "choose another model"));
        };
        let name = paint.model.name();
        if !name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-') {
            return Err(SendError::unavailable(format!("`{name}` is no name of a PixelLab model")));
        }
        Ok(HttpRequest {
            url: service.access.url.join(&format!("v1/generate-image-{name}")),
            headers: Vec::new(),
            key: service.key("Authorization", "Bearer ")?,
            body: HttpBody::Json(body(paint, call)?),
            timeout: service.settings.timeout,
            longest: LONGEST,
            day: service.catalog.today,
        })
    }

    fn failure(&self, service: &Service, answer: &HttpAnswer) -> Option<SendError> {
        if answer.is_success() && !answer.is_page() {
            return None;
        }
        let body = answer.object();
        let said = body.as_ref().and_then(|it| it.get("detail").or_else(|| it.get("error")));
        let said = said.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
        let said = said.map(|it| answer::on_one_line(&it, 300));
        Some(failure(answer, said.as_deref(), &service.access))
    }

    fn decode(&self, _: &Ask, answer: &HttpAnswer, bill: &Bill<'_>) -> Reply {
        let body = answer.object().unwrap_or_default();
        let usd = body.get("usage").and_then(|it| it.get("usd")).and_then(Value::as_f64);
        let receipt = bill.receipt(usd.and_then(Usd::from_f64), None);
        let text = answer::text_of(body.get("image").and_then(|it| it.get("base64")));
        let digits = text.split_once("base64,").map_or(text.as_str(), |(_, digits)| digits);
        bill.picture(base64::decode(digits), receipt)
    }
}

fn body(request: &PaintRequest, call: &Call) -> Result<Vec<u8>, SendError> {
    let [width, height] = request.size;
    let mut body = json!({
        "description": request.prompt,
        "image_size": { "width": width, "height": height },
        "no_background": request.background == AskedBackground::Transparent,
    });
    if let Some(seed) = request.seed {
        body["seed"] = seed.into();
    }
    if let Some(bytes) = call.pictures.first() {
        // One model takes what the picture begins from, the other whose style it is to have.
        let field = if request.model.name() == "bitforge" { "style_image" } else { "init_image" };
        body[field] = json!({ "type": "base64", "base64": base64::encode(bytes), "format": "png" });
    }
    for (name, value) in &request.params {
        match (WORDS.iter().find(|(it, _)| it == name), value) {
            (Some((_, field)), Value::String(_)) => body[*field] = value.clone(),
            (None, Value::Bool(_)) if name == "isometric" => body["isometric"] = value.clone(),
            _ => {
                let names: Vec<&str> = WORDS.iter().map(|it| it.0).collect();
                let reason = format!("`{name}` is no parameter of PixelLab as it is written");
                let help =
                    format!("it takes texts for {}, and `isometric = true`", names.join(", "));
                return Err(cannot(reason, help));
            }
        }
    }
    Ok(serde_json::to_vec(&body).expect("a body is plain data"))
}
