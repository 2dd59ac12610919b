//! Seedream, by ByteDance. <https://docs.byteplus.com/en/docs/ModelArk/1541523>

use crate::model::catalog::listed::{Listed, Service};
use crate::model::{
    Abilities, Alpha, Avoid, CallShape, Role, Seed, Sizes, Tariff, Tiling, TokenRange,
};
use crate::money::{PriceRange, Usd};

/// A picture at 1K, one at 2K, and each picture that is shown to the model.
const SMALL: Usd = Usd::from_nanos(20_000_000);
const LARGE: Usd = Usd::from_nanos(35_000_000);
const REFERENCE: Usd = Usd::from_nanos(8_000_000);

/// The service paints others as well; none of these has fewer pixels than it paints.
const SIZES: [[u32; 2]; 9] = [
    [1024, 1024],
    [1376, 768],
    [768, 1376],
    [1280, 960],
    [960, 1280],
    [1536, 1024],
    [1024, 1536],
    [2048, 2048],
    [2048, 1152],
];

pub(crate) fn service() -> Service {
    Service {
        name: "seedream",
        models: vec![Listed {
            name: "seedream-5-5-261028",
            abilities: painter(),
            tariff: Tariff::Formula(price),
            gone: None,
        }],
        unlisted: |_| painter(),
        unlisted_fees: None,
        params: Some(&[]),
        safety: &[],
        tokens: |_, _| TokenRange::default(),
    }
}

fn painter() -> Abilities {
    Abilities {
        roles: vec![Role::Paint, Role::Edit],
        alpha: Alpha::Native,
        seed: Seed::None,
        avoid: Avoid::Words,
        references: 10,
        tiling: Tiling::None,
        sizes: Sizes::Table(SIZES.to_vec()),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a tariff may know no price")]
fn price(shape: &CallShape<'_>) -> Option<PriceRange> {
    let references = REFERENCE.times(u64::from(shape.pictures));
    let area = u64::from(shape.size[0]) * u64::from(shape.size[1]);
    // Where between the two the dearer price begins, its list does not say in pixels.
    let low = if area < 2048 * 2048 { SMALL } else { LARGE };
    let high = if area <= 1024 * 1024 { SMALL } else { LARGE };
    Some(PriceRange { low: low + references, high: high + references })
}
