//! Servers on the user's own machine: whatever models they have loaded, for nothing.

use crate::model::catalog::listed::Service;
use crate::model::{Abilities, Alpha, Avoid, Fees, Role, Seed, Sizes, Tiling, TokenRange};

/// AUTOMATIC1111, Forge, stable-diffusion.cpp.
pub(crate) fn a1111() -> Service {
    service("a1111", |_| Abilities {
        roles: vec![Role::Paint],
        alpha: Alpha::None,
        seed: Seed::Exact,
        avoid: Avoid::Field,
        // What the picture begins from.
        references: 1,
        // Its padding goes round along both axes or none.
        tiling: Tiling::Both,
        sizes: Sizes::Table(SIZES.to_vec()),
    })
}

/// ComfyUI. What a graph can do, the project says.
pub(crate) fn comfyui() -> Service {
    service("comfyui", |_| Abilities {
        roles: vec![Role::Paint],
        alpha: Alpha::None,
        seed: Seed::Exact,
        avoid: Avoid::Words,
        references: 0,
        tiling: Tiling::None,
        sizes: Sizes::Table(SIZES.to_vec()),
    })
}

/// What models of the Stable Diffusion family paint well: multiples of 64 around a megapixel, and
/// the half of it.
const SIZES: [[u32; 2]; 8] = [
    [512, 512],
    [768, 512],
    [512, 768],
    [1024, 1024],
    [1216, 832],
    [832, 1216],
    [1344, 768],
    [768, 1344],
];

fn service(name: &'static str, unlisted: fn(&str) -> Abilities) -> Service {
    Service {
        name,
        models: Vec::new(),
        unlisted,
        unlisted_fees: Some(Fees::FREE),
        params: None,
        safety: &[],
        tokens: |_, _| TokenRange::default(),
    }
}
