//! A second plate over HTTP: the painting itself, changed by its painter.

use serde_json::Value;

use crate::paid::game::NONE;
use crate::real::studio::{Made, Studio};
use crate::service::ledger::Kind;

const POTION: &str =
    "[asset.potion]\nsubject = \"potion\"\nstyle = \"dots\"\ncutout = \"two-plate\"\n";

/// The potion, whose second plate meets this.
fn met(then: &str) -> (Studio, Made) {
    let studio = Studio::google(POTION);
    // The words of a plate, which are those of no painting.
    studio.service.script(&format!(
        r#"{{"rules": [{{"prompt": "Change nothing", "calls": [1], "then": {then}}}]}}"#
    ));
    let made = studio.build(&[]);
    (studio, made)
}

fn metadata(studio: &Studio) -> Value {
    serde_json::from_str(&studio.read("generated-assets/sprite/potion.json")).unwrap()
}

#[test]
fn a_second_plate_is_bought_once_for_what_is_shown() {
    let studio = Studio::google(POTION);
    studio.service.script(r#"{"scores": [62, 95]}"#);
    // Two attempts, and one plate for the better one.
    let made = studio.build_exactly(&[]).cost([3, 2, 1]);
    assert!(made.billed > 3.0 * 0.0336, "{}", made.run.shown());
    {
        let ledger = studio.service.ledger();
        let paintings = ledger.of(Kind::Paint);
        let [first, plate] = [1, 2].map(|idx: usize| paintings[idx].request.json().unwrap());
        let parts = plate["contents"][0]["parts"].as_array().unwrap();
        assert_eq!(parts[1]["inlineData"]["mimeType"], "image/jpeg");
        let image = |it: &Value| it["generationConfig"]["imageConfig"].clone();
        assert_eq!(image(&plate), image(&first));
    }
    let plate = &metadata(&studio)["plate"];
    assert_eq!(plate["answered-by"], "google/gemini-nano-banana-2.1");
    assert!(plate["usd"].as_f64().unwrap() > 0.0336, "{plate}");
    studio.build_exactly(&[]).cost(NONE);
    studio.edit("art/styles.toml", "#F4A460", "#B03060");
    studio.build_exactly(&[]).cost(NONE);
    assert!(studio.service.ledger().billed_twice().is_empty());
}

#[test]
fn a_plate_that_does_not_come_leaves_the_key_to_cut_by() {
    for (then, calls) in [
        (r#"{"fault": "prompt-blocked"}"#, [2, 1, 0]),
        (r#"{"fault": "corrupt-picture"}"#, [3, 1, 0]),
        (r#"{"fault": "no-image"}"#, [3, 1, 0]),
        (r#"{"fault": "quota-minute", "retry-ms": 30}"#, [3, 1, 0]),
    ] {
        let (studio, made) = met(then);
        let made = made.cost(calls);
        assert!((made.told("usd_spent") - made.billed).abs() < 2e-9, "{then}");
        let is_plated = !metadata(&studio)["plate"].is_null();
        assert_eq!(is_plated, !then.contains("prompt-blocked"), "{then}: {}", made.run.shown());
        studio.build_exactly(&[]).cost(NONE);
    }
}

#[test]
fn a_plate_that_may_have_been_billed_waits_for_a_person() {
    let (studio, made) = met(r#"{"fault": "drop-late"}"#);
    let made = made.ends(1, [2, 1, 0]);
    assert!(made.told("usd_held") >= 0.0336, "{}", made.run.shown());
    studio.build(&[]).ends(1, NONE);
    studio.build(&["--resend", "potion"]).cost([1, 0, 0]);
    studio.build(&[]).cost(NONE);
}
