//! A verdict: JSON that fits whatever schema the judge was given.

use serde_json::{Map, Value, json};

use crate::service::script::{Fault, Then};

/// The text that a judge answers, good or bad as the script says.
pub(crate) fn text(schema: &Value, score: u8, then: &Then) -> String {
    let good = fill(schema, schema, score);
    match then.fault {
        Some(Fault::FencedVerdict) => format!("Here it is:\n```json\n{good}\n```\nWell done!"),
        Some(Fault::CutVerdict | Fault::MaxTokens) => {
            let whole = good.to_string();
            whole[..whole.len() / 2].to_owned()
        }
        Some(Fault::MissingField) => without_first_field(good).to_string(),
        Some(Fault::OutOfRange) => out_of_range(good).to_string(),
        Some(Fault::Prose) => "I like it. The outline could be darker.".to_owned(),
        _ => good.to_string(),
    }
}

/// Something that the schema allows, with this score wherever it asks for a number.
fn fill(whole: &Value, schema: &Value, score: u8) -> Value {
    if let Some(path) = schema["$ref"].as_str() {
        let target = whole.pointer(path.trim_start_matches('#'));
        return fill(whole, target.unwrap_or(&Value::Null), score);
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    let kind = schema["type"].as_str().unwrap_or_default().to_lowercase();
    match kind.as_str() {
        "object" => {
            let none = Map::new();
            let properties = schema["properties"].as_object().unwrap_or(&none);
            let filled = |(name, it): (&String, &Value)| (name.clone(), fill(whole, it, score));
            properties.iter().map(filled).collect::<Map<_, _>>().into()
        }
        "array" => {
            let least = schema["minItems"].as_u64().unwrap_or(0);
            // Words of advice where something is to be better; what is chosen from a list is not.
            let wanted = u64::from(score < 90 && schema["items"]["enum"].is_null());
            (0..least.max(wanted)).map(|_| fill(whole, &schema["items"], score)).collect()
        }
        "integer" => json!(score),
        "number" => json!(f64::from(score)),
        "boolean" => json!(score >= 90),
        _ if score < 90 => json!("Draw the outline darker and keep to the centre."),
        _ => json!("Clear and in style."),
    }
}

fn without_first_field(verdict: Value) -> Value {
    let Value::Object(fields) = verdict else { return verdict };
    fields.into_iter().skip(1).collect::<Map<_, _>>().into()
}

fn out_of_range(verdict: Value) -> Value {
    match verdict {
        Value::Number(_) => json!(1000),
        Value::Array(items) => items.into_iter().map(out_of_range).collect(),
        Value::Object(fields) => {
            let worse = |(name, it)| (name, out_of_range(it));
            fields.into_iter().map(worse).collect::<Map<_, _>>().into()
        }
        other => other,
    }
}
