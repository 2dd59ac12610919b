//! Killed at any moment, a build goes on where it was, and asks nothing again that was answered.

use std::collections::BTreeMap;
use std::process::Stdio;

use crate::harness::{Run, patiently};
use crate::paid::game::{Game, NONE, ONE, counted};
use crate::paid::leftovers::everything;

/// Builds until the n-th durable step of this kind, and is killed there.
pub(crate) fn crash(game: &Game, step: &str, n: usize) {
    let at = format!("{step}:{n}");
    let run = game.run_with(&["build", "--yes"], &[("ASSETBUILD_TEST_CRASH", at.as_str())]);
    assert_eq!(run.code, None, "no `{at}`: {}", run.shown());
}

/// The calls, without the number of the process.
fn asked(game: &Game) -> Vec<String> {
    let line = |it: &String| it.rsplit_once(' ').unwrap().0.to_owned();
    game.calls().iter().map(line).collect()
}

fn repeated(game: &Game) -> usize {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for it in asked(game) {
        *counts.entry(it).or_default() += 1;
    }
    counts.values().map(|it| it - 1).sum()
}

#[test]
fn an_answer_that_is_on_disk_is_not_asked_for_again() {
    let whole = Game::of(ONE);
    whole.build(&[]).cost([3, 3, 2]);
    let game = Game::of(ONE);
    // Each build gets a step further than the one before.
    for (step, n) in [
        ("raw", 1),
        ("blob", 1),
        ("answer", 1),
        ("settle", 1),
        ("raw", 1),
        ("blob", 3),
        ("answer", 2),
        ("settle", 1),
    ] {
        crash(&game, step, n);
    }
    let rest = game.build(&[]);
    assert_eq!(rest.run.code, Some(0), "{}", rest.run.shown());
    assert_eq!(counted(&game.calls()), [3, 3, 2]);
    assert_eq!(repeated(&game), 0);
    game.files().are(&whole.files());
}

#[test]
fn each_durable_step_can_be_the_last_one() {
    let whole = Game::of(ONE);
    whole.build(&[]).cost([3, 3, 2]);
    for step in ["raw", "blob", "answer", "settle"] {
        for n in [2, 7] {
            let game = Game::of(ONE);
            crash(&game, step, n);
            let rest = game.build(&[]);
            assert_eq!(rest.run.code, Some(0), "{step}:{n}: {}", rest.run.shown());
            assert_eq!(counted(&game.calls()), [3, 3, 2], "{step}:{n}");
            game.files().are(&whole.files());
        }
    }
}

#[test]
fn states_and_candidates_go_on_where_they_were() {
    let states = format!("{ONE}states = [\"normal\", \"hover\", \"pressed\"]\n");
    let candidates = format!("{ONE}quality = {{ candidates = 3 }}\n");
    for assets in [states, candidates] {
        let whole = Game::of(&assets);
        let calls = whole.build(&[]).calls;
        for (step, n) in [("intent", 2), ("raw", 2), ("answer", 5), ("settle", 6)] {
            let game = Game::of(&assets);
            crash(&game, step, n);
            let open = game.run(&["cost"]).success().out.matches("--resend slime").count();
            let rest = game.build(&["--resend", "slime"]);
            assert_eq!(rest.run.code, Some(0), "{step}:{n}: {}", rest.run.shown());
            let made = counted(&game.calls());
            let more: usize = made.iter().zip(calls).map(|(made, whole)| made - whole).sum();
            assert!(more <= open, "{step}:{n}: {made:?}, {calls:?} undisturbed, {open} open");
            assert_eq!(repeated(&game), more, "{step}:{n}");
            game.files().are(&whole.files());
        }
    }
}

#[test]
fn an_answer_of_no_use_counts_once_though_its_build_was_killed() {
    for step in ["raw", "answer", "settle"] {
        for (kind, calls) in [("paint", [4, 3, 2]), ("judge", [3, 4, 2]), ("refine", [3, 3, 3])] {
            let n = match (kind, step) {
                ("paint", _) => 1,
                ("judge", _) => 2,
                _ => 3,
            };
            let game = Game::of(ONE);
            game.script(&format!(
                r#"{{"rules": [{{"kind": "{kind}", "calls": [1], "then": {{"answer": {{"a": 1}}}}}}]}}"#
            ));
            crash(&game, step, n);
            let rest = game.build(&[]);
            assert_eq!(rest.run.code, Some(0), "{kind} {step}: {}", rest.run.shown());
            assert_eq!(counted(&game.calls()), calls, "{kind} {step}");
        }
    }
}

#[test]
fn a_request_without_an_answer_waits_for_a_person() {
    let whole = Game::of(ONE);
    whole.build(&[]).cost([3, 3, 2]);
    for (n, made) in [(1, [0, 0, 0]), (2, [1, 0, 0]), (3, [1, 1, 0]), (4, [1, 1, 1])] {
        let game = Game::of(ONE);
        crash(&game, "intent", n);
        assert_eq!(counted(&game.calls()), made);
        let cost = game.run(&["cost"]).success();
        assert!(cost.out.contains("--resend slime"), "{}", cost.shown());
        for _ in 0..2 {
            let built = game.build(&[]).ends(1, NONE);
            assert!(built.run.out.contains("--resend slime"), "{}", built.run.shown());
            assert!(built.summary()["usd_held"].as_f64().unwrap() > 0.0, "{}", built.run.shown());
        }
        let rest = [3 - made[0], 3 - made[1], 2 - made[2]];
        game.build(&["--resend", "slime"]).cost(rest);
        game.files().are(&whole.files());
        let cost = game.run(&["cost"]).success();
        assert!(!cost.out.contains("--resend slime"), "{}", cost.shown());
    }
}

#[test]
fn a_request_without_an_answer_can_be_forgotten() {
    let game = Game::of(ONE);
    crash(&game, "intent", 1);
    let cost = game.run(&["--json", "cost"]).success();
    let open = cost.out.lines().find(|it| it.contains("cost-open")).unwrap();
    let open: serde_json::Value = serde_json::from_str(open).unwrap();
    game.run(&["cost", "settle", open["id"].as_str().unwrap()]).success();
    game.build(&[]).cost([3, 3, 2]);
}

#[test]
fn a_model_that_dies_with_the_request_may_have_billed_it() {
    let game = Game::of(ONE);
    game.script(r#"{"rules": [{"kind": "paint", "calls": [2], "then": {"exit": 1}}]}"#);
    let run = game.run(&["--json", "build", "--yes"]).fails_with(1);
    assert!(run.out.contains("--resend slime"), "{}", run.shown());
    assert_eq!(counted(&game.calls()), [2, 1, 1]);
    game.build(&[]).ends(1, NONE);
    game.build(&["--resend", "slime"]).cost([2, 2, 1]);
}

/// Builds, and kills it as soon as so many more calls were begun: `SIGKILL`.
#[track_caller]
fn kill_at_call(game: &Game, more: usize) {
    let calls = game.calls().len() + more;
    let mut command = game.command(&["build", "--yes"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    patiently("a call", || game.calls().len() >= calls);
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success(), "it was done already");
}

#[test]
fn killed_at_random_it_asks_only_what_was_not_answered() {
    const STEPS: [&str; 5] = ["intent", "raw", "blob", "answer", "settle"];
    let whole = Game::built();
    let game = Game::new();
    game.script(r#"{"default": {"latency-ms": 6}}"#);
    let mut dice = 0x2545_f491_u32;
    let mut open = 0;
    // Few enough that something is left to do at the last one.
    for _ in 0..10 {
        dice ^= dice << 13;
        dice ^= dice >> 17;
        dice ^= dice << 5;
        let n = 1 + (dice >> 8) as usize % 2;
        match STEPS.get(dice as usize % 7) {
            Some(step) => crash(&game, step, n),
            None => kill_at_call(&game, n),
        }
        open += forget_open(|args| game.run(args));
    }
    let rest = game.build(&[]);
    assert_eq!(rest.run.code, Some(0), "{}", rest.run.shown());
    assert!(repeated(&game) <= open, "{} asked again, {open} without an answer", repeated(&game));
    game.files().are(&whole.files());
    assert_eq!(everything(&game), everything(&whole));
}

/// Sends a signal to a build.
#[cfg(unix)]
fn tell(build: &std::process::Child, signal: &str) {
    let pid = build.id().to_string();
    let told = std::process::Command::new("kill").args([signal, &pid]).status().unwrap();
    assert!(told.success());
}

/// Sends a signal to a build, and waits until it says that it heard. Its further words are to be kept
/// until it ends.
#[cfg(unix)]
fn heard(build: &mut std::process::Child, signal: &str) -> impl Sized + use<> {
    use std::io::{BufRead, BufReader};
    tell(build, signal);
    let mut said = BufReader::new(build.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(said.any(|it| it.contains("are awaited")), "{signal}");
    said
}

#[cfg(unix)]
#[test]
fn an_interrupted_build_waits_for_what_is_under_way() {
    // Ctrl-C, a container or a CI job that is stopped, a terminal that closes.
    for signal in ["-INT", "-TERM", "-HUP"] {
        let game = Game::new();
        game.script(r#"{"default": {"latency-ms": 300}}"#);
        let mut command = game.command(&["build", "--yes"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        patiently("five calls", || game.calls().len() >= 5);
        let said = heard(&mut child, signal);
        let begun = game.calls().len();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        drop(said);
        // Nothing new is begun but what was just being started.
        assert!(game.calls().len() <= begun + 3, "{signal}: {begun}, {}", game.calls().len());
        assert_eq!(forget_open(|args| game.run(args)), 0, "{signal}");
        let rest = game.build(&[]);
        assert_eq!(rest.run.code, Some(0), "{}", rest.run.shown());
        assert_eq!((counted(&game.calls()), repeated(&game)), ([9, 9, 6], 0), "{signal}");
        game.files().are(&Game::built().files());
    }
}

#[cfg(unix)]
#[test]
fn who_asks_a_second_time_does_not_wait_for_what_is_under_way() {
    let game = Game::of(ONE);
    // Far longer than anybody waits.
    game.script(r#"{"default": {"latency-ms": 90000}}"#);
    let mut command = game.command(&["build", "--yes"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    patiently("a call", || !game.calls().is_empty());
    let said = heard(&mut child, "-TERM");
    assert!(child.try_wait().unwrap().is_none());
    tell(&child, "-HUP");
    let child = std::cell::RefCell::new(child);
    patiently("its end", || child.borrow_mut().try_wait().unwrap().is_some());
    assert_eq!(child.borrow_mut().wait().unwrap().code(), Some(130));
    drop(said);
    // What was sent may have been billed, and is not sent again unasked.
    game.script("{}");
    game.build(&[]).ends(1, NONE);
    game.build(&["--resend", "slime"]).cost([3, 3, 2]);
}

#[cfg(target_os = "linux")]
#[test]
fn under_nohup_a_terminal_that_closes_ends_nothing() {
    let game = Game::new();
    game.script(r#"{"default": {"latency-ms": 100}}"#);
    let build = game.command(&["build", "--yes"]);
    // `nohup` starts what it is given with the signal ignored.
    let mut command = std::process::Command::new("nohup");
    command.arg(build.get_program()).args(build.get_args()).env_clear();
    command.current_dir(build.get_current_dir().unwrap());
    for (name, value) in build.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    patiently("five calls", || game.calls().len() >= 5);
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-HUP", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    game.files().are(&Game::built().files());
}

/// Clears all requests without an answer in the project that `run` acts on; how many there were.
pub(crate) fn forget_open(run: impl Fn(&[&str]) -> Run) -> usize {
    let cost = run(&["--json", "cost"]).success();
    let lines = cost.out.lines().map(|it| serde_json::from_str::<serde_json::Value>(it).unwrap());
    let open: Vec<_> = lines.filter(|it| it["event"] == "cost-open").collect();
    for it in &open {
        run(&["cost", "settle", it["id"].as_str().unwrap()]).success();
    }
    open.len()
}
