//! Assets of many pictures.

use crate::paid::game::{Game, NONE, ONE};

#[test]
fn a_button_in_four_states_is_four_pictures() {
    let game =
        Game::of(&format!("{ONE}states = [\"normal\", \"hover\", \"pressed\", \"disabled\"]\n"));
    game.script(r#"{"default": {"scores": [95]}}"#);
    // The first alone, then the others together: one verdict each time.
    game.build(&[]).cost([4, 2, 0]);
    game.build(&[]).cost(NONE);
    let files = game.files();
    for state in ["normal", "hover", "pressed", "disabled"] {
        assert!(files.has(&format!("sprite/slime_{state}.png")), "{state}");
    }
}

#[test]
fn only_the_states_that_the_judge_names_are_painted_again() {
    let game =
        Game::of(&format!("{ONE}states = [\"normal\", \"hover\", \"pressed\", \"disabled\"]\n"));
    game.script(
        r#"{"default": {"scores": [95]}, "rules": [
            {"kind": "judge", "calls": [2], "then": {"scores": [70], "repaint": ["hover"]}}]}"#,
    );
    game.build(&[]).cost([5, 3, 1]);
    game.build(&[]).cost(NONE);
}

const WALK: &str = r#"
[animation.walk]
from = "slime"
action = "walk cycle"
frames = 4
facings = ["right", "left"]
mirror = { left = "right" }
"#;

#[test]
fn frames_are_painted_one_by_one_and_mirrored_for_nothing() {
    let game = Game::of(&format!("{ONE}{WALK}method = \"frames\"\n"));
    game.script(
        r#"{"default": {"scores": [95]}, "rules": [
            {"kind": "paint", "prompt": "walk cycle", "then": {"subject": 1}}]}"#,
    );
    game.build(&[]).cost([1 + 4, 1 + 1, 0]);
    game.build(&[]).cost(NONE);
    assert!(game.files().has("animation/walk.sheet.json"));
}

#[test]
fn a_frame_that_does_not_belong_is_painted_again_alone() {
    let game = Game::of(&format!("{ONE}{WALK}method = \"frames\"\n"));
    // At 50 % another character walks in; asked once more, the model thinks better of it.
    game.script(
        r#"{"default": {"scores": [95]}, "rules": [
            {"kind": "paint", "prompt": "walk cycle", "then": {"subject": 1}},
            {"kind": "paint", "prompt": "is 50 % of the way", "calls": [1], "then": {"subject": 4098}}]}"#,
    );
    // The first round is not shown to the judge: it is known what is wrong with it.
    game.build(&[]).cost([1 + 4 + 1, 1 + 1, 1]);
    game.build(&[]).cost(NONE);
}

#[test]
fn frames_that_never_agree_fail_until_they_need_not() {
    let game =
        Game::of(&format!("{ONE}{WALK}method = \"frames\"\nquality = {{ max-attempts = 1 }}\n"));
    game.script(
        r#"{"default": {"scores": [95]}, "rules": [
            {"kind": "paint", "prompt": "walk cycle", "then": {"subject": 1}},
            {"kind": "paint", "prompt": "is 50 % of the way", "then": {"subject": 4098}}]}"#,
    );
    let built = game.build(&[]).ends(1, [1 + 4, 1, 0]);
    assert_eq!(built.asset("walk")["state"], "failed");
    assert!(!game.files().has("animation/walk.png"));
    // What was paid for is checked again by other rules: one verdict, and no picture.
    game.edit("art/assets.toml", "method = ", "consistent = false\nmethod = ");
    let built = game.build(&[]).cost([0, 1, 0]);
    assert_eq!(built.asset("walk")["state"], "built");
}

#[test]
fn a_sheet_is_one_picture() {
    let game = Game::of(&format!("{ONE}{WALK}method = \"sheet\"\n"));
    game.script(
        r#"{"default": {"scores": [95]}, "rules": [
            {"kind": "paint", "prompt": "walk cycle", "then": {"grid": [4, 1], "subject": 1}}]}"#,
    );
    game.build(&[]).cost([2, 2, 0]);
    game.build(&[]).cost(NONE);
    let told = game.run(&["prompt", "walk"]).out;
    assert!(told.contains("a layout of 4x1 empty cells"), "{told}");
    let before = game.files();
    game.remove(&game.root().join("generated-assets"));
    game.remove(&game.store().join("derived"));
    game.build(&[]).cost(NONE);
    game.files().are(&before);
}

#[test]
fn candidates_are_asked_for_side_by_side() {
    let game = Game::of(ONE);
    game.edit("assetbuild.toml", "target = 90", "target = 90\ncandidates = 3");
    let built = game.build(&[]).cost([3, 3, 0]);
    assert_eq!(
        (&built.asset("slime")["attempts"], &built.asset("slime")["score"]),
        (&1.into(), &95.into())
    );
    // How many are asked for is in no brief.
    game.edit("assetbuild.toml", "candidates = 3", "candidates = 1");
    game.build(&[]).cost(NONE);
}
