//! Batches: many requests at half the price, answered when there is time.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::service::google::content::Content;
use crate::service::google::errors::Refusal;
use crate::service::google::message::BATCH;
use crate::service::google::models::Model;
use crate::service::http::Response;
use crate::service::server::{Asked, Billed, Now};

/// The batches that were submitted, by their number.
#[derive(Default)]
pub(crate) struct Batches(BTreeMap<String, Batch>);

struct Batch {
    model: &'static Model,
    name: String,
    items: Vec<Value>,
    /// Made and billed when it is first asked for after its time has come.
    done: Option<Value>,
}

impl Batches {
    /// Takes a batch, or says what is wrong with it. Nothing of it is answered at once.
    pub(crate) fn submit(
        &mut self,
        now: &Now<'_>,
        model: &'static Model,
    ) -> Result<Response, Refusal> {
        let body = now.request.json().map_err(Refusal::invalid)?;
        let body = BATCH.read(&body)?;
        let batch = &body["batch"];
        let items = batch["inputConfig"]["requests"]["requests"].as_array();
        let Some(items) = items.filter(|it| !it.is_empty()) else {
            return Err(Refusal::invalid("The batch has no requests."));
        };
        let id = format!("job{:04}", self.0.len() + 1);
        let batch = Batch {
            model,
            name: batch["displayName"].as_str().unwrap_or_default().to_owned(),
            items: items.clone(),
            done: None,
        };
        let said = batch.said(&id, "BATCH_STATE_PENDING");
        self.0.insert(id, batch);
        Ok(Response::json(200, &said))
    }

    /// All of them, the latest first, as long-running operations.
    pub(crate) fn list(&self) -> Value {
        let said = |(id, it): (&String, &Batch)| {
            let state = if it.done.is_some() { "SUCCEEDED" } else { "RUNNING" };
            it.said(id, &format!("BATCH_STATE_{state}"))
        };
        json!({ "operations": self.0.iter().rev().map(said).collect::<Vec<_>>() })
    }

    /// How a batch stands. What is to happen may have a reason: a `BATCH_STATE_…` that it ends in,
    /// or `ITEM`, and then its first request comes to nothing.
    pub(crate) fn state(&mut self, now: &Now<'_>, id: &str) -> Result<Billed, Refusal> {
        let Some(batch) = self.0.get_mut(id) else {
            return Err(Refusal::not_found("Requested entity was not found."));
        };
        if now.batches_wait && batch.done.is_none() {
            return Ok(Billed::free(Response::json(200, &batch.said(id, "BATCH_STATE_RUNNING"))));
        }
        if let Some(state) = now.then.reason.as_deref().filter(|it| it.starts_with("BATCH_STATE")) {
            let mut said = batch.said(id, state);
            said["done"] = json!(true);
            return Ok(Billed::free(Response::json(200, &said)));
        }
        let mut nanos = 0;
        if batch.done.is_none() {
            let (answers, usd) = batch.answers(now);
            (batch.done, nanos) = (Some(answers), usd);
        }
        let mut said = batch.said(id, "BATCH_STATE_SUCCEEDED");
        said["done"] = json!(true);
        said["metadata"]["output"] = json!({ "inlinedResponses":
            { "inlinedResponses": batch.done } });
        Ok(Billed { response: Response::json(200, &said), nanos })
    }
}

impl Batch {
    fn said(&self, id: &str, state: &str) -> Value {
        json!({
            "name": format!("batches/{id}"),
            "metadata": {
                "@type": "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch",
                "model": format!("models/{}", self.model.name),
                "displayName": self.name,
                "state": state,
                "createTime": "2026-11-22T10:00:00.000000Z",
                "updateTime": "2026-11-22T10:00:01.000000Z",
                "batchStats": { "requestCount": self.items.len().to_string() },
                "name": format!("batches/{id}"),
            },
        })
    }

    /// An answer or an error for each item, in order, and half of what they cost.
    fn answers(&self, now: &Now<'_>) -> (Value, u64) {
        let mut nanos = 0;
        let mut res = vec![];
        for (idx, item) in self.items.iter().enumerate() {
            let mut said = match Content::checked(&item["request"], self.model) {
                // The first item of a batch that goes wrong does so alone.
                Ok(_) if idx == 0 && now.then.reason.as_deref() == Some("ITEM") => {
                    json!({ "error": { "code": 13, "message": "Internal error encountered." } })
                }
                Ok(content) => {
                    let asked = Asked { prompt: content.prompt(), ..now.asked.clone() };
                    let billed = content.answer(&Now { asked: &asked, before: idx, ..*now });
                    nanos += billed.nanos / 2;
                    let body: Value = serde_json::from_slice(&billed.response.body)
                        .expect("what it answers is JSON");
                    json!({ "response": body })
                }
                Err(refusal) => json!({ "error": { "code": 3, "message": refusal.message } }),
            };
            if !item["metadata"].is_null() {
                said["metadata"] = item["metadata"].clone();
            }
            res.push(said);
        }
        (res.into(), nanos)
    }
}
