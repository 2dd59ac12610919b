//! Builds: the lines while it runs, the summary, the events.

use std::sync::Arc;
use std::time::Duration;

use clap::Parser;

use crate::action::Score;
use crate::cli::args::Args;
use crate::cli::environment::Environment;
use crate::cli::exit_status::ExitStatus;
use crate::cli::json;
use crate::cli::paint::Paint;
use crate::cli::printer::Printer;
use crate::cli::progress::{Progress, plain_line, step_text};
use crate::cli::settings::Settings;
use crate::cli::summary::{Summary, next_steps};
use crate::cli::tests::values::{failed, name, path, price, report, usd};
use crate::money::Usd;
use crate::plan::Made;
use crate::run::{AssetReport, AssetState, BuildEvent, BuildReport, Calls, EventSink, Left, Step};

fn summary(report: &BuildReport) -> String {
    Summary { paint: Paint::OFF, all: false, quiet: false }.text(report)
}

fn build(assets: Vec<AssetReport>) -> BuildReport {
    BuildReport { assets, took: Duration::from_millis(1_340), ..BuildReport::default() }
}

fn first_build() -> BuildReport {
    let built = |text: &str| report(text, AssetState::Built);
    let derived = Made::Derived {
        from: name("player_idle"),
        edits: vec!["recolor".to_owned(), "outline".to_owned()],
    };
    let mut below = built("sprite/ogre");
    below.score = Some(Score(84));
    below.scores = vec![Some(Score(80)), Some(Score(84))];
    below.attempts = Some(2);
    below.warnings = vec!["84 is below the target of 90".to_owned()];
    build(vec![
        built("sprite/player_idle"),
        below,
        AssetReport { parts: 4, art: [48, 16, 4], ..built("ui/ok_button") },
        AssetReport { made: derived, score: None, ..built("sprite/player_gold") },
        AssetReport {
            made: Made::Packed { pictures: 9 },
            size: [128, 64],
            ..built("atlas/actors")
        },
    ])
}

fn painted() -> AssetReport {
    AssetReport {
        made: Made::Painted("exec/painter@1".parse().unwrap()),
        scores: vec![Some(Score(88)), Some(Score(93))],
        score: Some(Score(93)),
        attempts: Some(2),
        painted: 2,
        usd: usd(0.07),
        ..report("sprite/goblin", AssetState::Built)
    }
}

fn troubled_build() -> BuildReport {
    let failure = failed(
        "sent, no answer within 180 s ($0.04 may have been billed)",
        &["send it again: assetbuild build dragon --resend dragon"],
    );
    let held = AssetState::Held { why: crate::plan::ACCEPTED.to_owned(), usd: price(0.04, 0.19) };
    let blocked = |text: &str| report(text, AssetState::Blocked { on: name("dragon") });
    let left = AssetState::Left { why: Left::PerBuild };
    BuildReport {
        paid_calls: Calls { paint: 2, edit: 0, judge: 2, refine: 1 },
        usd_spent: usd(0.07),
        usd_saved: usd(1.2),
        usd_held: usd(0.04),
        removed: vec![path("sprite/old.png")],
        warnings: vec!["the step `snap` is newer than the lock's".to_owned()],
        took: Duration::from_secs(192),
        ..build(vec![
            painted(),
            report("sprite/dragon", AssetState::Failed(failure)),
            blocked("sprite/dragon_gold"),
            blocked("atlas/monsters"),
            report("sprite/boss", held),
            report("ui/ok_button", AssetState::Edited { files: vec![path("ui/ok_button.png")] }),
            report("sprite/troll", left.clone()),
            report("sprite/witch", left),
            report("sprite/slime", AssetState::Fresh),
        ])
    }
}

#[test]
fn a_first_build_lists_what_it_made() {
    insta::assert_snapshot!(summary(&first_build()), @r"
      drew     sprite/player_idle          placeholder       32×32 ×16
      drew     sprite/ogre                 placeholder       2 attempts   32×32 ×16
               warning: 84 is below the target of 90
      drew     ui/ok_button (4 pictures)   placeholder       48×16 ×4
      made     sprite/player_gold          from player_idle: recolor, outline
      packed   atlas/actors                9 pictures, 128×64

    5 built, 0 failed      1.3 s      $0.00 (builtin/sketch)      1 below target: ogre (84 < 90)
    ");
    let steps = next_steps(&first_build(), "generated-assets").unwrap();
    insta::assert_snapshot!(steps, @"look: generated-assets     next: assetbuild why player_idle, or edit a manifest and build again");
}

#[test]
fn a_build_with_nothing_to_do_is_one_line() {
    let fresh = |it: usize| report(&format!("sprite/s{it}"), AssetState::Fresh);
    let report = build((0..26).map(fresh).collect());
    assert_eq!(summary(&report), "26 fresh      1.3 s");
    assert_eq!(next_steps(&report, "out"), None);
}

#[test]
fn a_mistake_in_a_manifest_counts_as_a_failure() {
    let fresh = report("sprite/slime", AssetState::Fresh);
    let report = BuildReport { broken: vec![name("orc")], damaged: 2, ..build(vec![fresh]) };
    insta::assert_snapshot!(summary(&report), @r"
      warning  2 damaged files in the store, set aside; look at the disk: assetbuild doctor

    0 built, 1 failed, 1 fresh      1.3 s      $0.00
    ");
    assert_eq!(json::build_summary(&report).failed, 1);
}

#[test]
fn a_long_list_is_folded_and_failures_are_not() {
    let built = |it: usize| report(&format!("sprite/s{it:02}"), AssetState::Built);
    let bad = |it: usize| {
        report(&format!("sprite/f{it:02}"), AssetState::Failed(failed("too few colours", &[])))
    };
    let report = build((0..40).map(built).chain((0..30).map(bad)).collect());
    let text = summary(&report);
    assert_eq!(text.lines().filter(|it| it.contains("  drew ")).count(), 19);
    assert!(text.contains("… 21 more"));
    assert_eq!(text.lines().filter(|it| it.contains("  failed ")).count(), 30);
    let all = Summary { paint: Paint::OFF, all: true, quiet: false }.text(&report);
    assert_eq!(all.lines().filter(|it| it.contains("  drew ")).count(), 40);
}

#[test]
fn every_failure_ends_with_what_to_do() {
    insta::assert_snapshot!(summary(&troubled_build()), @r"
      failed   sprite/dragon             sent, no answer within 180 s ($0.04 may have been billed)
               send it again: assetbuild build dragon --resend dragon
      held     sprite/boss               accepted; its brief changed; catching up $0.04–0.19
               this picture for the words of today: assetbuild accept boss; another one: assetbuild unaccept boss
      edited   ui/ok_button              changed by hand; take it back: assetbuild build --discard-edits ok_button
      blocked  dragon_gold, monsters: not built, since dragon was not
      not done troll, witch: the next call could pass `per-build`; build again, or raise it in [budget]
      warning  the step `snap` is newer than the lock's

    bought 2 pictures, 2 verdicts, 1 prompt for $0.07
    removed sprite/old.png
    1 built, 1 failed, 2 blocked, 2 not done, 1 held, 1 edited, 1 fresh      3:12      $0.07 spent, $0.04 held, $1.20 saved (exec/painter@1)
    ");
}

#[test]
fn quiet_says_only_what_is_wrong() {
    let quiet = Summary { paint: Paint::OFF, all: false, quiet: true };
    assert_eq!(quiet.text(&first_build()), "");
    insta::assert_snapshot!(quiet.text(&troubled_build()), @r"
    failed   sprite/dragon             sent, no answer within 180 s ($0.04 may have been billed)
             send it again: assetbuild build dragon --resend dragon
    blocked  dragon_gold, monsters: not built, since dragon was not
    not done troll, witch: the next call could pass `per-build`; build again, or raise it in [budget]
    warning  the step `snap` is newer than the lock's
    ");
}

#[test]
fn what_a_model_painted_has_its_line_at_once() {
    let line = |it: AssetReport| plain_line(&BuildEvent::Finished(Box::new(it)), Paint::OFF);
    insta::assert_snapshot!(line(painted()).unwrap(), @"  painted  sprite/goblin                score 88 → 93     2 attempts   32×32 ×16   $0.07");
    assert_eq!(line(report("sprite/slime", AssetState::Built)), None);
    assert_eq!(line(report("sprite/slime", AssetState::Fresh)), None);
}

#[test]
fn a_running_line_says_step_best_score_and_price() {
    let step = |attempt, best, usd| BuildEvent::Step {
        name: name("troll"),
        step: Step::Judging,
        attempt,
        of: 5,
        best,
        usd,
    };
    let text = step_text(&step(3, Some(Score(84)), usd(0.1)));
    assert_eq!(text, "attempt 3 of 5   judging      best 84   $0.10");
    assert_eq!(step_text(&step(0, None, usd(0.0))), "judging");
}

#[test]
fn a_terminal_shows_any_order_of_events() {
    let shared = Args::try_parse_from(["assetbuild", "--quiet"]).unwrap().shared;
    let settings = Settings::new(&shared, Environment::default());
    let progress = Progress::new(Arc::new(Printer::new(&settings)), true);
    let step = |asset: &str| BuildEvent::Step {
        name: name(asset),
        step: Step::Painting,
        attempt: 1,
        of: 5,
        best: None,
        usd: Usd::ZERO,
    };
    progress.event(step("early"));
    progress.event(BuildEvent::Planned { assets: 30, budget: usd(5.0) });
    for idx in 0..30 {
        progress.event(BuildEvent::Started { name: name(&format!("a{idx}")) });
        progress.event(step(&format!("a{idx}")));
    }
    progress.event(BuildEvent::Finished(Box::new(painted())));
    progress.event(BuildEvent::Finished(Box::new(report("sprite/a3", AssetState::Built))));
    progress.finish();
    progress.finish();
}

#[test]
fn programs_get_one_object_for_each_asset_and_a_summary() {
    let report = troubled_build();
    let lines = report.assets.iter().map(|it| serde_json::to_string(&json::of_report(it)).unwrap());
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r#"
    {"event":"asset","name":"goblin","state":"built","reasons":["new"],"files":["sprite/goblin.png","sprite/goblin.json"],"width":512,"height":512,"bytes":4096,"score":93,"passed":true,"attempts":2,"painted":2,"from_cache":0,"usd":0.07}
    {"event":"asset","name":"dragon","state":"failed","reasons":["new"],"files":["sprite/dragon.png","sprite/dragon.json"],"score":94,"passed":false,"attempts":1,"painted":1,"from_cache":0,"error":"sent, no answer within 180 s ($0.04 may have been billed)","code":"quality","help":["send it again: assetbuild build dragon --resend dragon"],"usd":0.0}
    {"event":"asset","name":"dragon_gold","state":"blocked","reasons":["new"],"files":["sprite/dragon_gold.png","sprite/dragon_gold.json"],"score":94,"passed":true,"attempts":1,"painted":1,"from_cache":0,"error":"dragon was not built","usd":0.0}
    {"event":"asset","name":"monsters","state":"blocked","reasons":["new"],"files":["atlas/monsters.png","atlas/monsters.json"],"score":94,"passed":true,"attempts":1,"painted":1,"from_cache":0,"error":"dragon was not built","usd":0.0}
    {"event":"asset","name":"boss","state":"held","reasons":["new"],"files":["sprite/boss.png","sprite/boss.json"],"width":512,"height":512,"bytes":4096,"score":94,"passed":true,"attempts":1,"painted":1,"from_cache":0,"error":"accepted; its brief changed","usd":0.0,"usd_low":0.04,"usd_high":0.19}
    {"event":"asset","name":"ok_button","state":"edited","reasons":["new"],"files":["ui/ok_button.png","ui/ok_button.json"],"width":512,"height":512,"bytes":4096,"score":94,"passed":true,"attempts":1,"painted":1,"from_cache":0,"usd":0.0}
    {"event":"asset","name":"troll","state":"dirty","reasons":["new"],"files":["sprite/troll.png","sprite/troll.json"],"width":512,"height":512,"bytes":4096,"score":94,"passed":true,"attempts":1,"painted":1,"from_cache":0,"error":"`per-build` is reached","usd":0.0}
    {"event":"asset","name":"witch","state":"dirty","reasons":["new"],"files":["sprite/witch.png","sprite/witch.json"],"width":512,"height":512,"bytes":4096,"score":94,"passed":true,"attempts":1,"painted":1,"from_cache":0,"error":"`per-build` is reached","usd":0.0}
    {"event":"asset","name":"slime","state":"fresh","reasons":["new"],"files":["sprite/slime.png","sprite/slime.json"],"width":512,"height":512,"bytes":4096,"score":94,"passed":true,"attempts":1,"painted":1,"from_cache":0,"usd":0.0}
    "#);
    let last = serde_json::to_string(&json::build_summary(&report)).unwrap();
    insta::assert_snapshot!(last, @r#"{"event":"summary","pending":2,"built":1,"fresh":1,"unjudged":0,"failed":1,"blocked":2,"held":1,"edited":1,"calls":{"paint":0,"edit":0,"judge":0,"refine":0},"usd_spent":0.07,"usd_saved":1.2,"usd_held":0.04,"removed":["sprite/old.png"],"warnings":["the step `snap` is newer than the lock's"],"ms":192000}"#);
}

#[test]
fn the_exit_status_is_that_of_the_worst_asset() {
    let code =
        |report: &BuildReport, strict, locked| ExitStatus::of_build(report, strict, locked).code();
    assert_eq!(code(&first_build(), false, false), 0);
    assert_eq!(code(&first_build(), true, false), 1, "ogre scores 84");
    assert_eq!(code(&troubled_build(), false, false), 1);
    let interrupted = BuildReport { interrupted: true, ..troubled_build() };
    assert_eq!(code(&interrupted, false, false), 130);
    let broken = BuildReport { broken: vec![name("orc")], ..troubled_build() };
    assert_eq!(code(&broken, false, false), 2);
    let damaged = BuildReport { damaged: 1, ..broken };
    assert_eq!(code(&damaged, false, false), 6);
    let stale = BuildReport { stale: 1, ..build(Vec::new()) };
    assert_eq!((code(&stale, false, false), code(&stale, false, true)), (0, 3));
    let edited = AssetState::Edited { files: Vec::new() };
    let edited = build(vec![report("ui/button", edited)]);
    assert_eq!((code(&edited, false, false), code(&edited, false, true)), (0, 3));
}
