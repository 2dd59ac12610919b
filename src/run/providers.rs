//! `Providers`: whoever serves models outside, by name.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::model::{Abilities, CallShape, ModelId, Role, builtin_abilities};
use crate::money::PriceRange;
use crate::provider::{Advice, Ask, Provider};
use crate::run::clock;
use crate::run::quotes::Quotes;
use crate::store::Intent;

/// Whoever serves models outside, by the first half of a model's name.
#[derive(Clone, Default)]
pub struct Providers {
    all: BTreeMap<String, Arc<dyn Provider>>,
    /// Whether pictures are asked for in batches, by whoever takes those.
    batch: bool,
    /// Prices that services told beforehand, where they are asked for them.
    quotes: Option<Arc<Quotes>>,
}

impl Providers {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Providers {
        Providers::default()
    }

    /// The same with one more.
    #[must_use]
    pub fn with(mut self, name: &str, provider: Arc<dyn Provider>) -> Providers {
        self.all.insert(name.to_owned(), provider);
        self
    }

    /// The same, with pictures asked for in batches or not.
    #[must_use]
    pub fn batched(self, batch: bool) -> Providers {
        Providers { batch, ..self }
    }

    /// The same, going by what services tell of their prices.
    #[must_use]
    pub fn quoting(self, quotes: Option<Arc<Quotes>>) -> Providers {
        Providers { quotes, ..self }
    }

    /// Whether a request is to be sent in a batch.
    #[must_use]
    pub fn in_batch(&self, ask: &Ask) -> bool {
        self.is_batched(ask.model(), ask.role())
    }

    /// Pictures wait well until tomorrow. A verdict or a prompt costs little, and each would hold
    /// its loop up for another day.
    fn is_batched(&self, model: &ModelId, role: Role) -> bool {
        let picture = matches!(role, Role::Paint | Role::Edit);
        let takes = || self.of(model).is_some_and(|it| it.batches(model).is_some());
        self.batch && picture && takes()
    }

    /// Who serves a model.
    #[must_use]
    pub fn of(&self, model: &ModelId) -> Option<Arc<dyn Provider>> {
        self.all.get(model.provider()).cloned()
    }

    /// What a model can do, built-in ones included.
    #[must_use]
    pub fn abilities(&self, model: &ModelId) -> Option<Abilities> {
        if model.is_builtin() {
            return builtin_abilities(model.name());
        }
        self.of(model)?.abilities(model)
    }

    /// What a call costs; nothing for built-in models, `None` where no price is known.
    #[must_use]
    pub fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange> {
        if model.is_builtin() {
            return Some(PriceRange::FREE);
        }
        let provider = self.of(model)?;
        let price = provider.price(model, shape)?;
        if let Some(quotes) = &self.quotes
            && provider.quote(model, shape).is_some()
            && let Some(exact) = quotes.price(model, shape)
        {
            return Some(PriceRange::exactly(exact));
        }
        Some(if self.is_batched(model, shape.role) { price.half() } else { price })
    }

    /// Why nothing can be sent to a model, as far as that is known before anything is.
    #[must_use]
    pub fn closed(&self, model: &ModelId) -> Option<Advice> {
        self.of(model)?.closed(model)
    }

    /// Whether a call that got no answer may be made once more, and costs nothing more.
    #[must_use]
    pub fn repeats(&self, intent: &Intent) -> bool {
        let within = self.of(&intent.model).and_then(|it| it.repeats(&intent.model));
        let age = Duration::from_millis(clock::unix_ms().saturating_sub(intent.started));
        intent.batch.is_none() && within.is_some_and(|it| age < it)
    }

    /// A request as it is sent: with the safety setting of whoever serves its model.
    #[must_use]
    pub fn as_sent(&self, ask: Ask) -> Ask {
        match ask {
            Ask::Paint(mut it) => {
                let provider = self.of(&it.model);
                it.safety = provider.and_then(|it| it.safety().map(str::to_owned));
                Ask::Paint(it)
            }
            Ask::Edit(_) | Ask::Judge(_) | Ask::Refine(_) => ask,
        }
    }

    /// Why a call has no price, and what to do about it.
    #[must_use]
    pub fn unpriced(&self, model: &ModelId) -> Advice {
        let unknown =
            || Advice { reason: format!("this release does not serve {model}"), help: None };
        self.of(model).map_or_else(unknown, |it| it.unpriced(model))
    }

    /// All of them, by name.
    #[must_use]
    pub fn all(&self) -> Vec<(&str, &dyn Provider)> {
        self.all.iter().map(|(name, it)| (name.as_str(), it.as_ref())).collect()
    }
}
