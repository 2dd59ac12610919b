//! Whatever a service answers: how often it is asked, and what that costs.

use crate::paid::game::{Calls, NONE};
use crate::real::studio::{Made, ONE, Studio};

/// What the first painting meets, and what comes of the build.
struct Case {
    fault: &'static str,
    /// Of the build that meets it.
    code: i32,
    calls: Calls,
    /// Of the next one, which meets nothing.
    then: (i32, Calls),
}

const fn case(fault: &'static str, code: i32, calls: Calls, then: (i32, Calls)) -> Case {
    Case { fault, code, calls, then }
}

/// A build of one picture whose first painting meets a fault.
fn met(fault: &str) -> (Studio, Made) {
    let studio = Studio::google(ONE);
    studio.append("assetbuild.toml", "\n[provider.google]\ntimeout = \"2s\"\n");
    studio
        .service
        .script(&format!(r#"{{"rules": [{{"kind": "paint", "calls": [1], "then": {fault}}}]}}"#));
    let made = studio.build(&[]);
    (studio, made)
}

fn check(cases: &[Case]) {
    for case in cases {
        let (studio, made) = met(case.fault);
        let seen = (made.run.code, made.calls);
        assert_eq!(seen, (Some(case.code), case.calls), "{}: {}", case.fault, made.run.shown());
        let next = studio.build(&[]);
        let seen = (next.run.code, next.calls);
        assert_eq!(seen, (Some(case.then.0), case.then.1), "{}: {}", case.fault, next.run.shown());
        studio.build(&[]).ends(case.then.0, NONE);
    }
}

#[test]
fn what_was_certainly_not_taken_on_is_sent_again_by_itself() {
    for fault in [
        r#"{"fault": "quota-minute", "retry-ms": 50}"#,
        r#"{"fault": "quota-bare"}"#,
        r#"{"fault": "quota-vertex"}"#,
        r#"{"fault": "error", "status": 500}"#,
        r#"{"fault": "error", "status": 503}"#,
        r#"{"fault": "error", "status": 503, "in-list": true}"#,
        r#"{"fault": "error", "status": 504}"#,
    ] {
        let (studio, made) = met(fault);
        let made = made.cost([2, 1, 0]);
        assert!((made.told("usd_spent") - made.billed).abs() < 2e-9, "{fault}");
        studio.build_exactly(&[]).cost(NONE);
    }
}

#[test]
fn what_no_second_try_mends_stops_the_model_until_the_next_build() {
    check(&[
        case(r#"{"fault": "quota-day"}"#, 5, [1, 0, 0], (0, [1, 1, 0])),
        case(r#"{"fault": "error", "status": 400}"#, 5, [1, 0, 0], (0, [1, 1, 0])),
        case(r#"{"fault": "error", "status": 403}"#, 5, [1, 0, 0], (0, [1, 1, 0])),
        case(r#"{"fault": "error", "status": 404}"#, 5, [1, 0, 0], (0, [1, 1, 0])),
    ]);
}

#[test]
fn what_may_have_been_billed_waits_for_a_person() {
    for fault in ["drop-early", "drop-late", "hang", "cut", "html"] {
        let (studio, made) = met(&format!(r#"{{"fault": "{fault}"}}"#));
        let made = made.ends(1, [1, 0, 0]);
        assert!(made.run.out.contains("--resend slime"), "{fault}: {}", made.run.shown());
        // What the service may bill is held: no less than it did.
        assert!(made.told("usd_held") >= made.billed, "{fault}: {}", made.run.shown());
        studio.build(&[]).ends(1, NONE);
        let cost = studio.run(&["cost"]).success();
        assert!(cost.out.contains("--resend slime"), "{fault}: {}", cost.shown());
        studio.build(&["--resend", "slime"]).cost([1, 1, 0]);
        studio.build(&[]).cost(NONE);
    }
}

#[test]
fn an_answer_without_a_picture_by_chance_is_asked_for_once_more() {
    for fault in [
        r#"{"fault": "no-image"}"#,
        r#"{"fault": "empty"}"#,
        r#"{"fault": "text-only"}"#,
        r#"{"fault": "nothing", "reason": "IMAGE_RECITATION"}"#,
        r#"{"fault": "nothing", "reason": "IMAGE_OTHER"}"#,
        r#"{"fault": "nothing", "reason": "A_REASON_OF_NEXT_YEAR"}"#,
        r#"{"fault": "max-tokens"}"#,
        r#"{"fault": "picture-blocked"}"#,
        r#"{"fault": "broken-json"}"#,
        r#"{"fault": "no-picture-bytes"}"#,
    ] {
        let (studio, made) = met(fault);
        let seen = (made.run.code, made.calls);
        assert_eq!(seen, (Some(0), [2, 1, 0]), "{fault}: {}", made.run.shown());
        studio.build_exactly(&[]).cost(NONE);
    }
}

#[test]
fn a_picture_that_is_cut_off_is_asked_for_once_more_and_is_no_attempt() {
    let (studio, made) = met(r#"{"fault": "corrupt-picture"}"#);
    let made = made.cost([2, 1, 0]);
    // Both pictures were billed, and only one of them was judged.
    assert!((made.told("usd_spent") - made.billed).abs() < 2e-9, "{}", made.run.shown());
    assert!(made.billed > 2.0 * 0.0336, "{}", made.run.shown());
    let slime = made.asset("slime");
    assert_eq!((slime["score"].as_u64(), slime["attempts"].as_u64()), (Some(95), Some(1)));
    studio.build_exactly(&[]).cost(NONE);
    // The second time it is no chance.
    let studio = Studio::google(ONE);
    studio
        .service
        .script(r#"{"rules": [{"kind": "paint", "then": {"fault": "corrupt-picture"}}]}"#);
    let made = studio.build_exactly(&[]).ends(1, [2, 0, 0]);
    assert!(made.run.out.contains("cut off"), "{}", made.run.shown());
    studio.build_exactly(&[]).ends(1, NONE);
}

#[test]
fn a_blocked_prompt_is_asked_once_and_the_message_points_at_it() {
    for reason in ["SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY"] {
        let (studio, made) =
            met(&format!(r#"{{"fault": "prompt-blocked", "reason": "{reason}"}}"#));
        let made = made.ends(1, [1, 0, 0]);
        assert!(made.run.out.contains(reason), "{}", made.run.shown());
        studio.build_exactly(&[]).ends(1, NONE);
        studio.edit("art/assets.toml", "green slime", "blue slime");
        studio.build_exactly(&[]).cost([1, 1, 0]);
    }
}

#[test]
fn a_picture_is_found_among_thoughts_under_a_wrong_name_and_in_another_size() {
    for fault in ["thoughts-first", "lying-mime", "wrong-size"] {
        let (studio, made) = met(&format!(r#"{{"fault": "{fault}"}}"#));
        let made = made.cost([1, 1, 0]);
        assert!((made.told("usd_spent") - made.billed).abs() < 2e-9, "{fault}");
        assert!(studio.has("generated-assets/sprite/slime.png"), "{fault}");
    }
}

#[test]
fn an_answer_without_usage_is_settled_by_the_table() {
    let (studio, made) = met(r#"{"fault": "no-usage"}"#);
    let made = made.cost([1, 1, 0]);
    assert!(made.told("usd_spent") > 0.0336, "{}", made.run.shown());
    // What nobody was told is said to be an estimate: the picture, not its verdict.
    let estimated = made.told("usd_estimated");
    assert!(estimated > 0.0336 && estimated < made.told("usd_spent"), "{}", made.run.shown());
    studio.edit("art/assets.toml", "green slime", "blue slime");
    studio.service.script(r#"{"rules": [{"kind": "paint", "then": {"fault": "no-usage"}}]}"#);
    let told = studio.run(&["build", "--yes"]).success().err;
    assert!(told.contains("of it is an estimate, since answers did not say"), "{told}");
    studio.edit("art/assets.toml", "blue slime", "red slime");
    studio.service.script("{}");
    let told = studio.run(&["build", "--yes"]).success().err;
    assert!(told.contains("bought 1 picture") && !told.contains("estimate"), "{told}");
}

#[test]
fn a_verdict_that_is_no_use_is_asked_for_once_more_and_then_the_picture_stays_unjudged() {
    for fault in ["cut-verdict", "missing-field", "out-of-range", "prose", "empty"] {
        let studio = Studio::google(ONE);
        studio.service.script(&format!(
            r#"{{"rules": [{{"kind": "judge", "calls": [1], "then": {{"fault": "{fault}"}}}}]}}"#
        ));
        let made = studio.build_exactly(&[]);
        let seen = (made.run.code, made.calls);
        assert_eq!(seen, (Some(0), [1, 2, 0]), "{fault}: {}", made.run.shown());
        studio.build_exactly(&[]).cost(NONE);
    }
    let studio = Studio::google(ONE);
    studio.service.script(r#"{"rules": [{"kind": "judge", "then": {"fault": "prose"}}]}"#);
    let made = studio.build_exactly(&[]);
    assert_eq!(made.calls, [1, 2, 0], "{}", made.run.shown());
    assert_eq!(made.asset("slime")["state"], "unjudged", "{}", made.run.shown());
    let again = studio.build_exactly(&[]).cost(NONE);
    assert_eq!(again.asset("slime")["state"], "unjudged", "{}", again.run.shown());
}

#[test]
fn a_verdict_between_fences_or_after_thoughts_is_read() {
    for fault in ["fenced-verdict", "thoughts-first"] {
        let studio = Studio::google(ONE);
        studio.service.script(&format!(
            r#"{{"rules": [{{"kind": "judge", "then": {{"fault": "{fault}"}}}}]}}"#
        ));
        let made = studio.build_exactly(&[]).cost([1, 1, 0]);
        assert_eq!(made.asset("slime")["score"], 95, "{fault}: {}", made.run.shown());
    }
}

#[test]
fn a_model_that_is_stopped_for_today_stops_no_other_model() {
    let two = format!(
        "{ONE}\n[asset.ghost]\nsubject = \"pale ghost\"\nstyle = \"dots\"\n\
                       model = \"google/gemini-3.1-flash-lite-image\"\n"
    );
    let studio = Studio::google(&two);
    studio
        .service
        .script(r#"{"rules": [{"model": "nano-banana", "then": {"fault": "quota-day"}}]}"#);
    let made = studio.build(&[]).ends(5, [2, 1, 0]);
    assert_eq!(made.asset("ghost")["state"], "built", "{}", made.run.shown());
    assert!(made.run.out.contains("midnight"), "{}", made.run.shown());
}

#[test]
fn another_model_that_answers_and_one_that_ends_are_warned_of_and_change_no_byte() {
    let studio = Studio::google(ONE);
    studio.service.script(
        r#"{"rules": [
            {"kind": "paint", "then": {"answered-by": "gemini-nano-banana-2.1-001"}},
            {"kind": "judge", "then": {"answered-by": "gemini-4-argon", "model-status":
                {"modelStage": "DEPRECATED", "retirementTime": "2027-01-31T00:00:00Z"}}}]}"#,
    );
    let made = studio.build_exactly(&[]).cost([1, 1, 0]);
    let slime = made.asset("slime");
    let warnings: Vec<&str> =
        slime["warnings"].as_array().unwrap().iter().filter_map(|it| it.as_str()).collect();
    // The painter's name differs in a revision only.
    let [other, ends] = warnings.as_slice() else { panic!("{warnings:?}") };
    assert!(other.contains("gemini-3.8-flash") && other.contains("`gemini-4-argon` answered"));
    assert!(ends.contains("deprecated; retires on 2027-01-31"), "{ends}");
    // It is said when it is heard, and is no part of what is made.
    let next = studio.build_exactly(&[]).cost(NONE);
    assert!(!next.run.out.contains("gemini-4-argon"), "{}", next.run.shown());
    let files = studio.files("generated-assets");
    studio.remove("generated-assets");
    studio.build_exactly(&["--locked"]).cost(NONE);
    assert!(studio.files("generated-assets") == files, "the files differ");
    assert!(studio.read("generated-assets/sprite/slime.json").contains("nano-banana-2.1-001"));
}
