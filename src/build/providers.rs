//! `Providers`: whoever serves models outside, by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::Abilities;
use crate::model::CallShape;
use crate::model::ModelId;
use crate::model::builtin_abilities;
use crate::money::PriceRange;
use crate::provider::Advice;
use crate::provider::Provider;

/// Whoever serves models outside, by the first half of a model's name.
#[derive(Clone, Default)]
pub struct Providers(BTreeMap<String, Arc<dyn Provider>>);

impl Providers {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Providers {
        Providers::default()
    }

    /// The same with one more.
    #[must_use]
    pub fn with(mut self, name: &str, provider: Arc<dyn Provider>) -> Providers {
        self.0.insert(name.to_owned(), provider);
        self
    }

    /// Who serves a model.
    #[must_use]
    pub fn of(&self, model: &ModelId) -> Option<Arc<dyn Provider>> {
        self.0.get(model.provider()).cloned()
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
        self.of(model)?.price(model, shape)
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
        self.0.iter().map(|(name, it)| (name.as_str(), it.as_ref())).collect()
    }
}
