//! `Service`: what one provider offers: its models, and what is known of those not listed.

use crate::model::{Abilities, CallShape, Day, Fees, Tariff, TokenRange};

/// What one provider offers.
pub(crate) struct Service {
    /// The first half of its models' names.
    pub(crate) name: &'static str,
    /// Its models, the recommended ones first.
    pub(crate) models: Vec<Listed>,
    /// What a model that is not listed can do, by its name.
    pub(crate) unlisted: fn(&str) -> Abilities,
    /// What a model that is not listed costs; `None` where only the user can know.
    pub(crate) unlisted_fees: Option<Fees>,
    /// The parameters of its painters, each with the words that it takes, any if none are listed;
    /// `None` where nobody but the service knows them.
    pub(crate) params: Option<&'static [(&'static str, &'static [&'static str])]>,
    /// What `[provider.NAME] safety` may say; empty where the service has no such setting.
    pub(crate) safety: &'static [&'static str],
    /// How many tokens a call of one of its models has.
    pub(crate) tokens: fn(&str, &CallShape<'_>) -> TokenRange,
}

/// A model that is known by name.
pub(crate) struct Listed {
    pub(crate) name: &'static str,
    pub(crate) abilities: Abilities,
    pub(crate) tariff: Tariff,
    pub(crate) gone: Option<Gone>,
}

/// The end of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone {
    /// From this day on it does not answer.
    pub on: Day,
    /// What its provider recommends in its place, with the provider's name.
    pub successor: &'static str,
}
