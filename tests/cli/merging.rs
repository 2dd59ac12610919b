//! Two branches, one lock: what git makes of it, and what the program makes of that.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use assetbuild::digest::Digest;
use assetbuild::lock::{Lock, Record, Versions, read, write};
use assetbuild::name::AssetName;
use assetbuild::path::ProjectPath;

use crate::dice::Dice;
use crate::harness::TestProject;
use crate::paid::game::{Game, NONE, ONE};

/// Runs git, with nothing of the machine's own configuration; the program is in its path if `found`.
fn git(project: &TestProject, found: bool, args: &[&str]) -> Output {
    let mut git = Command::new("git");
    git.arg("-C").arg(project.root()).args(["-c", "user.name=a", "-c", "user.email=a@b.c"]);
    git.args(args).env("HOME", project.root().parent().unwrap()).env("GIT_CONFIG_NOSYSTEM", "1");
    if found {
        let program = Path::new(env!("CARGO_BIN_EXE_assetbuild")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = [program.to_owned()].into_iter().chain(std::env::split_paths(&path));
        git.env("PATH", std::env::join_paths(folders).unwrap());
    }
    git.output().unwrap()
}

fn done(project: &TestProject, args: &[&str]) -> String {
    let output = git(project, true, args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git {args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Makes a repository of a project, as `init` would have it.
fn repository(project: &TestProject) {
    let fresh = TestProject::empty();
    fresh.run(&["init"]).success();
    for file in [".gitignore", ".gitattributes"] {
        project.write(file, &fresh.read(file));
    }
    done(project, &["init", "-q", "-b", "main"]);
    commit(project, "all");
}

fn commit(project: &TestProject, title: &str) {
    done(project, &["add", "-A"]);
    done(project, &["commit", "-q", "-m", title]);
}

/// Takes over a teammate's commits as the branch `theirs`.
fn fetch(project: &TestProject, from: &TestProject) {
    let path = from.root().display().to_string();
    done(project, &["fetch", "-q", &path, "main:theirs"]);
}

fn asset(name: &str) -> String {
    format!("[asset.{name}]\nsubject = \"a {name}\"\nstyle = \"dots\"\n")
}

/// Two teammates who each bought an asset beside the other's, and committed it with its pictures.
/// The first one has fetched the branch of the second.
fn teammates() -> (Game, Game) {
    let ours = Game::of(ONE);
    ours.build(&[]);
    repository(&ours);
    let theirs = ours.pulled(true);
    for (game, name) in [(&ours, "snail"), (&theirs, "snake")] {
        game.write(&format!("art/{name}.toml"), &asset(name));
        game.build(&[]);
        commit(game, name);
    }
    fetch(&ours, &theirs);
    (ours, theirs)
}

#[test]
fn what_two_teammates_added_side_by_side_is_joined_by_a_build_that_buys_nothing() {
    let (game, theirs) = teammates();
    let before = game.files();
    assert!(!git(&game, true, &["merge", "-q", "theirs"]).status.success());
    assert!(game.read("assetbuild.lock").contains("<<<<<<<"));
    let [by_command, without_git, without_text] = [(); 3].map(|()| game.pulled(true));
    without_git.remove(&without_git.root().join(".git"));
    // Somebody began to mend it: git knows both sides all the same.
    without_text.write("assetbuild.lock", "<<<<<<< ours\n=======\n>>>>>>> theirs\n");

    let refused = game.run(&["build", "--frozen"]).fails_with(2);
    assert!(refused.err.contains("assetbuild lock merge"), "{}", refused.shown());
    let built = game.does(&["build"]).cost(NONE);
    assert!(built.asset("snake")["state"] == "fresh", "{}", built.run.shown());
    let files = game.files();
    assert_eq!(files["sprite/snail.png"], before["sprite/snail.png"]);
    assert_eq!(files["sprite/snake.png"], theirs.files()["sprite/snake.png"]);
    assert_eq!(read(&game.read("assetbuild.lock")).unwrap().records.len(), 3);

    let said = by_command.run(&["lock", "merge"]).success();
    assert!(said.err.contains("2 records that only one of them changed"), "{}", said.shown());
    for other in [&without_git, &without_text] {
        other.run(&["lock", "merge"]).success();
    }
    for other in [&by_command, &without_git, &without_text] {
        assert_eq!(other.read("assetbuild.lock"), game.read("assetbuild.lock"));
    }
    commit(&game, "joined");
    game.build(&[]).cost(NONE);
    assert_eq!(done(&game, &["status", "--porcelain"]), "");
}

#[test]
fn git_has_locks_joined_in_a_clone_that_knows_how_and_marks_them_where_it_cannot() {
    let (game, _theirs) = teammates();
    let told = game.run(&["doctor"]);
    assert!(told.err.contains("lock merge --install"), "{}", told.shown());
    game.run(&["lock", "merge", "--install"]).success();
    let told = game.run(&["doctor"]);
    assert!(told.err.contains("git has locks joined by assetbuild"), "{}", told.shown());

    // A machine on which nobody finds the program.
    assert!(!git(&game, false, &["merge", "-q", "theirs"]).status.success());
    assert!(game.read("assetbuild.lock").contains("<<<<<<<"));
    done(&game, &["merge", "--abort"]);

    done(&game, &["merge", "-q", "theirs"]);
    assert_eq!(read(&game.read("assetbuild.lock")).unwrap().records.len(), 3);
    game.build(&[]).cost(NONE);
    assert_eq!(done(&game, &["status", "--porcelain"]), "");
}

#[test]
fn of_one_asset_that_both_bought_the_better_one_is_shown_and_its_picture_comes_from_git() {
    for (ours_score, theirs_score, shown) in [(70, 80, "theirs"), (80, 70, "ours")] {
        let ours = Game::of(ONE);
        ours.build(&[]);
        repository(&ours);
        let theirs = ours.pulled(true);
        for (game, subject, score) in [(&ours, 1, ours_score), (&theirs, 2, theirs_score)] {
            game.write("art/snail.toml", &asset("snail"));
            game.script(&format!(
                r#"{{"default": {{"subject": {subject}, "scores": [{score}, 20, 20, 20, 20]}}}}"#
            ));
            game.build(&[]);
            commit(game, "snail");
        }
        fetch(&ours, &theirs);
        let wanted = if shown == "ours" { ours.files() } else { theirs.files() };
        assert!(!git(&ours, true, &["merge", "-q", "theirs"]).status.success());
        let built = ours.does(&["build"]).cost(NONE);
        let event = built.events.iter().find(|it| it["event"] == "lock-merged").unwrap();
        assert_eq!((event["name"].as_str(), event["shown"].as_str()), (Some("snail"), Some(shown)));
        assert_eq!(ours.files()["sprite/snail.png"], wanted["sprite/snail.png"]);
        assert_eq!(ours.files()["sprite/snail.json"], wanted["sprite/snail.json"]);
        ours.build(&[]).cost(NONE);
    }
}

#[test]
fn a_checkout_with_the_line_ends_of_windows_is_fresh_and_stays_as_it_is() {
    for attributes in [true, false] {
        let project = TestProject::empty();
        done(&project, &["init", "-q", "-b", "main"]);
        project.run(&["init"]).success();
        let driver = done(&project, &["config", "merge.assetbuild.driver"]);
        assert!(driver.contains("assetbuild lock merge"), "{driver}");
        project.run(&["build"]).success();
        if !attributes {
            project.remove(".gitattributes");
        }
        commit(&project, "all");
        let windows = TestProject::empty();
        let from = project.root().display().to_string();
        done(&windows, &["-c", "core.autocrlf=true", "clone", "-q", &from, "."]);
        done(&windows, &["config", "core.autocrlf", "true"]);
        let metadata = windows.files("generated-assets");
        let has_crlf = |it: &Vec<u8>| it.windows(2).any(|it| it == b"\r\n");
        let changed = metadata.iter().any(|(path, it)| path.ends_with(".json") && has_crlf(it));
        assert_eq!(changed, !attributes, "what the attributes are for");
        let built = windows.events(&["build"]);
        assert_eq!(built.in_state("built"), crate::harness::set(&[]));
        assert_eq!(windows.files("generated-assets"), metadata);
        assert_eq!(done(&windows, &["status", "--porcelain"]), "");
    }
}

/// A record of a paid picture.
fn record(name: &str, dice: &mut Dice) -> Record {
    let text = include_str!("../../example-project/assetbuild.lock");
    let some: Vec<Record> = read(text).unwrap().records.into_values().collect();
    let mut res = some[dice.below(some.len())].clone();
    res.outputs.clear();
    change(name, &mut res, dice);
    res
}

/// What a build changes of a record: its keys and outputs.
fn change(name: &str, record: &mut Record, dice: &mut Dice) {
    let mut digest = || Digest::of(dice.below(1 << 30).to_string().as_bytes());
    record.finish = Some(digest());
    for picture in record.pictures.values_mut() {
        (picture.pixels, picture.blob) = (digest(), digest());
    }
    for ending in ["json", "png"] {
        let path = ProjectPath::parse(&format!("sprite/{name}.{ending}")).unwrap();
        record.outputs.insert(path, digest());
    }
    for brief in &mut record.briefs {
        brief.picks.iter_mut().for_each(|it| it.origin.0 = digest());
    }
}

fn parsed(name: &str) -> AssetName {
    AssetName::parse(name).unwrap()
}

/// One to three edits of assets whose number is `side` modulo 2, so that none is of both sides, as
/// often as not next to an edit of the other side. Returns what is removed, too.
fn edited(base: &Lock, side: usize, near: usize, dice: &mut Dice) -> (Lock, Vec<AssetName>) {
    let (mut res, mut removed) = (base.clone(), Vec::new());
    for _ in 0..=dice.below(3) {
        let place = if dice.below(2) == 0 { near } else { dice.below(ASSETS) };
        let number = place / 2 * 2 + side;
        let name = parsed(&format!("asset_{number:02}"));
        match dice.below(3) {
            0 => {
                // Between the two: both sides add there.
                let added = format!("asset_{:02}_{}", place / 2 * 2, ["a", "b"][side]);
                let text = record(&added, dice);
                res.records.insert(parsed(&added), text);
            }
            1 if res.records.contains_key(&name) => {
                res.records.remove(&name);
                removed.push(name);
            }
            _ => {
                if let Some(it) = res.records.get_mut(&name) {
                    change(name.as_str(), it, dice);
                }
            }
        }
    }
    (res, removed)
}

const ASSETS: usize = 24;

#[test]
#[expect(clippy::print_stdout, reason = "how much git merges by itself is worth knowing")]
fn of_a_thousand_random_pairs_of_edits_every_one_comes_out_as_if_made_one_after_the_other() {
    let mut dice = Dice::new(19);
    let names = (0..ASSETS).map(|it| format!("asset_{it:02}"));
    let base: BTreeMap<_, _> = names.map(|it| (parsed(&it), record(&it, &mut dice))).collect();
    let base = Lock { records: base };
    let folder = tempfile::tempdir().unwrap();
    let (mut conflicts, mut exact, mut refused) = (0, [0; 2], [0; 2]);
    for n in 0..1000 {
        let near = dice.below(ASSETS);
        let (ours, removed) = edited(&base, 0, near, &mut dice);
        let (theirs, removed_too) = edited(&base, 1, near, &mut dice);
        let mut wanted = ours.clone();
        for (name, record) in &theirs.records {
            if base.records.get(name) != Some(record) {
                wanted.records.insert(name.clone(), record.clone());
            }
        }
        removed_too.iter().for_each(|it| drop(wanted.records.remove(it)));
        for (file, lock) in [("base", &base), ("ours", &ours), ("theirs", &theirs)] {
            std::fs::write(folder.path().join(file), write(lock)).unwrap();
        }
        let merged = |style: &str| {
            let mut git = Command::new("git");
            git.current_dir(folder.path()).args(["merge-file", "-p", style]);
            let output = git.args(["ours", "base", "theirs"]).output().unwrap();
            (output.status.success(), String::from_utf8(output.stdout).unwrap())
        };
        let (clean, text) = merged("--diff3");
        if clean {
            assert!(read(&text).unwrap() == wanted, "pair {n}");
            continue;
        }
        conflicts += 1;
        // As `build` and `lock merge` find them in git's index, and the merge driver gets them.
        let versions =
            Versions { base: Some(write(&base)), ours: write(&ours), theirs: write(&theirs) };
        let joined = versions.join().unwrap();
        assert!(joined.lock == wanted && joined.decided.is_empty(), "pair {n}");
        // From between the marks alone, with a base and without: what one side removed may seem to
        // be new on the other, which a build drops; what it left as it was may seem to be its own.
        for (idx, text) in [text, merged("-q").1].iter().enumerate() {
            // A record of which neither side is whole: then nothing is joined.
            let Ok(mut joined) = Versions::in_marked(text).unwrap().join() else {
                refused[idx] += 1;
                continue;
            };
            let gone = removed.iter().chain(&removed_too);
            gone.for_each(|it| drop(joined.lock.records.remove(it)));
            exact[idx] += usize::from(joined.lock == wanted);
            assert!(joined.lock.records.keys().eq(wanted.records.keys()), "pair {n}");
            let decided = &joined.decided;
            let mut certain = joined.lock.records.iter().filter(|it| !decided.contains_key(it.0));
            assert!(certain.all(|(name, it)| *it == wanted.records[name]), "pair {n}");
        }
    }
    println!(
        "1000 pairs: {} merged by git, {conflicts} joined from its index; from its marks alone \
         {exact:?} of these exactly, {refused:?} not at all, with a base and without",
        1000 - conflicts
    );
    assert!(refused.iter().all(|it| *it <= conflicts / 5), "{refused:?}");
    assert!((50..900).contains(&conflicts), "{conflicts}");
}
