//! What is sent to each service that is one request and one answer, and how its answers are read.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::action::{ActionKey, AskedBackground, PaintRequest, Tileable};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::model::{Catalog, Day};
use crate::money::Usd;
use crate::provider::a1111::A1111;
use crate::provider::http::{HttpAnswer, HttpBody, HttpClient};
use crate::provider::key::Secret;
use crate::provider::openai::OpenAi;
use crate::provider::pixellab::PixelLab;
use crate::provider::rest::{Bill, Wire};
use crate::provider::retrodiffusion::RetroDiffusion;
use crate::provider::service::Service;
use crate::provider::{
    Accesses, Ask, Call, Credentials, Reply, SendError, ServiceSettings, Variables, base64,
    parse_config,
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xae\x42\x60\x82";

fn service(provider: &str, config: &str) -> Service {
    let user = parse_config(config).unwrap();
    let secret = |it: &str| (it.to_owned(), Arc::new(Secret::new("hush-hush-0123").unwrap()));
    let names = ["OPENAI_API_KEY", "RETRODIFFUSION_API_KEY", "PIXELLAB_SECRET"];
    let variables = Variables { secrets: names.map(secret).into(), ..Variables::default() };
    let accesses = Accesses::new(&user, &variables, &Credentials::default()).unwrap();
    Service {
        http: HttpClient::default(),
        access: Arc::clone(accesses.of(provider).unwrap()),
        catalog: Arc::new(Catalog { fees: user.fees, ..Catalog::default() }),
        settings: ServiceSettings::default(),
    }
}

fn painting(model: &str, background: AskedBackground, params: Value) -> PaintRequest {
    PaintRequest {
        brief: ActionKey(Digest::of(b"brief")),
        ordinal: 0,
        model: model.parse().unwrap(),
        prompt: "a red dragon".to_owned(),
        avoid: Some(vec!["text".into(), "blur".into()]),
        background,
        size: [32, 48],
        aspect: None,
        params: serde_json::from_value(params).unwrap(),
        seed: Some(7),
        references: vec![],
        refined_from: None,
        note: None,
        tileable: None,
        draw: None,
        safety: None,
    }
}

fn call(request: PaintRequest, pictures: &[&[u8]]) -> Call {
    let pictures = pictures.iter().map(|it| Arc::new(it.to_vec())).collect();
    Call::new(Ask::Paint(Box::new(request)), pictures)
}

/// Where a request goes, with which headers of keys, and its JSON.
fn sent(wire: &dyn Wire, service: &Service, call: &Call) -> (String, Option<String>, Value) {
    let request = wire.request(service, call).unwrap_or_else(|err| panic!("{err}"));
    let key = request.key.as_ref().map(|it| format!("{}: {}…", it.name, it.prefix));
    let body = match request.body {
        HttpBody::Json(text) => serde_json::from_slice(&text).unwrap(),
        HttpBody::Form(_) => json!("a form"),
        HttpBody::None => Value::Null,
    };
    (request.url.to_string(), key, body)
}

fn refused(wire: &dyn Wire, service: &Service, call: &Call) -> String {
    let Err(SendError::Unavailable { advice, closed: false }) = wire.request(service, call) else {
        panic!("it was sent");
    };
    format!("{}: {}", advice.reason, advice.help.unwrap_or_default())
}

fn answer(status: u16, body: &Value) -> HttpAnswer {
    let body = serde_json::to_vec(body).unwrap();
    HttpAnswer { status, day: Day::LOOKED_UP, headers: BTreeMap::new(), body, ms: 9, batch: false }
}

fn read(wire: &dyn Wire, service: &Service, call: &Call, answer: &HttpAnswer) -> Reply {
    wire.decode(&call.ask, answer, &Bill::new(&call.ask, answer, &service.catalog))
}

/// What a failure means: `again`, `never`, `closed`, `lost`, or `kept` where it is an answer.
fn fate(wire: &dyn Wire, status: u16, body: &Value) -> &'static str {
    match wire.failure(&service("openai", ""), &answer(status, body)) {
        None => "kept",
        Some(SendError::NotAccepted { .. }) => "again",
        Some(SendError::Unavailable { closed: false, .. }) => "never",
        Some(SendError::Unavailable { closed: true, .. }) => "closed",
        Some(SendError::NoAnswer { .. }) => "lost",
    }
}

#[test]
fn openai_gets_what_its_models_know_and_other_servers_what_all_know() {
    let (key, own) = (AskedBackground::Key(Rgb([255, 0, 255])), service("openai", ""));
    let model = "openai/gpt-image-2.5-flare";
    let clear = call(painting(model, AskedBackground::Transparent, json!({})), &[]);
    let (url, header, body) = sent(&OpenAi, &own, &clear);
    assert_eq!(url, "https://api.openai.com/v1/images/generations");
    assert_eq!(header.as_deref(), Some("Authorization: Bearer …"));
    assert_eq!(
        body,
        json!({ "model": "gpt-image-2.5-flare", "prompt": "a red dragon", "n": 1, "size": "32x48",
                "quality": "medium", "background": "transparent", "output_format": "png" })
    );
    let keyed = call(painting(model, key, json!({ "quality": "high" })), &[PNG]);
    let (url, _, body) = sent(&OpenAi, &own, &keyed);
    assert_eq!((url.as_str(), body), ("https://api.openai.com/v1/images/edits", json!("a form")));
    let elsewhere = service(
        "openai",
        "[provider.openai]\nbase-url = \"https://gate.example/v1\"\n[price.\"openai/flux\"]\npaint = 0",
    );
    let flux = call(painting("openai/flux", key, json!({})), &[]);
    let (url, _, body) = sent(&OpenAi, &elsewhere, &flux);
    assert_eq!(url, "https://gate.example/v1/images/generations");
    assert_eq!(body, json!({ "model": "flux", "prompt": "a red dragon", "n": 1, "size": "32x48" }));
    let wrong = call(painting(model, key, json!({ "quality": "superb" })), &[]);
    assert_eq!(
        refused(&OpenAi, &own, &wrong),
        "`quality` of OpenAI's image models cannot be \"superb\": it is one of: low, medium, high, \
         xhigh, max"
    );
}

#[test]
fn openai_is_billed_by_usage_and_refusals_are_answers() {
    let own = service("openai", "");
    let model = "openai/gpt-image-2.5-flare";
    let call = call(painting(model, AskedBackground::Transparent, json!({})), &[]);
    let picture = json!({
        "created": 1, "data": [{ "b64_json": base64::encode(PNG) }],
        "usage": { "input_tokens": 30, "output_tokens": 439, "total_tokens": 469,
                   "input_tokens_details": { "text_tokens": 30, "image_tokens": 0 },
                   "output_tokens_details": { "text_tokens": 0, "image_tokens": 439 } },
    });
    let Reply::Picture { bytes, receipt, .. } = read(&OpenAi, &own, &call, &answer(200, &picture))
    else {
        panic!("it is a picture");
    };
    // 30 × $5 + 439 × $30, each per million.
    assert_eq!((bytes.as_slice(), receipt.usd), (PNG, Usd::from_nanos(13_320_000)));
    assert!(!receipt.estimated);
    let error =
        |code: &str, message: &str| json!({ "error": { "code": code, "message": message } });
    let opaque = error("invalid_value", "Transparent background is not supported for this model.");
    assert_eq!(fate(&OpenAi, 400, &opaque), "kept");
    let reply = read(&OpenAi, &own, &call, &answer(400, &opaque));
    assert!(matches!(reply, Reply::NoAlpha { receipt, .. } if receipt.usd.is_zero()));
    let blocked = error("moderation_blocked", "Your request was rejected.");
    assert_eq!(fate(&OpenAi, 400, &blocked), "kept");
    let reply = read(&OpenAi, &own, &call, &answer(400, &blocked));
    assert!(
        matches!(reply, Reply::Refused { reason, .. } if reason == "Your request was rejected.")
    );
    for (status, code, fate_of_it) in [
        (429, "rate_limit_exceeded", "again"),
        (429, "insufficient_quota", "closed"),
        (401, "invalid_api_key", "closed"),
        (404, "model_not_found", "closed"),
        (400, "unknown_parameter", "never"),
        (500, "server_error", "again"),
    ] {
        assert_eq!(fate(&OpenAi, status, &error(code, "…")), fate_of_it, "{code}");
    }
    let empty = read(&OpenAi, &own, &call, &answer(200, &json!({ "data": [] })));
    assert!(matches!(empty, Reply::Unusable { chance: true, receipt, .. } if receipt.estimated));
}

#[test]
fn openais_last_whole_picture_counts_however_it_is_written() {
    let own = service("openai", "");
    let model = "openai/gpt-image-2.5-flare";
    let call = call(painting(model, AskedBackground::Transparent, json!({})), &[]);
    let (whole, cut) = (base64::encode(PNG), base64::encode(&PNG[..9]));
    for pictures in [
        json!([{ "b64_json": whole }, { "b64_json": cut }]),
        json!([{ "b64_json": whole }, { "b64_json": "" }]),
        json!([{ "b64_json": format!("data:image/png;base64,{whole}") }]),
    ] {
        let answer = answer(200, &json!({ "created": 1, "data": pictures }));
        let reply = read(&OpenAi, &own, &call, &answer);
        assert!(matches!(&reply, Reply::Picture { bytes, .. } if bytes == PNG), "{reply:?}");
    }
}

#[test]
fn an_address_is_followed_on_servers_of_the_users_own_only() {
    let at = |config: &str, url: &str| {
        // Some write an empty picture beside the address.
        let bodies = [
            json!({ "data": [{ "url": url }] }),
            json!({ "data": [{ "b64_json": "", "url": url }] }),
        ];
        let found = bodies
            .map(|it| OpenAi.picture_at(&service("openai", config), &answer(200, &it)).is_some());
        assert_eq!(found[0], found[1], "{url}");
        found[0]
    };
    let local = "[provider.openai]\nbase-url = \"http://127.0.0.1:8080/v1\"";
    assert!(!at("", "https://files.example/a.png"));
    assert!(at(local, "https://files.example/a.png"));
    assert!(at(local, "http://127.0.0.1:8080/files/a.png"));
    for url in ["http://127.0.0.1:22/a.png", "http://10.0.0.1/a.png", "file:///etc/passwd", "a.png"]
    {
        assert!(!at(local, url), "{url}");
    }
}

#[test]
fn a1111_begins_from_a_reference_and_runs_no_scripts_of_a_project() {
    let own = service("a1111", "");
    let opaque = AskedBackground::Opaque;
    let params = json!({ "steps": 28, "sampler": "Euler a", "strength": 0.6, "clip-skip": 2 });
    let request = call(painting("a1111/dream", opaque, params), &[PNG]);
    let (url, key, body) = sent(&A1111, &own, &request);
    assert_eq!((url.as_str(), key), ("http://127.0.0.1:7860/sdapi/v1/img2img", None));
    assert_eq!(body["override_settings"]["sd_model_checkpoint"], "dream");
    assert_eq!(body["override_settings"]["CLIP_stop_at_last_layers"], 2);
    assert_eq!((&body["negative_prompt"], &body["seed"]), (&json!("text, blur"), &json!(7)));
    assert_eq!((&body["denoising_strength"], &body["width"]), (&json!(0.6), &json!(32)));
    assert_eq!(body["init_images"], json!([base64::encode(PNG)]));
    let loaded = call(painting("a1111/loaded", opaque, json!({})), &[]);
    let (url, _, body) = sent(&A1111, &own, &loaded);
    assert!(url.ends_with("txt2img") && body["override_settings"] == json!({}));
    assert!(body["tiling"].is_null());
    let ground = PaintRequest {
        tileable: Some(Tileable::Both),
        ..painting("a1111/dream", opaque, json!({}))
    };
    assert_eq!(sent(&A1111, &own, &call(ground, &[])).2["tiling"], true);
    let script = call(painting("a1111/dream", opaque, json!({ "alwayson_scripts": {} })), &[]);
    assert!(refused(&A1111, &own, &script).starts_with("`alwayson_scripts` is no parameter"));
    // The grid comes first, and the picture after it.
    let grid = json!({ "images": ["grid", base64::encode(PNG)],
        "info": "{\"index_of_first_image\": 1, \"sd_model_name\": \"dream_v8\"}" });
    let Reply::Picture { bytes, receipt, .. } = read(&A1111, &own, &loaded, &answer(200, &grid))
    else {
        panic!("it is a picture");
    };
    assert_eq!((bytes.as_slice(), receipt.answered_by.as_str()), (PNG, "a1111/dream_v8"));
    assert!(receipt.usd.is_zero() && !receipt.estimated);
    assert_eq!(fate(&A1111, 422, &json!({ "detail": "no such sampler" })), "never");
}

#[test]
fn services_of_true_pixels_name_their_price() {
    let clear = AskedBackground::Transparent;
    let own = service("retrodiffusion", "");
    let params = json!({ "style": "isometric", "tile-x": true });
    let request = call(painting("retrodiffusion/rd_pro", clear, params), &[PNG]);
    let (url, key, body) = sent(&RetroDiffusion, &own, &request);
    assert_eq!(url, "https://api.retrodiffusion.ai/v1/inferences");
    assert_eq!(key.as_deref(), Some("X-RD-Token: …"));
    assert_eq!(
        body,
        json!({ "prompt": "a red dragon", "prompt_style": "rd_pro__isometric", "width": 32,
                "height": 48, "num_images": 1, "remove_bg": true, "seed": 7,
                "reference_images": [base64::encode(PNG)], "tile_x": true })
    );
    for (tileable, x, y) in [
        (Tileable::Both, json!(true), json!(true)),
        (Tileable::X, json!(true), Value::Null),
        (Tileable::Y, Value::Null, json!(true)),
    ] {
        let plain = painting("retrodiffusion/rd_plus", clear, json!({}));
        let ground = PaintRequest { tileable: Some(tileable), ..plain };
        let (_, _, body) = sent(&RetroDiffusion, &own, &call(ground, &[]));
        assert_eq!((&body["tile_x"], &body["tile_y"]), (&x, &y));
    }
    let done = json!({ "base64_images": [base64::encode(PNG)], "balance_cost": 0.025 });
    let reply = read(&RetroDiffusion, &own, &request, &answer(200, &done));
    assert!(matches!(reply, Reply::Picture { receipt, .. } if receipt.usd == cents(2.5)));
    let broke = json!({ "detail": "Not enough balance" });
    assert_eq!(fate(&RetroDiffusion, 400, &broke), "closed");
    assert_eq!(fate(&RetroDiffusion, 400, &json!({ "detail": "width too large" })), "never");

    let own = service("pixellab", "");
    let request = call(painting("pixellab/pixflux", clear, json!({ "view": "side" })), &[]);
    let (url, key, body) = sent(&PixelLab, &own, &request);
    assert_eq!(url, "https://api.pixellab.ai/v1/generate-image-pixflux");
    assert_eq!(key.as_deref(), Some("Authorization: Bearer …"));
    assert_eq!(
        body,
        json!({ "description": "a red dragon", "image_size": { "width": 32, "height": 48 },
                "no_background": true, "seed": 7, "view": "side" })
    );
    let done = json!({ "image": { "base64": base64::encode(PNG) }, "usage": { "usd": 0.01 } });
    let reply = read(&PixelLab, &own, &request, &answer(200, &done));
    assert!(matches!(reply, Reply::Picture { receipt, .. } if receipt.usd == cents(1.0)));
}

fn cents(it: f64) -> Usd {
    Usd::from_f64(it / 100.0).unwrap()
}
