//! What is taken in up to its limit, and told of beyond it.

use crate::diagnostic::Diagnostic;
use crate::limit;
use crate::manifest::{parse, parse_rows};
use crate::path::ProjectPath;

fn said(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|it| it.message.as_str()).collect()
}

fn manifest(text: &str) -> (usize, Vec<String>) {
    let parsed = parse(&ProjectPath::parse("art/x.toml").unwrap(), text);
    assert_eq!(parsed.incomplete, !parsed.diagnostics.is_empty());
    let said = parsed.diagnostics.iter().map(|it| it.message.clone()).collect();
    (parsed.manifest.asset.len(), said)
}

fn rows(text: &str) -> (usize, Vec<String>) {
    let (rows, found) = parse_rows(&ProjectPath::parse("art/x.csv").unwrap(), text);
    (rows.len(), said(&found).into_iter().map(str::to_owned).collect())
}

#[test]
fn a_manifest_has_as_many_values_as_it_may() {
    // A header, two values, and the list's bracket and commas.
    let text = |n: usize| {
        let list = "\"a\",".repeat(n - 4);
        format!("[asset.x]\nsubject = \"x\"\nreferences = [{list}]\n")
    };
    assert_eq!(manifest(&text(limit::VALUES)), (1, Vec::new()));
    let why = "a manifest has at most 120000 values and headers".to_owned();
    assert_eq!(manifest(&text(limit::VALUES + 1)), (0, vec![why]));
}

#[test]
fn a_key_has_as_many_dots_as_it_may() {
    let text = |n: usize| format!("[asset.x]\nsubject = \"x\"\nvars{} = \"1\"\n", ".a".repeat(n));
    let why = "this key has more than 32 dots".to_owned();
    assert_ne!(manifest_of(&text(limit::DOTS)), vec![why.clone()]);
    assert_eq!(manifest_of(&text(limit::DOTS + 1)), vec![why]);
}

fn manifest_of(text: &str) -> Vec<String> {
    let parsed = parse(&ProjectPath::parse("art/x.toml").unwrap(), text);
    parsed.diagnostics.iter().map(|it| it.message.clone()).collect()
}

#[test]
fn a_file_has_as_many_mistakes_kept_as_it_may_and_no_asset_is_taken_for_sound() {
    let text = |n: usize| {
        let unknown: String = (0..n - 1).map(|it| format!("k{it} = 1\n")).collect();
        format!("[asset.x]\nsubject = \"x\"\n{unknown}[asset.y]\nsubject = 1\n")
    };
    let found = |n: usize| {
        let parsed = parse(&ProjectPath::parse("art/x.toml").unwrap(), &text(n));
        let broken = |name: &str| {
            let is_it = |it: &&Diagnostic| it.asset.as_ref().is_some_and(|it| it.as_str() == name);
            parsed.diagnostics.iter().filter(is_it).count()
        };
        let last = parsed.diagnostics.last().unwrap().message.clone();
        (broken("x"), broken("y"), last)
    };
    let (x, y, last) = found(limit::MISTAKES);
    assert_eq!((x, y), (limit::MISTAKES - 1, 1));
    assert!(!last.contains("more"), "{last}");
    let more = |said: &str| format!("`art/x.toml` has {said}");
    assert_eq!(found(limit::MISTAKES + 2), (limit::MISTAKES, 1, more("1 more mistake")));
    let many = format!("{} more mistakes", 4 * limit::MISTAKES - 1);
    assert_eq!(found(5 * limit::MISTAKES), (limit::MISTAKES, 1, more(&many)));
}

#[test]
fn a_table_has_as_many_rows_and_columns_as_it_may() {
    let many = |n: usize| (0..n).map(|it| format!("r{it}\n")).collect::<String>();
    assert_eq!(rows(&format!("name\n{}", many(limit::ROWS))), (limit::ROWS, Vec::new()));
    let why = "it has more than 20000 rows, the most that a set takes".to_owned();
    assert_eq!(rows(&format!("name\n{}", many(limit::ROWS + 1))), (0, vec![why]));

    let wide = |n: usize| format!("name{}\na\n", ",size".repeat(n - 1));
    let (n_rows, said) = rows(&wide(limit::COLUMNS));
    assert_eq!(
        (n_rows, said.len()),
        (1, limit::COLUMNS - 2),
        "each column but the first is a double"
    );
    let why = "it has 1001 columns, and no row has so many keys".to_owned();
    assert_eq!(rows(&wide(limit::COLUMNS + 1)), (0, vec![why]));
}
