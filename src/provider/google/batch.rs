//! Batches of `generateContent` requests, at half the price and within a day.
//!
//! <https://ai.google.dev/gemini-api/docs/batch-api>. Requests and answers travel inside the
//! batch, which is what bounds its size.

use std::time::Duration;

use serde_json::{Value, json};

use crate::action::PaintRequest;
use crate::model::Day;
use crate::provider::google::request;
use crate::provider::http::HttpAnswer;
use crate::provider::{Ask, Batch, BatchItem, BatchState, Call, SendError, answer};

/// A batch takes 20 MB of requests; some of them are left for what is around them.
const MOST_BYTES: usize = 18_000_000;
/// Megapixels of answers. One of 1024 × 1024 was seen to come as a megabyte of base64, half of it
/// a signature; all of them come in one answer.
const MOST_MEGAPIXELS: usize = 16;
/// How long such an answer may be, in bytes, and how long it may take.
pub(crate) const LONGEST: usize = 1 << 30;
pub(crate) const TIMEOUT: Duration = Duration::from_secs(600);

/// How much of a batch a request fills, in thousandths.
pub(crate) fn share(call: &Call, safety: Option<&str>) -> Result<u32, SendError> {
    let bytes = request::body(call, safety)?.len();
    let [width, height] = match &call.ask {
        Ask::Paint(it) => PaintRequest::clone(it).size,
        Ask::Edit(it) => it.size,
        Ask::Judge(_) | Ask::Refine(_) => [0, 0],
    };
    let pixels = width as usize * height as usize;
    let most = (bytes * 1000 / MOST_BYTES).max(pixels * 1000 / (MOST_MEGAPIXELS << 20));
    Ok(u32::try_from(most).unwrap_or(u32::MAX).max(1))
}

/// The body that submits a batch.
pub(crate) fn body(batch: &Batch, safety: Option<&str>) -> Result<Vec<u8>, SendError> {
    let item = |(key, call)| {
        let request = request::value(call, safety)?;
        Ok(json!({ "request": request, "metadata": { "key": key } }))
    };
    let items: Vec<Value> = batch.items.iter().map(item).collect::<Result<_, SendError>>()?;
    let body = json!({ "batch": {
        "displayName": batch.name,
        "inputConfig": { "requests": { "requests": items } },
    } });
    Ok(serde_json::to_vec(&body).expect("a body is plain data"))
}

/// What the service calls a batch; `None` if what it says is no name of one.
pub(crate) fn job(said: &Value) -> Option<String> {
    let name = said.get("name")?.as_str()?;
    let id = name.strip_prefix("batches/")?;
    let plain = id.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it));
    (plain && !id.is_empty()).then(|| name.to_owned())
}

/// A page of the list of batches.
pub(crate) struct Page {
    /// What the service calls the batch that was looked for, if it is on this page.
    pub(crate) found: Option<String>,
    /// Names the page after it; `None` if it is the last one.
    pub(crate) next: Option<String>,
}

/// Looks for a batch on a page of the list.
pub(crate) fn page(body: &Value, name: &str) -> Page {
    let operations = body.get("operations").and_then(Value::as_array).into_iter().flatten();
    let mut named = operations.filter(|it| it["metadata"]["displayName"] == name);
    let next = answer::text_of(body.get("nextPageToken"));
    Page { found: named.find_map(job), next: Some(next).filter(|it| !it.is_empty()) }
}

/// The state of a batch. `day` is the one by whose prices its answers are billed.
pub(crate) fn state(body: &Value, day: Day) -> BatchState {
    let said = answer::text_of(body["metadata"].get("state"));
    // Vertex and the clients call the same states `JOB_STATE_…`.
    let why = match said.rsplit("STATE_").next().unwrap_or_default() {
        "SUCCEEDED" => None,
        "FAILED" => Some("the batch failed"),
        "CANCELLED" => Some("the batch was cancelled"),
        "EXPIRED" => Some("the batch expired before its turn came"),
        _ => return BatchState::UnderWay,
    };
    let words = answer::on_one_line(&answer::text_of(body["error"].get("message")), 200);
    let why = why.map(|why| match words.is_empty() {
        true => why.to_owned(),
        false => format!("{why}: {words}"),
    });
    let items = responses(body).iter().filter_map(|it| item(it, day)).collect();
    BatchState::Ended { items, why }
}

fn responses(body: &Value) -> &[Value] {
    let places = [&body["metadata"]["output"], &body["response"], &body["response"]["output"]];
    let mut lists = places.iter().map(|it| &it["inlinedResponses"]["inlinedResponses"]);
    lists.find_map(|it| it.as_array()).map_or(&[], Vec::as_slice)
}

/// What became of one request; `None` if it says neither that there is an answer nor why not.
fn item(said: &Value, day: Day) -> Option<BatchItem> {
    let key = said["metadata"]["key"].as_str().map(str::to_owned);
    if let Some(response) = said.get("response").filter(|it| it.is_object()) {
        let body = serde_json::to_vec(response).expect("it was JSON");
        let headers = Default::default();
        let answer = HttpAnswer { status: 200, day, headers, body, ms: 0, batch: true };
        return Some(BatchItem { key, answer: Ok(answer.to_raw()) });
    }
    let error = said.get("error").filter(|it| it.is_object())?;
    let words = answer::on_one_line(&answer::text_of(error.get("message")), 200);
    let words = if words.is_empty() { "no reason was given".to_owned() } else { words };
    Some(BatchItem { key, answer: Err(words) })
}

/// The JSON of an answer that is no error; without one, why it is of no use.
pub(crate) fn read(answer: &HttpAnswer) -> Result<Value, SendError> {
    answer.object().ok_or_else(|| SendError::NoAnswer {
        reason: "what came about a batch is no JSON".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::RawAnswer;

    fn state_of(state: &str) -> BatchState {
        let body = json!({ "name": "batches/1", "metadata": { "state": state } });
        super::state(&body, Day::LOOKED_UP)
    }

    #[test]
    fn a_batch_is_under_way_until_it_certainly_is_not() {
        for it in ["BATCH_STATE_PENDING", "BATCH_STATE_RUNNING", "JOB_STATE_NEW_WORD", ""] {
            assert_eq!(state_of(it), BatchState::UnderWay, "{it}");
        }
        for it in ["BATCH_STATE_EXPIRED", "JOB_STATE_FAILED", "BATCH_STATE_CANCELLED"] {
            assert!(matches!(state_of(it), BatchState::Ended { why: Some(_), .. }), "{it}");
        }
    }

    #[test]
    fn answers_are_read_wherever_they_stand_and_errors_are_their_items_own() {
        let list = json!({ "inlinedResponses": { "inlinedResponses": [
            { "metadata": { "key": "a" }, "response": { "candidates": [] } },
            { "metadata": { "key": "b" }, "error": { "code": 8, "message": "too\nmany" } },
            { "response": null },
        ] } });
        let succeeded = "BATCH_STATE_SUCCEEDED";
        for body in [
            json!({ "metadata": { "state": succeeded, "output": list } }),
            json!({ "metadata": { "state": succeeded }, "response": list }),
        ] {
            let BatchState::Ended { items, why: None } = state(&body, Day::LOOKED_UP) else {
                panic!("it ended well");
            };
            let keys: Vec<Option<&str>> = items.iter().map(|it| it.key.as_deref()).collect();
            assert_eq!(keys, [Some("a"), Some("b")], "what says nothing is no failure");
            let kept: &RawAnswer = items[0].answer.as_ref().unwrap();
            assert!(HttpAnswer::of_raw(kept).unwrap().batch);
            assert_eq!(items[1].answer, Err("too many".to_owned()));
        }
    }

    #[test]
    fn a_batch_is_found_by_the_name_that_it_was_given() {
        let list = json!({ "operations": [
            { "name": "batches/1", "metadata": { "displayName": "mine-1" } },
            { "name": "../models/x", "metadata": { "displayName": "mine" } },
            { "name": "batches/2", "metadata": { "displayName": "mine" } },
        ], "nextPageToken": "more" });
        let page = page(&list, "mine");
        assert_eq!(page.found.as_deref(), Some("batches/2"));
        assert_eq!(page.next.as_deref(), Some("more"));
    }
}
