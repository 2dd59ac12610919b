//! Killed at any moment: no answer is lost that arrived, and none is billed twice unasked.

use std::thread;
use std::time::Duration;
use std::time::Instant;

use crate::paid::game::NONE;
use crate::real::studio::Studio;
use crate::real::studio::THREE;

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
