//! What is renamed or lost, but not an answer, comes back for nothing.

use crate::paid::game::{Game, NONE};

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
