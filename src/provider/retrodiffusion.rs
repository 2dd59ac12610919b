//! Retro Diffusion: pixel art at its true size.
//!
//! <https://github.com/Retro-Diffusion/api-examples>. The answer names its price.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::action::{AskedBackground, PaintRequest, Tileable};
use crate::model::{CallShape, ModelId, Role};
use crate::money::Usd;
use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest, LONGEST, failure};
use crate::provider::rest::{Bill, Wire};
use crate::provider::send_error::cannot;
use crate::provider::service::Service;
use crate::provider::{Advice, Ask, Call, Reply, SendError, answer, base64};

const INFERENCES: &str = "v1/inferences";
const KEY: &str = "X-RD-Token";

/// Serves `retrodiffusion/…`.
pub(crate) struct RetroDiffusion;

impl Wire for RetroDiffusion {
    fn request<'a>(&self, service: &'a Service, call: &Call) -> Result<HttpRequest<'a>, SendError> {
        let Ask::Paint(paint) = &call.ask else {
            return Err(cannot("it paints and does nothing else", "choose another model"));
        };
        Ok(HttpRequest {
            url: service.access.url.join(INFERENCES),
            headers: Vec::new(),
            key: service.key(KEY, "")?,
            body: HttpBody::Json(body(paint, call)?),
            timeout: service.settings.timeout,
            longest: LONGEST,
            day: service.catalog.today,
        })
    }

    fn quote<'a>(
        &self,
        service: &'a Service,
        model: &ModelId,
        shape: &CallShape<'_>,
    ) -> Option<Result<HttpRequest<'a>, SendError>> {
        // What pictures that are shown to it add, only they themselves would tell.
        if shape.role != Role::Paint || shape.pictures > 0 {
            return None;
        }
        Some(question(service, model, shape))
    }

    fn quoted(&self, answer: &HttpAnswer) -> Option<Usd> {
        cost(&answer.object()?)
    }

    fn failure(&self, service: &Service, answer: &HttpAnswer) -> Option<SendError> {
        if answer.is_success() && !answer.is_page() {
            return None;
        }
        let said = said(answer);
        // An empty account is a 400 like any other mistake.
        let empty = said.as_ref().is_some_and(|said| {
            ["balance", "credit"].iter().any(|word| said.to_lowercase().contains(word))
        });
        if answer.status == 400 && empty {
            let reason = said.unwrap_or_default();
            let help = Some("look at the balance of your account".to_owned());
            return Some(SendError::Unavailable { advice: Advice { reason, help }, closed: true });
        }
        Some(failure(answer, said.as_deref(), &service.access))
    }

    fn decode(&self, _: &Ask, answer: &HttpAnswer, bill: &Bill<'_>) -> Reply {
        let body = answer.object().unwrap_or_default();
        let receipt = bill.receipt(cost(&body), None);
        let image = body.get("base64_images").and_then(|it| it.get(0));
        bill.picture(base64::decode(&answer::text_of(image)), receipt)
    }
}

/// The same request as for a picture, which is not painted.
fn question<'a>(
    service: &'a Service,
    model: &ModelId,
    shape: &CallShape<'_>,
) -> Result<HttpRequest<'a>, SendError> {
    let [width, height] = shape.size;
    let mut body = json!({
        "prompt": "a slime",
        "prompt_style": format!("{}__default", model.name()),
        "width": width,
        "height": height,
        "num_images": 1,
        "check_cost": true,
    });
    set_params(&mut body, model, shape.params)?;
    Ok(HttpRequest {
        url: service.access.url.join(INFERENCES),
        headers: Vec::new(),
        key: service.key(KEY, "")?,
        body: HttpBody::Json(serde_json::to_vec(&body).expect("a body is plain data")),
        timeout: service.settings.timeout,
        longest: LONGEST,
        day: service.catalog.today,
    })
}

fn cost(body: &Value) -> Option<Usd> {
    body.get("balance_cost").and_then(Value::as_f64).and_then(Usd::from_f64)
}

fn body(request: &PaintRequest, call: &Call) -> Result<Vec<u8>, SendError> {
    let [width, height] = request.size;
    let mut body = json!({
        "prompt": request.prompt,
        "prompt_style": format!("{}__default", request.model.name()),
        "width": width,
        "height": height,
        "num_images": 1,
        "remove_bg": request.background == AskedBackground::Transparent,
    });
    if let Some(seed) = request.seed {
        body["seed"] = seed.into();
    }
    if !call.pictures.is_empty() {
        let pictures = call.pictures.iter().map(|it| Value::from(base64::encode(it)));
        body["reference_images"] = pictures.collect();
    }
    let [x, y] = request.tileable.map_or([false, false], Tileable::axes);
    for (name, _) in [("tile_x", x), ("tile_y", y)].into_iter().filter(|it| it.1) {
        body[name] = true.into();
    }
    set_params(&mut body, &request.model, &request.params)?;
    Ok(serde_json::to_vec(&body).expect("a body is plain data"))
}

fn set_params(
    body: &mut Value,
    model: &ModelId,
    params: &BTreeMap<String, Value>,
) -> Result<(), SendError> {
    for (name, value) in params {
        match (name.as_str(), value) {
            ("style", Value::String(word)) => {
                body["prompt_style"] = format!("{}__{word}", model.name()).into();
            }
            ("tile-x" | "tile-y", Value::Bool(_)) => {
                body[name.replace('-', "_")] = value.clone();
            }
            _ => {
                let reason =
                    format!("`{name}` is no parameter of Retro Diffusion as it is written");
                let help = "it takes `style = \"default\"`, `tile-x = true`, `tile-y = true`";
                return Err(cannot(reason, help));
            }
        }
    }
    Ok(())
}

fn said(answer: &HttpAnswer) -> Option<String> {
    let body = answer.object()?;
    let words = ["detail", "error", "message"].iter().filter_map(|it| body.get(*it)).next()?;
    let text = words.as_str().map_or_else(|| words.to_string(), str::to_owned);
    Some(answer::on_one_line(&text, 300))
}
