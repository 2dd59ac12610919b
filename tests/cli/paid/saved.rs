//! What `cost` says that taking what was there saved, beside what was bought.

use crate::harness::{Events, TestProject};
use crate::paid::game::{Game, NONE};

/// Dollars of the one model, as `cost` tells them: billed and saved.
fn told(game: &Game) -> (f64, f64) {
    let run = game.run(&["--json", "cost"]).success();
    let lines = Events::of(&run);
    let model = lines.0.iter().find(|it| it["event"] == "cost-model").expect("it was asked");
    (model["usd"].as_f64().unwrap(), model["usd_saved"].as_f64().unwrap())
}

fn near((a, b): (f64, f64), (c, d): (f64, f64)) -> bool {
    (a - c).abs() < 1e-9 && (b - d).abs() < 1e-9
}

#[test]
fn whoever_paid_saved_nothing_and_whoever_finds_it_saved_the_paintings() {
    let game = Game::built();
    let paid = 9.0 * 0.040 + 9.0 * 0.001 + 6.0 * 0.001;
    assert!(near(told(&game), (paid, 0.0)), "{:?}", told(&game));
    game.build(&[]).cost(NONE);
    assert!(near(told(&game), (paid, 0.0)), "{:?}", told(&game));
    // Another project of the same user, with the same words.
    for path in ["generated-assets", "assetbuild.lock", ".assetbuild"] {
        TestProject::remove(&game, path);
    }
    game.edit("assetbuild.toml", "name = \"test\"", "name = \"sequel\"");
    game.build(&[]).cost(NONE);
    assert!(near(told(&game), (0.0, 9.0 * 0.040)), "{:?}", told(&game));
    let shown = game.run(&["cost"]).success();
    let words = shown.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("saved by the cache"), "{}", shown.shown());
}

#[test]
fn of_two_assets_with_the_same_words_one_buys_and_one_saves() {
    let twins = "[asset.one]\nsubject = \"slime\"\nstyle = \"dots\"\n\
                 [asset.two]\nsubject = \"slime\"\nstyle = \"dots\"\n";
    let game = Game::of(twins);
    game.build(&[]).cost([3, 3, 2]);
    let (billed, saved) = told(&game);
    let paid = 3.0 * 0.040 + 3.0 * 0.001 + 2.0 * 0.001;
    assert!(near((billed, saved), (paid, 3.0 * 0.040)), "{billed} billed, {saved} saved");
}
