//! `ModelId`: what a model is called.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
    /// The part before the first `/`: the provider.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The part behind it: the provider's name for it, version included.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is part of this program: free, offline, the same bits everywhere.
    pub fn is_builtin(&self) -> bool {
        self.provider == "builtin"
    }
}

impl FromStr for ModelId {
    type Err = NotAModel;

    fn from_str(text: &str) -> Result<ModelId, NotAModel> {
        let plain = |text: &str| {
            !text.is_empty()
                && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@:/".contains(c))
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
