//! What an answer says: a picture, why there is none, and what it cost.

use serde_json::Value;

use crate::model::Tokens;
use crate::money::Usd;
use crate::provider::http::HttpAnswer;
use crate::provider::openai::error::ServiceError;
use crate::provider::rest::Bill;
use crate::provider::{Receipt, Reply, base64};

/// Where the picture of an answer lies, if the answer names a place and holds none.
pub(crate) fn address(answer: &HttpAnswer) -> Option<String> {
    let body = answer.object()?;
    if pictures(&body).next().is_some() {
        return None;
    }
    let all = body.get("data")?.as_array()?;
    all.iter().rev().find_map(|it| it.get("url")?.as_str()).map(str::to_owned)
}

/// The pictures that an answer holds, the last one first, as base64. An empty text is none.
fn pictures(body: &Value) -> impl Iterator<Item = &str> {
    let all = body.get("data").and_then(Value::as_array).into_iter().flatten();
    let one = body.get("b64_json").into_iter();
    let texts = all.filter_map(|it| it.get("b64_json")).chain(one).filter_map(Value::as_str);
    texts.filter(|it| !it.is_empty()).collect::<Vec<_>>().into_iter().rev()
}

/// Reads an answer that was kept. `told` is what it says that it cost, where it says that.
pub(crate) fn decode(answer: &HttpAnswer, bill: &Bill<'_>, told: Option<Usd>) -> Reply {
    if let Some(said) = ServiceError::in_answer(answer) {
        let receipt = bill.receipt(Some(Usd::ZERO), None);
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
    let body = answer.object().unwrap_or_default();
    let receipt = bill.receipt(told, usage(&body).as_ref());
    let whole_price = |it: Receipt| if told.is_some() { it } else { bill.at_least_the_table(it) };
    let mut pictures = pictures(&body).map(base64::decode);
    match pictures.next() {
        // The last one that is whole is the one that was meant.
        Some(last) => match bill.picture(last, whole_price(receipt.clone())) {
            Reply::Unusable { reason, chance, receipt: unread } => {
                let receipt = whole_price(receipt);
                let whole = pictures.map(|it| bill.picture(it, receipt.clone()));
                let is_picture = |it: &Reply| matches!(it, Reply::Picture { .. });
                let none = Reply::Unusable { reason, chance, receipt: unread };
                whole.into_iter().find(is_picture).unwrap_or(none)
            }
            reply => reply,
        },
        None => {
            let reason = "the answer holds no picture".to_owned();
            Reply::Unusable { reason, chance: true, receipt }
        }
    }
}

/// How many tokens an answer had, where it says so.
pub(crate) fn tokens(answer: &HttpAnswer) -> Option<Tokens> {
    usage(&answer.object()?)
}

/// The tokens of `usage`; `None` if the answer has none. What is not named as words is a picture.
fn usage(body: &Value) -> Option<Tokens> {
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
