//! `[price."PROVIDER/MODEL"]` of a user's configuration: what a model costs here.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::model::{Fees, ModelId, TokenRates};
use crate::money::Usd;

/// What a model costs: by tokens or by call, not by both.
pub(crate) enum Price {
    /// In USD for a million tokens.
    Tokens(TokenRates),
    /// In USD for a call.
    Calls(Fees),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PriceTable {
    text_in: Option<Amount>,
    image_in: Option<Amount>,
    text_out: Option<Amount>,
    image_out: Option<Amount>,
    paint: Option<Amount>,
    edit: Option<Amount>,
    judge: Option<Amount>,
    refine: Option<Amount>,
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Price, D::Error> {
        let it = PriceTable::deserialize(deserializer)?;
        let has = |amounts: [&Option<Amount>; 4]| amounts.iter().any(|it| it.is_some());
        let by_tokens = has([&it.text_in, &it.image_in, &it.text_out, &it.image_out]);
        let by_call = has([&it.paint, &it.edit, &it.judge, &it.refine]);
        let usd = |amount: Option<Amount>| amount.map(|it| it.0);
        if by_tokens == by_call {
            return Err(Error::custom("a price by tokens or one by call"));
        }
        if by_call {
            let (paint, edit) = (usd(it.paint), usd(it.edit));
            let (judge, refine) = (usd(it.judge), usd(it.refine));
            return Ok(Price::Calls(Fees { paint, edit, judge, refine }));
        }
        let text_in = usd(it.text_in).ok_or_else(|| Error::missing_field("text-in"))?;
        Ok(Price::Tokens(TokenRates {
            text_in,
            // Pictures shown cost what words cost, where nothing else is said.
            image_in: usd(it.image_in).unwrap_or(text_in),
            text_out: usd(it.text_out).ok_or_else(|| Error::missing_field("text-out"))?,
            image_out: usd(it.image_out).unwrap_or_default(),
        }))
    }
}

/// An amount in USD, as a person writes it.
pub(crate) struct Amount(pub(crate) Usd);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
        let dollars = f64::deserialize(deserializer).ok().and_then(Usd::from_f64);
        dollars.map(Amount).ok_or_else(|| Error::custom("an amount in USD, like 0.04"))
    }
}

/// The model that a price is for.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
pub(crate) struct Priced(pub(crate) ModelId);

impl TryFrom<String> for Priced {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Priced, &'static str> {
        name.parse().map(Priced).map_err(|_| "named `provider/model`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::parse_config;

    #[test]
    fn a_model_is_priced_by_tokens_or_by_call() {
        let config = parse_config(
            "[price.\"google/a\"]\ntext-in = 1.5\ntext-out = 7.5\nimage-out = 30\n\
             [price.\"google/b\"]\npaint = 0.04\n",
        );
        let config = config.unwrap();
        let rates = config.rates[&"google/a".parse().unwrap()];
        assert_eq!(rates, TokenRates::of_mills(1_500, 1_500, 7_500, 30_000));
        let fees = config.fees[&"google/b".parse().unwrap()];
        assert_eq!((fees.paint, fees.judge), (Usd::from_f64(0.04), None));
        for (text, problem) in [
            (
                "paint = 1\ntext-in = 1",
                "line 1: `price.\"google/a\"` must be a price by tokens or one by call",
            ),
            ("", "line 1: `price.\"google/a\"` must be a price by tokens or one by call"),
            ("text-in = 1", "line 1: `price.\"google/a\".text-out` is missing"),
            (
                "paint = -1",
                "line 2: `price.\"google/a\".paint` must be an amount in USD, like 0.04",
            ),
            ("pant = 1", "line 2: unknown key `price.\"google/a\".pant`; did you mean `paint`?"),
        ] {
            let err = parse_config(&format!("[price.\"google/a\"]\n{text}")).unwrap_err();
            assert_eq!(err.to_string(), problem);
        }
    }
}
