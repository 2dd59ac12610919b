//! What a build must not overlook that reads only as much of a project as changes can reach.

use crate::harness::TestProject;
use crate::incremental::settled;

const STYLE: &str = "[style.cave]\ntemplate = \"pixel-art\"\nsize = 16\nscale = 1\n";

/// A table of an asset that is drawn.
fn drawn(name: &str) -> String {
    format!("[asset.{name}]\nsubject = \"a {name}\"\nstyle = \"cave\"\n")
}

/// A project with a style, an asset beside it, and two manifests of their own.
fn game() -> TestProject {
    let styles = format!("{STYLE}{}", drawn("box"));
    let project = TestProject::with(&[("art/styles.toml", &styles)]);
    for name in ["apple", "elf"] {
        project.write(&format!("art/{name}.toml"), &drawn(name));
    }
    project
}

/// Builds, and asserts that a build without memory then has nothing to do.
#[track_caller]
fn builds_all(project: &TestProject) {
    let run = project.run(&["build"]).success();
    if project.has(".assetbuild/state") {
        project.remove(".assetbuild/state");
    }
    let plan = project.run(&["plan", "--exit-code"]);
    assert_eq!(plan.code, Some(0), "after {}\n{}", run.err, plan.shown());
}

#[test]
fn what_is_needed_now_is_read_though_nothing_reaches_it() {
    let project = game();
    settled(&project);
    project.append("art/apple.toml", "references = [\"box\"]\n");
    builds_all(&project);
}

#[test]
fn the_globs_of_an_atlas_mean_assets_of_files_that_did_not_change() {
    let project = game();
    project.write("art/atlas.toml", "[atlas.all]\npack = [\"ap*\"]\n");
    settled(&project);
    project.edit("art/atlas.toml", "ap*", "*");
    builds_all(&project);
    assert!(project.read("generated-assets/atlas/all.atlas.json").contains("elf"));
}

#[test]
fn a_folder_is_looked_through_that_took_the_place_of_a_file() {
    let project = game();
    project.write("art/notes", "to do");
    settled(&project);
    project.remove("art/notes");
    project.write("art/notes/gem.toml", &drawn("gem"));
    builds_all(&project);
    assert!(project.has("generated-assets/sprite/gem.png"));

    // Nor is the folder of all manifests overlooked.
    let project = TestProject::with(&[("art", "to do")]);
    project.append("assetbuild.toml", &format!("{STYLE}{}", drawn("box")));
    project.run(&["build"]).success();
    project.remove("art");
    project.write("art/gem.toml", &drawn("gem"));
    builds_all(&project);
    assert!(project.has("generated-assets/sprite/gem.png"));
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_may_come_later() {
    let project = game();
    std::os::unix::fs::symlink("../made", project.root().join("art/made")).unwrap();
    settled(&project);
    project.write("made/gem.toml", &drawn("gem"));
    builds_all(&project);
    assert!(project.has("generated-assets/sprite/gem.png"));
}

#[test]
fn of_an_accepted_asset_that_is_gone_nothing_is_left_to_do() {
    let project = game();
    project.run(&["build"]).success();
    project.run(&["accept", "elf"]).success();
    project.remove("art/elf.toml");
    let plan = project.run(&["plan"]).success();
    assert!(plan.out.contains("2 files to be removed"), "{}", plan.shown());
    let run = project.run(&["build", "--locked"]).fails_with(3);
    assert!(!run.err.contains("removed"), "{}", run.err);
    builds_all(&project);
    assert!(!project.has("generated-assets/sprite/elf.png"));
    assert!(project.read("assetbuild.lock").contains("[asset.elf]"), "the choice stands");
    // And it is remembered like any other project.
    settled(&project);
    // Back again, it shows what was accepted.
    project.write("art/elf.toml", &drawn("elf"));
    builds_all(&project);
    assert!(project.has("generated-assets/sprite/elf.png"));
}

#[test]
fn a_plan_removes_no_files_that_a_build_keeps() {
    let project = game();
    project.run(&["build"]).success();
    project.remove("art/elf.toml");
    // It may be the elf under another name, and cannot be made.
    project.write("generated-assets/sprite/goblin.png", "somebody else's");
    project.write("art/goblin.toml", &drawn("goblin"));
    let plan = project.run(&["plan"]).success();
    assert!(!plan.out.contains("removed"), "{}", plan.shown());
    let run = project.run(&["build"]).fails_with(1);
    assert!(!run.err.contains("removed"), "{}", run.err);
    assert!(project.has("generated-assets/sprite/elf.png"));

    project.remove("generated-assets/sprite/goblin.png");
    let plan = project.run(&["plan"]).success();
    assert!(plan.out.contains("2 files to be removed"), "{}", plan.shown());
    let run = project.run(&["build"]).success();
    assert!(run.err.contains("removed sprite/elf.json, sprite/elf.png"), "{}", run.err);
}
