//! Files and batches: many requests at half the price, answered when there is time.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::service::http::{FormPart, Response};
use crate::service::openai::errors::Refusal;
use crate::service::openai::images::{self, Images};
use crate::service::openai::models;
use crate::service::server::{Billed, Now};

/// The files that were uploaded or made, and the batches, by their ids.
#[derive(Default)]
pub(crate) struct Batches {
    files: BTreeMap<String, Vec<u8>>,
    batches: BTreeMap<String, Batch>,
}

struct Batch {
    file: String,
    endpoint: String,
    metadata: Value,
    /// The files of answers and of errors. Made and billed when it is first asked for after its
    /// time has come.
    done: Option<[Option<String>; 2]>,
}

const LINE: &str = "This line is not parseable as valid JSON.";

impl Batches {
    /// Answers what is about files or batches.
    pub(crate) fn served(
        &mut self,
        now: &Now<'_>,
        method: &str,
        path: &str,
    ) -> Result<Billed, Refusal> {
        let words: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
        match (method, words.as_slice()) {
            ("POST", ["files"]) => self.upload(now),
            ("GET", ["files", id, "content"]) => match self.files.get(*id) {
                Some(bytes) => {
                    let response = Response::new(200, "application/octet-stream", bytes.clone());
                    Ok(Billed::free(response))
                }
                None => Err(missing("file", id)),
            },
            ("POST", ["batches"]) => self.submit(now),
            ("GET", ["batches"]) => Ok(Billed::free(Response::json(200, &self.list()))),
            ("GET", ["batches", id]) => self.state(now, id),
            _ => Err(missing("page", path)),
        }
    }

    fn upload(&mut self, now: &Now<'_>) -> Result<Billed, Refusal> {
        let parts = FormPart::all_of(now.request).unwrap_or_default();
        let part = |name: &str| parts.iter().find(|it| it.name == name);
        if part("purpose").map(FormPart::text).as_deref() != Some("batch") {
            let message = "'purpose' is a required property";
            return Err(Refusal::invalid("purpose", "invalid_value", message));
        }
        let Some(file) = part("file").filter(|it| it.filename.is_some()) else {
            let message = "'file' is a required property";
            return Err(Refusal::invalid("file", "invalid_value", message));
        };
        let id = self.keep(file.bytes.clone());
        let body = json!({ "id": id, "object": "file", "bytes": file.bytes.len(),
            "created_at": 1_770_935_251, "filename": file.filename, "purpose": "batch",
            "status": "processed" });
        Ok(Billed::free(Response::json(200, &body)))
    }

    fn keep(&mut self, bytes: Vec<u8>) -> String {
        let id = format!("file-{:04}", self.files.len() + 1);
        self.files.insert(id.clone(), bytes);
        id
    }

    fn submit(&mut self, now: &Now<'_>) -> Result<Billed, Refusal> {
        let body = now.request.json().unwrap_or_default();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let known = ["input_file_id", "endpoint", "completion_window", "metadata"];
        if let Some(name) = body
            .as_object()
            .into_iter()
            .flatten()
            .map(|it| it.0)
            .find(|it| !known.contains(&it.as_str()))
        {
            return Err(Refusal::unknown(name));
        }
        if text("completion_window") != "24h" {
            let message = "Invalid value for 'completion_window'.";
            return Err(Refusal::invalid("completion_window", "invalid_value", message));
        }
        let endpoint = text("endpoint");
        if !["/v1/images/generations", "/v1/images/edits"].contains(&endpoint.as_str()) {
            let message = "Invalid value for 'endpoint'.";
            return Err(Refusal::invalid("endpoint", "invalid_value", message));
        }
        let file = text("input_file_id");
        if !self.files.contains_key(&file) {
            return Err(missing("file", &file));
        }
        let id = format!("batch_{:04}", self.batches.len() + 1);
        let batch = Batch { file, endpoint, metadata: body["metadata"].clone(), done: None };
        let said = batch.said(&id, "validating");
        self.batches.insert(id, batch);
        Ok(Billed::free(Response::json(200, &said)))
    }

    /// All of them, the latest first.
    fn list(&self) -> Value {
        let all = self.batches.iter().rev().map(|(id, it)| it.said(id, it.status()));
        json!({ "object": "list", "data": all.collect::<Vec<_>>(), "has_more": false })
    }

    /// How a batch stands. What is to happen may have a reason: a status that it ends in, or
    /// `ITEM`, and then its first request comes to nothing.
    fn state(&mut self, now: &Now<'_>, id: &str) -> Result<Billed, Refusal> {
        let batch = self.batches.get(id).ok_or_else(|| missing("batch", id))?;
        if now.batches_wait && batch.done.is_none() {
            return Ok(Billed::free(Response::json(200, &batch.said(id, "in_progress"))));
        }
        let ends = ["failed", "expired", "cancelled"];
        if let Some(status) = now.then.reason.as_deref().filter(|it| ends.contains(it)) {
            return Ok(Billed::free(Response::json(200, &batch.said(id, status))));
        }
        let mut nanos = 0;
        if batch.done.is_none() {
            let (answers, errors, usd) = answered(now, batch, &self.files[&batch.file])?;
            let mut kept = |text: String| (!text.is_empty()).then(|| self.keep(text.into_bytes()));
            let files = [kept(answers), kept(errors)];
            self.batches.get_mut(id).expect("it was found above").done = Some(files);
            nanos = usd;
        }
        let batch = &self.batches[id];
        Ok(Billed { response: Response::json(200, &batch.said(id, batch.status())), nanos })
    }
}

impl Batch {
    fn status(&self) -> &'static str {
        if self.done.is_some() { "completed" } else { "in_progress" }
    }

    fn said(&self, id: &str, status: &str) -> Value {
        let [answers, errors] = self.done.clone().unwrap_or_default();
        json!({ "id": id, "object": "batch", "endpoint": self.endpoint, "errors": null,
            "input_file_id": self.file, "completion_window": "24h", "status": status,
            "output_file_id": answers, "error_file_id": errors, "metadata": self.metadata })
    }
}

/// A line for each answer, the last one first, and one for each error; and half of what they cost.
fn answered(now: &Now<'_>, batch: &Batch, file: &[u8]) -> Result<(String, String, u64), Refusal> {
    let (mut answers, mut errors, mut nanos) = (vec![], vec![], 0);
    let text = String::from_utf8_lossy(file);
    for (idx, line) in text.lines().enumerate() {
        let line: Value = serde_json::from_str(line)
            .map_err(|_| Refusal::invalid("input_file_id", "invalid_json_line", LINE))?;
        let fails = idx == 0 && now.then.reason.as_deref() == Some("ITEM");
        let (status, body) = match one(now, batch, &line, idx).filter(|_| !fails) {
            Some(Ok(billed)) => {
                nanos += billed.nanos / 2;
                (200, serde_json::from_slice(&billed.response.body).expect("it is JSON"))
            }
            Some(Err(refusal)) => {
                let body = serde_json::from_slice(&refusal.response().body).expect("it is JSON");
                (refusal.http, body)
            }
            None => (
                500,
                json!({ "error": { "message": "The server had an error.",
                                             "type": "server_error", "code": null } }),
            ),
        };
        let said = json!({ "id": format!("batch_req_{idx}"), "custom_id": line["custom_id"],
            "response": { "status_code": status, "request_id": "req", "body": body },
            "error": null });
        if status == 200 { answers.push(said) } else { errors.push(said) }
    }
    let text = |lines: Vec<Value>| lines.iter().rev().map(|it| format!("{it}\n")).collect();
    Ok((text(answers), text(errors), nanos))
}

/// What one line asks for; `None` where it is not for this batch.
fn one(now: &Now<'_>, batch: &Batch, line: &Value, idx: usize) -> Option<Result<Billed, Refusal>> {
    let fits = line["method"] == "POST" && line["url"] == batch.endpoint.as_str();
    let model = line["body"]["model"].as_str().unwrap_or_default();
    let takes = models::find(model).is_ok_and(|it| it.batches);
    (fits && takes).then(|| {
        let images = Images::of_json(&line["body"], batch.endpoint.ends_with("/edits"))?;
        images::answer_to(&Now { before: idx, ..*now }, &images)
    })
}

fn missing(what: &str, id: &str) -> Refusal {
    let message = format!("No such {what} object: {id}");
    Refusal::other(404, "invalid_request_error", None, message)
}
