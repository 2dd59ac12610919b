//! Answers that are lost, refused or no use are not asked for again by themselves.

use crate::paid::game::{Game, NONE, ONE, all_files};

/// Removes the answer whose picture is shown from the store, as if it never had been there.
fn lose_the_picked_answer(game: &Game) {
    let lock = game.read("assetbuild.lock");
    let picks = lock.split_once("picks = [").unwrap().1;
    let answer = picks.split_once("answer = \"b3:").unwrap().1;
    let answer = &answer[..64];
    let files = all_files(&game.store().join("originals"));
    let is_it = |it: &std::path::PathBuf| {
        let digits: String = it.display().to_string().replace(['/', '\\'], "");
        digits.ends_with(answer)
    };
    let lost: Vec<_> = files.into_iter().filter(is_it).collect();
    assert!(!lost.is_empty());
    lost.iter().for_each(|it| game.remove(it));
}

#[test]
fn a_lost_answer_is_reported_and_not_bought_again() {
    let game = Game::of(ONE);
    game.build(&[]).cost([3, 3, 2]);
    lose_the_picked_answer(&game);
    // Nothing needs it.
    game.build(&[]).cost(NONE);
    game.edit("art/styles.toml", "#F4A460", "#B03060");
    let built = game.build(&[]).ends(5, NONE);
    assert!(built.run.out.contains("--replace slime"), "{}", built.run.shown());
    game.build(&[]).ends(5, NONE);
    // Two of its paintings are still there; the third one is bought.
    let built = game.build(&["--replace", "slime"]);
    assert_eq!((built.run.code, built.calls[0]), (Some(0), 1), "{}", built.run.shown());
    game.build(&[]).cost(NONE);
}

#[test]
fn a_refusal_is_asked_for_once() {
    let game = Game::of(ONE);
    game.script(r#"{"default": {"refuse": "no slimes"}}"#);
    let built = game.build(&[]).ends(1, [1, 0, 0]);
    assert!(built.run.out.contains("no slimes"), "{}", built.run.shown());
    game.build(&[]).ends(1, NONE);
    game.edit("art/styles.toml", "max-colors = 16", "max-colors = 15");
    game.build(&[]).ends(1, NONE);
    game.build(&["--resend", "slime"]).ends(1, [1, 0, 0]);
    game.build(&[]).ends(1, NONE);
    game.script("{}");
    game.build(&[]).ends(1, NONE);
    game.build(&["--resend", "slime"]).cost([3, 3, 2]);
    game.build(&[]).cost(NONE);
}

#[test]
fn new_words_are_asked_for_after_a_refusal() {
    let game = Game::of(ONE);
    game.script(r#"{"rules": [{"prompt": "green", "then": {"refuse": "no green slimes"}}]}"#);
    game.build(&[]).ends(1, [1, 0, 0]);
    game.edit("art/assets.toml", "green slime", "blue slime");
    game.build(&[]).cost([3, 3, 2]);
}

#[test]
fn a_refusal_of_a_later_attempt_keeps_the_picture_that_is_there() {
    let game = Game::of(ONE);
    game.script(r#"{"rules": [{"kind": "paint", "calls": [2], "then": {"refuse": "no more"}}]}"#);
    game.build(&[]).cost([2, 1, 1]);
    game.build(&[]).cost(NONE);
}

#[test]
fn an_answer_that_is_no_use_is_asked_for_once_more() {
    let game = Game::of(ONE);
    game.script(r#"{"default": {"answer": "roses are red"}}"#);
    game.build(&[]).ends(1, [2, 0, 0]);
    game.build(&[]).ends(1, NONE);
    game.build(&["--resend", "slime"]).ends(1, [1, 0, 0]);
    game.build(&[]).ends(1, NONE);
}

#[test]
fn a_second_answer_that_is_of_use_is_used() {
    let game = Game::of(ONE);
    game.script(
        r#"{"rules": [{"kind": "paint", "calls": [1], "then": {"answer": "roses are red"}},
                      {"kind": "judge", "calls": [1], "then": {"answer": "violets are blue"}},
                      {"kind": "refine", "calls": [1], "then": {"answer": {"roses": "red"}}}]}"#,
    );
    game.build(&[]).cost([4, 4, 3]);
    game.build(&[]).cost(NONE);
}

#[test]
fn a_judge_that_is_no_use_stops_the_painting() {
    let game = Game::of(ONE);
    game.script(r#"{"rules": [{"kind": "judge", "then": {"answer": "violets are blue"}}]}"#);
    let built = game.build(&[]);
    assert_eq!(built.calls, [1, 2, 0], "{}", built.run.shown());
    assert_eq!(game.build(&[]).calls, NONE);
}

#[test]
fn what_was_not_accepted_is_sent_again_by_itself() {
    let game = Game::of(ONE);
    game.script(
        r#"{"rules": [{"kind": "paint", "calls": [1], "then":
            {"exit": 75, "stderr": "busy\nretry-after: 0"}}]}"#,
    );
    // The call that was turned away is in the log, and was not billed.
    let run = game.run(&["--json", "build", "--yes"]).success();
    assert_eq!(crate::paid::game::counted(&game.calls()), [4, 3, 2], "{}", run.shown());
    game.build(&[]).cost(NONE);
}

#[test]
fn an_answer_that_is_no_picture_is_kept_and_the_words_are_not_blamed() {
    let game = Game::of(ONE);
    game.script(r#"{"rules": [{"kind": "paint", "then": {"answer": {"a": 1}}}]}"#);
    let first = game.build(&[]).ends(1, [2, 0, 0]);
    let again = game.build(&[]).ends(1, NONE);
    for built in [&first, &again] {
        let slime = built.asset("slime");
        assert_eq!(slime["state"], "failed", "{slime}");
        let error = slime["error"].as_str().unwrap();
        assert!(error.starts_with("what the model answered is no picture"), "{error}");
        let help = slime["help"].to_string();
        assert!(help.contains("--resend slime") && !help.contains("reword"), "{help}");
    }
    let kept = all_files(&game.store().join("journal/settled"));
    let kept: Vec<_> =
        kept.iter().filter(|it| it.extension().is_some_and(|it| it == "raw")).collect();
    assert_eq!(kept.len(), 2, "{kept:?}");
    for path in kept {
        let bytes = std::fs::read(path).unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains(r#"{"a":1}"#), "{}", path.display());
    }
    game.script("{}");
    game.build(&["--resend", "slime"]).cost([3, 3, 2]);
}

#[test]
fn a_refusal_is_about_the_words() {
    let game = Game::of(ONE);
    game.script(r#"{"rules": [{"kind": "paint", "then": {"refuse": "no slime"}}]}"#);
    let built = game.build(&[]).ends(1, [1, 0, 0]);
    let slime = built.asset("slime");
    assert!(slime["error"].as_str().unwrap().contains("no slime"), "{slime}");
    assert!(slime["help"].to_string().contains("reword"), "{slime}");
}
