//! Killed at any moment: no answer is lost that arrived, and none is billed twice unasked.

use std::thread;
use std::time::{Duration, Instant};

use crate::paid::game::NONE;
use crate::real::brands::{ALL, Brand};
use crate::real::studio::{Studio, THREE};

/// Starts a build, waits until the service has heard so many calls and some time more, and kills
/// it: `SIGKILL`, which no program can do anything about.
fn kill_after(studio: &Studio, calls: usize, more: Duration) {
    let before = studio.service.ledger().calls.len();
    let mut build = studio.command(&["build", "--yes"]).spawn().unwrap();
    let start = Instant::now();
    while studio.service.ledger().calls.len() < before + calls {
        assert!(start.elapsed() < Duration::from_secs(60), "the service hears nothing");
        if build.try_wait().unwrap().is_some() {
            return;
        }
        thread::sleep(Duration::from_millis(2));
    }
    thread::sleep(more);
    build.kill().unwrap();
    build.wait().unwrap();
    // The service goes on with what it heard, and bills it.
    while !studio.service.ledger().is_quiet() {
        assert!(start.elapsed() < Duration::from_secs(60), "the service never ends");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_build_that_is_killed_again_and_again_pays_for_each_answer_once() {
    let studio = Studio::google(THREE);
    studio.service.script(r#"{"scores": [62, 95], "latency-ms": 60}"#);
    let mut lost = 0;
    // Before the answer, around it, and while it is written down and worked on.
    for (calls, ms) in [(1, 10), (1, 65), (2, 90), (1, 140), (2, 40), (3, 200), (1, 61)] {
        kill_after(&studio, calls, Duration::from_millis(ms));
        let cost = studio.run(&["cost"]).success();
        let open = cost.err.matches("--resend").count();
        // What is open stays unanswered: a build alone sends none of it again.
        let heard = studio.service.ledger().billed_twice().len();
        assert!(heard <= lost, "{heard} billed twice, {lost} sent again by order");
        lost += open;
        if open > 0 {
            for name in ["slime", "ghost", "slime_hurt"] {
                if cost.err.contains(&format!("--resend {name}")) {
                    kill_after_resend(&studio, name);
                }
            }
        }
    }
    let rest = studio.build(&[]);
    assert_eq!(rest.run.code, Some(0), "{}", rest.run.shown());
    studio.build(&[]).cost(NONE);
    let ledger = studio.service.ledger();
    let [paint, judge, text] = ledger.counts();
    assert!(paint + judge + text <= 15 + lost, "{paint} {judge} {text}, {lost} lost");
    assert!(ledger.billed_twice().len() <= lost, "{:?}, {lost} lost", ledger.billed_twice());
}

/// A person says that what got lost is to be sent again.
fn kill_after_resend(studio: &Studio, name: &str) {
    let run = studio.run(&["build", "--yes", "--resend", name, name]);
    assert!(run.code.is_some(), "{}", run.shown());
}

#[test]
fn no_service_is_paid_twice_for_what_it_painted_before_a_kill() {
    for Brand { name, studio, costs } in &ALL {
        let studio = studio(THREE);
        // No answer comes before the kill, however busy the machine is.
        studio.service.script(r#"{"latency-ms": 1500}"#);
        kill_after(&studio, 1, Duration::ZERO);
        studio.service.script("{}");
        let cost = studio.run(&["cost"]).success();
        let is_open = |it: &&str| cost.err.contains(&format!("--resend {it}"));
        let lost: Vec<&str> =
            ["slime", "ghost", "slime_hurt"].into_iter().filter(is_open).collect();
        assert!(!lost.is_empty(), "{name}: {}", cost.shown());
        let alone = studio.made(&["build", "--yes"]);
        for it in &lost {
            assert_eq!(alone.asset(it)["state"], "failed", "{name}: {}", alone.run.shown());
            kill_after_resend(&studio, it);
        }
        let rest = studio.build(&[]);
        assert_eq!(rest.run.code, Some(0), "{name}: {}", rest.run.shown());
        studio.build(&[]).cost(NONE);
        let ledger = studio.service.ledger();
        // What is open was written down, and may never have been heard.
        let painted = ledger.counts()[0];
        assert!((3..=3 + lost.len()).contains(&painted), "{name}: {painted}, {lost:?}");
        assert!(ledger.billed_twice().len() <= lost.len(), "{name}: {:?}", ledger.billed_twice());
        assert_eq!(ledger.usd() > 0.0, *costs, "{name}");
    }
}
