//! `Catalog`: which models there are, what they can do and what they cost, here and today.
//!
//! What is built in, with the user's own prices. Nothing of it is part of any key: abilities come
//! from this program alone, so that a brief is the same for every user of a project.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::catalog::listed::{Listed, Service};
use crate::model::catalog::services::{service, services};
use crate::model::catalog::{Gone, google};
use crate::model::tariff::Fees;
use crate::model::{Abilities, CallShape, Day, ModelId, Tariff, TokenRates, Tokens};
use crate::money::{PriceRange, Usd};

/// Which models there are, what they can do and what they cost, here and today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    /// What day it is.
    pub today: Day,
    /// Prices by tokens that the user gives, instead of the built-in ones.
    pub rates: BTreeMap<ModelId, TokenRates>,
    /// Prices by call that the user gives, instead of the built-in ones.
    pub fees: BTreeMap<ModelId, Fees>,
    /// Providers that the user reaches at an address of their own: what is shut down elsewhere may
    /// still answer there.
    pub rerouted: BTreeSet<String>,
    /// Models whose answers the lock shows: their retirement must not keep what is there from
    /// being built.
    pub kept: BTreeSet<ModelId>,
}

impl Default for Catalog {
    fn default() -> Catalog {
        Catalog {
            today: Day::LOOKED_UP,
            rates: BTreeMap::new(),
            fees: BTreeMap::new(),
            rerouted: BTreeSet::new(),
            kept: BTreeSet::new(),
        }
    }
}

impl Catalog {
    /// Every provider that this program speaks to by itself.
    pub fn providers() -> Vec<&'static str> {
        services().iter().map(|it| it.name).collect()
    }

    /// Whether a provider's models cost nothing: they run on the user's own machine.
    pub fn is_free(provider: &str) -> bool {
        service(provider).is_some_and(|it| it.unlisted_fees == Some(Fees::FREE))
    }

    /// The words that a provider's safety setting takes; `None` for a provider that is not
    /// reached over HTTP.
    pub fn safety_words(provider: &str) -> Option<&'static [&'static str]> {
        Some(service(provider)?.safety)
    }

    /// Width to height as a model is asked for a size: by the name that its service has for it, else
    /// in the smallest numbers.
    pub fn aspect(model: &ModelId, [width, height]: [u32; 2]) -> String {
        let frames =
            if model.provider() == "google" { google::frames(model.name()) } else { vec![] };
        let named = frames.iter().find(|it| it.size == [width, height]);
        let (mut common, mut rest) = (width.max(1), height);
        while rest > 0 {
            (common, rest) = (rest, common % rest);
        }
        let plain = || format!("{}:{}", width / common, height / common);
        named.map_or_else(plain, |it| it.aspect.to_owned())
    }

    /// What a painter's parameter takes: any value if no words are listed.
    ///
    /// # Errors
    ///
    /// The parameters that there are, if this is none of them.
    pub fn param_words(
        model: &ModelId,
        name: &str,
    ) -> Result<&'static [&'static str], Vec<&'static str>> {
        let Some(params) = service(model.provider()).and_then(|it| it.params) else {
            return Ok(&[]);
        };
        let found = params.iter().find(|(it, _)| *it == name);
        found.map(|(_, words)| *words).ok_or_else(|| params.iter().map(|(it, _)| *it).collect())
    }

    /// The models of a provider that can still be chosen, with its name.
    pub fn models(&self, provider: &str) -> Vec<String> {
        let listed = service(provider).into_iter().flat_map(|it| &it.models);
        let served = listed.filter(|it| it.gone.is_none_or(|gone| gone.on > self.today));
        served.map(|it| format!("{provider}/{}", it.name)).collect()
    }

    /// What a model can do; `None` if nobody serves it, or it is not known and has no price.
    ///
    /// A model that is gone can do what it could: its pictures may be in a lock.
    pub fn abilities(&self, model: &ModelId) -> Option<Abilities> {
        let service = service(model.provider())?;
        match listed(service, model) {
            Some(it) => Some(it.abilities.clone()),
            None => self.is_usable(service, model).then(|| (service.unlisted)(model.name())),
        }
    }

    fn is_usable(&self, service: &Service, model: &ModelId) -> bool {
        let priced = self.rates.contains_key(model) || self.fees.contains_key(model);
        priced || service.unlisted_fees.is_some()
    }

    /// When a model ends or ended, wherever it may still answer.
    pub fn end(&self, model: &ModelId) -> Option<Gone> {
        let listed = listed(service(model.provider())?, model)?;
        listed.gone.filter(|_| !self.rerouted.contains(model.provider()))
    }

    /// The end of a model that does not answer any more.
    pub fn gone(&self, model: &ModelId) -> Option<Gone> {
        self.end(model).filter(|it| it.on <= self.today)
    }

    /// What a call costs, at the least and at the most; `None` where no price is known or the
    /// model is gone, and then nothing is sent.
    pub fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange> {
        let service = service(model.provider())?;
        if self.gone(model).is_some() {
            return None;
        }
        let fixed = |fees: &Fees| fees.of(shape.role).map(PriceRange::exactly);
        if let Some(fees) = self.fees.get(model) {
            return fixed(fees);
        }
        if let Some(rates) = self.rates_on(model, self.today) {
            let tokens = (service.tokens)(model.name(), shape);
            let (low, high) = (rates.cost(&tokens.low), rates.cost(&tokens.high));
            return Some(PriceRange { low, high });
        }
        match listed(service, model).map(|it| &it.tariff) {
            Some(Tariff::Calls(fees)) => fixed(fees),
            Some(Tariff::Formula(price)) => price(shape),
            Some(Tariff::Tokens(_)) | None => service.unlisted_fees.as_ref().and_then(fixed),
        }
    }

    /// What a call was billed that had these tokens on that day; `None` if it is not billed by
    /// tokens.
    pub fn bill(&self, model: &ModelId, day: Day, tokens: &Tokens) -> Option<Usd> {
        if self.fees.contains_key(model) {
            return None;
        }
        self.rates_on(model, day).map(|it| it.cost(tokens))
    }

    fn rates_on(&self, model: &ModelId, day: Day) -> Option<&TokenRates> {
        let own = self.rates.get(model);
        own.or_else(|| listed(service(model.provider())?, model)?.tariff.rates_on(day))
    }
}

fn listed(service: &'static Service, model: &ModelId) -> Option<&'static Listed> {
    service.models.iter().find(|it| it.name == model.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aspect_is_told_as_it_is_asked_for() {
        let of = |model: &str, size| Catalog::aspect(&model.parse().unwrap(), size);
        assert_eq!(of("google/gemini-nano-banana-2.1", [1376, 768]), "16:9");
        assert_eq!(of("google/gemini-nano-banana-2.1", [1000, 10]), "100:1");
        assert_eq!(of("openai/gpt-image-2.5-flare", [1536, 1024]), "3:2");
        assert_eq!(of("exec/a@1", [0, 0]), "0:0");
    }
}
