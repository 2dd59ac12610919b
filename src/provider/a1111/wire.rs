//! `A1111`: how such a server is spoken to.
//!
//! Fields as the servers' own `/docs` describe them. `info` is a JSON text within JSON; servers of
//! the kind that are not AUTOMATIC1111 leave it empty.

use serde_json::{Value, json};

use crate::action::{PaintRequest, Tileable};
use crate::money::Usd;
use crate::provider::a1111::params;
use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest, KeyHeader, LONGEST};
use crate::provider::json::parsed;
use crate::provider::rest::{Bill, Wire};
use crate::provider::send_error::cannot;
use crate::provider::service::Service;
use crate::provider::{Ask, Call, Reply, SendError, answer, base64};

/// The name of whatever model the server has loaded.
const LOADED: &str = "loaded";

const LOGIN: &str = "it wants a login: set `ASSETBUILD_A1111_AUTH` to its `user:password`, and `A1111_BASE_URL` to \
                     its address if a project names it";

/// Serves `a1111/…`.
pub(crate) struct A1111;

impl Wire for A1111 {
    fn request<'a>(&self, service: &'a Service, call: &Call) -> Result<HttpRequest<'a>, SendError> {
        let Ask::Paint(paint) = &call.ask else {
            return Err(cannot("it paints and does nothing else", "choose another model"));
        };
        let login = service.access.login().map_err(|why| {
            let advice = why.clone();
            SendError::Unavailable { advice, closed: true }
        })?;
        let method = if call.pictures.is_empty() { "txt2img" } else { "img2img" };
        Ok(HttpRequest {
            url: service.access.url.join(&format!("sdapi/v1/{method}")),
            headers: Vec::new(),
            key: login.map(|key| KeyHeader { name: "Authorization", prefix: "Basic ", key }),
            body: HttpBody::Json(body(paint, call)?),
            timeout: service.settings.timeout,
            longest: LONGEST,
            day: service.catalog.today,
        })
    }

    fn failure(&self, _: &Service, answer: &HttpAnswer) -> Option<SendError> {
        if answer.is_success() && !answer.is_page() {
            return None;
        }
        let reason = match said(answer) {
            Some(words) => format!("HTTP {}: {words}", answer.status),
            None => format!("HTTP {}: {}", answer.status, answer.words()),
        };
        let help = match answer.status {
            401 => LOGIN,
            404 => "start the server with `--api`",
            422 => "look at `params` in the manifest",
            _ => "the server's own log says more",
        };
        Some(cannot(reason, help))
    }

    fn decode(&self, _: &Ask, answer: &HttpAnswer, bill: &Bill<'_>) -> Reply {
        let body = answer.object().unwrap_or_default();
        let info: Value = parsed(answer::text_of(body.get("info")).as_bytes()).unwrap_or_default();
        let mut receipt = bill.receipt(Some(Usd::ZERO), None);
        let model = answer::text_of(info.get("sd_model_name"));
        if !model.is_empty() {
            receipt.answered_by = format!("a1111/{model}");
        }
        // Where a grid of all pictures comes first, `info` says at which one they begin.
        let first = info.get("index_of_first_image").and_then(Value::as_u64).unwrap_or(0);
        let image = body.get("images").and_then(|it| it.get(usize::try_from(first).ok()?));
        let text = answer::text_of(image);
        let digits = text.split_once("base64,").map_or(text.as_str(), |(_, digits)| digits);
        bill.picture(base64::decode(digits), receipt)
    }

    fn is_free(&self) -> bool {
        true
    }
}

fn body(request: &PaintRequest, call: &Call) -> Result<Vec<u8>, SendError> {
    let [width, height] = request.size;
    let mut settings = json!({});
    if request.model.name() != LOADED {
        settings["sd_model_checkpoint"] = request.model.name().into();
    }
    let body = json!({
        "prompt": request.prompt,
        "negative_prompt": request.avoid.clone().unwrap_or_default().join(", "),
        "seed": request.seed.map_or(Value::from(-1), Value::from),
        "width": width,
        "height": height,
        "batch_size": 1,
        "n_iter": 1,
        "override_settings": settings,
        "override_settings_restore_afterwards": true,
        "send_images": true,
        "save_images": false,
    });
    let Value::Object(mut body) = body else { unreachable!("it is written as an object") };
    if let Some(bytes) = call.pictures.first() {
        body.insert("init_images".to_owned(), json!([base64::encode(bytes)]));
    }
    if request.tileable == Some(Tileable::Both) {
        body.insert("tiling".to_owned(), true.into());
    }
    params::write(request, &mut body)?;
    Ok(serde_json::to_vec(&body).expect("a body is plain data"))
}

/// `{"detail": …}`, or `{"error": …, "errors": …}`.
fn said(answer: &HttpAnswer) -> Option<String> {
    let body = answer.object()?;
    let fields = ["detail", "errors", "error"].iter().filter_map(|it| body.get(*it));
    let texts = fields.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
    let text = texts.into_iter().find(|it| !it.is_empty() && it != "null")?;
    Some(answer::on_one_line(&text, 300))
}
