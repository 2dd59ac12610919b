//! A person's choice stands: against scores, edits and builds, on every machine that has the lock;
//! and nothing is bought for it that nobody asked for.

use crate::paid::game::{Game, NONE, ONE, THREE, counted, outputs};

/// A slime that a person picked the first painting of, and its files then.
fn picked() -> Game {
    let game = Game::of(ONE);
    game.build(&[]).cost([3, 3, 2]);
    game.does(&["pick", "slime", "1"]).cost(NONE);
    game
}

/// Whatever is built from now on, on this machine and on others: nothing is bought, no picture
/// changes, the lock stays.
#[track_caller]
fn stands(game: &Game) {
    let files = game.files();
    game.build(&["--locked"]).cost(NONE);
    game.build(&[]).cost(NONE);
    game.files().are(&files);

    let pulled = game.pulled(true);
    pulled.build(&["--locked"]).cost(NONE);
    pulled.files().are(&files);

    let pulled = game.pulled(false);
    let built = pulled.build(&[]).ends(5, NONE);
    assert!(built.run.out.contains("is not in the store"), "{}", built.run.shown());
    pulled.fetch(game);
    pulled.build(&["--locked"]).cost(NONE);
    pulled.files().are(&files);
}

#[test]
fn a_picked_painting_outranks_every_score() {
    let game = Game::of(ONE);
    game.build(&[]).cost([3, 3, 2]);
    let before = game.files();
    let log = game.run(&["log", "slime"]).success().out;
    let ended: Vec<&str> = log.lines().filter(|it| it.contains("ended: target")).collect();
    assert!(ended.len() == 1 && ended[0].contains("attempt 3"), "{log}");
    let built = game.does(&["pick", "slime", "1"]).cost(NONE);
    assert_eq!(built.asset("slime")["score"], 62, "{}", built.run.shown());
    assert_ne!(game.files()["sprite/slime.png"], before["sprite/slime.png"]);
    stands(&game);

    // Not even a better one that was asked for takes its place.
    game.script(r#"{"default": {"scores": [62, 75, 95, 100]}}"#);
    let built = game.build(&["--improve"]).cost([1, 1, 1]);
    assert_eq!(built.asset("slime")["score"], 62);
    game.edit("assetbuild.toml", "target = 90", "target = 99");
    game.build(&[]).cost(NONE);
    // The one that the judge liked can be picked again, by its digest.
    let lock = game.read("assetbuild.lock");
    let third =
        lock.lines().find(|it| it.trim_start().starts_with("{ attempt = 3, answer")).unwrap();
    let digest = third.split("b3:").nth(1).unwrap()[..8].to_owned();
    game.does(&["pick", "slime", &digest]).cost(NONE);
    assert_eq!(game.files()["sprite/slime.png"], before["sprite/slime.png"]);
}

#[test]
fn a_pick_that_cannot_be_made_says_what_there_is() {
    let game = picked();
    for (args, said) in [
        (["pick", "slime", "4"], "it has 3, from 1 to 3"),
        (["pick", "slime", "ffff"], "has no painting `ffff`"),
        (["pick", "slime/hover", "1"], "no painting called `hover`"),
        (["pick", "slme", "1"], "did you mean `slime`"),
    ] {
        let run = game.run(&args).fails_with(2);
        assert!(run.err.contains(said), "{}", run.shown());
    }
    let files = game.files();
    let run = game.run(&["pick", "slime", "2", "-n"]).success();
    assert!(run.err.contains("nothing was changed"), "{}", run.shown());
    game.files().are(&files);
}

#[test]
fn those_that_refer_to_a_picked_painting_are_priced_held_and_released() {
    let game = Game::built();
    let before = game.files();
    let shown = game.run(&["pick", "slime", "1", "-n"]).success();
    assert!(shown.err.contains("1 asset that refers to it"), "{}", shown.shown());
    assert!(shown.err.contains("assetbuild accept slime_hurt"), "{}", shown.shown());
    let built = game.does(&["pick", "slime", "1"]).cost(NONE);
    let follows = built.events.iter().find(|it| it["event"] == "follows").unwrap();
    assert_eq!(follows["repainted"], serde_json::json!(["slime_hurt"]));
    assert!(follows["usd_high"].as_f64().unwrap() > 0.0);
    assert_eq!(game.files()["sprite/slime_hurt.png"], before["sprite/slime_hurt.png"]);

    // Held by the project.
    game.edit("assetbuild.toml", "[budget]", "[budget]\ncascade = \"hold\"");
    let built = game.build(&[]).cost(NONE);
    assert_eq!(built.asset("slime_hurt")["state"], "held");
    assert!(built.asset("slime_hurt")["usd_high"].as_f64().unwrap() > 0.0);
    game.build(&["--locked"]).cost(NONE);
    game.build(&["@held"]).cost([3, 0, 0]);
    game.build(&[]).cost(NONE);
    game.edit("assetbuild.toml", "cascade = \"hold\"\n", "");
    game.build(&[]).cost(NONE);

    // Held by a person, and released.
    game.does(&["accept", "slime_hurt"]).cost(NONE);
    game.does(&["pick", "slime", "2"]).cost(NONE);
    let built = game.build(&[]).cost(NONE);
    assert_eq!(built.asset("slime_hurt")["state"], "held");
    let released = game.does(&["unaccept", "slime_hurt"]).cost(NONE);
    assert!(released.run.out.contains("slime_hurt"), "{}", released.run.shown());
    let built = game.build(&[]);
    assert_eq!((built.run.code, built.calls[0]), (Some(0), 3), "{}", built.run.shown());
}

#[test]
fn an_accepted_painting_stays_and_free_steps_still_apply() {
    let game = Game::built();
    game.does(&["accept", "style:dots"]).cost(NONE);
    let before = game.files();
    game.edit("art/styles.toml", "#F4A460", "#AA3311");
    let built = game.build(&[]).cost(NONE);
    assert_eq!(built.asset("ghost")["state"], "built", "{}", built.run.shown());
    assert_ne!(game.files()["sprite/ghost.png"], before["sprite/ghost.png"]);
    stands(&game);

    game.edit("art/assets.toml", "pale ghost", "grey ghost");
    let built = game.build(&[]).cost(NONE);
    assert_eq!(built.asset("ghost")["state"], "held");
    let price = built.asset("ghost")["usd_high"].as_f64().unwrap();
    assert!(price > 0.0, "{price}");
    // And the palette of what is held can change once more.
    game.edit("art/styles.toml", "#AA3311", "#F4A460");
    game.build(&[]).cost(NONE);
    assert_eq!(game.files()["sprite/ghost.png"], before["sprite/ghost.png"]);
    stands(&game);

    let run = game.run(&["unaccept", "ghost", "-n"]).success();
    assert!(run.err.contains("ghost: the next build may buy for it"), "{}", run.shown());
    game.does(&["unaccept", "ghost"]).cost(NONE);
    let built = game.build(&[]);
    assert_eq!((built.run.code, built.calls[0]), (Some(0), 3), "{}", built.run.shown());
    let again = game.run(&["unaccept", "ghost"]).success();
    assert!(again.err.contains("ghost is left alone: it is not accepted"), "{}", again.shown());
}

#[test]
fn more_paintings_join_those_that_are_there_and_the_better_one_is_shown() {
    let game = Game::of(ONE);
    game.script(r#"{"default": {"scores": [62, 75, 95, 40, 97, 99]}}"#);
    game.build(&[]).cost([3, 3, 2]);
    let before = game.files();
    // Worse: it is judged and kept, and the picture stays.
    let built = game.does(&["reroll", "slime", "--yes"]).cost([1, 1, 0]);
    assert_eq!(built.asset("slime")["score"], 95);
    assert_eq!(game.files()["sprite/slime.png"], before["sprite/slime.png"]);
    stands(&game);
    // Better: it is shown. No attempt was made, so more attempts are still to be had.
    let built = game.does(&["reroll", "slime", "-n", "2", "--yes"]).cost([2, 2, 0]);
    assert_eq!(built.asset("slime")["score"], 99, "{}", built.run.shown());
    assert_ne!(game.files()["sprite/slime.png"], before["sprite/slime.png"]);
    stands(&game);
    let log = game.does(&["log", "slime"]);
    let attempts: Vec<i64> = log.events.iter().filter_map(|it| it["attempt"].as_i64()).collect();
    assert_eq!(attempts, [1, 2, 3, 0, 0, 0]);
    game.edit("assetbuild.toml", "target = 90", "target = 100");
    game.build(&[]).cost([2, 2, 2]);
    // A reroll is picked like any other.
    let built = game.does(&["pick", "slime", "4"]).cost(NONE);
    assert_eq!(built.asset("slime")["score"], 40);
    stands(&game);
}

#[test]
fn a_note_is_for_the_refiner_and_its_paintings_are_for_nobody_else() {
    let game = Game::of(&format!("{ONE}\n{}", ONE.replace("slime]", "twin]")));
    game.build(&[]).cost([3, 3, 2]);
    game.does(&["reroll", "slime", "--note", "with a crown", "--yes"]).cost([1, 1, 1]);
    let lock = game.read("assetbuild.lock");
    let slime = &lock[lock.find("[asset.slime]").unwrap()..lock.find("[asset.twin]").unwrap()];
    assert_eq!(slime.matches("attempt = 0").count(), 1, "{slime}");
    // The twin has the same brief; what was painted for the slime's note is not its own.
    let before = game.calls().len();
    game.does(&["reroll", "twin", "--yes"]).cost([1, 1, 0]);
    // The slime has not taken that one: for it, it is there already.
    game.does(&["reroll", "slime", "--yes"]).cost(NONE);
    assert_eq!(game.calls().len(), before + 2);
    stands(&game);
}

#[test]
fn a_reroll_asks_first_and_buys_within_the_budget() {
    let game = Game::of(ONE);
    game.build(&[]).cost([3, 3, 2]);
    let files = game.files();
    let dry = game.does(&["reroll", "slime", "-n", "2", "--dry-run"]).cost(NONE);
    assert_eq!(dry.summary()["usd_low"], 0.08, "{}", dry.run.shown());
    // Whatever the price: nobody asked for more pictures but by this.
    let asked = game.run(&["reroll", "slime", "-n", "2"]).fails_with(7);
    assert!(asked.err.contains("this may cost $0.08"), "{}", asked.shown());
    game.does(&["reroll", "slime", "-n", "2"]).ends(7, NONE);
    game.files().are(&files);
    let tight = game.does(&["reroll", "slime", "-n", "3", "--yes", "--max-cost", "0.05"]);
    assert_eq!((tight.run.code, tight.calls[0]), (Some(4), 1), "{}", tight.run.shown());
    // What was paid for is there, and the next reroll takes it.
    game.does(&["reroll", "slime", "--yes"]).cost([0, 1, 0]);
    stands(&game);
}

#[test]
fn a_reroll_that_was_killed_loses_nothing() {
    for step in ["raw", "blob", "answer", "settle"] {
        let game = Game::of(ONE);
        game.build(&[]).cost([3, 3, 2]);
        let before = game.calls().len();
        let at = format!("{step}:1");
        let args = ["reroll", "slime", "--note", "bigger", "--yes"];
        // Every run is killed at its first durable step of this kind, until there is none.
        let mut kills = 0;
        while game.run_with(&args, &[("ASSETBUILD_TEST_CRASH", at.as_str())]).code.is_none() {
            kills += 1;
            assert!(kills < 30, "{step}: it gets no further");
            game.build(&["--locked"]).cost(NONE);
        }
        assert!(kills >= 3, "{step}: {kills}");
        assert_eq!(counted(&game.calls()[before..]), [1, 1, 1], "{step}");
        assert_eq!(game.read("assetbuild.lock").matches("attempt = 0").count(), 1, "{step}");
        stands(&game);
    }
}

#[test]
fn the_judge_can_be_asked_again_and_moves_no_pick() {
    let game = Game::of(ONE);
    game.build(&[]).cost([3, 3, 2]);
    let before = game.files();
    game.script(r#"{"default": {"scores": [10, 20, 30]}}"#);
    let built = game.does(&["judge", "slime", "--yes"]).cost([0, 1, 0]);
    assert_eq!(built.asset("slime")["score"], 30, "{}", built.run.shown());
    assert_eq!(game.files()["sprite/slime.png"], before["sprite/slime.png"]);
    stands(&game);
    let dry = game.does(&["judge", "-n"]).cost(NONE);
    assert_eq!(dry.summary()["usd_low"], 0.001, "{}", dry.run.shown());
}

#[test]
fn an_asset_without_a_verdict_is_judged_when_it_is_sent_again() {
    let game = Game::of(ONE);
    game.script(r#"{"rules": [{"kind": "judge", "then": {"answer": {"a": 1}}}]}"#);
    game.build(&[]).cost([1, 2, 0]);
    // Until then it is told by everyone, and fails who is strict.
    let again = game.build(&[]).cost(NONE);
    assert_eq!(again.asset("slime")["state"], "unjudged", "{}", again.run.shown());
    assert_eq!((&again.summary()["unjudged"], &again.summary()["fresh"]), (&1.into(), &0.into()));
    game.does(&["build", "--strict"]).ends(1, NONE);
    for command in ["status", "plan"] {
        let told = game.does(&[command]).cost(NONE);
        assert_eq!(told.asset("slime")["state"], "unjudged", "{}", told.run.shown());
    }
    for command in ["status", "build"] {
        let run = game.run(&[command]).success();
        // However its lines are broken.
        let words = run.shown().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("1 unjudged"), "{}", run.shown());
        assert!(words.contains("--resend slime"), "{}", run.shown());
    }
    game.script(r#"{"default": {"scores": [95]}}"#);
    game.build(&[]).cost(NONE);
    let built = game.build(&["--resend", "slime"]).cost([0, 1, 0]);
    assert_eq!(built.asset("slime")["score"], 95, "{}", built.run.shown());
    assert!(!game.run(&["status"]).success().out.contains("unjudged"));
    stands(&game);
}

#[test]
fn states_are_picked_and_rerolled_one_by_one() {
    let game = Game::of(&format!("{ONE}states = [\"normal\", \"hover\", \"pressed\"]\n"));
    game.script(r#"{"default": {"scores": [91, 91, 97]}}"#);
    game.build(&[]).cost([3, 2, 0]);
    let before = game.files();
    let run = game.run(&["reroll", "slime"]).fails_with(2);
    assert!(run.err.contains("slime/hover"), "{}", run.shown());
    game.script(r#"{"default": {"scores": [91, 97]}}"#);
    let built = game.does(&["reroll", "slime/hover", "--yes"]).cost([1, 1, 0]);
    assert_eq!(built.run.code, Some(0));
    let after = game.files();
    assert_ne!(after["sprite/slime_hover.png"], before["sprite/slime_hover.png"]);
    assert_eq!(after["sprite/slime_pressed.png"], before["sprite/slime_pressed.png"]);
    stands(&game);
    game.does(&["pick", "slime/hover", "1"]).cost(NONE);
    assert_eq!(game.files()["sprite/slime_hover.png"], before["sprite/slime_hover.png"]);
    stands(&game);
}

#[test]
fn what_the_program_draws_itself_is_picked_for_nothing() {
    let game = Game::of(&format!(
        "{ONE}[asset.gold]\nfrom = \"slime\"\nedits = [{{ mirror = \"horizontal\" }}]\n"
    ));
    game.edit("assetbuild.toml", "image = \"exec/painter@1\"", "image = \"builtin/sketch\"");
    game.edit("assetbuild.toml", "judge = \"exec/painter@1\"", "judge = \"builtin/measure\"");
    game.edit("assetbuild.toml", "refine = \"exec/painter@1\"", "refine = \"builtin/rules\"");
    game.edit("assetbuild.toml", "target = 90", "target = 100\ncandidates = 2");
    game.build(&[]).cost(NONE);
    let before = game.files();
    let log = game.does(&["log", "slime"]);
    let other = log.events.iter().find(|it| it["event"] == "painting" && it["picked"] == false);
    let number = other.unwrap()["number"].to_string();
    game.does(&["pick", "slime", &number]).cost(NONE);
    assert_ne!(game.files()["sprite/slime.png"], before["sprite/slime.png"]);
    // What is made from it follows, and nothing is left to do.
    game.build(&[]).cost(NONE);
    assert_ne!(game.files()["sprite/gold.png"], before["sprite/gold.png"]);
    let files = game.files();
    game.build(&["--locked"]).cost(NONE);
    // A fresh machine draws the same one again.
    let pulled = game.pulled(false);
    pulled.build(&["--locked"]).cost(NONE);
    outputs(&pulled.root()).are(&outputs(&game.root()));
    game.files().are(&files);
    let run = game.run(&["reroll", "slime"]).fails_with(2);
    assert!(run.err.contains("`variant`"), "{}", run.shown());
}

#[test]
fn a_refusal_is_told_again_by_later_builds() {
    let game = Game::of(ONE);
    game.script(r#"{"rules": [{"kind": "paint", "then": {"refuse": "no slimes here"}}]}"#);
    game.build(&[]).ends(1, [1, 0, 0]);
    let built = game.build(&[]).ends(1, NONE);
    assert!(built.run.out.contains("no slimes here"), "{}", built.run.shown());
}

#[test]
fn a_reroll_ends_with_what_came_of_it() {
    let game = Game::of(ONE);
    game.script(r#"{"default": {"scores": [95, 40, 50, 99]}}"#);
    game.build(&[]).cost([1, 1, 0]);
    let worse = game.run(&["reroll", "slime", "-n", "2", "--yes"]).success().err;
    assert!(worse.contains("2 more (40, 50): none is better than the one shown, 95"), "{worse}");
    assert!(worse.contains("assetbuild pick slime NUMBER"), "{worse}");
    let better = game.run(&["reroll", "slime", "--yes"]).success().err;
    assert!(better.contains("1 more (99): one of them is shown now"), "{better}");
}

#[test]
fn what_a_person_decided_shows_in_the_status() {
    let game = Game::of(THREE);
    game.build(&[]);
    game.does(&["pick", "slime", "1"]).cost(NONE);
    game.does(&["accept", "ghost"]).cost(NONE);
    let status = game.run(&["status", "-v"]).success().out;
    let says =
        |name: &str, what: &str| status.lines().any(|it| it.contains(name) && it.ends_with(what));
    assert!(says("slime", "picked by you") && says("ghost", "accepted by you"), "{status}");
    assert_eq!(status.matches("by you").count(), 2, "{status}");
    let told = game.does(&["status"]);
    assert_eq!(told.asset("slime")["chosen"], "picked", "{}", told.run.shown());
    assert_eq!(told.asset("ghost")["chosen"], "accepted");
}
