//! `verify` and `gc`: what is damaged is found and put right, and what was paid for is deleted by
//! name alone.

use std::fs;
use std::path::{Path, PathBuf};

use crate::paid::game::{Built, Game, NONE, ONE, all_files};

/// Changes a bit in the middle of a file, which nobody may write.
fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    put(path, &bytes);
}

fn put(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Files of a part of the store.
fn stored(game: &Game, area: &str) -> Vec<PathBuf> {
    all_files(&game.store().join(area))
}

fn is_picture(path: &Path) -> bool {
    fs::read(path).unwrap().starts_with(b"\x89PNG")
}

/// What was found of a kind.
fn found(run: &Built, what: &str) -> usize {
    run.events.iter().filter(|it| it["what"] == what).count()
}

fn verify(game: &Game, flags: &[&str], code: i32) -> Built {
    game.does(&[&["verify"], flags].concat()).ends(code, NONE)
}

#[test]
fn what_is_sound_comes_out_the_same_and_is_not_touched() {
    let game = Game::built();
    let before = (game.all(), stored(&game, ""));
    let run = verify(&game, &[], 0);
    assert_eq!((run.summary()["same"].as_u64(), run.events.len()), (Some(3), 1));
    assert_eq!(game.all(), before.0, "files of the project");
    assert_eq!(stored(&game, ""), before.1, "files of the store");
    assert_eq!(verify(&game, &["--sample", "0"], 0).summary()["same"], 0);
    assert_eq!(verify(&game, &["--sample", "2", "--repair"], 0).summary()["wrong_results"], 0);
}

#[test]
fn what_is_derived_and_damaged_is_found_wherever_it_lies_and_put_right() {
    for area in ["derived/blobs", "derived/ac"] {
        let game = Game::of(ONE);
        game.build(&[]);
        let files = game.files();
        stored(&game, area)
            .iter()
            .filter(|it| !it.ends_with("CACHEDIR.TAG"))
            .for_each(|it| flip(it));
        let damaged = found(&verify(&game, &[], 6), "unsound");
        assert!(damaged > 1, "{damaged} in {area}");
        assert_eq!(found(&verify(&game, &["--repair"], 0), "unsound"), damaged);
        assert_eq!(found(&verify(&game, &[], 0), "unsound"), 0);
        game.build(&[]).cost(NONE);
        game.files().are(&files);
    }
}

#[test]
fn a_result_that_is_not_that_of_its_key_is_found_by_computing_it_again() {
    let game = Game::of(ONE);
    game.build(&[]);
    // Sound as a file, and wrong.
    let results = stored(&game, "derived/ac");
    let looks: Vec<&PathBuf> = results
        .iter()
        .filter(|it| String::from_utf8_lossy(&fs::read(it).unwrap()).contains("\"findings\""))
        .collect();
    // One of them is of the picture that is shown, and is computed again; each is in another's place.
    assert!(looks.len() > 2, "{results:?}");
    let said: Vec<Vec<u8>> = looks.iter().map(|it| fs::read(it).unwrap()).collect();
    for (idx, path) in looks.iter().enumerate() {
        put(path, &said[(idx + 1) % said.len()]);
    }
    let wrong = |flags: &[&str]| verify(&game, flags, 0).summary()["wrong_results"].clone();
    assert_eq!((wrong(&[]), wrong(&["--repair"])), (1.into(), 1.into()));
    assert_eq!(wrong(&[]), 0);
}

#[test]
fn an_answer_is_restored_from_its_copy_whichever_of_the_two_is_damaged() {
    let game = Game::of(ONE);
    game.build(&[]);
    let under_keys = stored(&game, "originals/ac");
    let texts = stored(&game, "originals/blobs").into_iter().filter(|it| !is_picture(it));
    let texts: Vec<PathBuf> = texts.collect();
    for path in [&under_keys[0], &texts[texts.len() - 1]] {
        let before = fs::read(path).unwrap();
        flip(path);
        assert_eq!(found(&verify(&game, &[], 6), "unsound"), 1, "{}", path.display());
        assert_eq!(found(&verify(&game, &["--repair"], 0), "unsound"), 1);
        assert_eq!(fs::read(path).unwrap(), before);
        verify(&game, &[], 0);
    }
}

#[test]
fn answers_that_lie_under_no_key_are_found_again_from_blobs_and_journal() {
    let game = Game::of(ONE);
    game.build(&[]).cost([3, 3, 2]);
    let (files, answers) = (game.files(), stored(&game, "originals/ac"));
    game.remove(&game.store().join("originals/ac"));
    game.remove(&game.store().join("derived"));
    // Nothing is bought while what is there is not found, and the way out is named.
    game.edit("art/styles.toml", "#F4A460", "#AA3311");
    let told = game.build(&[]).ends(5, NONE);
    let asset = told.asset("slime");
    assert!(asset["error"].to_string().contains("`originals/ac` lacks it"), "{asset}");
    assert!(asset["help"].to_string().contains("assetbuild verify --repair"), "{asset}");
    game.edit("art/styles.toml", "#AA3311", "#F4A460");
    assert_eq!(found(&verify(&game, &[], 6), "unsound"), answers.len());
    assert_eq!(found(&verify(&game, &["--repair"], 0), "unsound"), answers.len());
    assert_eq!(stored(&game, "originals/ac"), answers);
    verify(&game, &[], 0);
    for path in ["assetbuild.lock", "generated-assets", ".assetbuild"] {
        game.remove(&game.root().join(path));
    }
    game.build(&[]).cost(NONE);
    game.files().are(&files);
}

#[test]
fn paintings_that_lie_under_no_key_are_found_again_without_a_journal() {
    let game = Game::of(ONE);
    game.build(&[]).cost([3, 3, 2]);
    let files = game.files();
    for path in ["originals/ac", "journal", "derived"] {
        game.remove(&game.store().join(path));
    }
    game.remove(&game.root().join("generated-assets"));
    assert_eq!(found(&verify(&game, &["--repair"], 0), "unsound"), 3);
    game.build(&[]).cost(NONE);
    game.files().are(&files);
}

#[test]
fn a_lost_original_is_named_with_its_asset_and_with_where_it_may_be() {
    let game = Game::of(ONE);
    game.build(&[]);
    let pictures = stored(&game, "originals/blobs").into_iter().filter(|it| is_picture(it));
    pictures.for_each(|it| flip(&it));
    let run = verify(&game, &["--repair"], 6);
    assert_eq!(found(&run, "unsound"), 3);
    let run = game.run(&["verify"]).fails_with(5);
    assert!(run.err.contains("of slime, which is shown"), "{}", run.shown());
    assert!(run.err.contains("finished, it is in `sprite/slime.png`"), "{}", run.shown());
    assert!(run.err.contains("whoever bought it"), "{}", run.shown());
    // What is shown stays as it is, and nothing is bought.
    game.build(&[]).cost(NONE);
}

#[test]
fn an_output_that_is_gone_is_told_and_written_again_for_nothing() {
    let game = Game::of(ONE);
    game.build(&[]);
    let files = game.files();
    fs::remove_file(game.root().join("generated-assets/sprite/slime.png")).unwrap();
    let run = game.run(&["verify"]).fails_with(3);
    assert!(run.err.contains("missing: sprite/slime.png"), "{}", run.shown());
    let run = game.run(&["verify", "--repair"]).success();
    assert!(run.err.contains("1 output was written again"), "{}", run.shown());
    game.files().are(&files);
}

#[test]
fn gc_deletes_what_can_be_computed_again_only_when_it_is_told_to() {
    let game = Game::built();
    let (files, before) = (game.files(), stored(&game, ""));
    let run = game.run(&["gc", "--older-than", "0"]).success();
    assert!(run.err.contains("nothing was deleted"), "{}", run.shown());
    assert_eq!(stored(&game, ""), before);
    game.run(&["gc"]).success();
    game.run(&["gc", "--apply"]).success();
    assert!(!stored(&game, "derived/blobs").is_empty(), "nothing is older than a month");
    game.run(&["gc", "--older-than", "0", "--apply"]).success();
    assert_eq!(stored(&game, "derived/blobs"), Vec::<PathBuf>::new());
    let originals = |all: &[PathBuf]| -> Vec<PathBuf> {
        let is_original = |it: &&PathBuf| it.starts_with(game.store().join("originals"));
        all.iter().filter(is_original).cloned().collect()
    };
    assert_eq!(originals(&stored(&game, "")), originals(&before));
    game.remove(&game.root().join("generated-assets"));
    game.build(&[]).cost(NONE);
    game.files().are(&files);
}

#[test]
fn originals_are_listed_with_what_they_cost_and_deleted_by_name_if_no_record_names_them() {
    let game = Game::of(ONE);
    game.build(&[]);
    game.edit("art/assets.toml", "green slime", "blue slime");
    game.build(&[]).cost([3, 3, 2]);
    let files = game.files();
    let before = stored(&game, "originals");
    let run = game.run(&["gc", "--originals"]).success();
    assert!(run.err.contains("3 pictures") && run.err.contains("$0.12"), "{}", run.shown());
    game.run(&["gc", "--originals", "--apply"]).fails_with(2);
    game.run(&["gc", "--originals", "ghost", "--apply"]).fails_with(2);
    assert_eq!(stored(&game, "originals"), before);
    let run = game.run(&["gc", "--originals", "slime", "--apply"]).success();
    assert!(run.err.contains("deleted: 3 pictures that had cost $0.12"), "{}", run.shown());
    let left = stored(&game, "originals/blobs").into_iter().filter(|it| is_picture(it)).count();
    assert_eq!(left, 3, "what the lock names stays");
    let run = game.run(&["gc", "--originals"]).success();
    assert!(run.err.contains("every picture"), "{}", run.shown());
    verify(&game, &[], 0);
    game.build(&[]).cost(NONE);
    game.files().are(&files);
}

#[test]
fn cost_and_doctor_say_how_much_lies_in_the_store() {
    let game = Game::of(ONE);
    game.build(&[]);
    let bytes = |area| stored(&game, area).iter().map(|it| fs::metadata(it).unwrap().len()).sum();
    let cost = game.does(&["cost"]);
    let originals: u64 = bytes("originals");
    assert_eq!(cost.summary()["bytes_originals"].as_u64(), Some(originals));
    for command in ["cost", "doctor"] {
        let run = game.run(&[command]);
        let said = format!("{}{}", run.out, run.err);
        assert!(said.contains("originals: ") && said.contains("computed again: "), "{said}");
    }
}

#[test]
fn clean_lists_what_it_would_remove_and_removes_it_only_then() {
    let game = Game::built();
    let before = game.all();
    let run = game.run(&["clean", "--dry-run"]).success();
    assert!(run.err.contains("sprite/slime.png"), "{}", run.shown());
    assert!(run.err.contains("6 files would be removed; nothing was"), "{}", run.shown());
    assert_eq!(game.all(), before);
    let run = game.run(&["clean"]).success();
    assert!(run.err.contains("6 files removed"), "{}", run.shown());
    assert!(!game.has("generated-assets/sprite/slime.png"));
}
