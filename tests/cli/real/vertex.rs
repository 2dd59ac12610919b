//! Google's other forms: Vertex AI with a key and with a project, and Imagen over `:predict`.

use std::fs;

use serde_json::Value;

use crate::paid::game::{Calls, NONE, all_files};
use crate::real::studio::{KEY, ONE, Studio, THREE};
use crate::service::ledger::Kind;

const GEMINI: &str = "google/gemini-nano-banana-2.1";
const IMAGEN: &str = "google/imagen-4.0-generate-001";
const EXPRESS: &str = "/v1beta1/publishers/google";
const PROJECT: &str = "/v1/projects/p/locations/global/publishers/google";

/// How many originals begin with these bytes.
fn originals(studio: &Studio, begin: &[u8]) -> usize {
    let files = all_files(&studio.store().join("originals"));
    files.iter().filter(|it| fs::read(it).unwrap().starts_with(begin)).count()
}

#[test]
fn vertex_gets_its_own_fields_in_its_own_way_and_answers_without_loss() {
    for (path, headers) in [
        (EXPRESS, [("x-goog-api-key", KEY.to_owned()), ("authorization", String::new())]),
        (PROJECT, [("x-goog-api-key", String::new()), ("authorization", format!("Bearer {KEY}"))]),
    ] {
        let studio = Studio::google_at(path, GEMINI, THREE);
        let made = studio.build_exactly(&[]).cost([3, 0, 0]);
        assert!(made.billed > 3.0 * 0.0336, "{}", made.run.shown());
        studio.build_exactly(&[]).cost(NONE);
        assert_eq!((originals(&studio, b"\x89PNG"), originals(&studio, &[0xff, 0xd8])), (3, 0));
        for call in &studio.service.ledger().calls {
            let wanted = format!("{path}/models/gemini-nano-banana-2.1:generateContent");
            assert_eq!(call.request.path, wanted);
            for (name, value) in &headers {
                assert_eq!(call.request.header(name), value, "{path} {name}");
            }
            let body = call.request.json().unwrap();
            assert!(body.get("store").is_none(), "{body}");
            let options = &body["generationConfig"]["imageConfig"]["imageOutputOptions"];
            assert_eq!(options["mimeType"], "image/png");
        }
    }
}

#[test]
fn vertex_judges_and_refines_too() {
    let studio = Studio::google(ONE);
    let url = format!("{}{EXPRESS}", studio.service.url());
    let studio = studio.with("GOOGLE_GEMINI_BASE_URL", &url);
    studio.service.script(r#"{"scores": [62, 95]}"#);
    studio.build_exactly(&[]).cost([2, 2, 1]);
    studio.build_exactly(&[]).cost(NONE);
}

#[test]
fn imagen_is_asked_in_both_of_its_forms_where_the_user_says_that_it_is_served() {
    for (path, watermark) in [("", None), (PROJECT, Some(false)), (EXPRESS, Some(false))] {
        let studio = Studio::google_at(path, IMAGEN, ONE);
        let made = studio.build_exactly(&[]).cost([1, 0, 0]);
        assert!((made.billed - 0.04).abs() < 1e-9, "{}", made.run.shown());
        studio.build_exactly(&[]).cost(NONE);
        studio.edit("art/styles.toml", "#F4A460", "#B03060");
        studio.build_exactly(&[]).cost(NONE);
        let ledger = studio.service.ledger();
        let call = ledger.of(Kind::Paint)[0];
        assert!(call.request.path.ends_with("/models/imagen-4.0-generate-001:predict"));
        let parameters = &call.request.json().unwrap()["parameters"];
        // A seed is taken without a watermark alone, and only Vertex can be told so.
        assert_eq!(parameters.get("addWatermark").and_then(Value::as_bool), watermark, "{path}");
        assert_eq!(parameters.get("seed").is_some(), watermark.is_some(), "{path}");
        assert_eq!(call.request.header("x-goog-api-key") == KEY, path != PROJECT);
    }
    // At the service's own address it is gone, and that is known without asking.
    let gone = Studio::google_at("", IMAGEN, ONE).run_with(&["build", "--yes"], &[]).fails_with(2);
    assert!(gone.err.contains("2026-08-17") && gone.err.contains(GEMINI), "{}", gone.shown());
}

#[test]
fn imagen_and_vertex_meet_the_faults_of_their_own() {
    let cases: [(&str, &str, i32, Calls, Calls); 10] = [
        (IMAGEN, r#"{"fault": "picture-blocked"}"#, 1, [1, 0, 0], NONE),
        (IMAGEN, r#"{"fault": "nothing"}"#, 0, [2, 0, 0], NONE),
        (IMAGEN, r#"{"fault": "corrupt-picture"}"#, 0, [2, 0, 0], NONE),
        (IMAGEN, r#"{"fault": "quota-bare"}"#, 0, [2, 0, 0], NONE),
        (IMAGEN, r#"{"fault": "error", "status": 404}"#, 5, [1, 0, 0], [1, 0, 0]),
        (GEMINI, r#"{"fault": "quota-vertex"}"#, 0, [2, 0, 0], NONE),
        (GEMINI, r#"{"fault": "corrupt-picture"}"#, 0, [2, 0, 0], NONE),
        (GEMINI, r#"{"fault": "picture-blocked"}"#, 0, [2, 0, 0], NONE),
        (GEMINI, r#"{"fault": "prompt-blocked"}"#, 1, [1, 0, 0], NONE),
        (GEMINI, r#"{"fault": "error", "status": 403}"#, 5, [1, 0, 0], [1, 0, 0]),
    ];
    for (model, fault, code, calls, then) in cases {
        let studio = Studio::google_at(PROJECT, model, ONE);
        let rule = format!(r#"{{"rules": [{{"kind": "paint", "calls": [1], "then": {fault}}}]}}"#);
        studio.service.script(&rule);
        let made = studio.build_exactly(&[]);
        let seen = (made.run.code, made.calls);
        assert_eq!(seen, (Some(code), calls), "{model} {fault}: {}", made.run.shown());
        let next = studio.build_exactly(&[]);
        assert_eq!(next.calls, then, "{model} {fault}: {}", next.run.shown());
    }
    let studio = Studio::google_at(PROJECT, IMAGEN, ONE);
    studio.service.script(r#"{"rules": [{"calls": [1], "then": {"fault": "drop-late"}}]}"#);
    let made = studio.build(&[]).ends(1, [1, 0, 0]);
    assert!(made.told("usd_held") >= 0.04, "{}", made.run.shown());
    studio.build(&["--resend", "slime"]).cost([1, 0, 0]);
}

#[test]
fn the_doctor_finds_nothing_bad_in_an_address_without_a_list() {
    let studio = Studio::google_at(EXPRESS, GEMINI, ONE);
    let run = studio.run(&["doctor", "--online"]).success();
    assert!(run.err.contains("at this address it lists no models"), "{}", run.shown());
    assert!(studio.service.ledger().calls.is_empty());
}
