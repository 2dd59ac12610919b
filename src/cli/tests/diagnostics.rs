//! Mistakes in manifests.

use std::sync::Arc;

use crate::cli::render;
use crate::cli::render::{Assets, Rendering};
use crate::cli::tests::values::{name, path};
use crate::diagnostic::{Anchor, Code, Diagnostic, KeyPath, Place};
use crate::path::ProjectPath;

const CHARACTERS: &str = "\
# The hero.
[asset.player_idle]
style = \"overwold\"
size = 32
";
const MORE: &str = "[asset.player_idle]\nsubject = \"x\"\n";

fn source(file: &ProjectPath) -> Option<Arc<str>> {
    match file.as_str() {
        "art/characters.toml" => Some(CHARACTERS.into()),
        "art/more.toml" => Some(MORE.into()),
        _ => None,
    }
}

fn at(file: &str, place: Place) -> Anchor {
    Anchor { file: path(file), place }
}

fn shown(diagnostics: &[Diagnostic]) -> String {
    let view = Rendering { source: &source, colours: false, width: 100, all: false };
    view.all(diagnostics, Assets { n_all: 26, n_broken: 1 })
}

fn unknown_style() -> Diagnostic {
    let place = Place::Value(KeyPath::of(&["asset", "player_idle", "style"]));
    Diagnostic::error(
        Code::UnknownStyle,
        at("art/characters.toml", place),
        "no style is called `overwold`",
    )
    .label("used here")
    .help("there is a style `overworld` (art/styles.toml:2)")
    .of_asset(&name("player_idle"))
}

#[test]
fn the_words_of_the_file_are_underlined() {
    insta::assert_snapshot!(shown(&[unknown_style()]), @r#"
    error[unknown-style]: no style is called `overwold`
       ╭─[art/characters.toml:3:9]
     2 │ [asset.player_idle]
     3 │ style = "overwold"
       ·         ─────┬────
       ·              ╰── used here
     4 │ size = 32
       ╰────
      help: there is a style `overworld` (art/styles.toml:2)

    1 mistake.  1 asset cannot be built, 25 others can.
    "#);
}

#[test]
fn places_in_another_file_follow_as_an_excerpt_of_their_own() {
    let key = || Place::Key(KeyPath::of(&["asset", "player_idle"]));
    let diagnostic = Diagnostic::error(
        Code::DuplicateName,
        at("art/characters.toml", key()),
        "two assets are called `player_idle`",
    )
    .label("here")
    .also(at("art/characters.toml", Place::Line(4)), "with this size")
    .also(at("art/more.toml", key()), "and here")
    .also(at("art/gone.toml", key()), "and there");
    insta::assert_snapshot!(shown(&[diagnostic]), @r#"
    error[duplicate-name]: two assets are called `player_idle`
       ╭─[art/characters.toml:2:1]
     1 │ # The hero.
     2 │ [asset.player_idle]
       · ─────────┬─────────
       ·          ╰── here
     3 │ style = "overwold"
     4 │ size = 32
       · ────┬────
       ·     ╰── with this size
       ╰────
       ╭─[art/more.toml:1:1]
     1 │ [asset.player_idle]
       · ─────────┬─────────
       ·          ╰── and here
     2 │ subject = "x"
       ╰────
      --> art/gone.toml, asset.player_idle: and there

    1 mistake.  1 asset cannot be built, 25 others can.
    "#);
}

#[test]
fn a_place_without_a_text_is_named() {
    let missing = at("art/board.png", Place::File);
    let missing = Diagnostic::warning(Code::MissingFile, missing, "there is no `art/board.png`");
    insta::assert_snapshot!(shown(&[missing]), @r"
    warning[missing-file]: there is no `art/board.png`
      --> art/board.png

    1 warning.  1 asset cannot be built, 25 others can.
    ");
}

#[test]
fn many_mistakes_are_folded_and_counted() {
    let many = (0..25).map(|it| Diagnostic { message: format!("{it}"), ..unknown_style() });
    let many: Vec<Diagnostic> = many.collect();
    let text = shown(&many);
    assert_eq!(text.matches("error[unknown-style]").count(), 20);
    assert!(text.ends_with("… 5 more\n\n25 mistakes.  1 asset cannot be built, 25 others can."));
    assert_eq!(shown(&[]), "");
}

#[test]
fn mistakes_of_the_same_words_are_shown_once_with_their_places() {
    let place = |line| Anchor { file: path("art/characters.toml"), place: Place::Line(line) };
    let wrong = |line| Diagnostic::error(Code::UnknownStyle, place(line), "unknown style");
    let text = shown(&[2, 3, 4, 1, 2, 3, 4, 1].map(wrong));
    assert_eq!(text.matches("error[").count(), 1);
    let also = "  also: art/characters.toml:3:1, art/characters.toml:4:1, art/characters.toml:1:1,\n        \
                art/characters.toml:2:1, art/characters.toml:3:1 and 2 more places";
    assert!(text.contains(also), "{text}");
    assert!(text.contains("8 mistakes."));
}

#[test]
fn a_place_beyond_the_text_does_no_harm() {
    for place in [Place::Bytes(9_999, 99_999), Place::Line(0), Place::Line(99), Place::Bytes(3, 1)]
    {
        let diagnostic = Diagnostic::error(Code::Syntax, at("art/more.toml", place), "not TOML");
        assert!(shown(&[diagnostic]).contains("art/more.toml"));
    }
}

#[test]
fn programs_get_line_and_column() {
    let line = serde_json::to_string(&render::events(&[unknown_style()], &source)[0]).unwrap();
    insta::assert_snapshot!(line, @r#"{"event":"diagnostic","severity":"error","code":"unknown-style","message":"no style is called `overwold`","file":"art/characters.toml","line":3,"column":9,"label":"used here","also":[],"asset":"player_idle","assets":1,"help":"there is a style `overworld` (art/styles.toml:2)"}"#);
}
