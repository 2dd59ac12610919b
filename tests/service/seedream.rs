//! Seedream over ModelArk: pictures with an alpha channel.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::service::http::{Request, Response};
use crate::service::ledger::Kind;
use crate::service::picture::{Format, Painting};
use crate::service::prompt::Behind;
use crate::service::script::{Fault, Then};
use crate::service::server::{Asked, Billed, Now, Service};
use crate::service::{picture, prompt};

/// A picture of 1K, one of 2K, and each reference.
const NANOS: [u64; 3] = [20_000_000, 35_000_000, 8_000_000];
const PARAMETERS: &[&str] = &[
    "model",
    "prompt",
    "image",
    "size",
    "response_format",
    "output_format",
    "background",
    "watermark",
];

/// The service, with the one key that it takes.
pub(crate) struct Seedream {
    key: String,
}

type Refusal = (u16, &'static str, String);

impl Seedream {
    pub(crate) fn new(key: String) -> Seedream {
        Seedream { key }
    }

    fn served(&self, now: &Now<'_>) -> Result<Billed, Refusal> {
        if now.request.header("authorization") != format!("Bearer {}", self.key) {
            let words = "the API key or AK/SK in the request is missing or invalid";
            return Err((401, "AuthenticationError", words.to_owned()));
        }
        match (now.request.method.as_str(), now.request.path.as_str()) {
            ("POST", "/api/v3/images/generations") => painted(now),
            _ => Err((404, "InvalidPath", "the path is not there".to_owned())),
        }
    }
}

fn painted(now: &Now<'_>) -> Result<Billed, Refusal> {
    let wrong = |why: String| (400, "InvalidParameter", why);
    let body = now.request.json().map_err(wrong)?;
    let unknown =
        body.as_object().into_iter().flatten().find(|it| !PARAMETERS.contains(&it.0.as_str()));
    if let Some((name, _)) = unknown {
        return Err(wrong(format!("unknown field {name}")));
    }
    if body["model"] != "seedream-5-5-261028" {
        let words = "the model or endpoint does not exist or you do not have access to it";
        return Err((404, "InvalidEndpointOrModel.NotFound", words.to_owned()));
    }
    let sides = body["size"].as_str().unwrap_or_default().split('x').map(|it| it.parse().ok());
    let sides: Option<Vec<u32>> = sides.collect();
    let Some(&[width, height]) = sides.as_deref() else {
        return Err(wrong("size must be 1K, 1.5K, 2K or WIDTHxHEIGHT".to_owned()));
    };
    let area = u64::from(width) * u64::from(height);
    if !(1280 * 720..=2880 * 1620).contains(&area) {
        return Err(wrong(format!("the image size {width}x{height} is not supported")));
    }
    let references = match &body["image"] {
        Value::Null => vec![],
        Value::Array(all) => all.clone(),
        one => vec![one.clone()],
    };
    if references.len() > 10 || !references.iter().all(is_picture) {
        return Err(wrong("image must be at most 10 URLs or data URIs".to_owned()));
    }
    match now.then.fault {
        Some(Fault::PromptBlocked) => {
            let words =
                "The request failed because the input text may contain sensitive information.";
            return Err((400, "InputTextSensitiveContentDetected", words.to_owned()));
        }
        Some(Fault::Nothing | Fault::Empty) => {
            return Ok(Billed::free(Response::json(200, &json!({ "data": [] }))));
        }
        _ => {}
    }
    let text = body["prompt"].as_str().unwrap_or_default();
    let has_alpha = body["background"] == "transparent";
    let painting = Painting {
        size: [width, height],
        behind: if has_alpha { Behind::Transparent } else { prompt::behind(text) },
        has_alpha,
        grid: now.then.grid.unwrap_or([1, 1]),
        empty: now.then.is(Fault::EmptyPicture),
        dice: picture::dice(&[&now.request.body, &[now.before as u8]]),
    };
    let data = STANDARD.encode(picture::damaged(painting.bytes(Format::Png), now.then));
    let whole = NANOS[usize::from(area > 1024 * 1024)] + NANOS[2] * references.len() as u64;
    let said = json!({ "model": body["model"], "created": 1_770_935_251,
        "data": [{ "b64_json": data, "size": body["size"], "output_format": "png",
                   "background": body["background"] }],
        "usage": { "generated_images": 1, "output_tokens": 4096, "total_tokens": 4096 } });
    Ok(Billed { response: Response::json(200, &said), nanos: whole })
}

fn is_picture(reference: &Value) -> bool {
    let data = reference.as_str().and_then(|it| it.strip_prefix("data:image/png;base64,"));
    let bytes = data.and_then(|it| STANDARD.decode(it).ok()).unwrap_or_default();
    picture::size_of(&bytes).is_some()
}

impl Service for Seedream {
    fn kind_of(&self, request: &Request) -> Kind {
        if request.path.ends_with("/images/generations") { Kind::Paint } else { Kind::Free }
    }

    fn asked(&self, request: &Request) -> Asked {
        let body = request.json().unwrap_or_default();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Asked { kind: self.kind_of(request), model: text("model"), prompt: text("prompt") }
    }

    fn answer(&self, now: &Now<'_>) -> Billed {
        let refused = |(status, code, why): Refusal| {
            let error = json!({ "code": code, "message": why, "param": "", "type": "BadRequest" });
            Billed::free(Response::json(status, &json!({ "error": error })))
        };
        self.served(now).unwrap_or_else(refused)
    }

    fn error(&self, then: &Then, request: &Request) -> Response {
        let (status, code, text) = match then.fault {
            Some(Fault::QuotaMoney) => (403, "AccountOverdueError", "overdue balance".to_owned()),
            Some(Fault::EchoKey) => {
                (400, "InvalidParameter", format!("key {}", request.header("authorization")))
            }
            Some(Fault::QuotaMinute | Fault::QuotaDay | Fault::QuotaBare | Fault::QuotaVertex) => {
                (429, "RateLimitExceeded", "too many images in a minute".to_owned())
            }
            _ => {
                let text = then.reason.clone().unwrap_or("Sorry".to_owned());
                (then.status.unwrap_or(500), "InternalServiceError", text)
            }
        };
        let response =
            Response::json(status, &json!({ "error": { "code": code, "message": text } }));
        match then.retry_ms {
            Some(ms) => response.with("retry-after", &ms.div_ceil(1000).to_string()),
            None => response,
        }
    }
}
