//! Requests for pictures: JSON without references, a form with them.
//!
//! <https://platform.openai.com/docs/api-reference/images>. OpenAI refuses fields that it does not
//! know; other servers have fewer of them, and get only those that all have.

use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::action::AskedBackground;
use crate::model::openai;
use crate::provider::http::HttpBody;
use crate::provider::picture_request::PictureRequest;
use crate::provider::send_error::cannot;
use crate::provider::{Call, SendError};

/// The prompt may have so many characters.
const LONGEST_PROMPT: usize = 32_000;

/// Where a request goes, below the base address.
pub(crate) fn path(call: &Call) -> &'static str {
    if call.pictures.is_empty() { "images/generations" } else { "images/edits" }
}

/// What is sent.
pub(crate) fn body(request: &PictureRequest<'_>, call: &Call) -> Result<HttpBody, SendError> {
    if request.prompt.chars().count() > LONGEST_PROMPT {
        let reason = format!("its prompt is longer than {LONGEST_PROMPT} characters");
        return Err(cannot(reason, "shorten the subject, the template or the avoid list"));
    }
    let fields = fields(request)?;
    if call.pictures.is_empty() {
        // `n` alone is a number.
        let typed = |(name, text): (&str, String)| {
            let value = if name == "n" { Value::from(1) } else { Value::from(text) };
            (name.to_owned(), value)
        };
        let object: serde_json::Map<String, Value> = fields.into_iter().map(typed).collect();
        return Ok(HttpBody::Json(serde_json::to_vec(&object).expect("fields are plain data")));
    }
    let mut form = Form::new();
    for (name, text) in fields {
        form = form.text(name, text);
    }
    for (idx, bytes) in call.pictures.iter().enumerate() {
        let part = Part::bytes(bytes.to_vec()).file_name(format!("reference-{}.png", idx + 1));
        let part = part.mime_str("image/png").expect("a constant that is a type");
        form = form.part("image[]", part);
    }
    Ok(HttpBody::Form(form))
}

fn fields(request: &PictureRequest<'_>) -> Result<Vec<(&'static str, String)>, SendError> {
    let [width, height] = request.size;
    let mut res = vec![
        ("model", request.model.to_owned()),
        ("prompt", request.prompt.to_owned()),
        ("n", "1".to_owned()),
        ("size", format!("{width}x{height}")),
    ];
    let params = params(request)?;
    if openai::is_listed(request.model) {
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

fn params<'a>(request: &PictureRequest<'a>) -> Result<Vec<(&'static str, &'a str)>, SendError> {
    let mut res = Vec::new();
    for (name, value) in request.params {
        let known = openai::PARAMS.iter().find(|(it, _)| it == name);
        let Some((name, words)) = known else {
            let names: Vec<String> =
                openai::PARAMS.iter().map(|(it, _)| format!("`{it}`")).collect();
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
