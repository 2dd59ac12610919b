//! What batches look like on the wire: a file with a request on each line, and one with an answer
//! on each line, in any order.
//!
//! <https://platform.openai.com/docs/api-reference/batch>. All requests of a batch go to one address.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::Day;
use crate::provider::http::HttpAnswer;
use crate::provider::openai::error::ServiceError;
use crate::provider::openai::{request, wire};
use crate::provider::{Batch, BatchItem, Call, SendError, answer};

/// A file of requests may have 200 MB; some of them are left for what is around requests.
const MOST_BYTES: usize = 190_000_000;
/// Megapixels of answers. A PNG of noise has four megabytes each, a third more as base64, and all of
/// them come in one file.
const MOST_MEGAPIXELS: usize = 100;

/// How much of a batch a request fills, in thousandths.
pub(crate) fn share(call: &Call) -> Result<u32, SendError> {
    let wanted = wire::wanted(call)?;
    let bytes = line("", call)?.len();
    let [width, height] = wanted.size;
    let pixels = width as usize * height as usize;
    let most = (bytes * 1000 / MOST_BYTES).max(pixels * 1000 / (MOST_MEGAPIXELS << 20));
    Ok(u32::try_from(most).unwrap_or(u32::MAX).max(1))
}

/// The file of requests.
pub(crate) fn lines(batch: &Batch) -> Result<Vec<u8>, SendError> {
    let lines = batch.items.iter().map(|(key, call)| line(key, call));
    Ok(lines.collect::<Result<Vec<_>, SendError>>()?.concat())
}

fn line(key: &str, call: &Call) -> Result<Vec<u8>, SendError> {
    let line = json!({
        "custom_id": key,
        "method": "POST",
        "url": endpoint(call),
        "body": request::object(&wire::wanted(call)?, call)?,
    });
    let mut res = serde_json::to_vec(&line).expect("a request is plain data");
    res.push(b'\n');
    Ok(res)
}

/// Where all requests of a batch go, as the service names it.
pub(crate) fn endpoint(call: &Call) -> &'static str {
    match request::path(call) {
        request::EDITS => "/v1/images/edits",
        _ => "/v1/images/generations",
    }
}

/// The body that submits a file of requests.
pub(crate) fn body(batch: &Batch, file: &str) -> Vec<u8> {
    let first = batch.items.values().next().expect("a batch has requests");
    let body = json!({
        "input_file_id": file,
        "endpoint": endpoint(first),
        "completion_window": "24h",
        "metadata": { "name": batch.name },
    });
    serde_json::to_vec(&body).expect("a body is plain data")
}

/// What the service calls a thing; `None` if it is nothing that a path may hold.
pub(crate) fn id(said: Option<&Value>) -> Option<String> {
    let id = said?.as_str()?;
    let plain = id.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it));
    (plain && !id.is_empty()).then(|| id.to_owned())
}

/// A page of the list of batches.
pub(crate) struct Page {
    /// What the service calls the batch that was looked for, if it is on this page.
    pub(crate) found: Option<String>,
    /// The last one of this page, if there are further ones.
    pub(crate) next: Option<String>,
}

/// Looks for a batch on a page of the list.
pub(crate) fn page(body: &Value, name: &str) -> Page {
    let all = body["data"].as_array().map_or(&[][..], Vec::as_slice);
    let mut named = all.iter().filter(|it| it["metadata"]["name"] == name);
    let last = all.last().and_then(|it| id(it.get("id")));
    Page {
        found: named.find_map(|it| id(it.get("id"))),
        next: last.filter(|_| body["has_more"] == true),
    }
}

/// How a batch stands.
pub(crate) enum Stand {
    /// It is not done.
    UnderWay,
    /// It has ended.
    Ended {
        /// The files of answers and of errors, as far as there are any.
        files: Vec<String>,
        /// Why requests that came to nothing did.
        why: Option<String>,
    },
}

/// The state of a batch.
pub(crate) fn stand(body: &Value) -> Stand {
    let why = match body["status"].as_str().unwrap_or_default() {
        "completed" => None,
        "failed" => Some("the batch failed"),
        "expired" => Some("the batch expired before its turn came"),
        "cancelled" => Some("the batch was cancelled"),
        _ => return Stand::UnderWay,
    };
    let words = answer::text_of(body["errors"]["data"][0].get("message"));
    let words = answer::on_one_line(&words, 200);
    let why = why.map(|why| match words.is_empty() {
        true => why.to_owned(),
        false => format!("{why}: {words}"),
    });
    let files = ["output_file_id", "error_file_id"].iter().filter_map(|it| id(body.get(*it)));
    Stand::Ended { files: files.collect(), why }
}

/// What became of requests, by the lines of a file. `day` is the one by whose prices they are billed.
pub(crate) fn items(file: &[u8], day: Day) -> Vec<BatchItem> {
    file.split(|it| *it == b'\n').filter_map(|line| item(line, day)).collect()
}

/// `None` if a line says neither that there is an answer nor why not.
fn item(line: &[u8], day: Day) -> Option<BatchItem> {
    let said: Value = serde_json::from_slice(line).ok()?;
    let key = said["custom_id"].as_str().map(str::to_owned);
    let words = |text: String| {
        let words = answer::on_one_line(&text, 200);
        if words.is_empty() { "no reason was given".to_owned() } else { words }
    };
    if let Some(error) = said.get("error").filter(|it| it.is_object()) {
        let why = words(answer::text_of(error.get("message")));
        return Some(BatchItem { key, answer: Err(why) });
    }
    let response = said.get("response").filter(|it| it["body"].is_object())?;
    let status = response["status_code"].as_u64().and_then(|it| u16::try_from(it).ok());
    let body = serde_json::to_vec(&response["body"]).expect("it was JSON");
    let headers = BTreeMap::new();
    let answer =
        HttpAnswer { status: status.unwrap_or(200), day, headers, body, ms: 0, batch: true };
    let answer = match ServiceError::in_answer(&answer) {
        // Answers of a kind: to be kept, so that they are not asked for again.
        Some(said) if !said.is_refusal() && !said.has_no_alpha() => Err(words(said.reason())),
        None if !answer.is_success() => Err(format!("HTTP {}", answer.status)),
        _ => Ok(answer.to_raw()),
    };
    Some(BatchItem { key, answer })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_under_way_until_it_certainly_is_not() {
        for it in ["validating", "in_progress", "finalizing", "cancelling", "a new word", ""] {
            assert!(matches!(stand(&json!({ "status": it })), Stand::UnderWay), "{it}");
        }
        for it in ["failed", "expired", "cancelled"] {
            let said = json!({ "status": it, "errors": { "data": [{ "message": "too\nmany" }] } });
            let Stand::Ended { why: Some(why), .. } = stand(&said) else { panic!("{it}") };
            assert!(why.ends_with(": too many"), "{why}");
        }
        let said = json!({ "status": "completed", "output_file_id": "file-1",
                           "error_file_id": "../v1/models" });
        let Stand::Ended { files, why: None } = stand(&said) else { panic!("it ended well") };
        assert_eq!(files, ["file-1"]);
    }

    #[test]
    fn each_line_is_an_answer_or_says_why_there_is_none() {
        let lines = [
            json!({ "custom_id": "a", "response": { "status_code": 200, "body": { "data": [] } } }),
            json!({ "custom_id": "b", "response": { "status_code": 400, "body":
                { "error": { "code": "moderation_blocked", "message": "no" } } } }),
            json!({ "custom_id": "c", "response": { "status_code": 500, "body":
                { "error": { "message": "the server had an error" } } } }),
            json!({ "custom_id": "d", "response": null, "error": { "code": "batch_expired",
                "message": "This request could not be executed in time." } }),
            json!({ "custom_id": "e" }),
        ];
        let text: String = lines.iter().map(|it| format!("{it}\n")).collect();
        let said: Vec<String> = items(text.as_bytes(), Day::LOOKED_UP)
            .into_iter()
            .map(|it| match it.answer {
                Ok(raw) => {
                    let answer = HttpAnswer::of_raw(&raw).unwrap();
                    format!("{}: {} {}", it.key.unwrap(), answer.status, answer.batch)
                }
                Err(why) => format!("{}: {why}", it.key.unwrap()),
            })
            .collect();
        assert_eq!(
            said,
            [
                "a: 200 true",
                "b: 400 true",
                "c: the server had an error",
                "d: This request could not be executed in time.",
            ]
        );
    }
}
