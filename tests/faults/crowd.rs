//! Several builds at once, some of which are killed: each picture is paid for once.

use std::process::{Child, Output, Stdio};

use crate::dice::Dice;
use crate::game::Game;
use crate::harness::{Files, TestProject, patiently};
use crate::row::{Case, Found, Harm, Row};
use crate::trial::{Ideal, Kind, differences, open_requests};

/// Two to four builds of one project.
pub(crate) fn on_one_project() -> Row {
    let case = |seed: u64| Case::new(format!("seed {seed}"), move || one_project(seed));
    Row {
        name: "two to four builds of one project at once",
        share: 3,
        cases: (0..200).map(case).collect(),
    }
}

fn one_project(seed: u64) -> Found {
    let mut dice = Dice::new(seed);
    let kind = *dice.pick(&Kind::ALL);
    let (ideal, game) = (Ideal::of(kind), kind.game());
    let mut builds: Vec<Child> = (0..2 + dice.below(3)).map(|_| started(&game, &game)).collect();
    let is_killed = dice.once_in(3);
    if is_killed {
        let wanted = 1 + dice.below(4);
        patiently("a call", || game.calls().len() >= wanted);
        builds[0].kill().ok();
    }
    let mut harms = Vec::new();
    for (n, it) in builds.into_iter().enumerate() {
        let output = it.wait_with_output().unwrap();
        if !is_killed && !output.status.success() {
            harms.push((Harm::Lost, format!("build {n}: {}", said(&output))));
        }
    }
    harms.extend(ideal.harms(&game, &Files::new()));
    Some(harms)
}

/// Two projects that ask for the same, on one store.
pub(crate) fn on_one_store() -> Row {
    let case = |seed: u64| Case::new(format!("seed {seed}"), move || one_store(seed));
    Row {
        name: "builds of two projects at once on one store",
        share: 2,
        cases: (0..100).map(case).collect(),
    }
}

fn one_store(seed: u64) -> Found {
    let kind = Kind::ALL[seed as usize % 3];
    let ideal = Ideal::of(kind);
    let games = [kind.game(), kind.game()];
    // One model serves both.
    games[1].config(&games[0].user_config(""));
    let builds = games.each_ref().map(|it| started(it, &games[0]));
    let mut harms = Vec::new();
    for it in builds {
        let output = it.wait_with_output().unwrap();
        if !output.status.success() {
            harms.push((Harm::Lost, said(&output)));
        }
    }
    for it in games.iter().filter(|it| it.has("assetbuild.lock")) {
        harms.extend(differences(&ideal.made, &it.made()).map(|it| (Harm::Wrong, it)));
    }
    let n_calls: usize = games.iter().map(|it| it.calls().len()).sum();
    if n_calls > ideal.n_calls + open_requests(&games[0]) {
        harms.push((Harm::Twice, format!("{n_calls} calls instead of {}", ideal.n_calls)));
    }
    Some(harms)
}

/// A build, while somebody deletes from its store whatever can be computed again.
pub(crate) fn beside_gc() -> Row {
    let case = |n: usize| Case::new(format!("round {n}"), move || gc(Kind::ALL[n % 3]));
    Row { name: "a build while gc deletes", share: 2, cases: (0..200).map(case).collect() }
}

fn gc(kind: Kind) -> Found {
    let (ideal, game) = (Ideal::of(kind), kind.game());
    let mut build = started(&game, &game);
    let mut harms = Vec::new();
    while build.try_wait().unwrap().is_none() {
        let run = game.run(&["gc", "--apply", "--older-than", "0"]);
        // A store that is in use is left alone, and one that is not there yet is none.
        if run.code.is_none_or(|it| it > 7) {
            harms.push((Harm::Lost, run.shown()));
        }
    }
    let output = build.wait_with_output().unwrap();
    if !output.status.success() {
        harms.push((Harm::Lost, said(&output)));
    }
    harms.extend(ideal.harms(&game, &Files::new()));
    Some(harms)
}

/// Starts a build on the store of another game, or of its own.
fn started(game: &Game, store_of: &TestProject) -> Child {
    let mut command = game.command(&["build", "--yes"]);
    command.env("ASSETBUILD_STORE", store_of.store());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr))
}
