//! The first build buys what the manifest asks for, the second one nothing.

use crate::paid::game::NONE;
use crate::real::studio::{KEY, ONE, Studio, THREE};
use crate::service::ledger::Kind;

#[test]
fn the_second_build_asks_nothing_and_neither_does_a_free_edit() {
    let studio = Studio::google(THREE);
    studio.service.script(r#"{"scores": [62, 95]}"#);
    studio.build_exactly(&[]).cost([6, 6, 3]);
    studio.build_exactly(&[]).cost(NONE);
    for (old, new) in [("#F4A460", "#B03060"), ("max-colors = 16", "max-colors = 12")] {
        studio.edit("art/styles.toml", old, new);
        studio.build_exactly(&[]).cost(NONE);
    }
    let paintings = studio.service.ledger();
    let refers = |it: &&&crate::service::ledger::Call| it.request.text().contains("inlineData");
    assert_eq!(paintings.of(Kind::Paint).iter().filter(refers).count(), 2);
    assert!(paintings.billed_twice().is_empty());
}

#[test]
fn a_request_says_what_the_service_must_know_and_the_key_stands_in_its_header() {
    let studio = Studio::google(ONE);
    studio.build_exactly(&[]).cost([1, 1, 0]);
    let ledger = studio.service.ledger();
    for call in &ledger.calls {
        assert_eq!(call.request.header("x-goog-api-key"), KEY);
        assert!(call.request.query.is_empty(), "{:?}", call.request.query);
        assert_eq!(call.request.json().unwrap()["store"], false);
    }
    let body = ledger.of(Kind::Paint)[0].request.json().unwrap();
    assert_eq!(body["generationConfig"]["imageConfig"]["imageSize"], "1K");
    // It has no alpha, so it must not be asked for any.
    let prompt = ledger.of(Kind::Paint)[0].prompt.to_lowercase();
    assert!(!prompt.contains("transparent") && prompt.contains('#'), "{prompt}");
}

#[test]
fn what_a_model_cannot_do_is_said_before_anything_is_sent() {
    let studio = Studio::google(ONE);
    studio.edit("assetbuild.toml", "gemini-nano-banana-2.1", "gemini-9-imaginary");
    let built = studio.made(&["build", "--yes"]);
    assert_ne!(built.run.code, Some(0), "{}", built.run.shown());
    assert_eq!(studio.service.ledger().calls.len(), 0);
}
