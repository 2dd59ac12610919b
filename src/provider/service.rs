//! `Service`: what every provider that is reached over HTTP needs, whatever it speaks.

use std::sync::Arc;
use std::time::Duration;

use crate::model::{Abilities, CallShape, Catalog, ModelId};
use crate::money::PriceRange;
use crate::provider::http::KeyHeader;
use crate::provider::{Access, Advice, Endpoint, HttpClient, SendError};

/// What a project says of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceSettings {
    /// How long one answer may take.
    pub timeout: Duration,
    /// A safety setting that the service knows.
    pub safety: Option<String>,
}

impl Default for ServiceSettings {
    fn default() -> ServiceSettings {
        ServiceSettings { timeout: Duration::from_secs(180), safety: None }
    }
}

/// What every service needs: how it is reached, what its models cost, what the project says.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) http: HttpClient,
    pub(crate) access: Arc<Access>,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) settings: ServiceSettings,
}

impl Service {
    pub(crate) fn abilities(&self, model: &ModelId) -> Option<Abilities> {
        self.catalog.abilities(model)
    }

    pub(crate) fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange> {
        self.catalog.price(model, shape)
    }

    /// The key for a header of this name. Servers on this machine may have none.
    pub(crate) fn key(
        &self,
        name: &'static str,
        prefix: &'static str,
    ) -> Result<Option<KeyHeader<'_>>, SendError> {
        match self.access.key() {
            Ok(key) => Ok(Some(KeyHeader { name, prefix, key })),
            Err(_) if self.is_open() => Ok(None),
            Err(advice) => Err(SendError::Unavailable { advice, closed: true }),
        }
    }

    /// Why nothing can be sent to a model, as far as that is known before anything is: it needs a
    /// key, and there is none, or what is set for one is none; or a project names an address that
    /// the user has not agreed to. Servers on this machine need no key.
    pub(crate) fn closed(&self, model: &ModelId) -> Option<Advice> {
        let needs_key = Endpoint::of(model.provider()).is_some_and(Endpoint::needs_key);
        let is_open = self.is_open() && model.provider() != "google";
        let no_key = || self.access.key().err().filter(|_| needs_key && !is_open);
        self.access.blocked_by().cloned().or_else(no_key)
    }

    /// Whether requests may go without a key.
    fn is_open(&self) -> bool {
        self.access.url.is_loopback() && self.access.blocked_by().is_none()
    }

    /// Why there is no price: the model is gone, or nobody said what it costs.
    pub(crate) fn unpriced(&self, model: &ModelId) -> Advice {
        match self.catalog.gone(model) {
            Some(gone) => Advice {
                reason: format!("{model} was shut down on {}", gone.on),
                help: Some(format!("choose another model: `{}` took its place", gone.successor)),
            },
            None => Advice {
                reason: format!("no price is known for {model}, so nothing is sent"),
                help: Some(format!("give one in your own configuration: [price.\"{model}\"]")),
            },
        }
    }
}
