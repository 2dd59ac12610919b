//! Seedream: painted with an alpha channel, over ByteDance's ModelArk, whose interface is like OpenAI's.
//!
//! <https://docs.byteplus.com/en/docs/ModelArk/1541523>. References travel inside the request. What
//! failed or was refused is not billed, and no answer says what it cost.

use serde_json::{Value, json};

use crate::action::AskedBackground;
use crate::money::Usd;
use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest, LONGEST, failure};
use crate::provider::picture_request::PictureRequest;
use crate::provider::rest::{Bill, Wire};
use crate::provider::send_error::cannot;
use crate::provider::service::Service;
use crate::provider::{Ask, Call, Reply, SendError, answer, base64};

/// Serves `seedream/…`.
pub(crate) struct Seedream;

impl Wire for Seedream {
    fn request<'a>(&self, service: &'a Service, call: &Call) -> Result<HttpRequest<'a>, SendError> {
        let wanted = match &call.ask {
            Ask::Paint(it) => PictureRequest::of(it),
            Ask::Edit(it) => PictureRequest::of_edit(it),
            Ask::Judge(_) | Ask::Refine(_) => {
                return Err(cannot("it paints and does nothing else", "choose another model"));
            }
        };
        Ok(HttpRequest {
            url: service.access.url.join("images/generations"),
            headers: Vec::new(),
            key: service.key("Authorization", "Bearer ")?,
            body: HttpBody::Json(body(&wanted, call)?),
            timeout: service.settings.timeout,
            longest: LONGEST,
            day: service.catalog.today,
        })
    }

    fn failure(&self, service: &Service, answer: &HttpAnswer) -> Option<SendError> {
        match error(answer) {
            // To be kept, so that it is not asked for again.
            Some((code, _)) if is_refusal(&code) => None,
            Some((_, words)) => Some(failure(answer, Some(&words), &service.access)),
            None if answer.is_success() && !answer.is_page() => None,
            None => Some(failure(answer, None, &service.access)),
        }
    }

    fn decode(&self, _: &Ask, answer: &HttpAnswer, bill: &Bill<'_>) -> Reply {
        if let Some((_, reason)) = error(answer) {
            return Reply::Refused { reason, receipt: bill.receipt(Some(Usd::ZERO), None) };
        }
        let body = answer.object().unwrap_or_default();
        let first = body.get("data").and_then(|it| it.get(0));
        // A picture of several may fail alone, and says so in its place.
        if let Some((code, reason)) = first.and_then(told)
            && is_refusal(&code)
        {
            return Reply::Refused { reason, receipt: bill.receipt(Some(Usd::ZERO), None) };
        }
        let text = answer::text_of(first.and_then(|it| it.get("b64_json")));
        bill.picture(base64::decode(&text), bill.receipt(None, None))
    }
}

fn body(request: &PictureRequest<'_>, call: &Call) -> Result<Vec<u8>, SendError> {
    if let Some(name) = request.params.keys().next() {
        let reason = format!("`{name}` is no parameter of Seedream");
        return Err(cannot(reason, "leave `params` out"));
    }
    let [width, height] = request.size;
    let mut body = json!({
        "model": request.model,
        "prompt": request.prompt,
        "size": format!("{width}x{height}"),
        "response_format": "b64_json",
        "output_format": "png",
        "background": match request.background {
            AskedBackground::Transparent => "transparent",
            AskedBackground::Key(_) | AskedBackground::Colour(_) | AskedBackground::Opaque => "opaque",
        },
        "watermark": false,
    });
    if !call.pictures.is_empty() {
        let pictures = call.pictures.iter();
        let urls = pictures.map(|it| format!("data:image/png;base64,{}", base64::encode(it)));
        body["image"] = urls.map(Value::from).collect();
    }
    Ok(serde_json::to_vec(&body).expect("a body is plain data"))
}

/// Code and words of an error, on one line.
fn error(answer: &HttpAnswer) -> Option<(String, String)> {
    told(&answer.object()?)
}

fn told(said: &Value) -> Option<(String, String)> {
    let error = said.get("error").filter(|it| it.is_object())?;
    let code = answer::text_of(error.get("code"));
    let words = answer::on_one_line(&answer::text_of(error.get("message")), 300);
    Some((code.clone(), if words.is_empty() { code } else { words }))
}

/// The words or the picture were not allowed: `InputTextSensitiveContentDetected`, say.
fn is_refusal(code: &str) -> bool {
    code.contains("SensitiveContentDetected")
}
