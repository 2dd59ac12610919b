//! Disks that are not as one wishes: read-only, not to be looked into, or with files elsewhere.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};

use crate::paid::game::{Built, Game, NONE, ONE};

const POINTER: &str = "version https://git-lfs.github.com/spec/v1\n\
                       oid sha256:0123456789abcdef\nsize 1234\n";

fn said(built: &Built) -> &str {
    &built.run.err
}

#[test]
fn an_output_that_git_lfs_has_elsewhere_is_named_and_made_again_for_nothing() {
    let game = Game::built();
    let before = game.files();
    game.write("generated-assets/sprite/slime.png", POINTER);
    let run = game.run(&["build"]).success();
    assert!(run.err.contains("`sprite/slime.png`; fetch them before"), "{}", run.shown());
    assert!(run.err.contains("git lfs pull"), "{}", run.shown());
    game.files().are(&before);
    game.build(&[]).cost(NONE);
}

#[test]
fn a_source_or_text_that_git_lfs_has_elsewhere_is_told_with_the_command_that_fetches_it() {
    let game = Game::of("[asset.logo]\nsource = \"art/logo.png\"\n");
    game.write("art/logo.png", POINTER);
    let built = game.does(&["build"]);
    assert!(built.run.code != Some(0), "{}", built.run.shown());
    let run = game.run(&["check"]).fails_with(2);
    assert!(
        run.err.contains("a Git LFS pointer") && run.err.contains("git lfs pull"),
        "{}",
        run.shown()
    );
    let game = Game::of(ONE);
    game.write("art/brief.jinja", POINTER);
    let run = game.run(&["build", "--yes"]).fails_with(2);
    assert!(run.err.contains("git lfs pull"), "{}{}", run.shown(), said(&built));
    assert_eq!(game.calls(), Vec::<String>::new());
}

#[test]
fn a_store_lies_at_home_where_no_shell_said_so_and_at_no_place_that_depends_on_the_folder() {
    let game = Game::of(ONE);
    game.run_with(&["build", "--yes"], &[("ASSETBUILD_STORE", "~/elsewhere")]).success();
    assert!(game.root().with_file_name("elsewhere/format").is_file());
    for relative in ["elsewhere", "./elsewhere", "~root/elsewhere"] {
        let run = game.run_with(&["build", "--yes"], &[("ASSETBUILD_STORE", relative)]);
        let run = run.fails_with(2);
        assert!(run.err.contains("not an absolute path"), "{relative}: {}", run.shown());
    }
    assert_eq!(game.calls().len(), 8, "nothing is bought again");
    // In the user's configuration it is relative to that, wherever the program is run.
    game.config(&format!("store = \"elsewhere\"\n{}", game.user_config("")));
    for folder in [".", "../game"] {
        let args = ["-C", folder, "build", "--yes"];
        game.run_with(&args, &[("ASSETBUILD_STORE", "")]).success();
    }
    assert_eq!(game.calls().len(), 8, "nothing is bought again");
}

fn chmod(mode: &str, path: &Path) {
    assert!(Command::new("chmod").args(["-R", mode]).arg(path).status().unwrap().success());
}

/// Runs the program as somebody whom permissions bind, which they do not bind root. `None` where
/// nobody else may run it.
fn bound(game: &Game, args: &[&str]) -> Option<Output> {
    let mut command = game.command(args);
    if fs::metadata(game.root()).unwrap().uid() == 0 {
        command.uid(65534).gid(65534);
    }
    command.output().ok()
}

#[test]
fn a_store_that_may_only_be_read_does_for_all_that_buys_nothing() {
    let game = Game::built();
    let before = game.files();
    let folder = game.root().parent().unwrap().to_owned();
    chmod("a+rwX", &folder);
    chmod("a-w", &game.store());
    for path in ["generated-assets", ".assetbuild"] {
        game.remove(&game.root().join(path));
    }
    for args in [["plan", "-v"], ["status", "-v"], ["check", "-v"], ["build", "--frozen"]] {
        let Some(run) = bound(&game, &args) else { return };
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(0), "{args:?}: {said}");
    }
    game.files().are(&before);
    let calls = game.calls().len();
    game.write("art/more.toml", "[asset.bat]\nsubject = \"a bat\"\nstyle = \"dots\"\n");
    chmod("a+rwX", &game.root());
    let run = bound(&game, &["build", "--yes"]).unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(said.contains("may only be read"), "{said}");
    assert_eq!(game.calls().len(), calls);
    chmod("u+w", &game.store());
}

#[test]
fn a_folder_that_cannot_be_looked_through_is_named_and_the_rest_is_built_and_nothing_removed() {
    let game = Game::of(ONE);
    game.write("art/secret/bat.toml", "[asset.bat]\nsubject = \"a bat\"\nstyle = \"dots\"\n");
    game.build(&[]);
    let before = game.files();
    chmod("a+rwX", game.root().parent().unwrap());
    chmod("a-rwx", &game.root().join("art/secret"));
    fs::remove_file(game.root().join("generated-assets/sprite/slime.png")).unwrap();
    let Some(run) = bound(&game, &["build", "--yes"]) else { return };
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    chmod("a+rwX", &game.root().join("art/secret"));
    assert!(said.contains("cannot look through the folder `art/secret`"), "{said}");
    assert_eq!(run.status.code(), Some(2), "{said}");
    game.files().are(&before);
}

/// Runs a build under `strace`, where every one of these calls is answered with an error; `None` where
/// nothing may be traced. The model that it starts is left alone.
#[cfg(target_os = "linux")]
fn built_without(game: &Game, calls: &[(&str, &str)]) -> Option<Output> {
    let build = game.command(&["build", "--yes"]);
    let log = game.call_log().with_file_name("trace.log");
    let mut command = Command::new("strace");
    command.args(["-f", "-b", "execve", "-qq", "-o"]).arg(&log);
    let names: Vec<&str> = calls.iter().map(|it| it.0).collect();
    command.args(["-e", &format!("trace={}", names.join(","))]);
    for (call, error) in calls {
        command.args(["-e", &format!("inject={call}:error={error}")]);
    }
    command.arg(build.get_program()).args(build.get_args()).env_clear();
    command.current_dir(build.get_current_dir().unwrap());
    command.envs(build.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.output().ok()?;
    let trace = fs::read_to_string(&log).unwrap_or_default();
    // Of the calls that it makes at all.
    trace.contains("INJECTED").then_some(output)
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_without_permissions_durable_names_locks_or_links_makes_the_same_files_for_the_same_money()
{
    let whole = Game::of(ONE);
    whole.build(&[]).cost([3, 3, 2]);
    for calls in [
        &[("fchmod", "EPERM")][..],
        &[("fsync", "EINVAL")],
        &[("flock", "ENOLCK")],
        &[("linkat", "EPERM"), ("renameat2", "EINVAL")],
        &[("fchmod", "EPERM"), ("fsync", "EINVAL"), ("flock", "ENOLCK"), ("linkat", "EPERM")],
    ] {
        let game = Game::of(ONE);
        let Some(run) = built_without(&game, calls) else { continue };
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(0), "{calls:?}: {said}");
        assert_eq!(said.contains("has no locks"), calls.iter().any(|it| it.0 == "flock"), "{said}");
        game.files().are(&whole.files());
        game.build(&[]).cost(NONE);
    }
}
