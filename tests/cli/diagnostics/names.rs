//! Names, and what refers to them.

use crate::diagnostics::mistakes;

#[test]
fn an_unknown_style_names_the_nearest_one() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [style.overworld]\n\
                 mood = \"cheerful\"\n\n\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 style = \"overwold\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[unknown-style]: unknown style `overwold`
       ╭─[art/a.toml:6:9]
     5 │ subject = "a knight"
     6 │ style = "overwold"
       ·         ──────────
       ╰────
      help: did you mean `overworld`?

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn an_unknown_asset_names_the_nearest_one() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\n\
                 [asset.hero_hurt]\n\
                 subject = \"the knight, hurt\"\n\
                 references = [\"heroo\"]\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[unknown-asset]: unknown asset `heroo`
       ╭─[art/a.toml:6:15]
     5 │ subject = "the knight, hurt"
     6 │ references = ["heroo"]
       ·               ───────
       ╰────
      help: did you mean `hero`?

    1 mistake.  1 asset cannot be built, 1 other can.
    "##);
}

#[test]
fn an_unknown_part_names_the_nearest_one() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.button]\n\
                 subject = \"stone button\"\n\
                 states = [\"normal\", \"hover\"]\n\n\
                 [asset.lit]\n\
                 from = \"button/hovr\"\n\
                 edits = [{ tint = { color = \"#FFFF00\" } }]\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[unknown-part]: `button` has no part `hovr`
       ╭─[art/a.toml:6:8]
     5 │ [asset.lit]
     6 │ from = "button/hovr"
       ·        ─────────────
     7 │ edits = [{ tint = { color = "#FFFF00" } }]
       ╰────
      help: did you mean `button/hover`?

    1 mistake.  1 asset cannot be built, 1 other can.
    "##);
}

#[test]
fn a_variable_that_the_template_does_not_have() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 vars = { mod = \"gloomy\" }\n",
    )]);
    insta::assert_snapshot!(text, @r#"
    error[unknown-variable]: the template has no variable `mod`
       ╭─[art/a.toml:3:10]
     2 │ subject = "a knight"
     3 │ vars = { mod = "gloomy" }
       ·          ───
       ╰────
      help: did you mean `mood`?

    1 mistake.  1 asset cannot be built.
    "#);
}

#[test]
fn a_variable_that_nobody_fills() {
    let text = mistakes(&[
        (
            "art/a.toml",
            b"\
                 [style.mine]\n\
                 template = \"art/mine.txt\"\n\n\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 style = \"mine\"\n",
        ),
        ("art/mine.txt", b"A picture of {{ subject }}\nwith {{ hat }}.\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[unknown-variable]: nobody fills the variable `hat`
       ╭─[art/mine.txt:2:1]
     2 │ with {{ hat }}.
       · ───────────────
       ╰────
      help: give it a text in `vars`: `hat = "…"`

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn an_unknown_model_names_the_nearest_one() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 model = \"builtin/sketchy\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[unknown-model]: unknown model `builtin/sketchy`
       ╭─[art/a.toml:3:9]
     2 │ subject = "a knight"
     3 │ model = "builtin/sketchy"
       ·         ─────────────────
       ╰────
      help: did you mean `builtin/sketch`?

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_model_that_was_shut_down_names_its_successor() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 model = \"google/imagen-4.0-generate-001\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[retired-model]: `google/imagen-4.0-generate-001` was shut down on 2026-08-17
       ╭─[art/a.toml:3:9]
     2 │ subject = "a knight"
     3 │ model = "google/imagen-4.0-generate-001"
       ·         ────────────────────────────────
       ╰────
      help: `google/gemini-nano-banana-2.1` took its place

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_program_must_be_described() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 model = \"exec/painter\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[unknown-model]: unknown model `exec/painter`
       ╭─[art/a.toml:3:9]
     2 │ subject = "a knight"
     3 │ model = "exec/painter"
       ·         ──────────────
       ╰────
      help: say in `assetbuild.toml` what it can do: `[provider.exec.painter]`

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_model_of_the_whole_project_is_told_once() {
    let text = mistakes(&[
        (
            "assetbuild.toml",
            b"\
                 [project]\n\
                 name = \"test\"\n\
                 edition = \"2026\"\n\n\
                 [models]\n\
                 image = \"bultin/sketch\"\n",
        ),
        (
            "art/a.toml",
            b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\n\
                 [asset.cap]\n\
                 subject = \"a cap\"\n",
        ),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[unknown-model]: there is no provider `bultin`
       ╭─[assetbuild.toml:6:9]
     5 │ [models]
     6 │ image = "bultin/sketch"
       ·         ───────────────
       ╰────
      note: 2 assets cannot be built because of it
      help: did you mean `builtin`?

    1 mistake.  2 assets cannot be built.
    "##);
}

#[test]
fn a_model_that_cannot_paint() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 model = \"builtin/measure\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[unable]: `builtin/measure` cannot paint pictures
       ╭─[art/a.toml:3:9]
     2 │ subject = "a knight"
     3 │ model = "builtin/measure"
       ·         ─────────────────
       ╰────
      help: `builtin/sketch` can

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_model_that_takes_fewer_references() {
    let text = mistakes(&[
        (
            "assetbuild.toml",
            b"\
                 [project]\n\
                 name = \"test\"\n\
                 edition = \"2026\"\n\n\
                 [provider.exec.painter]\n\
                 references = 0\n",
        ),
        (
            "art/a.toml",
            b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\n\
                 [asset.cap]\n\
                 subject = \"a cap\"\n\
                 references = [\"hero\"]\n\
                 model = \"exec/painter\"\n",
        ),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[unable]: `exec/painter` takes 0 references at most, not 1
       ╭─[art/a.toml:6:14]
     5 │ subject = "a cap"
     6 │ references = ["hero"]
       ·              ────────
     7 │ model = "exec/painter"
       ╰────
      help: leave some out, or choose a model that takes more

    1 mistake.  1 asset cannot be built, 1 other can.
    "##);
}
