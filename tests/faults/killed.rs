//! Processes that end without a word, at each step that matters and at any moment.

use std::cell::RefCell;
use std::process::Stdio;
use std::sync::{Arc, LazyLock};

use crate::dice::Dice;
use crate::game::Game;
use crate::harness::{Files, TestProject, patiently};
use crate::row::{Case, Found, Harm, Row};
use crate::trial::{Ideal, Kind, MOST_STEPS, crashed, crashes, spawn};

/// Killed at every step of writing a file or paying for something.
pub(crate) fn at_each_step(is_long: bool) -> Row {
    let kinds = if is_long { &Kind::ALL[..] } else { &Kind::ALL[..1] };
    let points = kinds.iter().flat_map(|kind| (1..MOST_STEPS).map(|n| (*kind, n)));
    let case = |(kind, n)| Case::new(format!("{kind:?}, step {n}"), move || at_step(kind, n));
    Row {
        name: "killed at a step of writing or paying",
        share: 9,
        cases: points.map(case).collect(),
    }
}

fn at_step(kind: Kind, n: usize) -> Found {
    let (ideal, game) = (Ideal::of(kind), kind.game());
    crashed(kind, &game, n).then(|| ideal.harms(&game, &Files::new()))
}

/// A game that is built and edited, and what comes of that: nothing of it costs anything.
struct Edited {
    game: Game,
    before: Files,
    ideal: Ideal,
}

impl Edited {
    fn new() -> Edited {
        let game = Kind::States.game();
        game.run(&["build", "--yes"]).success();
        let before = game.made();
        game.edit("art/styles.toml", "#F4A460", "#B03060");
        let done = game.copied();
        done.run(&["build"]).success();
        Edited { before, ideal: Ideal { made: done.made(), n_calls: game.calls().len() }, game }
    }
}

/// Killed at every step of a build that puts new files in the place of others.
pub(crate) fn while_replacing() -> Row {
    let edited: Arc<LazyLock<Edited>> = Arc::new(LazyLock::new(Edited::new));
    let case = |n: usize| {
        let edited = Arc::clone(&edited);
        Case::new(format!("step {n}"), move || {
            let game: TestProject = edited.game.copied();
            let asked = edited.game.calls().len();
            if !crashes(&game, n) {
                return None;
            }
            let mut harms = edited.ideal.harms(&game, &edited.before);
            if edited.game.calls().len() != asked {
                harms.push((Harm::Twice, "a free edit asked a model".to_owned()));
            }
            Some(harms)
        })
    };
    Row { name: "killed while files are replaced", share: 4, cases: (1..80).map(case).collect() }
}

/// Killed again and again, as soon as a number of calls was made.
pub(crate) fn at_any_moment() -> Row {
    let case = |seed: u64| Case::new(format!("seed {seed}"), move || Some(killed_often(seed)));
    let cases = (0..300).map(case).collect();
    Row { name: "killed at a random moment, up to five times", share: 4, cases }
}

fn killed_often(seed: u64) -> Vec<(Harm, String)> {
    let mut dice = Dice::new(seed);
    let kind = *dice.pick(&Kind::ALL);
    let (ideal, game) = (Ideal::of(kind), kind.game());
    for _ in 0..=dice.below(5) {
        let wanted = game.calls().len() + 1 + dice.below(3);
        let child = RefCell::new(spawn(game.command(&["build", "--yes"])));
        let is_over = || child.borrow_mut().try_wait().unwrap().is_some();
        patiently("a call", || game.calls().len() >= wanted || is_over());
        child.borrow_mut().kill().ok();
        child.borrow_mut().wait().unwrap();
    }
    ideal.harms(&game, &Files::new())
}

/// Told to end, at a random moment: nothing is in doubt then.
#[cfg(unix)]
pub(crate) fn by_signals() -> Row {
    let signals = ["-INT", "-TERM", "-HUP"];
    let points = (0..24).flat_map(|n| signals.map(|signal| (n, signal)));
    let case =
        |(n, signal)| Case::new(format!("{signal} after {n} calls"), move || told(n, signal));
    Row { name: "ended by SIGINT, SIGTERM or SIGHUP", share: 3, cases: points.map(case).collect() }
}

#[cfg(unix)]
fn told(n: usize, signal: &str) -> Found {
    let kind = Kind::ALL[n % 3];
    let (ideal, game) = (Ideal::of(kind), kind.game());
    let child = RefCell::new(spawn(game.command(&["build", "--yes"])));
    let is_over = || child.borrow_mut().try_wait().unwrap().is_some();
    patiently("a call", || game.calls().len() > n || is_over());
    let pid = child.borrow().id().to_string();
    let mut kill = std::process::Command::new("kill");
    let kill = kill.args([signal, &pid]).stderr(Stdio::null()).status().unwrap();
    let status = child.borrow_mut().wait().unwrap();
    // It was done already.
    if !kill.success() || status.success() {
        return None;
    }
    let mut harms = ideal.harms(&game, &Files::new());
    if game.calls().len() != ideal.n_calls {
        harms.push((Harm::Twice, format!("{} calls in all", game.calls().len())));
    }
    Some(harms)
}
