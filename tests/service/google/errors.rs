//! Errors as Google's services word them.

use serde_json::{Value, json};

use crate::service::http::{Request, Response};
use crate::service::script::{Fault, Then};

/// An error of the canonical codes.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    pub(crate) status: &'static str,
    pub(crate) message: String,
    pub(crate) details: Vec<Value>,
}

impl Refusal {
    /// The request cannot be understood or is not allowed.
    pub(crate) fn invalid(message: impl Into<String>) -> Refusal {
        Refusal::new(400, "INVALID_ARGUMENT", message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Refusal {
        Refusal::new(404, "NOT_FOUND", message)
    }

    pub(crate) fn new(code: u16, status: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { code, status, message: message.into(), details: vec![] }
    }

    pub(crate) fn body(&self) -> Value {
        let mut error =
            json!({ "code": self.code, "message": self.message, "status": self.status });
        if !self.details.is_empty() {
            error["details"] = json!(self.details);
        }
        json!({ "error": error })
    }

    pub(crate) fn response(&self) -> Response {
        Response::json(self.code, &self.body())
    }
}

/// Whether the key is the right one.
pub(crate) fn check_key(request: &Request, key: &str) -> Result<(), Refusal> {
    let sent = match request.header("x-goog-api-key") {
        "" => request.query.get("key").map_or("", String::as_str),
        it => it,
    };
    let bearer = request.header("authorization").strip_prefix("Bearer ").unwrap_or("");
    // Below a project an access token is wanted, elsewhere a key.
    let of_a_project = request.path.contains("/projects/");
    if (sent == key && !of_a_project) || (bearer == key && of_a_project) {
        return Ok(());
    }
    if of_a_project {
        return Err(Refusal::new(
            401,
            "UNAUTHENTICATED",
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login \
             cookie or other valid authentication credential.",
        ));
    }
    if sent.is_empty() && bearer.is_empty() {
        return Err(Refusal::new(
            403,
            "PERMISSION_DENIED",
            "Method doesn't allow unregistered callers (callers without established identity). \
             Please use API Key or other form of API consumer identity to call this API.",
        ));
    }
    let mut refusal = Refusal::invalid("API key not valid. Please pass a valid API key.");
    refusal.details = vec![json!({
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": { "service": "generativelanguage.googleapis.com" },
    })];
    Err(refusal)
}

/// The error that a script asks for.
pub(crate) fn scripted(then: &Then, request: &Request) -> Response {
    let refusal = match then.fault {
        Some(Fault::QuotaMinute) => quota(then, "GenerateRequestsPerMinutePerProjectPerModel"),
        Some(Fault::QuotaDay) => quota(then, "GenerateRequestsPerDayPerProjectPerModel"),
        Some(Fault::QuotaVertex) => exhausted(
            "Resource exhausted. Please try again later. Please refer to \
             https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.",
        ),
        Some(Fault::QuotaBare | Fault::QuotaMoney) => {
            exhausted("Resource has been exhausted (e.g. check quota).")
        }
        Some(Fault::EchoKey) => {
            let key = request.header("x-goog-api-key");
            Refusal::new(400, "FAILED_PRECONDITION", format!("Billing is off for key {key}."))
        }
        _ => by_status(then),
    };
    let body = refusal.body();
    let body = if then.in_list { json!([body]) } else { body };
    Response::json(refusal.code, &body)
}

fn exhausted(message: &str) -> Refusal {
    Refusal::new(429, "RESOURCE_EXHAUSTED", message)
}

fn quota(then: &Then, id: &str) -> Refusal {
    let seconds = then.retry_ms.unwrap_or(34_400) as f64 / 1000.0;
    let mut refusal = exhausted(&format!(
        "You exceeded your current quota, please check your plan and billing details. For more \
         information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.\n\
         * Quota exceeded for metric: \
         generativelanguage.googleapis.com/generate_content_paid_tier_requests, limit: 10\n\
         Please retry in {seconds}s."
    ));
    refusal.details = vec![
        json!({
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [{ "description": "Learn more about Gemini API quotas",
                        "url": "https://ai.google.dev/gemini-api/docs/rate-limits" }],
        }),
        json!({
            "@type": "type.googleapis.com/google.rpc.QuotaFailure",
            "violations": [{ "quotaMetric":
                "generativelanguage.googleapis.com/generate_content_paid_tier_requests",
                "quotaId": id, "quotaValue": "10" }],
        }),
        json!({
            "@type": "type.googleapis.com/google.rpc.RetryInfo",
            "retryDelay": format!("{seconds}s"),
        }),
    ];
    refusal
}

fn by_status(then: &Then) -> Refusal {
    let (code, status, message) = match then.status.unwrap_or(500) {
        400 => (400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
        403 => (403, "PERMISSION_DENIED", "The caller does not have permission"),
        404 => (404, "NOT_FOUND", "Requested entity was not found."),
        503 => (503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
        504 => (504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
        500 => (
            500,
            "INTERNAL",
            "An internal error has occurred. Please retry or report in \
             https://developers.generativeai.google/guide/troubleshooting",
        ),
        other => (other, "UNKNOWN", "An error of a kind that nobody has seen yet."),
    };
    Refusal::new(code, status, then.reason.clone().unwrap_or_else(|| message.to_owned()))
}
