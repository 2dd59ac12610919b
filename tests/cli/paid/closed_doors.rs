//! `--offline`, `--locked` and `--frozen` ask nobody.

use std::fs;

use crate::paid::game::{Game, NONE, all_files, outputs};

#[test]
fn offline_runs_no_program() {
    let game = Game::new();
    let built = game.build(&["--offline"]).ends(5, NONE);
    assert_eq!(built.asset("slime")["state"], "failed", "{}", built.run.shown());
    game.build(&[]).cost([9, 9, 6]);
    game.edit("art/styles.toml", "#F4A460", "#B03060");
    game.build(&["--offline"]).cost(NONE);
    game.build(&[]).cost(NONE);
}

#[test]
fn a_locked_build_leaves_the_lock_and_says_that_there_is_work() {
    let game = Game::built();
    let before = game.files();
    game.build(&["--locked"]).cost(NONE);
    game.edit("art/assets.toml", "pale ghost", "very pale ghost");
    game.build(&["--locked"]).ends(3, NONE);
    game.edit("art/styles.toml", "#F4A460", "#B03060");
    game.build(&["--locked"]).ends(3, NONE);
    game.files().are(&before);
}

#[test]
fn a_locked_build_puts_deleted_outputs_back() {
    let game = Game::built();
    let before = game.files();
    game.remove(&game.root().join("generated-assets"));
    game.remove(&game.store().join("derived"));
    game.build(&["--locked"]).cost(NONE);
    game.files().are(&before);
}

#[test]
fn a_copy_with_the_originals_makes_the_very_files() {
    let game = Game::built();
    let folder = game.root().with_file_name("copy");
    for file in all_files(&game.root()) {
        let name = file.strip_prefix(game.root()).unwrap().display().to_string();
        if !name.starts_with("generated-assets") && !name.starts_with(".assetbuild") {
            game.write(&format!("../copy/{name}"), &game.read(&name));
        }
    }
    let originals = all_files(&game.store().join("originals"));
    for file in originals.into_iter().chain([game.store().join("format")]) {
        let name = file.strip_prefix(game.store()).unwrap();
        let to = game.store().with_file_name("other-store").join(name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&file, to).unwrap();
    }
    let before = game.calls().len();
    let store = game.store().with_file_name("other-store").display().to_string();
    let run =
        game.run_with(&["-C", "../copy", "build", "--frozen"], &[("ASSETBUILD_STORE", &store)]);
    run.success();
    assert_eq!(game.calls().len(), before);
    outputs(&folder).are(&outputs(&game.root()));
    let lock = |it: &std::path::Path| fs::read(it.join("assetbuild.lock")).unwrap();
    assert_eq!(lock(&folder), lock(&game.root()));
}

#[test]
fn a_build_that_its_first_failure_ends_has_failed_and_was_not_interrupted() {
    let game = Game::new();
    game.script(r#"{"default": {"answer": "roses are red"}}"#);
    let built = game.does(&["build", "--yes", "--fail-fast"]);
    assert_eq!(built.run.code, Some(1), "{}", built.run.shown());
}
