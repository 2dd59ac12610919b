//! Image models of OpenAI, and of servers that speak its interface.
//!
//! Prices: <https://openai.com/api/pricing>; lives of models:
//! <https://platform.openai.com/docs/deprecations>; sizes and qualities: the guide to image
//! generation there; batches: <https://platform.openai.com/docs/guides/batch>.

use crate::model::catalog::Gone;
use crate::model::catalog::listed::{Listed, Service};
use crate::model::{
    Abilities, Alpha, Avoid, CallShape, Day, Fees, Role, Seed, Sizes, Tariff, Tiling, TokenRange,
    TokenRates, Tokens,
};

/// What a picture is asked for where the manifest says nothing of it.
pub const QUALITY: &str = "medium";

/// Qualities, and the tokens of a picture of 1024 × 1024.
const QUALITIES: [(&str, u64); 5] =
    [("low", 200), ("medium", 439), ("high", 1767), ("xhigh", 3134), ("max", 7034)];
/// A reference at the highest fidelity.
const MOST_TOKENS_PER_REFERENCE: u64 = 6240;

/// Both sides are multiples of 16 and none is more than three times the other. The service paints
/// many more; these are enough for every aspect.
pub(crate) const SIZES: [[u32; 2]; 13] = [
    [1024, 1024],
    [1536, 1024],
    [1024, 1536],
    [1280, 960],
    [960, 1280],
    [1376, 768],
    [768, 1376],
    [1536, 512],
    [512, 1536],
    [1536, 768],
    [768, 1536],
    [2048, 2048],
    [2048, 1152],
];
/// What models before `gpt-image-2` paint.
const OLD_SIZES: [[u32; 2]; 3] = [[1024, 1024], [1536, 1024], [1024, 1536]];

/// Whether a model is one of OpenAI's own, and takes all that its interface has.
pub fn is_listed(name: &str) -> bool {
    models().iter().any(|it| it.name == name)
}

/// Whether a model's pictures may be asked for in batches: what came before and after these may not.
pub fn takes_batches(name: &str) -> bool {
    BATCHED.contains(&name)
}

/// The models of which batches are taken, for generations and for edits.
const BATCHED: [&str; 3] = ["gpt-image-2.5-flare", "gpt-image-2.5-sunburst", "gpt-image-2"];

/// What `params` of a manifest may name, and what they may say.
pub const PARAMS: &[(&str, &[&str])] =
    &[("quality", &["low", "medium", "high", "xhigh", "max"]), ("moderation", &["auto", "low"])];

pub(crate) fn service() -> Service {
    Service {
        name: "openai",
        models: models(),
        unlisted: |_| Abilities { alpha: Alpha::None, references: 4, ..painter(&OLD_SIZES) },
        unlisted_fees: None,
        params: Some(PARAMS),
        safety: &[],
        tokens,
    }
}

fn models() -> Vec<Listed> {
    let rates = |image_in, image_out| {
        Tariff::tokens(TokenRates::of_mills(5_000, image_in, image_out, image_out))
    };
    let lasting = |name| Listed {
        name,
        abilities: painter(&SIZES),
        tariff: rates(8_000, 30_000),
        gone: None,
    };
    let names = ["gpt-image-2.5-flare", "gpt-image-2.5-sunburst", "gpt-image-2.6-flare"];
    let mut res: Vec<Listed> = names.into_iter().map(lasting).collect();
    res.push(lasting("gpt-image-2.6-sunburst"));
    // It left backgrounds out in a preview, which ended on 2026-09-30.
    let without_alpha = Abilities { alpha: Alpha::None, ..painter(&SIZES) };
    res.push(Listed { abilities: without_alpha, ..lasting("gpt-image-2") });
    for (name, image_in, image_out, text_in) in [
        ("gpt-image-1.5", 8_000, 32_000, 5_000),
        ("gpt-image-1-mini", 2_500, 8_000, 2_000),
        ("chatgpt-image-latest", 8_000, 32_000, 5_000),
    ] {
        let rates = TokenRates::of_mills(text_in, image_in, image_out, image_out);
        let gone = Some(ended(Day::new(2026, 12, 1)));
        res.push(Listed {
            name,
            abilities: painter(&OLD_SIZES),
            tariff: Tariff::tokens(rates),
            gone,
        });
    }
    for (name, on) in [
        ("gpt-image-1", Day::new(2026, 10, 23)),
        ("dall-e-3", Day::new(2026, 5, 12)),
        ("dall-e-2", Day::new(2026, 5, 12)),
    ] {
        let tariff = Tariff::Calls(Fees::default());
        res.push(Listed { name, abilities: painter(&OLD_SIZES), tariff, gone: Some(ended(on)) });
    }
    res
}

fn ended(on: Day) -> Gone {
    Gone { on, successor: "openai/gpt-image-2.5-flare" }
}

/// They leave the background out where the account may ask for that, and take no seed.
pub(crate) fn painter(sizes: &[[u32; 2]]) -> Abilities {
    Abilities {
        roles: vec![Role::Paint, Role::Edit],
        alpha: Alpha::Native,
        seed: Seed::None,
        avoid: Avoid::Words,
        references: 16,
        tiling: Tiling::None,
        sizes: Sizes::Table(sizes.to_vec()),
    }
}

/// A picture has as many tokens as its quality says for its area.
pub(crate) fn tokens(_: &str, shape: &CallShape<'_>) -> TokenRange {
    let quality = shape.params.get("quality").and_then(serde_json::Value::as_str);
    let wanted = quality.unwrap_or(QUALITY);
    let (_, square) = *QUALITIES.iter().find(|(it, _)| *it == wanted).unwrap_or(&QUALITIES[4]);
    let area = u64::from(shape.size[0]) * u64::from(shape.size[1]);
    let image_out = (square * area).div_ceil(1024 * 1024);
    let (words, pictures) = (shape.words as u64, u64::from(shape.pictures));
    let low = Tokens { text_in: words / 8, image_in: 64 * pictures, image_out, text_out: 0 };
    let high = Tokens {
        text_in: words.div_ceil(2) + 64,
        image_in: MOST_TOKENS_PER_REFERENCE * pictures,
        // What a picture has in the end differs a little from what its quality promises.
        image_out: image_out + image_out / 4,
        text_out: 0,
    };
    TokenRange { low, high }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::Catalog;

    #[test]
    fn a_picture_costs_by_quality_and_area() {
        let price = |quality: &str, size| {
            let params = BTreeMap::from([("quality".to_owned(), quality.into())]);
            let shape = CallShape::of_picture(size, 0, 0, &params);
            let model = "openai/gpt-image-2.5-flare".parse().unwrap();
            Catalog::default().price(&model, &shape).unwrap().low.to_string()
        };
        assert_eq!(price("low", [1024, 1024]), "$0.006");
        assert_eq!(price("medium", [1024, 1024]), "$0.0132");
        assert_eq!(price("high", [1024, 1024]), "$0.053");
        assert_eq!(price("high", [1536, 512]), "$0.0398");
    }

    #[test]
    fn every_size_is_one_that_the_service_paints() {
        for [width, height] in SIZES {
            assert!(width % 16 == 0 && height % 16 == 0, "{width}x{height}");
            assert!(width.max(height) <= 3 * width.min(height), "{width}x{height}");
        }
    }

    #[test]
    fn whatever_takes_batches_is_offered() {
        let offered = Catalog::default().models("openai");
        for name in BATCHED {
            assert!(offered.contains(&format!("openai/{name}")), "{name}");
        }
    }

    #[test]
    fn models_that_are_gone_name_one_that_is_not() {
        let catalog = Catalog::default();
        let gone = catalog.gone(&"openai/gpt-image-1".parse().unwrap()).unwrap();
        assert_eq!(gone.on.to_string(), "2026-10-23");
        assert!(catalog.models("openai").contains(&gone.successor.to_owned()));
        let ending = "openai/gpt-image-1.5".parse().unwrap();
        assert_eq!((catalog.gone(&ending), catalog.end(&ending).is_some()), (None, true));
    }
}
