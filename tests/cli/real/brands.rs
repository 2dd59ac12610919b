//! Every service: a first build, a second one that asks nothing, and what goes wrong.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::paid::game::{Calls, NONE};
use crate::real::studio::{KEY, ONE, Studio, THREE};
use crate::service::FakeServer;
use crate::service::ledger::{Call, Kind};

/// A service of each kind.
pub(crate) struct Brand {
    pub(crate) name: &'static str,
    /// A project with these assets.
    pub(crate) studio: fn(&str) -> Studio,
    /// Whether pictures cost something.
    pub(crate) costs: bool,
}

pub(crate) const ALL: [Brand; 7] = [
    Brand { name: "google", studio: Studio::gemini, costs: true },
    Brand { name: "openai", studio: Studio::openai, costs: true },
    Brand { name: "a1111", studio: Studio::a1111, costs: false },
    Brand { name: "comfyui", studio: Studio::comfyui, costs: false },
    Brand { name: "retrodiffusion", studio: Studio::retrodiffusion, costs: true },
    Brand { name: "pixellab", studio: Studio::pixellab, costs: true },
    Brand { name: "seedream", studio: Studio::seedream, costs: true },
];

/// Builds one picture with every service, whose first painting meets each of these faults, and
/// compares how the build ends and what it asks for.
fn meet(faults: &[&str], expected: fn(&Brand, &str) -> (i32, Calls), after: fn(&Brand, &Studio)) {
    for fault in faults {
        for brand in &ALL {
            let studio = (brand.studio)(ONE);
            // Only where the answer is waited for in vain; else a busy machine would be a fault, too.
            let in_vain = fault.contains("hang") || brand.name == "comfyui";
            let patience = if in_vain { "2s" } else { "60s" };
            let table = format!("\n[provider.{}]\ntimeout = \"{patience}\"\n", brand.name);
            studio.append("assetbuild.toml", &table);
            meets(&studio, fault);
            let made = studio.build(&[]);
            let seen = (made.run.code.unwrap(), made.calls);
            assert_eq!(
                seen,
                expected(brand, fault),
                "{} {fault}: {}",
                brand.name,
                made.run.shown()
            );
            after(brand, &studio);
        }
    }
}

fn meets(studio: &Studio, fault: &str) {
    studio
        .service
        .script(&format!(r#"{{"rules": [{{"kind": "paint", "calls": [1], "then": {fault}}}]}}"#));
}

#[test]
fn each_service_paints_once_what_is_asked_for_and_free_edits_ask_nothing() {
    for Brand { name, studio, costs } in &ALL {
        let studio = studio(THREE);
        let made = studio.build_exactly(&[]).cost([3, 0, 0]);
        assert_eq!(made.billed > 0.0, *costs, "{name}: {}", made.run.shown());
        studio.build_exactly(&[]).cost(NONE);
        studio.edit("art/styles.toml", "#F4A460", "#B03060");
        studio.build_exactly(&[]).cost(NONE);
        assert!(studio.service.ledger().billed_twice().is_empty(), "{name}");
    }
}

#[test]
fn what_was_not_taken_on_is_sent_again_where_that_helps_and_costs_nothing() {
    let faults = [
        r#"{"fault": "quota-minute", "retry-ms": 30}"#,
        r#"{"fault": "error", "status": 500}"#,
        r#"{"fault": "error", "status": 503}"#,
    ];
    // A program on the user's own machine has no limits: what it says once it says again.
    let expected = |it: &Brand, _: &str| if it.costs { (0, [2, 0, 0]) } else { (5, [1, 0, 0]) };
    meet(&faults, expected, |brand, studio| {
        let rest = if brand.costs { NONE } else { [1, 0, 0] };
        studio.build_exactly(&[]).cost(rest);
    });
}

#[test]
fn what_is_refused_for_what_it_is_is_not_sent_again_by_itself() {
    let elsewhere = FakeServer::start(crate::service::Brand::A1111, "");
    let redirect = format!(r#"{{"fault": "redirect", "to": "{}/"}}"#, elsewhere.url());
    let faults = [
        r#"{"fault": "error", "status": 400}"#,
        r#"{"fault": "error", "status": 403}"#,
        r#"{"fault": "error", "status": 404}"#,
        redirect.as_str(),
    ];
    let again = |_: &Brand, studio: &Studio| drop(studio.build_exactly(&[]).cost([1, 0, 0]));
    meet(&faults, |_, _| (5, [1, 0, 0]), again);
    assert!(elsewhere.ledger().calls.is_empty(), "a redirect was followed");
}

#[test]
fn what_may_have_been_billed_is_not_sent_again_unasked() {
    let faults = ["drop-early", "drop-late", "hang", "cut", "html"];
    let faults = faults.map(|it| format!("{{\"fault\": \"{it}\"}}"));
    // What costs nothing may be asked for again, and a graph is found by its id.
    let expected = |it: &Brand, fault: &str| match it.name {
        "comfyui" if fault.contains("drop-early") => (0, [2, 0, 0]),
        "comfyui" if !fault.contains("html") => (0, [1, 0, 0]),
        _ if it.costs => (1, [1, 0, 0]),
        _ => (5, [1, 0, 0]),
    };
    meet(&faults.each_ref().map(String::as_str), expected, |brand, studio| {
        if brand.costs {
            let next = studio.build(&[]).ends(1, NONE);
            assert!(next.run.out.contains("--resend slime"), "{}", next.run.shown());
            studio.build(&["--resend", "slime"]).cost([1, 0, 0]);
        } else {
            assert_eq!(studio.build(&[]).run.code, Some(0), "{}", brand.name);
        }
    });
}

#[test]
fn an_answer_without_a_whole_picture_is_asked_for_once_more() {
    // A graph that saves nothing has failed, and half of what is said of it is no answer yet.
    let of_answers = [r#"{"fault": "nothing"}"#, r#"{"fault": "broken-json"}"#];
    let expected = |it: &Brand, _: &str| match it.name {
        "comfyui" => (5, [1, 0, 0]),
        _ => (0, [2, 0, 0]),
    };
    meet(&of_answers, expected, |_, _| {});
    let of_pictures = [r#"{"fault": "corrupt-picture"}"#, r#"{"fault": "no-picture-bytes"}"#];
    let done = |_: &Brand, studio: &Studio| drop(studio.build_exactly(&[]).cost(NONE));
    meet(&of_pictures, |_, _| (0, [2, 0, 0]), done);
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
    for (studio, says) in
        [(Studio::openai(ONE), "safety system"), (Studio::seedream(ONE), "sensitive information")]
    {
        meets(&studio, r#"{"fault": "prompt-blocked"}"#);
        let made = studio.build_exactly(&[]).ends(1, [1, 0, 0]);
        assert!(made.run.out.contains(says), "{}", made.run.shown());
        studio.build_exactly(&[]).ends(1, NONE);
        studio.edit("art/assets.toml", "green slime", "blue slime");
        studio.build_exactly(&[]).cost([1, 0, 0]);
    }
}

#[test]
fn the_ledger_counts_tokens_where_answers_tell_them() {
    for (studio, told) in [
        (Studio::gemini(ONE), true),
        (Studio::openai(ONE), true),
        (Studio::router(ONE), true),
        (Studio::pixellab(ONE), false),
    ] {
        studio.build(&[]).cost([1, 0, 0]);
        let cost = studio.made(&["cost"]);
        let line = cost.events.iter().find(|it| it["event"] == "cost-model").unwrap();
        assert_eq!(line["tokens"].as_u64().unwrap() > 0, told, "{}", cost.run.shown());
    }
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
    refers(&Studio::seedream(THREE), |it| it.request.text().contains("data:image/png;base64,"));
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

/// What the first request for a picture says.
fn first_asked(studio: &Studio) -> serde_json::Value {
    let ledger = studio.service.ledger();
    ledger.of(Kind::Paint)[0].request.json().unwrap()
}

#[test]
fn who_can_paint_what_repeats_is_told_to() {
    let told = |studio: fn(&str) -> Studio, tileable: &str| {
        let keys = format!("kind = \"sprite\"\ntileable = {tileable}\nstyle =");
        let studio = studio(&ONE.replace("style =", &keys));
        studio.build(&[]);
        let body = first_asked(&studio);
        ["tiling", "tile_x", "tile_y"].map(|it| body[it] == true)
    };
    assert_eq!(told(Studio::a1111, "true"), [true, false, false]);
    assert_eq!(told(Studio::a1111, "\"x\""), [false; 3]);
    assert_eq!(told(Studio::a1111, "false"), [false; 3]);
    assert_eq!(told(Studio::retrodiffusion, "true"), [false, true, true]);
    assert_eq!(told(Studio::retrodiffusion, "\"y\""), [false, false, true]);
}

#[test]
fn a_small_reference_is_large_enough_to_be_seen_and_what_it_is_for_is_said() {
    let studio = Studio::gemini(THREE);
    studio.build_exactly(&[]).cost([3, 0, 0]);
    let ledger = studio.service.ledger();
    let hurt = ledger.of(Kind::Paint).into_iter().find(|it| it.prompt.contains("hurt")).unwrap();
    assert!(hurt.prompt.contains("The reference picture belongs to the description"));
    let body = hurt.request.text();
    let data = body.split("\"data\":\"").nth(1).unwrap().split('"').next().unwrap();
    let shown = image::load_from_memory(&STANDARD.decode(data).unwrap()).unwrap();
    let [width, height] = [shown.width(), shown.height()];
    assert!(width >= 512 && width == height && width % 32 == 0, "{width}x{height}");
}

#[test]
fn no_service_makes_the_program_tell_its_key() {
    for studio in [
        Studio::openai(ONE),
        Studio::seedream(ONE),
        Studio::retrodiffusion(ONE),
        Studio::pixellab(ONE),
    ] {
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
