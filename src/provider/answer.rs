//! `ProgramAnswer`: what a program wrote, read leniently and believed only when it is whole.
//!
//! A program may pass on what a language model said: fenced, or with prose around it. Where JSON
//! is looked for it is found inside that; what it says is then checked without mercy.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::action::{Criterion, CriterionScore, JudgeRequest, Score};
use crate::money::Usd;
use crate::name::PartName;
use crate::provider::reply::Unusable;
use crate::provider::{base64, json, picture};

/// What a program answered, as far as it can be told without knowing what it was asked.
pub(crate) enum ProgramAnswer {
    /// A picture and nothing else.
    Picture(Vec<u8>),
    /// A JSON object that has one of the keys looked for.
    Object(Map<String, Value>),
    /// Any other text; empty if nothing came.
    Text(String),
}

impl ProgramAnswer {
    /// Reads an answer in which `key`, `refused` or `error` tells the object that is meant.
    pub(crate) fn read(bytes: &[u8], key: &str) -> ProgramAnswer {
        if picture::is_picture(bytes) {
            return ProgramAnswer::Picture(bytes.to_vec());
        }
        let text = String::from_utf8_lossy(bytes);
        match object_in(&text, &[key, "refused", "error"]) {
            Some(object) => ProgramAnswer::Object(object),
            None => ProgramAnswer::Text(text.trim().to_owned()),
        }
    }

    /// The same with every text as it may be shown and kept, pictures apart.
    pub(crate) fn with_texts(self, shown: &dyn Fn(&str) -> String) -> ProgramAnswer {
        match self {
            ProgramAnswer::Picture(bytes) => ProgramAnswer::Picture(bytes),
            ProgramAnswer::Text(text) => ProgramAnswer::Text(shown(&text)),
            ProgramAnswer::Object(object) => {
                let field = |(key, mut value): (String, Value)| {
                    if key != "image" {
                        show(&mut value, shown);
                    }
                    (shown(&key), value)
                };
                ProgramAnswer::Object(object.into_iter().map(field).collect())
            }
        }
    }
}

fn show(value: &mut Value, shown: &dyn Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = shown(text),
        Value::Array(items) => items.iter_mut().for_each(|it| show(it, shown)),
        Value::Object(fields) => {
            let field = |(key, mut value): (String, Value)| {
                show(&mut value, shown);
                (shown(&key), value)
            };
            *fields = std::mem::take(fields).into_iter().map(field).collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The picture of an object's key `image`.
pub(crate) fn picture_of(object: &Map<String, Value>) -> Result<Vec<u8>, Unusable> {
    let Some(text) = object.get("image").and_then(Value::as_str) else {
        return Err(Unusable::chance("the answer's `image` is no text"));
    };
    // As browsers write them: `data:image/png;base64,…`.
    let digits = match text.strip_prefix("data:").and_then(|it| it.split_once(',')) {
        Some((_, digits)) => digits,
        None => text,
    };
    match base64::decode(digits) {
        Some(bytes) => picture::whole(bytes),
        None => Err(Unusable::chance("the answer's `image` is no base64")),
    }
}

/// The five scores of a verdict, in the order in which they are shown.
pub(crate) fn criteria_of(
    object: &Map<String, Value>,
) -> Result<IndexMap<Criterion, CriterionScore>, Unusable> {
    let Some(Value::Object(criteria)) = object.get("criteria") else {
        return Err(Unusable::chance("the verdict's `criteria` are no table"));
    };
    let mut res = IndexMap::new();
    for criterion in Criterion::ALL {
        let name = criterion.as_str();
        let found = criteria.iter().find(|(key, _)| same_word(key, name));
        let Some((_, value)) = found else {
            return Err(Unusable::chance(format!("the verdict lacks `{name}`")));
        };
        res.insert(criterion, criterion_score(name, value)?);
    }
    Ok(res)
}

/// `game-fit` is also `game_fit` and `Game Fit`.
fn same_word(key: &str, name: &str) -> bool {
    key.to_ascii_lowercase().replace(['_', ' '], "-") == name
}

fn criterion_score(name: &str, value: &Value) -> Result<CriterionScore, Unusable> {
    let score = value.get("score").and_then(Value::as_f64);
    let Some(score) = score.filter(|it| (0.0..=100.0).contains(it)) else {
        let reason = format!("the verdict's score of `{name}` is no number from 0 to 100");
        return Err(Unusable::chance(reason));
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range was checked above"
    )]
    let score = Score(score.round() as u8);
    Ok(CriterionScore {
        score,
        feedback: text_of(value.get("feedback")),
        suggestions: texts_of(value.get("suggestions")),
    })
}

/// The most useful suggestions of a verdict, at most three.
pub(crate) fn suggestions_of(object: &Map<String, Value>) -> Vec<String> {
    let mut res = texts_of(object.get("suggestions"));
    res.truncate(3);
    res
}

/// The parts that a verdict wants painted again; empty means all that were shown.
pub(crate) fn repaint_of(
    object: &Map<String, Value>,
    request: &JudgeRequest,
) -> Result<Vec<PartName>, Unusable> {
    // Whatever a lone picture is called, it is the one that would be painted again.
    if request.parts.len() < 2 {
        return Ok(vec![]);
    }
    let mut res = vec![];
    for name in texts_of(object.get("repaint")) {
        let Some(part) = request.parts.iter().find(|it| it.as_str() == name) else {
            let reason =
                format!("the verdict wants `{name}` painted again, which it was not shown");
            return Err(Unusable::chance(reason));
        };
        if !res.contains(part) {
            res.push(part.clone());
        }
    }
    Ok(res)
}

/// What an object says was billed.
pub(crate) fn usd_of(object: &Map<String, Value>) -> Option<Usd> {
    object.get("usd")?.as_f64().and_then(Usd::from_f64)
}

/// What an object says under a key, in words; `None` where it is `null` or `false`.
pub(crate) fn said(object: &Map<String, Value>, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) => Some(text.trim().to_owned()),
        other @ (Value::Bool(true) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Some(other.to_string())
        }
    }
}

/// A text on one line, at most so many characters of it.
pub(crate) fn on_one_line(text: &str, most: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|it| !it.is_control()).take(most).collect()
}

/// The text, or nothing if it is none.
pub(crate) fn text_of(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

fn texts_of(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).map_or(&[][..], |it| it);
    let texts = list.iter().map(|it| text_of(Some(it)));
    texts.filter(|it| !it.is_empty()).collect()
}

/// The first JSON object in the text that has one of the keys.
fn object_in(text: &str, keys: &[&str]) -> Option<Map<String, Value>> {
    if !json::is_small(text.as_bytes()) {
        return None;
    }
    let mut rest = text;
    // Prose has few braces; a bound keeps hostile text from being read over and over.
    for _ in 0..100 {
        rest = &rest[rest.find('{')?..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match values.next() {
            Some(Ok(Value::Object(object))) => {
                if keys.iter().any(|it| object.contains_key(*it)) {
                    return Some(object);
                }
                rest = &rest[values.byte_offset()..];
            }
            _ => rest = &rest[1..],
        }
    }
    None
}

/// A text without the fence that a language model put around it.
pub(crate) fn unfenced(text: &str) -> &str {
    let inner = text.strip_prefix("```").and_then(|it| it.strip_suffix("```"));
    match inner.and_then(|it| it.split_once('\n')) {
        Some((_, inner)) => inner.trim(),
        None => text,
    }
}
