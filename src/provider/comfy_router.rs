//! Comfy Router: one key for models of others. A call has a name, under which it may be made again
//! and is billed once.
//!
//! <https://docs.comfy.org/development/comfy-router/api>. Requests and answers are those of whoever
//! made the model; errors are the gateway's own.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::model::{Tokens, router};
use crate::money::Usd;
use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest, LONGEST, failure, retry_after};
use crate::provider::picture_request::PictureRequest;
use crate::provider::rest::{Bill, Wire};
use crate::provider::send_error::cannot;
use crate::provider::service::Service;
use crate::provider::{Advice, Ask, Call, Reply, SendError, answer, openai};

/// For how long a call may be made again: the gateway keeps what it knows of one for a day.
const KEPT: Duration = Duration::from_secs(23 * 60 * 60);

/// The models that it is known how to ask. Their names begin with who made them.
const OPENAI: &str = "openai/";

/// Serves `comfy-router/…`.
pub(crate) struct ComfyRouter;

impl Wire for ComfyRouter {
    fn request<'a>(&self, service: &'a Service, call: &Call) -> Result<HttpRequest<'a>, SendError> {
        let Ask::Paint(paint) = &call.ask else {
            return Err(cannot("it paints and does nothing else", "choose another model"));
        };
        let wanted = PictureRequest::of(paint);
        if !wanted.model.starts_with(OPENAI) {
            let help = "those that are known: assetbuild models comfy-router";
            return Err(cannot("how this model wants to be asked is not known", help));
        }
        let body = body(&wanted)?;
        Ok(HttpRequest {
            url: service.access.url.join(&format!("v2/models/{}", wanted.model)),
            headers: vec![("idempotency-key", call.id.clone())],
            key: service.key("X-API-Key", "")?,
            body: HttpBody::Json(serde_json::to_vec(&body).expect("a body is plain data")),
            timeout: service.settings.timeout,
            longest: LONGEST,
            day: service.catalog.today,
        })
    }

    fn failure(&self, service: &Service, answer: &HttpAnswer) -> Option<SendError> {
        let (said, kind) = (said(answer), error_kind(answer));
        let reason = || {
            let words = said.clone().unwrap_or_else(|| answer.words());
            format!("HTTP {}: {words}", answer.status)
        };
        match (answer.status, kind) {
            // To be kept, so that it is not asked for again.
            (_, REFUSED) => None,
            (200..300, _) if !answer.is_page() => None,
            // The same call is still under way there.
            (409, "concurrency_limit_exceeded") => Some(SendError::NotAccepted {
                reason: reason(),
                retry_after: retry_after(answer),
                rate_limit: false,
            }),
            // The status does not say whether anything was taken on.
            (500.., _) => Some(SendError::NoAnswer { reason: reason() }),
            (402, _) | (_, "insufficient_credits") => Some(SendError::Unavailable {
                advice: Advice {
                    reason: reason(),
                    help: Some("look at the credits of your workspace".to_owned()),
                },
                closed: true,
            }),
            _ => Some(failure(answer, said.as_deref(), &service.access)),
        }
    }

    fn tokens(&self, answer: &HttpAnswer) -> Option<Tokens> {
        openai::tokens(answer)
    }

    fn repeats(&self) -> Option<Duration> {
        Some(KEPT)
    }

    fn decode(&self, _: &Ask, answer: &HttpAnswer, bill: &Bill<'_>) -> Reply {
        if error_kind(answer) == REFUSED {
            // Whether a refusal is billed, nobody knows: so it counts.
            let reason = said(answer).unwrap_or_else(|| answer.words());
            return Reply::Refused { reason, receipt: bill.receipt(None, None) };
        }
        openai::decode(answer, bill, credits(answer))
    }
}

/// Whoever made the model does not paint this.
const REFUSED: &str = "content_policy_violation";

/// The kind of an error, as a header has it; empty if there is none.
fn error_kind(answer: &HttpAnswer) -> &str {
    answer.headers.get("x-comfy-error-type").map_or("", String::as_str)
}

/// What the gateway says that a call cost. It need not say it, and does not say it twice.
fn credits(answer: &HttpAnswer) -> Option<Usd> {
    let credits: f64 = answer.headers.get("x-comfy-credits-used")?.trim().parse().ok()?;
    Usd::from_f64(credits / router::CREDITS as f64)
}

fn body(request: &PictureRequest<'_>) -> Result<Map<String, Value>, SendError> {
    let mut res: Map<String, Value> = Map::new();
    for (name, text) in openai::fields(request, router::PARAMS)? {
        // The address names the model.
        match name {
            "model" => {}
            "n" => drop(res.insert(name.to_owned(), 1.into())),
            _ => drop(res.insert(name.to_owned(), text.into())),
        }
    }
    Ok(res)
}

/// What was said, on one line: a text, or what is wrong with each field.
fn said(answer: &HttpAnswer) -> Option<String> {
    let body = answer.object()?;
    let detail = match body.get("detail")? {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(wrong_field).collect::<Vec<_>>().join("; "),
        _ => return None,
    };
    let upstream = answer::text_of(body.get("upstream_detail"));
    let more = if upstream.is_empty() { upstream } else { format!(": {upstream}") };
    Some(answer::on_one_line(&(detail + &more), 300))
}

fn wrong_field(it: &Value) -> String {
    let path = it.get("loc").and_then(Value::as_array).into_iter().flatten();
    let path: Vec<&str> = path.filter_map(Value::as_str).filter(|it| *it != "body").collect();
    format!("{}: {}", path.join("."), answer::text_of(it.get("msg")))
}
