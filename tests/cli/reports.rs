//! Reports: on stdout, as wide as the screen, and the same whoever reads them.

use crate::harness::TestProject;
use crate::paid::game::{Game, THREE};

const REPORTS: [&[&str]; 8] = [
    &["plan"],
    &["status"],
    &["status", "-v"],
    &["why", "slime"],
    &["log"],
    &["log", "-v"],
    &["cost"],
    &["models"],
];

/// A project with something to say in every report.
fn game() -> Game {
    let game = Game::of(THREE);
    game.build(&[]);
    game.edit("art/assets.toml", "green slime", "green slime with a crown of seven golden points");
    game
}

#[test]
fn what_a_command_is_for_can_be_paged_and_searched() {
    let game = game();
    for args in REPORTS {
        let run = game.run(args).success();
        assert!(!run.out.is_empty() && !run.out.contains('\u{1b}'), "{args:?}: {}", run.shown());
        let quiet = game.run(&[args, &["-q"]].concat());
        assert!(args.contains(&"-v") || quiet.out == run.out, "{args:?}: {}", quiet.shown());
        let json = game.run(&[args, &["--json"]].concat()).success().out;
        assert!(json.lines().all(|it| it.starts_with('{')), "{args:?}: {json}");
    }
}

#[test]
fn every_report_is_as_wide_as_the_screen() {
    let game = game();
    for columns in [40, 80, 120] {
        for args in REPORTS {
            let width = columns.to_string();
            let out = game.run_with(args, &[("COLUMNS", width.as_str())]).success().out;
            // A time is shorter than what stands for it here.
            let wide = |it: &&str| it.replace("[TIME]", "1.5 s").chars().count() > columns;
            for line in out.lines().filter(wide) {
                // Only what has no blank may be wider: a name, a path, a digest.
                let words: Vec<&str> = line.split_whitespace().collect();
                assert_eq!(words.len(), 1, "{args:?} at {columns}: {line}\n{out}");
            }
        }
    }
}

#[test]
fn a_mistake_is_not_told_as_if_there_were_nothing() {
    let project = TestProject::with(&[("art/a.toml", "[asset.a\n")]);
    for command in ["plan", "status"] {
        let run = project.run(&[command]).fails_with(2);
        assert!(!run.shown().to_lowercase().contains("there are no assets"), "{}", run.shown());
    }
}

#[test]
fn each_request_is_told_to_who_wants_to_know_more() {
    let game = Game::of(THREE);
    let run = game.run(&["build", "--yes", "-v", "ghost"]).success();
    let asked = |what: &str| run.err.lines().any(|it| it.contains("asked") && it.contains(what));
    assert!(
        asked("ghost: a picture by exec/") && asked("ghost: a verdict by exec/"),
        "{}",
        run.shown()
    );
    let plain = Game::of(THREE).run(&["build", "--yes", "ghost"]).success();
    assert!(!plain.err.contains("a verdict by"), "{}", plain.shown());
}
