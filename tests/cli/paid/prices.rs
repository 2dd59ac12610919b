//! What a plan says of money is what a build then spends.

use crate::paid::game::{Built, Game, NONE, ONE, THREE};

/// The three prices of an asset's line, or of the last one.
fn prices(event: &serde_json::Value) -> [f64; 3] {
    ["usd_low", "usd_likely", "usd_high"].map(|it| event[it].as_f64().unwrap())
}

fn plan(game: &Game) -> Built {
    game.does(&["plan"]).cost(NONE)
}

fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

#[test]
fn what_assets_of_one_brief_buy_together_is_priced_once() {
    let game = Game::of(&format!("{ONE}\n{}", ONE.replace("slime]", "twin]")));
    let planned = plan(&game);
    assert_eq!(prices(planned.asset("twin")), [0.0; 3]);
    assert_eq!(prices(planned.asset("slime")), prices(planned.summary()));
    assert!(planned.asset("twin").to_string().contains("shares the pictures of slime"));
    let told = game.run(&["plan"]).shown();
    assert!(told.contains("1 to buy ") && told.contains("1 free."), "{told}");
    game.build(&[]).cost([3, 3, 2]);
}

#[test]
fn who_may_want_more_than_the_first_of_a_brief_has_its_price() {
    let more = ONE.replace("slime]", "twin]") + "quality = { target = 99, max-attempts = 4 }\n";
    let game = Game::of(&format!("{ONE}\n{more}"));
    let [low, _, high] = prices(plan(&game).asset("twin"));
    assert!(is_near(low, 0.0) && high > 0.0, "{low} {high}");
    game.build(&[]).cost([4, 4, 3]);
}

#[test]
fn words_that_were_refused_are_not_sent_again_for_the_other_candidates() {
    let game = Game::of(ONE);
    game.edit("assetbuild.toml", "max-attempts = 5", "max-attempts = 1\ncandidates = 3");
    game.script(r#"{"default": {"refuse": "no slimes"}}"#);
    game.build(&[]).ends(1, [1, 0, 0]);
    game.build(&[]).ends(1, NONE);
    game.build(&["--resend", "slime"]).ends(1, [1, 0, 0]);
    game.script("{}");
    game.build(&["--resend", "slime"]).cost([3, 3, 0]);
    game.build(&[]).cost(NONE);
}

#[test]
fn a_plan_knows_that_an_asset_may_not_cost_what_its_next_picture_does() {
    let game = Game::of(THREE);
    game.edit("assetbuild.toml", "per-asset = 10.0", "per-asset = 0.01");
    let planned = plan(&game);
    assert_eq!(prices(planned.asset("slime")), [0.0; 3]);
    let told = game.run(&["plan"]).shown();
    assert!(told.contains("a call can cost $0.04, and `per-asset` leaves $0.01"), "{told}");
    assert!(told.contains("3 over `per-asset`"), "{told}");
    game.build(&[]).ends(4, NONE);
    // What was spent before counts.
    game.edit("assetbuild.toml", "per-asset = 0.01", "per-asset = 0.05");
    game.build(&[]).ends(4, [2, 2, 2]);
    let told = game.run(&["plan"]).shown();
    assert!(told.contains("2 over `per-asset`"), "{told}");
}

#[test]
fn an_asset_that_waits_and_has_another_model_has_the_price_of_a_picture() {
    let game = Game::built();
    game.edit("art/styles.toml", "#F4A460", "#B03060");
    assert_eq!(prices(plan(&game).asset("slime_hurt")), [0.0; 3]);
    game.edit("art/assets.toml", "references =", "model = \"exec/painter@2\"\nreferences =");
    let planned = plan(&game);
    let hurt = planned.asset("slime_hurt");
    assert_eq!(hurt["state"], "waiting");
    let [low, likely, high] = prices(hurt);
    assert!(is_near(low, 0.0) && likely > 0.04 && high > likely, "{hurt}");
    assert!(hurt.to_string().contains("painted by exec/painter@2"), "{hurt}");
    let built = game.build(&[]);
    assert!(built.calls[0] > 0);
}

#[test]
fn a_price_says_what_is_likely_by_what_such_loops_took() {
    let game = Game::new();
    // Nobody knows yet: one attempt and its verdict each.
    let [low, likely, high] = prices(plan(&game).summary());
    assert!(is_near(likely, 3.0 * 0.041), "{likely}");
    assert!(low < likely && likely < high, "{low} {high}");
    game.build(&[]).cost([9, 9, 6]);
    // Three attempts each, with a better prompt before each but the first.
    game.edit("art/assets.toml", "pale ghost", "red ghost");
    let planned = plan(&game);
    assert!(is_near(prices(planned.asset("ghost"))[1], 3.0 * 0.041 + 2.0 * 0.001));
    let told = game.run(&["plan"]).shown();
    assert!(told.contains(", likely $0.125, of $50.00"), "{told}");
    game.edit("assetbuild.toml", "ask-above = 100.0", "ask-above = 0.1");
    let asked = game.run(&["build"]).fails_with(7).err;
    assert!(asked.contains("likely $0.125 (ghost), which is above `ask-above`"), "{asked}");
}
