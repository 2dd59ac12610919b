//! Readers of keys that are written in a way of their own: sizes, pivots, variables, …

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::Value as Json;
use toml::de::DeValue;

use crate::action::{Background, Criterion, Tileable};
use crate::colour::Rgb;
use crate::diagnostic::Code;
use crate::manifest::reader::{Spot, in_order};
use crate::manifest::sink::Sink;
use crate::manifest::trail::shown;
use crate::manifest::value::{
    LONGEST_SIDE, boolean, colour, list, number, pixels, read_table, text, whole, within, word,
};
use crate::word::words;

/// How a size is written: `"48x16"`, width × height in art pixels, or one number for a square.
pub(super) struct WrittenSize;

impl JsonSchema for WrittenSize {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Size".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [
                { "type": "integer", "minimum": 1 },
                { "type": "string", "pattern": "^ *[1-9][0-9]* *[xX×] *[1-9][0-9]* *$" }
            ],
            "description": "Width and height: \"48x16\", or one number for a square."
        })
    }
}

/// What stands between width and height: people write it in one of these ways, with or without blanks.
const TIMES: [char; 3] = ['x', 'X', '×'];

/// `32`, or `"48x16"`.
pub(super) fn size(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<[u32; 2]> {
    let written = match it.value {
        DeValue::Integer(_) => None,
        DeValue::String(cell) if sink.has_cells() && !cell.contains(TIMES) => None,
        DeValue::String(written) => Some(written),
        _ => {
            it.wrong_type(sink, "a number or a text like \"48x16\"");
            return None;
        }
    };
    let Some(written) = written else {
        let side = pixels(it, sink)?;
        return Some([side; 2]);
    };
    let res = width_and_height(written);
    if res.is_none() {
        let rest = format!("cannot be `{}`", shown(written));
        it.wrong(sink, Code::BadSize, &rest).help = Some(format!(
            "write width x height like \"48x16\", each 1 to {LONGEST_SIDE}, or one number for a square"
        ));
    }
    res
}

fn width_and_height(written: &str) -> Option<[u32; 2]> {
    let side = |digits: &str| {
        let plain = digits.bytes().all(|it| it.is_ascii_digit());
        let side = digits.parse().ok().filter(|_| plain);
        side.filter(|it| (1..=LONGEST_SIDE).contains(it))
    };
    let (width, height) = written.split_once(TIMES)?;
    Some([side(width.trim())?, side(height.trim())?])
}

/// `"16:9"`.
pub(super) fn aspect(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<String> {
    let res = text(it, sink)?;
    let side = |digits: &str| {
        let plain = digits.bytes().all(|it| it.is_ascii_digit());
        plain && digits.parse().is_ok_and(|it: u32| (1..=100).contains(&it))
    };
    let fits = res.split_once(':').is_some_and(|(w, h)| side(w) && side(h));
    if !fits {
        let rest = format!("cannot be `{}`", shown(&res));
        it.wrong(sink, Code::WrongValue, &rest).help =
            Some("write width to height like \"16:9\", each 1 to 100".to_owned());
    }
    fits.then_some(res)
}

words! {
    /// What stands behind the subject, colours apart.
    enum NamedBackground {
        /// Nothing.
        Transparent = "transparent",
        /// A colour with a name.
        White = "white",
        /// The picture fills its frame.
        Opaque = "opaque",
    }
}

/// A word or a colour.
pub(super) fn background(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<Background> {
    if it.value.as_str().is_some_and(|it| it.starts_with('#')) {
        return colour(it, sink).map(Background::Colour);
    }
    Some(match word(it, sink)? {
        NamedBackground::Transparent => Background::Transparent,
        NamedBackground::White => Background::Colour(Rgb([255; 3])),
        NamedBackground::Opaque => Background::Opaque,
    })
}

words! {
    /// Where a picture is held, shares apart.
    enum NamedPivot {
        /// In its middle.
        Center = "center",
        /// In the middle of its lower side.
        Feet = "feet",
    }
}

/// `center`, `feet`, or shares of width and height, from the top left.
#[derive(JsonSchema)]
#[schemars(untagged, rename = "PivotValue")]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) enum WrittenPivot {
    Named(String),
    Shares([f64; 2]),
}

/// A word or two shares.
pub(super) fn pivot(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<[f64; 2]> {
    let cell = it.value.as_str().filter(|_| sink.has_cells());
    if it.value.is_str() && !cell.is_some_and(|it| it.contains(';')) {
        return Some(match word(it, sink)? {
            NamedPivot::Center => [0.5, 0.5],
            NamedPivot::Feet => [0.5, 1.0],
        });
    }
    if !it.value.is_str() && !it.value.is_array() {
        it.wrong_type(sink, "a word or two numbers like [0.5, 1.0]");
        return None;
    }
    let before = sink.found.len();
    let shares = list(it, sink, number)?;
    let res = <[f64; 2]>::try_from(shares).ok();
    let res = res.filter(|it| it.iter().all(|it| (0.0..=1.0).contains(it)));
    if res.is_none() && sink.found.len() == before {
        it.wrong(sink, Code::WrongValue, "must be two numbers, each 0 to 1");
    }
    res
}

/// `true`, `false`, `x` or `y`.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) enum WrittenTileable {
    Answer(bool),
    Axis(String),
}

/// A yes, a no, or an axis.
pub(super) fn tileable(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<Tileable> {
    match it.value {
        DeValue::String(axis) if axis == "x" => Some(Tileable::X),
        DeValue::String(axis) if axis == "y" => Some(Tileable::Y),
        DeValue::String(other) if !sink.has_cells() => {
            let rest = format!("cannot be `{}`", shown(other));
            let help = "write `true` for both axes, or \"x\", or \"y\"".to_owned();
            it.wrong(sink, Code::WrongValue, &rest).help = Some(help);
            None
        }
        _ => boolean(it, sink).map(|it| if it { Tileable::Both } else { Tileable::Off }),
    }
}

/// How much each criterion weighs.
pub(super) fn rubric(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<BTreeMap<Criterion, u32>> {
    read_table(it, sink, "`rubric`", |t| {
        let weight =
            |it: Spot<'_>, sink: &mut Sink<'_>| within(it, sink, 0..=1000, Code::WrongValue);
        let weights = Criterion::ALL.iter().map(|it| Some((*it, t.get(it.as_str(), weight)?)));
        weights.flatten().collect()
    })
}

/// What a variable may be written as.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) enum WrittenVar {
    Text(String),
    Number(f64),
    Answer(bool),
}

/// Variables of the template: texts; a number stands for its digits.
pub(super) fn vars(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<BTreeMap<String, String>> {
    let Some(entries) = it.value.as_table() else {
        it.wrong_type(sink, "a table: { mood = \"gloomy\" }");
        return None;
    };
    let mut res = BTreeMap::new();
    for (name, _, value) in in_order(entries) {
        let trail = it.trail.key(name);
        let words = match value {
            DeValue::String(words) => words.clone().into_owned(),
            DeValue::Integer(digits) => digits.to_string(),
            DeValue::Float(digits) => digits.to_string(),
            DeValue::Boolean(answer) => answer.to_string(),
            _ => {
                Spot { value, trail }.wrong_type(sink, "a text or a number");
                continue;
            }
        };
        res.insert(name.to_owned(), words);
    }
    Some(res)
}

/// Parameters of the model: anything that JSON can hold.
pub(super) fn params(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<BTreeMap<String, Json>> {
    let Some(entries) = it.value.as_table() else {
        it.wrong_type(sink, "a table: { quality = \"high\" }");
        return None;
    };
    let mut res = BTreeMap::new();
    for (name, _, value) in in_order(entries) {
        let trail = it.trail.key(name);
        if let Some(value) = json(Spot { value, trail }, sink) {
            res.insert(name.to_owned(), value);
        }
    }
    Some(res)
}

/// The value as JSON; a date becomes its text.
fn json(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<Json> {
    match it.value {
        DeValue::String(words) => Some(Json::from(words.as_ref())),
        DeValue::Integer(_) => whole(it, sink).map(Json::from),
        DeValue::Float(_) => number(it, sink).map(Json::from),
        DeValue::Boolean(answer) => Some(Json::from(*answer)),
        DeValue::Datetime(date) => Some(Json::from(date.to_string())),
        DeValue::Array(_) => list(it, sink, json).map(Json::from),
        DeValue::Table(_) => {
            let entries = params(it, sink)?;
            Some(Json::Object(entries.into_iter().collect()))
        }
    }
}
