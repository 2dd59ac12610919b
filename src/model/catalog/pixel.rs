//! Services that paint pixel art at its true size: Retro Diffusion and PixelLab.
//!
//! <https://github.com/Retro-Diffusion/api-examples>, <https://api.pixellab.ai/v1/docs>. Both say in
//! each answer what it cost.

use crate::model::catalog::listed::{Listed, Service};
use crate::model::{
    Abilities, Alpha, Avoid, CallShape, Role, Seed, Sizes, Tariff, Tiling, TokenRange,
};
use crate::money::{PriceRange, Usd};

/// Retro Diffusion bills from $0.015 to $0.18 for a picture, by model and size.
const RETRO_DIFFUSION: [Usd; 2] = [Usd::from_nanos(15_000_000), Usd::from_nanos(180_000_000)];
/// PixelLab names no list; what it bills stays below this.
const PIXELLAB: [Usd; 2] = [Usd::from_nanos(5_000_000), Usd::from_nanos(50_000_000)];

pub(crate) fn retro_diffusion() -> Service {
    let tariff = || Tariff::Formula(|_: &CallShape<'_>| range(RETRO_DIFFUSION));
    let model = |name, references, max| Listed {
        name,
        abilities: tiling(painter(Seed::BestEffort, references, [16, max])),
        tariff: tariff(),
        gone: None,
    };
    Service {
        name: "retrodiffusion",
        models: vec![model("rd_fast", 0, 512), model("rd_plus", 0, 512), model("rd_pro", 9, 512)],
        unlisted: |_| tiling(painter(Seed::BestEffort, 0, [16, 512])),
        unlisted_fees: None,
        params: None,
        safety: &[],
        tokens: |_, _| TokenRange::default(),
    }
}

pub(crate) fn pixellab() -> Service {
    let model = |name, max| Listed {
        name,
        abilities: painter(Seed::Exact, 1, [16, max]),
        tariff: Tariff::Formula(|_: &CallShape<'_>| range(PIXELLAB)),
        gone: None,
    };
    Service {
        name: "pixellab",
        models: vec![model("pixflux", 400), model("bitforge", 200)],
        unlisted: |_| painter(Seed::Exact, 1, [16, 200]),
        unlisted_fees: None,
        params: None,
        safety: &[],
        tokens: |_, _| TokenRange::default(),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a tariff may know no price")]
fn range([low, high]: [Usd; 2]) -> Option<PriceRange> {
    Some(PriceRange { low, high })
}

/// It can be told to paint what repeats.
fn tiling(painter: Abilities) -> Abilities {
    Abilities { tiling: Tiling::Axes, ..painter }
}

/// They leave the background out. To name what is not wanted calls it up.
fn painter(seed: Seed, references: u32, [min, max]: [u32; 2]) -> Abilities {
    Abilities {
        roles: vec![Role::Paint],
        alpha: Alpha::Native,
        seed,
        avoid: Avoid::None,
        references,
        tiling: Tiling::None,
        sizes: Sizes::ArtPixels { min, max },
    }
}
