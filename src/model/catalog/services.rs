//! The list of all providers that this program speaks to by itself.

use std::sync::LazyLock;

use crate::model::catalog::listed::Service;
use crate::model::catalog::{google, local, openai, pixel, router, seedream};

/// Every provider that this program speaks to by itself.
pub(crate) fn services() -> &'static [Service] {
    static SERVICES: LazyLock<Vec<Service>> = LazyLock::new(|| {
        vec![
            google::service(),
            openai::service(),
            seedream::service(),
            router::service(),
            local::a1111(),
            local::comfyui(),
            pixel::retro_diffusion(),
            pixel::pixellab(),
        ]
    });
    &SERVICES
}

/// The provider of this name.
pub(crate) fn service(name: &str) -> Option<&'static Service> {
    services().iter().find(|it| it.name == name)
}
