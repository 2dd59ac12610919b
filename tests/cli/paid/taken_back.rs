//! A picture can be kept for the words of today, whatever they were before, and each choice can be
//! taken back; all of it is free.

use std::fs;

use crate::paid::game::{Game, NONE, ONE};

fn built() -> Game {
    let game = Game::of(ONE);
    game.build(&[]).cost([3, 3, 2]);
    game
}

/// The picture of the slime, by its file.
fn picture(game: &Game) -> String {
    game.files()["sprite/slime.png"].clone()
}

/// Nothing is to be done, and nothing is held.
#[track_caller]
fn is_fresh(game: &Game) {
    let plan = game.does(&["plan"]).cost(NONE);
    assert_eq!(plan.asset("slime")["state"], "fresh", "{}", plan.run.shown());
    game.build(&["--locked"]).cost(NONE);
}

#[test]
fn a_picture_that_is_held_is_accepted_for_the_words_of_today() {
    let game = built();
    let shown = picture(&game);
    game.does(&["accept", "slime"]).cost(NONE);
    game.edit("art/assets.toml", "green slime", "blue slime");
    let run = game.run(&["build", "--yes"]).success();
    assert!(run.err.contains("assetbuild accept slime"), "{}", run.shown());
    assert_eq!(game.does(&["plan"]).asset("slime")["state"], "held");
    game.does(&["accept", "slime"]).cost(NONE);
    is_fresh(&game);
    assert_eq!(picture(&game), shown);
    // Other words hold it again, and the words taken back do not.
    game.edit("art/assets.toml", "blue slime", "red slime");
    assert_eq!(game.does(&["plan"]).asset("slime")["state"], "held");
    game.edit("art/assets.toml", "red slime", "blue slime");
    is_fresh(&game);
    // A free edit applies to it.
    game.edit("art/styles.toml", "#F4A460", "#AA3311");
    game.build(&[]).cost(NONE);
    is_fresh(&game);
    // Released, it gives way to a picture that is painted for these words.
    game.does(&["unaccept", "slime"]).cost(NONE);
    game.build(&[]).cost([3, 3, 2]);
}

#[test]
fn a_picture_is_adopted_for_the_words_of_today() {
    let game = built();
    let out = game.root().join("generated-assets/sprite/slime.png");
    fs::copy(&out, game.root().join("mine.png")).unwrap();
    game.edit("art/assets.toml", "green slime", "blue slime");
    game.does(&["adopt", "slime", "mine.png"]).cost(NONE);
    is_fresh(&game);
}

#[test]
fn each_choice_is_taken_back_for_nothing() {
    let game = built();
    let shown = picture(&game);
    fs::copy(game.root().join("generated-assets/sprite/slime.png"), game.root().join("mine.png"))
        .unwrap();
    for choice in
        [&["pick", "slime", "1"][..], &["accept", "slime"], &["adopt", "slime", "mine.png"]]
    {
        game.does(choice).cost(NONE);
        let chosen = game.files();
        game.does(&["undo", "slime"]).cost(NONE);
        assert_eq!(picture(&game), shown, "{choice:?}");
        is_fresh(&game);
        // What is taken back can be brought back.
        game.does(&["undo", "slime"]).cost(NONE);
        game.files().are(&chosen);
        game.does(&["undo", "slime"]).cost(NONE);
    }
    // A choice among choices leads back to the one before it.
    game.does(&["pick", "slime", "1"]).cost(NONE);
    let first = picture(&game);
    game.does(&["pick", "slime", "2"]).cost(NONE);
    game.does(&["undo", "slime"]).cost(NONE);
    assert_eq!(picture(&game), first);
}

#[test]
fn what_was_bought_since_a_choice_is_kept_when_it_is_taken_back() {
    let game = built();
    game.does(&["pick", "slime", "1"]).cost(NONE);
    game.script(r#"{"default": {"scores": [62, 75, 95, 100]}}"#);
    game.build(&["--improve"]).cost([1, 1, 1]);
    game.does(&["undo", "slime"]).cost(NONE);
    let log = game.run(&["log", "slime"]).success().out;
    assert!(log.contains("attempt 4"), "{log}");
    game.build(&[]).cost(NONE);
}

#[test]
fn without_a_choice_there_is_nothing_to_take_back() {
    let game = built();
    let run = game.run(&["undo", "slime"]).success();
    assert!(run.shown().contains("nothing was chosen about it on this machine"), "{}", run.shown());
    is_fresh(&game);
}
