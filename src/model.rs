//! What is known of models before any is asked: their names, abilities and prices.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;

use crate::money::Usd;

/// `provider/name`: `builtin/sketch`, `exec/painter@3`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModelId {
    provider: String,
    name: String,
}

/// Why a text is no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a model; models are written `provider/name`")]
pub struct NotAModel(pub String);

impl ModelId {
    /// Who serves it.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// What the provider calls it, version included.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is part of this program: free, offline, the same bits everywhere.
    #[must_use]
    pub fn is_builtin(&self) -> bool {
        self.provider == "builtin"
    }
}

impl FromStr for ModelId {
    type Err = NotAModel;

    fn from_str(text: &str) -> Result<ModelId, NotAModel> {
        let plain = |it: &str| {
            !it.is_empty() && it.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@:/".contains(c))
        };
        match text.split_once('/') {
            Some((provider, name)) if plain(provider) && plain(name) && text.len() <= 200 => {
                Ok(ModelId { provider: provider.to_owned(), name: name.to_owned() })
            }
            _ => Err(NotAModel(text.to_owned())),
        }
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.provider, self.name)
    }
}

impl fmt::Debug for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for ModelId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ModelId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ModelId, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What a model is asked to be in the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Makes pictures.
    Paint,
    /// Changes one thing of a picture that it painted.
    Edit,
    /// Scores pictures.
    Judge,
    /// Rewrites prompts.
    Refine,
}

/// Whether a model can leave the background out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alpha {
    /// It answers pictures with an alpha channel when asked for it.
    Native,
    /// It does not: asked for transparency it paints a checkerboard. A key colour is asked for.
    #[default]
    None,
}

/// What a seed is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seed {
    /// The same seed gives the same picture.
    Exact,
    /// The same seed gives a similar picture, mostly.
    BestEffort,
    /// The model takes none.
    #[default]
    None,
}

/// How a model is told what to leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Avoid {
    /// As a list beside the prompt.
    Field,
    /// As a sentence of the prompt.
    #[default]
    Words,
    /// Not at all: naming a thing would call it up.
    None,
}

/// Which sizes a model paints, in pixels, width × height.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sizes {
    /// Any, up to this many pixels on a side.
    Free {
        /// The longest side.
        max: u32,
    },
    /// These and no others.
    Table(Vec<[u32; 2]>),
}

/// What a model can do. Whatever shapes a prompt is here; prices are not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Abilities {
    /// What it may be asked to be.
    pub roles: Vec<Role>,
    /// Whether it can leave the background out.
    pub alpha: Alpha,
    /// What a seed is worth.
    pub seed: Seed,
    /// How it is told what to leave out.
    pub avoid: Avoid,
    /// How many pictures it takes beside the prompt.
    pub references: u32,
    /// Which sizes it paints.
    pub sizes: Sizes,
}

/// The highest price that one call can have, by role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Price {
    /// One picture.
    pub paint: Usd,
    /// One changed picture.
    pub edit: Usd,
    /// One verdict.
    pub judge: Usd,
    /// One rewritten prompt.
    pub refine: Usd,
}

impl Price {
    /// The price of one call in this role.
    #[must_use]
    pub fn of(&self, role: Role) -> Usd {
        match role {
            Role::Paint => self.paint,
            Role::Edit => self.edit,
            Role::Judge => self.judge,
            Role::Refine => self.refine,
        }
    }
}

/// The models that this program contains, by role.
pub const BUILTIN: &[(&str, Role)] =
    &[("sketch", Role::Paint), ("measure", Role::Judge), ("rules", Role::Refine)];

/// What a built-in model can do; `None` if there is none of this name.
#[must_use]
pub fn builtin_abilities(name: &str) -> Option<Abilities> {
    let (_, role) = BUILTIN.iter().find(|(it, _)| *it == name)?;
    Some(Abilities {
        roles: vec![*role],
        alpha: Alpha::Native,
        seed: Seed::Exact,
        avoid: Avoid::Field,
        references: 16,
        sizes: Sizes::Free { max: 2048 },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_reads_what_it_writes() {
        for text in ["builtin/sketch", "exec/painter@3", "local/a/b"] {
            assert_eq!(text.parse::<ModelId>().unwrap().to_string(), text);
        }
        for text in ["", "sketch", "/x", "x/", "a b/c", "a/b\n"] {
            assert!(text.parse::<ModelId>().is_err(), "{text:?} was taken");
        }
    }
}
