//! A user's configuration as serde reads it: TOML whose errors name lines and keys, and never
//! values, since a value may be a secret.
//!
//! `toml`'s own deserializer puts the value into its messages; this one has no place for it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{
    DeserializeSeed, Error, Expected, IntoDeserializer, MapAccess, Unexpected, Visitor,
};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is wrong with a user's configuration, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigProblem {
    /// Counted from 1: the line of the key, or of the table that lacks it.
    pub line: usize,
    /// The whole path of the key, as TOML writes it; empty where the text is no TOML.
    pub key: String,
    /// What is wrong there.
    pub mistake: ConfigMistake,
}

/// What may be wrong at a line of a user's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigMistake {
    /// The text is no TOML, in the parser's words.
    Syntax(String),
    /// Nothing reads the key. The known key that looks most like it, if one does.
    UnknownKey(Option<&'static str>),
    /// The key must be there.
    Missing,
    /// The key takes something else: what follows `must be`.
    Value(String),
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ConfigProblem { line, key, mistake } = self;
        write!(f, "line {line}: ")?;
        match mistake {
            ConfigMistake::Syntax(message) => f.write_str(message),
            ConfigMistake::UnknownKey(None) => write!(f, "unknown key `{key}`"),
            ConfigMistake::UnknownKey(Some(nearest)) => {
                write!(f, "unknown key `{key}`; did you mean `{nearest}`?")
            }
            ConfigMistake::Missing => write!(f, "`{key}` is missing"),
            ConfigMistake::Value(expected) => write!(f, "`{key}` must be {expected}"),
        }
    }
}

impl ConfigProblem {
    /// Before it is known where: line 0.
    fn new(key: &str, mistake: ConfigMistake) -> ConfigProblem {
        ConfigProblem { line: 0, key: key.to_owned(), mistake }
    }

    /// The same in a table below a key.
    fn below(mut self, key: &str, line: usize) -> ConfigProblem {
        self.key = match self.key.as_str() {
            "" => shown(key),
            rest => format!("{}.{rest}", shown(key)),
        };
        if self.line == 0 {
            self.line = line;
        }
        self
    }
}

impl Error for ConfigProblem {
    /// With what the key takes, as it follows `must be`.
    fn custom<T: fmt::Display>(expected: T) -> ConfigProblem {
        ConfigProblem::new("", ConfigMistake::Value(expected.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> ConfigProblem {
        ConfigProblem::custom(match expected.to_string().as_str() {
            "a string" | "path string" => "a text",
            "a sequence" => "a list",
            "a map" => "a table",
            table if table.starts_with("struct ") => "a table",
            other => other,
        })
    }

    fn invalid_value(value: Unexpected<'_>, expected: &dyn Expected) -> ConfigProblem {
        ConfigProblem::invalid_type(value, expected)
    }

    fn unknown_variant(key: &str, known: &'static [&'static str]) -> ConfigProblem {
        ConfigProblem::unknown_field(key, known)
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> ConfigProblem {
        let distance = |it: &&&str| strsim::damerau_levenshtein(it, key);
        let nearest = known.iter().filter(|it| distance(it) <= 2).min_by_key(distance);
        ConfigProblem::new("", ConfigMistake::UnknownKey(nearest.copied()))
    }

    fn missing_field(key: &'static str) -> ConfigProblem {
        ConfigProblem::new(key, ConfigMistake::Missing)
    }
}

/// Reads a whole text.
pub(crate) fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, ConfigProblem> {
    let table = DeTable::parse(text).map_err(|err| ConfigProblem {
        line: err.span().map_or(1, |it| line_of(text, it.start)),
        ..ConfigProblem::new("", ConfigMistake::Syntax(err.message().to_owned()))
    })?;
    let root = DeValue::Table(table.into_inner());
    T::deserialize(Value { text, value: &root })
}

/// The line of a byte, counted from 1.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|it| *it == b'\n').count() + 1
}

/// A part of a path of keys, in quotes where TOML wants them.
fn shown(key: &str) -> String {
    let is_bare = key.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it));
    if is_bare && !key.is_empty() { key.to_owned() } else { format!("{key:?}") }
}

#[derive(Clone, Copy)]
struct Value<'de> {
    text: &'de str,
    value: &'de DeValue<'de>,
}

impl<'de> IntoDeserializer<'de, ConfigProblem> for Value<'de> {
    type Deserializer = Value<'de>;

    fn into_deserializer(self) -> Value<'de> {
        self
    }
}

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = ConfigProblem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConfigProblem> {
        let of = |value: &'de Spanned<DeValue<'de>>| Value { value: value.get_ref(), ..self };
        let unfit = |visitor: &V| Err(Error::invalid_type(Unexpected::Other(""), visitor));
        match self.value {
            DeValue::String(text) if !text.contains('\0') => visitor.visit_str(text),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => visitor.visit_i64(number),
                    Err(_) => unfit(&visitor),
                }
            }
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(number) => visitor.visit_f64(number),
                Err(_) => unfit(&visitor),
            },
            DeValue::Boolean(it) => visitor.visit_bool(*it),
            DeValue::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.iter().map(of))),
            DeValue::Table(table) => {
                let rest = table.iter().map(|(key, value)| (key, of(value)));
                visitor.visit_map(Entries { rest, next: None })
            }
            DeValue::String(_) | DeValue::Datetime(_) => unfit(&visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConfigProblem> {
        visitor.visit_some(self)
    }

    /// serde would read a list as the fields in their order.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ConfigProblem> {
        match self.value {
            DeValue::Table(_) => self.deserialize_any(visitor),
            _ => Err(Error::invalid_type(Unexpected::Other(""), &visitor)),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

type Key<'de> = &'de Spanned<toml::de::DeString<'de>>;

/// The entries of a table; whatever goes wrong in one is told with its key.
struct Entries<'de, I> {
    rest: I,
    next: Option<(Key<'de>, Value<'de>)>,
}

impl<'de, I: Iterator<Item = (Key<'de>, Value<'de>)>> MapAccess<'de> for Entries<'de, I> {
    type Error = ConfigProblem;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ConfigProblem> {
        self.next = self.rest.next();
        let Some((key, value)) = self.next else { return Ok(None) };
        let line = line_of(value.text, key.span().start);
        let name = StrDeserializer::new(key.get_ref());
        seed.deserialize(name)
            .map(Some)
            .map_err(|err: ConfigProblem| err.below(key.get_ref(), line))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, ConfigProblem> {
        let (key, value) = self.next.take().expect("serde reads a value after its key");
        let line = line_of(value.text, key.span().start);
        seed.deserialize(value).map_err(|err| err.below(key.get_ref(), line))
    }
}

/// A text that stands for something; `expected` follows `must be` where it does not.
pub(crate) fn parsed<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expected: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| Error::custom(expected))
}

/// An absolute path: a relative one would be whatever a project puts there.
pub(crate) fn absolute_path<'de, D: Deserializer<'de>>(it: D) -> Result<PathBuf, D::Error> {
    let absolute = |it: &str| Some(Path::new(it)).filter(|it| it.is_absolute()).map(Path::to_owned);
    parsed(it, "an absolute path", absolute)
}

/// Tables by names of the user's, which may stand in a configuration and in a manifest.
pub(crate) fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, T>, D::Error> {
    let tables = BTreeMap::<Name, T>::deserialize(deserializer)?;
    Ok(tables.into_iter().map(|(name, it)| (name.0, it)).collect())
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
struct Name(String);

impl TryFrom<String> for Name {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Name, &'static str> {
        let fits = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
        match !name.is_empty() && name.chars().all(fits) {
            true => Ok(Name(name)),
            false => Err("a name of letters, digits, `-`, `_` and `.`"),
        }
    }
}
