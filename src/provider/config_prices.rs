//! `[price."PROVIDER/MODEL"]` of a user's configuration: what a model costs here.

use toml::Table;

use crate::model::{Fees, ModelId, TokenRates};
use crate::money::Usd;
use crate::provider::config::{known_keys, table_at, usd_at};
use crate::provider::{ConfigProblem, UserConfig};

/// By tokens, in USD for a million.
const RATES: [&str; 4] = ["text-in", "image-in", "text-out", "image-out"];
/// By call, in USD.
const FEES: [&str; 4] = ["paint", "edit", "judge", "refine"];

/// Reads all prices. A model is billed by tokens or by call, not by both.
pub(crate) fn prices_at(table: &Table, config: &mut UserConfig) -> Result<(), ConfigProblem> {
    for (name, value) in table {
        let key = format!("price.\"{name}\"");
        let wrong = |expected| ConfigProblem::Value { key: key.clone(), expected };
        let model: ModelId = name.parse().map_err(|_| wrong("named `provider/model`"))?;
        let own = table_at(&key, value)?;
        known_keys(&key, own, &[RATES.as_slice(), &FEES].concat())?;
        let has = |names: &[&str]| names.iter().any(|it| own.contains_key(*it));
        match (has(&RATES), has(&FEES)) {
            (true, false) => {
                config.rates.insert(model, rates(&key, own)?);
            }
            (false, true) => {
                config.fees.insert(model, fees(&key, own)?);
            }
            _ => return Err(wrong("a price by tokens or one by call")),
        }
    }
    Ok(())
}

fn amount(key: &str, table: &Table, name: &str) -> Result<Option<Usd>, ConfigProblem> {
    table.get(name).map(|value| usd_at(format!("{key}.{name}"), value)).transpose()
}

/// Pictures shown cost what words cost, where nothing else is said.
fn rates(key: &str, table: &Table) -> Result<TokenRates, ConfigProblem> {
    let needed = |name: &str| {
        let missing = ConfigProblem::Missing { key: format!("{key}.{name}") };
        amount(key, table, name)?.ok_or(missing)
    };
    let text_in = needed("text-in")?;
    Ok(TokenRates {
        text_in,
        image_in: amount(key, table, "image-in")?.unwrap_or(text_in),
        text_out: needed("text-out")?,
        image_out: amount(key, table, "image-out")?.unwrap_or_default(),
    })
}

fn fees(key: &str, table: &Table) -> Result<Fees, ConfigProblem> {
    Ok(Fees {
        paint: amount(key, table, "paint")?,
        edit: amount(key, table, "edit")?,
        judge: amount(key, table, "judge")?,
        refine: amount(key, table, "refine")?,
    })
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
                "`price.\"google/a\"` must be a price by tokens or one by call",
            ),
            ("", "`price.\"google/a\"` must be a price by tokens or one by call"),
            ("text-in = 1", "`price.\"google/a\".text-out` is missing"),
            ("paint = -1", "`price.\"google/a\".paint` must be an amount in USD, like 0.04"),
            ("pant = 1", "unknown key `price.\"google/a\".pant`; did you mean `paint`?"),
        ] {
            let err = parse_config(&format!("[price.\"google/a\"]\n{text}")).unwrap_err();
            assert_eq!(err.to_string(), problem);
        }
    }
}
