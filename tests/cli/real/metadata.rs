//! What stands beside a picture: all of it, and the same bytes wherever the same lock is built.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::paid::game::{NONE, all_files, outputs};
use crate::real::studio::{ONE, Studio, THREE};

fn copy(from: &Path, to: &Path) {
    for file in all_files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&file, &target).unwrap();
    }
}

#[test]
fn metadata_says_how_a_picture_came_to_be() {
    let studio = Studio::google(THREE);
    studio.service.script(r#"{"scores": [62, 95]}"#);
    studio.build_exactly(&[]).cost([6, 6, 3]);
    let text = studio.read("generated-assets/sprite/slime.json");
    let data: Value = serde_json::from_str(&text).unwrap();
    for key in [
        "prompt",
        "model",
        "answered-by",
        "asked-size",
        "format",
        "size",
        "file-size",
        "attempt",
        "passed",
        "score",
        "criteria",
        "suggestions",
        "safety",
        "attempts",
        "painting",
        "origin",
        "cut-out",
        "judged-by",
    ] {
        assert!(!data[key].is_null(), "no `{key}`: {text}");
    }
    // Of this there need be none: its avoid list is among the words of the prompt.
    assert!(data.get("avoid").is_some(), "{text}");
    assert_eq!((&data["aspect"], &data["asked-safety"]), (&json!("1:1"), &Value::Null));
    assert_eq!(data["answered-by"], "google/gemini-nano-banana-2.1");
    assert_eq!((&data["attempt"], &data["attempts"]), (&json!(2), &json!(2)));
    let scores: Vec<&Value> =
        data["history"].as_array().unwrap().iter().map(|it| &it["score"]).collect();
    assert_eq!(scores, [62, 95]);
    let mut usd = 0.0;
    for attempt in data["history"].as_array().unwrap() {
        for painting in attempt["paintings"].as_array().unwrap() {
            assert!(painting["ms"].as_u64().is_some(), "{text}");
            assert!(!painting["prompt"].as_str().unwrap().is_empty(), "{text}");
            usd += painting["usd"].as_f64().unwrap();
        }
    }
    assert!(usd > 2.0 * 0.0336, "{usd}: {text}");
    let criteria = data["criteria"].as_object().unwrap();
    assert_eq!(criteria.len(), 5);
    for (name, criterion) in criteria {
        assert_eq!(criterion["score"], 95, "{name}");
        assert!(criterion["feedback"].is_string() && criterion["suggestions"].is_array());
    }
}

#[test]
fn an_empty_store_and_the_originals_make_the_same_bytes() {
    let studio = Studio::google(THREE);
    studio.service.script(r#"{"scores": [62, 95]}"#);
    studio.build_exactly(&[]).cost([6, 6, 3]);
    let whole = outputs(&studio.root());
    let lock = studio.read("assetbuild.lock");
    for path in ["generated-assets", ".assetbuild"] {
        studio.remove(path);
    }
    // Another machine's store: new, and what was copied into it.
    let kept = tempfile::tempdir().unwrap();
    copy(&studio.store().join("originals"), kept.path());
    fs::remove_dir_all(studio.store()).unwrap();
    studio.run(&["cost"]).success();
    copy(kept.path(), &studio.store().join("originals"));
    studio.build_exactly(&["--locked"]).cost(NONE);
    outputs(&studio.root()).are(&whole);
    assert_eq!(studio.read("assetbuild.lock"), lock);
}

#[test]
fn metadata_tells_the_aspect_and_the_safety_that_were_asked_for() {
    let wide = format!("{ONE}size = \"64x36\"\n");
    for (model, wanted) in
        [("google/gemini-nano-banana-2.1", "16:9"), ("google/imagen-4.0-generate-001", "16:9")]
    {
        let studio = Studio::google_at("", model, &wide);
        studio.append("assetbuild.toml", "\n[provider.google]\nsafety = \"block-only-high\"\n");
        studio.build_exactly(&[]).cost([1, 0, 0]);
        let text = studio.read("generated-assets/sprite/slime.json");
        let data: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&data["aspect"], &data["asked-safety"]),
            (&json!(wanted), &json!("block-only-high"))
        );
        let sent =
            String::from_utf8(studio.service.ledger().calls[0].request.body.clone()).unwrap();
        assert!(sent.contains("BLOCK_ONLY_HIGH"), "{model}: {sent}");
        // It is no part of a brief: nothing is painted anew.
        studio.edit("assetbuild.toml", "block-only-high", "block-none");
        studio.build_exactly(&[]).cost(NONE);
    }
}

#[test]
fn a_setting_that_imagen_has_not_is_told_before_anything_is_sent() {
    let studio = Studio::google_at("", "google/imagen-4.0-generate-001", ONE);
    studio.append("assetbuild.toml", "\n[provider.google]\nsafety = \"off\"\n");
    let made = studio.made(&["build", "--yes"]).ends(5, NONE);
    assert!(made.run.out.contains("block-none"), "{}", made.run.shown());
}
