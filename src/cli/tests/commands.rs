//! What the smaller commands say.

use std::time::Duration;

use crate::action::{Criterion, Finding, Findings, Score};
use crate::care::Row;
use crate::cli::args::GraphFormat;
use crate::cli::commands::{check, cost, doctor, graph, log, prompt, why};
use crate::cli::paint::Paint;
use crate::cli::tests::values::{name, path, price, usd};
use crate::diagnostic::{Anchor, KeyPath, Place};
use crate::digest::Digest;
use crate::lock::Ended;
use crate::model::{ModelId, Role};
use crate::name::PartName;
use crate::plan::{Decision, DirtyReason, Effort};
use crate::project::view::{
    AssetCost, Change, Checked, Cost, DayCost, Graph, GraphEdge, Link, LogEntry, ModelCost, Node,
    NodeKind, OpenCall, PromptView, ReferenceView, Unchosen, Why,
};
use crate::resolve::EdgeKind;

fn model(text: &str) -> ModelId {
    text.parse().unwrap()
}

fn change(asset: &str, field: &str, old: &str, new: &str) -> Change {
    Change {
        asset: name(asset),
        part: PartName::default(),
        field: field.to_owned(),
        old: Some(old.to_owned()),
        new: Some(new.to_owned()),
        is_text: field == "prompt",
    }
}

fn entry(attempt: u32, prompt: &str, score: u8) -> LogEntry {
    LogEntry {
        name: name("goblin"),
        part: PartName::default(),
        number: Some(attempt as usize),
        attempt,
        is_adopted: false,
        painting: Some(Digest::of(prompt.as_bytes())),
        model: model("exec/painter@1"),
        prompt: prompt.to_owned(),
        score: Some(Score(score)),
        passed: Some(score >= 90),
        criteria: vec![(Criterion::Style, Score(score), "crisp".to_owned())],
        findings: Findings::default(),
        suggestions: Vec::new(),
        usd: usd(0.04),
        took: Duration::from_secs(21),
        is_picked: false,
        by_person: false,
        ended: None,
    }
}

fn colours() -> Finding {
    Finding {
        check: "colors".to_owned(),
        passed: false,
        hard: true,
        measured: "21 colours".to_owned(),
        required: "at most 16".to_owned(),
        suggestion: String::new(),
    }
}

#[test]
fn why_tells_the_way_to_the_root_cause_and_the_words_that_changed() {
    let place = Place::Key(KeyPath::of(&["style", "dungeon"]));
    let root = Link::Place(Anchor { file: path("art/styles.toml"), place });
    let why = Why {
        name: name("hero_hurt"),
        decision: Decision::Dirty(Effort::Paint),
        reasons: vec![DirtyReason::References],
        chain: vec![Link::Asset(name("hero")), root],
        changes: vec![
            change(
                "hero",
                "prompt",
                "a knight with a long sword in a cheerful mood, readable at small size",
                "a knight with a long sword in a gloomy mood, readable at small size",
            ),
            change("hero", "origin", "b3:77aa19 (score 93)", "b3:0c41f2 (score 95)"),
        ],
        price: price(0.04, 0.19),
        score: Some(Score(93)),
        target: 90,
    };
    let source = |_: &_| Some("# styles\n[style.dungeon]\nmood = \"gloomy\"\n".into());
    insta::assert_snapshot!(why::text(&why, &source, Paint::OFF), @r"
    hero_hurt is dirty: a picture that it refers to was repainted.
      hero_hurt  ←  hero  ←  style.dungeon in art/styles.toml:2

      hero   prompt   …long sword in a [-cheerful-]{+gloomy+} mood, readable at small…
             origin   b3:77aa19 (score 93)  →  b3:0c41f2 (score 95)

      it costs $0.04 at the least, $0.19 at the most.
    ");
    let fresh =
        Why { decision: Decision::Fresh, reasons: vec![], chain: vec![], changes: vec![], ..why };
    let text = why::text(&fresh, &source, Paint::OFF);
    assert_eq!(text, "hero_hurt is fresh: nothing changed since it was built; it scores 93.");
}

#[test]
fn a_log_says_what_each_attempt_led_to() {
    let second = LogEntry {
        is_picked: true,
        ended: Some(Ended::Target),
        ..entry(2, "a goblin with few colours", 93)
    };
    let first = LogEntry {
        findings: Findings(vec![colours()]),
        suggestions: vec!["use fewer colours".to_owned()],
        ..entry(1, "a goblin", 88)
    };
    insta::assert_snapshot!(log::text(&[first, second], Paint::OFF, true), @r"
    goblin
      1    attempt 1   score 88      missed: colors, style 88   $0.04   21 s
          by exec/painter@1   painting d3e05118
          colors: 21 colours, at most 16 required
          style 88: crisp
          advice: use fewer colours
      2    attempt 2   score 93      asked for: with few colours   $0.04   21 s   picked   ended: target
          by exec/painter@1   painting e2ce9b6d
          prompt: a goblin {+with few colours+}
          style 93: crisp
    ");
    assert_eq!(log::text(&[], Paint::OFF, false), "nothing was painted yet");
}

#[test]
fn the_ledger_stands_in_columns() {
    let open = OpenCall {
        id: "7f3a".to_owned(),
        model: model("exec/painter@1"),
        role: Role::Paint,
        asset: "dragon".to_owned(),
        usd: usd(0.04),
        in_batch: false,
        age: Duration::from_secs(200_000),
    };
    let by_model = |text: &str, pictures, verdicts, billed, saved| ModelCost {
        model: model(text),
        pictures,
        verdicts,
        prompts: 0,
        tokens: verdicts * 700,
        estimate: usd(9.0),
        billed: usd(billed),
        saved: usd(saved),
    };
    let cost = Cost {
        models: vec![
            by_model("exec/painter@1", 163, 0, 5.48, 31.2),
            by_model("exec/judge@2", 0, 163, 0.21, 1.17),
        ],
        assets: vec![AssetCost {
            name: "goblin".to_owned(),
            pictures: 2,
            estimate: usd(0.1),
            billed: usd(0.08),
        }],
        days: vec![DayCost { day: "2026-11-22".to_owned(), estimate: usd(6.0), billed: usd(5.69) }],
        project: usd(5.69),
        open: vec![open],
        unchosen: Unchosen { pictures: 61, usd: usd(2.05) },
    };
    insta::assert_snapshot!(cost::text(&cost, false), @r"
    by model         pictures   verdicts   prompts   tokens   a picture   estimate   billed   saved by the cache
    exec/painter@1        163          –         –        –     $0.0336      $9.00    $5.48               $31.20
    exec/judge@2            –        163         –   114100           –      $9.00    $0.21                $1.17
    total                 163        163         –   114100           –     $18.00    $5.69               $32.37

    by asset   pictures   estimate   billed
    goblin            2      $0.10    $0.08

    by day       estimate   billed
    2026-11-22      $6.00    $5.69

    open: a request for dragon without an answer, $0.04 held (7f3a, 2 days ago); send it again: assetbuild build dragon --resend dragon; forget it: assetbuild cost settle 7f3a
    nobody chose 61 pictures ($2.05)
    ");
    assert_eq!(cost::text(&Cost::default(), false), "nothing was ever bought");
}

#[test]
fn a_graph_is_written_for_three_readers() {
    let node = |text: &str, kind| Node { name: name(text), kind };
    let graph = Graph {
        nodes: vec![node("hero", NodeKind::Image), node("hero_gold", NodeKind::Derived)],
        edges: vec![GraphEdge {
            from: name("hero_gold"),
            to: name("hero"),
            part: PartName::default(),
            kind: EdgeKind::From,
        }],
    };
    insta::assert_snapshot!(graph::text(&graph, GraphFormat::Dot), @r#"
    digraph assetbuild {
      rankdir = LR;
      "hero" [shape = box];
      "hero_gold" [shape = ellipse];
      "hero" -> "hero_gold" [label = "from"];
    }
    "#);
    insta::assert_snapshot!(graph::text(&graph, GraphFormat::Mermaid), @r#"
    graph LR
      n0["hero"]
      n1["hero_gold"]
      n0 -->|from| n1
    "#);
    insta::assert_snapshot!(graph::text(&graph, GraphFormat::Json), @r#"{"event":"graph","nodes":[{"name":"hero","kind":"image"},{"name":"hero_gold","kind":"derived"}],"edges":[{"from":"hero_gold","to":"hero","part":"","kind":"from"}]}"#);
}

#[test]
fn a_prompt_is_shown_with_all_that_goes_with_it() {
    let view = PromptView {
        part: PartName::default(),
        model: model("exec/painter@1"),
        prompt: "a goblin".to_owned(),
        avoid: vec!["text".to_owned(), "shadow".to_owned()],
        size: [512, 512],
        params: vec![("quality".to_owned(), "high".into())],
        references: vec![ReferenceView { what: "hero".to_owned(), is_pending: true }],
        judge: model("builtin/measure"),
        judge_prompt: String::new(),
    };
    insta::assert_snapshot!(prompt::text(&view, Paint::OFF), @r#"
    model exec/painter@1   512×512
    param quality = "high"
    shows  hero (not made yet)

    a goblin

    avoid
    text, shadow
    "#);
}

#[test]
fn a_finding_says_what_was_measured_and_what_is_required() {
    let checked = Checked {
        name: name("goblin"),
        part: PartName::default(),
        path: path("sprite/goblin.png"),
        findings: Findings(vec![colours()]),
        score: None,
        target: 90,
    };
    insta::assert_snapshot!(check::lines(&[checked], Paint::OFF).join("\n"), @"  failed   sprite/goblin.png   colors: 21 colours, at most 16 required");
}

#[test]
fn the_doctor_says_what_to_do() {
    let rows = [
        Row::ok("project", "game"),
        Row::bad("exec/painter", "there is no program `paint`").help("install it"),
    ];
    insta::assert_snapshot!(doctor::text(&rows, Paint::OFF), @r"
    ok    project       game
    bad   exec/painter  there is no program `paint`
            install it
    ");
}
