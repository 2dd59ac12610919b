//! What a person made or touched up by hand is kept, shown and handed on.

use std::fs;

use assetbuild::digest::Digest;

use crate::paid::game::{Game, NONE, ONE};

/// A picture of one colour, as somebody may save it: no seal, another compression.
fn by_hand(width: u32, height: u32, color: [u8; 4]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    let pixels: Vec<u8> = (0..width * height)
        .flat_map(|idx| if idx % width % 8 < 4 { color } else { [0; 4] })
        .collect();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

/// The pixels of an output.
fn pixels(game: &Game, path: &str) -> Digest {
    decoded(&fs::read(game.root().join("generated-assets").join(path)).unwrap())
}

fn decoded(bytes: &[u8]) -> Digest {
    assetbuild::image::decode(bytes).unwrap().digest()
}

#[track_caller]
fn stands(game: &Game) {
    let files = game.files();
    game.build(&["--locked"]).cost(NONE);
    game.build(&[]).cost(NONE);
    game.files().are(&files);
    let pulled = game.pulled(true);
    pulled.build(&["--locked"]).cost(NONE);
    let pulled = game.pulled(false);
    pulled.build(&[]).ends(5, NONE);
    pulled.fetch(game);
    pulled.build(&["--locked"]).cost(NONE);
    pulled.files().are(&files);
}

#[test]
fn a_touched_up_output_is_left_alone_until_it_is_adopted() {
    let game = Game::built();
    let edited = by_hand(32, 32, [10, 200, 90, 255]);
    let path = game.root().join("generated-assets/sprite/slime.png");
    let ours = fs::read(&path).unwrap();
    fs::write(&path, &edited).unwrap();
    let built = game.build(&[]).cost(NONE);
    assert_eq!(built.asset("slime")["state"], "edited");
    assert_eq!(fs::read(&path).unwrap(), edited);
    game.build(&["--locked"]).ends(3, NONE);
    for args in [&["reroll", "slime", "--yes"][..], &["adopt", "slime", "art/assets.toml"]] {
        let run = game.run(args).fails_with(2);
        assert!(run.err.contains("changed by hand"), "{}", run.shown());
    }
    assert_eq!(fs::read(&path).unwrap(), edited);

    let built = game.does(&["adopt", "slime"]).cost(NONE);
    let follows = built.events.iter().find(|it| it["event"] == "follows").unwrap();
    assert_eq!(follows["repainted"], serde_json::json!(["slime_hurt"]));
    assert_eq!(pixels(&game, "sprite/slime.png"), decoded(&edited));
    game.does(&["accept", "slime_hurt"]).cost(NONE);
    stands(&game);

    // Whatever the manifest says.
    game.edit("art/assets.toml", "green slime", "blue slime");
    game.edit("art/styles.toml", "#F4A460", "#AA3311");
    let built = game.build(&[]).cost(NONE);
    assert_eq!(built.asset("slime")["state"], "held");
    assert_eq!(pixels(&game, "sprite/slime.png"), decoded(&edited));
    assert_ne!(fs::read(&path).unwrap(), ours);
}

#[test]
fn an_edit_that_is_discarded_gives_way_to_the_picture_of_the_lock() {
    let game = Game::built();
    let files = game.files();
    let path = game.root().join("generated-assets/sprite/slime.png");
    fs::write(&path, by_hand(32, 32, [1, 2, 3, 255])).unwrap();
    game.build(&["slime", "--discard-edits", "slime"]).cost(NONE);
    game.files().are(&files);
}

#[test]
fn a_file_is_adopted_as_it_is_and_checks_only_warn() {
    let game = Game::built();
    let picture = by_hand(40, 24, [200, 10, 10, 255]);
    fs::write(game.root().join("mine.png"), &picture).unwrap();
    let built = game.does(&["adopt", "ghost", "mine.png"]).cost(NONE);
    let warnings = built.asset("ghost")["warnings"].to_string();
    assert!(warnings.contains("size: 40x24, required 32x32"), "{}", built.run.shown());
    assert_eq!(pixels(&game, "sprite/ghost.png"), decoded(&picture));
    fs::remove_file(game.root().join("mine.png")).unwrap();
    stands(&game);
    // More paintings are judged beside it, and none takes its place.
    game.does(&["reroll", "ghost", "--yes"]).cost([1, 1, 0]);
    assert_eq!(pixels(&game, "sprite/ghost.png"), decoded(&picture));
    stands(&game);
    // Released, it is still what a person picked for these words; other words are painted.
    game.does(&["unaccept", "ghost"]).cost(NONE);
    game.build(&[]).cost(NONE);
    assert_eq!(pixels(&game, "sprite/ghost.png"), decoded(&picture));
    game.edit("art/assets.toml", "pale ghost", "grey ghost");
    let built = game.build(&[]);
    assert_eq!((built.run.code, built.calls[0]), (Some(0), 3), "{}", built.run.shown());
    // And the words taken back show it again.
    game.edit("art/assets.toml", "grey ghost", "pale ghost");
    game.build(&[]).cost(NONE);
    assert_eq!(pixels(&game, "sprite/ghost.png"), decoded(&picture));
}

#[test]
fn a_state_is_adopted_by_itself() {
    let game = Game::of(&format!("{ONE}states = [\"normal\", \"hover\"]\n"));
    game.script(r#"{"default": {"scores": [95]}}"#);
    game.build(&[]).cost([2, 2, 0]);
    let before = game.files();
    let picture = by_hand(32, 32, [200, 10, 10, 255]);
    fs::write(game.root().join("mine.png"), &picture).unwrap();
    game.does(&["adopt", "slime/hover", "mine.png"]).cost(NONE);
    assert_eq!(pixels(&game, "sprite/slime_hover.png"), decoded(&picture));
    assert_eq!(game.files()["sprite/slime_normal.png"], before["sprite/slime_normal.png"]);
    stands(&game);
}

#[test]
fn one_of_two_edits_is_adopted_and_the_other_one_is_not_lost() {
    let game = Game::of(&format!("{ONE}states = [\"normal\", \"hover\"]\n"));
    game.script(r#"{"default": {"scores": [95]}}"#);
    game.build(&[]).cost([2, 2, 0]);
    let edits = [by_hand(32, 32, [1, 2, 3, 255]), by_hand(32, 32, [200, 1, 1, 255])];
    let out = game.root().join("generated-assets/sprite");
    fs::write(out.join("slime_normal.png"), &edits[0]).unwrap();
    fs::write(out.join("slime_hover.png"), &edits[1]).unwrap();
    game.does(&["adopt", "slime/hover"]).cost(NONE);
    game.build(&[]).cost(NONE);
    assert_eq!(fs::read(out.join("slime_normal.png")).unwrap(), edits[0]);
    game.does(&["adopt", "slime"]).cost(NONE);
    assert_eq!(pixels(&game, "sprite/slime_normal.png"), decoded(&edits[0]));
    assert_eq!(pixels(&game, "sprite/slime_hover.png"), decoded(&edits[1]));
    stands(&game);
}

#[test]
fn a_picture_stands_beside_what_the_program_draws() {
    let game = Game::of(&format!("{ONE}states = [\"normal\", \"hover\"]\n"));
    game.edit("assetbuild.toml", "image = \"exec/painter@1\"", "image = \"builtin/sketch\"");
    game.edit("assetbuild.toml", "judge = \"exec/painter@1\"", "judge = \"builtin/measure\"");
    game.edit("assetbuild.toml", "refine = \"exec/painter@1\"", "refine = \"builtin/rules\"");
    game.build(&[]).cost(NONE);
    let before = game.files();
    let picture = by_hand(32, 32, [200, 10, 10, 255]);
    fs::write(game.root().join("mine.png"), &picture).unwrap();
    game.does(&["adopt", "slime/hover", "mine.png"]).cost(NONE);
    assert_eq!(pixels(&game, "sprite/slime_hover.png"), decoded(&picture));
    assert_eq!(game.files()["sprite/slime_normal.png"], before["sprite/slime_normal.png"]);
    stands(&game);
    game.edit("art/assets.toml", "green slime", "blue slime");
    let built = game.build(&[]).cost(NONE);
    assert_eq!(built.asset("slime")["state"], "held");
    assert_eq!(pixels(&game, "sprite/slime_hover.png"), decoded(&picture));
}

#[test]
fn a_picture_can_be_there_before_any_is_painted() {
    let game = Game::of(ONE);
    let picture = by_hand(32, 32, [200, 10, 10, 255]);
    fs::write(game.root().join("mine.png"), &picture).unwrap();
    game.does(&["adopt", "slime", "mine.png"]).cost(NONE);
    assert_eq!(pixels(&game, "sprite/slime.png"), decoded(&picture));
    stands(&game);
    // It was bought of nobody: the first purchase of the project is still to be confirmed.
    game.append("art/assets.toml", "[asset.ghost]\nsubject = \"pale ghost\"\nstyle = \"dots\"\n");
    game.does(&["build"]).ends(7, NONE);
    let run = game.run(&["adopt", "slime", "art/assets.toml"]).fails_with(2);
    assert!(run.err.contains("cannot be adopted: not a picture"), "{}", run.shown());
}
