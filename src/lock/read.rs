//! From text to `Lock`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Deserialize;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::lock::outline::Outline;
use crate::lock::record_text::RecordText;
use crate::lock::write::{END, VERSION, check_of};
use crate::lock::{Lock, LockProblem, Record};
use crate::name::AssetName;

/// Reads a lock: all of it, or the first reason why not. An empty text is not a lock: who has no
/// file has [`Lock::default`].
pub fn read(text: &str) -> Result<Lock, LockProblem> {
    let sound = Outline::of(&with_unix_lines(text)).and_then(|it| it.all());
    sound.map_or_else(|| read_whole(text), Ok)
}

/// Reads the records of `names`, as far as there are any, and looks at no others: one that is
/// damaged is found only by who asks for it, or reads all. What is wrong with the text as a whole
/// is found as by [`read`]: conflict markers, another version, a missing end.
pub fn read_some(text: &str, names: &BTreeSet<AssetName>) -> Result<Lock, LockProblem> {
    let sound = Outline::of(&with_unix_lines(text)).and_then(|it| it.some(names));
    if let Some(lock) = sound {
        return Ok(lock);
    }
    let mut lock = read_whole(text)?;
    lock.records.retain(|it, _| names.contains(it));
    Ok(lock)
}

/// The text with `\n` after each line, as a checkout on Windows may not have it.
fn with_unix_lines(text: &str) -> Cow<'_, str> {
    match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => text.replace("\r\n", "\n").into(),
        _ => text.into(),
    }
}

/// Reads a text that need not be as this program writes it, and judges it: slower, and the one
/// place that says what is wrong.
pub(crate) fn read_whole(text: &str) -> Result<Lock, LockProblem> {
    check_frame(text)?;
    let syntax = |cause: &toml::de::Error| LockProblem::Syntax {
        line: line_of(text, cause.span()),
        reason: cause.message().to_owned(),
    };
    let root = DeTable::parse(text).map_err(|it| syntax(&it))?;
    let mut lock = Lock::default();
    for (key, value) in root.into_inner() {
        let line = line_of(text, Some(key.span()));
        match (&**key.get_ref(), value.into_inner()) {
            ("version", _) => {}
            ("asset", DeValue::Table(table)) => {
                for (name, value) in table {
                    let (name, record) = read_record(text, name.get_ref(), value)?;
                    lock.records.insert(name, record);
                }
            }
            (other, _) => {
                let reason = format!("a lock has no `{other}`");
                return Err(LockProblem::Syntax { line, reason });
            }
        }
    }
    Ok(lock)
}

/// What tells before any parsing that nobody may trust the text.
fn check_frame(text: &str) -> Result<(), LockProblem> {
    let marker = |it: &str| it.starts_with("<<<<<<<") || it.starts_with(">>>>>>>");
    if let Some(idx) = text.lines().position(marker) {
        return Err(LockProblem::Conflict { line: idx + 1 });
    }
    let version = text.lines().enumerate().find_map(|(idx, line)| {
        let found = line.strip_prefix("version = ")?;
        Some((idx + 1, found.trim_end()))
    });
    match version {
        Some((line, found)) if found != VERSION => {
            Err(LockProblem::UnknownVersion { found: found.chars().take(20).collect(), line })
        }
        Some(_) if text.trim_end().lines().next_back() == Some(END) => Ok(()),
        _ => Err(LockProblem::Cut { line: text.lines().count().max(1) }),
    }
}

fn read_record(
    text: &str,
    name: &str,
    value: toml::Spanned<DeValue<'_>>,
) -> Result<(AssetName, Record), LockProblem> {
    let span = value.span();
    let bad = |span, reason: String| LockProblem::BadRecord {
        name: name.to_owned(),
        line: line_of(text, Some(span)),
        reason,
    };
    let parsed = AssetName::parse(name).map_err(|it| bad(span.clone(), it.to_string()))?;
    let read = RecordText::deserialize(ValueDeserializer::from(value)).map_err(|cause| {
        let at = cause.span().unwrap_or(span.clone());
        bad(at, cause.message().to_owned())
    })?;
    let check = read.check.clone();
    let record = read.into_record();
    if check != check_of(&parsed, &record) {
        return Err(bad(span, "its check is not that of its text".to_owned()));
    }
    Ok((parsed, record))
}

fn line_of(text: &str, span: Option<std::ops::Range<usize>>) -> usize {
    let start = span.map_or(0, |it| it.start).min(text.len());
    1 + text.as_bytes()[..start].iter().filter(|it| **it == b'\n').count()
}
