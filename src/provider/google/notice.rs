//! What a reply says of the model that answered: that it is another one than was asked for, or
//! that its end is near. Such a reply is good; the next one may not be.

use serde_json::Value;

use crate::provider::http::HttpAnswer;
use crate::provider::{Ask, RawAnswer, answer};

/// Sentences for the person whose asset it is.
pub(crate) fn notices(ask: &Ask, raw: &RawAnswer) -> Vec<String> {
    let body = HttpAnswer::of_raw(raw).and_then(|it| it.object());
    let Some(body) = body else { return Vec::new() };
    other_model(ask, &body).into_iter().chain(status(ask, &body)).collect()
}

fn other_model(ask: &Ask, body: &Value) -> Option<String> {
    let said = answer::text_of(body.get("modelVersion"));
    let said = answer::on_one_line(&said, 80);
    let model = ask.model();
    let same = said.is_empty() || is_same(model.name(), said.trim_start_matches("models/"));
    (!same).then(|| {
        format!("{model} was asked for, and `{said}` answered: the service routes its calls there")
    })
}

/// Whether two names differ in a date or a number of a revision at most: `…-001`, `…-2026-10-06`.
fn is_same(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    long.strip_prefix(short).is_some_and(|rest| {
        rest.is_empty()
            || rest.starts_with('-') && rest.bytes().all(|it| b"-0123456789".contains(&it))
    })
}

/// `modelStatus {modelStage, retirementTime, message}`, as the official SDK names its fields.
fn status(ask: &Ask, body: &Value) -> Option<String> {
    let status = body.get("modelStatus")?;
    let field = |name: &str| answer::on_one_line(&answer::text_of(status.get(name)), 200);
    let (stage, end, message) = (field("modelStage"), field("retirementTime"), field("message"));
    let usual = matches!(stage.as_str(), "" | "MODEL_STAGE_UNSPECIFIED" | "STABLE");
    let said = [
        (!usual).then(|| stage.to_lowercase().replace('_', " ")),
        // Only its day: `2026-12-01T00:00:00Z`.
        end.split('T').next().filter(|it| !it.is_empty()).map(|it| format!("retires on {it}")),
        Some(message).filter(|it| !it.is_empty()),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| format!("the service says of {}: {}", ask.model(), said.join("; ")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::action::RefineRequest;
    use crate::model::Day;

    fn of(body: &Value) -> Vec<String> {
        let request = RefineRequest {
            model: "google/gemini-3.7-flash".parse().unwrap(),
            instruction: String::new(),
            prompt: String::new(),
            feedback: vec![],
            attempt: None,
            note: None,
        };
        let answer = HttpAnswer {
            status: 200,
            day: Day::LOOKED_UP,
            headers: BTreeMap::new(),
            batch: false,
            body: serde_json::to_vec(body).unwrap(),
            ms: 0,
        };
        notices(&Ask::Refine(request), &answer.to_raw())
    }

    #[test]
    fn another_model_is_told_and_a_revision_of_the_same_is_not() {
        for same in ["gemini-3.7-flash", "gemini-3.7-flash-001", "models/gemini-3.7-flash-10-2026"]
        {
            assert_eq!(of(&json!({ "modelVersion": same })), Vec::<String>::new(), "{same}");
        }
        assert!(is_same("gemini-3.7-flash-001", "gemini-3.7-flash"));
        for other in ["gemini-3.8-flash", "gemini-3.7-flash-lite", "gemini-3.7-flash2"] {
            let told = of(&json!({ "modelVersion": other }));
            assert_eq!(told.len(), 1);
            assert!(told[0].contains(other) && told[0].contains("gemini-3.7-flash"), "{told:?}");
        }
        assert!(of(&json!({})).is_empty());
    }

    #[test]
    fn a_model_that_ends_says_so_and_one_that_stays_says_nothing() {
        let stage = |status: Value| of(&json!({ "modelStatus": status }));
        assert_eq!(
            stage(json!({ "modelStage": "DEPRECATED", "retirementTime": "2026-12-01T00:00:00Z",
                          "message": "Use\ngemini-3.8-flash." })),
            ["the service says of google/gemini-3.7-flash: deprecated; retires on 2026-12-01; \
              Use gemini-3.8-flash."]
        );
        assert!(stage(json!({ "modelStage": "STABLE" })).is_empty());
        assert!(stage(json!(null)).is_empty());
    }
}
