//! Retro Diffusion: pixel art at its true size.

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

/// What a picture costs, by its style.
const NANOS: u64 = 15_000_000;
const NANOS_PRO: u64 = 180_000_000;
const PARAMETERS: &[&str] = &[
    "prompt",
    "prompt_style",
    "width",
    "height",
    "num_images",
    "seed",
    "input_image",
    "strength",
    "reference_images",
    "input_palette",
    "return_pre_palette",
    "remove_bg",
    "tile_x",
    "tile_y",
    "check_cost",
    "async",
    "upscale_output_factor",
    "bypass_prompt_expansion",
    "return_spritesheet",
];

/// The service, with the one key that it takes.
pub(crate) struct RetroDiffusion {
    key: String,
}

impl RetroDiffusion {
    pub(crate) fn new(key: String) -> RetroDiffusion {
        RetroDiffusion { key }
    }

    fn served(&self, now: &Now<'_>) -> Result<Billed, (u16, String)> {
        if now.request.header("x-rd-token") != self.key {
            return Err((401, "Invalid API key".to_owned()));
        }
        match (now.request.method.as_str(), now.request.path.as_str()) {
            ("POST", "/v1/inferences") => inferred(now),
            ("GET", "/v1/inferences/credits") => {
                Ok(Billed::free(Response::json(200, &json!({ "balance": 12.5, "credits": 0 }))))
            }
            _ => Err((404, "Not Found".to_owned())),
        }
    }
}

impl Service for RetroDiffusion {
    fn kind_of(&self, request: &Request) -> Kind {
        if request.path == "/v1/inferences" { Kind::Paint } else { Kind::Free }
    }

    fn asked(&self, request: &Request) -> Asked {
        let body = request.json().unwrap_or_default();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        // Asking for the price is no picture.
        let is_price = body["check_cost"] == true;
        let kind = if is_price { Kind::Free } else { self.kind_of(request) };
        Asked { kind, model: text("prompt_style"), prompt: text("prompt") }
    }

    fn answer(&self, now: &Now<'_>) -> Billed {
        let failed = |(status, why): (u16, String)| {
            Billed::free(Response::json(status, &json!({ "detail": why })))
        };
        self.served(now).unwrap_or_else(failed)
    }

    fn error(&self, then: &Then, request: &Request) -> Response {
        let (status, text) = match then.fault {
            Some(Fault::QuotaMoney) => (400, "Not enough credits".to_owned()),
            Some(Fault::EchoKey) => (400, format!("key {}", request.header("x-rd-token"))),
            Some(Fault::QuotaMinute | Fault::QuotaDay | Fault::QuotaBare | Fault::QuotaVertex) => {
                (429, "Too many requests".to_owned())
            }
            _ => (then.status.unwrap_or(500), then.reason.clone().unwrap_or("Sorry".to_owned())),
        };
        let response = Response::json(status, &json!({ "detail": text }));
        match then.retry_ms {
            Some(ms) => response.with("retry-after", &ms.div_ceil(1000).to_string()),
            None => response,
        }
    }
}

fn inferred(now: &Now<'_>) -> Result<Billed, (u16, String)> {
    let body = now.request.json().map_err(|why| (422, why))?;
    for (name, _) in body.as_object().into_iter().flatten() {
        if !PARAMETERS.contains(&name.as_str()) {
            return Err((422, format!("unknown field {name}")));
        }
    }
    let side = |name: &str| body[name].as_u64().and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
    let size = [side("width"), side("height")];
    if size.iter().any(|it| !(16..=512).contains(it)) {
        return Err((400, "width and height must be between 16 and 512".to_owned()));
    }
    let style = body["prompt_style"].as_str().unwrap_or("rd_fast__default");
    let is_pro = style.starts_with("rd_pro");
    if !is_pro
        && !["rd_fast", "rd_plus", "rd_tile", "animation"].iter().any(|it| style.starts_with(it))
    {
        return Err((400, format!("unknown prompt_style {style}")));
    }
    let references = body["reference_images"].as_array().map_or(&[][..], Vec::as_slice);
    if references.len() > if is_pro { 9 } else { 0 } {
        return Err((400, "too many reference images for this style".to_owned()));
    }
    for data in references.iter().chain([&body["input_image"], &body["input_palette"]]) {
        check_picture(data)?;
    }
    let n = body["num_images"].as_u64().unwrap_or(1);
    let nanos = n * if is_pro { NANOS_PRO } else { NANOS };
    let cost = nanos as f64 / 1e9;
    if body["check_cost"] == true {
        let said = json!({ "created_at": 1_770_935_251, "balance_cost": cost, "credit_cost": 0,
                           "base64_images": [], "remaining_balance": 12.5 });
        return Ok(Billed::free(Response::json(200, &said)));
    }
    let text = body["prompt"].as_str().unwrap_or_default();
    let has_alpha = body["remove_bg"] == true;
    let one = |nth: u64| {
        let painting = Painting {
            size,
            behind: if has_alpha { Behind::Transparent } else { prompt::behind(text) },
            has_alpha,
            grid: now.then.grid.unwrap_or([1, 1]),
            empty: now.then.is(Fault::EmptyPicture),
            dice: picture::dice(&[
                text.as_bytes(),
                &body["seed"].to_string().into_bytes(),
                &[nth as u8, now.before as u8],
            ]),
        };
        STANDARD.encode(picture::damaged(painting.bytes(Format::Png), now.then))
    };
    let nothing = matches!(now.then.fault, Some(Fault::Nothing | Fault::Empty));
    let images: Vec<String> = if nothing { vec![] } else { (0..n).map(one).collect() };
    let said = json!({ "created_at": 1_770_935_251, "balance_cost": cost, "credit_cost": 0,
        "base64_images": images, "type": "txt2img", "remaining_balance": 12.5 - cost,
        "model": style });
    Ok(Billed { response: Response::json(200, &said), nanos })
}

/// Raw base64, without the head of a data URL.
fn check_picture(data: &Value) -> Result<(), (u16, String)> {
    let Some(text) = data.as_str() else { return Ok(()) };
    let bytes = STANDARD.decode(text).unwrap_or_default();
    if picture::size_of(&bytes).is_none() {
        return Err((400, "an image is no base64 of a picture".to_owned()));
    }
    Ok(())
}
