//! What a line of `--json` must be: what `schema --events` says.

use std::sync::OnceLock;

use serde_json::Value;

use crate::harness::TestProject;

/// The schema of lines, as the program prints it.
fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let run = TestProject::empty().run(&["schema", "--events"]).success();
        serde_json::from_str(&run.out).unwrap()
    })
}

/// Asserts that a line is one that the schema knows.
#[track_caller]
pub(crate) fn conforms(line: &Value) {
    let objections: Vec<String> = match objection(schema(), line) {
        None => return,
        // Why it is none of its own kind says more than why it is none of the others.
        Some(_) => {
            kinds().filter(|it| is_kind(it, line)).filter_map(|it| objection(it, line)).collect()
        }
    };
    panic!("`{line}` is not what the schema says: {objections:#?}");
}

/// Asserts that a line is what the schema says, if that speaks of its kind.
#[track_caller]
pub(crate) fn conforms_if_known(line: &Value) {
    if kinds().any(|it| is_kind(it, line)) {
        conforms(line);
    }
}

fn kinds() -> impl Iterator<Item = &'static Value> {
    schema()["anyOf"].as_array().unwrap().iter().map(resolved)
}

fn is_kind(kind: &'static Value, line: &Value) -> bool {
    objection(&kind["properties"]["event"], &line["event"]).is_none()
}

fn resolved(schema: &'static Value) -> &'static Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(path) => self::schema().pointer(path.strip_prefix('#').unwrap()).unwrap(),
        None => schema,
    }
}

/// Why a value is not what a schema says. Of JSON Schema this knows what our own uses, and fails at
/// anything else.
fn objection(schema: &'static Value, value: &Value) -> Option<String> {
    let rules = resolved(schema).as_object().expect("a schema is a table");
    rules.iter().find_map(|(rule, said)| match rule.as_str() {
        "$schema" | "title" | "description" | "$defs" | "format" => None,
        "const" => (value != said).then(|| format!("{value} is not {said}")),
        "enum" => {
            let any = said.as_array().unwrap().contains(value);
            (!any).then(|| format!("{value} is none of {said}"))
        }
        "type" => {
            let any = match said {
                Value::Array(all) => all.iter().any(|it| is_a(it, value)),
                one => is_a(one, value),
            };
            (!any).then(|| format!("{value} is no {said}"))
        }
        "minimum" => {
            let least = said.as_f64().unwrap();
            value.as_f64().filter(|it| *it < least).map(|it| format!("{it} is below {least}"))
        }
        "maximum" => {
            let most = said.as_f64().unwrap();
            value.as_f64().filter(|it| *it > most).map(|it| format!("{it} is above {most}"))
        }
        "anyOf" | "oneOf" => {
            let all = said.as_array().unwrap();
            let all: Vec<String> = all.iter().map_while(|it| objection(it, value)).collect();
            (all.len() == said.as_array().unwrap().len()).then(|| all.join("; "))
        }
        "items" => value.as_array()?.iter().find_map(|it| objection(said, it)),
        "properties" => value
            .as_object()?
            .iter()
            .find_map(|(key, it)| Some(format!("`{key}`: {}", objection(said.get(key)?, it)?))),
        "required" => {
            let wanted = said.as_array().unwrap().iter().map(|it| it.as_str().unwrap());
            let object = value.as_object()?;
            wanted.into_iter().find(|it| !object.contains_key(*it)).map(|it| format!("no `{it}`"))
        }
        "additionalProperties" if *said == false => {
            let known = rules["properties"].as_object().unwrap();
            let unknown = value.as_object()?.keys().find(|it| !known.contains_key(*it))?;
            Some(format!("`{unknown}` is unknown"))
        }
        _ => panic!("`{rule}` is a rule that nobody checks"),
    })
}

fn is_a(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("`{other}` is no type"),
    }
}
