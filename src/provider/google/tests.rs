//! Replies and errors in the shapes in which the service has been seen to write them.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::action::{
    ActionKey, AskedBackground, Criterion, JudgeRequest, PaintRequest, RefineRequest,
};
use crate::digest::Digest;
use crate::model::{Catalog, Day};
use crate::money::Usd;
use crate::name::PartName;
use crate::provider::google::error::ServiceError;
use crate::provider::google::{reply, request};
use crate::provider::http::HttpAnswer;
use crate::provider::{Ask, Call, RawAnswer, Reply, SendError, base64};

const JPEG: [u8; 4] = [0xff, 0xd8, 0xff, 0xd9];

fn painting() -> PaintRequest {
    PaintRequest {
        brief: ActionKey(Digest::of(b"brief")),
        ordinal: 0,
        model: "google/gemini-nano-banana-2.1".parse().unwrap(),
        prompt: "A red dragon on flat magenta".to_owned(),
        avoid: None,
        background: AskedBackground::Opaque,
        size: [1376, 768],
        aspect: None,
        params: std::collections::BTreeMap::new(),
        seed: Some(7),
        references: vec![],
        refined_from: None,
        note: None,
        tileable: None,
        draw: None,
        safety: None,
    }
}

fn paint() -> Ask {
    Ask::Paint(Box::new(painting()))
}

fn judge(parts: &[&str]) -> Ask {
    Ask::Judge(JudgeRequest {
        model: "google/gemini-3.8-flash".parse().unwrap(),
        prompt: "You are an art director.\n\nJudge this sprite.".to_owned(),
        origins: vec![],
        pictures: vec![Digest::of(b"picture"); parts.len()],
        parts: parts.iter().map(|it| PartName::parse(it).unwrap()).collect(),
    })
}

fn refine() -> Ask {
    Ask::Refine(RefineRequest {
        model: "google/gemini-3.8-flash".parse().unwrap(),
        instruction: "You improve prompts.\n\nImprove this one.".to_owned(),
        prompt: String::new(),
        feedback: vec![],
        attempt: None,
        note: None,
    })
}

fn kept(status: u16, body: Vec<u8>) -> HttpAnswer {
    let headers = std::collections::BTreeMap::new();
    HttpAnswer { status, day: Day::LOOKED_UP, headers, body, ms: 21_000, batch: false }
}

fn read(ask: &Ask, body: &Value) -> Reply {
    let raw = kept(200, body.to_string().into_bytes()).to_raw();
    reply::decode(ask, &raw, &Catalog::default())
}

fn image(bytes: &[u8]) -> Value {
    json!({ "inlineData": { "mimeType": "image/png", "data": base64::encode(bytes) } })
}

/// A reply as it was recorded, with other parts and another reason for its end.
fn reply_of(parts: &Value, finish: &str) -> Value {
    json!({
        "candidates": [{
            "content": { "parts": parts, "role": "model" },
            "finishReason": finish, "index": 0,
            "safetyRatings": [{ "category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW" }],
        }],
        "usageMetadata": {
            "promptTokenCount": 10, "candidatesTokenCount": 1392, "totalTokenCount": 1402,
            "promptTokensDetails": [{ "modality": "TEXT", "tokenCount": 10 }],
            "candidatesTokensDetails": [{ "modality": "IMAGE", "tokenCount": 1120 }],
            "serviceTier": "standard",
        },
        "modelVersion": "gemini-nano-banana-2.1-20261006",
        "responseId": "dTOras2iGqLc-sAPiO2BiAw",
    })
}

fn body_of(ask: Ask, pictures: &[&[u8]], safety: Option<&str>) -> Result<Value, SendError> {
    let pictures = pictures.iter().map(|it| Arc::new(it.to_vec())).collect();
    let text = request::body(&Call::new(ask, pictures), safety)?;
    Ok(serde_json::from_slice(&text).unwrap())
}

#[test]
fn a_picture_is_asked_for_with_the_fields_of_its_model_and_no_others() {
    let png = b"\x89PNG\r\n\x1a\n".as_slice();
    let mut request = painting();
    request.params.insert("thinking".to_owned(), "minimal".into());
    let ask = Ask::Paint(Box::new(request));
    let body = body_of(ask, &[png, &JPEG], Some("block-only-high")).unwrap();
    let harms = body["safetySettings"].as_array().unwrap();
    assert_eq!(harms.len(), 4);
    assert!(harms.iter().all(|it| it["threshold"] == "BLOCK_ONLY_HIGH"));
    let mut rest = body;
    rest.as_object_mut().unwrap().shift_remove("safetySettings");
    assert_eq!(
        rest,
        json!({
            "contents": [{ "role": "user", "parts": [
                { "text": "A red dragon on flat magenta" },
                { "inlineData": { "mimeType": "image/png", "data": base64::encode(png) } },
                { "inlineData": { "mimeType": "image/jpeg", "data": base64::encode(&JPEG) } },
            ]}],
            "generationConfig": {
                "responseModalities": ["IMAGE"],
                "imageConfig": { "aspectRatio": "16:9", "imageSize": "1K" },
                "seed": 7,
                "thinkingConfig": { "thinkingLevel": "MINIMAL" },
            },
            "store": false,
        })
    );
}

#[test]
fn what_the_service_would_refuse_is_not_sent() {
    let mut old = painting();
    old.model = "google/gemini-2.5-flash-image".parse().unwrap();
    old.size = [1344, 768];
    let body = body_of(Ask::Paint(Box::new(old)), &[], None).unwrap();
    assert_eq!(body["generationConfig"]["imageConfig"], json!({ "aspectRatio": "16:9" }));
    assert!(body_of(paint(), &[b"GIF89a"], None).is_err());
    assert!(body_of(paint(), &[], Some("lenient")).is_err());
    let mut odd = painting();
    odd.params.insert("temperature".to_owned(), json!(0.5));
    assert!(body_of(Ask::Paint(Box::new(odd)), &[], None).is_err());
    let large = [b"\x89PNG".as_slice(), &vec![0; 16_000_000]].concat();
    assert!(body_of(paint(), &[&large], None).is_err());
}

#[test]
fn a_judge_is_told_who_it_is_and_what_to_answer() {
    let body = body_of(judge(&["left", "right"]), &[&JPEG, &JPEG], None).unwrap();
    assert_eq!(body["systemInstruction"]["parts"][0]["text"], "You are an art director.");
    let parts = body["contents"][0]["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 3);
    assert_eq!(parts[2]["text"], "Judge this sprite.");
    let config = &body["generationConfig"];
    assert_eq!(config["responseMimeType"], "application/json");
    assert!(config["maxOutputTokens"].is_u64() && config.get("temperature").is_none());
    let schema = &config["responseJsonSchema"]["properties"];
    for it in Criterion::ALL {
        let criterion = &schema["criteria"]["properties"][it.as_str()];
        assert_eq!(criterion["properties"]["score"]["maximum"], 100);
    }
    assert_eq!(schema["repaint"]["items"]["enum"], json!(["left", "right"]));
}

#[test]
fn a_picture_is_billed_by_its_tokens() {
    let read = read(&paint(), &reply_of(&json!([image(&JPEG)]), "STOP"));
    let Reply::Picture { bytes, receipt, safety } = read else { panic!("{read:?}") };
    assert_eq!(bytes, JPEG);
    assert_eq!(receipt.answered_by, "google/gemini-nano-banana-2.1-20261006");
    // 10 × $1.50 + 272 × $7.50 + 1120 × $30, each per million.
    assert_eq!(receipt.usd, Usd::from_nanos(35_655_000));
    assert_eq!((receipt.estimated, receipt.ms), (false, 21_000));
    assert_eq!(safety.unwrap()[0]["probability"], "LOW");
}

#[test]
fn the_last_picture_that_is_no_thought_is_the_picture() {
    let thought = |it: Value| {
        let mut it = it;
        it["thought"] = true.into();
        it
    };
    let other = [JPEG.as_slice(), &[9]].concat();
    let parts = json!([
        thought(json!({ "text": "I draw a dragon." })),
        thought(image(&[JPEG.as_slice(), &[1]].concat())),
        { "text": "Here it is." },
        image(&JPEG),
        { "inline_data": { "mime_type": "image/png", "data": base64::encode(&other) },
          "thoughtSignature": "c2lnbmF0dXJl" },
        thought(image(&[JPEG.as_slice(), &[2]].concat())),
    ]);
    let read = read(&paint(), &reply_of(&parts, "STOP"));
    assert!(matches!(&read, Reply::Picture { bytes, .. } if *bytes == other), "{read:?}");
}

#[test]
fn an_answer_without_a_picture_says_why_and_may_be_chance() {
    let text = json!([{ "text": "Which dragon do you mean?" }]);
    let none = json!([]);
    for (parts, finish, words) in [
        (&none, "NO_IMAGE", "it answered no picture (NO_IMAGE)"),
        (&none, "IMAGE_SAFETY", "the picture was blocked (IMAGE_SAFETY)"),
        (&none, "PROHIBITED_CONTENT", "the picture was blocked (PROHIBITED_CONTENT)"),
        (&none, "STOP", "the answer is empty"),
        (&text, "STOP", "it answered in words instead of a picture: Which dragon do you mean?"),
        (&none, "IMAGE_RECITATION", "it answered no picture (IMAGE_RECITATION)"),
        (&none, "MAX_TOKENS", "the answer was cut off before the picture was whole"),
        (&none, "SOMETHING_NEW", "it answered no picture (SOMETHING_NEW)"),
    ] {
        let read = read(&paint(), &reply_of(parts, finish));
        let Reply::Unusable { reason, chance, .. } = read else { panic!("{finish}: {read:?}") };
        assert_eq!((reason.as_str(), chance), (words, true));
    }
    let mut bare = reply_of(&none, "NO_IMAGE");
    bare["candidates"][0]["content"] = json!({});
    assert!(matches!(read(&paint(), &bare), Reply::Unusable { chance: true, .. }));
    bare["candidates"][0].as_object_mut().unwrap().shift_remove("content");
    assert!(matches!(read(&paint(), &bare), Reply::Unusable { chance: true, .. }));
    let lying = json!([image(b"no picture at all")]);
    assert!(matches!(read(&paint(), &reply_of(&lying, "STOP")), Reply::Unusable { .. }));
}

#[test]
fn a_blocked_prompt_is_a_refusal_that_is_billed_as_it_says() {
    let body = json!({
        "promptFeedback": { "blockReason": "PROHIBITED_CONTENT" },
        "usageMetadata": { "promptTokenCount": 1000, "totalTokenCount": 1000 },
        "modelVersion": "gemini-nano-banana-2.1", "responseId": "x",
    });
    let read = read(&paint(), &body);
    let Reply::Refused { reason, receipt } = read else { panic!("{read:?}") };
    assert_eq!(reason, "the prompt was blocked (PROHIBITED_CONTENT)");
    assert_eq!((receipt.usd, receipt.estimated), (Usd::from_nanos(1_500_000), false));
}

#[test]
fn without_usage_the_price_is_the_tables() {
    let mut body = reply_of(&json!([image(&JPEG)]), "STOP");
    body.as_object_mut().unwrap().shift_remove("usageMetadata");
    let Reply::Picture { receipt, .. } = read(&paint(), &body) else { panic!() };
    assert!(receipt.estimated && receipt.usd >= Usd::from_nanos(33_600_000), "{}", receipt.usd);
}

#[test]
fn a_picture_is_never_booked_for_less_than_the_table_says() {
    let whole = reply_of(&json!([image(&JPEG)]), "STOP");
    let usage = |change: fn(&mut serde_json::Map<String, Value>)| {
        let mut body = whole.clone();
        change(body["usageMetadata"].as_object_mut().unwrap());
        let Reply::Picture { receipt, .. } = read(&paint(), &body) else { panic!() };
        receipt
    };
    let full = usage(|_| {});
    let small = usage(|it| {
        it["candidatesTokensDetails"] = json!([{ "modality": "image", "tokenCount": 1120 }]);
    });
    assert_eq!(small, full, "small letters mean the same");
    for partial in [
        usage(|it| drop(it.shift_remove("candidatesTokensDetails"))),
        usage(|it| drop(it.shift_remove("candidatesTokenCount"))),
        usage(|it| it["candidatesTokensDetails"] = json!([{ "modality": "IMAGE" }])),
        usage(|it| {
            it["candidatesTokensDetails"] = json!([{ "modality": "PIXELS", "tokenCount": 1120 }]);
        }),
        usage(|it| {
            it["candidatesTokenCount"] = json!(1);
            it["candidatesTokensDetails"] = json!([{ "modality": "IMAGE", "tokenCount": 1 }]);
        }),
    ] {
        assert!(partial.usd >= Usd::from_nanos(33_600_000), "{}", partial.usd);
    }
}

#[test]
fn the_last_whole_picture_counts_wherever_it_stands() {
    let cut = image(&JPEG[..3]);
    let whole = image(&JPEG);
    let is_whole = |reply: &Reply| matches!(reply, Reply::Picture { bytes, .. } if *bytes == JPEG);
    for parts in [
        json!([whole, cut]),
        json!([whole, image(b""), { "text": "Here you are." }]),
        json!([{ "inlineData": { "data": 7 } }, whole, image(b"of another kind")]),
        json!([{ "inline_data": { "data": format!("data:image/jpeg;base64,{}", base64::encode(&JPEG)) } }]),
    ] {
        let read = read(&paint(), &reply_of(&parts, "STOP"));
        assert!(is_whole(&read), "{read:?}");
    }
    let mut second = reply_of(&json!([]), "STOP");
    let other = reply_of(&json!([whole]), "STOP")["candidates"][0].clone();
    second["candidates"].as_array_mut().unwrap().push(other);
    assert!(is_whole(&read(&paint(), &second)));
    // In events, as a stream has them.
    let (first, last) = (reply_of(&json!([whole]), "STOP"), reply_of(&json!([]), "STOP"));
    let raw = kept(200, format!("data: {first}\n\ndata: {last}\n\n").into_bytes()).to_raw();
    assert!(is_whole(&reply::decode(&paint(), &raw, &Catalog::default())));
}

#[test]
fn whatever_was_kept_is_read_without_panic() {
    let whole = reply_of(&json!([image(&JPEG)]), "STOP").to_string().into_bytes();
    for end in 0..whole.len() {
        let raw = kept(200, whole[..end].to_vec()).to_raw();
        let read = reply::decode(&paint(), &raw, &Catalog::default());
        assert!(matches!(read, Reply::Unusable { chance: true, .. }), "{end}: {read:?}");
    }
    for bytes in ["", "null", "[]", "[[]]", "{\"candidates\":{}}", "{\"candidates\":[7]}"] {
        let raw = kept(200, bytes.into()).to_raw();
        assert!(matches!(
            reply::decode(&judge(&[""]), &raw, &Catalog::default()),
            Reply::Unusable { .. }
        ));
        let raw = RawAnswer { bytes: bytes.into(), ms: 0 };
        assert!(matches!(
            reply::decode(&paint(), &raw, &Catalog::default()),
            Reply::Unusable { .. }
        ));
    }
    let wrapped = json!([reply_of(&json!([image(&JPEG)]), "STOP")]);
    assert!(matches!(read(&paint(), &wrapped), Reply::Picture { .. }));
}

#[test]
fn a_verdict_is_believed_only_when_it_is_whole() {
    let criterion = json!({ "score": 80, "feedback": "fine", "suggestions": [] });
    let criteria: serde_json::Map<String, Value> =
        Criterion::ALL.iter().map(|it| (it.as_str().to_owned(), criterion.clone())).collect();
    let verdict = json!({ "criteria": criteria, "suggestions": ["rounder"], "repaint": [] });
    let answer = |text: &str, finish: &str| {
        // It may come in pieces.
        let (a, b) = text.split_at(text.len() / 2);
        let parts = json!([{ "text": "hm", "thought": true }, { "text": a }, { "text": b }]);
        read(&judge(&[""]), &reply_of(&parts, finish))
    };
    for text in [verdict.to_string(), format!("```json\n{verdict}\n```")] {
        let read = answer(&text, "STOP");
        assert!(matches!(&read, Reply::Verdict(it) if it.suggestions == ["rounder"]), "{read:?}");
    }
    let cut = answer(&verdict.to_string()[..100], "MAX_TOKENS");
    assert!(matches!(cut, Reply::Unusable { chance: true, .. }), "{cut:?}");
    let mut wild = verdict.clone();
    wild["criteria"]["style"]["score"] = 800.into();
    assert!(matches!(answer(&wild.to_string(), "STOP"), Reply::Unusable { chance: true, .. }));
    let mut partial = verdict;
    partial["criteria"].as_object_mut().unwrap().shift_remove("game-fit");
    assert!(matches!(answer(&partial.to_string(), "STOP"), Reply::Unusable { chance: true, .. }));
}

#[test]
fn a_prompt_that_was_cut_off_is_none() {
    let answer =
        |finish| read(&refine(), &reply_of(&json!([{ "text": "```\nbetter\n```" }]), finish));
    assert!(matches!(answer("STOP"), Reply::Prompt { text, .. } if text == "better"));
    assert!(matches!(answer("MAX_TOKENS"), Reply::Unusable { chance: true, .. }));
}

/// What an error means, in a word, and how long to wait.
fn meaning(status: u16, error: &Value) -> (&'static str, Option<Duration>, String) {
    let answer = kept(status, error.to_string().into_bytes());
    let said = ServiceError::in_answer(&answer).unwrap();
    let model = "google/gemini-nano-banana-2.1".parse().unwrap();
    let accesses = crate::provider::Accesses::default();
    let access = accesses.of("google").unwrap();
    match said.failure(&answer, Some(&model), &Catalog::default(), access) {
        SendError::NotAccepted { reason, retry_after, rate_limit: true } => {
            ("slower", retry_after, reason)
        }
        SendError::NotAccepted { reason, retry_after, .. } => ("again", retry_after, reason),
        SendError::Unavailable { advice, closed: true } => ("closed", None, advice.reason),
        SendError::Unavailable { advice, .. } => ("this", None, advice.reason),
        SendError::NoAnswer { reason } => ("lost", None, reason),
    }
}

fn error(code: u16, status: &str, message: &str, details: &Value) -> Value {
    json!({ "error": { "code": code, "message": message, "status": status, "details": details } })
}

fn quota(id: &str, delay: &str) -> Value {
    json!([
        { "@type": "type.googleapis.com/google.rpc.QuotaFailure",
          "violations": [{ "quotaMetric": "m", "quotaId": id }] },
        { "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay },
    ])
}

#[test]
fn the_shapes_of_a_rate_limit_are_told_apart() {
    let exhausted = |message: &str, details: &Value| {
        let (what, wait, _) = meaning(429, &error(429, "RESOURCE_EXHAUSTED", message, details));
        (what, wait)
    };
    let seconds = |it: f64| Some(Duration::from_secs_f64(it));
    let none = json!([]);
    let minute = quota("GenerateRequestsPerMinutePerProjectPerModel", "34.4s");
    assert_eq!(exhausted("Quota exceeded.", &minute), ("slower", seconds(34.4)));
    // The delay that comes with a daily quota is no promise.
    let day = quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "12s");
    assert_eq!(exhausted("Quota exceeded.", &day), ("closed", None));
    assert_eq!(exhausted("Please retry in 7.5s.", &none), ("slower", seconds(7.5)));
    assert_eq!(exhausted("Please retry in 250ms.", &none), ("slower", seconds(0.25)));
    let bare = "Resource has been exhausted (e.g. check quota).";
    assert_eq!(exhausted(bare, &none), ("slower", None));
    let vertex = "Resource exhausted. Please try again later. See error-code-429";
    assert_eq!(exhausted(vertex, &none), ("slower", None));
    assert_eq!(exhausted("Quota exceeded, limit: 0, model: x", &none), ("closed", None));
    assert_eq!(exhausted("Quota exceeded, limit: 0.5k", &none), ("slower", None));
    assert_eq!(exhausted("limit: 10", &none), ("slower", None));
}

#[test]
fn errors_end_a_call_a_model_or_nothing() {
    let what = |status: u16, word: &str, message: &str, details: &Value| {
        meaning(status, &error(status, word, message, details)).0
    };
    let none = json!([]);
    let key = json!([{ "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID", "domain": "googleapis.com" }]);
    assert_eq!(what(400, "INVALID_ARGUMENT", "API key not valid.", &key), "closed");
    assert_eq!(what(400, "INVALID_ARGUMENT", "Unknown name \"x\"", &none), "this");
    assert_eq!(what(400, "FAILED_PRECONDITION", "User location", &none), "closed");
    assert_eq!(what(403, "PERMISSION_DENIED", "unregistered callers", &none), "closed");
    assert_eq!(what(404, "NOT_FOUND", "is no longer available", &none), "closed");
    assert_eq!(what(500, "INTERNAL", "An internal error has occurred.", &none), "again");
    assert_eq!(what(503, "UNAVAILABLE", "The model is overloaded.", &none), "again");
    assert_eq!(what(504, "DEADLINE_EXCEEDED", "Deadline expired", &none), "again");
    // In an array, and with a status that says that all is well.
    let wrapped = json!([error(429, "RESOURCE_EXHAUSTED", "slow down", &none)]);
    assert_eq!(meaning(429, &wrapped).0, "slower");
    assert_eq!(meaning(200, &wrapped).0, "slower");
    assert_eq!(meaning(503, &json!({ "error": "upstream is gone" })).0, "again");
    let page = kept(502, b"<html><h1>Bad Gateway</h1></html>".to_vec());
    assert!(ServiceError::in_answer(&page).is_none() && page.is_page());
}
