//! What a reply of `generateContent` says: a picture, a verdict, words, or why there are none.

use serde_json::{Map, Value};

use crate::action::{JudgeRequest, Verdict};
use crate::model::Catalog;
use crate::provider::answer::ProgramAnswer;
use crate::provider::google::usage;
use crate::provider::http::HttpAnswer;
use crate::provider::reply::Unusable;
use crate::provider::{Ask, RawAnswer, Receipt, Reply, answer, base64, picture};

/// Reads an answer that was kept.
pub(crate) fn decode(ask: &Ask, raw: &RawAnswer, catalog: &Catalog) -> Reply {
    let answer = HttpAnswer::of_raw(raw);
    let body = answer.as_ref().and_then(|it| body(&it.body));
    let day = answer.as_ref().map_or(catalog.today, |it| it.day);
    let nothing = Value::Null;
    let reply = body.as_ref().unwrap_or(&nothing);
    let receipt = receipt(ask, reply, raw.ms, &|tokens| catalog.bill(ask.model(), day, tokens));
    let receipt = match receipt {
        Ok(it) => it,
        // No usage came, so it is the table's price.
        Err(it) => {
            let price = catalog.price(ask.model(), &ask.shape()).unwrap_or_default();
            Receipt { usd: price.low, ..it }
        }
    };
    let receipt = match answer.is_some_and(|it| it.batch) {
        true => Receipt { usd: receipt.usd.half(), ..receipt },
        false => receipt,
    };
    if body.is_none() {
        let reason = "the answer is no whole JSON".to_owned();
        return Reply::Unusable { reason, chance: true, receipt };
    }
    if let Some(reason) = blocked_prompt(reply) {
        return Reply::Refused { reason, receipt };
    }
    let read = match ask {
        Ask::Paint(_) | Ask::Edit(_) => picture(reply, receipt.clone()),
        Ask::Judge(request) => verdict(reply, request, receipt.clone()),
        Ask::Refine(_) => prompt(reply, receipt.clone()),
    };
    read.unwrap_or_else(|Unusable { reason, chance }| Reply::Unusable { reason, chance, receipt })
}

/// The reply itself. Some gateways put it into an array.
pub(crate) fn body(bytes: &[u8]) -> Option<Value> {
    match serde_json::from_slice(bytes).ok()? {
        Value::Array(items) => items.into_iter().next().filter(Value::is_object),
        it @ Value::Object(_) => Some(it),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// What the answer says of itself; without a price, if it has no usage.
fn receipt(
    ask: &Ask,
    reply: &Value,
    ms: u64,
    bill: &dyn Fn(&crate::model::Tokens) -> Option<crate::money::Usd>,
) -> Result<Receipt, Receipt> {
    let model = ask.model();
    let said = answer::text_of(reply.get("modelVersion"));
    let answered_by = match said.is_empty() {
        true => model.to_string(),
        false => format!("{}/{said}", model.provider()),
    };
    let usd = usage::tokens(reply).and_then(|it| bill(&it));
    let receipt = |usd, estimated| Receipt { answered_by, usd, estimated, ms };
    match usd {
        Some(usd) => Ok(receipt(usd, false)),
        None => Err(receipt(crate::money::Usd::ZERO, true)),
    }
}

/// Why the prompt was not even looked at by the model.
fn blocked_prompt(reply: &Value) -> Option<String> {
    let feedback = reply.get("promptFeedback")?;
    let reason = answer::text_of(feedback.get("blockReason"));
    if reason.is_empty() || candidate(reply).is_some() {
        return None;
    }
    let words = answer::text_of(feedback.get("blockReasonMessage"));
    Some(match words.is_empty() {
        true => format!("the prompt was blocked ({reason})"),
        false => format!("the prompt was blocked ({reason}): {words}"),
    })
}

fn candidate(reply: &Value) -> Option<&Map<String, Value>> {
    reply.get("candidates")?.get(0)?.as_object()
}

/// The parts of the answer, thoughts left out: a thought may be a picture too, a draft.
fn parts(reply: &Value) -> Vec<&Map<String, Value>> {
    let parts = candidate(reply).and_then(|it| it.get("content")?.get("parts")?.as_array());
    let parts = parts.into_iter().flatten().filter_map(Value::as_object);
    parts.filter(|it| it.get("thought") != Some(&Value::Bool(true))).collect()
}

fn text(reply: &Value) -> String {
    let texts = parts(reply).into_iter().filter_map(|it| it.get("text")?.as_str());
    texts.collect::<String>().trim().to_owned()
}

fn picture(reply: &Value, receipt: Receipt) -> Result<Reply, Unusable> {
    let inline = |it: &Map<String, Value>| {
        let data = it.get("inlineData").or_else(|| it.get("inline_data"))?;
        data.get("data")?.as_str().map(str::to_owned)
    };
    // The last one is the one that was meant.
    let Some(data) = parts(reply).into_iter().filter_map(inline).next_back() else {
        return Err(Unusable { reason: nothing(reply, "picture"), chance: true });
    };
    // What it is called is not trusted: JPEG has come under the name of PNG.
    let bytes = picture::whole(base64::decode(&data).unwrap_or_default())?;
    let safety = candidate(reply).and_then(|it| it.get("safetyRatings")).cloned();
    Ok(Reply::Picture { bytes, receipt, safety })
}

fn verdict(reply: &Value, request: &JudgeRequest, receipt: Receipt) -> Result<Reply, Unusable> {
    let text = text(reply);
    let ProgramAnswer::Object(object) = ProgramAnswer::read(text.as_bytes(), "criteria") else {
        return Err(Unusable { reason: nothing(reply, "verdict"), chance: true });
    };
    Ok(Reply::Verdict(Verdict {
        criteria: answer::criteria_of(&object)?,
        suggestions: answer::suggestions_of(&object),
        repaint: answer::repaint_of(&object, request)?,
        answered_by: receipt.answered_by,
        usd: receipt.usd,
        estimated: receipt.estimated,
        ms: receipt.ms,
    }))
}

fn prompt(reply: &Value, receipt: Receipt) -> Result<Reply, Unusable> {
    let text = text(reply);
    let text = answer::unfenced(&text).to_owned();
    let whole = finish_reason(reply) != "MAX_TOKENS";
    match text.is_empty() || !whole {
        true => Err(Unusable { reason: nothing(reply, "prompt"), chance: true }),
        false => Ok(Reply::Prompt { text, receipt }),
    }
}

fn finish_reason(reply: &Value) -> String {
    answer::text_of(candidate(reply).and_then(|it| it.get("finishReason")))
}

/// Why an answer has nothing of what was asked for. All of it may be chance: the same request has
/// been answered well a moment later, blocked pictures included.
fn nothing(reply: &Value, wanted: &str) -> String {
    let finish = finish_reason(reply);
    let said = candidate(reply).and_then(|it| it.get("finishMessage"));
    let mut words = answer::text_of(said);
    if words.is_empty() {
        words = text(reply);
    }
    let words: String = words.chars().filter(|it| !it.is_control()).take(160).collect();
    let what = match finish.as_str() {
        "IMAGE_SAFETY"
        | "IMAGE_PROHIBITED_CONTENT"
        | "PROHIBITED_CONTENT"
        | "SAFETY"
        | "BLOCKLIST"
        | "SPII" => format!("the {wanted} was blocked ({finish})"),
        "MAX_TOKENS" => format!("the answer was cut off before the {wanted} was whole"),
        "" | "STOP" if words.is_empty() => "the answer is empty".to_owned(),
        "" | "STOP" => format!("it answered in words instead of a {wanted}"),
        _ => format!("it answered no {wanted} ({finish})"),
    };
    if words.is_empty() { what } else { format!("{what}: {words}") }
}
