//! Watch mode is the build, again: whatever was edited meanwhile, it ends with the tree that a
//! build from nothing makes, and asks no model twice for anything.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use serde_json::Value;

use crate::paid::game::{Game, NONE};
use crate::watching::Watching;

#[test]
fn watching_ends_with_the_tree_of_a_fresh_build_and_asks_nothing_twice() {
    let game = Game::new();
    let watching = Watching::start(&game);
    watching.until("the first build", |_| game.has("generated-assets/sprite/slime_hurt.png"));

    // Saved as editors do: a new file takes the old one's name.
    let reworded = game.read("art/assets.toml").replace("pale ghost", "dark ghost");
    let before = fs::read(game.root().join("generated-assets/sprite/ghost.png")).unwrap();
    game.write("art/.assets.toml.swp", &reworded);
    let (from, to) = ("art/.assets.toml.swp", "art/assets.toml");
    fs::rename(game.root().join(from), game.root().join(to)).unwrap();
    let seen = watching.until("a save by rename", |_| {
        fs::read(game.root().join("generated-assets/sprite/ghost.png")).unwrap() != before
    });
    let built: BTreeSet<&str> = seen
        .iter()
        .filter(|it| it["event"] == "asset" && it["state"] == "built")
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(built, BTreeSet::from(["ghost"]), "its own outputs woke it, or too much was built");

    // A broken manifest is told, keeps nothing else from being built, and mends by itself.
    game.write("art/more.toml", "[asset.bat]\nsubject = \"sleepy bat\"\nstyle = \"dots\n");
    watching.until("a broken manifest", |seen| seen.iter().any(|it| it["event"] == "diagnostic"));
    game.write("art/more.toml", "[asset.bat]\nsubject = \"sleepy bat\"\nstyle = \"dots\"\n");
    watching.until("the mended manifest", |_| game.has("generated-assets/sprite/bat.png"));

    game.remove(&game.root().join("art/more.toml"));
    watching.until("a removed file", |_| !game.has("generated-assets/sprite/bat.png"));
    watching.end();

    let watched = game.files();
    for path in ["generated-assets", "assetbuild.lock", ".assetbuild"] {
        game.remove(&game.root().join(path));
    }
    game.build(&[]).cost(NONE);
    game.files().are(&watched);

    asked_nothing_twice(&game);
}

#[test]
fn outputs_that_are_removed_or_edited_by_hand_are_noticed_though_nothing_else_changes() {
    let game = Game::new();
    let watching = Watching::start(&game);
    let slime = "generated-assets/sprite/slime.png";
    watching.until("the first build", |_| game.has("generated-assets/sprite/slime_hurt.png"));
    let made = game.files();
    for path in
        [slime, "generated-assets/sprite/slime.json", "generated-assets/sprite", "generated-assets"]
    {
        game.remove(&game.root().join(path));
        watching.until(path, |_| game.has(slime) && game.files() == made);
    }
    let edited = |seen: &[Value]| seen.last().unwrap()["edited"] == 1;
    game.write(slime, "painted over");
    watching.until("an edit by hand", edited);
    game.remove(&game.root().join(slime));
    watching.until("an edit taken back", |_| game.has(slime) && game.files() == made);
    watching.end();
    asked_nothing_twice(&game);
}

#[test]
fn a_file_that_is_away_for_a_moment_while_it_is_saved_is_waited_for() {
    let game = Game::built();
    let watching = Watching::start(&game);
    watching.until("the first look", |_| true);
    let made = game.files();
    let whole = |path: &str| game.root().join(path);
    for (n, path) in [
        "art/assets.toml",
        "art/brief.jinja",
        "art",
        "assetbuild.toml",
        "assetbuild.lock",
        "generated-assets/sprite/slime.png",
    ]
    .into_iter()
    .enumerate()
    {
        fs::rename(whole(path), whole("away")).unwrap();
        // Longer than edits are gathered, shorter than a file is waited for.
        std::thread::sleep(Duration::from_millis(150));
        fs::rename(whole("away"), whole(path)).unwrap();
        let marker = format!("marker{n}");
        game.write(
            &format!("art/{marker}.toml"),
            &format!("[asset.{marker}]\nfrom = \"ghost\"\nedits = [{{ scale = 2 }}]\n"),
        );
        let is_marker = |it: &Value| it["name"] == marker.as_str() && it["state"] == "built";
        let seen = watching.until(path, |seen| seen.iter().any(is_marker));
        let is_trouble = |it: &&Value| {
            let built = it["state"] == "built" && !is_marker(it);
            let removed = it["removed"].as_array().is_some_and(|it| !it.is_empty());
            built || removed || it["event"] == "diagnostic" || it["event"] == "error"
        };
        let trouble: Vec<&Value> = seen.iter().filter(is_trouble).collect();
        assert!(trouble.is_empty(), "{path} was away: {trouble:#?}");
    }
    watching.end();
    for (n, _) in (0..6).enumerate() {
        game.remove(&whole(&format!("art/marker{n}.toml")));
    }
    game.build(&[]).cost(NONE);
    game.files().are(&made);
}

#[test]
fn while_somebody_types_nothing_is_removed_nor_where_most_would_go() {
    let game = Game::built();
    let watching = Watching::start(&game);
    watching.until("the first look", |_| true);
    let (made, text) = (game.files(), game.read("art/assets.toml"));
    game.edit("art/assets.toml", "[asset.ghost]", "[aset.ghost]");
    watching.until("a mistake", |seen| seen.iter().any(|it| it["event"] == "diagnostic"));
    game.files().are(&made);
    game.write("art/assets.toml", "# nothing declared yet\n");
    let kept = |seen: &[Value]| seen.last().unwrap()["warnings"].to_string();
    let told = watching.until("an empty manifest", |seen| kept(seen).contains("3 of 3 assets"));
    assert!(kept(&told).contains("their files are kept"), "{told:#?}");
    game.files().are(&made);
    game.write("art/assets.toml", &text);
    watching.until("what was there before", |seen| seen.last().unwrap()["warnings"].is_null());
    watching.end();
    game.build(&[]).cost(NONE);
    game.files().are(&made);
}

/// Asserts that no request went to the model a second time.
#[track_caller]
pub(crate) fn asked_nothing_twice(game: &Game) {
    let lines = game.calls();
    let asked = |it: &String| it.rsplit_once(' ').map(|(what, _pid)| what.to_owned());
    let once: BTreeSet<_> = lines.iter().filter_map(asked).collect();
    assert_eq!(once.len(), lines.len(), "asked twice: {lines:#?}");
}
