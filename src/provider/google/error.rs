//! What the service says when it takes a request not on, and what that means for a build.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::model::{Catalog, ModelId};
use crate::provider::http::{HttpAnswer, failure, retry_after};
use crate::provider::{Access, Advice, SendError, answer};

/// An error of the service, in its own words. Whatever is answered so is not billed.
///
/// <https://ai.google.dev/gemini-api/docs/troubleshooting>; billing:
/// <https://ai.google.dev/gemini-api/docs/billing>.
pub(crate) struct ServiceError {
    code: u16,
    status: String,
    message: String,
    details: Vec<Map<String, Value>>,
}

impl ServiceError {
    /// The error of an answer; `None` if it is none of the service's. Errors also come with a
    /// status of 200, and in arrays, from whatever passes them on.
    pub(crate) fn in_answer(answer: &HttpAnswer) -> Option<ServiceError> {
        let body = answer.object()?;
        let error = body.get("error")?;
        let details = error.get("details").and_then(Value::as_array).into_iter().flatten();
        let code = error.get("code").and_then(Value::as_u64).and_then(|it| it.try_into().ok());
        Some(ServiceError {
            code: code.filter(|it| (400..600).contains(it)).unwrap_or(answer.status),
            status: answer::text_of(error.get("status")),
            message: match error {
                Value::String(text) => text.clone(),
                _ => answer::text_of(error.get("message")),
            },
            details: details.filter_map(|it| it.as_object().cloned()).collect(),
        })
    }

    /// What it means for the call.
    pub(crate) fn failure(
        &self,
        answer: &HttpAnswer,
        model: Option<&ModelId>,
        catalog: &Catalog,
        access: &Access,
    ) -> SendError {
        let reason = self.reason();
        let closed = |help: String| SendError::Unavailable {
            advice: Advice { reason: reason.clone(), help: Some(help) },
            closed: true,
        };
        match self.code {
            429 if self.is_for_the_day() => closed(
                "its quota for today is used up until midnight Pacific time; models with a quota \
                 left go on"
                    .to_owned(),
            ),
            429 if self.has_no_quota() => {
                closed("the key's project has no quota for it: turn on billing there".to_owned())
            }
            429 => SendError::NotAccepted {
                reason,
                retry_after: self.delay().or_else(|| retry_after(answer)),
                rate_limit: true,
            },
            400 if self.is_about_the_key() => closed(access.correct_key()),
            400 if self.status == "FAILED_PRECONDITION" => {
                closed("look at billing and at where the service is offered".to_owned())
            }
            404 => match model {
                Some(model) => closed(successor(model, catalog)),
                None => SendError::unavailable(reason),
            },
            code => {
                let answer = HttpAnswer { status: code, ..answer.clone() };
                failure(&answer, Some(&reason), access)
            }
        }
    }

    fn reason(&self) -> String {
        let message = answer::on_one_line(&self.message, 300);
        match (self.status.is_empty(), message.is_empty()) {
            (true, true) => format!("error {}", self.code),
            (true, false) => message,
            (false, true) => self.status.clone(),
            (false, false) => format!("{} ({})", message, self.status),
        }
    }

    fn detail<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Map<String, Value>> {
        let is_it = move |detail: &&Map<String, Value>| {
            detail.get("@type").and_then(Value::as_str).is_some_and(|it| it.ends_with(kind))
        };
        self.details.iter().filter(is_it)
    }

    /// Sticky until the next day, whatever delay comes with it.
    fn is_for_the_day(&self) -> bool {
        let violations = self.detail("QuotaFailure").filter_map(|it| it.get("violations"));
        let mut violations = violations.filter_map(Value::as_array).flatten();
        violations.any(|it| answer::text_of(it.get("quotaId")).contains("PerDay"))
    }

    /// A limit of nothing: image models have no free tier.
    fn has_no_quota(&self) -> bool {
        self.message
            .split("limit: 0")
            .skip(1)
            .any(|rest| !rest.starts_with(|it: char| it.is_ascii_digit() || it == '.'))
    }

    fn is_about_the_key(&self) -> bool {
        let invalid =
            |it: &Map<String, Value>| answer::text_of(it.get("reason")) == "API_KEY_INVALID";
        self.detail("ErrorInfo").any(invalid) || self.message.contains("API key not valid")
    }

    /// `RetryInfo`, or the number in the message: `Please retry in 34.4s.`
    fn delay(&self) -> Option<Duration> {
        let told = self.detail("RetryInfo").find_map(|it| it.get("retryDelay")?.as_str());
        let written = self.message.split_once("retry in ").map(|(_, rest)| rest);
        told.and_then(seconds).or_else(|| written.and_then(seconds))
    }
}

/// `34.4s`, and `250ms` as some messages write it; what stands behind it does not matter.
fn seconds(text: &str) -> Option<Duration> {
    let end = text.find(|it: char| !it.is_ascii_digit() && it != '.')?;
    let number: f64 = text[..end].parse().ok()?;
    let unit = &text[end..];
    let seconds = if unit.starts_with("ms") { number / 1000.0 } else { number };
    let known = unit.starts_with("ms") || unit.starts_with('s');
    known.then(|| Duration::try_from_secs_f64(seconds).ok())?
}

fn successor(model: &ModelId, catalog: &Catalog) -> String {
    match catalog.end(model) {
        Some(end) => format!("`{}` took its place", end.successor),
        None => "look at the model's name; those that are known: assetbuild models".to_owned(),
    }
}
