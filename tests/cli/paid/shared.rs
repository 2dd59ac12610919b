//! Whoever wants the same buys it once.

use std::process::{Child, Stdio};

use crate::paid::game::{Game, NONE, ONE, counted, outputs};

const SLOW: &str = r#"{"default": {"latency-ms": 15}}"#;

fn start(game: &Game, folder: &str) -> Child {
    let mut command = game.command(&["build", "--yes", "-C", folder]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn done(child: Child) {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
}

#[test]
fn two_assets_of_one_brief_share_their_pictures() {
    let game = Game::of(&format!("{ONE}\n{}", ONE.replace("slime]", "twin]")));
    game.script(SLOW);
    game.build(&[]).cost([3, 3, 2]);
    let files = game.files();
    assert_eq!(files["sprite/slime.png"], files["sprite/twin.png"]);
    game.build(&[]).cost(NONE);
}

#[test]
fn a_variant_is_another_picture() {
    let game = Game::of(&format!("{ONE}\n{}variant = 2\n", ONE.replace("slime]", "twin]")));
    let built = game.build(&[]);
    assert_eq!(built.calls[0], 6, "{}", built.run.shown());
    game.build(&[]).cost(NONE);
}

#[test]
fn two_projects_of_one_store_buy_once_at_the_same_time() {
    let game = Game::of(ONE);
    game.script(SLOW);
    for file in ["assetbuild.toml", "art/styles.toml", "art/brief.jinja", "art/assets.toml"] {
        game.write(&format!("../other/{file}"), &game.read(file));
    }
    let started = ["../game", "../other"].map(|it| start(&game, it));
    started.into_iter().for_each(done);
    assert_eq!(counted(&game.calls()), [3, 3, 2]);
    outputs(&game.root()).are(&outputs(&game.root().with_file_name("other")));
}

#[test]
fn two_builds_of_one_project_buy_once_at_the_same_time() {
    let game = Game::new();
    game.script(SLOW);
    let started = [".", "."].map(|it| start(&game, it));
    started.into_iter().for_each(done);
    assert_eq!(counted(&game.calls()), [9, 9, 6]);
    game.build(&[]).cost(NONE);
    let alone = Game::built();
    game.files().are(&alone.files());
}

#[test]
fn projects_without_a_name_share_their_pictures_and_not_their_ledger() {
    let game = Game::of(ONE);
    game.edit("assetbuild.toml", "name = \"test\"\n", "");
    for file in ["assetbuild.toml", "art/styles.toml", "art/brief.jinja"] {
        game.write(&format!("../other/{file}"), &game.read(file));
    }
    game.write("../other/art/assets.toml", &ONE.replace("green", "blue"));
    let spent = |folder: &str| game.run(&["cost", "-C", folder]).success().out;
    game.build(&[]).cost([3, 3, 2]);
    assert!(spent(".").contains("painter"), "{}", spent("."));
    assert!(!spent("../other").contains("painter"), "{}", spent("../other"));
    // A first purchase is the project's own.
    game.run(&["build", "-C", "../other"]).fails_with(7);
    done(start(&game, "../other"));
    assert_eq!(counted(&game.calls()), [6, 6, 4]);

    // The ledger goes where the project goes.
    let before = spent("../other");
    let other = game.root().with_file_name("other");
    std::fs::rename(&other, game.root().with_file_name("moved")).unwrap();
    assert_eq!(spent("../moved"), before);
}
