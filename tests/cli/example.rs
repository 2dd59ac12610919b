//! The example project builds on every machine, to the same bytes.

use std::fs;

use crate::harness::{Files, TestProject};

fn example() -> TestProject {
    TestProject::copy_of("example-project")
}

/// The paths whose bytes differ, or which only one of the two has.
fn differing(one: &Files, other: &Files) -> Vec<String> {
    let paths = one.keys().chain(other.keys());
    let mut res: Vec<String> = paths.filter(|it| one.get(*it) != other.get(*it)).cloned().collect();
    res.sort();
    res.dedup();
    res
}

#[test]
fn what_is_committed_is_what_every_machine_builds() {
    let project = example();
    let was_committed = project.has("assetbuild.lock");
    let committed = project.files("");
    project.run(&["build"]).success();
    if was_committed {
        let mut after = project.files("");
        after.retain(|path, _| !path.starts_with(".assetbuild/"));
        assert_eq!(differing(&committed, &after), Vec::<String>::new());
        project.run(&["build", "--frozen"]).success();
    }

    let first = project.made();
    let second = project.events(&["build"]);
    assert_eq!(second.calls(), 0);
    assert_eq!(second.summary()["built"], 0);
    assert_eq!(second.in_state("fresh").len(), 40);

    project.forget();
    assert!(project.events(&["build"]).calls() > 0);
    assert_eq!(differing(&first, &project.made()), Vec::<String>::new());
}

#[test]
fn a_lock_alone_brings_the_same_pictures_back() {
    let project = example();
    project.run(&["build"]).success();
    let first = project.made();
    let lock = project.read("assetbuild.lock");
    project.forget();
    project.write("assetbuild.lock", &lock);
    project.run(&["build", "--locked", "--offline"]).success();
    assert_eq!(differing(&first, &project.made()), Vec::<String>::new());
}

#[test]
fn what_no_model_reads_costs_nothing() {
    let project = example();
    project.run(&["build"]).success();
    let first = project.made();

    project.append("art/characters.toml", "\n# The hero is round.\n");
    project.edit("art/enemies.toml", "category = ", "category   =      ");
    project.edit("art/items.toml", "[set.treasures]", "\n\n[ set . treasures ]  # loot");
    let calls = project.events(&["build"]).calls();
    assert_eq!(calls, 0, "a comment, or white space, was paid for");

    // Another folder, and nothing of what the program noted about the old one.
    let moved = project.root().with_file_name("moved");
    fs::rename(project.root(), &moved).unwrap();
    fs::create_dir(project.root()).unwrap();
    let run = project.run(&["-C", "../moved", "build", "--json"]).success();
    assert_eq!(crate::harness::Events::of(&run).calls(), 0);

    fs::remove_dir(project.root()).unwrap();
    fs::rename(&moved, project.root()).unwrap();
    project.remove(".assetbuild");
    assert_eq!(project.events(&["build"]).calls(), 0, "the state is worth time, not pictures");
    assert_eq!(differing(&first, &project.made()), Vec::<String>::new());
}

#[test]
fn deleted_pictures_come_back_without_a_model() {
    let project = example();
    // What is committed is fresh; only what was made here is in the store.
    project.forget();
    project.run(&["build"]).success();
    let first = project.made();
    project.remove("generated-assets");
    assert_eq!(project.events(&["build"]).calls(), 0);
    assert_eq!(differing(&first, &project.made()), Vec::<String>::new());
}
