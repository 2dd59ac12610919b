//! `AssetName` and `PartName`: what users call the things they declare.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::path::check_part;

/// The name of an asset: letters, digits, `_`, `-` and `.`, at most 100 of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetName(Arc<str>);

/// The name of a state, facing or frame within its asset: `hover`, `left`, `3`, `left_3`.
///
/// The empty name is the only part of an asset that has no others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PartName(Arc<str>);

/// Why a text is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// Nothing between the quotes.
    #[error("a name must have at least one letter")]
    Empty,
    /// A blank, a slash, an umlaut, …
    #[error("`{0}` cannot be in a name; use letters, digits, `_`, `-` and `.`")]
    Character(char),
    /// A leading `.` or `-`, or a device of Windows.
    #[error("files cannot have this name on every system")]
    Reserved,
    /// More than 100 characters.
    #[error("a name has at most 100 characters")]
    TooLong,
}

fn check(text: &str) -> Result<(), NameProblem> {
    let odd = |it: &char| !(it.is_ascii_alphanumeric() || "_-.".contains(*it));
    match text.chars().find(odd) {
        _ if text.is_empty() => Err(NameProblem::Empty),
        Some(it) => Err(NameProblem::Character(it)),
        None if text.len() > 100 => Err(NameProblem::TooLong),
        None if text.starts_with(['.', '-']) || check_part(text).is_err() => {
            Err(NameProblem::Reserved)
        }
        None => Ok(()),
    }
}

impl AssetName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<AssetName, NameProblem> {
        check(text).map(|()| AssetName(text.into()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How a person names a part of this asset: `ok_button/hover`, or the asset alone.
    #[must_use]
    pub fn with_part(&self, part: &PartName) -> String {
        if part.is_whole() { self.0.to_string() } else { format!("{}/{part}", self.0) }
    }
}

impl PartName {
    /// Reads a name; the empty text is the whole asset.
    pub fn parse(text: &str) -> Result<PartName, NameProblem> {
        if text.is_empty() {
            return Ok(PartName::default());
        }
        check(text).map(|()| PartName(text.into()))
    }

    /// Whether this is the only part of its asset.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_empty()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! plain_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "`{}`", self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let text = String::deserialize(deserializer)?;
                $name::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

plain_text!(AssetName);
plain_text!(PartName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_file_names_everywhere() {
        for text in ["", "a b", "a/b", "ä", ".a", "-a", "con", "nul.x", "a.", &"a".repeat(101)] {
            assert!(AssetName::parse(text).is_err(), "{text:?} was taken");
        }
        assert!(AssetName::parse("potion-2.big_red").is_ok());
    }

    #[test]
    fn a_part_stands_below_its_asset() {
        let button = AssetName::parse("ok_button").unwrap();
        assert_eq!(button.with_part(&PartName::parse("hover").unwrap()), "ok_button/hover");
        assert_eq!(button.with_part(&PartName::default()), "ok_button");
    }
}
