//! `AssetName` and `PartName`: what users call the things they declare.

use std::cmp::Ordering;
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

impl AsRef<str> for AssetName {
    fn as_ref(&self) -> &str {
        self.as_str()
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

/// The order in which a person counts: `walk_2` before `walk_10`. Names that differ only in zeros
/// before a number are ordered by their bytes.
#[must_use]
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let numbers = [left, right].map(leading_digits);
        let order = if numbers.iter().all(|it| !it.is_empty()) {
            let [x, y] = numbers.map(|it| it.trim_start_matches('0'));
            x.len().cmp(&y.len()).then_with(|| x.cmp(y))
        } else {
            left.chars().next().cmp(&right.chars().next())
        };
        if order.is_ne() {
            return order;
        }
        let [x, y] = [(left, numbers[0]), (right, numbers[1])].map(|(text, number)| {
            let first = text.chars().next().map_or(0, char::len_utf8);
            &text[number.len().max(first)..]
        });
        if x.is_empty() && y.is_empty() {
            return a.cmp(b);
        }
        (left, right) = (x, y);
    }
}

fn leading_digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

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

    #[test]
    fn numbers_in_names_are_counted() {
        let mut names =
            ["walk_10", "b", "walk_2", "walk_1b", "", "walk_1", "walk_01", "wal", "é2", "é10"];
        names.sort_by(|a, b| natural_order(a, b));
        let counted =
            ["", "b", "wal", "walk_01", "walk_1", "walk_1b", "walk_2", "walk_10", "é2", "é10"];
        assert_eq!(names, counted);
    }
}
