//! `Services`: every provider that is reached over HTTP, made from plain settings.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::model::{Abilities, CallShape, Catalog, ModelId};
use crate::money::PriceRange;
use crate::provider::a1111::A1111;
use crate::provider::comfyui::{ComfyUi, GraphConfig};
use crate::provider::google::Google;
use crate::provider::http::KeyHeader;
use crate::provider::openai::OpenAi;
use crate::provider::pixellab::PixelLab;
use crate::provider::rest::Rest;
use crate::provider::retrodiffusion::RetroDiffusion;
use crate::provider::{Access, Accesses, Advice, HttpClient, Provider, SendError};

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
            Err(_) if self.access.url.is_loopback() => Ok(None),
            Err(advice) => Err(SendError::Unavailable { advice, closed: true }),
        }
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

/// Every provider that is reached over HTTP, as this user reaches it.
#[derive(Clone, Default)]
pub struct Services {
    /// Shared by all; opens nothing by itself.
    pub http: HttpClient,
    /// How each is reached.
    pub accesses: Accesses,
    /// The user's own graphs, by name.
    pub graphs: Arc<BTreeMap<String, GraphConfig>>,
}

impl Services {
    /// The providers, with what a project says of them.
    #[must_use]
    pub fn providers(
        &self,
        catalog: &Arc<Catalog>,
        settings: &BTreeMap<String, ServiceSettings>,
    ) -> Vec<(&'static str, Arc<dyn Provider>)> {
        let service = |name: &str| Service {
            http: self.http.clone(),
            access: Arc::clone(self.accesses.of(name).expect("every provider has an endpoint")),
            catalog: Arc::clone(catalog),
            settings: settings.get(name).cloned().unwrap_or_default(),
        };
        vec![
            ("google", Arc::new(Google::new(service("google")))),
            ("openai", Arc::new(Rest::new(service("openai"), OpenAi))),
            ("a1111", Arc::new(Rest::new(service("a1111"), A1111))),
            ("comfyui", Arc::new(ComfyUi::new(service("comfyui"), Arc::clone(&self.graphs)))),
            ("retrodiffusion", Arc::new(Rest::new(service("retrodiffusion"), RetroDiffusion))),
            ("pixellab", Arc::new(Rest::new(service("pixellab"), PixelLab))),
        ]
    }
}
