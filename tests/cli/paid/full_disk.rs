//! On a full disk nothing more is bought, and nothing that was paid for is lost. Tried on a small disk
//! of its own, where the system lets its user mount one.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::harness::scripted_model;
use crate::paid::game::{Game, ONE, all_files, counted};

/// Two pictures.
fn two() -> Game {
    Game::of(&format!("{ONE}\n{}", ONE.replace("slime]", "frog]").replace("slime", "frog")))
}

/// Whether a disk can be mounted here.
fn can_mount() -> bool {
    let mut tried = Command::new("unshare");
    tried.args(["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]);
    let run = tried.stdout(Stdio::null()).stderr(Stdio::null()).status();
    run.is_ok_and(|it| it.success())
}

/// The folder for temporary files.
fn folder_for_tmp(game: &Game) -> String {
    game.store().with_file_name("tmp").display().to_string()
}

/// The disk of the store is filled by somebody else while the first picture is painted; where that
/// file is.
fn filled_meanwhile(game: &Game) -> PathBuf {
    let full = game.store().join("full");
    let painter = game.call_log().with_file_name("painter.sh");
    fs::write(
        &painter,
        format!(
            "test -e '{once}' || {{ : > '{once}'; dd if=/dev/zero of='{full}' bs=1M; }} 2> /dev/null\n\
             exec '{model}' \"$@\"\n",
            once = game.call_log().with_file_name("once").display(),
            full = full.display(),
            model = scripted_model().display(),
        ),
    )
    .unwrap();
    let config = game.user_config("");
    let config = config.replacen(&format!("'''{}'''", scripted_model().display()), "'/bin/sh'", 1);
    game.config(&config.replacen("args = [", &format!("args = ['{}', ", painter.display()), 1));
    game.append("assetbuild.toml", "concurrency = 1\n");
    full
}

/// The same files as without a full disk, for the same money.
#[track_caller]
fn is_whole(game: &Game) {
    assert_eq!(counted(&game.calls()), [6, 6, 4]);
    let whole = two();
    whole.build(&[]).cost([6, 6, 4]);
    game.files().are(&whole.files());
}

/// Runs a script of the shell whose `build` builds, where the store lies on a disk of so many MB.
fn on_a_disk_of(game: &Game, megabytes: u32, script: &str) -> Output {
    let build = game.command(&["--json", "build", "--yes"]);
    let store = game.store();
    fs::create_dir_all(&store).unwrap();
    let tmp = folder_for_tmp(game);
    let script = format!(
        "export TMPDIR='{tmp}'\nmount -t tmpfs -o size={megabytes}m none '{}' || exit 99\nbuild() {{ \"$@\"; }}\n{script}",
        store.display()
    );
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", &script, "sh"]);
    command.arg(build.get_program()).args(build.get_args());
    command.env_clear().current_dir(build.get_current_dir().unwrap());
    for (name, value) in build.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.stdin(Stdio::null()).output().unwrap()
}

/// The summaries of the builds, one after the other.
fn summaries(output: &Output) -> Vec<Value> {
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let events = lines.lines().map(|it| serde_json::from_str::<Value>(it).unwrap());
    events.filter(|it| it["event"] == "summary").collect()
}

#[test]
fn nothing_is_sent_for_where_an_answer_would_find_no_room() {
    let game = two();
    if !can_mount() {
        return;
    }
    let output = on_a_disk_of(&game, 16, "build \"$@\"; exit 0");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("cannot keep an answer in"), "{said}");
    assert!(game.calls().is_empty(), "{said}");
}

#[test]
fn an_answer_that_finds_no_room_is_kept_elsewhere_billed_once_and_taken_in_later() {
    if !can_mount() {
        return;
    }
    for place in [".assetbuild/answers/", "/assetbuild-answers/"] {
        let game = two();
        let full = filled_meanwhile(&game);
        fs::create_dir_all(folder_for_tmp(&game)).unwrap();
        if place == "/assetbuild-answers/" {
            // The project has no room either.
            game.write(".assetbuild/answers", "");
        }
        let script = format!("build \"$@\"; rm '{}'; build \"$@\"", full.display());
        let output = on_a_disk_of(&game, 48, &script);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains(place), "{said}");
        let [first, second]: [Value; 2] = summaries(&output).try_into().unwrap();
        // The summary says what was billed, and nothing more was sent.
        assert_eq!(
            (&first["usd_spent"], &first["calls"]["paint"]),
            (&0.04.into(), &1.into()),
            "{said}"
        );
        assert_eq!((&first["built"], &second["built"]), (&0.into(), &2.into()), "{said}");
        let beside = [game.root().join(".assetbuild/answers"), folder_for_tmp(&game).into()];
        let left: usize = beside.iter().map(|it| all_files(it).len()).sum();
        assert_eq!(left, 0, "{said}");
        is_whole(&game);
    }
}

#[test]
fn an_answer_that_finds_room_nowhere_is_held_until_there_is_some() {
    if !can_mount() {
        return;
    }
    let game = two();
    let full = filled_meanwhile(&game);
    game.write(".assetbuild/answers", "");
    fs::write(folder_for_tmp(&game), "").unwrap();
    let full = full.display();
    let script = format!(
        "(while ! test -e '{full}'; do sleep 0.05; done; sleep 0.8; rm '{full}') &\n\
         build \"$@\"; wait; build \"$@\""
    );
    let output = on_a_disk_of(&game, 48, &script);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let [first, second]: [Value; 2] = summaries(&output).try_into().unwrap();
    // Who met the full disk sent for nothing more, though there was room again.
    assert!(first["failed"] == 0 || first["calls"]["paint"] == 1, "{said}");
    // What one build did not end, the other one does, and each answer was paid for once.
    let spent = [&first, &second].map(|it| it["usd_spent"].as_f64().unwrap());
    assert!((spent.iter().sum::<f64>() - 0.25).abs() < 1e-9, "{said}");
    assert_eq!((&second["failed"], &second["pending"]), (&0.into(), &0.into()), "{said}");
    is_whole(&game);
}
