//! Whatever a killed build leaves behind, the next one removes; a living build keeps what is its
//! own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::patiently;
use crate::paid::game::{Game, ONE, all_files};

/// All files of the project, and those of the store that are on their way to their places.
pub(crate) fn everything(game: &Game) -> BTreeSet<PathBuf> {
    let below = |root: &Path, folder: &Path| {
        let path = |it: PathBuf| it.strip_prefix(root).unwrap().to_owned();
        all_files(folder).into_iter().map(path).collect::<Vec<_>>()
    };
    let mut res: BTreeSet<PathBuf> = below(&game.root(), &game.root()).into_iter().collect();
    for folder in ["tmp", "journal/open"] {
        res.extend(below(&game.store(), &game.store().join(folder)));
    }
    res
}

#[test]
fn killed_at_any_unfinished_file_a_build_leaves_nothing_that_the_next_one_does_not_remove() {
    let whole = Game::of(ONE);
    whole.build(&[]).cost([3, 3, 2]);
    let whole = everything(&whole);
    // At least a picture, what is known of it, the lock, and what files look like.
    let mut killed = 0;
    for n in 1..=20 {
        let game = Game::of(ONE);
        let at = format!("unfinished:{n}");
        let run = game.run_with(&["build", "--yes"], &[("ASSETBUILD_TEST_CRASH", at.as_str())]);
        if run.code == Some(0) {
            break;
        }
        assert_eq!(run.code, None, "{}", run.shown());
        let left: Vec<_> = everything(&game).difference(&whole).cloned().collect();
        assert!(left.iter().any(|it| it.ends_with("lock")), "{at} left only {left:?}");
        assert!(left.len() >= 2, "{at} left only {left:?}");
        game.run(&["build", "--yes"]).success();
        assert_eq!(everything(&game), whole, "{at}");
        killed += 1;
    }
    assert!((4..20).contains(&killed), "killed at {killed} files");
}

#[cfg(unix)]
#[test]
fn a_build_beside_a_living_one_removes_nothing_of_it() {
    let game = Game::new();
    let tmp = game.root().join(".assetbuild/tmp");
    game.script(r#"{"rules": [{"kind": "paint", "prompt": "ghost", "then": {"hang": true}}]}"#);
    let mut command = game.command(&["build", "--yes"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut living = command.spawn().unwrap();
    let hung = || game.calls().into_iter().find(|it| it.starts_with("paint") && model_hangs(it));
    patiently("one is painted, another one waits", || {
        hung().is_some() && game.has("generated-assets/sprite/slime.png")
    });
    let lock = all_files(&tmp).into_iter().find(|it| it.ends_with("lock")).unwrap();
    let unfinished = lock.with_file_name("7000");
    std::fs::write(&unfinished, "half a picture").unwrap();

    game.run(&["build", "--yes", "slime"]).success();
    assert!(lock.exists() && unfinished.exists());

    living.kill().unwrap();
    living.wait().unwrap();
    let model = hung().unwrap();
    let pid = model.rsplit_once(' ').unwrap().1;
    assert!(Command::new("kill").args(["-9", pid]).status().unwrap().success());
    game.run(&["build", "--yes", "slime"]).success();
    assert_eq!(all_files(&tmp), [tmp.join("guard")]);
}

/// Whether the rule of the script was about this call.
fn model_hangs(call: &str) -> bool {
    call.split(' ').nth(5) == Some("0")
}

#[cfg(unix)]
#[test]
fn where_no_state_can_be_kept_pictures_are_restored_and_nothing_is_left_beside_them() {
    let game = Game::of(ONE);
    game.build(&[]).cost([3, 3, 2]);
    let whole = game.files();
    let picture = game.root().join("generated-assets/sprite/slime.png");
    let killed = picture.with_file_name(".assetbuild-99999-aB3dE6");
    game.remove(&picture);
    game.remove(&game.root().join(".assetbuild"));
    game.write(".assetbuild", "a file, and no folder");
    std::fs::write(&killed, "half a picture").unwrap();
    game.run(&["build", "--locked"]).success();
    game.files().are(&whole);
    assert!(!killed.exists());
}
