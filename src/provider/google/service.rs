//! `Google`: sends requests to Gemini models, and reads what came back.

use crate::model::{Abilities, CallShape, ModelId, Role, Tokens};
use crate::money::PriceRange;
use crate::provider::google::error::ServiceError;
use crate::provider::google::form::Form;
use crate::provider::google::{batch, notice, predict, reply, request, usage};
use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest, KeyHeader, LONGEST};
use crate::provider::rest::Bill;
use crate::provider::service::Service;
use crate::provider::{
    Advice, Ask, Batch, BatchFuture, BatchState, Batches, Call, Provider, RawAnswer, Reply,
    SendError, SendFuture,
};

/// How many pages of the list of batches are looked at; a page has a hundred, the latest first.
const MOST_PAGES: usize = 10;

/// Serves `google/…`.
pub(crate) struct Google {
    service: Service,
}

impl Google {
    pub(crate) fn new(service: Service) -> Google {
        Google { service }
    }

    fn request<'a>(&'a self, call: &Call) -> Result<HttpRequest<'a>, SendError> {
        let Service { access, settings, .. } = &self.service;
        let model = call.ask.model().name();
        if !model.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it)) {
            return Err(SendError::unavailable(format!("`{model}` is no name of a Gemini model")));
        }
        let form = Form::of(access.url.path());
        let imagen = predict::is_imagen(model);
        let body = match &call.ask {
            Ask::Paint(paint) if imagen => predict::body(paint, form, settings.safety.as_deref())?,
            _ if imagen => {
                return Err(SendError::unavailable("Imagen paints and does nothing else"));
            }
            _ if form.is_vertex() => request::body_for_vertex(call, settings.safety.as_deref())?,
            _ => request::body(call, settings.safety.as_deref())?,
        };
        let method = if imagen { "predict" } else { "generateContent" };
        self.to(&format!("models/{model}:{method}"), HttpBody::Json(body))
    }

    /// A request to a path below the version.
    fn to<'a>(&'a self, path: &str, body: HttpBody) -> Result<HttpRequest<'a>, SendError> {
        let Service { access, settings, catalog, .. } = &self.service;
        let key = access.key().map_err(|advice| SendError::Unavailable { advice, closed: true })?;
        let form = Form::of(access.url.path());
        let seconds = settings.timeout.as_secs_f64().ceil();
        let (name, prefix) = form.key_header();
        Ok(HttpRequest {
            url: access.url.join(&format!("{}{path}", form.version(&access.api_version))),
            headers: vec![("x-server-timeout", format!("{seconds}"))],
            key: Some(KeyHeader { name, prefix, key }),
            body,
            timeout: settings.timeout,
            longest: LONGEST,
            day: catalog.today,
        })
    }

    /// What the service answers, if it is an answer to keep.
    async fn exchange(
        &self,
        request: HttpRequest<'_>,
        model: Option<&ModelId>,
    ) -> Result<HttpAnswer, SendError> {
        self.kept(self.service.http.exchange(request).await?, model)
    }

    fn kept(&self, answer: HttpAnswer, model: Option<&ModelId>) -> Result<HttpAnswer, SendError> {
        match ServiceError::in_answer(&answer) {
            Some(said) => {
                let Service { catalog, access, .. } = &self.service;
                Err(said.failure(&answer, model, catalog, access))
            }
            None if answer.is_success() && !answer.is_page() => Ok(answer),
            None => Err(crate::provider::http::failure(&answer, None, &self.service.access)),
        }
    }
}

impl Batches for Google {
    fn share(&self, call: &Call) -> Result<u32, SendError> {
        batch::share(call, self.service.settings.safety.as_deref())
    }

    fn submit<'a>(&'a self, batch: &'a Batch) -> BatchFuture<'a, String> {
        Box::pin(async move {
            let body = batch::body(batch, self.service.settings.safety.as_deref())?;
            let path = format!("models/{}:batchGenerateContent", batch.model.name());
            let request = self.to(&path, HttpBody::Json(body))?;
            let answer = self.exchange(request, Some(&batch.model)).await?;
            batch::job(&batch::read(&answer)?).ok_or_else(|| SendError::NoAnswer {
                reason: "it took a batch on without saying what it calls it".to_owned(),
            })
        })
    }

    fn find<'a>(&'a self, name: &'a str) -> BatchFuture<'a, Option<String>> {
        Box::pin(async move {
            let mut after = String::new();
            for _ in 0..MOST_PAGES {
                let mut request = self.to("batches", HttpBody::None)?;
                request.url.query_pairs_mut().append_pair("pageSize", "100");
                if !after.is_empty() {
                    request.url.query_pairs_mut().append_pair("pageToken", &after);
                }
                let answer = self.exchange(request, None).await?;
                match batch::page(&batch::read(&answer)?, name) {
                    batch::Page { found: None, next: Some(next) } => after = next,
                    batch::Page { found, .. } => return Ok(found),
                }
            }
            Ok(None)
        })
    }

    fn look<'a>(&'a self, job: &'a str) -> BatchFuture<'a, BatchState> {
        Box::pin(async move {
            let mut request = self.to(job, HttpBody::None)?;
            request.longest = batch::LONGEST;
            request.timeout = request.timeout.max(batch::TIMEOUT);
            let answer = self.service.http.exchange(request).await?;
            // An error beside a state is the batch's own, and no trouble with this question.
            match batch::read(&answer).ok().filter(|it| it["metadata"]["state"].is_string()) {
                Some(said) => Ok(batch::state(&said, answer.day)),
                None => self.kept(answer, None).map(|_| BatchState::UnderWay),
            }
        })
    }
}

impl Provider for Google {
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

    fn safety(&self) -> Option<&str> {
        self.service.settings.safety.as_deref()
    }

    fn batches(&self, model: &ModelId) -> Option<&dyn Batches> {
        // Vertex AI takes batches from its own storage alone, and Imagen takes none.
        let able = !predict::is_imagen(model.name())
            && !Form::of(self.service.access.url.path()).is_vertex()
            && self.abilities(model).is_some_and(|it| it.roles.contains(&Role::Paint));
        able.then_some(self)
    }

    fn send<'a>(&'a self, call: &'a Call) -> SendFuture<'a> {
        Box::pin(async move {
            let answer = self.exchange(self.request(call)?, Some(call.ask.model())).await?;
            Ok(answer.to_raw())
        })
    }

    fn decode(&self, ask: &Ask, raw: &RawAnswer) -> Reply {
        let catalog = &self.service.catalog;
        match HttpAnswer::of_raw(raw) {
            Some(answer) if predict::is_imagen(ask.model().name()) => {
                predict::decode(&answer, &Bill::new(ask, &answer, catalog))
            }
            _ => reply::decode(ask, raw, catalog),
        }
    }

    fn tokens(&self, raw: &RawAnswer) -> Option<Tokens> {
        usage::tokens(&HttpAnswer::of_raw(raw)?.object()?)
    }

    fn notices(&self, ask: &Ask, raw: &RawAnswer) -> Vec<String> {
        notice::notices(ask, raw)
    }
}
