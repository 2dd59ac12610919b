//! Files that nobody would write: told of or read, but never a crash, nor a screen full of them.

use crate::diagnostics::check;
use crate::harness::Run;

const HERO: &str = "[asset.hero]\nsubject = \"a knight\"\n";
const SET: &str = "[set.items]\nrows = \"art/items.csv\"\n";

/// Ended by itself and said little.
fn calm(run: Run, code: i32) -> String {
    let run = run.fails_with(code);
    assert!(!run.err.contains("panicked"), "{}", &run.err[..500]);
    assert!(run.err.len() < 20_000, "{} bytes: {}", run.err.len(), &run.err[..500]);
    run.err
}

#[test]
fn nesting_a_hundred_thousand_deep_is_not_toml() {
    for text in [
        format!("{HERO}x = {}", "[".repeat(100_000)),
        format!("{HERO}x = {}", "{a=".repeat(100_000)),
        format!("{HERO}a{} = 1", ".a".repeat(100_000)),
        format!("[a{}]", ".a".repeat(100_000)),
    ] {
        let said = calm(check(&[("art/a.toml", text.as_bytes())]), 2);
        assert!(said.contains("error[syntax]"), "{said}");
    }
}

#[test]
fn long_texts_are_not_shown() {
    let long = "x".repeat(7_000_000);
    let key = format!("{HERO}\"{long}\" = 3\n");
    assert!(calm(check(&[("art/a.toml", key.as_bytes())]), 2).contains("--> art/a.toml:3:1"));
    let reference = format!("{HERO}references = [\"{long}\"]\n");
    calm(check(&[("art/a.toml", reference.as_bytes())]), 2);
    let too_long = format!("{HERO}purpose = \"{long}{long}\"\n");
    assert!(calm(check(&[("art/a.toml", too_long.as_bytes())]), 2).contains("more than 8 MiB"));
}

#[test]
fn fifty_thousand_tables_are_told_of_in_one_screen() {
    let text: String = (0..50_000).map(|it| format!("[t{it}]\n")).collect();
    let said = calm(check(&[("art/a.toml", text.as_bytes())]), 2);
    assert!(said.contains("has 49000 more mistakes") && said.contains("… 981 more"), "{said}");
}

#[test]
fn a_long_chain_of_styles_is_no_style() {
    let style = |it: u32| format!("[style.s{it}]\nextends = \"s{}\"\n", (it + 1) % 2_000);
    let text: String = (0..2_000).map(style).collect();
    let text = format!("{text}{HERO}style = \"s0\"\n");
    calm(check(&[("art/a.toml", text.as_bytes())]), 2);
}

#[test]
fn characters_that_steer_a_terminal_do_not_reach_it() {
    let raw = b"[asset.hero]\nsubject = \"a\0b\x1b[31m\"\n\0\0\x1b]0;title\x07\n";
    let escaped = b"[asset.\"a\\u001b[31m\"]\nsubject = \"x\"\n";
    for bytes in [raw.as_slice(), escaped] {
        let said = calm(check(&[("art/a.toml", bytes)]), 2);
        assert!(!said.chars().any(|it| it.is_control() && it != '\n'), "{said:?}");
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let text = |more: &str| format!("\u{feff}{HERO}{more}\n").replace('\n', "\r\n");
    calm(check(&[("art/a.toml", text("size = 16").as_bytes())]), 0);
    let said = calm(check(&[("art/a.toml", text("szie = 16").as_bytes())]), 2);
    assert!(said.contains("[art/a.toml:3:1]") && said.contains("did you mean `size`?"), "{said}");
}

#[test]
fn a_cell_of_a_megabyte_is_read_or_told_of() {
    let long = "x".repeat(1_000_000);
    for (text, code) in [
        (format!("name,subject\nlamp,\"{long}\"\n"), 0),
        (format!("name,subject\n{long},a lamp\n"), 2),
        (format!("name,{long}\nlamp,a lamp\n"), 2),
        (format!("name,references\nlamp,{}\n", "[".repeat(1_000_000)), 2),
    ] {
        let files = [("art/a.toml", SET.as_bytes()), ("art/items.csv", text.as_bytes())];
        calm(check(&files), code);
    }
}

#[test]
fn a_picture_that_would_fill_the_memory_is_not_opened() {
    // A header of 20000 x 20000 pixels, RGBA, and nothing behind it.
    let png =
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x4e\x20\0\0\x4e\x20\x08\x06\0\0\0\xe3\x70\x46\x39";
    let text = format!("{HERO}references = [\"art/board.png\"]\n");
    let said = calm(check(&[("art/a.toml", text.as_bytes()), ("art/board.png", png)]), 2);
    assert!(said.contains("error[bad-picture]"), "{said}");
}
