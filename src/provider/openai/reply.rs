//! What an answer says: a picture, why there is none, and what it cost.

use serde_json::Value;

use crate::model::Tokens;
use crate::provider::http::HttpAnswer;
use crate::provider::openai::error::ServiceError;
use crate::provider::rest::Bill;
use crate::provider::{Reply, base64};

/// Where the picture of an answer lies, if the answer names a place and holds none.
pub(crate) fn address(answer: &HttpAnswer) -> Option<String> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let first = body.get("data")?.get(0)?;
    let none = first.get("b64_json").is_none_or(Value::is_null);
    first.get("url")?.as_str().filter(|_| none).map(str::to_owned)
}

/// Reads an answer that was kept.
pub(crate) fn decode(answer: &HttpAnswer, bill: &Bill<'_>) -> Reply {
    if let Some(said) = ServiceError::in_answer(answer) {
        let receipt = bill.receipt(Some(crate::money::Usd::ZERO), None);
        let reason = said.reason();
        return match said.has_no_alpha() {
            true => Reply::NoAlpha { reason, receipt },
            false => Reply::Refused { reason, receipt },
        };
    }
    if crate::provider::picture::is_picture(&answer.body) {
        // It was fetched from the place that the answer named.
        return bill.picture(Some(answer.body.clone()), bill.receipt(None, None));
    }
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let receipt = bill.receipt(None, tokens(&body).as_ref());
    let first = body.get("data").and_then(|it| it.get(0));
    let data = first.and_then(|it| it.get("b64_json")).and_then(Value::as_str);
    match data {
        Some(data) => bill.picture(base64::decode(data), receipt),
        None => {
            let reason = "the answer holds no picture".to_owned();
            Reply::Unusable { reason, chance: true, receipt }
        }
    }
}

/// The tokens of `usage`; `None` if the answer has none. What is not named as words is a picture.
fn tokens(body: &Value) -> Option<Tokens> {
    let usage = body.get("usage").filter(|it| it.is_object())?;
    let count = |of: Option<&Value>, name: &str| of.and_then(|it| it.get(name)?.as_u64());
    let read = count(Some(usage), "input_tokens").unwrap_or(0);
    let written = count(Some(usage), "output_tokens").unwrap_or(0);
    let image_in = count(usage.get("input_tokens_details"), "image_tokens").unwrap_or(0).min(read);
    let text_out = count(usage.get("output_tokens_details"), "text_tokens").unwrap_or(0);
    let text_out = text_out.min(written);
    let res =
        Tokens { text_in: read - image_in, image_in, text_out, image_out: written - text_out };
    (res != Tokens::default()).then_some(res)
}
