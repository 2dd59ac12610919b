//! What is renamed or lost, but not an answer, comes back for nothing.

use std::fs;
use std::path::PathBuf;

use crate::paid::game::{Game, NONE, all_files};

fn rename(game: &Game) {
    game.edit("art/assets.toml", "[asset.slime]", "[asset.jelly]");
    game.edit("art/assets.toml", "[\"slime\"]", "[\"jelly\"]");
}

#[test]
fn a_new_name_is_the_same_picture() {
    let game = Game::built();
    let before = game.files();
    rename(&game);
    game.build(&[]).cost(NONE);
    let after = game.files();
    assert_eq!(after["sprite/jelly.png"], before["sprite/slime.png"]);
    assert!(!after.has("sprite/slime.png"));
    game.build(&[]).cost(NONE);
}

#[test]
fn a_new_name_needs_no_store() {
    let game = Game::built();
    let before = game.files();
    game.remove(&game.store());
    rename(&game);
    game.build(&[]).cost(NONE);
    assert_eq!(game.files()["sprite/jelly.png"], before["sprite/slime.png"]);
    game.build(&[]).cost(NONE);
}

#[test]
fn what_engines_put_beside_a_picture_goes_along_to_its_new_name_and_folder() {
    let game = Game::built();
    let beside = ["slime.png.import", "slime.png.meta", "slime.json.meta", "slime.png.uid"];
    for file in beside.iter().chain(&["ghost.png.meta", "slime.png.txt"]) {
        game.write(&format!("generated-assets/sprite/{file}"), file);
    }
    rename(&game);
    game.build(&[]).cost(NONE);
    for file in beside {
        let new = format!("generated-assets/sprite/{}", file.replace("slime", "jelly"));
        assert_eq!(game.read(&new), file);
        assert!(!game.has(&format!("generated-assets/sprite/{file}")), "{file}");
    }
    game.edit("art/assets.toml", "[asset.jelly]", "[asset.jelly]\ncategory = \"foes\"");
    game.build(&[]).cost(NONE);
    assert_eq!(game.read("generated-assets/foes/jelly.png.import"), "slime.png.import");
    // Others stay where they are.
    assert!(game.has("generated-assets/sprite/ghost.png.meta"));
    assert!(game.has("generated-assets/sprite/slime.png.txt"));
}

#[test]
fn deleted_outputs_come_back() {
    let game = Game::built();
    let before = game.files();
    game.remove(&game.root().join("generated-assets"));
    game.build(&[]).cost(NONE);
    game.files().are(&before);
}

#[test]
fn what_is_derived_is_computed_again() {
    let game = Game::built();
    let before = game.files();
    game.remove(&game.store().join("derived"));
    game.build(&[]).cost(NONE);
    game.remove(&game.store().join("derived"));
    game.remove(&game.root().join("generated-assets"));
    game.build(&[]).cost(NONE);
    game.files().are(&before);
}

#[test]
fn originals_alone_lead_to_the_same_bytes() {
    let game = Game::built();
    let before = game.files();
    for path in ["generated-assets", "assetbuild.lock", ".assetbuild"] {
        game.remove(&game.root().join(path));
    }
    for path in ["derived", "journal", "locks", "tmp"] {
        game.remove(&game.store().join(path));
    }
    game.build(&[]).cost(NONE);
    game.files().are(&before);
}

#[test]
fn a_reverted_edit_is_free() {
    let game = Game::built();
    let before = game.files();
    game.edit("art/assets.toml", "green slime", "blue slime");
    // Its own three attempts, and those of the one that refers to it.
    game.build(&[]);
    assert_ne!(game.files()["sprite/slime.png"], before["sprite/slime.png"]);
    game.edit("art/assets.toml", "blue slime", "green slime");
    game.build(&[]).cost(NONE);
    game.files().are(&before);
}

/// Pictures of every kind, made of one another.
const ALL: &str = r#"
[asset.slime]
subject = "green slime"
style = "dots"

[asset.slime_left]
from = "slime"
edits = [{ mirror = "horizontal" }]

[atlas.slimes]
pack = ["slime*"]
"#;

#[test]
fn what_is_derived_and_damaged_is_computed_again_in_the_same_build() {
    let is_derived = |it: &&PathBuf| !it.ends_with("CACHEDIR.TAG");
    for area in ["derived/blobs", "derived/ac", "derived"] {
        for (damage, gone) in [
            ("emptied", "generated-assets"),
            ("flipped", "generated-assets"),
            // What it is made from stands there, and only the store's copy of that is damaged.
            ("flipped", "generated-assets/sprite/slime_left.png"),
        ] {
            let game = Game::of(ALL);
            game.build(&[]);
            let before = game.files();
            for path in all_files(&game.store().join(area)).iter().filter(is_derived) {
                let mut bytes = fs::read(path).unwrap();
                match damage {
                    "emptied" => bytes.clear(),
                    _ => bytes[0] ^= 1,
                }
                fs::remove_file(path).unwrap();
                fs::write(path, bytes).unwrap();
            }
            game.remove(&game.root().join(gone));
            let built = game.build(&[]).cost(NONE);
            assert!(built.summary()["failed"] == 0, "{}", built.run.shown());
            game.files().are(&before);
            game.build(&[]).cost(NONE);
        }
    }
}
