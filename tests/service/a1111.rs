//! AUTOMATIC1111, Forge, and what copies their API: a program on the user's own machine.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::service::http::{Request, Response};
use crate::service::ledger::Kind;
use crate::service::picture::{Format, Painting};
use crate::service::script::{Fault, Then};
use crate::service::server::{Asked, Billed, Now, Service};
use crate::service::{picture, prompt};

/// The program. It costs nothing.
pub(crate) struct A1111 {
    /// `user:password`, if it was started with `--api-auth`.
    login: Option<String>,
}

const PARAMETERS: &[&str] = &[
    "prompt",
    "negative_prompt",
    "styles",
    "seed",
    "subseed",
    "subseed_strength",
    "steps",
    "cfg_scale",
    "distilled_cfg_scale",
    "sampler_name",
    "sampler_index",
    "scheduler",
    "width",
    "height",
    "batch_size",
    "n_iter",
    "restore_faces",
    "tiling",
    "eta",
    "override_settings",
    "override_settings_restore_afterwards",
    "alwayson_scripts",
    "script_name",
    "script_args",
    "send_images",
    "save_images",
    "do_not_save_samples",
    "do_not_save_grid",
    "enable_hr",
    "denoising_strength",
    "extra_images",
];
const OF_IMG2IMG: &[&str] = &[
    "init_images",
    "mask",
    "mask_blur",
    "inpainting_fill",
    "inpaint_full_res",
    "inpaint_full_res_padding",
    "inpainting_mask_invert",
    "resize_mode",
    "image_cfg_scale",
    "include_init_images",
];
const CHECKPOINTS: [&str; 2] = ["pixel-dreams-xl", "toon-base-1.5"];
const SAMPLERS: [&str; 4] = ["Euler a", "Euler", "DPM++ 2M", "DDIM"];

impl A1111 {
    /// It is open, unless what it is started with is a login.
    pub(crate) fn new(key: String) -> A1111 {
        A1111 { login: Some(key).filter(|it| it.contains(':')) }
    }

    fn check_login(&self, request: &Request) -> Result<(), (u16, Value)> {
        let Some(login) = &self.login else { return Ok(()) };
        let sent = request.header("authorization").strip_prefix("Basic ");
        let why = match sent.map(|it| STANDARD.decode(it)) {
            Some(Ok(sent)) if sent == login.as_bytes() => return Ok(()),
            Some(_) => "Incorrect username or password",
            None => "Not authenticated",
        };
        Err((401, json!({ "detail": why })))
    }

    fn served(&self, now: &Now<'_>) -> Result<Response, (u16, Value)> {
        self.check_login(now.request)?;
        let path = now.request.path.trim_start_matches("/sdapi/v1/");
        match (now.request.method.as_str(), path) {
            ("POST", "txt2img" | "img2img") => painted(now, path == "img2img"),
            ("GET", "sd-models") => {
                let entry = |it: &str| {
                    json!({ "title": format!("{it}.safetensors [0123456789]"), "model_name": it,
                            "hash": "0123456789", "filename": format!("/models/{it}.safetensors"),
                            "config": null })
                };
                Ok(Response::json(200, &CHECKPOINTS.map(entry).into_iter().collect()))
            }
            ("GET", "options") => {
                let title = format!("{}.safetensors [0123456789]", CHECKPOINTS[0]);
                Ok(Response::json(200, &json!({ "sd_model_checkpoint": title })))
            }
            ("GET", "samplers") => {
                let entry = |it: &str| json!({ "name": it, "aliases": [], "options": {} });
                Ok(Response::json(200, &SAMPLERS.map(entry).into_iter().collect()))
            }
            ("GET", "progress") => Ok(Response::json(
                200,
                &json!({ "progress": 0.0, "eta_relative": 0.0,
                    "state": { "job_count": 0 }, "current_image": null, "textinfo": null }),
            )),
            _ => Err((404, json!({ "detail": "Not Found" }))),
        }
    }
}

impl Service for A1111 {
    fn kind_of(&self, request: &Request) -> Kind {
        let paints = ["/sdapi/v1/txt2img", "/sdapi/v1/img2img"].contains(&request.path.as_str());
        if paints { Kind::Paint } else { Kind::Free }
    }

    fn asked(&self, request: &Request) -> Asked {
        let body = request.json().unwrap_or_default();
        let model = body["override_settings"]["sd_model_checkpoint"].as_str().unwrap_or_default();
        let prompt = body["prompt"].as_str().unwrap_or_default().to_owned();
        Asked { kind: self.kind_of(request), model: model.to_owned(), prompt }
    }

    fn answer(&self, now: &Now<'_>) -> Billed {
        let response = self.served(now);
        Billed::free(response.unwrap_or_else(|(status, body)| Response::json(status, &body)))
    }

    fn error(&self, then: &Then, _request: &Request) -> Response {
        let message = then.reason.clone().unwrap_or_else(|| "CUDA out of memory.".to_owned());
        let body = json!({ "error": "OutOfMemoryError", "detail": "", "body": "",
                           "errors": message });
        Response::json(then.status.unwrap_or(500), &body)
    }
}

fn painted(now: &Now<'_>, from_picture: bool) -> Result<Response, (u16, Value)> {
    let detail = |status, text: &str| (status, json!({ "detail": text }));
    let body = now.request.json().map_err(|why| detail(422, &why))?;
    for name in body.as_object().into_iter().flatten().map(|it| it.0.as_str()) {
        let known = PARAMETERS.contains(&name) || (from_picture && OF_IMG2IMG.contains(&name));
        if !known {
            return Err(detail(422, &format!("extra fields not permitted: {name}")));
        }
    }
    check_settings(&body)?;
    if from_picture {
        let pictures: Vec<&str> = body["init_images"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if pictures.is_empty() {
            return Err(detail(404, "Init image not found"));
        }
        for text in pictures {
            let raw = text.split_once("base64,").map_or(text, |it| it.1);
            let bytes = STANDARD.decode(raw).unwrap_or_default();
            if picture::size_of(&bytes).is_none() {
                return Err(detail(500, "Invalid encoded image"));
            }
        }
    }
    let side = |name: &str| body[name].as_u64().and_then(|it| u32::try_from(it).ok());
    let size = [side("width").unwrap_or(512), side("height").unwrap_or(512)];
    if size.iter().any(|it| it % 8 != 0 || *it == 0) {
        return Err(detail(422, "width and height must be multiples of 8"));
    }
    let asked = body["seed"].as_i64().unwrap_or(-1);
    let seed = if asked < 0 { 4_242_424_242 } else { asked };
    let text = body["prompt"].as_str().unwrap_or_default();
    let n = body["batch_size"].as_u64().unwrap_or(1) * body["n_iter"].as_u64().unwrap_or(1);
    let one = |nth: u64| {
        // The same request is the same picture: this machine has one graphics card.
        let nth_seed = seed + i64::try_from(nth).unwrap_or(0);
        let painting = Painting {
            size,
            behind: prompt::behind(text),
            has_alpha: false,
            grid: now.then.grid.unwrap_or([1, 1]),
            empty: now.then.is(Fault::EmptyPicture),
            dice: picture::dice(&[text.as_bytes(), &nth_seed.to_le_bytes()]),
        };
        STANDARD.encode(picture::damaged(painting.bytes(Format::Png), now.then))
    };
    let images: Vec<String> = if matches!(now.then.fault, Some(Fault::Nothing | Fault::Empty)) {
        vec![]
    } else {
        (0..n).map(one).collect()
    };
    let info = json!({ "prompt": text, "seed": seed, "all_seeds": [seed], "width": size[0],
        "height": size[1], "sd_model_hash": "0123456789", "sd_model_name": CHECKPOINTS[0],
        "infotexts": [format!("{text}\nSteps: 20, Seed: {seed}")], "index_of_first_image": 0 });
    Ok(Response::json(
        200,
        &json!({ "images": images, "parameters": body, "info": info.to_string() }),
    ))
}

fn check_settings(body: &Value) -> Result<(), (u16, Value)> {
    let sampler = body["sampler_name"].as_str().unwrap_or("Euler a");
    if !SAMPLERS.contains(&sampler) {
        return Err((400, json!({ "detail": "Sampler not found" })));
    }
    let scripts = body["alwayson_scripts"].as_object();
    if let Some((name, _)) = scripts.and_then(|it| it.iter().next()) {
        return Err((422, json!({ "detail": format!("always on script {name} not found") })));
    }
    Ok(())
}
