//! Gemini models on Google's Developer API.
//!
//! Prices: <https://ai.google.dev/gemini-api/docs/pricing>; lives of models:
//! <https://ai.google.dev/gemini-api/docs/changelog>; sizes: the image generation guide there.

use crate::model::catalog::Gone;
use crate::model::catalog::listed::{Listed, Service};
use crate::model::{
    Abilities, Alpha, Avoid, CallShape, Day, Fees, Role, Seed, Sizes, Tariff, Tiling, TokenRange,
    TokenRates, Tokens,
};
use crate::money::Usd;

/// A size that a model paints, and how it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Width to height, as the service writes it.
    pub aspect: &'static str,
    /// `512`, `1K`, `2K`, `4K`; `None` for a model that takes no size.
    pub resolution: Option<&'static str>,
    /// Width × height in pixels. The service keeps to it nearly always.
    pub size: [u32; 2],
    /// What such a picture is billed as.
    pub tokens: u64,
}

/// Tokens that an input picture stands for at the default resolution.
pub const TOKENS_PER_PICTURE: u64 = 1120;
/// The most tokens that a judge or a refiner may write, thoughts included. It is sent, so that the
/// price of a call has a bound.
pub const MOST_WORDS: u64 = 8192;
/// Thoughts of an image model beside its picture: 272 tokens were seen, and no bound can be sent.
const MOST_THOUGHTS: u64 = 1024;

/// At 1K; `512` is half of it, `2K` double, `4K` four times.
const ASPECTS: [(&str, [u32; 2]); 14] = [
    ("1:1", [1024, 1024]),
    ("2:3", [848, 1264]),
    ("3:2", [1264, 848]),
    ("3:4", [896, 1200]),
    ("4:3", [1200, 896]),
    ("4:5", [928, 1152]),
    ("5:4", [1152, 928]),
    ("9:16", [768, 1376]),
    ("16:9", [1376, 768]),
    ("21:9", [1584, 672]),
    ("1:4", [512, 2048]),
    ("4:1", [2048, 512]),
    ("1:8", [384, 3072]),
    ("8:1", [3072, 384]),
];

/// What `gemini-2.5-flash-image` paints.
const OLD_ASPECTS: [(&str, [u32; 2]); 10] = [
    ("1:1", [1024, 1024]),
    ("2:3", [832, 1248]),
    ("3:2", [1248, 832]),
    ("3:4", [864, 1184]),
    ("4:3", [1184, 864]),
    ("4:5", [896, 1152]),
    ("5:4", [1152, 896]),
    ("9:16", [768, 1344]),
    ("16:9", [1344, 768]),
    ("21:9", [1536, 672]),
];

/// Resolutions, with the numerator and denominator of their sides at 1K, and the tokens of a
/// picture.
type Resolution = (&'static str, u32, u32, u64);

const HALF: Resolution = ("512", 1, 2, 747);
const ONE: Resolution = ("1K", 1, 1, 1120);
const TWO: Resolution = ("2K", 2, 1, 1680);
const FOUR: Resolution = ("4K", 4, 1, 2520);

/// Every size that a model paints, the smallest resolution first.
pub fn frames(model: &str) -> Vec<Frame> {
    let (n_aspects, resolutions): (usize, &[Resolution]) = match model {
        "gemini-2.5-flash-image" => return old_frames(),
        "gemini-3.1-flash-lite-image" => (14, &[ONE]),
        "gemini-3.1-flash-image" => (14, &[HALF, ONE, TWO, FOUR]),
        // Its pictures have as many tokens at 2K as at 1K.
        "gemini-3-pro-image" => (10, &[ONE, ("2K", 2, 1, 1120), ("4K", 4, 1, 2000)]),
        _ => (14, &[ONE, TWO, FOUR]),
    };
    let mut res = Vec::new();
    for &(resolution, times, of, tokens) in resolutions {
        res.extend(ASPECTS[..n_aspects].iter().map(|&(aspect, size)| Frame {
            aspect,
            resolution: Some(resolution),
            size: size.map(|it| it * times / of),
            tokens,
        }));
    }
    res
}

fn old_frames() -> Vec<Frame> {
    let frame = |&(aspect, size): &(&'static str, [u32; 2])| Frame {
        aspect,
        resolution: None,
        size,
        tokens: 1290,
    };
    OLD_ASPECTS.iter().map(frame).collect()
}

/// How a size is asked for; the dearest frame where the model has none of this size.
pub fn frame(model: &str, size: [u32; 2]) -> Frame {
    let all = frames(model);
    let found = all.iter().find(|it| it.size == size);
    *found.or(all.iter().max_by_key(|it| it.tokens)).expect("every model paints something")
}

pub(crate) fn service() -> Service {
    Service {
        name: "google",
        models: models(),
        unlisted: |name| match is_painter(name) {
            true => painter(name, 14),
            false => reader(),
        },
        unlisted_fees: None,
        params: Some(&[("thinking", &["minimal", "medium", "high"])]),
        safety: &[
            "off",
            "block-none",
            "block-only-high",
            "block-medium-and-above",
            "block-low-and-above",
        ],
        tokens,
    }
}

fn models() -> Vec<Listed> {
    let lasting = |name, abilities, rates| Listed {
        name,
        abilities,
        tariff: Tariff::tokens(rates),
        gone: None,
    };
    let ending = |name, abilities, rates, on, successor| {
        let gone = Some(Gone { on, successor });
        Listed { name, abilities, tariff: Tariff::tokens(rates), gone }
    };
    let rates = TokenRates::of_mills;
    let paints = |name, references| (name, painter(name, references));
    let mut res = Vec::new();
    let mut keep =
        |it: (&'static str, Abilities), it_costs| res.push(lasting(it.0, it.1, it_costs));
    keep(paints("gemini-nano-banana-2.1", 14), rates(1_500, 1_500, 7_500, 30_000));
    keep(paints("gemini-3.1-flash-lite-image", 14), rates(250, 250, 1_500, 30_000));
    keep(paints("gemini-3-pro-image", 14), rates(2_000, 2_000, 12_000, 120_000));
    keep(paints("gemini-3.1-flash-image", 14), rates(500, 500, 3_000, 60_000));
    keep(("gemini-3.5-flash-lite", reader()), rates(300, 300, 2_500, 0));
    keep(("gemini-4-argon", reader()), rates(2_000, 2_000, 10_000, 0));
    res.insert(4, flash_3_8());
    let (old, references) = ("gemini-2.5-flash-image", 3);
    let until = Day::new(2027, 3, 15);
    let costs = rates(300, 300, 2_500, 30_000);
    res.push(ending(old, painter(old, references), costs, until, "google/gemini-nano-banana-2.1"));
    res.extend(SHUT_DOWN.iter().map(shut_down));
    res
}

/// Who still reaches one of them, at an address of their own, is billed what it was or what the
/// user says.
fn shut_down((name, on, paint): &(&'static str, Day, Option<Usd>)) -> Listed {
    let (abilities, successor) = match is_painter(name) {
        true => {
            let references = if name.starts_with("imagen-") { 0 } else { 14 };
            (painter(name, references), "google/gemini-nano-banana-2.1")
        }
        false => (reader(), "google/gemini-3.8-flash"),
    };
    let tariff = Tariff::Calls(Fees { paint: *paint, ..Fees::default() });
    Listed { name, abilities, tariff, gone: Some(Gone { on: *on, successor }) }
}

/// Its price doubles with the new year.
fn flash_3_8() -> Listed {
    let dated = vec![
        (Day::new(2026, 10, 7), TokenRates::of_mills(750, 750, 3_750, 0)),
        (Day::new(2027, 1, 1), TokenRates::of_mills(1_500, 1_500, 7_500, 0)),
    ];
    let tariff = Tariff::Tokens(dated);
    Listed { name: "gemini-3.8-flash", abilities: reader(), tariff, gone: None }
}

/// Models that manifests may still name, with the last price of a picture where it had one.
const SHUT_DOWN: &[(&str, Day, Option<Usd>)] = &[
    ("imagen-4.0-generate-001", Day::new(2026, 8, 17), cents(4)),
    ("imagen-4.0-ultra-generate-001", Day::new(2026, 8, 17), cents(6)),
    ("imagen-4.0-fast-generate-001", Day::new(2026, 8, 17), cents(2)),
    ("gemini-3-pro-image-preview", Day::new(2026, 6, 25), None),
    ("gemini-3.1-flash-image-preview", Day::new(2026, 6, 25), None),
    ("gemini-2.0-flash", Day::new(2026, 6, 1), None),
    ("gemini-2.0-flash-exp", Day::new(2026, 6, 1), None),
    ("gemini-2.0-flash-lite", Day::new(2026, 6, 1), None),
];

const fn cents(n: u64) -> Option<Usd> {
    Some(Usd::from_nanos(n * 10_000_000))
}

fn is_painter(name: &str) -> bool {
    ["image", "imagen", "banana"].iter().any(|it| name.contains(it))
}

/// They answer JPEG, never alpha, and are told in the prompt what to leave out.
fn painter(name: &str, references: u32) -> Abilities {
    Abilities {
        roles: vec![Role::Paint, Role::Edit],
        alpha: Alpha::None,
        seed: Seed::BestEffort,
        avoid: Avoid::Words,
        references,
        tiling: Tiling::None,
        sizes: Sizes::Table(frames(name).into_iter().map(|it| it.size).collect()),
    }
}

/// A model that sees pictures and writes words.
fn reader() -> Abilities {
    Abilities {
        roles: vec![Role::Judge, Role::Refine],
        alpha: Alpha::None,
        seed: Seed::None,
        avoid: Avoid::Words,
        references: 16,
        tiling: Tiling::None,
        sizes: Sizes::Table(Vec::new()),
    }
}

/// Four bytes make a token of English, and no language that prompts are written in has less than
/// two to the token.
fn tokens(model: &str, shape: &CallShape<'_>) -> TokenRange {
    let words = shape.words as u64;
    let read = Tokens {
        text_in: words / 8,
        image_in: 258 * u64::from(shape.pictures),
        ..Tokens::default()
    };
    let most_read = Tokens {
        text_in: words.div_ceil(2) + 64,
        image_in: TOKENS_PER_PICTURE * u64::from(shape.pictures),
        ..Tokens::default()
    };
    match shape.role {
        Role::Paint | Role::Edit => {
            let image_out = frame(model, shape.size).tokens;
            TokenRange {
                low: Tokens { image_out, ..read },
                high: Tokens { image_out, text_out: MOST_THOUGHTS, ..most_read },
            }
        }
        Role::Judge | Role::Refine => TokenRange {
            low: Tokens { text_out: 64, ..read },
            high: Tokens { text_out: MOST_WORDS, ..most_read },
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::Catalog;

    fn price(model: &str, size: [u32; 2]) -> [Usd; 2] {
        let params = BTreeMap::new();
        let shape = CallShape::of_picture(size, 0, 0, &params);
        let model = format!("google/{model}").parse().unwrap();
        let range = Catalog::default().price(&model, &shape).unwrap();
        [range.low, range.high]
    }

    #[test]
    fn a_picture_costs_by_its_size() {
        let low = |model, size| price(model, size)[0].to_string();
        assert_eq!(low("gemini-nano-banana-2.1", [1024, 1024]), "$0.0336");
        assert_eq!(low("gemini-nano-banana-2.1", [2752, 1536]), "$0.0504");
        assert_eq!(low("gemini-nano-banana-2.1", [4096, 4096]), "$0.0756");
        assert_eq!(low("gemini-3-pro-image", [1024, 1024]), "$0.1344");
        assert_eq!(low("gemini-3-pro-image", [4096, 4096]), "$0.24");
        assert_eq!(low("gemini-3.1-flash-image", [512, 512]), "$0.0448");
        assert_eq!(low("gemini-2.5-flash-image", [1344, 768]), "$0.0387");
        let [low, high] = price("gemini-nano-banana-2.1", [1024, 1024]);
        assert!(low < high && high < low.times(2), "{low} {high}");
    }

    #[test]
    fn sizes_are_asked_for_as_the_service_writes_them() {
        let wide = frame("gemini-nano-banana-2.1", [1376, 768]);
        assert_eq!((wide.aspect, wide.resolution), ("16:9", Some("1K")));
        let large = frame("gemini-nano-banana-2.1", [1536, 2752]);
        assert_eq!((large.aspect, large.resolution), ("9:16", Some("2K")));
        assert_eq!(frame("gemini-3.1-flash-image", [512, 512]).resolution, Some("512"));
        assert_eq!(frame("gemini-2.5-flash-image", [1344, 768]).resolution, None);
        assert!(frames("gemini-3-pro-image").iter().all(|it| it.aspect != "1:8"));
    }

    #[test]
    fn a_model_that_is_gone_names_its_successor_and_has_no_price() {
        let catalog = Catalog::default();
        let imagen = "google/imagen-4.0-generate-001".parse().unwrap();
        let gone = catalog.gone(&imagen).unwrap();
        assert_eq!(gone.on.to_string(), "2026-08-17");
        assert_eq!(gone.successor, "google/gemini-nano-banana-2.1");
        let shape = CallShape::of_words(Role::Paint, 0, 0);
        assert_eq!(catalog.price(&imagen, &shape), None);
        let rerouted = Catalog { rerouted: ["google".to_owned()].into(), ..Catalog::default() };
        assert_eq!(rerouted.gone(&imagen), None);
        let old = "google/gemini-2.5-flash-image".parse().unwrap();
        assert_eq!((catalog.gone(&old), catalog.end(&old).is_some()), (None, true));
    }

    #[test]
    fn every_successor_can_be_chosen() {
        let catalog = Catalog::default();
        let known = catalog.models("google");
        for it in models() {
            let successor = it.gone.map(|gone| gone.successor.to_owned());
            assert!(successor.is_none_or(|it| known.contains(&it)), "{}", it.name);
        }
    }

    #[test]
    fn a_judges_price_rises_with_the_new_year() {
        let shape = CallShape::of_words(Role::Judge, 1, 4000);
        let price = |today| {
            let catalog = Catalog { today, ..Catalog::default() };
            catalog.price(&"google/gemini-3.8-flash".parse().unwrap(), &shape).unwrap()
        };
        let (old, new) = (price(Day::new(2026, 12, 31)), price(Day::new(2027, 1, 1)));
        assert_eq!(new.high, old.high.times(2));
    }

    #[test]
    fn an_unlisted_model_needs_a_price_of_the_users() {
        let new = "google/gemini-nano-banana-9".parse().unwrap();
        assert_eq!(Catalog::default().abilities(&new), None);
        let rates = TokenRates::of_mills(1_000, 1_000, 5_000, 20_000);
        let catalog = Catalog { rates: [(new.clone(), rates)].into(), ..Catalog::default() };
        assert_eq!(catalog.abilities(&new).unwrap().roles, [Role::Paint, Role::Edit]);
        let params = BTreeMap::new();
        let shape = CallShape::of_picture([1024, 1024], 0, 0, &params);
        assert_eq!(catalog.price(&new, &shape).unwrap().low.to_string(), "$0.0224");
    }
}
