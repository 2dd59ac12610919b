//! `OpenAi`: how the service is spoken to.

use crate::model::{ModelId, Tokens, openai};
use crate::provider::http::{HttpAnswer, HttpRequest, LONGEST, failure};
use crate::provider::openai::error::ServiceError;
use crate::provider::openai::{reply, request};
use crate::provider::picture_request::PictureRequest;
use crate::provider::rest::{Bill, Wire};
use crate::provider::send_error::cannot;
use crate::provider::service::Service;
use crate::provider::{Ask, Call, Reply, SendError};

/// Serves `openai/…`.
pub(crate) struct OpenAi;

impl Wire for OpenAi {
    fn request<'a>(&self, service: &'a Service, call: &Call) -> Result<HttpRequest<'a>, SendError> {
        let wanted = wanted(call)?;
        Ok(HttpRequest {
            url: service.access.url.join(request::path(call)),
            headers: Vec::new(),
            key: service.key("Authorization", "Bearer ")?,
            body: request::body(&wanted, call)?,
            timeout: service.settings.timeout,
            longest: LONGEST,
            day: service.catalog.today,
        })
    }

    fn failure(&self, service: &Service, answer: &HttpAnswer) -> Option<SendError> {
        match ServiceError::in_answer(answer) {
            // Answers of a kind: to be kept, so that they are not asked for again.
            Some(said) if said.is_refusal() || said.has_no_alpha() => None,
            Some(said) => Some(said.failure(answer, &service.access)),
            None if answer.is_success() && !answer.is_page() => None,
            None => Some(failure(answer, None, &service.access)),
        }
    }

    /// Servers of the kind answer addresses. OpenAI itself does not, so none is followed for it.
    fn picture_at(&self, service: &Service, answer: &HttpAnswer) -> Option<reqwest::Url> {
        let url = reply::address(answer).filter(|_| service.access.is_rerouted)?;
        let url: reqwest::Url = url.parse().ok()?;
        (url.scheme() == "https" || service.access.url.is_origin_of(&url)).then_some(url)
    }

    fn takes_batches(&self, model: &ModelId) -> bool {
        openai::takes_batches(model.name())
    }

    fn tokens(&self, answer: &HttpAnswer) -> Option<Tokens> {
        reply::tokens(answer)
    }

    fn decode(&self, _: &Ask, answer: &HttpAnswer, bill: &Bill<'_>) -> Reply {
        reply::decode(answer, bill, None)
    }
}

/// The picture that a call asks for.
pub(crate) fn wanted(call: &Call) -> Result<PictureRequest<'_>, SendError> {
    match &call.ask {
        Ask::Paint(it) => Ok(PictureRequest::of(it)),
        Ask::Edit(it) => Ok(PictureRequest::of_edit(it)),
        Ask::Judge(_) | Ask::Refine(_) => {
            Err(cannot("it paints and does nothing else", "choose another model"))
        }
    }
}
