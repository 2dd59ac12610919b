//! A gateway that knows its calls by their names: what got no answer is asked for again, and billed
//! once.

use std::process::Stdio;

use crate::harness::patiently;
use crate::paid::game::NONE;
use crate::real::studio::{ONE, Studio};
use crate::service::ledger::Kind;

fn meets(studio: &Studio, fault: &str) {
    let rule = format!(r#"{{"kind": "paint", "calls": [1], "then": {fault}}}"#);
    studio.service.script(&format!(r#"{{"rules": [{rule}]}}"#));
}

/// The names of the calls that it was asked under.
fn names(studio: &Studio) -> Vec<String> {
    let ledger = studio.service.ledger();
    let name = |it: &&crate::service::ledger::Call| it.request.header("idempotency-key").to_owned();
    ledger.of(Kind::Paint).iter().map(name).collect()
}

#[test]
fn a_picture_costs_what_the_gateway_says() {
    let studio = Studio::router(ONE);
    let made = studio.build(&[]).cost([1, 0, 0]);
    // It rounds to hundredths of a credit.
    assert!((made.told("usd_spent") - made.billed).abs() < 0.000_03, "{}", made.run.shown());
    studio.build_exactly(&[]).cost(NONE);
    studio.edit("art/styles.toml", "#F4A460", "#B03060");
    studio.build_exactly(&[]).cost(NONE);
    let ledger = studio.service.ledger();
    let asked = ledger.of(Kind::Paint)[0].request.json().unwrap();
    assert_eq!((&asked["background"], &asked["n"]), (&"transparent".into(), &1.into()));
    assert!(asked["model"].is_null(), "the address names it");
}

#[test]
fn what_got_no_answer_is_asked_for_under_the_same_name_and_billed_once() {
    for (fault, seconds) in [
        (r#"{"fault": "drop-early"}"#, 60),
        (r#"{"fault": "drop-late"}"#, 60),
        (r#"{"fault": "cut"}"#, 60),
        (r#"{"fault": "hang"}"#, 2),
        (r#"{"fault": "html"}"#, 60),
        (r#"{"fault": "error", "status": 500}"#, 60),
        (r#"{"fault": "error", "status": 504}"#, 60),
    ] {
        let studio = Studio::router(ONE);
        let table = format!("\n[provider.comfy-router]\ntimeout = \"{seconds}s\"\n");
        studio.append("assetbuild.toml", &table);
        meets(&studio, fault);
        studio.build(&[]).ends(0, [2, 0, 0]);
        let names = names(&studio);
        assert_eq!(names[0], names[1], "{fault}");
        assert!(studio.service.ledger().billed_twice().is_empty(), "{fault}");
        studio.build(&[]).cost(NONE);
    }
}

#[test]
fn what_was_not_taken_on_is_asked_for_anew() {
    let studio = Studio::router(ONE);
    meets(&studio, r#"{"fault": "quota-minute", "retry-ms": 30}"#);
    studio.build(&[]).cost([2, 0, 0]);
    let names = names(&studio);
    assert_ne!(names[0], names[1]);
}

#[test]
fn a_call_of_a_killed_build_is_made_again_by_itself() {
    let studio = Studio::router(ONE);
    meets(&studio, r#"{"fault": "hang"}"#);
    let mut build = studio.command(&["build", "--yes"]).stderr(Stdio::null()).spawn().unwrap();
    patiently("it was asked", || {
        let ledger = studio.service.ledger();
        ledger.of(Kind::Paint).len() == 1 && ledger.usd() > 0.0
    });
    build.kill().unwrap();
    build.wait().unwrap();
    let plan = studio.made(&["plan"]);
    assert_eq!(plan.asset("slime")["state"], "dirty", "{}", plan.run.shown());
    studio.service.script("{}");
    studio.made(&["build", "--yes"]).ends(0, [1, 0, 0]);
    assert_eq!(names(&studio).windows(2).filter(|it| it[0] != it[1]).count(), 0);
    assert!(studio.service.ledger().billed_twice().is_empty());
    studio.build(&[]).cost(NONE);
}

#[test]
fn a_name_that_cannot_be_used_again_leaves_the_choice_to_a_person() {
    let studio = Studio::router(ONE);
    let late = r#"{"kind": "paint", "calls": [1], "then": {"fault": "drop-late"}}"#;
    let used = r#"{"kind": "paint", "calls": [2], "then": {"fault": "error", "status": 409}}"#;
    studio.service.script(&format!(r#"{{"rules": [{late}, {used}]}}"#));
    let made = studio.build(&[]).ends(1, [2, 0, 0]);
    assert!(made.run.out.contains("--resend slime"), "{}", made.run.shown());
    studio.build(&["--resend", "slime"]).ends(0, [1, 0, 0]);
    let names = names(&studio);
    assert_ne!(names[1], names[2]);
}

#[test]
fn a_refusal_is_kept_and_an_empty_account_stops_the_gateway() {
    let studio = Studio::router(ONE);
    meets(&studio, r#"{"fault": "prompt-blocked"}"#);
    let made = studio.made(&["build", "--yes"]).ends(1, [1, 0, 0]);
    assert!(made.run.out.contains("safety system"), "{}", made.run.shown());
    studio.build(&[]).ends(1, NONE);
    let studio = Studio::router(ONE);
    meets(&studio, r#"{"fault": "quota-money"}"#);
    let made = studio.build_exactly(&[]).ends(5, [1, 0, 0]);
    assert!(made.run.out.contains("credits"), "{}", made.run.shown());
}
