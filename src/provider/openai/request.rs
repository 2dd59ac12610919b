//! Requests for pictures: JSON without references, a form with them.
//!
//! <https://platform.openai.com/docs/api-reference/images>. OpenAI refuses fields that it does not
//! know; other servers have fewer of them, and get only those that all have.

use std::sync::Arc;

use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value, json};

use crate::action::AskedBackground;
use crate::model::openai;
use crate::provider::http::HttpBody;
use crate::provider::picture_request::PictureRequest;
use crate::provider::send_error::cannot;
use crate::provider::{Call, SendError, base64};

/// The prompt may have so many characters.
const LONGEST_PROMPT: usize = 32_000;

/// Where requests go, below the base address.
pub(crate) const GENERATIONS: &str = "images/generations";
pub(crate) const EDITS: &str = "images/edits";

/// Where a request goes, below the base address.
pub(crate) fn path(call: &Call) -> &'static str {
    if call.pictures.is_empty() { GENERATIONS } else { EDITS }
}

/// What is sent.
pub(crate) fn body(request: &PictureRequest<'_>, call: &Call) -> Result<HttpBody, SendError> {
    if call.pictures.is_empty() {
        let object = object(request, call)?;
        return Ok(HttpBody::Json(serde_json::to_vec(&object).expect("fields are plain data")));
    }
    let mut form = Form::new();
    for (name, text) in fields(request, openai::PARAMS)? {
        form = form.text(name, text);
    }
    for (idx, bytes) in call.pictures.iter().enumerate() {
        let part = Part::bytes(bytes.to_vec()).file_name(format!("reference-{}.png", idx + 1));
        let part = part.mime_str("image/png").expect("a constant that is a type");
        form = form.part("image[]", part);
    }
    Ok(HttpBody::Form(form))
}

/// The same as one JSON object, references and all: lines of batches hold no forms.
pub(crate) fn object(
    request: &PictureRequest<'_>,
    call: &Call,
) -> Result<Map<String, Value>, SendError> {
    // `n` alone is a number.
    let typed = |(name, text): (&str, String)| {
        let value = if name == "n" { Value::from(1) } else { Value::from(text) };
        (name.to_owned(), value)
    };
    let mut res: Map<String, Value> =
        fields(request, openai::PARAMS)?.into_iter().map(typed).collect();
    if !call.pictures.is_empty() {
        let picture = |bytes: &Arc<Vec<u8>>| json!({ "image_url": format!("data:image/png;base64,{}", base64::encode(bytes)) });
        res.insert("images".to_owned(), call.pictures.iter().map(picture).collect());
    }
    Ok(res)
}

/// Parameters, and the words that each takes.
type Params = [(&'static str, &'static [&'static str])];

/// What is asked for, as fields; `known` are the parameters that a manifest may name.
pub(crate) fn fields(
    request: &PictureRequest<'_>,
    known: &Params,
) -> Result<Vec<(&'static str, String)>, SendError> {
    if request.prompt.chars().count() > LONGEST_PROMPT {
        let reason = format!("its prompt is longer than {LONGEST_PROMPT} characters");
        return Err(cannot(reason, "shorten the subject, the template or the avoid list"));
    }
    let [width, height] = request.size;
    let mut res = vec![
        ("model", request.model.to_owned()),
        ("prompt", request.prompt.to_owned()),
        ("n", "1".to_owned()),
        ("size", format!("{width}x{height}")),
    ];
    let params = params(request, known)?;
    // A gateway has the name of whoever made it before it.
    if openai::is_listed(request.model.trim_start_matches("openai/")) {
        let quality = params.iter().find(|(name, _)| *name == "quality");
        res.push(("quality", quality.map_or(openai::QUALITY, |it| it.1).to_owned()));
        res.push(("background", background(request.background).to_owned()));
        res.push(("output_format", "png".to_owned()));
        let moderation = params.iter().find(|(name, _)| *name == "moderation");
        res.extend(moderation.map(|(name, value)| (*name, (*value).to_owned())));
    } else {
        res.extend(params.into_iter().map(|(name, value)| (name, value.to_owned())));
    }
    Ok(res)
}

fn background(asked: AskedBackground) -> &'static str {
    match asked {
        AskedBackground::Transparent => "transparent",
        AskedBackground::Key(_) | AskedBackground::Colour(_) | AskedBackground::Opaque => "opaque",
    }
}

fn params<'a>(
    request: &PictureRequest<'a>,
    known: &Params,
) -> Result<Vec<(&'static str, &'a str)>, SendError> {
    let mut res = Vec::new();
    for (name, value) in request.params {
        let Some((name, words)) = known.iter().find(|(it, _)| it == name) else {
            let names: Vec<String> = known.iter().map(|(it, _)| format!("`{it}`")).collect();
            let help = format!("they take {}", names.join(" and "));
            return Err(cannot(format!("`{name}` is no parameter of OpenAI's image models"), help));
        };
        match value.as_str().filter(|it| words.contains(it)) {
            Some(word) => res.push((*name, word)),
            None => {
                let reason = format!("`{name}` of OpenAI's image models cannot be {value}");
                return Err(cannot(reason, format!("it is one of: {}", words.join(", "))));
            }
        }
    }
    Ok(res)
}
