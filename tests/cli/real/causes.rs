//! One cause of many failures is told once, before anybody is asked for money, and with advice for
//! this machine.

use crate::paid::game::NONE;
use crate::real::studio::{KEY, Studio};

/// Twelve pictures.
fn twelve() -> String {
    let asset =
        |it: u32| format!("[asset.slime_{it}]\nsubject = \"slime {it}\"\nstyle = \"dots\"\n");
    (10..22).map(asset).collect()
}

/// How often some words were said.
fn count(text: &str, words: &str) -> usize {
    text.matches(words).count()
}

#[test]
fn without_a_key_nobody_is_asked_for_money_and_the_cause_is_told_once() {
    let studio = Studio::google(&twelve());
    let url = studio.service.url();
    let only_url = [("GOOGLE_GEMINI_BASE_URL", url.as_str())];
    // Not 7: there is nothing to agree to.
    let run = studio.run_with(&["build"], &only_url).fails_with(5);
    assert_eq!(count(&run.err, "there is no key for google"), 1, "{}", run.shown());
    assert_eq!(count(&run.err, "GEMINI_API_KEY"), 1, "{}", run.shown());
    assert!(run.err.contains("12 assets (slime_10,"), "{}", run.shown());
    assert!(studio.service.ledger().calls.is_empty());
    // A plan says what it would cost all the same.
    let plan = studio.run_with(&["plan"], &only_url).success();
    assert_eq!(count(&plan.out, "there is no key for google"), 1, "{}", plan.shown());
    assert!(plan.out.contains("12 to buy $"), "{}", plan.shown());
}

#[test]
fn nothing_is_painted_that_nobody_could_judge_for_want_of_a_key() {
    let studio = Studio::openai(crate::real::studio::ONE);
    studio.edit(
        "assetbuild.toml",
        "judge = \"builtin/measure\"",
        "judge = \"google/gemini-3.8-flash\"",
    );
    let built = studio.build(&[]).ends(5, NONE);
    assert!(built.run.shown().contains("there is no key for google"), "{}", built.run.shown());
}

#[test]
fn a_wrong_key_is_mended_where_it_stands() {
    let studio = Studio::google(&twelve());
    let url = studio.service.url();
    let address = ("GOOGLE_GEMINI_BASE_URL", url.as_str());
    for name in ["GEMINI_API_KEY", "GOOGLE_API_KEY"] {
        let run = studio.run_with(&["build", "--yes"], &[(name, "wrong-key-5af2"), address]);
        let run = run.fails_with(5);
        assert_eq!(count(&run.err, "correct or unset"), 1, "{}", run.shown());
        assert!(run.err.contains(&format!("`{name}` in your environment")), "{}", run.shown());
        assert!(!run.err.contains("key set"), "{}", run.shown());
        assert!(run.err.contains("12 assets (slime_10,"), "{}", run.shown());
    }
    assert!(
        !studio.run_with(&["plan"], &[("GEMINI_API_KEY", KEY), address]).out.contains("no key")
    );
}

#[test]
fn a_service_that_takes_nothing_is_told_once_for_all() {
    let studio = Studio::google(&twelve());
    studio
        .service
        .script(r#"{"rules": [{"kind": "paint", "then": {"fault": "error", "status": 403}}]}"#);
    let run = studio.run(&["build", "--yes"]).fails_with(5);
    assert_eq!(count(&run.err, "  failed"), 1, "{}", run.shown());
    assert!(run.err.contains("12 assets (slime_10,"), "{}", run.shown());
}

#[test]
fn all_that_failed_are_sent_again_with_one_word() {
    let studio = Studio::google(&twelve());
    studio.service.script(r#"{"rules": [{"kind": "paint", "then": {"fault": "html"}}]}"#);
    let run = studio.run(&["build", "--yes"]).fails_with(1);
    assert_eq!(count(&run.err, "sent, no answer"), 1, "{}", run.shown());
    assert!(run.err.contains("assetbuild build --resend @failed"), "{}", run.shown());
    studio.service.script("{}");
    studio.build(&[]).ends(1, NONE);
    studio.build(&["--resend", "slime_1[01]"]).ends(1, [2, 2, 0]);
    studio.build(&["--resend", "@failed"]).cost([10, 10, 0]);
    studio.build(&["--resend", "@failed"]).cost(NONE);
}
