//! Comfy Router: models of others, which answer as they do at home, at prices of the gateway's own.
//!
//! Prices: <https://docs.comfy.org/development/comfy-router/pricing>, in credits, of which a dollar
//! buys 211.

use crate::model::catalog::listed::{Listed, Service};
use crate::model::catalog::openai;
use crate::model::{Abilities, Role, Tariff, TokenRates};

/// What `params` of a manifest may name, and what they may say.
pub const PARAMS: &[(&str, &[&str])] =
    &[("quality", &["low", "medium", "high"]), ("moderation", &["auto", "low"])];

/// Credits that a dollar buys.
pub const CREDITS: u64 = 211;

pub(crate) fn service() -> Service {
    let listed = |name| Listed {
        name,
        abilities: painter(),
        // 1508.65, 2413.84, 3017.3 and 9051.9 credits a million.
        tariff: Tariff::tokens(TokenRates::of_mills(7_150, 11_440, 14_300, 42_900)),
        gone: None,
    };
    Service {
        name: "comfy-router",
        models: vec![listed("openai/gpt-image-2.5-flare"), listed("openai/gpt-image-2.5-sunburst")],
        unlisted: |_| painter(),
        unlisted_fees: None,
        params: Some(PARAMS),
        safety: &[],
        tokens: openai::tokens,
    }
}

/// As at home, but for pictures that are shown to it: where they stand in a request, the gateway does
/// not say.
fn painter() -> Abilities {
    let painter = openai::painter(&openai::SIZES);
    Abilities { roles: vec![Role::Paint], references: 0, ..painter }
}
