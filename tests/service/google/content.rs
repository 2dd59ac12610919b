//! `generateContent`: pictures, verdicts and texts.

use base64::Engine;
use base64::engine::general_purpose::{
    STANDARD, STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT,
};
use serde_json::{Value, json};

use crate::service::google::errors::Refusal;
use crate::service::google::message::{GENERATE, Message, VERTEX};
use crate::service::google::models::{Model, Paints};
use crate::service::http::{Request, Response};
use crate::service::picture::{Format, Painting};
use crate::service::script::Fault;
use crate::service::server::{Billed, Now};
use crate::service::{picture, prompt, verdict};

/// Tokens of a picture that is sent.
const TOKENS_OF_A_PICTURE: u64 = 1120;
/// Inline data, all of it together.
const MOST_BYTES: usize = 20_000_000;
const CATEGORIES: [&str; 5] =
    ["HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "CIVIC_INTEGRITY"];
const THRESHOLDS: [&str; 5] =
    ["BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"];

/// A request, names in camel case.
pub(crate) struct Content {
    body: Value,
    model: Option<&'static Model>,
}

/// What a request comes to: the candidate, and the tokens of words and pictures in it.
struct Made {
    candidate: Value,
    words: u64,
    thoughts: u64,
    picture: u64,
}

impl Content {
    /// A request that this model can answer.
    pub(crate) fn read(request: &Request, model: &'static Model) -> Result<Content, Refusal> {
        if request.body.len() > MOST_BYTES {
            return Err(Refusal::invalid(
                "Request payload size exceeds the limit: 20971520 bytes.",
            ));
        }
        let body = request
            .json()
            .map_err(|why| Refusal::invalid(format!("Invalid JSON payload received. {why}")))?;
        let is_vertex = request.path.contains("/publishers/");
        Content::checked_as(if is_vertex { &VERTEX } else { &GENERATE }, &body, model)
    }

    /// The same, of a body that stands alone or within a batch.
    pub(crate) fn checked(body: &Value, model: &'static Model) -> Result<Content, Refusal> {
        Content::checked_as(&GENERATE, body, model)
    }

    fn checked_as(
        message: &'static Message,
        body: &Value,
        model: &'static Model,
    ) -> Result<Content, Refusal> {
        let res = Content { body: message.read(body)?, model: Some(model) };
        res.check_contents()?;
        res.check_settings()?;
        match model.paints {
            Some(paints) => res.check_painting(paints)?,
            None => res.check_writing(model)?,
        }
        Ok(res)
    }

    /// As much of a body as can be understood.
    pub(crate) fn understood(body: &Value) -> Content {
        let body = GENERATE.read(body).or_else(|_| VERTEX.read(body)).unwrap_or_default();
        Content { body, model: None }
    }

    /// All words that it says, what the system is told apart.
    pub(crate) fn prompt(&self) -> String {
        let texts: Vec<&str> = self.parts().filter_map(|it| it["text"].as_str()).collect();
        texts.join("\n")
    }

    /// What the answer must fit.
    pub(crate) fn schema(&self) -> Option<&Value> {
        let config = &self.body["generationConfig"];
        let schemas = ["responseJsonSchema", "responseSchema"].map(|it| &config[it]);
        schemas.into_iter().find(|it| it.is_object())
    }

    fn parts(&self) -> impl Iterator<Item = &Value> {
        let contents = self.body["contents"].as_array().into_iter().flatten();
        contents.flat_map(|it| it["parts"].as_array().into_iter().flatten())
    }

    fn pictures(&self) -> usize {
        self.parts().filter(|it| it["inlineData"].is_object()).count()
    }

    fn check_contents(&self) -> Result<(), Refusal> {
        let contents = self.body["contents"].as_array().map_or(&[][..], Vec::as_slice);
        if contents.is_empty() {
            return Err(Refusal::invalid(
                "* GenerateContentRequest.contents: contents is not specified",
            ));
        }
        for (idx, content) in contents.iter().enumerate() {
            let role = content["role"].as_str().unwrap_or("user");
            if !["user", "model"].contains(&role) {
                return Err(Refusal::invalid("Please use a valid role: user, model."));
            }
            for (nth, part) in content["parts"].as_array().into_iter().flatten().enumerate() {
                check_part(part)?;
                let is_signed = part["thoughtSignature"].is_string();
                if role == "model" && part["inlineData"].is_object() && !is_signed {
                    return Err(Refusal::invalid(format!(
                        "Image part is missing a thought_signature in content position {}, part \
                         position {}.",
                        idx + 1,
                        nth + 1
                    )));
                }
            }
        }
        Ok(())
    }

    fn check_settings(&self) -> Result<(), Refusal> {
        for setting in self.body["safetySettings"].as_array().into_iter().flatten() {
            let category = setting["category"].as_str().unwrap_or_default();
            let known = category.strip_prefix("HARM_CATEGORY_");
            if !known.is_some_and(|it| CATEGORIES.contains(&it)) {
                return Err(bad_value("safety_settings[0].category", category));
            }
            let threshold = setting["threshold"].as_str().unwrap_or_default();
            if !THRESHOLDS.contains(&threshold) {
                return Err(bad_value("safety_settings[0].threshold", threshold));
            }
        }
        let thinking = &self.body["generationConfig"]["thinkingConfig"];
        if !thinking["thinkingLevel"].is_null() && !thinking["thinkingBudget"].is_null() {
            return Err(Refusal::invalid(
                "You can only set only one of thinking budget and thinking level.",
            ));
        }
        Ok(())
    }

    fn check_painting(&self, paints: Paints) -> Result<(), Refusal> {
        let config = &self.body["generationConfig"];
        if config["candidateCount"].as_u64().unwrap_or(1) > 1 {
            return Err(Refusal::invalid("Multiple candidates is not enabled for this model"));
        }
        if !config["responseMimeType"].is_null() || self.schema().is_some() {
            return Err(Refusal::invalid("JSON mode is not enabled for this model"));
        }
        let modalities = config["responseModalities"].as_array().into_iter().flatten();
        for modality in modalities.filter_map(Value::as_str) {
            if !["IMAGE", "TEXT"].contains(&modality) {
                return Err(bad_value("generation_config.response_modalities", modality));
            }
        }
        let level = config["thinkingConfig"]["thinkingLevel"].as_str();
        if let Some(level) = level.filter(|it| !["MINIMAL", "MEDIUM", "HIGH"].contains(it)) {
            return Err(Refusal::invalid(format!(
                "Thinking level {level} is not supported for this model."
            )));
        }
        if self.pictures() > paints.references {
            return Err(Refusal::invalid(format!(
                "Too many images: at most {} are supported.",
                paints.references
            )));
        }
        self.dimensions(paints).map(|_| ())
    }

    fn check_writing(&self, model: &Model) -> Result<(), Refusal> {
        let config = &self.body["generationConfig"];
        let modalities = config["responseModalities"].as_array().into_iter().flatten();
        if modalities.filter_map(Value::as_str).any(|it| it != "TEXT") {
            return Err(Refusal::invalid(
                "The requested combination of response modalities is not supported by the model.",
            ));
        }
        if config["imageConfig"].is_object() {
            return Err(Refusal::invalid("Image generation is not supported by this model."));
        }
        let [json_schema, schema] =
            ["responseJsonSchema", "responseSchema"].map(|it| !config[it].is_null());
        if json_schema && schema {
            return Err(Refusal::invalid(
                "Only one of response_schema and response_json_schema may be set.",
            ));
        }
        if (json_schema || schema) && config["responseMimeType"] != "application/json" {
            return Err(Refusal::invalid(
                "response_mime_type must be application/json when a schema is set.",
            ));
        }
        let level = config["thinkingConfig"]["thinkingLevel"].as_str();
        if level == Some("MINIMAL") && !model.minimal_thinking {
            return Err(Refusal::invalid(
                "Thinking level MINIMAL is not supported for this model.",
            ));
        }
        Ok(())
    }

    /// Width, height and tokens of the picture asked for.
    fn dimensions(&self, paints: Paints) -> Result<([u32; 2], u64), Refusal> {
        let config = &self.body["generationConfig"]["imageConfig"];
        let aspect = config["aspectRatio"].as_str().unwrap_or("1:1");
        let Some((_, at_1k)) = paints.aspects.iter().find(|it| it.0 == aspect) else {
            return Err(bad_value("generation_config.image_config.aspect_ratio", aspect));
        };
        let Some(size) = config["imageSize"].as_str() else {
            return Ok((*at_1k, tokens_of(paints, "1K")));
        };
        if !paints.sizes.iter().any(|it| it.0 == size) {
            return Err(bad_value("generation_config.image_config.image_size", size));
        }
        let pixels = at_1k.map(|it| match size {
            "512" => it / 2,
            "2K" => it * 2,
            "4K" => it * 4,
            _ => it,
        });
        Ok((pixels, tokens_of(paints, size)))
    }

    /// JPEG, but where Vertex is asked for something else.
    fn format(&self) -> Format {
        let options = &self.body["generationConfig"]["imageConfig"]["imageOutputOptions"];
        if options["mimeType"] == "image/png" { Format::Png } else { Format::Jpeg }
    }

    /// The answer, with what it costs.
    pub(crate) fn answer(&self, now: &Now<'_>) -> Billed {
        let model = self.model.expect("only what was read is answered");
        if now.then.is(Fault::PromptBlocked) {
            let reason = now.then.reason.as_deref().unwrap_or("PROHIBITED_CONTENT");
            let body = json!({
                "promptFeedback": { "blockReason": reason },
                "usageMetadata": { "promptTokenCount": self.tokens_in(),
                                   "totalTokenCount": self.tokens_in() },
                "modelVersion": model.name,
                "responseId": "no-answer",
            });
            let nanos = self.tokens_in() * model.prices.input;
            return Billed { response: Response::json(200, &body), nanos };
        }
        let made = match model.paints {
            Some(paints) => self.painted(now, paints),
            None => self.written(now),
        };
        self.billed(now, model, &made)
    }

    fn billed(&self, now: &Now<'_>, model: &Model, made: &Made) -> Billed {
        let prices = model.prices;
        let nanos = self.tokens_in() * prices.input
            + (made.words + made.thoughts) * prices.text
            + made.picture * prices.picture;
        let said = now.then.answered_by.as_deref();
        let name = said.or(model.routed_to).unwrap_or(model.name);
        let id = picture::dice(&[&now.request.body, &now.before.to_le_bytes()]);
        let mut body = json!({
            "candidates": [made.candidate],
            "usageMetadata": self.usage(made),
            "modelVersion": name,
            "responseId": format!("{id:016x}"),
        });
        if let Some(status) = &now.then.model_status {
            body["modelStatus"] = status.clone();
        }
        if now.then.is(Fault::NoUsage) {
            body["usageMetadata"] = Value::Null;
        }
        let response = Response::json(200, &body).with("x-gemini-service-tier", "standard");
        Billed { response, nanos }
    }

    fn usage(&self, made: &Made) -> Value {
        let (read, wrote) = (self.tokens_in(), made.words + made.picture);
        let pictures = self.pictures() as u64 * TOKENS_OF_A_PICTURE;
        let mut details = vec![json!({ "modality": "TEXT", "tokenCount": read - pictures })];
        if pictures > 0 {
            details.push(json!({ "modality": "IMAGE", "tokenCount": pictures }));
        }
        let mut res = json!({
            "promptTokenCount": read,
            "candidatesTokenCount": wrote,
            "totalTokenCount": read + wrote + made.thoughts,
            "promptTokensDetails": details,
            "serviceTier": "standard",
        });
        if made.picture > 0 {
            // The words beside a picture are in the sum alone.
            res["candidatesTokensDetails"] =
                json!([{ "modality": "IMAGE", "tokenCount": made.picture }]);
        }
        if made.thoughts > 0 {
            res["thoughtsTokenCount"] = json!(made.thoughts);
        }
        res
    }

    /// About four letters a token.
    fn tokens_in(&self) -> u64 {
        let system = self.body["systemInstruction"]["parts"].as_array().into_iter().flatten();
        let texts = self.parts().chain(system).filter_map(|it| it["text"].as_str());
        let letters = texts.map(str::len).sum::<usize>() as u64;
        letters.div_ceil(4) + self.pictures() as u64 * TOKENS_OF_A_PICTURE
    }

    fn thoughts(&self) -> u64 {
        let level = self.body["generationConfig"]["thinkingConfig"]["thinkingLevel"].as_str();
        match level {
            Some("MINIMAL") => 0,
            Some("HIGH") => 400,
            _ => 150,
        }
    }

    fn painted(&self, now: &Now<'_>, paints: Paints) -> Made {
        let nothing = |reason: &str, content: Value| Made {
            candidate: finished(reason, content),
            words: 0,
            thoughts: 0,
            picture: 0,
        };
        let reason = now.then.reason.as_deref();
        match now.then.fault {
            Some(Fault::PictureBlocked) => {
                let mut made = nothing(reason.unwrap_or("IMAGE_SAFETY"), Value::Null);
                made.candidate["finishMessage"] =
                    json!("Unable to show the generated image. You can try rephrasing the prompt.");
                return made;
            }
            Some(Fault::NoImage) => return nothing("NO_IMAGE", json!({})),
            Some(Fault::Empty) => return nothing("STOP", Value::Null),
            Some(Fault::Nothing) => return nothing(reason.unwrap_or("IMAGE_OTHER"), json!({})),
            Some(Fault::TextOnly) => {
                let text = reason.unwrap_or("Which colour would you like it to have?");
                let candidate =
                    finished("STOP", json!({ "parts": [{ "text": text }], "role": "model" }));
                return Made { candidate, words: 12, thoughts: 0, picture: 0 };
            }
            Some(Fault::MaxTokens) => {
                let candidate = finished("MAX_TOKENS", json!({ "role": "model" }));
                return Made { candidate, words: 30, thoughts: 0, picture: 0 };
            }
            _ => {}
        }
        let (size, tokens) = self.dimensions(paints).expect("it was checked");
        let parts = self.picture_parts(now, size);
        let candidate = finished("STOP", json!({ "parts": parts, "role": "model" }));
        Made { candidate, words: 272, thoughts: self.thoughts(), picture: tokens }
    }

    fn picture_parts(&self, now: &Now<'_>, size: [u32; 2]) -> Vec<Value> {
        let size = if now.then.is(Fault::WrongSize) { size.map(|it| it * 3 / 4) } else { size };
        let painting = Painting {
            size,
            behind: prompt::behind(&now.asked.prompt),
            has_alpha: false,
            grid: now.then.grid.unwrap_or([1, 1]),
            empty: now.then.is(Fault::EmptyPicture),
            dice: picture::dice(&[&now.request.body, &now.before.to_le_bytes()]),
        };
        let format = self.format();
        let edited = prompt::new_background(&now.asked.prompt).and_then(|colour| {
            let shown = self.parts().find_map(|it| it["inlineData"]["data"].as_str())?;
            picture::on_background(&bytes_of(shown)?, colour, format)
        });
        let bytes = edited.unwrap_or_else(|| painting.bytes(format));
        let bytes = picture::damaged(bytes, now.then);
        let mime = match (now.then.is(Fault::LyingMime), format) {
            (true, Format::Jpeg) => Format::Png.mime(),
            (true, _) => Format::Jpeg.mime(),
            (false, _) => format.mime(),
        };
        let blob = |bytes: &[u8]| json!({ "mimeType": mime, "data": STANDARD.encode(bytes) });
        let mut parts = vec![];
        let modalities = self.body["generationConfig"]["responseModalities"].as_array();
        if modalities.is_none_or(|it| it.contains(&json!("TEXT"))) {
            parts.push(json!({ "text": "Here it is:" }));
        }
        if now.then.is(Fault::ThoughtsFirst) {
            let draft = Painting { size: [64, 64], empty: true, ..painting };
            let draft = blob(&draft.bytes(Format::Jpeg));
            parts.push(json!({ "text": "I begin with the outline.", "thought": true }));
            parts.push(json!({ "inlineData": draft, "thought": true }));
        }
        let signature = STANDARD.encode(&bytes[..bytes.len().min(3000)]);
        parts.push(json!({ "inlineData": blob(&bytes), "thoughtSignature": signature }));
        parts
    }

    fn written(&self, now: &Now<'_>) -> Made {
        let text = match (&now.then.text, self.schema()) {
            (Some(text), _) => text.clone(),
            (None, Some(schema)) => verdict::text(schema, now.score, now.then),
            (None, None) => format!("{}\nThe outline is clear and dark.", now.asked.prompt),
        };
        let words = (text.len() as u64).div_ceil(4);
        let reason = match now.then.fault {
            Some(Fault::MaxTokens) => "MAX_TOKENS",
            Some(Fault::PictureBlocked) => "SAFETY",
            _ => "STOP",
        };
        if matches!(now.then.fault, Some(Fault::Empty | Fault::PictureBlocked | Fault::Nothing)) {
            let candidate = finished(reason, Value::Null);
            return Made { candidate, words: 0, thoughts: 0, picture: 0 };
        }
        let mut parts = vec![json!({ "text": text, "thoughtSignature": "c2lnbmVk" })];
        if now.then.is(Fault::ThoughtsFirst) {
            parts.insert(0, json!({ "text": "{\"draft\": true}", "thought": true }));
        }
        let candidate = finished(reason, json!({ "parts": parts, "role": "model" }));
        Made { candidate, words, thoughts: self.thoughts(), picture: 0 }
    }
}

fn finished(reason: &str, content: Value) -> Value {
    let mut res = json!({ "finishReason": reason, "index": 0 });
    if !content.is_null() {
        res["content"] = content;
    }
    let rating =
        json!({ "category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "NEGLIGIBLE" });
    res["safetyRatings"] = json!([rating]);
    res
}

fn tokens_of(paints: Paints, size: &str) -> u64 {
    // The model without sizes has one of its own.
    paints.sizes.iter().find(|it| it.0 == size).map_or(1290, |it| it.1)
}

fn check_part(part: &Value) -> Result<(), Refusal> {
    let blob = &part["inlineData"];
    if blob.is_null() {
        return Ok(());
    }
    let mime = blob["mimeType"].as_str().unwrap_or_default();
    let known = ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"];
    if !known.contains(&mime) {
        return Err(Refusal::invalid(format!("Unsupported MIME type: {mime}")));
    }
    let Some(bytes) = bytes_of(blob["data"].as_str().unwrap_or_default()) else {
        return Err(Refusal::invalid(
            "Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), Base64 \
             decoding failed",
        ));
    };
    if picture::mime_of(&bytes) != Some(mime) {
        return Err(Refusal::invalid("Unhandled generated data mime type"));
    }
    if picture::size_of(&bytes).is_none() {
        return Err(Refusal::invalid("Unable to process input image."));
    }
    Ok(())
}

fn bad_value(field: &str, value: &str) -> Refusal {
    Refusal::invalid(format!("Invalid value at '{field}', \"{value}\""))
}

/// Either alphabet, padded or not, as the JSON form of protocol buffers allows.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let standard = STANDARD_PAD_INDIFFERENT.decode(text);
    standard.or_else(|_| URL_SAFE_PAD_INDIFFERENT.decode(text)).ok()
}
