//! What a process does that finds nothing, or little, changed since the last one: counted in files
//! opened and written. That what is remembered changes nothing but that is shown by `remembered`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use notify::event::{AccessKind, EventKind, ModifyKind, RenameMode};
use notify::{Event, RecursiveMode, Watcher};

use crate::harness::{TestProject, set};

/// A game of `count` things in `count` manifests, with a style, a reference and a derived picture.
fn game(count: usize) -> TestProject {
    let project = TestProject::with(&[(
        "art/styles.toml",
        "[style.cave]\ntemplate = \"pixel-art\"\nsize = 16\nscale = 1\n\
         palette = [\"#1a1c2c\", \"#b13e53\", \"#ef7d57\", \"#ffcd75\"]\n",
    )]);
    for idx in 0..count {
        let text = format!(
            "[asset.a{idx}]\nsubject = \"gem number {idx}\"\nstyle = \"cave\"\ncategory = \"gems\"\n"
        );
        project.write(&format!("art/a{idx}.toml"), &text);
    }
    project.write(
        "art/z.toml",
        "[asset.twin]\nfrom = \"a0\"\nedits = [{ mirror = \"horizontal\" }]\n",
    );
    project
}

/// The files of a project that were opened, written and put in place while something ran.
#[derive(Debug, Default, PartialEq)]
struct Touched {
    opened: BTreeSet<String>,
    written: BTreeSet<String>,
    /// How often a file was put in the place of the lock.
    locks: usize,
}

fn touched(project: &TestProject, act: impl FnOnce()) -> Touched {
    // Links in the way to temporary folders would give every path two names.
    let root = project.root().canonicalize().unwrap();
    let (send, events) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |it| drop(send.send(it))).unwrap();
    watcher.watch(&root, RecursiveMode::Recursive).unwrap();
    act();
    // What is written last is told of last.
    fs::write(root.join("over"), "").unwrap();
    let mut res = Touched::default();
    loop {
        let event: notify::Result<Event> = events.recv_timeout(Duration::from_secs(60)).unwrap();
        let Event { kind, paths, .. } = event.unwrap();
        let paths: Vec<PathBuf> = paths.into_iter().filter(|it| !it.is_dir()).collect();
        if paths.iter().any(|it| it.ends_with("over")) {
            break;
        }
        let names = paths.iter().map(|it| it.strip_prefix(&root).unwrap().display().to_string());
        match kind {
            EventKind::Access(AccessKind::Open(_)) => res.opened.extend(names),
            EventKind::Modify(ModifyKind::Name(RenameMode::To)) => {
                let names: Vec<String> = names.collect();
                res.locks += names.iter().filter(|it| *it == "assetbuild.lock").count();
                res.written.extend(names);
            }
            EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => {
                res.written.extend(names);
            }
            EventKind::Access(_) | EventKind::Any | EventKind::Other => {}
        }
    }
    fs::remove_file(root.join("over")).unwrap();
    res
}

/// Builds until every file has rested, so that no write could hide behind the last tick.
pub(crate) fn settled(project: &TestProject) {
    project.run(&["build"]).success();
    let rested = || touched(project, || drop(project.run(&["build"]).success()));
    let state = BTreeSet::from([".assetbuild/state".to_owned()]);
    crate::harness::patiently("every file to rest", || rested().opened == state);
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_to_do_opens_one_file_however_many_assets_there_are_and_writes_none() {
    for count in [10, 60] {
        let project = game(count);
        settled(&project);
        let found = touched(&project, || {
            let run = project.run(&["build"]).success();
            assert!(run.err.contains(&format!("{} fresh", count + 1)), "{}", run.err);
        });
        assert_eq!(found.opened, set(&[".assetbuild/state"]), "of {count}");
        assert_eq!(found.written, set(&[]), "of {count}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_edit_opens_what_it_reaches_and_writes_what_it_changes() {
    let project = game(40);
    settled(&project);
    project.edit("art/a7.toml", "gem number 7", "crown of seven points");
    let found = touched(&project, || {
        let run = project.run(&["build"]).success();
        assert!(run.err.contains("1 built, 0 failed, 40 fresh"), "{}", run.err);
    });
    let manifests: BTreeSet<String> =
        found.opened.iter().filter(|it| it.ends_with(".toml")).cloned().collect();
    assert_eq!(manifests, set(&["art/a7.toml", "art/styles.toml", "assetbuild.toml"]));
    let outputs = found.written.iter().filter(|it| it.starts_with("generated-assets"));
    let outputs: BTreeSet<String> = outputs.cloned().collect();
    let own = ["generated-assets/gems/a7.json", "generated-assets/gems/a7.png"];
    assert_eq!(outputs, set(&own));
    assert_eq!(found.locks, 1);

    // What is made from it comes along, and what that is made from is looked at.
    settled(&project);
    project.edit("art/a0.toml", "gem number 0", "crown of no points");
    let run = project.run(&["build"]).success();
    assert!(run.err.contains("2 built, 0 failed, 39 fresh"), "{}", run.err);
}

#[cfg(target_os = "linux")]
#[test]
fn accepting_fifty_assets_writes_the_lock_once() {
    let project = game(50);
    settled(&project);
    let names: Vec<String> = (0..50).map(|idx| format!("a{idx}")).collect();
    let words: Vec<&str> = ["accept"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let found = touched(&project, || drop(project.run(&words).success()));
    assert_eq!(found.locks, 1);
    let lock = project.read("assetbuild.lock");
    assert_eq!(lock.matches("accepted = true").count(), 50);
}

/// The manifests that one command opens.
#[cfg(target_os = "linux")]
fn manifests_opened(project: &TestProject, words: &[&str]) -> BTreeSet<String> {
    let found = touched(project, || drop(project.run(words).success()));
    found.opened.into_iter().filter(|it| it.starts_with("art/a")).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn of_a_lock_that_changed_only_the_assets_of_other_records_are_looked_at() {
    let project = game(40);
    settled(&project);
    project.run(&["accept", "a3"]).success();
    for (words, next) in
        [(&["plan"][..], "unaccept"), (&["status"], "accept"), (&["build"], "unaccept")]
    {
        assert_eq!(manifests_opened(&project, words), set(&["art/a3.toml"]), "{words:?}");
        project.run(&[next, "a3"]).success();
    }
    // As a colleague's lock comes with a pull, and goes with a checkout.
    settled(&project);
    let before = project.read("assetbuild.lock");
    project.run(&["accept", "a5"]).success();
    let theirs = project.read("assetbuild.lock");
    project.write("assetbuild.lock", &before);
    settled(&project);
    project.write("assetbuild.lock", &theirs);
    let opened = manifests_opened(&project, &["show", "a7"]);
    assert_eq!(opened, set(&["art/a5.toml", "art/a7.toml"]));
    let without_a9 = before.replace("[asset.a9]", "[asset.a99]");
    project.write("assetbuild.lock", &without_a9);
    project.run(&["build"]).fails_with(2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_plan_and_a_status_open_what_changes_can_reach_and_count_the_rest() {
    let project = game(40);
    settled(&project);
    for (command, counted) in [("plan", "41 fresh"), ("status", "41 fresh")] {
        assert_eq!(manifests_opened(&project, &[command]), set(&[]));
        let run = project.run(&[command]).success();
        assert!(run.out.contains(counted), "{}", run.out);
    }
    project.edit("art/a7.toml", "gem number 7", "crown of seven points");
    for (command, counted) in [("plan", "1 free, 40 fresh"), ("status", "40 fresh   1 dirty")] {
        assert_eq!(manifests_opened(&project, &[command]), set(&["art/a7.toml"]));
        let part = project.run(&[command]).success();
        assert!(part.out.contains(counted), "{}", part.out);
        project.remove(".assetbuild/state");
        let whole = project.run(&[command]).success();
        assert_eq!(part.out, whole.out);
    }
}

#[test]
fn a_file_that_is_gone_or_changed_in_any_way_is_noticed() {
    let project = game(5);
    settled(&project);
    let before = project.made();
    for (name, change) in [
        (
            "an output that is gone",
            (|it| it.remove("generated-assets/gems/a1.png")) as fn(&TestProject),
        ),
        ("a folder that is gone", |it| it.remove("generated-assets/gems")),
        ("all outputs", |it| it.remove("generated-assets")),
        ("metadata", |it| it.remove("generated-assets/gems/a2.json")),
    ] {
        change(&project);
        project.run(&["build"]).success();
        assert_eq!(project.made(), before, "{name}");
    }
    // Of the very same length, so that only its times tell.
    project.edit("art/a3.toml", "gem number 3", "gem number 8");
    let run = project.run(&["build"]).success();
    assert!(run.err.contains("1 built"), "{}", run.err);
    project.edit("art/a3.toml", "gem number 8", "gem number 3");
    project.run(&["build"]).success();
    assert_eq!(project.made(), before);
    // A new manifest, and one that goes.
    project.write(
        "art/new.toml",
        "[asset.new]\nsubject = \"a new gem\"\nstyle = \"cave\"\ncategory = \"gems\"\n",
    );
    project.run(&["build"]).success();
    assert!(project.has("generated-assets/gems/new.png"));
    project.remove("art/new.toml");
    project.run(&["build"]).success();
    assert_eq!(project.made(), before);
    // A style reaches all that is drawn, and nothing behind a picture that came out the same; a
    // mistake is told as ever.
    project.edit("art/styles.toml", "#b13e53", "#b13e54");
    let run = project.run(&["build"]).success();
    assert!(run.err.contains("5 built"), "{}", run.err);
    project.append("art/a4.toml", "sise = 4\n");
    let run = project.run(&["build"]).fails_with(2);
    assert!(run.err.contains("did you mean `size`?"), "{}", run.err);
    project.run(&["build"]).fails_with(2);
}

#[test]
fn a_name_that_is_declared_twice_is_told_though_one_of_them_did_not_change() {
    let project = game(5);
    settled(&project);
    project.append("art/a1.toml", "[asset.a2]\nsubject = \"another one\"\nstyle = \"cave\"\n");
    let run = project.run(&["build"]).fails_with(2);
    assert!(run.err.contains("a2"), "{}", run.err);
    project.edit("art/a1.toml", "[asset.a2]", "[asset.other]\ncategory = \"gems\"");
    project.run(&["build"]).success();
    // Where another one writes.
    project.edit("art/a1.toml", "[asset.other]", "[asset.a2_0]");
    project.run(&["build"]).success();
    assert!(!project.has("generated-assets/gems/other.png"));
}

#[test]
fn what_is_held_failed_or_edited_is_told_by_every_build() {
    let project = game(5);
    settled(&project);
    project.write("generated-assets/gems/a1.png", "painted over");
    for _ in 0..3 {
        let run = project.run(&["build"]).success();
        assert!(run.err.contains("1 edited, 5 fresh"), "{}", run.err);
    }
    project.run(&["build", "--discard-edits", "a1"]).success();
    assert!(project.run(&["build"]).success().err.contains("6 fresh"));
}
