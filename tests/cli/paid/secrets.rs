//! What the user's configuration gives a program to know, nobody else learns.

use std::fs;

use crate::paid::game::{Game, ONE, all_files};

const SECRET: &str = "hush-4f1c9a";

#[test]
fn a_secret_is_in_no_file_and_no_message_whatever_goes_wrong() {
    let rules = [
        r#"{"kind": "paint", "calls": [1], "then": {"exit": 75, "stderr": "bad hush-4f1c9a\nretry-after: 0"}}"#,
        r#"{"kind": "paint", "calls": [2], "then": {"answer": "no picture for hush-4f1c9a"}}"#,
        r#"{"kind": "judge", "calls": [2], "then": {"answer": {"error": "who is hush-4f1c9a?"}}}"#,
        r#"{"kind": "paint", "calls": [4], "then": {"exit": 69, "stderr": "bad hush-4f1c9a"}}"#,
        r#"{"kind": "paint", "calls": [5], "then": {"exit": 1, "stderr": "bad hush-4f1c9a"}}"#,
        r#"{"kind": "paint", "calls": [6], "then": {"crash": true}}"#,
        r#"{"kind": "paint", "calls": [7], "then": {"refuse": "not for hush-4f1c9a"}}"#,
        // Said of itself, behind escapes, and as the name of something.
        r#"{"kind": "paint", "calls": [8, 9, 10], "then": {"model": "hush-4f1c9a/dream"}}"#,
        r#"{"kind": "judge", "calls": [3], "then": {"model": "hush-4f1c9a"}}"#,
        r#"{"kind": "paint", "calls": [11], "then": {"answer": "{\"error\": \"hu\\u0073h-4f1c9a\"}"}}"#,
        r#"{"kind": "paint", "calls": [12], "then": {"answer": "{\"image\": \"hu\\u0073h-4f1c9a\"}"}}"#,
        r#"{"kind": "judge", "calls": [4], "then": {"answer": {"criteria": {"hush-4f1c9a": 7}}}}"#,
    ];
    let game = Game::of(ONE);
    game.config(&game.user_config(&format!("env = {{ TOKEN = \"{SECRET}\" }}\n")));
    game.script(&format!(r#"{{"rules": [{}]}}"#, rules.join(",")));
    let mut said = String::new();
    for args in [
        vec!["build", "--yes"],
        vec!["build", "--yes", "-v"],
        vec!["--json", "build", "--yes", "--resend", "slime"],
        vec!["build", "--yes", "--resend", "slime"],
        vec!["build", "--yes", "--improve"],
        vec!["build", "--yes", "--improve"],
        vec!["build", "--yes", "--resend", "slime", "--improve"],
        vec!["build", "--yes", "--resend", "slime", "--improve"],
        vec!["--json", "build", "--yes", "--improve", "--resend", "slime"],
        vec!["build", "--yes", "--improve", "--resend", "slime"],
        vec!["build", "--yes", "--improve", "--resend", "slime"],
        vec!["build", "--yes", "--improve", "--resend", "slime"],
        vec!["build", "--yes", "--improve", "--resend", "slime"],
        vec!["cost"],
        vec!["log"],
        vec!["doctor"],
        vec!["why", "slime"],
        vec!["plan"],
    ] {
        let run = game.run(&args);
        said += &run.shown();
    }
    assert!(!said.contains(SECRET), "{said}");
    assert!(said.contains("***"), "nothing said it: {said}");
    assert!(game.calls().len() > 6, "{said}");
    for file in [all_files(&game.root()), all_files(&game.store())].concat() {
        let bytes = fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let escaped = text.contains("hu\\u0073h-4f1c9a");
        assert!(!text.contains(SECRET) && !escaped, "{}", file.display());
    }
}
