//! Pictures asked for in batches: half the price, and never paid twice whatever happens to them.

use crate::harness::patiently;
use crate::paid::game::NONE;
use crate::real::studio::{Made, ONE, Studio, THREE};
use crate::service::ledger::Kind;

/// No batch is done as soon as it is asked for.
const WAITING: &str = r#"{"batches-wait": true}"#;

/// What every question about a batch is answered.
fn ends(reason: &str) -> String {
    format!(r#"{{"rules": [{{"kind": "free", "then": {{"reason": "{reason}"}}}}]}}"#)
}

/// A build that asks in batches: nothing of it is billed at once.
#[track_caller]
fn submitted(studio: &Studio, code: i32) -> Made {
    let made = studio.made(&["build", "--yes", "--batch"]).ends(code, NONE);
    assert!(made.billed.abs() < 1e-12, "{}", made.run.shown());
    made
}

/// How many requests each batch had that the service heard of.
fn batches(studio: &Studio) -> Vec<usize> {
    let ledger = studio.service.ledger();
    let items = |it: &&crate::service::ledger::Call| {
        let body = it.request.json().unwrap();
        body["batch"]["inputConfig"]["requests"]["requests"].as_array().unwrap().len()
    };
    ledger.of(Kind::Batch).iter().map(items).collect()
}

#[test]
fn a_batch_is_submitted_waited_for_and_collected_at_half_the_price() {
    let studio = Studio::google(THREE);
    let whole = studio.made(&["build", "-n"]).told("usd_low");
    let half = studio.made(&["plan", "--batch"]).told("usd_low");
    assert!(half < whole * 0.6, "{half} in a batch, {whole} else");
    studio.service.script(WAITING);
    let sent = submitted(&studio, 0);
    assert_eq!(batches(&studio), [2], "the third one refers to the first: {}", sent.run.shown());
    let held = sent.told("usd_held");
    assert!(held > 0.0 && (sent.asset("slime")["state"] == "waiting"), "{}", sent.run.shown());

    // Not done: another build says so, and asks for nothing.
    for flags in [&[][..], &["--batch"]] {
        let again = studio.made(&[&["build", "--yes"], flags].concat()).ends(3, NONE);
        assert!((again.billed + again.told("usd_spent")).abs() < 1e-12, "{}", again.run.shown());
        assert!((again.told("usd_held") - held).abs() < 1e-12, "{}", again.run.shown());
    }
    let heard = studio.service.ledger().calls.len();
    let plan = studio.made(&["plan", "--exit-code"]).ends(3, NONE);
    assert_eq!(plan.asset("ghost")["state"], "waiting", "{}", plan.run.shown());
    let offline = studio.made(&["build", "--offline"]).ends(3, NONE);
    assert_eq!(offline.asset("ghost")["state"], "waiting", "{}", offline.run.shown());
    assert!(studio.run(&["cost"]).success().out.contains("in a batch: a request for ghost"));
    assert_eq!(studio.service.ledger().calls.len(), heard, "a plan opened a socket");

    // Done: what came home is judged, and the third one is painted at once.
    studio.service.script("{}");
    let made = studio.made(&["build", "--yes"]).ends(0, [1, 3, 0]);
    let (told, billed) = (made.told("usd_spent"), made.billed);
    assert!((told - billed).abs() < 2e-9, "{told} told, {billed} billed");
    assert!(made.told("usd_held").abs() < 1e-12 && made.told("usd_saved").abs() < 1e-12);
    let usd = |name: &str| made.asset(name)["usd"].as_f64().unwrap();
    let (collected, alone) = (usd("ghost"), usd("slime_hurt"));
    assert!(collected < alone * 0.62, "{collected} in a batch, {alone} alone");
    let log = studio.run(&["cost"]).success();
    assert!(!log.out.contains("in a batch"), "{}", log.shown());
    studio.build_exactly(&[]).cost(NONE);
    assert_eq!(batches(&studio), [2]);
}

#[test]
fn pictures_of_a_batch_are_the_same_for_a_teammate() {
    let studio = Studio::google(ONE);
    submitted(&studio, 0);
    studio.made(&["build", "--yes"]).ends(0, [0, 1, 0]);
    let before = studio.read("generated-assets/sprite/slime.json");
    studio.remove("generated-assets/sprite/slime.json");
    studio.made(&["build", "--frozen"]).ends(0, NONE);
    assert_eq!(studio.read("generated-assets/sprite/slime.json"), before);
}

#[test]
fn a_batch_whose_answer_got_lost_is_found_by_its_name() {
    let studio = Studio::google(THREE);
    studio.service.script(r#"{"rules": [{"kind": "batch", "then": {"fault": "drop-late"}}]}"#);
    let lost = submitted(&studio, 1);
    assert!(lost.told("usd_held") > 0.0, "{}", lost.run.shown());
    let made = studio.made(&["build", "--yes"]).ends(0, [1, 3, 0]);
    assert!((made.told("usd_spent") - made.billed).abs() < 2e-9, "{}", made.run.shown());
    assert_eq!(batches(&studio), [2]);
}

#[test]
fn a_batch_that_never_arrived_stays_in_doubt_until_a_person_decides() {
    let studio = Studio::google(ONE);
    studio.service.script(r#"{"rules": [{"kind": "batch", "then": {"fault": "drop-early"}}]}"#);
    submitted(&studio, 1);
    studio.service.script("{}");
    let doubt = studio.made(&["build", "--yes"]).ends(1, NONE);
    assert!(doubt.run.out.contains("--resend slime"), "{}", doubt.run.shown());
    studio.made(&["build", "--yes", "--resend", "slime"]).ends(0, [1, 1, 0]);
}

#[test]
fn a_kill_around_the_sending_loses_no_batch_and_sends_none_twice() {
    let sent_and_unanswered = |studio: &Studio| {
        studio.service.script(r#"{"rules": [{"kind": "batch", "then": {"fault": "hang"}}]}"#);
        let mut build = studio.command(&["build", "--yes", "--batch"]).spawn().unwrap();
        let ledger = || studio.service.ledger();
        // It is in the list as soon as nothing is under way.
        patiently("the service has the batch", || {
            !ledger().of(Kind::Batch).is_empty() && ledger().is_quiet()
        });
        build.kill().unwrap();
        assert!(!build.wait().unwrap().success());
        studio.service.script("{}");
    };
    let written_down = |studio: &Studio| studio.crash(&["build", "--yes", "--batch"], "batch");
    for kill in [&sent_and_unanswered as &dyn Fn(&Studio), &written_down] {
        let studio = Studio::google(THREE);
        kill(&studio);
        let made = studio.made(&["build", "--yes"]).ends(0, [1, 3, 0]);
        assert!((made.told("usd_spent") - made.billed).abs() < 2e-9, "{}", made.run.shown());
        assert_eq!(batches(&studio), [2]);
    }
}

#[test]
fn a_kill_while_a_batch_comes_home_loses_none_of_it() {
    for step in ["raw", "blob", "answer", "settle"] {
        let studio = Studio::google(THREE);
        submitted(&studio, 0);
        studio.crash(&["build", "--yes"], step);
        studio.made(&["build", "--yes"]).ends(0, [1, 3, 0]);
        assert_eq!(batches(&studio), [2], "{step}");
        assert!(studio.service.ledger().billed_twice().is_empty(), "{step}");
    }
}

#[test]
fn a_request_that_comes_to_nothing_is_its_assets_own_failure() {
    let studio = Studio::google(THREE);
    submitted(&studio, 0);
    studio.service.script(&ends("ITEM"));
    let made = studio.made(&["build", "--yes"]);
    assert_eq!(made.run.code, Some(5), "{}", made.run.shown());
    assert!(made.run.out.contains("Internal error encountered"), "{}", made.run.shown());
    let failed = ["slime", "ghost"].map(|it| made.asset(it)["state"] == "failed");
    assert_eq!(failed.iter().filter(|it| **it).count(), 1, "{}", made.run.shown());
    assert!(made.told("usd_held").abs() < 1e-12, "{}", made.run.shown());
    assert!((made.told("usd_spent") - made.billed).abs() < 2e-9, "{}", made.run.shown());

    // Whoever asks again pays for what is missing, and for nothing else.
    studio.service.script("{}");
    submitted(&studio, 0);
    assert_eq!(batches(&studio)[..2], [2, 1]);
    studio.made(&["build", "--yes"]).run.success();
    studio.made(&["build", "--yes"]).ends(0, NONE);
}

#[test]
fn a_batch_that_expires_frees_what_it_held() {
    for state in ["BATCH_STATE_EXPIRED", "BATCH_STATE_FAILED", "BATCH_STATE_CANCELLED"] {
        let studio = Studio::google(ONE);
        submitted(&studio, 0);
        studio.service.script(&ends(state));
        let made = studio.made(&["build", "--yes"]).ends(5, NONE);
        assert!((made.billed + made.told("usd_held")).abs() < 1e-12, "{}", made.run.shown());
        assert!(made.run.out.contains("nothing was billed"), "{}", made.run.shown());
        studio.service.script("{}");
        studio.made(&["build", "--yes"]).ends(0, [1, 1, 0]);
    }
}

#[test]
fn who_does_not_want_to_wait_any_longer_sends_it_alone() {
    let studio = Studio::google(ONE);
    studio.service.script(WAITING);
    submitted(&studio, 0);
    studio.made(&["build", "--yes", "--resend", "slime"]).ends(0, [1, 1, 0]);
    studio.made(&["build", "--yes"]).ends(0, NONE);
    // It is paid for all the same, so it comes home.
    studio.service.script("{}");
    let both = studio.made(&["build", "--yes"]).ends(0, NONE);
    assert!(both.billed > 0.0 && (both.told("usd_spent") - both.billed).abs() < 2e-9);
    assert!(studio.run(&["cost"]).success().out.contains("nobody chose 1 picture"));
}

#[test]
fn what_a_batch_keeps_back_is_never_given_up_for_lost() {
    let studio = Studio::google(ONE);
    submitted(&studio, 0);
    studio.service.script(&ends("BATCH_STATE_SUCCEEDED"));
    let made = studio.made(&["build", "--yes"]).ends(3, NONE);
    assert!(made.run.out.contains("1 of its answers are missing"), "{}", made.run.shown());
    studio.service.script("{}");
    studio.made(&["build", "--yes"]).ends(0, [0, 1, 0]);
}

#[test]
fn assets_of_one_brief_share_a_request_of_a_batch() {
    let studio = Studio::google(&format!("{ONE}{}", ONE.replace("asset.slime", "asset.twin")));
    submitted(&studio, 0);
    assert_eq!(batches(&studio), [1]);
    let made = studio.made(&["build", "--yes"]).ends(0, [0, 1, 0]);
    assert!((made.told("usd_spent") - made.billed).abs() < 2e-9, "{}", made.run.shown());
}

#[test]
fn looking_whether_a_batch_is_done_needs_no_consent() {
    let studio = Studio::google(THREE);
    studio.service.script(WAITING);
    submitted(&studio, 0);
    studio.made(&["build"]).ends(3, NONE);
}

#[test]
fn verdicts_that_wait_for_money_do_not_keep_a_batch_from_being_sent() {
    let slimes = |from: usize| -> String {
        let one = |it| format!("[asset.slime_{it}]\nsubject = \"slime {it}\"\nstyle = \"dots\"\n");
        (from..from + 6).map(one).collect()
    };
    let studio = Studio::google(&slimes(0));
    let one = studio.made(&["plan", "--batch", "slime_0"]).told("usd_low");
    submitted(&studio, 0);
    studio.append("art/assets.toml", &slimes(6));
    studio.edit("assetbuild.toml", "per-build = 50.0", &format!("per-build = {:.3}", one * 9.0));
    let made = studio.made(&["build", "--yes", "--batch"]);
    assert!([0, 4].map(Some).contains(&made.run.code), "{}", made.run.shown());
    assert!((made.told("usd_spent") - made.billed).abs() < 2e-9, "{}", made.run.shown());
}

#[test]
fn what_one_batch_cannot_hold_goes_into_another() {
    let rows: Vec<String> =
        (0..20).map(|it| format!("slime_{it:03} = \"slime number {it}\"\n")).collect();
    let assets = format!("[set.slimes]\nstyle = \"dots\"\n[set.slimes.row]\n{}", rows.concat());
    let studio = Studio::google(&assets);
    studio.edit(
        "assetbuild.toml",
        "judge = \"google/gemini-3.8-flash\"",
        "judge = \"builtin/measure\"",
    );
    studio.edit("assetbuild.toml", "target = 90", "target = 1");
    let sent = submitted(&studio, 0);
    assert!(sent.told("usd_held") < 50.0, "{}", sent.run.shown());
    assert_eq!(batches(&studio), [16, 4]);
    let made = studio.made(&["build", "--yes"]).ends(0, NONE);
    assert!((made.told("usd_spent") - made.billed).abs() < 1e-6, "{}", made.run.shown());
    assert!((made.told("built") - 20.0).abs() < 1e-9, "{}", made.run.shown());
}

#[test]
fn what_passes_the_budget_is_left_and_the_rest_is_sent() {
    let studio = Studio::google(THREE);
    let one = studio.made(&["build", "-n", "--batch", "ghost"]);
    let one = one.told("usd_low");
    studio.edit("assetbuild.toml", "per-build = 50.0", &format!("per-build = {:.3}", one * 2.0));
    let sent = submitted(&studio, 4);
    assert_eq!(batches(&studio), [1], "{}", sent.run.shown());
}

#[test]
fn who_takes_no_batches_is_asked_at_once() {
    let studio = Studio::retrodiffusion(ONE);
    studio.made(&["build", "--yes", "--batch"]).ends(0, [1, 0, 0]);
    studio.made(&["build", "--yes"]).ends(0, NONE);
}
