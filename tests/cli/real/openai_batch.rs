//! OpenAI's batches: as safe as Google's, though requests and answers travel as files.

use serde_json::Value;

use crate::harness::patiently;
use crate::paid::game::NONE;
use crate::real::studio::{Made, ONE, Studio, THREE};
use crate::service::ledger::Kind;

/// A build that asks in batches: nothing of it is billed at once.
#[track_caller]
fn submitted(studio: &Studio, code: i32) -> Made {
    let made = studio.made(&["build", "--yes", "--batch"]).ends(code, NONE);
    assert!(made.billed.abs() < 1e-12, "{}", made.run.shown());
    made
}

/// Where the requests of each batch go.
fn endpoints(studio: &Studio) -> Vec<String> {
    let ledger = studio.service.ledger();
    let body = |it: &&crate::service::ledger::Call| it.request.json().unwrap();
    let all = ledger.of(Kind::Batch);
    all.iter().map(|it| body(it)["endpoint"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn collected(studio: &Studio, painted: usize) -> Made {
    let made = studio.made(&["build", "--yes"]).ends(0, [painted, 0, 0]);
    let (told, billed) = (made.told("usd_spent"), made.billed);
    assert!((told - billed).abs() < 2e-9, "{told} told, {billed} billed: {}", made.run.shown());
    made
}

#[test]
fn pictures_come_home_at_half_the_price() {
    let studio = Studio::openai(THREE);
    let half = studio.made(&["plan", "--batch"]).told("usd_low");
    assert!(half < studio.made(&["plan"]).told("usd_low") * 0.6);
    studio.service.script(r#"{"batches-wait": true}"#);
    let sent = submitted(&studio, 0);
    assert_eq!(endpoints(&studio), ["/v1/images/generations"], "{}", sent.run.shown());
    studio.made(&["build", "--yes"]).ends(3, NONE);
    studio.service.script("{}");
    // The one that refers to another is painted at once.
    let made = collected(&studio, 1);
    let usd = |name: &str| made.asset(name)["usd"].as_f64().unwrap();
    assert!(usd("ghost") < usd("slime_hurt") * 0.6, "{}", made.run.shown());
    studio.build_exactly(&[]).cost(NONE);
}

#[test]
fn what_is_painted_from_references_goes_in_a_batch_of_its_own() {
    let studio = Studio::openai(THREE);
    submitted(&studio, 0);
    studio.made(&["build", "--yes", "--batch"]).ends(0, NONE);
    assert_eq!(endpoints(&studio), ["/v1/images/generations", "/v1/images/edits"]);
    collected(&studio, 0);
    studio.build_exactly(&[]).cost(NONE);
}

#[test]
fn a_lost_answer_of_either_kind_neither_loses_nor_doubles_a_batch() {
    let upload = r#"{"rules": [{"kind": "free", "calls": [1], "then": {"fault": "drop-late"}}]}"#;
    let batch = r#"{"rules": [{"kind": "batch", "then": {"fault": "drop-late"}}]}"#;
    // A file that was uploaded asks for nothing: it is sent again at once.
    for (script, code) in [(upload, 0), (batch, 1)] {
        let studio = Studio::openai(THREE);
        studio.service.script(script);
        submitted(&studio, code);
        studio.service.script("{}");
        collected(&studio, 1);
        assert_eq!(endpoints(&studio).len(), 1, "{script}");
    }
}

#[test]
fn a_kill_while_a_batch_is_sent_loses_none_of_it() {
    let studio = Studio::openai(THREE);
    studio.service.script(r#"{"rules": [{"kind": "batch", "then": {"fault": "hang"}}]}"#);
    let mut build = studio.command(&["build", "--yes", "--batch"]).spawn().unwrap();
    patiently("the service has the batch", || {
        let ledger = studio.service.ledger();
        !ledger.of(Kind::Batch).is_empty() && ledger.is_quiet()
    });
    build.kill().unwrap();
    assert!(!build.wait().unwrap().success());
    studio.service.script("{}");
    collected(&studio, 1);
    assert_eq!(endpoints(&studio).len(), 1);
}

#[test]
fn what_an_account_may_not_leave_out_is_asked_for_on_a_key_colour() {
    let studio = Studio::openai(ONE);
    submitted(&studio, 0);
    let refused = r#"{"rules": [{"kind": "free", "then": {"fault": "no-transparency"}}]}"#;
    studio.service.script(refused);
    let made = studio.made(&["build", "--yes"]).ends(0, [1, 0, 0]);
    assert!((made.told("usd_spent") - made.billed).abs() < 2e-9, "{}", made.run.shown());
}

#[test]
fn what_comes_to_nothing_is_not_billed_and_may_be_asked_for_again() {
    for reason in ["ITEM", "failed", "expired", "cancelled"] {
        let studio = Studio::openai(ONE);
        submitted(&studio, 0);
        let ends =
            format!(r#"{{"rules": [{{"kind": "free", "then": {{"reason": "{reason}"}}}}]}}"#);
        studio.service.script(&ends);
        let made = studio.made(&["build", "--yes"]).ends(5, NONE);
        assert!(made.told("usd_held").abs() < 1e-12, "{reason}: {}", made.run.shown());
        studio.service.script("{}");
        studio.made(&["build", "--yes"]).ends(0, [1, 0, 0]);
    }
}

#[test]
fn models_of_which_no_batches_are_taken_are_asked_at_once() {
    let studio = Studio::openai(ONE);
    studio.edit("assetbuild.toml", "gpt-image-2.5-flare", "gpt-image-2.6-flare");
    studio.made(&["build", "--yes", "--batch"]).ends(0, [1, 0, 0]);
    assert!(endpoints(&studio).is_empty());
}

#[test]
fn a_model_without_transparency_is_never_asked_for_it() {
    let studio = Studio::openai(ONE);
    studio.edit("assetbuild.toml", "gpt-image-2.5-flare", "gpt-image-2");
    studio.build_exactly(&[]).cost([1, 0, 0]);
    let asked: Vec<Value> = studio
        .service
        .ledger()
        .of(Kind::Paint)
        .iter()
        .map(|it| it.request.json().unwrap())
        .collect();
    assert_eq!(asked[0]["background"], "opaque");
}
