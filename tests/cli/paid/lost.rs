//! An original that is lost or damaged is named, is not bought again unasked, and can always be
//! replaced.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::paid::game::{Game, NONE, ONE, all_files};

/// A picture of three attempts, of which the last one is shown.
fn built() -> Game {
    let game = Game::of(ONE);
    game.build(&[]).cost([3, 3, 2]);
    game
}

/// The files of the paintings, as they came.
fn paintings(game: &Game) -> Vec<PathBuf> {
    let blobs = all_files(&game.store().join("originals/blobs"));
    blobs.into_iter().filter(|it| fs::read(it).unwrap().starts_with(b"\x89PNG")).collect()
}

/// The file of the painting that the lock shows.
fn shown(game: &Game) -> PathBuf {
    let lock = game.read("assetbuild.lock");
    let third = lock.lines().find(|it| it.trim_start().starts_with("{ attempt = 3, answer"));
    let digest = third.unwrap().split("b3:").nth(1).unwrap().split('"').next().unwrap();
    let path =
        |digest: &str| game.store().join("originals/blobs").join(&digest[..2]).join(&digest[2..]);
    let answer: Value = serde_json::from_slice(&fs::read(path(digest)).unwrap()).unwrap();
    let picture = answer.to_string();
    let picture = picture.split("\"picture\":\"b3:").nth(1).unwrap();
    path(&picture[..64])
}

fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

/// What is derived and the outputs are gone: the originals are needed.
fn forget(game: &Game) {
    game.remove(&game.store().join("derived"));
    game.remove(&game.root().join("generated-assets"));
}

/// The plan and the build fail the asset, name the painting, and ask for nothing.
#[track_caller]
fn is_told(game: &Game, code: i32, what: &str) {
    let plan = game.does(&["plan"]);
    let planned = plan.asset("slime")["error"].as_str().unwrap_or_default().to_owned();
    assert!(planned.contains(what), "{planned}");
    let built = game.build(&[]).ends(code, NONE);
    let asset = built.asset("slime");
    assert!(asset["error"].as_str().unwrap().contains(what), "{asset}");
    assert!(asset["help"].to_string().contains("--replace slime"), "{asset}");
}

#[test]
fn a_lost_painting_is_named_and_replaced_by_one_of_the_same_words() {
    let game = built();
    let files = game.files();
    let blob = shown(&game);
    game.remove(&blob);
    forget(&game);
    let name = blob.file_name().unwrap().to_str().unwrap();
    is_told(&game, 5, "painting 3 of `slime`");
    is_told(&game, 5, name);
    game.build(&["--resend", "slime"]).ends(5, NONE);
    game.build(&["--replace", "slime"]).cost([1, 0, 0]);
    assert_eq!(game.files()["sprite/slime.png"], files["sprite/slime.png"]);
    game.build(&[]).cost(NONE);
}

#[test]
fn lost_paintings_that_no_record_names_are_not_bought_again_unasked() {
    let game = built();
    paintings(&game).iter().for_each(|it| game.remove(it));
    forget(&game);
    game.remove(&game.root().join("assetbuild.lock"));
    game.remove(&game.root().join(".assetbuild"));
    is_told(&game, 5, "painting 1 of `slime`");
    game.build(&["--replace", "slime"]).cost([3, 0, 0]);
    game.build(&[]).cost(NONE);
    assert!(game.files().has("sprite/slime.png"));
}

#[test]
fn a_damaged_painting_is_one_that_is_lost() {
    let game = built();
    damage(&shown(&game));
    forget(&game);
    // That it is damaged is seen when it is read: then the store is, and it is set aside.
    let built = game.build(&[]).ends(6, NONE);
    assert!(built.asset("slime")["error"].to_string().contains("painting 3 of `slime`"));
    is_told(&game, 5, "painting 3 of `slime`");
    game.build(&["--replace", "slime"]).cost([1, 0, 0]);
    game.build(&[]).cost(NONE);
}

#[test]
fn a_damaged_painting_is_replaced_within_the_price_of_the_plan() {
    let game = built();
    damage(&shown(&game));
    forget(&game);
    // The plan reads what is to be replaced, so that it knows.
    game.build(&["--replace", "slime"]).cost([1, 0, 0]);
    assert!(game.files().has("sprite/slime.png"));
    game.build(&[]).cost(NONE);
}

#[test]
fn a_lost_answer_of_an_attempt_that_was_not_picked_is_named_and_nothing_is_told_without_it() {
    for (what, kind) in
        [("painting 1 of `slime`", "answer"), ("the verdict of painting 1", "verdict")]
    {
        let game = built();
        let lock = game.read("assetbuild.lock");
        let first = lock.lines().find(|it| it.trim_start().starts_with("{ attempt = 1, answer"));
        let digest = first.unwrap().split(&format!("{kind} = \"b3:")).nth(1).unwrap();
        for area in ["blobs", "ac"] {
            let stored = all_files(&game.store().join("originals").join(area));
            let is_it =
                |it: &&PathBuf| it.display().to_string().replace('/', "").contains(&digest[..64]);
            stored.iter().filter(is_it).for_each(|it| game.remove(it));
        }
        let whole = (game.files(), lock);
        // Nothing needs it so far.
        game.build(&[]).cost(NONE);
        game.edit("art/styles.toml", "#F4A460", "#AA3311");
        is_told(&game, 5, what);
        assert_eq!(game.read("assetbuild.lock"), whole.1, "{what}");
        game.files().are(&whole.0);
        // Nor is it the release's fault.
        game.edit("art/styles.toml", "#AA3311", "#F4A460");
        forget(&game);
        let frozen = game.build(&["--frozen"]).ends(5, NONE);
        let asset = frozen.asset("slime");
        assert!(asset["error"].as_str().unwrap().contains(what), "{asset}");
        assert_eq!(game.read("assetbuild.lock"), whole.1, "{what}");
    }
}

#[test]
fn what_is_lost_is_not_missed_while_nothing_needs_it() {
    let game = built();
    paintings(&game).iter().for_each(|it| game.remove(it));
    game.build(&[]).cost(NONE);
    game.remove(&game.root().join("generated-assets"));
    game.build(&[]).cost(NONE);
}

#[test]
fn an_accepted_picture_that_is_lost_is_replaced_by_one_for_the_words_of_today() {
    let game = built();
    game.does(&["accept", "slime"]).cost(NONE);
    game.edit("art/assets.toml", "green slime", "blue slime");
    game.build(&[]).cost(NONE);
    paintings(&game).iter().for_each(|it| game.remove(it));
    forget(&game);
    is_told(&game, 5, "painting 3 of `slime`");
    game.build(&["--replace", "slime"]).cost([3, 3, 2]);
    game.build(&[]).cost(NONE);
}

#[test]
fn the_output_of_a_lost_painting_can_be_kept() {
    let game = built();
    paintings(&game).iter().for_each(|it| game.remove(it));
    game.remove(&game.store().join("derived"));
    // A free edit that needs the painting.
    game.edit("art/styles.toml", "#F4A460", "#AA3311");
    let built = game.build(&[]).ends(5, NONE);
    assert!(
        built.asset("slime")["help"].to_string().contains("adopt slime"),
        "{}",
        built.run.shown()
    );
    game.does(&["adopt", "slime", "generated-assets/sprite/slime.png"]).cost(NONE);
    game.build(&[]).cost(NONE);
    assert!(game.files().has("sprite/slime.png"));
}
