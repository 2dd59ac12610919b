//! Second plates: bought once, for what is shown, and whenever the manifest says so.

use assetbuild::image;

use crate::paid::game::{Built, Game, NONE};
use crate::paid::killed::crash;

/// Smooth art that half of its background shows through.
const GLASS: &str = "\n[style.glass]\ntemplate = \"hand-drawn\"\nsize = 64\n";

/// A potion, cut out in this way; the third attempt is good enough.
fn potion(cutout: &str) -> Game {
    let asset = "[asset.potion]\nsubject = \"potion\"\nstyle = \"glass\"\ncutout = \"CUTOUT\"\n";
    let game = Game::of(&asset.replace("CUTOUT", cutout));
    game.append("art/styles.toml", GLASS);
    model_does(&game, "");
    game
}

/// What the model does from now on, beside painting glass.
fn model_does(game: &Game, rules: &str) {
    game.script(&format!(r#"{{"default": {{"picture": "glass"}}, "rules": [{rules}]}}"#));
}

fn refuses(calls: &str) -> String {
    format!(r#"{{"kind": "edit", {calls} "then": {{"refuse": "no black"}}}}"#)
}

fn switch(game: &Game, from: &str, to: &str) {
    let line = |it: &str| format!("cutout = \"{it}\"");
    game.edit("art/assets.toml", &line(from), &line(to));
}

/// The middle of the potion.
fn middle(game: &Game) -> [u8; 4] {
    let path = game.root().join("generated-assets/sprite/potion.png");
    let bitmap = image::decode(&std::fs::read(path).unwrap()).unwrap();
    bitmap.get(bitmap.width() / 2, bitmap.height() / 2)
}

fn metadata(game: &Game) -> serde_json::Value {
    serde_json::from_str(&game.files()["sprite/potion.json"]).unwrap()
}

fn warnings(built: &Built) -> String {
    built.asset("potion")["warnings"].to_string()
}

#[test]
fn glass_gets_the_alpha_that_it_has() {
    let game = potion("two-plate");
    game.build(&[]).cost([3, 3, 2]).plating(1);
    let [.., alpha] = middle(&game);
    assert!((126..=130).contains(&alpha), "half of it shows through, and alpha is {alpha}");
    let plate = &metadata(&game)["plate"];
    assert_eq!((&plate["usd"], &plate["ms"]), (&0.03.into(), &1500.into()));
    let before = game.files();
    game.build(&[]).cost(NONE).plating(0);
    // With nothing left but lock and originals, the files come out as they were.
    game.remove(&game.root().join("generated-assets"));
    game.remove(&game.store().join("derived"));
    game.build(&["--frozen"]).cost(NONE).plating(0);
    game.files().are(&before);
}

#[test]
fn a_plate_is_bought_when_the_manifest_asks_for_it_and_kept_when_it_does_not() {
    let game = potion("auto");
    game.append(
        "art/assets.toml",
        "[asset.empty]\nsubject = \"the same, empty\"\nstyle = \"glass\"\nreferences = [\"potion\"]\n",
    );
    game.build(&[]).cost([6, 6, 4]).plating(0);
    let keyed = game.files();
    switch(&game, "auto", "two-plate");
    let plan = game.run(&["plan"]).success();
    assert!(plan.out.contains("a second plate is wanted"), "{}", plan.shown());
    assert!(plan.out.contains("$0.03"), "{}", plan.shown());
    let why = game.run(&["why", "potion"]).success();
    assert!(why.out.contains("two-plate"), "{}", why.shown());
    game.build(&[]).cost(NONE).plating(1);
    let plated = game.files();
    for _ in 0..2 {
        switch(&game, "two-plate", "auto");
        game.build(&[]).cost(NONE).plating(0);
        assert_eq!(game.files()["sprite/potion.png"], keyed["sprite/potion.png"]);
        switch(&game, "auto", "two-plate");
        game.build(&[]).cost(NONE).plating(0);
        game.files().are(&plated);
    }
    let whole = potion("two-plate");
    whole.build(&[]).cost([3, 3, 2]).plating(1);
    assert_eq!(whole.files()["sprite/potion.json"], plated["sprite/potion.json"]);
}

#[test]
fn where_the_model_refuses_its_key_colour_is_cut_out() {
    let game = potion("two-plate");
    model_does(&game, &refuses(""));
    let built = game.build(&[]).cost([3, 3, 2]).plating(1);
    assert!(warnings(&built).contains("no black"), "{}", built.run.shown());
    assert!(metadata(&game)["cut-out"].to_string().contains("no black"));
    game.build(&[]).cost(NONE).plating(0);
    let plan = game.run(&["plan", "--exit-code"]);
    assert_eq!(plan.code, Some(0), "{}", plan.shown());
    game.build(&["--resend", "potion"]).cost(NONE).plating(1);
    model_does(&game, "");
    game.build(&[]).cost(NONE).plating(0);
    let built = game.build(&["--resend", "potion"]).cost(NONE).plating(1);
    assert!(!warnings(&built).contains("no black"), "{}", built.run.shown());
    let whole = potion("two-plate");
    whole.build(&[]);
    assert_eq!(game.files()["sprite/potion.json"], whole.files()["sprite/potion.json"]);
}

#[test]
fn a_plate_that_came_to_nothing_by_chance_is_asked_for_once_more() {
    let game = potion("two-plate");
    model_does(&game, r#"{"kind": "edit", "calls": [1], "then": {"answer": ""}}"#);
    let built = game.build(&[]).cost([3, 3, 2]).plating(2);
    assert!(!warnings(&built).contains("two-plate"), "{}", built.run.shown());
    game.build(&[]).cost(NONE).plating(0);
}

#[test]
fn a_budget_that_ends_before_the_plate_is_no_end_of_it() {
    let game = potion("two-plate");
    let built = game.build(&["--max-cost", "0.14"]).ends(4, [3, 3, 2]).plating(0);
    // The best so far is shown meanwhile, cut out by what is behind it.
    assert!(game.has("generated-assets/sprite/potion.png"), "{}", built.run.shown());
    game.edit("assetbuild.toml", "per-asset = 10.0", "per-asset = 0.14");
    game.build(&[]).ends(4, NONE).plating(0);
    game.edit("assetbuild.toml", "per-asset = 0.14", "per-asset = 0.16");
    game.build(&[]).cost(NONE).plating(1);
    // What is settled keeps its files until the plate can be had.
    let game = potion("auto");
    game.build(&[]).cost([3, 3, 2]);
    let before = game.files();
    switch(&game, "auto", "two-plate");
    game.build(&["--max-cost", "0.02"]).ends(4, NONE).plating(0);
    game.files().are(&before);
    game.build(&[]).cost(NONE).plating(1);
}

#[test]
fn killed_at_any_step_of_a_plate_it_is_not_bought_again() {
    let whole = potion("two-plate");
    whole.build(&[]).cost([3, 3, 2]).plating(1);
    // Eight calls come before it.
    for step in ["raw", "answer", "settle"] {
        let game = potion("two-plate");
        crash(&game, step, 9);
        let rest = game.build(&[]).plating(0);
        assert_eq!((rest.run.code, rest.calls), (Some(0), NONE), "{step}: {}", rest.run.shown());
        game.files().are(&whole.files());
    }
    let game = potion("two-plate");
    crash(&game, "intent", 9);
    let built = game.build(&[]).ends(1, NONE).plating(0);
    assert!(built.run.out.contains("--resend potion"), "{}", built.run.shown());
    game.build(&["--resend", "potion"]).cost(NONE).plating(1);
    game.files().are(&whole.files());
}

#[test]
fn each_state_that_is_shown_has_a_plate_of_its_own() {
    let game = potion("two-plate");
    game.append("art/assets.toml", "states = [\"full\", \"half\", \"empty\"]\n");
    let built = game.build(&[]).plating(3);
    assert_eq!(built.run.code, Some(0), "{}", built.run.shown());
    game.build(&[]).cost(NONE).plating(0);
}

#[test]
fn a_program_that_cannot_change_pictures_is_not_asked_to() {
    let game = potion("two-plate");
    game.edit("assetbuild.toml", "edits = true\n", "");
    let built = game.build(&[]).cost([3, 3, 2]).plating(0);
    let check = game.run(&["plan"]).success();
    assert!(check.err.contains("there is no second plate"), "{}", check.shown());
    assert!(!built.run.err.contains("error"), "{}", built.run.shown());
    // When it can, the plate is all that is bought.
    game.append("assetbuild.toml", "edits = true\n");
    game.build(&[]).cost(NONE).plating(1);
}

#[test]
fn nothing_is_painted_for_a_plate_that_has_no_price() {
    let game = potion("two-plate");
    let config = game.user_config("");
    game.config(&config.replace("edit = 0.03, ", ""));
    let built = game.build(&[]).ends(5, NONE).plating(0);
    assert!(built.run.out.contains("second plate"), "{}", built.run.shown());
}
