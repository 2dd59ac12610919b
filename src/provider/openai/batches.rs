//! `OpenAiBatches`: uploads requests, submits them, and fetches what came of them.

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest, LONGEST, failure};
use crate::provider::openai::batch;
use crate::provider::openai::batch::Stand;
use crate::provider::openai::error::ServiceError;
use crate::provider::send_error::cannot;
use crate::provider::service::Service;
use crate::provider::{Batch, BatchFuture, BatchState, Batches, Call, SendError};

/// How many pages of the list of batches are looked at; a page has a hundred, the latest first.
const MOST_PAGES: usize = 10;
/// How long a file of answers may be, in bytes, and how long a file may be on its way.
const LONGEST_FILE: usize = 1 << 30;
const TIMEOUT: Duration = Duration::from_secs(600);

/// Batches of `openai/…`.
pub(crate) struct OpenAiBatches {
    service: Service,
}

impl OpenAiBatches {
    pub(crate) fn new(service: Service) -> OpenAiBatches {
        OpenAiBatches { service }
    }

    /// A request to a path below the base address.
    fn to<'a>(&'a self, path: &str, body: HttpBody) -> Result<HttpRequest<'a>, SendError> {
        let Service { access, settings, catalog, .. } = &self.service;
        Ok(HttpRequest {
            url: access.url.join(path),
            headers: Vec::new(),
            key: self.service.key("Authorization", "Bearer ")?,
            body,
            timeout: settings.timeout,
            longest: LONGEST,
            day: catalog.today,
        })
    }

    /// The answer, if it is none of an error.
    async fn exchange(&self, request: HttpRequest<'_>) -> Result<HttpAnswer, SendError> {
        let Service { http, access, .. } = &self.service;
        let answer = http.exchange(request).await?;
        if [404, 405].contains(&answer.status) {
            let reason = "no batches are taken at this address";
            return Err(cannot(reason, "build without `--batch`"));
        }
        match ServiceError::in_answer(&answer).filter(|_| !answer.is_success()) {
            Some(said) => Err(said.failure(&answer, access)),
            None if answer.is_success() && !answer.is_page() => Ok(answer),
            None => Err(failure(&answer, None, access)),
        }
    }

    /// Uploads the requests. Nothing is asked for and nothing billed by that alone, whatever
    /// becomes of the answer.
    async fn upload(&self, batch: &Batch) -> Result<String, SendError> {
        let part = Part::bytes(batch::lines(batch)?).file_name(format!("{}.jsonl", batch.name));
        let part = part.mime_str("application/jsonl").expect("a constant that is a type");
        let form = Form::new().text("purpose", "batch").part("file", part);
        let mut request = self.to("files", HttpBody::Form(form))?;
        request.timeout = request.timeout.max(TIMEOUT);
        let again =
            |reason| SendError::NotAccepted { reason, retry_after: None, rate_limit: false };
        let answer = self.exchange(request).await.map_err(|err| match err {
            SendError::NoAnswer { reason } => again(reason),
            other => other,
        })?;
        let said = answer.object().and_then(|it| batch::id(it.get("id")));
        said.ok_or_else(|| again("it took a file without saying what it calls it".to_owned()))
    }

    /// The whole of a file.
    async fn file(&self, id: &str) -> Result<HttpAnswer, SendError> {
        let mut request = self.to(&format!("files/{id}/content"), HttpBody::None)?;
        request.longest = LONGEST_FILE;
        request.timeout = request.timeout.max(TIMEOUT);
        self.exchange(request).await
    }
}

fn object(answer: &HttpAnswer) -> Result<Value, SendError> {
    answer.object().ok_or_else(|| SendError::NoAnswer {
        reason: "what came about a batch is no JSON".to_owned(),
    })
}

impl Batches for OpenAiBatches {
    fn kind(&self, call: &Call) -> &'static str {
        batch::endpoint(call)
    }

    fn share(&self, call: &Call) -> Result<u32, SendError> {
        batch::share(call)
    }

    fn submit<'a>(&'a self, batch: &'a Batch) -> BatchFuture<'a, String> {
        Box::pin(async move {
            let file = self.upload(batch).await?;
            let body = HttpBody::Json(batch::body(batch, &file));
            let answer = self.exchange(self.to("batches", body)?).await?;
            batch::id(object(&answer)?.get("id")).ok_or_else(|| SendError::NoAnswer {
                reason: "it took a batch on without saying what it calls it".to_owned(),
            })
        })
    }

    fn find<'a>(&'a self, name: &'a str) -> BatchFuture<'a, Option<String>> {
        Box::pin(async move {
            let mut after = String::new();
            for _ in 0..MOST_PAGES {
                let mut request = self.to("batches", HttpBody::None)?;
                request.url.query_pairs_mut().append_pair("limit", "100");
                if !after.is_empty() {
                    request.url.query_pairs_mut().append_pair("after", &after);
                }
                let answer = self.exchange(request).await?;
                match batch::page(&object(&answer)?, name) {
                    batch::Page { found: None, next: Some(next) } => after = next,
                    batch::Page { found, .. } => return Ok(found),
                }
            }
            Ok(None)
        })
    }

    fn look<'a>(&'a self, job: &'a str) -> BatchFuture<'a, BatchState> {
        Box::pin(async move {
            let answer = self.exchange(self.to(&format!("batches/{job}"), HttpBody::None)?).await?;
            let Stand::Ended { files, why } = batch::stand(&object(&answer)?) else {
                return Ok(BatchState::UnderWay);
            };
            let mut items = Vec::new();
            for id in files {
                let file = self.file(&id).await?;
                items.extend(batch::items(&file.body, file.day));
            }
            Ok(BatchState::Ended { items, why })
        })
    }
}
