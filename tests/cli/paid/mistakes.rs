//! A mistake that could change what is bought, written or removed stops just that, before.

use crate::paid::game::{Game, NONE, ONE};

/// Beside a painted asset, one that is made for nothing.
const WITH_A_FREE_ONE: &str = r#"
[asset.slime]
subject = "green slime"
style = "dots"

[asset.box]
source = "box.png"
"#;

fn game() -> Game {
    let game = Game::of(WITH_A_FREE_ONE);
    let picture = assetbuild::image::Bitmap::from_pixels(1, 1, vec![[1, 2, 3, 255]]);
    let picture = assetbuild::image::encode_png(&picture, &[]);
    std::fs::write(game.root().join("box.png"), picture).unwrap();
    game
}

/// Mistakes in settings: what stands there, what is written instead, and whether what is free can be
/// made all the same.
const MISTAKES: &[(&str, &str, bool)] = &[
    ("per-build = 50.0", "per_build = 0.05", true),
    ("per-build = 50.0", "per-build = \"$0.01\"", true),
    ("ask-above = 100.0", "ask-above = -1", true),
    ("[budget]", "[budgets]", true),
    ("requests-per-minute = 6000", "requests-per-minute = 1000000", true),
    ("requests-per-minute = 6000", "safety = \"block_few\"", true),
    ("[budget]", "[provider.google]\nsafety = \"block_few\"\n[budget]", true),
    ("[budget]", "[provider.google]\nrequests-per-minute = 1000000\n[budget]", true),
    ("[provider.exec.painter]", "[provider.exce.painter]", true),
    ("image = \"exec/painter@1\"", "image = \"gemini-nano-banana-2.1\"", true),
    ("image = \"exec/painter@1\"", "imgae = \"exec/painter@1\"", true),
    ("target = 90", "target = 900", true),
    ("max-attempts = 5", "max_attempts = 5", true),
    ("edition = \"2026\"", "edition = \"2062\"", false),
    ("name = \"test\"", "name = \"test\"\nout = \"../elsewhere\"", false),
    ("name = \"test\"", "name = \"test\"\nout = \"art\"", false),
    ("name = \"test\"", "name = \"test", false),
    ("[budget]", "[export]\nmetadata = \"besides\"\n[budget]", false),
];

#[test]
fn a_mistake_in_the_settings_is_told_before_anything_and_nothing_that_it_could_change_is_done() {
    for (right, wrong, free) in MISTAKES {
        let game = game();
        game.edit("assetbuild.toml", right, wrong);
        let built = game.does(&["build", "--yes"]).ends(2, NONE);
        assert!(!game.has("generated-assets/sprite/slime.png"), "{wrong}");
        assert_eq!(game.has("generated-assets/sprite/box.png"), *free, "{wrong}");
        let told = built.events.iter().position(|it| it["event"] == "diagnostic");
        let asset = built.events.iter().position(|it| it["event"] == "asset");
        assert!(
            told.is_some() && asset.is_none_or(|it| Some(it) > told),
            "{wrong}: {:?}",
            built.events
        );
        // Where consent would be asked, the mistake is told as well, and nothing is asked.
        game.does(&["build"]).ends(2, NONE);
        game.edit("assetbuild.toml", wrong, right);
        game.does(&["build", "--yes"]).cost([3, 3, 2]);
    }
}

#[test]
fn a_mistake_in_the_settings_changes_nothing_of_what_was_bought() {
    for (right, wrong, _) in MISTAKES {
        let game = game();
        game.build(&[]).cost([3, 3, 2]);
        let before = game.files();
        game.edit("assetbuild.toml", right, wrong);
        game.does(&["build", "--yes"]).ends(2, NONE);
        game.files().are(&before);
        game.edit("assetbuild.toml", wrong, right);
        game.does(&["build", "--yes"]).cost(NONE);
        game.files().are(&before);
    }
}

#[test]
fn a_mistake_that_keeps_nothing_from_being_bought_is_told_before_consent_is_asked_for() {
    let game = Game::of(&format!("{ONE}\n[asset.bat]\nsubject = \"bat\"\nstyle = \"dost\"\n"));
    let asked = game.run(&["build"]).fails_with(7).err;
    let place = |words: &str| asked.find(words).unwrap_or_else(|| panic!("no {words}: {asked}"));
    assert!(place("dost") < place("--yes"), "{asked}");
    game.does(&["build", "--yes"]).ends(2, [3, 3, 2]);
}

#[test]
fn while_anything_is_wrong_nothing_is_removed_and_no_record_goes() {
    let game = Game::built();
    let before = game.files();
    for (right, wrong) in [
        ("[asset.ghost]", "[aset.ghost]"),
        ("[asset.ghost]", "[asset.ghost"),
        ("[asset.ghost]", "[asset.\"gh ost\"]"),
    ] {
        game.edit("art/assets.toml", right, wrong);
        game.does(&["build", "--yes"]).ends(2, NONE);
        game.files().are(&before);
        game.edit("art/assets.toml", wrong, right);
    }
    game.does(&["build", "--yes"]).cost(NONE);
    game.files().are(&before);
}

#[test]
fn where_most_of_the_lock_is_declared_no_more_removal_is_agreed_to() {
    for (file, n_gone, change) in [
        (
            "assetbuild.toml",
            3,
            (|game| {
                let other = "name = \"test\"\ninclude = [\"artt/**/*.toml\"]";
                game.edit("assetbuild.toml", "name = \"test\"", other);
            }) as fn(&Game),
        ),
        // A folder that was not checked out.
        ("art/assets.toml", 3, |game| game.remove(&game.root().join("art/assets.toml"))),
        // Two of three.
        ("art/assets.toml", 2, |game| game.write("art/assets.toml", ONE)),
    ] {
        let game = Game::built();
        let before = game.files();
        let text = game.read(file);
        change(&game);
        let built = game.does(&["build"]).ends(7, NONE);
        let told = built.run.shown();
        assert!(told.contains(&format!("{n_gone} assets of the lock")), "{told}");
        game.files().are(&before);
        // Planning it removes nothing, and says what would go.
        let plan = game.run(&["plan"]);
        assert!(plan.out.contains("to be removed"), "{}", plan.shown());
        game.write(file, &text);
        game.does(&["build", "--yes"]).cost(NONE);
        game.files().are(&before);
    }
    // A person who agrees is obeyed.
    let game = Game::built();
    game.remove(&game.root().join("art/assets.toml"));
    game.does(&["build", "--yes"]).cost(NONE);
    assert!(!game.has("generated-assets/sprite/ghost.png"));
}

#[test]
fn one_of_three_that_goes_is_removed_without_a_question() {
    let game = Game::built();
    let text = game.read("art/assets.toml");
    let start = text.find("[asset.ghost]").unwrap();
    let end = text.find("[asset.slime_hurt]").unwrap();
    game.write("art/assets.toml", &[&text[..start], &text[end..]].concat());
    game.does(&["build"]).cost(NONE);
    assert!(!game.has("generated-assets/sprite/ghost.png"));
    let one = Game::of(ONE);
    one.build(&[]).cost([3, 3, 2]);
    // All assets are renamed at once: their paintings come along, and nothing is asked.
    one.edit("art/assets.toml", "[asset.slime]", "[asset.blob]");
    one.does(&["build"]).cost(NONE);
    assert!(one.has("generated-assets/sprite/blob.png"));
}
