//! Assets of many pictures.

use crate::paid::game::Game;
use crate::paid::game::NONE;
use crate::paid::game::ONE;

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
    game.script(r#"{"default": {"scores": [95]}}"#);
    game.build(&[]).cost([1 + 4, 1 + 1, 0]);
    game.build(&[]).cost(NONE);
    assert!(game.files().has("animation/walk.sheet.json"));
}

#[test]
fn a_sheet_is_one_picture() {
    let game = Game::of(&format!("{ONE}{WALK}method = \"sheet\"\n"));
    game.script(
        r#"{"default": {"scores": [95]}, "rules": [
            {"kind": "paint", "prompt": "walk cycle", "then": {"grid": [2, 2]}}]}"#,
    );
    game.build(&[]).cost([2, 2, 0]);
    game.build(&[]).cost(NONE);
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
