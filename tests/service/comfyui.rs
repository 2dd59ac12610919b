//! ComfyUI: a queue of graphs on the user's own machine.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::service::http::{FormPart, Request, Response};
use crate::service::ledger::Kind;
use crate::service::picture::{Format, Painting};
use crate::service::script::{Fault, Then};
use crate::service::server::{Asked, Billed, Now, Service};
use crate::service::{picture, prompt};

/// Nodes that it knows, and whether one is a place where pictures come out.
const NODES: &[(&str, bool)] = &[
    ("KSampler", false),
    ("CheckpointLoaderSimple", false),
    ("CLIPTextEncode", false),
    ("EmptyLatentImage", false),
    ("VAEDecode", false),
    ("VAEEncode", false),
    ("LoadImage", false),
    ("SaveImage", true),
    ("PreviewImage", true),
];

/// The program. It costs nothing.
pub(crate) struct ComfyUi {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// By their ids: how often each was asked about, and what came of it.
    jobs: BTreeMap<String, Job>,
    uploads: BTreeMap<String, Vec<u8>>,
    files: BTreeMap<String, Vec<u8>>,
}

struct Job {
    graph: Value,
    polls: usize,
    /// Why it fails.
    error: Option<String>,
    /// Node and name of each picture.
    pictures: Vec<(String, String)>,
    /// Somebody had it stopped.
    is_cancelled: bool,
}

type Said = Result<Response, (u16, Value)>;

impl ComfyUi {
    pub(crate) fn new() -> ComfyUi {
        ComfyUi { state: Mutex::default() }
    }

    fn served(&self, now: &Now<'_>) -> Said {
        let mut state = self.state.lock().expect("no holder panics");
        let path = now.request.path.trim_start_matches("/api");
        match (now.request.method.as_str(), path) {
            ("POST", "/prompt") => state.submit(now),
            ("POST", "/upload/image") => state.upload(now),
            ("GET", "/queue") => Ok(Response::json(200, &state.queue(now))),
            ("POST", "/queue") => state.delete(now),
            ("POST", "/interrupt") => state.interrupt(now),
            ("POST", _) if path.starts_with("/jobs/") && path.ends_with("/cancel") => {
                let id = path.trim_start_matches("/jobs/").trim_end_matches("/cancel");
                state.cancel(now, id)
            }
            ("GET", "/view") => state.view(now),
            ("GET", "/system_stats") => Ok(Response::json(
                200,
                &json!({ "system": { "comfyui_version": "0.9.2" },
                                                "devices": [] }),
            )),
            ("GET", _) if path.starts_with("/history/") => {
                Ok(Response::json(200, &state.history(now, path.trim_start_matches("/history/"))))
            }
            _ => Err((404, json!({ "error": "not found" }))),
        }
    }
}

impl State {
    fn submit(&mut self, now: &Now<'_>) -> Said {
        let refuse = |kind: &str, message: &str, nodes: Value| {
            let error =
                json!({ "type": kind, "message": message, "details": "", "extra_info": {} });
            (400, json!({ "error": error, "node_errors": nodes }))
        };
        let body = now.request.json().map_err(|why| refuse("invalid_json", &why, json!({})))?;
        let Some(graph) = body["prompt"].as_object().filter(|it| !it.is_empty()) else {
            return Err(refuse("no_prompt", "No prompt provided", json!({})));
        };
        let mut outputs = vec![];
        for (id, node) in graph {
            let class = node["class_type"].as_str().unwrap_or_default();
            let Some((_, is_output)) = NODES.iter().find(|it| it.0 == class) else {
                let message = format!("Cannot execute because node {class} does not exist.");
                return Err(refuse("invalid_prompt", &message, json!({})));
            };
            if *is_output {
                outputs.push(id.clone());
            }
        }
        if outputs.is_empty() {
            return Err(refuse("prompt_no_outputs", "Prompt has no outputs", json!({})));
        }
        // What no output needs is not looked at.
        for id in needed_by(&outputs, &body["prompt"]) {
            let node = &body["prompt"][&id];
            let class = node["class_type"].as_str().unwrap_or_default();
            if let Some(problem) = self.problem_of(class, &node["inputs"], &body["prompt"]) {
                let errors = json!({ id: { "errors": [{ "type": "value_not_in_list",
                    "message": problem, "details": "" }], "class_type": class } });
                let message = "Prompt outputs failed validation";
                return Err(refuse("prompt_outputs_failed_validation", message, errors));
            }
        }
        let n = self.jobs.len() + 1;
        let id = match body["prompt_id"].as_str() {
            // Old servers look at none.
            Some(it) if !is_old(now) && !is_uuid(it) => {
                return Err(refuse("invalid_prompt_id", "prompt_id is no UUID", json!({})));
            }
            Some(it) if !is_old(now) => it.to_owned(),
            _ => format!("job-{n}"),
        };
        let has_client = body["client_id"].as_str().is_some_and(|it| !it.is_empty());
        let seen = self.jobs.values().any(|it| it.graph == body["prompt"]);
        let mut job = Job {
            graph: body["prompt"].clone(),
            polls: 0,
            error: None,
            pictures: vec![],
            is_cancelled: false,
        };
        let mut refused = json!({});
        if now.then.is(Fault::PictureBlocked) || now.then.is(Fault::Nothing) {
            job.error = Some(now.then.reason.clone().unwrap_or("out of memory".to_owned()));
        } else if now.then.is(Fault::PartRefused) {
            // What comes of the rest has no picture.
            refused = json!({ "8": { "errors": [{ "type": "value_not_in_list",
                "message": "Value not in list", "details": "vae" }],
                "dependent_outputs": now.then.text.iter().collect::<Vec<_>>(),
                "class_type": "VAEDecode" } });
        } else if has_client || !seen {
            // Without a client, a graph that was served before has nothing to show.
            for (nth, node) in outputs.iter().enumerate() {
                let name = format!("picture_{n:05}_{nth}_.png");
                self.files.insert(name.clone(), painted(now, &body["prompt"]));
                job.pictures.push((node.clone(), name));
            }
        }
        self.jobs.insert(id.clone(), job);
        Ok(Response::json(200, &json!({ "prompt_id": id, "number": n, "node_errors": refused })))
    }

    fn problem_of(&self, class: &str, inputs: &Value, graph: &Value) -> Option<String> {
        for (name, value) in inputs.as_object()? {
            if link(value).is_some_and(|it| graph[it].is_null()) {
                return Some(format!("{name}: the node it is linked to is not there"));
            }
        }
        let file = inputs["image"].as_str().filter(|_| class == "LoadImage")?;
        let known = self.uploads.contains_key(file);
        (!known).then(|| format!("Invalid image file: {file}"))
    }

    fn upload(&mut self, now: &Now<'_>) -> Said {
        let parts = FormPart::all_of(now.request).unwrap_or_default();
        let Some(image) = parts.iter().find(|it| it.name == "image") else {
            return Err((400, json!({})));
        };
        let mut name = image.filename.clone().unwrap_or_default();
        let overwrite = parts.iter().any(|it| it.name == "overwrite" && it.text() == "true");
        if name.is_empty() || picture::size_of(&image.bytes).is_none() {
            return Err((400, json!({})));
        }
        if self.uploads.contains_key(&name) && !overwrite {
            name = format!("{name} (1)");
        }
        self.uploads.insert(name.clone(), image.bytes.clone());
        Ok(Response::json(200, &json!({ "name": name, "subfolder": "", "type": "input" })))
    }

    /// `{}` while it runs, and for what it never heard of.
    fn history(&mut self, now: &Now<'_>, id: &str) -> Value {
        let Some(job) = self.jobs.get_mut(id) else { return json!({}) };
        job.polls += 1;
        if job.runs(now) {
            return json!({});
        }
        if job.is_cancelled || now.then.is(Fault::Interrupted) {
            let status = json!({ "status_str": "error", "completed": false, "messages":
                [["execution_interrupted", { "prompt_id": id, "node_id": "3",
                  "node_type": "KSampler", "executed": [] }]] });
            return json!({ id: { "prompt": [1, id, job.graph, {}, []], "outputs": {},
                                 "status": status } });
        }
        let mut outputs = json!({});
        for (node, name) in &job.pictures {
            let file = json!({ "filename": name, "subfolder": "", "type": "output" });
            outputs[node] = json!({ "images": [file] });
        }
        let status = match &job.error {
            None => json!({ "status_str": "success", "completed": true, "messages": [] }),
            Some(why) => json!({ "status_str": "error", "completed": false, "messages":
                [["execution_error", { "prompt_id": id, "node_id": "3", "node_type": "KSampler",
                  "exception_type": "RuntimeError", "exception_message": why }]] }),
        };
        json!({ id: { "prompt": [1, id, job.graph, {}, []], "outputs": outputs,
                      "status": status } })
    }

    fn queue(&self, now: &Now<'_>) -> Value {
        let running = self.jobs.iter().filter(|(_, it)| it.runs(now));
        let running: Vec<Value> =
            running.map(|(id, it)| json!([1, id, it.graph, {}, []])).collect();
        json!({ "queue_running": running, "queue_pending": [] })
    }

    /// Since v0.26.0.
    fn cancel(&mut self, now: &Now<'_>, id: &str) -> Said {
        let job = self.jobs.get_mut(id).filter(|_| !is_old(now));
        let Some(job) = job else { return Err((404, json!({ "error": "not found" }))) };
        job.is_cancelled = true;
        Ok(Response::json(200, &json!({})))
    }

    /// Takes what waits out of the queue; what runs is not there any more.
    fn delete(&mut self, now: &Now<'_>) -> Said {
        let body = now.request.json().unwrap_or_default();
        body["delete"].as_array().ok_or((400, json!({})))?;
        Ok(Response::json(200, &json!({})))
    }

    /// Stops what runs, if it is what is meant.
    fn interrupt(&mut self, now: &Now<'_>) -> Said {
        let body = now.request.json().unwrap_or_default();
        let id = body["prompt_id"].as_str().unwrap_or_default();
        if let Some(job) = self.jobs.get_mut(id) {
            job.is_cancelled = true;
        }
        Ok(Response::json(200, &json!({})))
    }

    fn view(&self, now: &Now<'_>) -> Said {
        let name = now.request.query.get("filename").map_or("", String::as_str);
        let kind = now.request.query.get("type").map_or("output", String::as_str);
        let files = if kind == "input" { &self.uploads } else { &self.files };
        match files.get(name) {
            Some(bytes) => Ok(Response::new(200, "image/png", bytes.clone())),
            None => Err((404, json!({}))),
        }
    }
}

impl Job {
    fn runs(&self, now: &Now<'_>) -> bool {
        !self.is_cancelled && (self.polls < 2 || now.batches_wait)
    }
}

/// Whether the server is one from before v0.25.0.
fn is_old(now: &Now<'_>) -> bool {
    now.then.reason.as_deref() == Some("old")
}

/// As the server wants it: in lower case, with its four strokes.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    let digits = text.bytes().filter(|it| *it != b'-');
    groups == [8, 4, 4, 4, 12] && digits.into_iter().all(|it| b"0123456789abcdef".contains(&it))
}

/// The nodes that these need, and what those need.
fn needed_by(nodes: &[String], graph: &Value) -> BTreeSet<String> {
    let (mut res, mut rest) = (BTreeSet::new(), nodes.to_vec());
    while let Some(id) = rest.pop() {
        let inputs = graph[&id]["inputs"].as_object().into_iter().flatten();
        let links = inputs.filter_map(|it| link(it.1)).map(str::to_owned);
        if res.insert(id) {
            rest.extend(links);
        }
    }
    res
}

/// The node that an input comes from.
fn link(value: &Value) -> Option<&str> {
    value.as_array()?.first()?.as_str()
}

fn painted(now: &Now<'_>, graph: &Value) -> Vec<u8> {
    let number = |name: &str| {
        let nodes = graph.as_object().into_iter().flatten();
        let found = nodes.filter_map(|it| it.1["inputs"][name].as_u64()).next();
        found.and_then(|it| u32::try_from(it).ok())
    };
    let words = words_of(graph);
    let painting = Painting {
        size: [number("width").unwrap_or(512), number("height").unwrap_or(512)],
        behind: prompt::behind(&words),
        has_alpha: false,
        grid: now.then.grid.unwrap_or([1, 1]),
        empty: now.then.is(Fault::EmptyPicture),
        dice: picture::dice(&[graph.to_string().as_bytes()]),
    };
    picture::damaged(painting.bytes(Format::Png), now.then)
}

/// What the nodes that take words are told.
fn words_of(graph: &Value) -> String {
    let nodes = graph.as_object().into_iter().flatten();
    let texts: Vec<&str> = nodes.filter_map(|it| it.1["inputs"]["text"].as_str()).collect();
    texts.join("\n")
}

impl Service for ComfyUi {
    fn kind_of(&self, request: &Request) -> Kind {
        if request.path.ends_with("/prompt") { Kind::Paint } else { Kind::Free }
    }

    fn asked(&self, request: &Request) -> Asked {
        let kind = self.kind_of(request);
        let body = if kind == Kind::Paint { request.json().unwrap_or_default() } else { json!({}) };
        Asked { kind, model: String::new(), prompt: words_of(&body["prompt"]) }
    }

    fn answer(&self, now: &Now<'_>) -> Billed {
        let response = self.served(now);
        Billed::free(response.unwrap_or_else(|(status, body)| Response::json(status, &body)))
    }

    fn error(&self, then: &Then, _request: &Request) -> Response {
        let status = then.status.unwrap_or(500);
        Response::new(status, "text/plain", b"500 Internal Server Error".to_vec())
    }
}
