//! Many mistakes at once, and what they keep from being built.

use std::fs;
use std::path::Path;

use assetbuild::diagnostic::Code;

use crate::diagnostics::{mistakes, project};

const HERO: &[u8] = b"[asset.hero]\nsubject = \"a knight\"\n";

#[test]
fn every_code_is_shown_by_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/diagnostics");
    let texts = ["clashes.rs", "files.rs", "names.rs", "tables.rs"].map(|it| folder.join(it));
    let texts = texts.map(|it| fs::read_to_string(it).unwrap()).concat();
    let is_shown = |it: &&&str| !texts.contains(&format!("error[{it}]: "));
    let codes: Vec<&str> = Code::ALL.iter().map(|it| it.as_str()).collect();
    assert_eq!(codes.iter().filter(is_shown).collect::<Vec<_>>(), [&""; 0]);
}

#[test]
fn all_mistakes_of_all_files_come_in_one_run_from_top_to_bottom() {
    let text = mistakes(&[
        ("assetbuild.toml", b"[project]\nedition = \"1999\"\n[budgets]\nper-build = 1\n"),
        ("art/b.toml", b"[asset.cap]\nsubject = \"a cap\"\nstyle = \"none\"\nsize = 0\n"),
        ("art/a.toml", b"[asset.hero]\nszie = 32\nsubject = \"open\n[set.s]\nrows = \"s.csv\"\n"),
        ("s.csv", b"name,subject\nred,a,b\n"),
    ]);
    let heads: Vec<&str> = text.lines().filter(|it| it.starts_with("error[")).collect();
    let places = text.lines().filter_map(|it| it.trim().strip_prefix("\u{256d}\u{2500}"));
    assert_eq!(heads.len(), 7, "{text}");
    assert_eq!(
        places.collect::<Vec<_>>(),
        [
            "[art/a.toml:2:1]",
            "[art/a.toml:3:16]",
            "[art/b.toml:3:9]",
            "[art/b.toml:4:8]",
            "[assetbuild.toml:2:11]",
            "[assetbuild.toml:3:1]",
            "[s.csv:2:1]",
        ]
    );
    assert!(text.ends_with("7 mistakes.  3 assets cannot be built."), "{text}");
}

#[test]
fn a_mistake_in_one_asset_keeps_no_other_from_being_built() {
    let project = project(&[
        ("art/a.toml", HERO),
        ("art/b.toml", b"[asset.cap]\nsubject = \"a cap\"\nszie = 3\n"),
        ("art/c.toml", b"[asset.rope]\nsubject = \n"),
    ]);
    let run = project.run(&["--color", "never", "build"]).fails_with(2);
    assert!(run.err.contains("2 mistakes.  2 assets cannot be built, 1 other can."), "{}", run.err);
    assert!(project.has("generated-assets/sprite/hero.png"));
    assert!(!project.has("generated-assets/sprite/cap.png"));
    assert!(!project.has("generated-assets/sprite/rope.png"));
}

#[test]
fn a_mistake_in_a_style_is_told_once_with_the_number_of_its_assets() {
    let assets: String =
        (0..40).map(|it| format!("[asset.a{it}]\nsubject = \"x\"\nstyle = \"dusk\"\n")).collect();
    for style in ["plaette = []", "palette = \"none.hex\"", "extends = \"dask\""] {
        let text = format!("[style.dusk]\n{style}\n{assets}");
        let text = mistakes(&[("art/a.toml", text.as_bytes())]);
        assert_eq!(text.matches("error[").count(), 1, "{text}");
        assert!(text.contains("\n  note: 40 assets cannot be built because of it\n"), "{text}");
        assert!(text.ends_with("1 mistake.  40 assets cannot be built."), "{text}");
    }
}

#[test]
fn a_name_that_is_wrong_everywhere_is_shown_once_with_its_places() {
    let assets: String =
        (0..9).map(|it| format!("[asset.a{it}]\nsubject = \"x\"\nstyle = \"dask\"\n")).collect();
    let text = format!("[style.dusk]\nmood = \"gloomy\"\n{assets}");
    let text = mistakes(&[("art/a.toml", text.as_bytes())]);
    assert_eq!(text.matches("error[").count(), 1, "{text}");
    let places = "art/a.toml:8:9, art/a.toml:11:9, art/a.toml:14:9, art/a.toml:17:9";
    assert!(text.contains(&format!("  also: {places}, ")), "{text}");
    assert!(text.ends_with("9 mistakes.  9 assets cannot be built."), "{text}");
}

#[test]
fn programs_get_an_object_for_each_mistake() {
    let project = project(&[("art/a.toml", HERO), ("art/b.toml", HERO)]);
    let run = project.run(&["check", "--json"]).fails_with(2);
    insta::assert_snapshot!(run.out.lines().next().unwrap(), @r#"{"event":"diagnostic","severity":"error","code":"duplicate-name","message":"two assets are called `hero`","file":"art/b.toml","line":1,"column":1,"label":"declared again here","also":[{"file":"art/a.toml","line":1,"column":1,"label":"declared first here"}],"asset":"hero","assets":1,"help":"rename one of them"}"#);
}
