//! Bodies of `generateContent`: a picture, a verdict, a better prompt.
//!
//! The service refuses fields that it does not know, so each body has what its kind of model takes
//! and nothing else. No sampling parameters: they are deprecated for current models.

use serde_json::{Value, json};

use crate::action::{Criterion, JudgeRequest, RefineRequest};
use crate::model::{Catalog, google};
use crate::provider::picture_request::PictureRequest;
use crate::provider::send_error::cannot;
use crate::provider::{Advice, Ask, Call, SendError, base64};

/// The service takes requests of about 20 MB.
const LONGEST: usize = 20_000_000;

/// What the service has thresholds for.
const HARMS: [&str; 4] = [
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
];

/// The body for a call.
pub(crate) fn body(call: &Call, safety: Option<&str>) -> Result<Vec<u8>, SendError> {
    written(&value(call, safety)?)
}

/// The request for a call, however large it is.
pub(crate) fn value(call: &Call, safety: Option<&str>) -> Result<Value, SendError> {
    let mut body = common(call, safety)?;
    // Requests of new projects are kept by the service otherwise.
    body["store"] = false.into();
    Ok(body)
}

/// The body for Vertex AI, which keeps no requests and refuses to be told so, and writes pictures
/// without loss if it is asked to.
pub(crate) fn body_for_vertex(call: &Call, safety: Option<&str>) -> Result<Vec<u8>, SendError> {
    let mut body = common(call, safety)?;
    if let Some(image) = body.pointer_mut("/generationConfig/imageConfig") {
        image["imageOutputOptions"] = json!({ "mimeType": "image/png" });
    }
    written(&body)
}

fn common(call: &Call, safety: Option<&str>) -> Result<Value, SendError> {
    let pictures: Vec<&[u8]> = call.pictures.iter().map(|it| it.as_slice()).collect();
    let mut body = match &call.ask {
        Ask::Paint(request) => painting(&PictureRequest::of(request), &pictures)?,
        Ask::Edit(request) => painting(&PictureRequest::of_edit(request), &pictures)?,
        Ask::Judge(request) => judge(request, &pictures)?,
        Ask::Refine(request) => refine(request),
    };
    if let Some(word) = safety {
        body["safetySettings"] = safety_settings(word)?;
    }
    Ok(body)
}

fn written(body: &Value) -> Result<Vec<u8>, SendError> {
    let text = serde_json::to_vec(body).expect("a body is plain data");
    if text.len() > LONGEST {
        let reason = "the pictures that go with the request are larger than 20 MB together";
        return Err(cannot(reason, "show fewer or smaller references"));
    }
    Ok(text)
}

fn painting(request: &PictureRequest<'_>, pictures: &[&[u8]]) -> Result<Value, SendError> {
    let frame = google::frame(request.model, request.size);
    let mut image = json!({ "aspectRatio": frame.aspect });
    if let Some(resolution) = frame.resolution {
        image["imageSize"] = resolution.into();
    }
    let mut config = json!({ "responseModalities": ["IMAGE"], "imageConfig": image });
    if let Some(seed) = request.seed {
        config["seed"] = seed.into();
    }
    for (name, value) in request.params {
        match (name.as_str(), value.as_str()) {
            ("thinking", Some(level @ ("minimal" | "medium" | "high"))) => {
                let level = level.to_ascii_uppercase();
                config["thinkingConfig"] = json!({ "thinkingLevel": level });
            }
            _ => return Err(unknown_param(name)),
        }
    }
    let mut parts = vec![json!({ "text": request.prompt })];
    parts.extend(inline(pictures)?);
    Ok(json!({ "contents": [{ "role": "user", "parts": parts }], "generationConfig": config }))
}

fn unknown_param(name: &str) -> SendError {
    let reason = format!("`{name}` is no parameter of Gemini image models as it is written");
    let help = "they take `params = { thinking = \"minimal\" }`, `\"medium\"` or `\"high\"`";
    cannot(reason, help)
}

fn judge(request: &JudgeRequest, pictures: &[&[u8]]) -> Result<Value, SendError> {
    let (role, task) = role_and_task(&request.prompt);
    let mut parts = inline(pictures)?;
    parts.push(json!({ "text": task }));
    let config = json!({
        "responseMimeType": "application/json",
        "responseJsonSchema": verdict_schema(request),
        "maxOutputTokens": google::MOST_WORDS,
    });
    Ok(json!({
        "contents": [{ "role": "user", "parts": parts }],
        "systemInstruction": { "parts": [{ "text": role }] },
        "generationConfig": config,
    }))
}

fn refine(request: &RefineRequest) -> Value {
    let (role, task) = role_and_task(&request.instruction);
    json!({
        "contents": [{ "role": "user", "parts": [{ "text": task }] }],
        "systemInstruction": { "parts": [{ "text": role }] },
        "generationConfig": { "maxOutputTokens": google::MOST_WORDS },
    })
}

/// A prompt of an edition begins with a paragraph that says who the model is.
fn role_and_task(prompt: &str) -> (&str, &str) {
    prompt.split_once("\n\n").unwrap_or((prompt, prompt))
}

/// What a verdict must look like. It is checked all the same when it comes.
fn verdict_schema(request: &JudgeRequest) -> Value {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let criterion = json!({
        "type": "object",
        "properties": {
            "score": { "type": "integer", "minimum": 0, "maximum": 100 },
            "feedback": { "type": "string" },
            "suggestions": texts,
        },
        "required": ["score", "feedback", "suggestions"],
    });
    let names = Criterion::ALL.map(Criterion::as_str);
    let criteria: serde_json::Map<String, Value> =
        names.iter().map(|it| ((*it).to_owned(), criterion.clone())).collect();
    let mut repaint = texts.clone();
    if request.parts.len() > 1 {
        let parts: Vec<&str> = request.parts.iter().map(crate::name::PartName::as_str).collect();
        repaint["items"]["enum"] = parts.into();
    }
    json!({
        "type": "object",
        "properties": {
            "criteria": { "type": "object", "properties": criteria, "required": names },
            "suggestions": texts,
            "repaint": repaint,
        },
        "required": ["criteria", "suggestions", "repaint"],
    })
}

/// Pictures as parts. What they are is read from their bytes: a wrong type is refused.
fn inline(pictures: &[&[u8]]) -> Result<Vec<Value>, SendError> {
    let part = |(idx, bytes): (usize, &&[u8])| {
        let Some(mime) = mime(bytes) else {
            let reason = format!("picture {} that goes with it is no PNG, JPEG or WebP", idx + 1);
            return Err(cannot(reason, "save it as a PNG"));
        };
        Ok(json!({ "inlineData": { "mimeType": mime, "data": base64::encode(bytes) } }))
    };
    pictures.iter().enumerate().map(part).collect()
}

fn mime(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG") {
        Some("image/png")
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Some("image/jpeg")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        None
    }
}

/// `block-only-high` is `BLOCK_ONLY_HIGH` there.
fn safety_settings(word: &str) -> Result<Value, SendError> {
    let threshold = threshold(word)?;
    let setting = |harm: &&str| json!({ "category": harm, "threshold": threshold });
    Ok(HARMS.iter().map(setting).collect())
}

/// A safety setting as the service writes it.
pub(crate) fn threshold(word: &str) -> Result<String, SendError> {
    let known = Catalog::safety_words("google").unwrap_or_default();
    if !known.contains(&word) {
        let advice = Advice {
            reason: format!("`{word}` is no safety setting of Gemini"),
            help: Some(format!("`[provider.google] safety` is one of `{}`", known.join("`, `"))),
        };
        return Err(SendError::Unavailable { advice, closed: true });
    }
    Ok(word.to_ascii_uppercase().replace('-', "_"))
}
