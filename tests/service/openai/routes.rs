//! `OpenAi`: which path is whose.

use std::sync::Mutex;

use serde_json::{Value, json};

use crate::service::http::{Request, Response};
use crate::service::ledger::Kind;
use crate::service::openai::batches::Batches;
use crate::service::openai::errors::Refusal;
use crate::service::openai::images::Images;
use crate::service::openai::{errors, images, models};
use crate::service::script::Then;
use crate::service::server::{Asked, Billed, Now, Service};
use crate::service::verdict;

/// The service, with the one key that it takes.
pub(crate) struct OpenAi {
    key: String,
    batches: Mutex<Batches>,
}

impl OpenAi {
    pub(crate) fn new(key: String) -> OpenAi {
        OpenAi { key, batches: Mutex::default() }
    }

    fn served(&self, now: &Now<'_>) -> Result<Billed, Refusal> {
        errors::check_key(now.request, &self.key)?;
        match (now.request.method.as_str(), now.request.path.as_str()) {
            ("POST", "/v1/images/generations" | "/v1/images/edits") => images::answer(now),
            ("POST", "/v1/chat/completions") => chat(now),
            ("GET", "/v1/models") => Ok(Billed::free(Response::json(200, &models::list()))),
            (method, path) if path.starts_with("/v1/files") || path.starts_with("/v1/batches") => {
                let mut batches = self.batches.lock().expect("no holder panics");
                batches.served(now, method, path)
            }
            (method, path) => {
                let message = format!("Invalid URL ({method} {path})");
                Err(Refusal::other(404, "invalid_request_error", None, message))
            }
        }
    }
}

impl Service for OpenAi {
    fn kind_of(&self, request: &Request) -> Kind {
        match request.path.as_str() {
            "/v1/images/generations" | "/v1/images/edits" => Kind::Paint,
            "/v1/chat/completions" => Kind::Text,
            "/v1/batches" if request.method == "POST" => Kind::Batch,
            _ => Kind::Free,
        }
    }

    fn asked(&self, request: &Request) -> Asked {
        let kind = self.kind_of(request);
        if kind == Kind::Text {
            let body = request.json().unwrap_or_default();
            let kind = if schema(&body).is_some() { Kind::Judge } else { Kind::Text };
            let model = body["model"].as_str().unwrap_or_default().to_owned();
            return Asked { kind, model, prompt: words(&body) };
        }
        let images = Images::understood(request).ok();
        let value = |name| images.as_ref().map_or("", |it| it.value(name)).to_owned();
        Asked { kind, model: value("model"), prompt: value("prompt") }
    }

    fn answer(&self, now: &Now<'_>) -> Billed {
        self.served(now).unwrap_or_else(|it| Billed::free(it.response()))
    }

    fn error(&self, then: &Then, request: &Request) -> Response {
        errors::scripted(then, request)
    }
}

/// A conversation of one turn; with a schema, a verdict.
fn chat(now: &Now<'_>) -> Result<Billed, Refusal> {
    let body = now
        .request
        .json()
        .map_err(|why| Refusal::other(400, "invalid_request_error", None, why))?;
    let text = match (&now.then.text, schema(&body)) {
        (Some(text), _) => text.clone(),
        (None, Some(schema)) => verdict::text(schema, now.score, now.then),
        (None, None) => format!("{}\nThe outline is clear and dark.", now.asked.prompt),
    };
    let (read, wrote) = (now.asked.prompt.len().div_ceil(4) as u64, text.len().div_ceil(4) as u64);
    let body = json!({
        "id": "chatcmpl-0123456789",
        "object": "chat.completion",
        "created": 1_770_935_251,
        "model": now.asked.model,
        "choices": [{ "index": 0, "finish_reason": "stop",
                      "message": { "role": "assistant", "content": text } }],
        "usage": { "prompt_tokens": read, "completion_tokens": wrote,
                   "total_tokens": read + wrote },
    });
    Ok(Billed { response: Response::json(200, &body), nanos: read * 1000 + wrote * 4000 })
}

fn schema(body: &Value) -> Option<&Value> {
    Some(&body["response_format"]["json_schema"]["schema"]).filter(|it| it.is_object())
}

fn words(body: &Value) -> String {
    let mut res = vec![];
    for message in body["messages"].as_array().into_iter().flatten() {
        match &message["content"] {
            Value::String(text) => res.push(text.as_str()),
            parts => {
                let parts = parts.as_array().into_iter().flatten();
                res.extend(parts.filter_map(|it| it["text"].as_str()));
            }
        }
    }
    res.join("\n")
}
