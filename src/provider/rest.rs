//! `Rest`: a provider whose calls are one request and one answer each. What differs between such
//! services is their [`Wire`].

use std::time::Duration;

use crate::model::{Abilities, CallShape, Catalog, ModelId, Tokens};
use crate::money::{PriceRange, Usd};
use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest, LONGEST};
use crate::provider::reply::Unusable;
use crate::provider::service::Service;
use crate::provider::{
    Advice, Ask, Batches, Call, Provider, QuoteFuture, RawAnswer, Receipt, Reply, SendError,
    SendFuture, picture,
};

/// How a service is spoken to. Plain functions over plain values; nothing here opens a socket.
pub(crate) trait Wire: Send + Sync {
    /// The request for a call.
    fn request<'a>(&self, service: &'a Service, call: &Call) -> Result<HttpRequest<'a>, SendError>;

    /// Why the request was not taken on; `None` if this is an answer to keep.
    fn failure(&self, service: &Service, answer: &HttpAnswer) -> Option<SendError>;

    /// What an answer says. `bill` fills in what the service did not say of the price.
    fn decode(&self, ask: &Ask, answer: &HttpAnswer, bill: &Bill<'_>) -> Reply;

    /// Where the picture of an answer is to be fetched, if the answer does not hold it.
    fn picture_at(&self, _service: &Service, _answer: &HttpAnswer) -> Option<reqwest::Url> {
        None
    }

    /// How many tokens an answer had, where it says so.
    fn tokens(&self, _answer: &HttpAnswer) -> Option<Tokens> {
        None
    }

    /// Whether a model's pictures may be asked for in batches.
    fn takes_batches(&self, _model: &ModelId) -> bool {
        false
    }

    /// Whether the service costs nothing: then an answer that did not come was not billed.
    fn is_free(&self) -> bool {
        false
    }

    /// The question what a call of this shape costs; `None` where there is none.
    fn quote<'a>(
        &self,
        _service: &'a Service,
        _model: &ModelId,
        _shape: &CallShape<'_>,
    ) -> Option<Result<HttpRequest<'a>, SendError>> {
        None
    }

    /// What the answer to that question says.
    fn quoted(&self, _answer: &HttpAnswer) -> Option<Usd> {
        None
    }

    /// For how long a call that is made once more costs nothing more.
    fn repeats(&self) -> Option<Duration> {
        self.is_free().then_some(Duration::MAX)
    }
}

/// Makes receipts for one answer.
pub(crate) struct Bill<'a> {
    ask: &'a Ask,
    answer: &'a HttpAnswer,
    catalog: &'a Catalog,
}

impl<'a> Bill<'a> {
    /// For the answer to what was asked.
    pub(crate) fn new(ask: &'a Ask, answer: &'a HttpAnswer, catalog: &'a Catalog) -> Bill<'a> {
        Bill { ask, answer, catalog }
    }

    /// With the price that the service named, the price of these tokens, or the table's.
    pub(crate) fn receipt(&self, usd: Option<Usd>, tokens: Option<&Tokens>) -> Receipt {
        let model = self.ask.model();
        let by_tokens = tokens.and_then(|it| self.catalog.bill(model, self.answer.day, it));
        let said = usd.or(by_tokens.map(|it| self.share(it)));
        Receipt {
            answered_by: model.to_string(),
            usd: said.unwrap_or_else(|| self.share(self.table().high)),
            estimated: said.is_none(),
            ms: self.answer.ms,
        }
    }

    /// The price of a picture that came by these tokens: at least the table's, since answers forget
    /// some of them.
    pub(crate) fn at_least_the_table(&self, receipt: Receipt) -> Receipt {
        receipt.at_least(self.share(self.table().low))
    }

    fn table(&self) -> PriceRange {
        self.catalog.price(self.ask.model(), &self.ask.shape()).unwrap_or_default()
    }

    /// What of a price is billed for this answer: half of it in a batch.
    fn share(&self, usd: Usd) -> Usd {
        if self.answer.batch { usd.half() } else { usd }
    }

    /// What a picture in these bytes is as a reply.
    pub(crate) fn picture(&self, bytes: Option<Vec<u8>>, receipt: Receipt) -> Reply {
        match picture::whole(bytes.unwrap_or_default()) {
            Ok(bytes) => Reply::Picture { bytes, receipt, safety: None },
            Err(Unusable { reason, chance }) => Reply::Unusable { reason, chance, receipt },
        }
    }
}

/// A provider that is spoken to in one way.
pub(crate) struct Rest<W> {
    service: Service,
    wire: W,
    batches: Option<Box<dyn Batches>>,
}

impl<W: Wire> Rest<W> {
    pub(crate) fn new(service: Service, wire: W) -> Rest<W> {
        Rest { service, wire, batches: None }
    }

    /// The same, taking batches of those models of which the wire says so.
    pub(crate) fn batching(self, batches: impl Batches + 'static) -> Rest<W> {
        Rest { batches: Some(Box::new(batches)), ..self }
    }
}

impl<W: Wire> Rest<W> {
    /// Fetches a picture that was painted and billed. Without a key: it may lie anywhere.
    async fn fetched(&self, url: reqwest::Url) -> Result<RawAnswer, SendError> {
        let request = HttpRequest {
            url,
            headers: Vec::new(),
            key: None,
            body: HttpBody::None,
            timeout: self.service.settings.timeout,
            longest: LONGEST,
            day: self.service.catalog.today,
        };
        let lost = |reason| SendError::NoAnswer {
            reason: format!("it was painted, and the picture cannot be fetched: {reason}"),
        };
        let answer = self.service.http.exchange(request).await;
        let answer = answer.map_err(|err| lost(err.to_string()))?;
        match answer.is_success() {
            true => Ok(answer.to_raw()),
            false => Err(lost(format!("HTTP {}", answer.status))),
        }
    }
}

impl<W: Wire> Provider for Rest<W> {
    fn abilities(&self, model: &ModelId) -> Option<Abilities> {
        self.service.abilities(model)
    }

    fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange> {
        self.service.price(model, shape)
    }

    fn unpriced(&self, model: &ModelId) -> Advice {
        self.service.unpriced(model)
    }

    fn tokens(&self, raw: &RawAnswer) -> Option<Tokens> {
        self.wire.tokens(&HttpAnswer::of_raw(raw)?)
    }

    fn closed(&self, model: &ModelId) -> Option<Advice> {
        self.service.closed(model)
    }

    fn batches(&self, model: &ModelId) -> Option<&dyn Batches> {
        self.batches.as_deref().filter(|_| self.wire.takes_batches(model))
    }

    fn quote<'a>(&'a self, model: &ModelId, shape: &CallShape<'_>) -> Option<QuoteFuture<'a>> {
        let request = self.wire.quote(&self.service, model, shape)?;
        Some(Box::pin(async move {
            let answer = self.service.http.exchange(request?).await?;
            if let Some(error) = self.wire.failure(&self.service, &answer) {
                return Err(error);
            }
            let told = self.wire.quoted(&answer);
            told.ok_or_else(|| SendError::unavailable("its answer holds no price"))
        }))
    }

    fn repeats(&self, _model: &ModelId) -> Option<Duration> {
        self.wire.repeats()
    }

    fn send<'a>(&'a self, call: &'a Call) -> SendFuture<'a> {
        Box::pin(async move {
            let request = self.wire.request(&self.service, call)?;
            let answer = self.service.http.exchange(request).await;
            let answer = answer.map_err(|err| unbilled(err, self.wire.is_free()))?;
            if let Some(err) = self.wire.failure(&self.service, &answer) {
                return Err(unbilled(err, self.wire.is_free()));
            }
            match self.wire.picture_at(&self.service, &answer) {
                Some(url) => self.fetched(url).await,
                None => Ok(answer.to_raw()),
            }
        })
    }

    fn decode(&self, ask: &Ask, raw: &RawAnswer) -> Reply {
        let catalog = &self.service.catalog;
        let answer = HttpAnswer::of_raw(raw).unwrap_or_else(|| HttpAnswer::nothing(catalog.today));
        let bill = Bill::new(ask, &answer, catalog);
        self.wire.decode(ask, &answer, &bill)
    }
}

/// An answer of a free service that did not come leaves no doubt about money.
fn unbilled(err: SendError, is_free: bool) -> SendError {
    match err {
        SendError::NoAnswer { reason } if is_free => SendError::unavailable(reason),
        err => err,
    }
}
