//! All that the commands print which machines read is what `schema --events` says, and means what
//! that says.

use serde_json::Value;

use crate::harness::TestProject;
use crate::line::conforms;
use crate::paid::game::{Game, ONE};

/// Runs a command, of which each line conforms. Returns them.
fn lines(game: &TestProject, args: &[&str]) -> Vec<Value> {
    let run = game.run(&[args, &["--json"]].concat());
    let lines: Vec<Value> = run.out.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert!(!lines.is_empty(), "{}", run.shown());
    lines.iter().for_each(conforms);
    lines
}

/// The line of an asset.
fn asset<'a>(lines: &'a [Value], name: &str) -> &'a Value {
    lines.iter().find(|it| it["event"] == "asset" && it["name"] == name).unwrap()
}

#[test]
fn every_line_of_the_commands_that_machines_read_is_what_the_schema_says() {
    let more = r#"
[asset.ghost]
subject = "pale ghost"
style = "dots"

[asset.logo]
from = "slime"
edits = [{ mirror = "horizontal" }]

[asset.wrong]
subject = "a mistake"
style = "dost"

[animation.walk]
from = "wrong"
frames = 2
"#;
    let game = Game::of(&format!("{ONE}{more}"));
    game.script(r#"{"rules": [{"prompt": "pale", "then": {"refuse": "no ghosts"}}]}"#);
    let commands: &[&[&str]] = &[&["plan"], &["build", "--yes"], &["status"], &["log"], &["cost"]];
    for _ in 0..2 {
        commands.iter().for_each(|it| drop(lines(&game, it)));
    }
    game.write("generated-assets/sprite/slime.png", "painted over");
    commands.iter().for_each(|it| drop(lines(&game, it)));
    // Words that no command line knows, and a folder that is no project.
    lines(&game, &["build", "nobody"]);
    lines(&TestProject::empty(), &["status"]);
}

#[test]
fn whoever_failed_says_why_in_a_word() {
    let game = Game::of(&format!("{ONE}[asset.bat]\nsubject = \"bat\"\nstyle = \"dost\"\n"));
    game.script(r#"{"default": {"refuse": "no slimes"}}"#);
    let code = |name: &str| asset(&lines(&game, &["build", "--yes"]), name)["code"].clone();
    assert_eq!(code("slime"), "refused");
    assert_eq!(code("bat"), "manifest");
    assert_eq!(asset(&lines(&game, &["status"]), "slime")["code"], "refused");

    let game = Game::of(ONE);
    game.write("generated-assets/sprite/slime.png", "somebody else's");
    let built = lines(&game, &["build", "--yes"]);
    assert_eq!(asset(&built, "slime")["code"], "file-in-the-way");
}

#[test]
fn attempts_are_counted_and_what_passes_reaches_its_target() {
    let game = Game::of(ONE);
    // The first is the best of three, after which the loop gives up.
    game.script(r#"{"default": {"scores": [80, 70, 60]}}"#);
    for _ in 0..2 {
        let built = lines(&game, &["build", "--yes"]);
        let slime = asset(&built, "slime");
        assert_eq!((&slime["score"], &slime["attempts"]), (&80.into(), &3.into()), "{slime}");
        assert_eq!(slime["passed"], false, "{slime}");
    }
    let passed = |lines: &[Value]| {
        let all = lines.iter().filter(|it| it["event"] == "painting");
        all.map(|it| it["passed"].as_bool().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(passed(&lines(&game, &["log"])), [false; 3]);
    let metadata = |game: &Game| -> Value {
        serde_json::from_str(&game.read("generated-assets/sprite/slime.json")).unwrap()
    };
    let told = |it: &Value| {
        let history = it["history"].as_array().unwrap().iter();
        let history: Vec<bool> = history.map(|it| it["passed"].as_bool().unwrap()).collect();
        (it["passed"].as_bool().unwrap(), history)
    };
    assert_eq!(told(&metadata(&game)), (false, vec![false; 3]));

    game.edit("assetbuild.toml", "target = 90", "target = 75");
    let slime = asset(&lines(&game, &["build", "--yes"]), "slime").clone();
    assert_eq!((&slime["passed"], &slime["painted"]), (&true.into(), &0.into()), "{slime}");

    let game = Game::of(ONE);
    let slime = asset(&lines(&game, &["build", "--yes"]), "slime").clone();
    assert_eq!((&slime["score"], &slime["passed"]), (&95.into(), &true.into()), "{slime}");
    assert_eq!(told(&metadata(&game)), (true, vec![false, false, true]));
}
