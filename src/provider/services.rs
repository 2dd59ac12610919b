//! `Services`: every provider that is reached over HTTP, made from plain settings.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::Catalog;
use crate::provider::a1111::A1111;
use crate::provider::comfy_router::ComfyRouter;
use crate::provider::comfyui::{ComfyUi, GraphConfig};
use crate::provider::google::Google;
use crate::provider::openai::{OpenAi, OpenAiBatches};
use crate::provider::pixellab::PixelLab;
use crate::provider::rest::Rest;
use crate::provider::retrodiffusion::RetroDiffusion;
use crate::provider::seedream::Seedream;
use crate::provider::service::Service;
use crate::provider::{Accesses, HttpClient, Provider, ServiceSettings};

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
        let openai = service("openai");
        let openai = Rest::new(openai.clone(), OpenAi).batching(OpenAiBatches::new(openai));
        vec![
            ("google", Arc::new(Google::new(service("google")))),
            ("openai", Arc::new(openai)),
            ("seedream", Arc::new(Rest::new(service("seedream"), Seedream))),
            ("comfy-router", Arc::new(Rest::new(service("comfy-router"), ComfyRouter))),
            ("a1111", Arc::new(Rest::new(service("a1111"), A1111))),
            ("comfyui", Arc::new(ComfyUi::new(service("comfyui"), Arc::clone(&self.graphs)))),
            ("retrodiffusion", Arc::new(Rest::new(service("retrodiffusion"), RetroDiffusion))),
            ("pixellab", Arc::new(Rest::new(service("pixellab"), PixelLab))),
        ]
    }
}
