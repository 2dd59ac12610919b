//! Every service: a first build, a second one that asks nothing, and what goes wrong.

use std::fs;

use crate::paid::game::NONE;
use crate::real::studio::KEY;
use crate::real::studio::ONE;
use crate::real::studio::Studio;
use crate::real::studio::THREE;
use crate::service::ledger::Call;
use crate::service::ledger::Kind;

/// One of each: how many pictures it takes, and whether they cost something.
fn all(assets: &str) -> Vec<(Studio, bool)> {
    vec![
        (Studio::openai(assets), true),
        (Studio::a1111(assets), false),
        (Studio::comfyui(assets), false),
        (Studio::retrodiffusion(assets), true),
        (Studio::pixellab(assets), true),
    ]
}

fn meets(studio: &Studio, fault: &str) {
    studio
        .service
        .script(&format!(r#"{{"rules": [{{"kind": "paint", "calls": [1], "then": {fault}}}]}}"#));
}

#[test]
fn each_service_paints_once_what_is_asked_for_and_free_edits_ask_nothing() {
    for (studio, costs) in all(THREE) {
        let made = studio.build_exactly(&[]).cost([3, 0, 0]);
        assert_eq!(made.billed > 0.0, costs, "{}", made.run.shown());
        studio.build_exactly(&[]).cost(NONE);
        studio.edit("art/styles.toml", "#F4A460", "#B03060");
        studio.build_exactly(&[]).cost(NONE);
        assert!(studio.service.ledger().billed_twice().is_empty());
    }
}

#[test]
fn what_was_not_taken_on_is_sent_again_and_costs_nothing() {
    for fault in
        [r#"{"fault": "quota-minute", "retry-ms": 30}"#, r#"{"fault": "error", "status": 503}"#]
    {
        for (studio, costs) in all(ONE) {
            // A program on the user's own machine has no such limits.
            if !costs {
                continue;
            }
            meets(&studio, fault);
            studio.build_exactly(&[]).cost([2, 0, 0]);
            studio.build_exactly(&[]).cost(NONE);
        }
    }
}

#[test]
fn what_may_have_been_billed_is_not_sent_again_unasked() {
    for fault in ["drop-late", "cut"] {
        for (studio, costs) in all(ONE) {
            meets(&studio, &format!(r#"{{"fault": "{fault}"}}"#));
            let made = studio.build(&[]);
            if costs {
                let made = made.ends(1, [1, 0, 0]);
                assert!(made.run.out.contains("--resend slime"), "{}", made.run.shown());
                studio.build(&[]).ends(1, NONE);
                studio.build(&["--resend", "slime"]).cost([1, 0, 0]);
            } else {
                // What costs nothing may be asked for again.
                made.ends(5, [1, 0, 0]);
                studio.build(&[]).cost([1, 0, 0]);
            }
            studio.build(&[]).cost(NONE);
        }
    }
}

#[test]
fn an_empty_answer_is_asked_for_once_more() {
    for studio in [
        Studio::openai(ONE),
        Studio::a1111(ONE),
        Studio::retrodiffusion(ONE),
        Studio::pixellab(ONE),
    ] {
        meets(&studio, r#"{"fault": "nothing"}"#);
        let made = studio.build(&[]);
        let seen = (made.run.code, made.calls);
        assert_eq!(seen, (Some(0), [2, 0, 0]), "{}", made.run.shown());
        studio.build(&[]).cost(NONE);
    }
}

#[test]
fn an_empty_account_stops_the_service_and_says_so() {
    for studio in [Studio::openai(ONE), Studio::retrodiffusion(ONE), Studio::pixellab(ONE)] {
        meets(&studio, r#"{"fault": "quota-money"}"#);
        let made = studio.build_exactly(&[]);
        assert_eq!((made.run.code, made.calls), (Some(5), [1, 0, 0]), "{}", made.run.shown());
        studio.build_exactly(&[]).cost([1, 0, 0]);
    }
}

#[test]
fn where_transparency_is_refused_a_key_colour_is_asked_for_from_then_on() {
    let studio = Studio::openai(ONE);
    studio.service.script(r#"{"rules": [{"then": {"fault": "no-transparency"}}]}"#);
    studio.build_exactly(&[]).cost([2, 0, 0]);
    {
        let ledger = studio.service.ledger();
        let paintings = ledger.of(Kind::Paint);
        assert_eq!(paintings[0].request.json().unwrap()["background"], "transparent");
        assert_ne!(paintings[1].request.json().unwrap()["background"], "transparent");
        assert!(paintings[1].prompt.contains('#'), "{}", paintings[1].prompt);
    }
    studio.build_exactly(&[]).cost(NONE);
}

#[test]
fn a_moderated_prompt_is_asked_for_once() {
    let studio = Studio::openai(ONE);
    meets(&studio, r#"{"fault": "prompt-blocked"}"#);
    let made = studio.build_exactly(&[]).ends(1, [1, 0, 0]);
    assert!(made.run.out.contains("safety system"), "{}", made.run.shown());
    studio.build_exactly(&[]).ends(1, NONE);
    studio.edit("art/assets.toml", "green slime", "blue slime");
    studio.build_exactly(&[]).cost([1, 0, 0]);
}

#[test]
fn references_go_along() {
    let refers = |studio: &Studio, to: fn(&Call) -> bool| {
        studio.build_exactly(&[]).cost([3, 0, 0]);
        let ledger = studio.service.ledger();
        assert_eq!(ledger.calls.iter().filter(|it| to(it)).count(), 1);
    };
    refers(&Studio::openai(THREE), |it| it.request.path.ends_with("/edits"));
    refers(&Studio::a1111(THREE), |it| it.request.path.ends_with("/img2img"));
    refers(&Studio::comfyui(THREE), |it| it.request.path.ends_with("/upload/image"));
    refers(&Studio::pixellab(THREE), |it| it.request.text().contains("\"base64\""));
}

#[test]
fn a_graph_that_fails_is_said_in_its_own_words() {
    let studio = Studio::comfyui(ONE);
    meets(&studio, r#"{"fault": "nothing", "reason": "the sampler ran out of memory"}"#);
    let made = studio.build(&[]);
    assert_ne!(made.run.code, Some(0), "{}", made.run.shown());
    assert!(made.run.out.contains("ran out of memory"), "{}", made.run.shown());
}

#[test]
fn no_service_makes_the_program_tell_its_key() {
    for studio in [Studio::openai(ONE), Studio::retrodiffusion(ONE), Studio::pixellab(ONE)] {
        let mut said = String::new();
        for fault in ["echo-key", "quota-minute", "html", "cut", "error", "nothing"] {
            studio.edit("art/assets.toml", "subject = \"", "subject = \"very ");
            meets(&studio, &format!(r#"{{"fault": "{fault}", "retry-ms": 10}}"#));
            said += &studio.run(&["-v", "build", "--yes", "--resend", "slime"]).shown();
        }
        said += &studio.run(&["cost"]).shown();
        said += &studio.run(&["log"]).shown();
        assert!(!said.contains(KEY), "{said}");
        for folder in [studio.root(), studio.store()] {
            for file in crate::paid::game::all_files(&folder) {
                let text = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
                assert!(!text.contains(KEY), "{}", file.display());
            }
        }
    }
}
