//! Files that manifests name, and the lock.

use crate::diagnostics::mistakes;

#[test]
fn a_file_that_is_not_utf_8_says_in_which_line() {
    let text = mistakes(&[("art/a.toml", b"[asset.hero]\nsubject = \"a caf\xe9\"\n")]);
    insta::assert_snapshot!(text, @r##"
    error[unreadable]: `art/a.toml` cannot be read: line 2 is not UTF-8
      --> art/a.toml
      help: save it as UTF-8; most editors can

    1 mistake.
    "##);
}

#[test]
fn a_line_of_a_palette_that_is_no_colour() {
    let text = mistakes(&[
        (
            "art/a.toml",
            b"\
                 [style.dusk]\n\
                 palette = \"art/dusk.hex\"\n\n\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 style = \"dusk\"\n",
        ),
        ("art/dusk.hex", b"2d2d2d\nred\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[bad-palette]: `red` is no colour
       ╭─[art/dusk.hex:2:1]
     2 │ red
       · ───
       ╰────
      help: write a colour in each line, like `2d2d2d`

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_palette_that_is_no_picture() {
    let text = mistakes(&[
        (
            "art/a.toml",
            b"\
                 [style.dusk]\n\
                 palette = \"art/dusk.png\"\n\n\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 style = \"dusk\"\n",
        ),
        ("art/dusk.png", b"hello"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[bad-palette]: `art/dusk.png` cannot be used: not a picture: none of PNG, JPEG, WebP and GIF begins like this
       ╭─[art/a.toml:2:11]
     1 │ [style.dusk]
     2 │ palette = "art/dusk.png"
       ·           ──────────────
     3 │
       ╰────

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_row_with_too_many_cells() {
    let text = mistakes(&[
        ("art/a.toml", b"[set.items]\nrows = \"art/items.csv\"\n"),
        ("art/items.csv", b"name,subject\nlamp,oil lamp, brass\nrope,a rope\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[bad-row]: the row has 3 cells, but there are 2 columns
       ╭─[art/items.csv:2:1]
     2 │ lamp,oil lamp, brass
       · ────────────────────
       ╰────
      help: put cells with commas in quotes

    1 mistake.  1 asset cannot be built, 1 other can.
    "##);
}

#[test]
fn a_quote_that_is_never_closed() {
    let text = mistakes(&[
        ("art/a.toml", b"[set.items]\nrows = \"art/items.csv\"\n"),
        ("art/items.csv", b"name,subject\nrope,a rope\nlamp,\"oil lamp\nring,a ring\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[bad-row]: a quote is never closed, so rows are missing
       ╭─[art/items.csv:3:1]
     3 │ lamp,"oil lamp
       · ──────────────
       ╰────
      help: close it, or write `""` for a quote within a cell

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn columns_without_names() {
    let text = mistakes(&[
        ("art/a.toml", b"[set.items]\nrows = \"art/items.csv\"\n"),
        ("art/items.csv", b"lamp,oil lamp\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[bad-row]: the first line must name the columns, one of them `name`
       ╭─[art/items.csv:1:1]
     1 │ lamp,oil lamp
       · ─────────────
       ╰────

    1 mistake.
    "##);
}

#[test]
fn a_template_that_cannot_be_read() {
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
        ("art/mine.txt", b"A picture\nof {{ subject }\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[bad-template]: the template cannot be rendered: unexpected `}`, expected end of variable block
       ╭─[art/mine.txt:2:1]
     2 │ of {{ subject }
       · ───────────────
       ╰────

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_template_that_is_not_built_in() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [style.mine]\n\
                 template = \"pixl-art\"\n\n\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 style = \"mine\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[bad-template]: there is no template `pixl-art`
       ╭─[art/a.toml:2:12]
     1 │ [style.mine]
     2 │ template = "pixl-art"
       ·            ──────────
     3 │
       ╰────
      help: did you mean `pixel-art`?

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_picture_that_is_none() {
    let text = mistakes(&[
        ("art/a.toml", b"[asset.logo]\nsource = \"art/logo.png\"\n"),
        ("art/logo.png", b"hello"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[bad-picture]: `art/logo.png` cannot be used: not a picture: none of PNG, JPEG, WebP and GIF begins like this
       ╭─[art/a.toml:2:10]
     1 │ [asset.logo]
     2 │ source = "art/logo.png"
       ·          ──────────────
       ╰────

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn a_file_that_is_not_there() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 references = [\"board.png\"]\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[missing-file]: there is no file `board.png`
       ╭─[art/a.toml:3:15]
     2 │ subject = "a knight"
     3 │ references = ["board.png"]
       ·               ───────────
       ╰────
      help: paths start at the folder of `assetbuild.toml`

    1 mistake.  1 asset cannot be built.
    "##);
}

#[test]
fn every_file_of_a_style_that_is_not_there() {
    let text = mistakes(&[(
        "art/a.toml",
        b"\
                 [style.mine]\n\
                 template = \"mine.txt\"\n\
                 palette = \"mine.hex\"\n\n\
                 [asset.hero]\n\
                 subject = \"a knight\"\n\
                 style = \"mine\"\n",
    )]);
    insta::assert_snapshot!(text, @r##"
    error[missing-file]: there is no file `mine.txt`
       ╭─[art/a.toml:2:12]
     1 │ [style.mine]
     2 │ template = "mine.txt"
       ·            ──────────
     3 │ palette = "mine.hex"
       ╰────
      help: paths start at the folder of `assetbuild.toml`

    error[missing-file]: there is no file `mine.hex`
       ╭─[art/a.toml:3:11]
     2 │ template = "mine.txt"
     3 │ palette = "mine.hex"
       ·           ──────────
     4 │
       ╰────
      help: paths start at the folder of `assetbuild.toml`

    2 mistakes.  1 asset cannot be built.
    "##);
}

#[test]
fn marks_of_a_merge_in_the_lock() {
    let text = mistakes(&[
        ("art/a.toml", b"[asset.hero]\nsubject = \"a knight\"\n"),
        (
            "assetbuild.lock",
            b"\
                 version = 1\n\
                 <<<<<<< HEAD\n\
                 [[asset]]\n\
                 name = \"hero\"\n\
                 =======\n\
                 >>>>>>> theirs\n",
        ),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[lock-conflict]: the lock has marks of an unfinished merge
       ╭─[assetbuild.lock:2:1]
     1 │ version = 1
     2 │ <<<<<<< HEAD
       · ──────┬─────
       ·       ╰── a merge left this
     3 │ [[asset]]
       ╰────
      help: have both sides joined: assetbuild lock merge; build does it, too
    "##);
}

#[test]
fn a_lock_that_was_cut_short() {
    let text = mistakes(&[
        ("art/a.toml", b"[asset.hero]\nsubject = \"a knight\"\n"),
        ("assetbuild.lock", b"version = 1\n[[asset]]\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[bad-lock]: the lock cannot be read: it is not complete: its first or its last line is missing
       ╭─[assetbuild.lock:2:1]
     1 │ version = 1
     2 │ [[asset]]
       · ─────────
       ╰────
      help: take it from git again: git checkout assetbuild.lock
    "##);
}

#[test]
fn a_lock_of_a_later_release() {
    let text = mistakes(&[
        ("art/a.toml", b"[asset.hero]\nsubject = \"a knight\"\n"),
        ("assetbuild.lock", b"version = 99\n"),
    ]);
    insta::assert_snapshot!(text, @r##"
    error[bad-lock]: the lock cannot be read: it has version 99, and this release knows version 1 only
       ╭─[assetbuild.lock:1:1]
     1 │ version = 99
       · ────────────
       ╰────
      help: build with the release of assetbuild that wrote it
    "##);
}
