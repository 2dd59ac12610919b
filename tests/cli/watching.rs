//! `Watching`: the program in watch mode, waited for by what it reports.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc;

use serde_json::Value;

use crate::harness::PATIENCE;
use crate::paid::game::Game;

/// Far more than it ever has to say at once, so that a program which wakes itself fails a test.
const MOST_LINES: usize = 2000;

/// The program in watch mode; whatever costs something is bought.
pub(crate) struct Watching {
    child: Child,
    lines: mpsc::Receiver<Value>,
}

impl Watching {
    /// Starts it in the folder of a game.
    pub(crate) fn start(game: &Game) -> Watching {
        Watching::start_with(game, &[])
    }

    /// Starts it so that it waits no longer than a moment for files that went: for who removes many.
    pub(crate) fn start_hasty(game: &Game) -> Watching {
        Watching::start_with(game, &[("ASSETBUILD_TEST_AWAY_MS", "50")])
    }

    fn start_with(game: &Game, variables: &[(&str, &str)]) -> Watching {
        let mut command = game.command(&["watch", "--paid", "auto", "--json"]);
        command.envs(variables.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if send.send(serde_json::from_str(&line).unwrap()).is_err() {
                    break;
                }
            }
        });
        Watching { child, lines }
    }

    /// Waits for the end of a build after which this holds. Returns the lines up to there.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, holds: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let mut seen = Vec::new();
        for _ in 0..MOST_LINES {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|why| panic!("{what}: {why}; so far {seen:#?}"));
            let is_end = line["event"] == "summary";
            seen.push(line);
            if is_end && holds(&seen) {
                return seen;
            }
        }
        panic!("{what}: it builds without an end; so far {seen:#?}");
    }

    /// Ends it as a person does.
    pub(crate) fn end(mut self) {
        let pid = self.child.id().to_string();
        let killed = std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap();
        assert!(killed.success());
        assert_eq!(self.child.wait().unwrap().code(), Some(130));
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // Of a test that failed nothing goes on.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
