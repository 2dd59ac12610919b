//! Readers of single values: texts, numbers, lists, words of a list.
//!
//! Each takes a `Spot`, answers what it understood, and complains about the rest.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use toml::de::DeValue;

use crate::colour::Rgb;
use crate::diagnostic::Code;
use crate::manifest::reader::{Spot, Table};
use crate::manifest::sink::Sink;
use crate::manifest::trail::shown;
use crate::name::PartName;
use crate::word::Word;

/// A text.
pub(super) fn text(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<String> {
    let res = it.value.as_str().map(ToOwned::to_owned);
    if res.is_none() {
        it.wrong_type(sink, "a text");
    }
    res
}

/// One of the words of a list.
pub(super) fn word<W: Word>(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<W> {
    let written = text(it, sink)?;
    let res = W::of(&written);
    if res.is_none() {
        let words: Vec<&str> = W::ALL.iter().map(AsRef::as_ref).collect();
        let help = sink.did_you_mean(&written, &words, "it is one of");
        let rest = format!("cannot be `{}`", shown(&written));
        it.wrong(sink, Code::WrongValue, &rest).help = Some(help);
    }
    res
}

/// `true` or `false`.
pub(super) fn boolean(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<bool> {
    let res = match it.value {
        DeValue::Boolean(res) => Some(*res),
        DeValue::String(cell) if sink.has_cells() => cell.trim().parse().ok(),
        _ => None,
    };
    if res.is_none() {
        it.wrong_type(sink, "`true` or `false`");
    }
    res
}

/// A whole number, however large.
pub(super) fn whole(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<i64> {
    match it.value {
        DeValue::Integer(digits) => {
            let res = i64::from_str_radix(digits.as_str(), digits.radix()).ok();
            if res.is_none() {
                it.wrong(sink, Code::WrongValue, "is too large a number");
            }
            return res;
        }
        DeValue::String(cell) if sink.has_cells() => {
            if let Ok(res) = cell.trim().parse() {
                return Some(res);
            }
        }
        _ => {}
    }
    it.wrong_type(sink, "a whole number");
    None
}

/// A whole number within bounds.
pub(super) fn within(
    it: Spot<'_>,
    sink: &mut Sink<'_>,
    bounds: RangeInclusive<u32>,
    code: Code,
) -> Option<u32> {
    let number = whole(it, sink)?;
    let res = u32::try_from(number).ok().filter(|it| bounds.contains(it));
    if res.is_none() {
        let rest = match (*bounds.start(), *bounds.end()) {
            (low, u32::MAX) => format!("must be {low} or more, not {number}"),
            (low, high) => format!("must be {low} to {high}, not {number}"),
        };
        it.wrong(sink, code, &rest);
    }
    res
}

/// How often: 0 or more.
pub(super) fn count(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<u32> {
    within(it, sink, 0..=u32::MAX, Code::WrongValue)
}

/// How often: 1 or more.
pub(super) fn at_least_one(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<u32> {
    within(it, sink, 1..=u32::MAX, Code::WrongValue)
}

/// A number of pixels, 1 or more.
pub(super) fn pixels(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<u32> {
    within(it, sink, 1..=LONGEST_SIDE, Code::BadSize)
}

/// What no side of a picture is longer than, whatever the limits say, so that sums and products
/// of sides fit their types.
pub(super) const LONGEST_SIDE: u32 = 16_384;

/// A number, with or without a point.
pub(super) fn number(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<f64> {
    let res: Option<f64> = match it.value {
        DeValue::Float(digits) => digits.as_str().parse().ok(),
        DeValue::String(cell) if sink.has_cells() => cell.trim().parse().ok(),
        DeValue::Integer(_) => return whole(it, sink).map(as_f64),
        _ => None,
    };
    match res {
        Some(res) if res.is_finite() => return Some(res),
        Some(_) => {
            it.wrong(sink, Code::WrongValue, "must be a finite number");
        }
        None => {
            it.wrong_type(sink, "a number");
        }
    }
    None
}

#[expect(
    clippy::cast_precision_loss,
    reason = "what is beyond 2^53 is out of every range that is checked next"
)]
fn as_f64(whole: i64) -> f64 {
    whole as f64
}

/// A list; items that are wrong are left out of it.
pub(super) fn list<T>(
    it: Spot<'_>,
    sink: &mut Sink<'_>,
    item: impl Fn(Spot<'_>, &mut Sink<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    match it.value {
        DeValue::Array(items) => {
            let mut res = Vec::with_capacity(items.len());
            for (idx, value) in items.iter().enumerate() {
                let value = value.get_ref();
                let trail = it.trail.index(idx);
                res.extend(item(Spot { value, trail }, sink));
            }
            Some(res)
        }
        DeValue::String(cell) if sink.has_cells() => {
            let mut res = Vec::new();
            for (idx, part) in cell.split(';').enumerate() {
                let value = &DeValue::String(part.trim().into());
                let trail = it.trail.index(idx);
                res.extend(item(Spot { value, trail }, sink));
            }
            Some(res)
        }
        _ => {
            it.wrong_type(sink, "a list");
            None
        }
    }
}

/// A list of texts.
pub(super) fn texts(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<Vec<String>> {
    list(it, sink, text)
}

/// Four numbers of pixels, each at most [`LONGEST_SIDE`]; `what` names them.
pub(super) fn four(it: Spot<'_>, sink: &mut Sink<'_>, what: &str) -> Option<[u32; 4]> {
    let before = sink.found.len();
    let side =
        |it: Spot<'_>, sink: &mut Sink<'_>| within(it, sink, 0..=LONGEST_SIDE, Code::BadSize);
    let numbers = list(it, sink, side)?;
    let res = <[u32; 4]>::try_from(numbers).ok();
    if res.is_none() && sink.found.len() == before {
        let rest = format!("must be four numbers: {what}");
        it.wrong(sink, Code::WrongValue, &rest);
    }
    res
}

/// A list of names of parts, each once.
pub(super) fn parts(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<Vec<String>> {
    let names = list(it, sink, part)?;
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
        let rest = format!("names `{twice}` twice");
        it.wrong(sink, Code::DuplicateName, &rest);
    }
    Some(names)
}

/// The name of a part.
pub(super) fn part(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<String> {
    let name = text(it, sink)?;
    let problem = match PartName::parse(&name) {
        Ok(part) if part.is_whole() => "a name must have at least one letter".to_owned(),
        Ok(_) => return Some(name),
        Err(problem) => problem.to_string(),
    };
    let rest = format!("cannot be `{}`: {problem}", shown(&name));
    it.wrong(sink, Code::BadName, &rest);
    None
}

/// A colour.
pub(super) fn colour(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<Rgb> {
    let written = text(it, sink)?;
    let res = written.parse().ok();
    if res.is_none() {
        let rest = format!("cannot be `{}`, which is no colour", shown(&written));
        it.wrong(sink, Code::BadColour, &rest).help = Some("write it as \"#RRGGBB\"".to_owned());
    }
    res
}

/// A table, read by `read`; `what` is the table in words: `an asset`.
pub(super) fn read_table<T>(
    it: Spot<'_>,
    sink: &mut Sink<'_>,
    what: &str,
    read: impl FnOnce(&mut Table<'_, '_, '_>) -> T,
) -> Option<T> {
    let Some(entries) = it.value.as_table() else {
        it.wrong_type(sink, "a table");
        return None;
    };
    let mut table = Table::new(entries, &it.trail, sink);
    let res = read(&mut table);
    table.finish(what);
    Some(res)
}
