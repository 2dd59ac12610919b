//! What is remembered between processes changes nothing but what a process has to read: whatever is
//! edited, amended, taken back, torn or killed meanwhile, a project comes to what it would come to
//! without any memory.

use std::fs;

use crate::dice::Dice;
use crate::harness::{Files, Run, TestProject};
use crate::random_edits::{edit, game, make_work};

/// A project under edits, with older versions of what they may bring back.
struct Edited {
    project: TestProject,
    dice: Dice,
    /// The state file as it was before the last time that something was done to it.
    old_state: Option<Vec<u8>>,
    /// What happened, for the message of a failure.
    story: Vec<String>,
}

/// Where the state file is.
const STATE: &str = ".assetbuild/state";

/// At most so many files of a build are begun before it is killed.
const MOST_FILES: usize = 12;

impl Edited {
    fn new(seed: u64) -> Edited {
        let project = game();
        project.run(&["build"]).success();
        let story = vec![format!("seed {seed}")];
        Edited { project, dice: Dice::new(seed), old_state: None, story }
    }

    fn edit(&mut self) {
        let what = edit(&self.project, &mut self.dice);
        self.story.push(what);
    }

    /// Does something to the state file that a kill, a full disk or a stranger may do.
    fn tear(&mut self) {
        let path = self.project.root().join(STATE);
        let Ok(bytes) = fs::read(&path) else { return };
        let what = match self.dice.below(7) {
            0 => {
                fs::remove_file(&path).unwrap();
                "state removed"
            }
            1 => {
                fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
                "state cut in half"
            }
            2 => {
                let mut bytes = bytes.clone();
                let at = self.dice.below(bytes.len());
                bytes[at] ^= 1 << self.dice.below(8);
                fs::write(&path, bytes).unwrap();
                "a bit of the state flipped"
            }
            3 => {
                fs::write(&path, self.old_state.as_ref().unwrap_or(&bytes)).unwrap();
                "an older state"
            }
            4 => {
                fs::write(&path, []).unwrap();
                "state emptied"
            }
            _ => "state left alone",
        };
        self.old_state = Some(bytes);
        self.story.push(what.to_owned());
    }

    /// Kills a build while it writes a file that was drawn.
    fn kill(&mut self) {
        make_work(&self.project, &mut self.dice);
        // How many files it writes is not known beforehand: a copy tells.
        let kills = |n: &usize| killed(&self.project.copied(), *n).code.is_none();
        let n = (1..=1 + self.dice.below(MOST_FILES)).rev().find(kills);
        let n = n.unwrap_or_else(|| panic!("nothing is written after {:#?}", self.story));
        let run = killed(&self.project, n);
        self.story.push(format!("killed at file {n}"));
        assert_eq!(run.code, None, "not killed: {:#?}\n{}", self.story, run.shown());
    }

    /// Asserts that a command says the same with what is remembered and without.
    #[track_caller]
    fn says_the_same(&self, args: &[&str]) {
        let with = self.project.run(args);
        let kept = fs::read(self.project.root().join(STATE));
        if kept.is_ok() {
            self.project.remove(STATE);
        }
        let without = self.project.run(args);
        if let Ok(bytes) = kept {
            fs::write(self.project.root().join(STATE), bytes).unwrap();
        }
        assert_eq!(said(&with), said(&without), "{args:?} after {:#?}", self.story);
    }

    /// Asserts that a command does the same here as in a copy that remembers nothing.
    #[track_caller]
    fn does_the_same(&self, args: &[&str]) {
        let copy = self.project.copied();
        let (here, there) = (self.project.run(args), copy.run(args));
        assert!(
            here.code.is_some_and(|it| it != 101),
            "{args:?} {:#?} {}",
            self.story,
            here.shown()
        );
        assert_eq!(said(&here), said(&there), "{args:?} after {:#?}", self.story);
        let (ours, theirs) = (committed(&self.project), committed(&copy));
        let differs = |it: &&String| ours.get(*it) != theirs.get(*it);
        let differing: Vec<&String> = ours.keys().chain(theirs.keys()).filter(differs).collect();
        assert!(differing.is_empty(), "{args:?}: {differing:?} differ after {:#?}", self.story);
    }
}

/// How a run ended and what it said.
fn said(run: &Run) -> (Option<i32>, &str, &str) {
    (run.code, &run.out, &run.err)
}

/// Builds, and is killed when the n-th file is written and not in its place.
fn killed(project: &TestProject, n: usize) -> Run {
    let at = format!("unfinished:{n}");
    project.run_with(&["build"], &[("ASSETBUILD_TEST_CRASH", at.as_str())])
}

/// All files of the project but what is remembered.
fn committed(project: &TestProject) -> Files {
    let mut res = project.files("");
    res.retain(|path, _| !path.starts_with(".assetbuild/"));
    res
}

#[test]
fn whatever_is_remembered_a_project_comes_to_what_it_comes_to_without_memory() {
    for seed in 0..3 {
        let mut edited = Edited::new(seed);
        for step in 0..4 {
            edited.story.push(format!("step {step}"));
            for _ in 0..=edited.dice.below(3) {
                edited.edit();
            }
            if edited.dice.once_in(2) {
                edited.tear();
            }
            if edited.dice.once_in(3) {
                edited.kill();
                if edited.dice.once_in(2) {
                    edited.edit();
                }
            }
            edited.says_the_same(&["plan", "--json"]);
            let name = format!("a{}", edited.dice.below(8));
            let number = *edited.dice.pick(&["1", "2"]);
            match edited.dice.below(5) {
                0 => edited.does_the_same(&["accept", &name]),
                1 => edited.does_the_same(&["pick", &name, number]),
                2 => edited.does_the_same(&["unaccept"]),
                3 => edited.says_the_same(&["why", &name]),
                _ => edited.says_the_same(&["show", &name]),
            }
            edited.does_the_same(&["build"]);
            edited.does_the_same(&["build"]);
        }
    }
}
