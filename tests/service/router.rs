//! Comfy Router: OpenAI's pictures behind a gateway, which knows its calls by their names for a day.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::service::http::{Request, Response};
use crate::service::ledger::Kind;
use crate::service::openai::images;
use crate::service::openai::images::Images;
use crate::service::script::{Fault, Then};
use crate::service::server::{Asked, Billed, Now, Service};

const MODELS: [&str; 2] = ["gpt-image-2.5-flare", "gpt-image-2.5-sunburst"];
const PARAMETERS: [&str; 11] = [
    "background",
    "model",
    "moderation",
    "n",
    "output_compression",
    "output_format",
    "prompt",
    "quality",
    "response_format",
    "size",
    "user",
];
/// What the gateway takes for what OpenAI bills a dollar for, in thousandths; and the credits of one.
const MARKUP: u64 = 1430;
const CREDITS: f64 = 211.0;

/// The service, with the one key that it takes.
pub(crate) struct Router {
    key: String,
    /// What was asked under a name, and what was answered.
    kept: Mutex<BTreeMap<String, (Vec<u8>, Response)>>,
}

/// Status, kind, and the whole body of an error.
type Refusal = (u16, &'static str, Value);

fn refusal(status: u16, kind: &'static str, words: &str) -> Refusal {
    (status, kind, json!({ "detail": words, "error_type": kind }))
}

impl Router {
    pub(crate) fn new(key: String) -> Router {
        Router { key, kept: Mutex::default() }
    }

    fn served(&self, now: &Now<'_>) -> Result<Billed, Refusal> {
        // The one header comes before the other.
        let key = match now.request.header("x-api-key") {
            "" => now.request.header("authorization").strip_prefix("Bearer ").unwrap_or_default(),
            key => key,
        };
        if key != self.key {
            return Err(refusal(401, "unauthorized", "the credential is missing or invalid"));
        }
        if (now.request.method.as_str(), now.request.path.as_str()) == ("GET", "/v2/models") {
            let entry = |name: &&str| {
                json!({ "id": format!("openai/{name}"), "provider": "openai", "model": name,
                    "billing": { "charges_on_policy_rejection": "unknown" } })
            };
            let all: Vec<Value> = MODELS.iter().map(entry).collect();
            let page = json!({ "data": all, "has_more": false, "limit": 20 });
            return Ok(Billed::free(Response::json(200, &page)));
        }
        let name = now.request.header("idempotency-key").to_owned();
        if !(1..=255).contains(&name.len()) {
            return self.painted(now);
        }
        let mut kept = self.kept.lock().expect("no holder panics");
        match kept.get(&name) {
            Some((body, answer)) if *body == now.request.body => {
                Ok(Billed::free(answer.clone().with("Idempotent-Replayed", "true")))
            }
            Some(_) => {
                let words = "the Idempotency-Key was used for a different request";
                Err(refusal(409, "invalid_input", words))
            }
            None => {
                let billed = self.painted(now)?;
                // What it cost is not said twice.
                let (body, mut again) = (now.request.body.clone(), billed.response.clone());
                again.headers.retain(|it| it.0 != "X-Comfy-Credits-Used");
                kept.insert(name, (body, again));
                Ok(billed)
            }
        }
    }

    fn painted(&self, now: &Now<'_>) -> Result<Billed, Refusal> {
        let Some(model) = model(now.request) else {
            return Err(refusal(404, "model_not_found", "no such model"));
        };
        let body = now.request.json();
        let mut body =
            body.map_err(|why| refusal(400, "invalid_input", &format!("no JSON: {why}")))?;
        let wrong = |name: &str, why: &str| {
            let detail = json!([{ "loc": ["body", name], "msg": why, "type": "value_error" }]);
            (422, "invalid_input", json!({ "detail": detail }))
        };
        for (name, _) in body.as_object().into_iter().flatten() {
            if !PARAMETERS.contains(&name.as_str()) {
                return Err(wrong(name, "Extra inputs are not permitted"));
            }
        }
        let quality = body["quality"].as_str().unwrap_or("medium");
        if !["low", "medium", "high", "standard", "hd"].contains(&quality) {
            return Err(wrong("quality", "Input should be 'low', 'medium' or 'high'"));
        }
        if body["prompt"].as_str().is_none_or(str::is_empty) {
            return Err(wrong("prompt", "Field required"));
        }
        body["model"] = model.into();
        let images = Images::of_json(&body, false);
        let answered = images.and_then(|it| images::answer_to(now, &it));
        let mut billed = answered.map_err(|it| {
            let kind = match it.code {
                Some("moderation_blocked") => "content_policy_violation",
                _ => "invalid_input",
            };
            refusal(400, kind, &it.message)
        })?;
        billed.nanos = billed.nanos * MARKUP / 1000;
        let credits = billed.nanos as f64 / 1e9 * CREDITS;
        billed.response = billed.response.with("X-Comfy-Credits-Used", &format!("{credits:.2}"));
        Ok(billed)
    }
}

fn model(request: &Request) -> Option<&str> {
    let name = request.path.strip_prefix("/v2/models/openai/")?;
    MODELS.iter().find(|it| **it == name && request.method == "POST").copied()
}

impl Service for Router {
    fn kind_of(&self, request: &Request) -> Kind {
        if request.method == "POST" { Kind::Paint } else { Kind::Free }
    }

    fn asked(&self, request: &Request) -> Asked {
        let body = request.json().unwrap_or_default();
        let prompt = body["prompt"].as_str().unwrap_or_default().to_owned();
        let model = model(request).unwrap_or_default().to_owned();
        Asked { kind: self.kind_of(request), model, prompt }
    }

    fn answer(&self, now: &Now<'_>) -> Billed {
        let refused = |(status, kind, body): Refusal| {
            Billed::free(Response::json(status, &body).with("X-Comfy-Error-Type", kind))
        };
        self.served(now).unwrap_or_else(refused)
    }

    fn error(&self, then: &Then, request: &Request) -> Response {
        let words = then.reason.clone().unwrap_or("Sorry".to_owned());
        let (status, kind, text) = match then.fault {
            Some(Fault::QuotaMoney) => (402, "insufficient_credits", "not enough credits".into()),
            Some(Fault::EchoKey) => {
                (400, "invalid_input", format!("key {}", request.header("x-api-key")))
            }
            Some(Fault::Error) => (then.status.unwrap_or(500), "provider_error", words),
            _ => (429, "rate_limited", "the allowance of this minute is spent".to_owned()),
        };
        let body = json!({ "detail": text, "error_type": kind });
        let response = Response::json(status, &body).with("X-Comfy-Error-Type", kind);
        match then.retry_ms {
            Some(ms) => response.with("Retry-After", &ms.div_ceil(1000).to_string()),
            None => response,
        }
    }
}
