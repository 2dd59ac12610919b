//! `Google`: which path is whose.

use std::sync::Mutex;

use crate::service::google::batches::Batches;
use crate::service::google::content::Content;
use crate::service::google::errors::Refusal;
use crate::service::google::{errors, imagen, models};
use crate::service::http::{Request, Response};
use crate::service::ledger::Kind;
use crate::service::script::Then;
use crate::service::server::{Asked, Billed, Now, Service};

/// The service, with the one key that it takes.
pub(crate) struct Google {
    key: String,
    batches: Mutex<Batches>,
}

impl Google {
    pub(crate) fn new(key: String) -> Google {
        Google { key, batches: Mutex::default() }
    }

    fn served(&self, now: &Now<'_>) -> Result<Billed, Refusal> {
        errors::check_key(now.request, &self.key)?;
        let route = Route::of(now.request);
        match (now.request.method.as_str(), route.method.as_str()) {
            ("POST", "generateContent") => {
                let model = models::find(&route.model, &route.version)?;
                Ok(Content::read(now.request, model)?.answer(now))
            }
            ("POST", "predict") => imagen::answer(now, &route.model),
            ("POST", "batchGenerateContent") => {
                let model = models::find(&route.model, &route.version)?;
                let mut batches = self.batches.lock().expect("no holder panics");
                batches.submit(now, model).map(Billed::free)
            }
            ("GET", "") if !route.batch.is_empty() => {
                let mut batches = self.batches.lock().expect("no holder panics");
                batches.state(now, &route.batch)
            }
            ("GET", "") if now.request.path.ends_with("/batches") => {
                let batches = self.batches.lock().expect("no holder panics");
                Ok(Billed::free(Response::json(200, &batches.list())))
            }
            ("GET", "") if !route.model.is_empty() => {
                // It is there even if it answers no more.
                Ok(Billed::free(Response::json(200, &models::entry(&route.model))))
            }
            ("GET", "") if now.request.path.ends_with("/models") => {
                let query = |it: &str| now.request.query.get(it).map_or("", String::as_str);
                let size = query("pageSize").parse().unwrap_or(50);
                Ok(Billed::free(Response::json(200, &models::page(size, query("pageToken")))))
            }
            _ => Err(Refusal::not_found("Requested entity was not found.")),
        }
    }
}

impl Service for Google {
    fn kind_of(&self, request: &Request) -> Kind {
        let route = Route::of(request);
        let paints = models::find(&route.model, "").is_ok_and(|it| it.paints.is_some());
        match route.method.as_str() {
            "generateContent" if paints => Kind::Paint,
            "generateContent" => Kind::Text,
            "predict" => Kind::Paint,
            "batchGenerateContent" => Kind::Batch,
            _ => Kind::Free,
        }
    }

    fn asked(&self, request: &Request) -> Asked {
        let route = Route::of(request);
        let kind = self.kind_of(request);
        let body = request.json().unwrap_or_default();
        let content = Content::understood(&body);
        let is_judged = kind == Kind::Text && content.schema().is_some();
        let prompt = match body["instances"][0]["prompt"].as_str() {
            Some(it) => it.to_owned(),
            None => content.prompt(),
        };
        Asked { kind: if is_judged { Kind::Judge } else { kind }, model: route.model, prompt }
    }

    fn answer(&self, now: &Now<'_>) -> Billed {
        self.served(now).unwrap_or_else(|it| Billed::free(it.response()))
    }

    fn error(&self, then: &Then, request: &Request) -> Response {
        errors::scripted(then, request)
    }
}

impl From<String> for Refusal {
    /// A model that is not there.
    fn from(message: String) -> Refusal {
        Refusal::not_found(message)
    }
}

/// `/VERSION/models/MODEL:METHOD`, `/VERSION/batches/ID`, and the longer paths of Vertex.
#[derive(Debug, Default)]
struct Route {
    version: String,
    model: String,
    method: String,
    batch: String,
}

impl Route {
    fn of(request: &Request) -> Route {
        let path = request.path.trim_start_matches('/');
        let (path, method) = path.split_once(':').unwrap_or((path, ""));
        let words: Vec<&str> = path.split('/').collect();
        let after = |name: &str| {
            let at = words.iter().position(|it| *it == name);
            at.and_then(|it| words.get(it + 1)).copied().unwrap_or_default().to_owned()
        };
        Route {
            version: words[0].to_owned(),
            model: after("models"),
            method: method.to_owned(),
            batch: after("batches"),
        }
    }
}
