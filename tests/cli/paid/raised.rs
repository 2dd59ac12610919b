//! Wanting more than there is buys what that takes, and no more.

use crate::paid::game::{Game, NONE};

#[test]
fn a_raised_target_goes_on_where_the_loop_ended() {
    let game = Game::built();
    let before = game.files();
    game.edit("assetbuild.toml", "target = 90", "target = 97");
    // Attempts 4 and 5; the reference keeps its picture, so the one that refers to it does too.
    let built = game.build(&[]).cost([6, 6, 6]);
    assert_eq!(
        (&built.asset("slime")["score"], &built.asset("slime")["attempts"]),
        (&95.into(), &5.into())
    );
    assert_eq!(game.files()["sprite/slime.png"], before["sprite/slime.png"]);
    game.build(&[]).cost(NONE);
}

#[test]
fn a_target_buys_nothing_when_it_is_lowered_or_raised_to_what_it_was() {
    let game = Game::of(crate::paid::game::ONE);
    game.build(&[]).cost([3, 3, 2]);
    for target in ["70", "90", "95", "20"] {
        let line = game.read("assetbuild.toml");
        let line = line.lines().find(|it| it.starts_with("target")).unwrap().to_owned();
        game.edit("assetbuild.toml", &line, &format!("target = {target}"));
        game.build(&[]).cost(NONE);
    }
}

#[test]
fn raised_attempts_buy_only_below_the_target() {
    let game = Game::built();
    game.edit("assetbuild.toml", "max-attempts = 5", "max-attempts = 7");
    game.build(&[]).cost(NONE);
    game.script(r#"{"default": {"scores": [10, 20, 30, 40, 50, 60, 70, 80]}}"#);
    game.edit("assetbuild.toml", "max-attempts = 7", "max-attempts = 2");
    game.edit("art/assets.toml", "pale ghost", "very pale ghost");
    game.build(&["ghost"]).cost([2, 2, 1]);
    game.build(&["ghost"]).cost(NONE);
    game.edit("assetbuild.toml", "max-attempts = 2", "max-attempts = 4");
    game.build(&["ghost"]).cost([2, 2, 2]);
    game.edit("assetbuild.toml", "max-attempts = 4", "max-attempts = 3");
    game.build(&["ghost"]).cost(NONE);
}

#[test]
fn a_loop_that_gains_nothing_ends_before_its_attempts_do() {
    let game = Game::of(crate::paid::game::ONE);
    game.script(r#"{"default": {"scores": [50]}}"#);
    game.build(&[]).cost([3, 3, 2]);
    game.build(&[]).cost(NONE);
}

#[test]
fn improving_makes_exactly_one_more_attempt() {
    let game = Game::built();
    game.build(&["slime", "--improve"]).cost([1, 1, 1]);
    game.build(&[]).cost(NONE);
    game.build(&["--improve"]).cost([3, 3, 3]);
    game.build(&[]).cost(NONE);
}

#[test]
fn a_better_picture_is_shown_to_those_that_refer_to_it() {
    let game = Game::built();
    game.script(r#"{"default": {"scores": [62, 75, 95, 99]}}"#);
    let built = game.build(&["slime", "--improve"]).cost([1, 1, 1]);
    assert_eq!(built.asset("slime")["score"], 99);
    // This model paints the same three again, and of those every verdict and prompt is known.
    game.build(&[]).cost([3, 0, 0]);
    game.build(&[]).cost(NONE);
}

#[test]
fn a_held_picture_is_bought_when_it_is_named() {
    let game = Game::built();
    game.edit("assetbuild.toml", "[budget]", "[budget]\ncascade = \"hold\"");
    game.edit("art/assets.toml", "green slime", "blue slime");
    let before = game.files();
    let built = game.build(&[]).cost([3, 3, 2]);
    assert_eq!(built.asset("slime_hurt")["state"], "held");
    assert_eq!(game.files()["sprite/slime_hurt.png"], before["sprite/slime_hurt.png"]);
    game.build(&[]).cost(NONE);
    let built = game.build(&["slime_hurt"]);
    assert_eq!((built.run.code, built.calls[0]), (Some(0), 3), "{}", built.run.shown());
    game.build(&[]).cost(NONE);
}
