//! Nothing is sent that a budget forbids, or that nobody agreed to.

use crate::paid::game::{Game, NONE, ONE, outputs};

#[test]
fn builds_within_a_budget_come_to_what_one_without_comes_to() {
    let game = Game::new();
    game.edit("assetbuild.toml", "per-build = 50.0", "per-build = 0.1");
    let mut total = NONE;
    for round in 0.. {
        assert!(round < 12, "it never ends");
        let built = game.build(&[]);
        let sum = |a: usize, b: usize| a + b;
        total = [0, 1, 2].map(|it| sum(total[it], built.calls[it]));
        assert!(built.summary()["usd_spent"].as_f64().unwrap() <= 0.1);
        if built.run.code == Some(0) {
            break;
        }
        assert_eq!(built.run.code, Some(4), "{}", built.run.shown());
        assert!(built.summary()["pending"].as_u64().unwrap() > 0, "{}", built.run.shown());
        assert!(built.run.out.contains("`per-build`"), "{}", built.run.shown());
        assert_ne!(built.calls, NONE, "{}", built.run.shown());
    }
    assert_eq!(total, [9, 9, 6]);
    game.files().are(&Game::built().files());
}

/// Four pictures; each of them is good enough after $0.125.
const FOUR: &str = r#"
[asset.ant]
subject = "ant"
style = "dots"

[asset.bee]
subject = "bee"
style = "dots"

[asset.cat]
subject = "cat"
style = "dots"

[asset.dog]
subject = "dog"
style = "dots"
"#;

fn pictures(game: &Game) -> Vec<String> {
    let mut all: Vec<String> = outputs(&game.root()).paths();
    all.retain(|it| it.ends_with(".png"));
    all
}

#[test]
fn one_picture_is_finished_before_the_next_is_begun_where_the_budget_is_short() {
    let game = Game::of(FOUR);
    let first = game.build(&["--max-cost", "0.13"]).ends(4, [3, 3, 2]);
    assert_eq!(pictures(&game), ["sprite/ant.png"]);
    assert_eq!(first.asset("ant")["score"], 95);
    let out = game.run(&["build", "--yes", "--max-cost", "0.001"]).fails_with(4).err;
    assert!(out.contains("bee, cat, dog: the next call could pass `--max-cost`"), "{out}");

    // Paid for and not whole: shown, with a warning, and finished before anything else.
    game.build(&["--max-cost", "0.09"]).ends(4, [2, 2, 2]);
    assert_eq!(pictures(&game), ["sprite/ant.png", "sprite/bee.png"]);
    let second = game.build(&["--max-cost", "0.09"]).ends(4, [2, 2, 1]);
    assert_eq!(
        (&second.asset("bee")["score"], &second.asset("cat")["score"]),
        (&95.into(), &62.into())
    );
    assert_eq!(pictures(&game), ["sprite/ant.png", "sprite/bee.png", "sprite/cat.png"]);
    game.build(&[]).cost([5, 5, 3]);
    let whole = Game::of(FOUR);
    whole.build(&[]).cost([12, 12, 8]);
    game.files().are(&whole.files());
}

#[test]
fn what_is_begun_is_finished_before_what_is_not() {
    let game = Game::of(FOUR);
    game.build(&["dog", "--max-cost", "0.05"]).ends(4, [1, 1, 1]);
    let built = game.build(&["--max-cost", "0.09"]).ends(4, [2, 2, 1]);
    assert_eq!(built.asset("dog")["score"], 95, "{}", built.run.shown());
    assert_eq!(pictures(&game), ["sprite/dog.png"]);
}

#[test]
fn the_best_of_a_loop_that_its_own_budget_ends_is_shown_and_can_be_kept() {
    let game = Game::of(ONE);
    game.edit("assetbuild.toml", "per-asset = 10.0", "per-asset = 0.1");
    let built = game.build(&[]).ends(4, [2, 2, 2]);
    assert_eq!(
        (&built.asset("slime")["score"], &built.asset("slime")["passed"]),
        (&75.into(), &false.into())
    );
    assert_eq!(pictures(&game), ["sprite/slime.png"]);
    let log = game.run(&["log", "slime"]).success().out;
    assert!(log.contains("score 62") && log.contains("score 75"), "{log}");
    let err = game.run(&["build", "--yes"]).fails_with(4).err;
    assert!(err.contains("per-asset") && err.contains("assetbuild pick slime 2"), "{err}");
    let words = game.run(&["pick", "slime", "2"]).success();
    assert!(!words.err.contains("warning: its best so far"), "{}", words.shown());
    game.build(&[]).cost(NONE);
    assert_eq!(pictures(&game), ["sprite/slime.png"]);
}

#[test]
fn a_picture_whose_judge_is_gone_is_shown_until_it_is_back() {
    let game = Game::of(ONE);
    game.script(r#"{"rules": [{"kind": "judge", "then": {"exit": 69, "stderr": "no GPU"}}]}"#);
    game.does(&["build", "--yes"]).ends(5, [1, 1, 0]);
    assert_eq!(pictures(&game), ["sprite/slime.png"]);
    game.script("{}");
    game.build(&[]).cost([2, 3, 2]);
    let whole = Game::of(ONE);
    whole.build(&[]).cost([3, 3, 2]);
    game.files().are(&whole.files());
}

#[test]
fn a_call_that_could_pass_the_budget_is_not_sent() {
    let game = Game::of(ONE);
    game.build(&["--max-cost", "0.039"]).ends(4, NONE);
    game.build(&["--max-cost", "0.04"]).ends(4, [1, 0, 0]);
    game.build(&["--max-cost", "0.001"]).ends(4, [0, 1, 0]);
    game.build(&[]).cost([2, 2, 2]);
}

#[test]
fn the_command_line_does_not_lift_the_budget_of_the_project() {
    let game = Game::of(ONE);
    game.edit("assetbuild.toml", "per-build = 50.0", "per-build = 0.05");
    game.build(&["--max-cost", "3"]).ends(4, [1, 1, 1]);
}

#[test]
fn an_asset_never_costs_more_than_its_own_budget() {
    let game = Game::of(ONE);
    game.edit("assetbuild.toml", "per-asset = 10.0", "per-asset = 0.05");
    game.build(&[]).ends(4, [1, 1, 1]);
    game.build(&[]).ends(4, NONE);
    game.build(&[]).ends(4, NONE);
    game.edit("assetbuild.toml", "per-asset = 0.05", "per-asset = 0.09");
    game.build(&[]).ends(4, [1, 1, 1]);
    game.edit("assetbuild.toml", "per-asset = 0.09", "per-asset = 10.0");
    game.build(&[]).cost([1, 1, 0]);
}

#[test]
fn answers_of_no_use_count_in_the_budget_of_their_asset() {
    let game = Game::of(ONE);
    game.edit("assetbuild.toml", "per-asset = 10.0", "per-asset = 0.05");
    game.script(r#"{"default": {"answer": "roses are red"}}"#);
    game.build(&[]).ends(4, [1, 0, 0]);
    game.build(&[]).ends(4, NONE);
}

#[test]
fn a_first_purchase_and_a_high_price_are_agreed_to() {
    let game = Game::of(ONE);
    game.run(&["build"]).fails_with(7);
    assert!(game.calls().is_empty());
    game.build(&[]).cost([3, 3, 2]);
    // It has bought before, and this is not much.
    game.edit("art/assets.toml", "green slime", "blue slime");
    game.run(&["build"]).success();
    game.edit("art/assets.toml", "blue slime", "red slime");
    game.edit("assetbuild.toml", "ask-above = 100.0", "ask-above = 0.1");
    let before = game.calls().len();
    game.run(&["build"]).fails_with(7);
    assert_eq!(game.calls().len(), before);
    game.build(&[]).cost([3, 3, 2]);
    // Nothing is to be bought, so nobody is asked.
    game.run(&["build"]).success();
}

#[test]
fn a_program_without_a_price_is_sent_nothing() {
    let game = Game::of(ONE);
    let config = game.user_config("");
    let priced = config.lines().filter(|it| !it.starts_with("price"));
    game.config(&priced.collect::<Vec<_>>().join("\n"));
    let run = game.run(&["build", "--yes"]).fails_with(5);
    assert!(run.err.contains("price"), "{}", run.shown());
    assert!(game.calls().is_empty());
}
