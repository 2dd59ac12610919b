//! Killed at any moment: no answer is lost that arrived, and none is billed twice unasked.

use crate::harness::patiently;
use crate::paid::game::NONE;
use crate::paid::killed::forget_open;
use crate::real::brands::{ALL, Brand};
use crate::real::studio::{Studio, THREE};

/// When a build is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// A service that answers nothing has heard what it is asked.
    Heard,
    /// The first durable step of this kind is done.
    After(&'static str),
}

/// What is asked is painted and billed, and never answered.
const HANGS: &str = r#"{"rules": [
    {"kind": "paint", "then": {"fault": "hang"}},
    {"kind": "judge", "then": {"fault": "hang"}},
    {"kind": "text", "then": {"fault": "hang"}}]}"#;

/// Starts a build, waits until the service has heard of it, and kills it: `SIGKILL`, which no
/// program can do anything about.
#[track_caller]
fn kill_unanswered(studio: &Studio) {
    let heard = || studio.service.ledger().counts().iter().sum::<usize>();
    let before = heard();
    studio.service.script(HANGS);
    let mut build = studio.command(&["build", "--yes"]).spawn().unwrap();
    patiently("the service hears something", || heard() > before);
    build.kill().unwrap();
    assert!(!build.wait().unwrap().success());
    // The service goes on with what it heard, and bills it.
    patiently("the service has billed it", || studio.service.ledger().is_quiet());
}

/// Builds until the first durable step of this kind, and is killed there.
#[track_caller]
fn kill_after(studio: &Studio, step: &str) {
    studio.crash(&["build", "--yes"], step);
    patiently("the service has billed it", || studio.service.ledger().is_quiet());
}

#[test]
fn a_build_that_is_killed_again_and_again_pays_for_each_answer_once() {
    use Moment::{After, Heard};
    const ANSWERS: &str = r#"{"scores": [62, 95], "latency-ms": 20}"#;
    let studio = Studio::google(THREE);
    let mut lost = 0;
    // Before the answer, around it, and while it is written down and worked on.
    for moment in [
        After("intent"),
        Heard,
        After("raw"),
        After("blob"),
        Heard,
        After("answer"),
        After("settle"),
    ] {
        match moment {
            Heard => kill_unanswered(&studio),
            After(step) => {
                studio.service.script(ANSWERS);
                kill_after(&studio, step);
            }
        }
        studio.service.script(ANSWERS);
        // What is open stays unanswered, and is asked for again only because a person says so.
        lost += forget_open(|args| studio.run(args));
        let twice = studio.service.ledger().billed_twice().len();
        assert!(twice <= lost, "{moment:?}: {twice} billed twice, {lost} lost");
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
        kill_unanswered(&studio);
        studio.service.script("{}");
        let cost = studio.run(&["cost"]).success();
        let is_open = |it: &&str| cost.out.contains(&format!("--resend {it}"));
        let lost: Vec<&str> =
            ["slime", "ghost", "slime_hurt"].into_iter().filter(is_open).collect();
        assert!(!lost.is_empty(), "{name}: {}", cost.shown());
        let alone = studio.made(&["build", "--yes"]);
        for it in &lost {
            // What costs nothing is asked for again by itself.
            let state = if *costs { "failed" } else { "built" };
            assert_eq!(alone.asset(it)["state"], state, "{name}: {}", alone.run.shown());
            if *costs {
                kill_after_resend(&studio, it);
            }
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
