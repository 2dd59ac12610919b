//! Beginning a project, and running where there is none.

use crate::harness::TestProject;

#[test]
fn a_folder_without_a_project_says_how_to_begin_one() {
    let run = TestProject::empty().run(&["build"]);
    insta::assert_snapshot!(run.shown(), @r"
    exit 2
    --- out
    --- err
    error: there is no `assetbuild.toml` in `[TMP]/game` or above it
      help: begin a project: assetbuild init
    ");
}

#[test]
fn init_begins_a_project_once() {
    let project = TestProject::empty();
    let run = project.run(&["init", "--name", "slime-quest"]);
    insta::assert_snapshot!(run.shown(), @r"
    exit 0
    --- out
    --- err
      wrote  assetbuild.toml
      wrote  art/styles.toml
      wrote  art/first.toml
      wrote  .gitignore
      wrote  .gitattributes

    next: assetbuild build
    ");
    assert!(project.read("assetbuild.toml").contains("\"slime-quest\""));
    let again = project.run(&["init"]);
    insta::assert_snapshot!(again.shown(), @r"
    exit 2
    --- out
    --- err
    error: `[TMP]/game/assetbuild.toml` exists already; nothing was written
      help: there is a project already: assetbuild add NAME SUBJECT
    ");
}

#[test]
fn what_was_edited_survives_a_second_init() {
    let project = TestProject::empty();
    project.run(&["init"]).success();
    project.edit("art/first.toml", "green slime", "blue blob");
    project.run(&["init"]).fails_with(2);
    assert!(project.has("art/first.toml"));
    assert!(project.read("art/first.toml").contains("blue blob"));
}

#[test]
fn a_command_acts_in_the_folder_that_is_named() {
    let project = TestProject::with(&[("art/hero.toml", "[asset.hero]\nsubject = \"a knight\"\n")]);
    let run = project.run(&["-C", "art", "init", ".."]).fails_with(2);
    assert!(run.err.contains("assetbuild.toml` exists already"), "{}", run.err);
    let nowhere = project.run(&["-C", "nowhere", "build"]).fails_with(2);
    assert!(nowhere.err.contains("there is no folder"), "{}", nowhere.err);
}

#[test]
fn the_doctor_starts_no_program_of_the_users() {
    let project = TestProject::empty();
    project.config("[exec.painter]\nprogram = \"no-such-painter\"\n");
    let run = project.run(&["doctor"]).fails_with(1);
    insta::assert_snapshot!(run.shown(), @r"
    exit 1
    --- out
    --- err
      warn  project        there is no `assetbuild.toml` in `[TMP]/game` or above it
              begin one: assetbuild init
      ok    configuration  [TMP]/config.toml
      bad   exec/painter   there is no program `no-such-painter`
              correct `program` in your configuration, or install it
      ok    store          [TMP]/store
      ok    store size     originals: 0 files, 0 bytes; can be computed again: 0 files, 0 bytes
      ok    quarantine     empty
    ");
    assert!(project.calls().is_empty());
}

#[test]
fn colours_can_be_forced_and_json_has_none() {
    let project = TestProject::empty();
    let force = [("CLICOLOR_FORCE", "1")];
    let plain = project.run(&["plan"]);
    let coloured = project.run_with(&["plan"], &force);
    assert!(!plain.err.contains('\u{1b}') && coloured.err.contains('\u{1b}'));
    let json = project.run_with(&["plan", "--json"], &force).fails_with(2);
    assert!(json.out.starts_with("{\"event\":\"error\",") && !json.out.contains('\u{1b}'));
}

#[test]
fn a_project_without_assets_says_how_to_add_one() {
    let run = TestProject::with(&[]).run(&["build"]).success();
    assert_eq!(run.err, "there are no assets; add one: assetbuild add NAME SUBJECT\n");
}

#[test]
fn what_is_added_gets_the_kind_that_its_words_speak_of() {
    let project = TestProject::with(&[]);
    let run = project.run(&["add", "floor", "mossy floor tile", "--size", "16×8"]).success();
    assert_eq!(
        run.err,
        "floor is in art/added.toml      next: assetbuild plan floor\n  \
         kind tile, since its subject says `tile`\n"
    );
    let said =
        ["add", "rune", "stone tile", "--kind", "sprite", "--category", "a/b", "--size", "8"];
    project.run(&said).success();
    assert_eq!(
        project.read("art/added.toml"),
        "[asset.floor]\nsubject = \"mossy floor tile\"\nkind = \"tile\"\nsize = \"16x8\"\n\n\
         [asset.rune]\nsubject = \"stone tile\"\nkind = \"sprite\"\ncategory = \"a/b\"\nsize = 8\n"
    );
    project.run(&["build"]).success();
    assert!(project.has("generated-assets/tile/floor.png"));
    assert!(project.has("generated-assets/a/b/rune.png"));
    project.run(&["add", "x", "y", "--size", "0x3"]).fails_with(2);
    project.run(&["add", "x", "y", "--kind", "sprit"]).fails_with(2);
}
