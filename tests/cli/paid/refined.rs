//! What a refiner leaves out is asked for all the same, and the log tells what it changed.

use crate::paid::game::{Game, ONE};

/// The prompts of all attempts, as they were sent.
fn prompts(game: &Game) -> Vec<String> {
    let log = game.events(&["log", "slime"]);
    let paintings = log.0.iter().filter(|it| it["event"] == "painting");
    paintings.map(|it| it["prompt"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_attempt_speaks_of_its_subject_and_of_what_to_avoid_whatever_the_refiner_answers() {
    for answer in [r#"{}"#, r#"{"answer": {"prompt": "A round shape, well lit."}}"#] {
        let game = Game::of(ONE);
        game.script(&format!(r#"{{"rules": [{{"kind": "refine", "then": {answer}}}]}}"#));
        game.build(&[]);
        let prompts = prompts(&game);
        assert_eq!(prompts.len(), 3, "{answer}: {prompts:?}");
        for prompt in &prompts {
            assert!(prompt.contains("green slime"), "{answer}: {prompt}");
            assert_eq!(prompt.matches("free of the following: text,").count(), 1, "{prompt}");
            assert_eq!(prompt.matches("Behind the subject").count(), 1, "{prompt}");
        }
    }
}

#[test]
fn the_log_is_a_story_of_attempts() {
    let game = Game::of(ONE);
    game.script(
        r#"{"rules": [
            {"kind": "refine", "calls": [1], "then": {"answer": {"prompt": "A picture of green slime with sharp edges."}}},
            {"kind": "refine", "calls": [2], "then": {"answer": {"prompt": "A picture of green slime with sharp edges, larger."}}}
        ]}"#,
    );
    game.build(&[]).cost([3, 3, 2]);
    insta::assert_snapshot!(game.run(&["log", "slime"]).out, @r"
    slime
      1    attempt 1   score 62      missed: style 62, technical 62, transparency 62   $0.04   [TIME]
      2    attempt 2   score 75      missed: style 75, technical 75, transparency 75   asked for: slime
          with sharp edges.   $0.04   [TIME]
      3    attempt 3   score 95      asked for: edges, larger.   $0.04   [TIME]   picked   ended: target
    ");
    let all = game.run(&["log", "slime", "-v"]).out;
    for told in ["by exec/painter@1", "prompt: ", "style 62", "advice: "] {
        assert!(all.contains(told), "{told}: {all}");
    }
}
