//! `Offers`: the models that this user can choose from, with what each costs and can do.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Abilities, BUILTIN, CallShape, Catalog, Day, ModelId, Role, builtin_abilities};
use crate::money::{PriceRange, Usd};
use crate::provider::{Accesses, Endpoint, HttpClient, KeySource, UserConfig, listing};

/// The models of one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// Who serves them.
    pub provider: &'static str,
    /// Whether there is a key for them.
    pub key: KeyStatus,
    /// The models, the recommended ones first.
    pub models: Vec<Offer>,
}

/// Whether there is a key for a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyStatus {
    /// It takes none, or is open without one.
    NotNeeded,
    /// Where it was found.
    Found(KeySource),
    /// What is set for one is none, so nothing is sent. Why, in a sentence.
    Unusable(String),
    /// There is none that could be used, so nothing can be sent.
    Missing {
        /// The variables that may hold one; the first that is set counts.
        variables: &'static [&'static str],
    },
}

/// One model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// As a manifest names it.
    pub name: String,
    /// What it may be asked to be.
    pub roles: Vec<Role>,
    /// A picture of 1024 × 1024 without references.
    pub picture: Option<PriceRange>,
    /// A verdict on one picture.
    pub verdict: Option<PriceRange>,
    /// What it can do; `None` where the project says that.
    pub abilities: Option<Abilities>,
    /// When it ends, if that is known.
    pub ends: Option<Day>,
    /// What its provider recommends in its place.
    pub successor: Option<&'static str>,
}

/// The side of the picture whose price is told.
const SIDE: u32 = 1024;
/// The words that such a picture is asked for with, in bytes.
const WORDS_OF_PICTURE: usize = 2000;
/// The words that such a verdict is asked for with, in bytes.
const WORDS_OF_VERDICT: usize = 4000;

/// Every provider with its models, those of this program first. A provider without any, like
/// programs where the user has none, is left out.
pub fn offers(user: &UserConfig, accesses: &Accesses, catalog: &Catalog) -> Vec<Offers> {
    let mut res =
        vec![Offers { provider: "builtin", key: KeyStatus::NotNeeded, models: built_in() }];
    for provider in Catalog::providers() {
        let models = match provider {
            // What a graph can do, and which version of it is meant, the project says.
            "comfyui" => user.graphs.keys().map(|it| graph(it)).collect(),
            "a1111" => served(&["a1111/loaded".to_owned()], catalog),
            _ => served(&names(user, catalog, provider), catalog),
        };
        res.push(Offers { provider, key: key_status(accesses, provider), models });
    }
    let programs = user.exec.iter().map(|(name, it)| program(name, &it.price)).collect();
    res.push(Offers { provider: "exec", key: KeyStatus::NotNeeded, models: programs });
    res.retain(|it| !it.models.is_empty());
    res
}

/// Asks each service that can be asked for its list, which costs nothing. What it says of the end of
/// a model counts before what this program knows. Sentences tell what else it says.
pub fn ask(http: &HttpClient, accesses: &Accesses, all: &mut [Offers]) -> Vec<String> {
    let mut res = Vec::new();
    for Offers { provider, key, models } in all {
        let Some(access) = accesses
            .of(provider)
            .filter(|_| matches!(key, KeyStatus::Found(_) | KeyStatus::NotNeeded))
        else {
            continue;
        };
        let said = match listing(http, provider, access) {
            Ok(Some(said)) => said,
            Ok(None) => continue,
            Err(why) => {
                res.push(format!("{provider} was asked, and does not answer: {}", why.reason));
                continue;
            }
        };
        let mut missing = Vec::new();
        for model in models.iter_mut() {
            let name = model.name.split_once('/').map_or(model.name.as_str(), |(_, name)| name);
            let is_missing = said.models.as_ref().is_some_and(|it| !it.contains(name));
            // Whatever the server has loaded is no name of its list.
            if is_missing && model.name != "a1111/loaded" {
                missing.push(name.to_owned());
            }
            model.ends = said.ends.get(name).copied().or(model.ends);
        }
        if !missing.is_empty() {
            res.push(format!("{provider} does not list {}", missing.join(", ")));
        }
    }
    res
}

/// Those that are known, and those that the user gives a price.
fn names(user: &UserConfig, catalog: &Catalog, provider: &str) -> Vec<String> {
    let mut res = catalog.models(provider);
    let own: BTreeSet<&ModelId> = user.rates.keys().chain(user.fees.keys()).collect();
    let own = own.into_iter().filter(|it| it.provider() == provider).map(ToString::to_string);
    let own: Vec<String> = own.filter(|it| !res.contains(it)).collect();
    res.extend(own);
    res
}

fn served(names: &[String], catalog: &Catalog) -> Vec<Offer> {
    let models = names.iter().filter_map(|it| it.parse::<ModelId>().ok());
    let offer = |model: ModelId| {
        let abilities = catalog.abilities(&model)?;
        let nothing = BTreeMap::new();
        let paints = CallShape::of_picture([SIDE; 2], 0, WORDS_OF_PICTURE, &nothing);
        let judges = CallShape::of_words(Role::Judge, 1, WORDS_OF_VERDICT);
        let price = |shape: &CallShape<'_>| {
            abilities.roles.contains(&shape.role).then(|| catalog.price(&model, shape)).flatten()
        };
        Some(Offer {
            name: model.to_string(),
            roles: abilities.roles.clone(),
            picture: price(&paints),
            verdict: price(&judges),
            ends: catalog.end(&model).map(|it| it.on),
            successor: catalog.end(&model).map(|it| it.successor),
            abilities: Some(abilities),
        })
    };
    models.filter_map(offer).collect()
}

fn built_in() -> Vec<Offer> {
    let offer = |(name, role): &(&str, Role)| {
        let free = |it: Role| (*role == it).then_some(PriceRange::FREE);
        Offer {
            name: format!("builtin/{name}"),
            roles: vec![*role],
            picture: free(Role::Paint),
            verdict: free(Role::Judge),
            abilities: builtin_abilities(name),
            ends: None,
            successor: None,
        }
    };
    BUILTIN.iter().map(offer).collect()
}

fn graph(name: &str) -> Offer {
    Offer {
        name: format!("comfyui/{name}@VERSION"),
        roles: vec![Role::Paint],
        picture: Some(PriceRange::FREE),
        verdict: None,
        abilities: None,
        ends: None,
        successor: None,
    }
}

fn program(name: &str, price: &BTreeMap<Role, Usd>) -> Offer {
    let of = |role: Role| price.get(&role).copied().map(PriceRange::exactly);
    Offer {
        name: format!("exec/{name}@VERSION"),
        roles: price.keys().copied().collect(),
        picture: of(Role::Paint),
        verdict: of(Role::Judge),
        abilities: None,
        ends: None,
        successor: None,
    }
}

fn key_status(accesses: &Accesses, provider: &str) -> KeyStatus {
    let access = accesses.of(provider).expect("every provider has an endpoint");
    let endpoint = Endpoint::of(provider).filter(|it| it.needs_key());
    if let Some(why) = access.blocked_by() {
        return KeyStatus::Unusable(why.reason.clone());
    }
    match (access.key_source(), endpoint) {
        (Ok(source), _) => KeyStatus::Found(source),
        (Err(_), Some(it)) if !access.url.is_loopback() => {
            KeyStatus::Missing { variables: it.key_variables }
        }
        (Err(_), _) => KeyStatus::NotNeeded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::parse_config;

    #[test]
    fn whatever_a_user_adds_is_offered_with_its_price() {
        let user = parse_config(
            "[exec.painter]\nprogram = \"p\"\nprice = { paint = 0.04 }\n\
             [price.\"google/gemini-9-image\"]\npaint = 0.5\n",
        );
        let (user, accesses) = (user.unwrap(), Accesses::default());
        let catalog = Catalog { fees: user.fees.clone(), ..Catalog::default() };
        let all = offers(&user, &accesses, &catalog);
        let of = |name: &str| {
            let found = all.iter().flat_map(|it| &it.models).find(|it| it.name == name);
            found.unwrap_or_else(|| panic!("no `{name}`")).clone()
        };
        assert_eq!(of("exec/painter@VERSION").picture.unwrap().high.to_string(), "$0.04");
        assert_eq!(of("google/gemini-9-image").picture.unwrap().low.to_string(), "$0.50");
        assert_eq!(of("builtin/measure").picture, None);
        assert!(all.iter().all(|it| it.provider != "comfyui"), "there is no graph");
    }

    #[test]
    fn whatever_is_offered_has_a_price_for_what_it_is_there_for() {
        for it in offers(&UserConfig::default(), &Accesses::default(), &Catalog::default()) {
            for model in it.models {
                let can = |role: Role| model.roles.contains(&role);
                assert_eq!(can(Role::Paint), model.picture.is_some(), "{}", model.name);
                assert_eq!(can(Role::Judge), model.verdict.is_some(), "{}", model.name);
            }
        }
    }
}
