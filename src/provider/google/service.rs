//! `Google`: sends requests to Gemini models, and reads what came back.

use crate::model::Abilities;
use crate::model::CallShape;
use crate::model::ModelId;
use crate::money::PriceRange;
use crate::provider::Advice;
use crate::provider::Answering;
use crate::provider::Ask;
use crate::provider::Call;
use crate::provider::Provider;
use crate::provider::RawAnswer;
use crate::provider::Reply;
use crate::provider::SendError;
use crate::provider::google::error::Said;
use crate::provider::google::predict;
use crate::provider::google::reply;
use crate::provider::google::request;
use crate::provider::http::HttpAnswer;
use crate::provider::http::HttpBody;
use crate::provider::http::HttpRequest;
use crate::provider::http::KeyHeader;
use crate::provider::rest::Bill;
use crate::provider::services::Service;

/// Serves `google/…`.
pub(crate) struct Google {
    service: Service,
}

impl Google {
    pub(crate) fn new(service: Service) -> Google {
        Google { service }
    }

    fn request<'a>(&'a self, call: &Call) -> Result<HttpRequest<'a>, SendError> {
        let Service { access, settings, catalog, .. } = &self.service;
        let model = call.ask.model().name();
        if !model.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it)) {
            return Err(SendError::unavailable(format!("`{model}` is no name of a Gemini model")));
        }
        let key = access.key().map_err(|advice| SendError::Unavailable { advice, closed: true })?;
        let vertex = predict::is_vertex(access.url.path());
        let imagen = predict::is_imagen(model);
        let body = match &call.ask {
            Ask::Paint(paint) if imagen => predict::body(paint, vertex)?,
            _ if imagen => {
                return Err(SendError::unavailable("Imagen paints and does nothing else"));
            }
            _ => request::body(call, settings.safety.as_deref())?,
        };
        let method = if imagen { "predict" } else { "generateContent" };
        // The address of Vertex AI names its version and publisher itself.
        let version = if vertex { String::new() } else { format!("{}/", access.api_version) };
        let path = format!("{version}models/{model}:{method}");
        let seconds = settings.timeout.as_secs_f64().ceil();
        let (name, prefix) =
            if vertex { ("Authorization", "Bearer ") } else { ("x-goog-api-key", "") };
        Ok(HttpRequest {
            url: access.url.join(&path),
            headers: vec![("x-server-timeout", format!("{seconds}"))],
            key: Some(KeyHeader { name, prefix, key }),
            body: HttpBody::Json(body),
            timeout: settings.timeout,
            day: catalog.today,
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

    fn send<'a>(&'a self, call: &'a Call) -> Answering<'a> {
        Box::pin(async move {
            let answer = self.service.http.exchange(self.request(call)?).await?;
            match Said::in_answer(&answer) {
                Some(said) => Err(said.failure(&answer, call.ask.model(), &self.service.catalog)),
                None if answer.is_success() && !answer.is_page() => Ok(answer.to_raw()),
                None => Err(crate::provider::http::failure(&answer, None)),
            }
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
}
