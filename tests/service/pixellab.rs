//! PixelLab: small pixel art with alpha, and the price in the answer.

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

const NANOS: u64 = 7_940_000;
const PARAMETERS: &[&str] = &[
    "description",
    "negative_description",
    "image_size",
    "text_guidance_scale",
    "extra_guidance_scale",
    "outline",
    "shading",
    "detail",
    "view",
    "direction",
    "isometric",
    "oblique_projection",
    "coverage_percentage",
    "no_background",
    "init_image",
    "init_image_strength",
    "color_image",
    "seed",
];
const OF_BITFORGE: &[&str] = &[
    "style_image",
    "style_strength",
    "style_guidance_scale",
    "inpainting_image",
    "mask_image",
    "skeleton_keypoints",
    "skeleton_guidance_scale",
];

/// Parameters with a fixed choice of words.
const WORDS: &[(&str, &[&str])] = &[
    ("view", &["side", "low top-down", "high top-down"]),
    (
        "direction",
        &["south", "south-east", "east", "north-east", "north", "north-west", "west", "south-west"],
    ),
    (
        "outline",
        &["single color black outline", "single color outline", "selective outline", "lineless"],
    ),
    (
        "shading",
        &[
            "flat shading",
            "basic shading",
            "medium shading",
            "detailed shading",
            "highly detailed shading",
        ],
    ),
    ("detail", &["low detail", "medium detail", "highly detailed"]),
];

/// The service, with the one key that it takes.
pub(crate) struct PixelLab {
    key: String,
}

impl PixelLab {
    pub(crate) fn new(key: String) -> PixelLab {
        PixelLab { key }
    }

    fn served(&self, now: &Now<'_>) -> Result<Billed, (u16, Value)> {
        let bearer = now.request.header("authorization").strip_prefix("Bearer ");
        if bearer != Some(self.key.as_str()) {
            return Err((401, json!("Invalid API token")));
        }
        match (now.request.method.as_str(), now.request.path.as_str()) {
            ("POST", "/v1/generate-image-pixflux") => generated(now, [32, 400], false),
            ("POST", "/v1/generate-image-bitforge") => generated(now, [16, 200], true),
            ("GET", "/v1/balance") => {
                Ok(Billed::free(Response::json(200, &json!({ "type": "usd", "usd": 10.0 }))))
            }
            _ => Err((404, json!("Not Found"))),
        }
    }
}

impl Service for PixelLab {
    fn kind_of(&self, request: &Request) -> Kind {
        let paints = request.path.starts_with("/v1/generate-image-");
        if paints { Kind::Paint } else { Kind::Free }
    }

    fn asked(&self, request: &Request) -> Asked {
        let body = request.json().unwrap_or_default();
        let prompt = body["description"].as_str().unwrap_or_default().to_owned();
        let model = request.path.trim_start_matches("/v1/generate-image-").to_owned();
        Asked { kind: self.kind_of(request), model, prompt }
    }

    fn answer(&self, now: &Now<'_>) -> Billed {
        let failed = |(status, why): (u16, Value)| {
            Billed::free(Response::json(status, &json!({ "detail": why })))
        };
        self.served(now).unwrap_or_else(failed)
    }

    fn error(&self, then: &Then, request: &Request) -> Response {
        let (status, text) = match then.fault {
            Some(Fault::QuotaMoney) => (402, "Insufficient credits".to_owned()),
            Some(Fault::EchoKey) => (400, request.header("authorization").to_owned()),
            Some(Fault::QuotaMinute | Fault::QuotaDay | Fault::QuotaBare | Fault::QuotaVertex) => {
                (429, "Too many requests".to_owned())
            }
            _ => (then.status.unwrap_or(500), then.reason.clone().unwrap_or("Sorry".to_owned())),
        };
        Response::json(status, &json!({ "detail": text }))
    }
}

fn generated(
    now: &Now<'_>,
    [least, most]: [u64; 2],
    is_bitforge: bool,
) -> Result<Billed, (u16, Value)> {
    let body = now.request.json().map_err(|why| (422, json!(why)))?;
    let wrong = |field: &str, why: &str| {
        (422, json!([{ "loc": ["body", field], "msg": why, "type": "value_error" }]))
    };
    for (name, _) in body.as_object().into_iter().flatten() {
        let own = is_bitforge && OF_BITFORGE.contains(&name.as_str());
        if !PARAMETERS.contains(&name.as_str()) && !own {
            return Err(wrong(name, "extra fields not permitted"));
        }
    }
    let text = body["description"].as_str().unwrap_or_default();
    if text.is_empty() {
        return Err(wrong("description", "field required"));
    }
    let side = |name: &str| body["image_size"][name].as_u64().unwrap_or(0);
    let size = [side("width"), side("height")];
    if size.iter().any(|it| !(least..=most).contains(it)) {
        return Err(wrong("image_size", &format!("sides must be {least} to {most}")));
    }
    for (name, words) in WORDS {
        let value = &body[*name];
        if !value.is_null() && !value.as_str().is_some_and(|it| words.contains(&it)) {
            return Err(wrong(name, "unexpected value"));
        }
    }
    for name in ["init_image", "color_image", "style_image"] {
        if body[name].is_null() {
            continue;
        }
        let bytes = STANDARD.decode(body[name]["base64"].as_str().unwrap_or_default());
        let is_picture = bytes.is_ok_and(|it| picture::size_of(&it).is_some());
        if body[name]["type"] != "base64" || !is_picture {
            return Err(wrong(name, "not a base64 image"));
        }
    }
    let has_alpha = body["no_background"] == true;
    let painting = Painting {
        size: size.map(|it| u32::try_from(it).expect("it is at most 400")),
        behind: if has_alpha { Behind::Transparent } else { prompt::behind(text) },
        has_alpha,
        grid: now.then.grid.unwrap_or([1, 1]),
        empty: now.then.is(Fault::EmptyPicture),
        // The same seed is the same picture.
        dice: picture::dice(&[text.as_bytes(), &body["seed"].to_string().into_bytes()]),
    };
    let bytes = picture::damaged(painting.bytes(Format::Png), now.then);
    let image = json!({ "type": "base64", "base64": STANDARD.encode(&bytes), "format": "png" });
    if matches!(now.then.fault, Some(Fault::Nothing | Fault::Empty)) {
        return Ok(Billed::free(Response::json(200, &json!({ "usage": { "usd": 0.0 } }))));
    }
    let usd = NANOS as f64 / 1e9;
    let said = json!({ "usage": { "type": "usd", "usd": usd }, "image": image });
    Ok(Billed { response: Response::json(200, &said), nanos: NANOS })
}
