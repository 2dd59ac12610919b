//! Names that clash, go in a ring, or lead nowhere.

use crate::diagnostics::mistakes;

#[test]
fn a_ring_is_told_as_a_path_of_names() {
    let text = mistakes(&[
        (
            "art/a.toml",
            b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 references = [\"horse\"]\n\n\
                 [asset.horse]\n\
                 subject = \"a horse\"\n\
                 references = [\"saddle\"]\n",
        ),
        (
            "art/b.toml",
            b"\
                 [asset.saddle]\n\
                 subject = \"a saddle\"\n\
                 references = [\"hero\"]\n",
        ),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[cycle]: three assets refer to each other in a ring: hero → horse → saddle → hero
       ╭─[art/a.toml:3:15]
     2 │ subject = "a knight"
     3 │ references = ["horse"]
       ·               ───┬───
       ·                  ╰── needs `horse`
     4 │
     5 │ [asset.horse]
     6 │ subject = "a horse"
     7 │ references = ["saddle"]
       ·               ────┬───
       ·                   ╰── needs `saddle`
       ╰────
       ╭─[art/b.toml:3:15]
     2 │ subject = "a saddle"
     3 │ references = ["hero"]
       ·               ───┬──
       ·                  ╰── needs `hero`
       ╰────
      note: 3 assets cannot be built because of it
      help: remove one of these references

    1 mistake.  3 assets cannot be built.
    "##);
}

#[test]
fn styles_that_extend_each_other() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [style.day]\n\
                 extends = \"night\"\n\n\
                 [style.night]\n\
                 extends = \"day\"\n\n\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 style = \"day\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[cycle]: styles extend each other in a ring: day → night → day
       ╭─[art/a.toml:2:11]
     1 │ [style.day]
     2 │ extends = "night"
       ·           ───────
     3 │
     4 │ [style.night]
     5 │ extends = "day"
       ·           ─────
     6 │
       ╰────
      help: remove one of these `extends`

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn two_assets_of_one_name_are_both_shown() {
    let text = mistakes(&[
        ("art/a.toml", b"[asset.hero]\nsubject = \"a knight\"\n"),
        ("art/b.toml", b"[asset.hero]\nsubject = \"a hero\"\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[duplicate-name]: two assets are called `hero`
       ╭─[art/b.toml:1:1]
     1 │ [asset.hero]
       · ──────┬─────
       ·       ╰── declared again here
     2 │ subject = "a hero"
       ╰────
       ╭─[art/a.toml:1:1]
     1 │ [asset.hero]
       · ──────┬─────
       ·       ╰── declared first here
     2 │ subject = "a knight"
       ╰────
      help: rename one of them

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn two_tables_of_one_name_in_one_file() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\n\
                 [asset.hero]\n\
                 subject = \"a hero\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[duplicate-name]: two things in this file are called `hero`
       ╭─[art/a.toml:1:1]
     1 │ [asset.hero]
       · ──────┬─────
       ·       ╰── the first one
     2 │ subject = "a knight"
     3 │
     4 │ [asset.hero]
       ·        ──┬─
       ·          ╰── the second one
     5 │ subject = "a hero"
       ╰────
      help: rename one of them

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn two_rows_of_one_name() {
    let text = mistakes(&[
        ("art/a.toml", b"[set.potions]\nrows = \"art/potions.csv\"\n"),
        ("art/potions.csv", b"name,subject\nred,a red one\nred,a redder one\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[duplicate-name]: two things in this file are called `red`
       ╭─[art/potions.csv:2:1]
     2 │ red,a red one
       · ──────┬──────
       ·       ╰── the first one
     3 │ red,a redder one
       · ────────┬───────
       ·         ╰── the second one
       ╰────

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn names_that_differ_in_capitals_only() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\n\
                 [asset.Hero]\n\
                 subject = \"another knight\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[collision]: `Hero` and `hero` would be written to one file, `sprite/Hero.png`
       ╭─[art/a.toml:1:1]
     1 │ [asset.hero]
       · ──────┬─────
       ·       ╰── writes `sprite/hero.png`
     2 │ subject = "a knight"
     3 │
     4 │ [asset.Hero]
       · ──────┬─────
       ·       ╰── writes `sprite/Hero.png`
     5 │ subject = "another knight"
       ╰────
      note: 2 assets cannot be built because of it
      help: rename one of them, or give them different categories: many disks do not tell capitals from
            small letters

    1 mistake.  2 assets cannot be built.
    "##);
}

#[test]
fn a_part_and_an_asset_that_would_be_one_file() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.ok]\n\
                 subject = \"stone button\"\n\
                 states = [\"on\", \"off\"]\n\n\
                 [asset.ok_on]\n\
                 subject = \"a lamp\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[collision]: `ok` and `ok_on` would be written to one file, `sprite/ok_on.png`
       ╭─[art/a.toml:1:1]
     1 │ [asset.ok]
       · ─────┬────
       ·      ╰── writes `sprite/ok_on.png`
     2 │ subject = "stone button"
       ╰────
       ╭─[art/a.toml:5:1]
     4 │
     5 │ [asset.ok_on]
       · ──────┬──────
       ·       ╰── writes `sprite/ok_on.png`
     6 │ subject = "a lamp"
       ╰────
      note: 2 assets cannot be built because of it
      help: rename one of them, or give them different categories

    1 mistake.  2 assets cannot be built.
    "##);
}

#[test]
fn a_name_that_is_no_file_name() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.\"../hero\"]\n\
                 subject = \"a knight\"\n\n\
                 [asset.con]\n\
                 subject = \"a fraud\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[bad-name]: `../hero` cannot be a name: `/` cannot be in a name; use letters, digits, `_`, `-` and `.`
       ╭─[art/a.toml:1:1]
     1 │ [asset."../hero"]
       · ─────────────────
     2 │ subject = "a knight"
       ╰────

    error[bad-name]: `con` cannot be a name: files cannot have this name on every system
       ╭─[art/a.toml:4:1]
     3 │
     4 │ [asset.con]
       · ───────────
     5 │ subject = "a fraud"
       ╰────

    2 mistakes.
    "##);
}

#[test]
fn a_path_that_leaves_the_project() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.logo]\n\
                 source = \"../logo.png\"\n\n\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 category = \"/etc\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[bad-path]: `../logo.png` is no path in the project, because it leaves the project's folder
       ╭─[art/a.toml:2:10]
     1 │ [asset.logo]
     2 │ source = "../logo.png"
       ·          ─────────────
     3 │
       ╰────

    error[bad-path]: `/etc` is no path in the project, because it is absolute; paths start at the project's folder
       ╭─[art/a.toml:6:12]
     5 │ subject = "a knight"
     6 │ category = "/etc"
       ·            ──────
       ╰────

    2 mistakes.  2 assets cannot be built.
    "##);
}

#[test]
fn a_glob_that_matches_nothing() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\n\
                 [atlas.actors]\n\
                 pack = [\"enemy_*\"]\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[no-match]: no asset is called `enemy_*`
       ╭─[art/a.toml:5:9]
     4 │ [atlas.actors]
     5 │ pack = ["enemy_*"]
       ·         ─────────
       ╰────

    1 mistake.  1 asset cannot be built, 1 other can.
    "##);
}

#[test]
fn an_include_that_matches_nothing_is_a_warning() {
    let text = mistakes(&[
        (
            "assetbuild.toml",
            b"\
                 [project]\n\
                 name = \"test\"\n\
                 edition = \"2026\"\n\
                 include = [\"assets/**/*.toml\"]\n",
        ),
        ("art/a.toml", b"[asset.hero]\nsubject = \"a knight\"\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    warning[no-match]: no file matches `assets/**/*.toml`
       ╭─[assetbuild.toml:4:12]
     3 │ edition = "2026"
     4 │ include = ["assets/**/*.toml"]
       ·            ──────────────────
       ╰────
      help: paths start at the folder of `assetbuild.toml`; `**` is any folders

    1 warning.
    "##);
}
