//! What the service says when it does not paint, and what that means for a build.

use serde_json::Value;

use crate::provider::http::{HttpAnswer, failure};
use crate::provider::{Access, Advice, SendError, answer};

/// An error of the service, in its own words. Whatever is answered so is not billed.
pub(crate) struct ServiceError {
    code: String,
    message: String,
    param: String,
}

impl ServiceError {
    /// The error of an answer; `None` if it is none of the service's.
    pub(crate) fn in_answer(answer: &HttpAnswer) -> Option<ServiceError> {
        let body = answer.object()?;
        let error = body.get("error").filter(|it| !it.is_null())?;
        let field = |name: &str| answer::text_of(error.get(name));
        let code = if field("code").is_empty() { field("type") } else { field("code") };
        let message = match error {
            Value::String(text) => text.clone(),
            _ => field("message"),
        };
        Some(ServiceError { code, message, param: field("param") })
    }

    /// What was said, on one line.
    pub(crate) fn reason(&self) -> String {
        let message = answer::on_one_line(&self.message, 300);
        if message.is_empty() { self.code.clone() } else { message }
    }

    /// The account or the model cannot leave a background out. Other pictures it paints.
    pub(crate) fn has_no_alpha(&self) -> bool {
        self.message.contains("ransparent background is not supported")
            || (self.param == "background" && self.code == "invalid_value")
    }

    /// The prompt or the picture was not allowed.
    pub(crate) fn is_refusal(&self) -> bool {
        ["moderation_blocked", "content_policy_violation"].contains(&self.code.as_str())
    }

    /// What it means for the call.
    pub(crate) fn failure(&self, answer: &HttpAnswer, access: &Access) -> SendError {
        let reason = self.reason();
        let closed = |help: &str| SendError::Unavailable {
            advice: Advice { reason: reason.clone(), help: Some(help.to_owned()) },
            closed: true,
        };
        match (answer.status, self.code.as_str()) {
            (_, "insufficient_quota" | "billing_hard_limit_reached") => {
                closed("look at the balance and the limits of your account")
            }
            (401, _) | (_, "invalid_api_key") => closed(&access.correct_key()),
            (404, _) | (_, "model_not_found") => {
                closed("look at the model's name; those that are known: assetbuild models")
            }
            _ => failure(answer, Some(&reason), access),
        }
    }
}
