//! Errors as this API words them.

use serde_json::json;

use crate::service::http::{Request, Response};
use crate::service::script::{Fault, Then};

/// An error of the API.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) http: u16,
    pub(crate) message: String,
    pub(crate) kind: &'static str,
    pub(crate) param: Option<String>,
    pub(crate) code: Option<&'static str>,
}

impl Refusal {
    /// The request is wrong in one of its parameters.
    pub(crate) fn invalid(param: &str, code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal {
            http: 400,
            message: message.into(),
            kind: "invalid_request_error",
            param: Some(param.to_owned()),
            code: Some(code),
        }
    }

    /// A parameter that is none.
    pub(crate) fn unknown(param: &str) -> Refusal {
        let message = format!("Unknown parameter: '{param}'.");
        Refusal::invalid(param, "unknown_parameter", message)
    }

    /// Nothing that one parameter would mend.
    pub(crate) fn other(
        http: u16,
        kind: &'static str,
        code: Option<&'static str>,
        message: impl Into<String>,
    ) -> Refusal {
        Refusal { http, message: message.into(), kind, param: None, code }
    }

    pub(crate) fn response(&self) -> Response {
        let error = json!({ "message": self.message, "type": self.kind, "param": self.param,
                            "code": self.code });
        Response::json(self.http, &json!({ "error": error }))
            .with("x-request-id", "req_0123456789abcdef")
    }
}

/// Whether the key is the right one.
pub(crate) fn check_key(request: &Request, key: &str) -> Result<(), Refusal> {
    let kind = "invalid_request_error";
    match request.header("authorization").strip_prefix("Bearer ") {
        Some(it) if it == key => Ok(()),
        Some(it) => {
            // It repeats the ends of the key.
            let ends = (it.get(..3), it.get(it.len().saturating_sub(4)..));
            let (start, end) = (ends.0.unwrap_or_default(), ends.1.unwrap_or_default());
            let message = format!(
                "Incorrect API key provided: {start}*****{end}. You can find your API key at \
                 https://platform.openai.com/account/api-keys."
            );
            Err(Refusal::other(401, kind, Some("invalid_api_key"), message))
        }
        None => Err(Refusal::other(
            401,
            kind,
            None,
            "You didn't provide an API key. You need to provide your API key in an Authorization \
             header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
        )),
    }
}

/// The error that a script asks for.
pub(crate) fn scripted(then: &Then, request: &Request) -> Response {
    let limit = |message: &str, code| {
        Refusal::other(
            429,
            if code == "insufficient_quota" { code } else { "requests" },
            Some(code),
            message,
        )
    };
    let refusal = match then.fault {
        Some(Fault::QuotaMinute | Fault::QuotaBare | Fault::QuotaVertex) => limit(
            "Rate limit reached for gpt-image on images per min: Limit 5, Used 5, Requested 1.",
            "rate_limit_exceeded",
        ),
        Some(Fault::QuotaDay) => limit(
            "Rate limit reached for gpt-image on requests per day (RPD): Limit 200, Used 200, \
             Requested 1.",
            "rate_limit_exceeded",
        ),
        Some(Fault::QuotaMoney) => limit(
            "You exceeded your current quota, please check your plan and billing details.",
            "insufficient_quota",
        ),
        Some(Fault::EchoKey) => Refusal::other(
            400,
            "invalid_request_error",
            None,
            format!("Not for you: {}", request.header("authorization")),
        ),
        _ => {
            let http = then.status.unwrap_or(500);
            let message =
                "The server had an error while processing your request. Sorry about that!";
            let message = then.reason.clone().unwrap_or_else(|| message.to_owned());
            Refusal::other(
                http,
                if http < 500 { "invalid_request_error" } else { "server_error" },
                None,
                message,
            )
        }
    };
    let says_when = matches!(then.fault, Some(Fault::QuotaMinute | Fault::QuotaDay));
    let response = refusal.response();
    match then.retry_ms.filter(|_| says_when) {
        Some(ms) => response
            .with("retry-after-ms", &ms.to_string())
            .with("retry-after", &ms.div_ceil(1000).to_string()),
        None => response,
    }
}
