//! `ComfyUi`: uploads references, queues the graph, waits for its picture and fetches it.
//!
//! Routes as the server's `server.py` has them. Polling is enough: nobody watches the steps.
#![expect(clippy::disallowed_methods, reason = "a graph of the user's own is read here")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use crate::digest::Digest;
use crate::model::{Abilities, CallShape, ModelId, Tokens};
use crate::money::{PriceRange, Usd};
use crate::provider::comfyui::graph::node_id;
use crate::provider::comfyui::reply::{GraphState, Image};
use crate::provider::comfyui::{GraphConfig, reply};
use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest, LONGEST};
use crate::provider::json::parsed;
use crate::provider::rest::Bill;
use crate::provider::send_error::cannot;
use crate::provider::service::Service;
use crate::provider::{
    Advice, Ask, Call, Provider, RawAnswer, Reply, SendError, SendFuture, WithdrawFuture,
};

/// The pause between two questions whether the picture is there.
const PAUSE: Duration = Duration::from_millis(400);
/// A graph that is neither queued nor done at so many questions in a row counts as lost. Between
/// the queue and the history the server has a moment in which it is in neither.
const LOST: u32 = 5;

/// How long the server may take to leave a graph.
const HASTE: Duration = Duration::from_secs(2);

const LOG: &str = "the server's log says more";

/// A graph that the server took on.
struct Job {
    id: String,
    /// What it refused of it all the same.
    refused: Option<String>,
}

/// The id that a call's graph is given: of the form of a UUID, which is the only one that the server
/// takes, and always the same.
fn job_id(call: &str) -> String {
    let hex = Digest::key("assetbuild job v1", &call).hex();
    // The digits of the version and of the variant are those of RFC 9562, version 8.
    let groups = [&hex[..8], &hex[8..12], &format!("8{}", &hex[13..16])];
    let rest = [&format!("8{}", &hex[17..20]), &hex[20..32]];
    [groups.join("-"), rest.join("-")].join("-")
}

/// Serves `comfyui/NAME@VERSION`.
pub(crate) struct ComfyUi {
    service: Service,
    graphs: Arc<BTreeMap<String, GraphConfig>>,
}

impl ComfyUi {
    pub(crate) fn new(service: Service, graphs: Arc<BTreeMap<String, GraphConfig>>) -> ComfyUi {
        ComfyUi { service, graphs }
    }

    fn graph(&self, model: &ModelId) -> Result<&GraphConfig, SendError> {
        let name = model.name().split('@').next().unwrap_or_default();
        self.graphs.get(name).ok_or_else(|| {
            let reason = format!("your configuration has no graph `{name}`");
            cannot(reason, format!("add a table [comfyui.{name}] to it, with `graph` and `prompt`"))
        })
    }

    async fn paint(&self, call: &Call) -> Result<RawAnswer, SendError> {
        let Ask::Paint(request) = &call.ask else {
            return Err(cannot("it paints and does nothing else", "choose another model"));
        };
        if let Err(advice) = self.service.access.login() {
            return Err(SendError::Unavailable { advice: advice.clone(), closed: true });
        }
        let config = self.graph(&request.model)?;
        let text = std::fs::read_to_string(&config.graph).map_err(|err| {
            let reason = format!("the graph {} cannot be read: {err}", config.graph.display());
            cannot(reason, "correct `graph` in your configuration")
        })?;
        let until = Instant::now() + self.service.settings.timeout;
        let mut files = Vec::new();
        for bytes in &call.pictures {
            files.push(self.upload(bytes).await?);
        }
        let graph = config.filled(&text, request, &files)?;
        let output = match &config.output {
            Some(node) => Some(node_id(&graph, node).ok_or_else(|| {
                cannot(format!("the graph has no node `{node}`"), "correct `output`")
            })?),
            None => None,
        };
        let own = job_id(&call.id);
        let job = match call.again && self.has(&own).await? {
            true => Job { id: own, refused: None },
            false => self.queue(graph, &own, output.as_deref()).await?,
        };
        let image = self.wait(&job, output.as_deref(), until).await?;
        self.fetch(&image).await
    }

    /// Whether the server knows a graph: it waits, runs, or is done.
    async fn has(&self, id: &str) -> Result<bool, SendError> {
        let answer = self.exchange(self.url("queue"), HttpBody::None).await?;
        if reply::is_queued(&json_of(&answer)?, id) {
            return Ok(true);
        }
        let answer = self.exchange(self.url(&format!("history/{id}")), HttpBody::None).await?;
        Ok(json_of(&answer)?.get(id).is_some())
    }

    async fn upload(&self, bytes: &Arc<Vec<u8>>) -> Result<String, SendError> {
        // Named by its bytes, so that it may be overwritten by itself and nothing else.
        let name = format!("assetbuild-{}.png", Digest::of(bytes).short());
        let part = Part::bytes(bytes.to_vec()).file_name(name.clone());
        let part = part.mime_str("image/png").expect("a constant that is a type");
        let form = Form::new().part("image", part).text("overwrite", "true").text("type", "input");
        let answer = self.exchange(self.url("upload/image"), HttpBody::Form(form)).await?;
        let body = json_of(&answer)?;
        let field = |name: &str| crate::provider::answer::text_of(body.get(name));
        Ok(match field("subfolder").as_str() {
            "" => field("name"),
            folder => format!("{folder}/{}", field("name")),
        })
    }

    async fn queue(
        &self,
        graph: Map<String, Value>,
        own: &str,
        output: Option<&str>,
    ) -> Result<Job, SendError> {
        // Without a client a graph that the server has run before leaves no outputs behind.
        let body = json!({ "prompt": graph, "client_id": "assetbuild", "prompt_id": own });
        let body = serde_json::to_vec(&body).expect("a graph is plain data");
        let answer = self.exchange(self.url("prompt"), HttpBody::Json(body)).await?;
        let body = json_of(&answer)?;
        // Servers before v0.25.0 give it an id of their own.
        let Some(id) = body.get("prompt_id").and_then(Value::as_str) else {
            return Err(cannot("the server did not take the graph on", LOG));
        };
        let job = Job { id: id.to_owned(), refused: reply::refusal(&body) };
        match &job.refused {
            Some(why) if output.is_some_and(|it| reply::is_refused(&body, it)) => {
                self.cancel(&job.id).await;
                Err(cannot(format!("the server refused a part of the graph: {why}"), LOG))
            }
            _ => Ok(job),
        }
    }

    async fn wait(
        &self,
        job: &Job,
        output: Option<&str>,
        until: Instant,
    ) -> Result<Image, SendError> {
        let Job { id, refused } = job;
        let mut missing = 0;
        while Instant::now() < until {
            let answer = self.exchange(self.url(&format!("history/{id}")), HttpBody::None).await?;
            match reply::graph_state(&json_of(&answer)?, id, output) {
                GraphState::Done(image) => return Ok(image),
                GraphState::Failed(why) => {
                    let part = refused.as_ref().map(|it| format!("; a part was refused: {it}"));
                    return Err(cannot(why + &part.unwrap_or_default(), LOG));
                }
                GraphState::Open => {}
            }
            let answer = self.exchange(self.url("queue"), HttpBody::None).await?;
            missing = if reply::is_queued(&json_of(&answer)?, id) { 0 } else { missing + 1 };
            if missing == LOST {
                return Err(cannot(
                    "the server forgot the graph",
                    "was it started anew? build again",
                ));
            }
            tokio::time::sleep(PAUSE).await;
        }
        self.cancel(id).await;
        let seconds = self.service.settings.timeout.as_secs();
        let reason = format!("no picture within {seconds} seconds");
        Err(cannot(reason, "allow more: `timeout` in [provider.comfyui]"))
    }

    /// Has the server leave a graph that nobody waits for, as far as it can.
    async fn cancel(&self, id: &str) {
        let none = || HttpBody::Json(b"{}".to_vec());
        if self.told(&format!("api/jobs/{id}/cancel"), none()).await.is_some() {
            return;
        }
        // Servers before v0.26.0. Whatever else runs there is somebody else's.
        let body = json!({ "delete": [id] }).to_string().into_bytes();
        self.told("queue", HttpBody::Json(body)).await;
        let queue = self.told("queue", HttpBody::None).await.and_then(|it| parsed(&it.body));
        if queue.is_some_and(|it: Value| reply::is_running(&it, id)) {
            let body = json!({ "prompt_id": id }).to_string().into_bytes();
            self.told("interrupt", HttpBody::Json(body)).await;
        }
    }

    /// An exchange that is of no use if it takes long; `None` if it goes wrong.
    async fn told(&self, path: &str, body: HttpBody) -> Option<HttpAnswer> {
        let request = HttpRequest { timeout: HASTE, ..self.request(self.url(path), body) };
        let answer = self.service.http.exchange(request).await.ok()?;
        answer.is_success().then_some(answer)
    }

    async fn fetch(&self, image: &Image) -> Result<RawAnswer, SendError> {
        let mut url = self.url("view");
        url.query_pairs_mut()
            .append_pair("filename", &image.filename)
            .append_pair("subfolder", &image.subfolder)
            .append_pair("type", &image.kind);
        Ok(self.exchange(url, HttpBody::None).await?.to_raw())
    }

    fn url(&self, path: &str) -> reqwest::Url {
        self.service.access.url.join(path)
    }

    fn request(&self, url: reqwest::Url, body: HttpBody) -> HttpRequest<'static> {
        HttpRequest {
            url,
            headers: Vec::new(),
            key: None,
            body,
            timeout: self.service.settings.timeout,
            longest: LONGEST,
            day: self.service.catalog.today,
        }
    }

    async fn exchange(&self, url: reqwest::Url, body: HttpBody) -> Result<HttpAnswer, SendError> {
        let answer = self.service.http.exchange(self.request(url, body)).await?;
        if answer.is_success() {
            return Ok(answer);
        }
        let body = answer.object();
        let said = body.as_ref().and_then(reply::refusal).unwrap_or_else(|| answer.words());
        Err(cannot(format!("HTTP {}: {said}", answer.status), LOG))
    }
}

fn json_of(answer: &HttpAnswer) -> Result<Value, SendError> {
    parsed(&answer.body).ok_or_else(|| {
        cannot("the server's answer is no JSON", "is it ComfyUI that answers there?")
    })
}

impl Provider for ComfyUi {
    fn abilities(&self, model: &ModelId) -> Option<Abilities> {
        self.service.abilities(model)
    }

    fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange> {
        self.service.price(model, shape)
    }

    fn unpriced(&self, model: &ModelId) -> Advice {
        self.service.unpriced(model)
    }

    fn closed(&self, model: &ModelId) -> Option<Advice> {
        self.service.closed(model)
    }

    /// It costs nothing, and a graph is known by its call.
    fn repeats(&self, _model: &ModelId) -> Option<Duration> {
        Some(Duration::MAX)
    }

    fn withdraw<'a>(&'a self, call: &'a Call) -> Option<WithdrawFuture<'a>> {
        Some(Box::pin(async move { self.cancel(&job_id(&call.id)).await }))
    }

    fn send<'a>(&'a self, call: &'a Call) -> SendFuture<'a> {
        Box::pin(self.paint(call))
    }

    fn decode(&self, ask: &Ask, raw: &RawAnswer) -> Reply {
        let catalog = &self.service.catalog;
        let answer = HttpAnswer::of_raw(raw).unwrap_or_else(|| HttpAnswer::nothing(catalog.today));
        let bill = Bill::new(ask, &answer, catalog);
        let receipt = bill.receipt(Some(Usd::ZERO), None::<&Tokens>);
        bill.picture(Some(answer.body.clone()), receipt)
    }
}
