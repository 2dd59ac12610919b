//! Which fields requests may have: JSON of protocol buffers, where an unknown field is an error.

use serde_json::{Map, Value};

use crate::service::google::errors::Refusal;

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Field {
    /// Not looked into.
    Any,
    Text,
    Number,
    Bool,
    Message(&'static Message),
    List(&'static Field),
}

/// The fields of a message, by their names in camel case.
#[derive(Debug)]
pub(crate) struct Message(pub(crate) &'static [(&'static str, Field)]);

const TEXTS: Field = Field::List(&Field::Text);

pub(crate) static GENERATE: Message = Message(&[
    ("model", Field::Text),
    ("contents", Field::List(&Field::Message(&CONTENT))),
    ("systemInstruction", Field::Message(&CONTENT)),
    ("generationConfig", Field::Message(&CONFIG)),
    ("safetySettings", Field::List(&Field::Message(&SAFETY))),
    ("store", Field::Bool),
    ("serviceTier", Field::Text),
    ("labels", Field::Any),
    ("cachedContent", Field::Text),
    ("continuationToken", Field::Text),
    ("tools", Field::Any),
    ("toolConfig", Field::Any),
]);
/// The same on Vertex AI, which keeps no requests and says how a picture is written.
pub(crate) static VERTEX: Message = Message(&[
    ("model", Field::Text),
    ("contents", Field::List(&Field::Message(&CONTENT))),
    ("systemInstruction", Field::Message(&CONTENT)),
    ("generationConfig", Field::Message(&CONFIG_OF_VERTEX)),
    ("safetySettings", Field::List(&Field::Message(&SAFETY))),
    ("labels", Field::Any),
    ("cachedContent", Field::Text),
    ("tools", Field::Any),
    ("toolConfig", Field::Any),
]);
static CONTENT: Message =
    Message(&[("role", Field::Text), ("parts", Field::List(&Field::Message(&PART)))]);
static PART: Message = Message(&[
    ("text", Field::Text),
    ("inlineData", Field::Message(&BLOB)),
    ("fileData", Field::Any),
    ("thought", Field::Bool),
    ("thoughtSignature", Field::Text),
    ("mediaResolution", Field::Any),
]);
static BLOB: Message = Message(&[("mimeType", Field::Text), ("data", Field::Text)]);
static SAFETY: Message = Message(&[("category", Field::Text), ("threshold", Field::Text)]);
static CONFIG: Message = Message(&[
    ("responseModalities", TEXTS),
    ("imageConfig", Field::Message(&IMAGE)),
    ("seed", Field::Number),
    ("thinkingConfig", Field::Message(&THINKING)),
    ("responseMimeType", Field::Text),
    ("responseJsonSchema", Field::Any),
    ("responseSchema", Field::Any),
    ("maxOutputTokens", Field::Number),
    ("mediaResolution", Field::Text),
    ("candidateCount", Field::Number),
    ("stopSequences", TEXTS),
    ("temperature", Field::Number),
    ("topP", Field::Number),
    ("topK", Field::Number),
]);
static IMAGE: Message = Message(&[("aspectRatio", Field::Text), ("imageSize", Field::Text)]);
static CONFIG_OF_VERTEX: Message = Message(&[
    ("responseModalities", TEXTS),
    ("imageConfig", Field::Message(&IMAGE_OF_VERTEX)),
    ("seed", Field::Number),
    ("thinkingConfig", Field::Message(&THINKING)),
    ("responseMimeType", Field::Text),
    ("responseJsonSchema", Field::Any),
    ("responseSchema", Field::Any),
    ("maxOutputTokens", Field::Number),
    ("mediaResolution", Field::Text),
    ("candidateCount", Field::Number),
    ("stopSequences", TEXTS),
    ("temperature", Field::Number),
    ("topP", Field::Number),
    ("topK", Field::Number),
]);
static IMAGE_OF_VERTEX: Message = Message(&[
    ("aspectRatio", Field::Text),
    ("imageSize", Field::Text),
    ("imageOutputOptions", Field::Message(&OUTPUT)),
    ("personGeneration", Field::Text),
    ("prominentPeople", Field::Text),
]);
static OUTPUT: Message =
    Message(&[("mimeType", Field::Text), ("compressionQuality", Field::Number)]);
static THINKING: Message = Message(&[
    ("thinkingLevel", Field::Text),
    ("thinkingBudget", Field::Number),
    ("includeThoughts", Field::Bool),
]);
pub(crate) static BATCH: Message = Message(&[("batch", Field::Message(&BATCH_BODY))]);
static BATCH_BODY: Message = Message(&[
    ("displayName", Field::Text),
    ("inputConfig", Field::Message(&INPUT)),
    ("priority", Field::Any),
]);
static INPUT: Message =
    Message(&[("requests", Field::Message(&INLINED)), ("fileName", Field::Text)]);
static INLINED: Message = Message(&[("requests", Field::List(&Field::Message(&ITEM)))]);
static ITEM: Message = Message(&[("request", Field::Message(&GENERATE)), ("metadata", Field::Any)]);

impl Message {
    /// The same with all names in camel case, or which field is not one.
    pub(crate) fn read(&'static self, value: &Value) -> Result<Value, Refusal> {
        read(value, Field::Message(self), "")
    }
}

fn read(value: &Value, field: Field, at: &str) -> Result<Value, Refusal> {
    let is_right = match field {
        Field::Any => true,
        Field::Text => value.is_string(),
        // Numbers may come as text.
        Field::Number => value.is_number() || value.is_string(),
        Field::Bool => value.is_boolean(),
        Field::Message(_) => value.is_object(),
        Field::List(_) => value.is_array(),
    };
    if !is_right {
        return Err(Refusal::invalid(format!("Invalid value at '{at}', {value}")));
    }
    match (value, field) {
        (Value::Object(fields), Field::Message(message)) => read_fields(fields, message, at),
        (Value::Array(items), Field::List(item)) => {
            let each = |(idx, it)| read(it, *item, &format!("{at}[{idx}]"));
            items.iter().enumerate().map(each).collect()
        }
        _ => Ok(value.clone()),
    }
}

fn read_fields(fields: &Map<String, Value>, message: &Message, at: &str) -> Result<Value, Refusal> {
    let mut res = Map::new();
    for (name, value) in fields {
        let camel = camel(name);
        let Some((_, field)) = message.0.iter().find(|it| it.0 == camel) else {
            let place = if at.is_empty() { String::new() } else { format!(" at '{at}'") };
            return Err(Refusal::invalid(format!(
                "Invalid JSON payload received. Unknown name \"{name}\"{place}: Cannot find field."
            )));
        };
        let at = if at.is_empty() { snake(&camel) } else { format!("{at}.{}", snake(&camel)) };
        if !value.is_null() {
            res.insert(camel, read(value, *field, &at)?);
        }
    }
    Ok(res.into())
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut res = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(word.len().min(1));
        res += &first.to_uppercase();
        res += rest;
    }
    res
}

fn snake(name: &str) -> String {
    let mut res = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            res.push('_');
        }
        res.push(letter.to_ascii_lowercase());
    }
    res
}
