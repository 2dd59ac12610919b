//! Watch mode is the build, again: whatever was edited meanwhile, it ends with the tree that a
//! build from nothing makes, and asks no model twice for anything.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc;

use serde_json::Value;

use crate::harness::PATIENCE;
use crate::paid::game::{Game, NONE};

/// The program in watch mode.
struct Watching {
    child: Child,
    lines: mpsc::Receiver<Value>,
}

impl Watching {
    fn start(game: &Game) -> Watching {
        let mut command = game.command(&["watch", "--paid", "auto", "--json"]);
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
    fn until(&self, what: &str, holds: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let mut seen = Vec::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|why| panic!("{what}: {why}; so far {seen:#?}"));
            let is_end = line["event"] == "summary";
            seen.push(line);
            if is_end && holds(&seen) {
                return seen;
            }
        }
    }

    /// Ends it as a person does.
    fn end(mut self) {
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
    }
}

#[cfg(unix)]
#[test]
fn watching_ends_with_the_tree_of_a_fresh_build_and_asks_nothing_twice() {
    let game = Game::new();
    let watching = Watching::start(&game);
    watching.until("the first build", |_| game.has("generated-assets/sprite/slime_hurt.png"));

    // Saved as editors do: a new file takes the old one's name.
    let reworded = game.read("art/assets.toml").replace("pale ghost", "dark ghost");
    let before = fs::read(game.root().join("generated-assets/sprite/ghost.png")).unwrap();
    game.write("art/.assets.toml.swp", &reworded);
    let (from, to) = ("art/.assets.toml.swp", "art/assets.toml");
    fs::rename(game.root().join(from), game.root().join(to)).unwrap();
    let seen = watching.until("a save by rename", |_| {
        fs::read(game.root().join("generated-assets/sprite/ghost.png")).unwrap() != before
    });
    let built: BTreeSet<&str> = seen
        .iter()
        .filter(|it| it["event"] == "asset" && it["state"] == "built")
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(built, BTreeSet::from(["ghost"]), "its own outputs woke it, or too much was built");

    // A broken manifest is told, keeps nothing else from being built, and mends by itself.
    game.write("art/more.toml", "[asset.bat]\nsubject = \"sleepy bat\"\nstyle = \"dots\n");
    watching.until("a broken manifest", |seen| seen.iter().any(|it| it["event"] == "diagnostic"));
    game.write("art/more.toml", "[asset.bat]\nsubject = \"sleepy bat\"\nstyle = \"dots\"\n");
    watching.until("the mended manifest", |_| game.has("generated-assets/sprite/bat.png"));

    game.remove(&game.root().join("art/more.toml"));
    watching.until("a removed file", |_| !game.has("generated-assets/sprite/bat.png"));
    watching.end();

    let watched = game.files();
    for path in ["generated-assets", "assetbuild.lock", ".assetbuild"] {
        game.remove(&game.root().join(path));
    }
    game.build(&[]).cost(NONE);
    game.files().are(&watched);

    let lines = game.calls();
    let asked = |it: &String| it.rsplit_once(' ').map(|(what, _pid)| what.to_owned());
    let once: BTreeSet<_> = lines.iter().filter_map(asked).collect();
    assert_eq!(once.len(), lines.len(), "asked twice: {lines:#?}");
}
