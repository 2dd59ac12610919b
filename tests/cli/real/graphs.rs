//! Graphs on a server of the user's own: named faults, nothing run twice, nothing run for nobody.

use std::process::{Command, Stdio};

use crate::harness::patiently;
use crate::paid::game::NONE;
use crate::real::studio::{ONE, Studio};
use crate::service::ledger::Kind;

const RUNNING: &str = r#"{"batches-wait": true}"#;

/// The paths of what the server was asked beside pictures, as often as it was.
fn asked(studio: &Studio, part: &str) -> usize {
    let ledger = studio.service.ledger();
    ledger
        .calls
        .iter()
        .filter(|it| it.request.method == "POST" && it.request.path.contains(part))
        .count()
}

/// Starts a build, and waits until its graph runs.
fn begun(studio: &Studio) -> std::process::Child {
    studio.service.script(RUNNING);
    let mut command: Command = studio.command(&["build", "--yes"]);
    let build = command.stderr(Stdio::null()).spawn().unwrap();
    patiently("the server has a graph", || {
        let ledger = studio.service.ledger();
        let polls = ledger.calls.iter().filter(|it| it.request.path.contains("/history/")).count();
        ledger.of(Kind::Paint).len() == 1 && polls > 0
    });
    build
}

#[test]
fn an_interruption_is_named() {
    let studio = Studio::comfyui(ONE);
    studio.service.script(r#"{"rules": [{"kind": "free", "then": {"fault": "interrupted"}}]}"#);
    let made = studio.made(&["build", "--yes"]).ends(5, [1, 0, 0]);
    assert!(made.run.out.contains("the graph was interrupted at node 3"), "{}", made.run.shown());
    studio.service.script("{}");
    studio.build(&[]).cost([1, 0, 0]);
}

#[test]
fn what_is_refused_of_a_graph_that_runs_is_told() {
    // Its own output, which ends it at once; and another one, which is told with what came of it.
    for (output, cancelled, says) in [
        ("9", 1, "the server refused a part of the graph: node 8: Value not in list (vae)"),
        ("17", 0, "saved no picture; a part was refused: node 8: Value not in list (vae)"),
    ] {
        let studio = Studio::comfyui(ONE);
        let then = format!(r#"{{"fault": "part-refused", "text": "{output}"}}"#);
        studio.service.script(&format!(r#"{{"rules": [{{"kind": "paint", "then": {then}}}]}}"#));
        let made = studio.made(&["build", "--yes"]).ends(5, [1, 0, 0]);
        assert!(made.run.out.contains(says), "{}", made.run.shown());
        assert_eq!(asked(&studio, "/cancel"), cancelled, "{output}");
    }
}

#[test]
fn a_graph_of_a_killed_build_is_found_again() {
    let studio = Studio::comfyui(ONE);
    let mut build = begun(&studio);
    build.kill().unwrap();
    build.wait().unwrap();
    studio.service.script("{}");
    let plan = studio.made(&["plan"]);
    assert_eq!(plan.asset("slime")["state"], "dirty", "{}", plan.run.shown());
    // It is the same graph: none is queued anew.
    studio.made(&["build", "--yes"]).ends(0, NONE);
    studio.build(&[]).cost(NONE);
}

#[test]
fn a_graph_that_a_server_forgot_is_queued_anew_without_a_question() {
    for studio in [Studio::comfyui(ONE), Studio::a1111(ONE)] {
        studio.service.script(r#"{"rules": [{"kind": "paint", "then": {"fault": "hang"}}]}"#);
        let mut build = studio.command(&["build", "--yes"]).spawn().unwrap();
        patiently("the server was asked", || studio.service.ledger().of(Kind::Paint).len() == 1);
        build.kill().unwrap();
        build.wait().unwrap();
        studio.service.script("{}");
        let made = studio.made(&["build", "--yes"]);
        assert_eq!(made.run.code, Some(0), "{}", made.run.shown());
    }
}

#[test]
fn a_server_before_own_ids_paints_all_the_same() {
    let studio = Studio::comfyui(ONE);
    studio.service.script(r#"{"rules": [{"kind": "paint", "then": {"reason": "old"}}]}"#);
    studio.build(&[]).cost([1, 0, 0]);
}

#[test]
fn what_takes_too_long_is_cancelled() {
    for old in [false, true] {
        let studio = Studio::comfyui(ONE);
        studio.append("assetbuild.toml", "\n[provider.comfyui]\ntimeout = \"2s\"\n");
        let rule = r#"{"kind": "free", "then": {"reason": "old"}}"#;
        let rules = if old { rule } else { "" };
        studio.service.script(&format!(r#"{{"batches-wait": true, "rules": [{rules}]}}"#));
        let made = studio.made(&["build", "--yes"]).ends(5, [1, 0, 0]);
        assert!(made.run.out.contains("no picture within 2 seconds"), "{}", made.run.shown());
        assert_eq!(asked(&studio, "/cancel"), 1);
        assert_eq!(asked(&studio, "/interrupt"), usize::from(old));
    }
}

#[cfg(unix)]
#[test]
fn a_build_that_is_ended_at_once_takes_its_graph_along() {
    let studio = Studio::comfyui(ONE);
    let mut build = begun(&studio);
    let interrupt = || {
        let pid = build.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    };
    interrupt();
    std::thread::sleep(std::time::Duration::from_millis(300));
    interrupt();
    let ended = build.wait().unwrap();
    assert_eq!(ended.code(), Some(130));
    assert_eq!(asked(&studio, "/cancel"), 1);
    // Nothing is in doubt: it cost nothing.
    studio.service.script("{}");
    studio.build(&[]).cost([1, 0, 0]);
}
