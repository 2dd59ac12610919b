//! Tables, keys and values.

use crate::diagnostics::mistakes;

#[test]
fn what_is_not_toml_is_shown_where_it_stops_being_so() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 purpose = \"hero of the story\n\
                 size = 32\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[syntax]: this is not TOML: the text has no closing `"`
       ╭─[art/a.toml:3:29]
     2 │ subject = "a knight"
     3 │ purpose = "hero of the story
       ·                             ▲
     4 │ size = 32
       ╰────

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_list_that_is_not_closed_is_told_once() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 states = [\"idle\", \"hurt\"\n\n\
                 [asset.next]\n\
                 subject = \"x\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[syntax]: this is not TOML: a list above this is not closed, or lacks a comma
       ╭─[art/a.toml:5:1]
     4 │
     5 │ [asset.next]
       · ▲
     6 │ subject = "x"
       ╰────
      help: separate the items of a list with `,` and end it with `]`

    1 mistake.
    "##);
}

#[test]
fn a_key_that_is_set_twice_shows_both() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 size = 32\n\
                 size = 48\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[syntax]: `size` is set twice
       ╭─[art/a.toml:3:1]
     2 │ subject = "a knight"
     3 │ size = 32
       · ──┬─
       ·   ╰── the first one
     4 │ size = 48
       · ──┬─
       ·   ╰── the second one
       ╰────
      help: remove one of them

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_text_without_quotes_says_so() {
    let text = mistakes(&[("art/a.toml", b"[asset.hero]\nsubject = knight\n")]);
    insta::assert_snapshot!(text, @r##"
    error[syntax]: this is not TOML: string values must be quoted
       ╭─[art/a.toml:2:11]
     1 │ [asset.hero]
     2 │ subject = knight
       ·           ──────
       ╰────
      help: write texts in quotes: "…"

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn an_unknown_key_names_the_nearest_one() {
    let text = mistakes(&[("art/a.toml", b"[asset.hero]\nsubject = \"a knight\"\nszie = 32\n")]);
    insta::assert_snapshot!(text, @r##"
    error[unknown-key]: an asset has no key `szie`
       ╭─[art/a.toml:3:1]
     2 │ subject = "a knight"
     3 │ szie = 32
       · ────
       ╰────
      help: did you mean `size`?

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn where_no_key_is_near_all_are_listed() {
    let text =
        mistakes(&[("art/a.toml", b"[asset.hero]\nsubject = \"a knight\"\ncolour = \"red\"\n")]);
    insta::assert_snapshot!(text, @r#"
    error[unknown-key]: an asset has no key `colour`
       ╭─[art/a.toml:3:1]
     2 │ subject = "a knight"
     3 │ colour = "red"
       · ──────
       ╰────
      help: its keys are `source`, `from`, `category`, `kind`, `subject`, `purpose`, `style`, `check`,
            `size`, `scale`, `aspect`, `facing`, `pose`, `references`, `model`, `params`, `variant`,
            `edges`, `shadow`, `cutout`, `network`, `background`, `tileable`, `quality`, `states`,
            `vars`, `nine-slice`, `pivot`, `edits`, `template`, `palette`, `palette-mode`, `mood`,
            `inspired-by`, `avoid`, `rubric`

    1 mistake.  1 asset cannot be built.
    "#);
}

#[test]
fn an_unknown_column_does_not_complain_about_every_row() {
    let text = mistakes(&[
        (
            "art/a.toml",
            b"\
                 [set.potions]\n\
                 rows = \"art/potions.csv\"\n\
                 subject = \"{subject}, icon\"\n",
        ),
        ("art/potions.csv", b"name,subjct\nred,a red one\nblue,a blue one\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[unknown-key]: a row has no key `subjct`
       ╭─[art/potions.csv:1:1]
     1 │ name,subjct
       · ───────────
       ╰────
      help: did you mean `subject`?

    1 mistake.
    "##);
}

#[test]
fn an_unknown_table_names_the_nearest_one() {
    let text = mistakes(&[("art/a.toml", b"[assets.hero]\nsubject = \"a knight\"\n")]);
    insta::assert_snapshot!(text, @r##"
    error[unknown-table]: there is no table `[assets]`
       ╭─[art/a.toml:1:2]
     1 │ [assets.hero]
       ·  ──────
     2 │ subject = "a knight"
       ╰────
      help: did you mean `asset`?

    1 mistake.
    "##);
}

#[test]
fn settings_belong_in_the_workspace_file() {
    let text = mistakes(&[("art/a.toml", b"[models]\nimage = \"builtin/sketch\"\n")]);
    insta::assert_snapshot!(text, @r##"
    error[unknown-table]: `[models]` is only in `assetbuild.toml`
       ╭─[art/a.toml:1:1]
     1 │ [models]
       · ────────
     2 │ image = "builtin/sketch"
       ╰────
      help: move it to `assetbuild.toml`

    1 mistake.
    "##);
}

#[test]
fn a_value_of_another_type_says_which_one_is_wanted() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 references = \"art/board.png\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[wrong-type]: `references` must be a list, not a text
       ╭─[art/a.toml:3:14]
     2 │ subject = "a knight"
     3 │ references = "art/board.png"
       ·              ───────────────
       ╰────

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_subject_of_the_wrong_type_is_not_also_missing() {
    let text = mistakes(&[("art/a.toml", b"[asset.hero]\nsubject = 3\n")]);
    insta::assert_snapshot!(text, @r##"
    error[wrong-type]: `subject` must be a text, not a number
       ╭─[art/a.toml:2:11]
     1 │ [asset.hero]
     2 │ subject = 3
       ·           ─
       ╰────

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_cell_of_the_wrong_type_is_quoted() {
    let text = mistakes(&[
        ("art/a.toml", b"[set.potions]\nrows = \"art/potions.csv\"\n"),
        ("art/potions.csv", b"name,subject,size\nred,a red one,big\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[wrong-type]: `size` must be a whole number, not `big`
       ╭─[art/potions.csv:2:1]
     2 │ red,a red one,big
       · ─────────────────
       ╰────

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_word_that_is_not_allowed_names_those_that_are() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 cutout = \"magic\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[wrong-value]: `cutout` cannot be `magic`
       ╭─[art/a.toml:3:10]
     2 │ subject = "a knight"
     3 │ cutout = "magic"
       ·          ───────
       ╰────
      help: it is one of `auto`, `native`, `key`, `two-plate`, `network`

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_number_out_of_bounds_names_them() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 quality = { target = 300 }\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[wrong-value]: `target` must be 0 to 100, not 300
       ╭─[art/a.toml:3:22]
     2 │ subject = "a knight"
     3 │ quality = { target = 300 }
       ·                      ───
       ╰────

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn what_must_be_said_is_asked_for() {
    let text = mistakes(&[("art/a.toml", b"[asset.hero]\nsize = 32\n")]);
    insta::assert_snapshot!(text, @r##"
    error[missing-key]: `hero` has no subject
       ╭─[art/a.toml:1:1]
     1 │ [asset.hero]
       · ────────────
     2 │ size = 32
       ╰────
      help: add `subject = "what is to be seen"`, or `source`, or `from`

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn keys_that_exclude_each_other() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 [animation.walk]\n\
                 from = \"hero\"\n\
                 action = \"walk cycle\"\n\
                 frames = 2\n\
                 fps = 10\n\
                 durations = [100, 200]\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[conflict]: `fps` and `durations` exclude each other
       ╭─[art/a.toml:7:7]
     6 │ frames = 2
     7 │ fps = 10
       ·       ──
     8 │ durations = [100, 200]
       ╰────

    1 mistake.  1 asset cannot be built, 1 other can.
    "##);
}

#[test]
fn a_file_that_is_too_large_is_computed() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 size = 512\n\
                 scale = 16\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[bad-size]: 512x512 at scale 16 is a file of 8192x8192, and a side goes from 1 to 2048
       ╭─[art/a.toml:3:8]
     2 │ subject = "a knight"
     3 │ size = 512
       ·        ───
     4 │ scale = 16
       ╰────
      help: write a smaller `size` or `scale`

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_size_of_nothing() {
    let text = mistakes(&[("art/a.toml", b"[asset.hero]\nsubject = \"a knight\"\nsize = 0\n")]);
    insta::assert_snapshot!(text, @r##"
    error[bad-size]: `size` must be 1 to 16384, not 0
       ╭─[art/a.toml:3:8]
     2 │ subject = "a knight"
     3 │ size = 0
       ·        ─
       ╰────

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn what_is_no_colour() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 background = \"redd\"\n\
                 edits = [{ outline = \"#12345\" }]\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[wrong-value]: `background` cannot be `redd`
       ╭─[art/a.toml:3:14]
     2 │ subject = "a knight"
     3 │ background = "redd"
       ·              ──────
     4 │ edits = [{ outline = "#12345" }]
       ╰────
      help: it is one of `transparent`, `white`, `opaque`

    error[bad-colour]: `outline` cannot be `#12345`, which is no colour
       ╭─[art/a.toml:4:22]
     3 │ background = "redd"
     4 │ edits = [{ outline = "#12345" }]
       ·                      ────────
       ╰────
      help: write it as "#RRGGBB"

    2 mistakes.  1 asset cannot be built.
    "##);
}
