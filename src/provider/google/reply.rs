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
    let body = answer.as_ref().and_then(HttpAnswer::object);
    let day = answer.as_ref().map_or(catalog.today, |it| it.day);
    let nothing = Value::Null;
    let reply = body.as_ref().unwrap_or(&nothing);
    let table = catalog.price(ask.model(), &ask.shape()).unwrap_or_default();
    let receipt = receipt(ask, reply, raw.ms, &|tokens| catalog.bill(ask.model(), day, tokens));
    let receipt = match receipt {
        Ok(it) => it,
        // No usage came, so it is the table's price.
        Err(it) => Receipt { usd: table.low, ..it },
    };
    let is_batch = answer.is_some_and(|it| it.batch);
    let billed = |receipt: Receipt| match is_batch {
        true => Receipt { usd: receipt.usd.half(), ..receipt },
        false => receipt,
    };
    let at_least = billed(receipt.clone().at_least(table.low));
    let receipt = billed(receipt);
    if body.is_none() {
        let reason = "the answer is no whole JSON".to_owned();
        return Reply::Unusable { reason, chance: true, receipt };
    }
    if let Some(reason) = blocked_prompt(reply) {
        return Reply::Refused { reason, receipt };
    }
    let read = match ask {
        // A picture is billed, whatever the answer forgets to say of it.
        Ask::Paint(_) | Ask::Edit(_) => picture(reply, at_least),
        Ask::Judge(request) => verdict(reply, request, receipt.clone()),
        Ask::Refine(_) => prompt(reply, receipt.clone()),
    };
    read.unwrap_or_else(|Unusable { reason, chance }| Reply::Unusable { reason, chance, receipt })
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
    if reason.is_empty() || candidates(reply).next().is_some() {
        return None;
    }
    let words = answer::text_of(feedback.get("blockReasonMessage"));
    Some(match words.is_empty() {
        true => format!("the prompt was blocked ({reason})"),
        false => format!("the prompt was blocked ({reason}): {words}"),
    })
}

fn candidates(reply: &Value) -> impl DoubleEndedIterator<Item = &Map<String, Value>> {
    let all = reply.get("candidates").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(Value::as_object)
}

/// What the last of the candidates that says it says under a key.
fn said<'a>(reply: &'a Value, key: &str) -> Option<&'a Value> {
    candidates(reply).rev().find_map(|it| it.get(key))
}

/// The parts of the answer, thoughts left out: a thought may be a picture too, a draft.
fn parts(reply: &Value) -> Vec<&Map<String, Value>> {
    let parts = candidates(reply).filter_map(|it| it.get("content")?.get("parts")?.as_array());
    let parts = parts.flatten().filter_map(Value::as_object);
    parts.filter(|it| it.get("thought") != Some(&Value::Bool(true))).collect()
}

fn text(reply: &Value) -> String {
    let texts = parts(reply).into_iter().filter_map(|it| it.get("text")?.as_str());
    texts.collect::<String>().trim().to_owned()
}

fn picture(reply: &Value, receipt: Receipt) -> Result<Reply, Unusable> {
    let inline = |part: &Map<String, Value>| {
        let data = part.get("inlineData").or_else(|| part.get("inline_data"))?;
        data.get("data")?.as_str().map(str::to_owned)
    };
    // The last one that is whole is the one that was meant. What it is called is not trusted: JPEG
    // has come under the name of PNG.
    let pictures = parts(reply).into_iter().filter_map(inline).rev();
    let mut pictures = pictures.map(|it| picture::whole(base64::decode(&it).unwrap_or_default()));
    let Some(last) = pictures.next() else {
        return Err(Unusable { reason: nothing(reply, "picture"), chance: true });
    };
    let bytes = last.or_else(|why| pictures.find_map(Result::ok).ok_or(why))?;
    let safety = said(reply, "safetyRatings").cloned();
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
    answer::text_of(said(reply, "finishReason"))
}

/// Why an answer has nothing of what was asked for. All of it may be chance: the same request has
/// been answered well a moment later, blocked pictures included.
fn nothing(reply: &Value, wanted: &str) -> String {
    let finish = finish_reason(reply);
    let mut words = answer::text_of(said(reply, "finishMessage"));
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
