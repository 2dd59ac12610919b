//! `Trial`: a game that something happens to, and what it comes to where nothing does.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use assetbuild::digest::Digest;
use serde_json::Value;

use crate::game::{Game, ONE};
use crate::harness::{Files, TestProject};
use crate::row::Harm;

/// What is painted, judged and refined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// One picture, of three attempts.
    One,
    /// A picture with two more states, which refer to its first.
    States,
    /// A picture with two candidates in each attempt.
    Candidates,
}

impl Kind {
    pub(crate) const ALL: [Kind; 3] = [Kind::One, Kind::States, Kind::Candidates];

    fn assets(self) -> String {
        match self {
            Kind::One => ONE.to_owned(),
            Kind::States => format!("{ONE}states = [\"normal\", \"hover\", \"pressed\"]\n"),
            Kind::Candidates => format!("{ONE}quality = {{ candidates = 2 }}\n"),
        }
    }

    /// The game, and not a thing built.
    pub(crate) fn game(self) -> Game {
        Game::of(&self.assets())
    }
}

/// What an undisturbed build makes, and asks for.
pub(crate) struct Ideal {
    pub(crate) made: Files,
    pub(crate) n_calls: usize,
}

impl Ideal {
    /// That of a kind of game; built once.
    pub(crate) fn of(kind: Kind) -> Arc<Ideal> {
        static ALL: Mutex<BTreeMap<Kind, Arc<Ideal>>> = Mutex::new(BTreeMap::new());
        let mut all = ALL.lock().unwrap();
        let ideal = all.entry(kind).or_insert_with(|| {
            let game = kind.game();
            game.run(&["build", "--yes"]).success();
            Arc::new(Ideal { made: game.made(), n_calls: game.calls().len() })
        });
        Arc::clone(ideal)
    }

    /// What came to harm in a game that had these files before a fault: looked at as it lies there,
    /// and after a build that nothing disturbs.
    pub(crate) fn harms(&self, game: &TestProject, before: &Files) -> Vec<(Harm, String)> {
        let mut res = Vec::new();
        // A build that may not ask again for what was sent and not answered shows the best of what is
        // there, and says in the lock what it shows.
        let lock = match open_requests(game) {
            0 => Vec::new(),
            _ => fs::read(game.root().join("assetbuild.lock")).unwrap_or_default(),
        };
        let lock = String::from_utf8_lossy(&lock);
        let is_shown = |path: &str, bytes: &[u8]| {
            let path = path.strip_prefix("generated-assets/").unwrap();
            lock.contains(&format!("\"{path}\" = \"{}\"", Digest::of(bytes)))
        };
        for (path, bytes) in game.files("generated-assets") {
            let is_good = [self.made.get(&path), before.get(&path)].contains(&Some(&bytes));
            if !is_good && !is_shown(&path, &bytes) {
                res.push((
                    Harm::Wrong,
                    format!("`{path}` is neither the old file nor the new one"),
                ));
            }
        }
        res.extend(self.settled(game));
        res
    }

    /// What came to harm, after a build that nothing disturbs.
    pub(crate) fn settled(&self, game: &TestProject) -> Vec<(Harm, String)> {
        let mut res = Vec::new();
        let open = open_requests(game);
        let mut args = vec!["build", "--yes"];
        if open > 0 {
            args.extend(["--resend", "slime"]);
        }
        let run = game.run(&args);
        // 6: derived files were damaged, and are made again.
        if !matches!(run.code, Some(0 | 6)) {
            res.push((Harm::Lost, format!("the next build: {}", run.shown())));
            return res;
        }
        res.extend(differences(&self.made, &game.made()).map(|it| (Harm::Lost, it)));
        let n_calls = game.calls().len();
        if n_calls > self.n_calls + open || repeated(game) > open {
            let n = self.n_calls;
            res.push((
                Harm::Twice,
                format!("{n_calls} calls instead of {n}, {open} without an answer"),
            ));
        }
        res
    }
}

/// What is known of how many steps of writing and paying there are in a build of a game from
/// nothing: there is this one, and not that one.
static STEPS: Mutex<BTreeMap<Kind, (usize, usize)>> = Mutex::new(BTreeMap::new());

/// More steps than any of these games has.
pub(crate) const MOST_STEPS: usize = 1000;

/// Builds from nothing, and ends it at the n-th of all steps; whether there is such a step.
pub(crate) fn crashed(kind: Kind, game: &Game, n: usize) -> bool {
    let known = STEPS.lock().unwrap().get(&kind).copied();
    if known.is_some_and(|(_, has_not)| n >= has_not) {
        return false;
    }
    let is_there = crashes(game, n);
    let mut all = STEPS.lock().unwrap();
    let known = all.entry(kind).or_insert((0, MOST_STEPS));
    *known = if is_there { (known.0.max(n), known.1) } else { (known.0, known.1.min(n)) };
    is_there
}

/// A step that a build of a game has, and as late a one as is known.
pub(crate) fn late_step(kind: Kind) -> usize {
    let known = |it: &BTreeMap<Kind, (usize, usize)>| it.get(&kind).map_or(0, |it| it.0);
    let mut n = MOST_STEPS;
    while known(&STEPS.lock().unwrap()) == 0 && n > 0 {
        n /= 2;
        crashed(kind, &kind.game(), n);
    }
    known(&STEPS.lock().unwrap())
}

/// Builds, and ends it at the n-th of all steps; whether there is such a step.
pub(crate) fn crashes(game: &TestProject, n: usize) -> bool {
    let at = format!("any:{n}");
    let run = game.run_with(&["build", "--yes"], &[("ASSETBUILD_TEST_CRASH", at.as_str())]);
    // A signal ended it.
    run.code.is_none()
}

/// Which file differs first.
pub(crate) fn differences(wanted: &Files, found: &Files) -> Option<String> {
    let mut all = wanted.keys().chain(found.keys());
    let other = all.find(|it| wanted.get(*it) != found.get(*it))?;
    Some(format!("`{other}` is not what an undisturbed build makes"))
}

/// How many requests have no answer.
pub(crate) fn open_requests(game: &TestProject) -> usize {
    let run = game.run(&["cost", "--json"]).success();
    let lines = run.out.lines().map(|it| serde_json::from_str::<Value>(it).unwrap());
    lines.filter(|it| it["event"] == "cost-open").count()
}

/// How many requests were sent again.
pub(crate) fn repeated(game: &TestProject) -> usize {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in game.calls() {
        let (asked, _pid) = line.rsplit_once(' ').unwrap();
        *counts.entry(asked.to_owned()).or_default() += 1;
    }
    counts.values().map(|it| it - 1).sum()
}

/// Starts a command of which nobody reads anything.
pub(crate) fn spawn(mut command: Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}
