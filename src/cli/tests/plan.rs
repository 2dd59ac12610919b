//! Plans and states.

use crate::action::Score;
use crate::cli::commands::status;
use crate::cli::exit_status::ExitStatus;
use crate::cli::json;
use crate::cli::paint::Paint;
use crate::cli::plan_table::{PlanTable, purchase};
use crate::cli::tests::values::{failed, item, name, path, plan_of, price, usd};
use crate::plan::{Decision, DirtyReason, Effort, Plan, PlanItem};

fn plan() -> Plan {
    let paint = Decision::Dirty(Effort::Paint);
    let upstream = || vec![DirtyReason::Upstream { name: name("hero") }];
    let waiting = || Decision::Waiting { on: name("hero") };
    let potion = |text: &str| PlanItem {
        set: Some("potions".to_owned()),
        price: price(0.04, 0.19),
        likely: usd(0.05),
        score: None,
        ..item(text, Decision::Dirty(Effort::Paint), vec![DirtyReason::New])
    };
    let held = Decision::Held { why: "accepted; its subject changed".to_owned() };
    let free = Decision::Dirty(Effort::Free);
    let missing = DirtyReason::Missing { files: vec![path("atlas/actors.png")] };
    let edited = Decision::Edited { files: vec![path("ui/ok_button_hover.png")] };
    Plan {
        stale_files: vec![path("sprite/old.png")],
        held: usd(0.04),
        ..plan_of([
            PlanItem {
                price: price(0.04, 0.19),
                likely: usd(0.05),
                saved: usd(9.7),
                ..item("sprite/hero", paint, vec![DirtyReason::Words])
            },
            potion("items/red_potion"),
            PlanItem {
                price: price(0.0, 0.19),
                likely: usd(0.05),
                ..item("sprite/hero_hurt", waiting(), upstream())
            },
            potion("items/blue_potion"),
            PlanItem { price: price(0.0, 0.19), ..item("sprite/hero_old", waiting(), upstream()) },
            potion("items/green_potion"),
            PlanItem {
                saved: usd(0.01),
                ..item("sprite/hero_gold", free.clone(), vec![DirtyReason::Finish])
            },
            PlanItem { price: price(0.04, 0.19), ..item("sprite/boss", held, vec![]) },
            item("atlas/actors", free, vec![missing]),
            item("ui/ok_button", edited, vec![]),
            item("sprite/ghost", Decision::Failed(failed("no such model", &[])), vec![]),
            PlanItem { score: Some(Score(81)), ..item("sprite/ogre", Decision::Fresh, vec![]) },
            item("sprite/slime", Decision::Fresh, vec![]),
        ])
    }
}

fn fresh_plan() -> Plan {
    plan_of([item("sprite/slime", Decision::Fresh, vec![])])
}

#[test]
fn a_plan_shows_sets_and_chains_as_one_line_each() {
    let table = PlanTable { paint: Paint::OFF, all: false, budget: usd(5.0) };
    insta::assert_snapshot!(table.text(&plan()), @r"
    hero                 paint   what is asked of the model changed                      $0.04–0.19
    set:potions          paint   new: red_potion, blue_potion, … 1 more                  $0.12–0.57
    hero_hurt, … 1 more  waits   for hero                                                $0.00–0.38
    hero_gold            free    what is done to the picture changed
    boss                 held    accepted; its subject changed. Catching up: $0.04–0.19
    actors               free    atlas/actors.png is missing
    ok_button            edited  changed by hand: ok_button_hover.png
    ghost                failed  no such model

    6 to buy $0.16–1.14, likely $0.25, of $5.00 per build.  2 free, 1 held, 1 edited, 1 failed, 2 fresh.
    1 file to be removed.  $0.04 held by requests without an answer.  The cache saves $9.71.  Nothing was spent.
    ");
    assert_eq!(table.text(&fresh_plan()), "1 fresh.  Nothing was spent.");
}

#[test]
fn another_model_for_all_is_one_line() {
    let model = |it: &str| it.parse::<crate::model::ModelId>().unwrap();
    let (was, now) = (model("exec/old@1"), model("exec/new@2"));
    let reason = || vec![DirtyReason::Model { was: was.clone(), now: now.clone() }];
    let paint = || Decision::Dirty(Effort::Paint);
    let item = |it: &str| PlanItem {
        price: price(0.04, 0.19),
        likely: usd(0.05),
        ..item(it, paint(), reason())
    };
    let plan = plan_of(["sprite/hero", "sprite/ogre", "ui/ok"].map(item));
    let table = PlanTable { paint: Paint::OFF, all: false, budget: usd(5.0) };
    insta::assert_snapshot!(table.text(&plan), @r"
    3 assets  paint   exec/old@1 → exec/new@2  $0.12–0.57

    3 to buy $0.12–0.57, likely $0.15, of $5.00 per build.  Nothing was spent.
    ");
}

#[test]
fn what_is_held_is_not_part_of_the_purchase() {
    assert_eq!(purchase(&plan()), price(0.16, 1.14));
}

#[test]
fn a_state_is_one_word() {
    insta::assert_snapshot!(status::text(&plan(), Paint::OFF, false), @r"
    1 fresh   6 dirty   2 waiting   1 held   1 edited   1 below target   1 failed
      dirty         sprite/hero         what is asked of the model changed ($0.04–0.19)
      dirty         items/red_potion    new ($0.04–0.19)
      waiting       sprite/hero_hurt    for hero ($0.00–0.19)
      dirty         items/blue_potion   new ($0.04–0.19)
      waiting       sprite/hero_old     for hero ($0.00–0.19)
      dirty         items/green_potion  new ($0.04–0.19)
      dirty         sprite/hero_gold    what is done to the picture changed
      held          sprite/boss         accepted; its subject changed. Catching up: $0.04–0.19
      dirty         atlas/actors        atlas/actors.png is missing
      edited        ui/ok_button        changed by hand; take it back: assetbuild build --discard-edits ok_button
      failed        sprite/ghost        no such model
      below target  sprite/ogre         score 81 < 90; one more attempt: assetbuild build ogre --improve
    ");
    assert_eq!(status::text(&fresh_plan(), Paint::OFF, false), "1 fresh");
}

#[test]
fn programs_get_the_same_states_with_prices() {
    let plan = plan();
    let lines = plan.items().map(|it| serde_json::to_string(&json::of_item(it)).unwrap());
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r#"
    {"event":"asset","name":"hero","state":"dirty","reasons":["what is asked of the model changed"],"files":["sprite/hero.png"],"score":94,"passed":true,"usd_low":0.04,"usd_likely":0.05,"usd_high":0.19}
    {"event":"asset","name":"red_potion","state":"dirty","reasons":["new"],"files":["items/red_potion.png"],"usd_low":0.04,"usd_likely":0.05,"usd_high":0.19}
    {"event":"asset","name":"hero_hurt","state":"waiting","reasons":["hero has to be made first"],"files":["sprite/hero_hurt.png"],"score":94,"passed":true,"usd_low":0.0,"usd_likely":0.05,"usd_high":0.19}
    {"event":"asset","name":"blue_potion","state":"dirty","reasons":["new"],"files":["items/blue_potion.png"],"usd_low":0.04,"usd_likely":0.05,"usd_high":0.19}
    {"event":"asset","name":"hero_old","state":"waiting","reasons":["hero has to be made first"],"files":["sprite/hero_old.png"],"score":94,"passed":true,"usd_low":0.0,"usd_likely":0.0,"usd_high":0.19}
    {"event":"asset","name":"green_potion","state":"dirty","reasons":["new"],"files":["items/green_potion.png"],"usd_low":0.04,"usd_likely":0.05,"usd_high":0.19}
    {"event":"asset","name":"hero_gold","state":"dirty","reasons":["what is done to the picture changed"],"files":["sprite/hero_gold.png"],"score":94,"passed":true,"usd_low":0.0,"usd_likely":0.0,"usd_high":0.0}
    {"event":"asset","name":"boss","state":"held","files":["sprite/boss.png"],"score":94,"passed":true,"usd_low":0.04,"usd_likely":0.0,"usd_high":0.19}
    {"event":"asset","name":"actors","state":"dirty","reasons":["atlas/actors.png is missing"],"files":["atlas/actors.png"],"score":94,"passed":true,"usd_low":0.0,"usd_likely":0.0,"usd_high":0.0}
    {"event":"asset","name":"ok_button","state":"edited","files":["ui/ok_button.png"],"score":94,"passed":true,"usd_low":0.0,"usd_likely":0.0,"usd_high":0.0}
    {"event":"asset","name":"ghost","state":"failed","files":["sprite/ghost.png"],"score":94,"passed":false,"error":"no such model","code":"quality","usd_low":0.0,"usd_likely":0.0,"usd_high":0.0}
    {"event":"asset","name":"ogre","state":"fresh","files":["sprite/ogre.png"],"score":81,"passed":false,"usd_low":0.0,"usd_likely":0.0,"usd_high":0.0}
    {"event":"asset","name":"slime","state":"fresh","files":["sprite/slime.png"],"score":94,"passed":true,"usd_low":0.0,"usd_likely":0.0,"usd_high":0.0}
    "#);
    let last = json::plan_summary(&plan, purchase(&plan));
    insta::assert_snapshot!(serde_json::to_string(&last).unwrap(), @r#"{"event":"summary","pending":8,"built":0,"fresh":2,"unjudged":0,"failed":1,"blocked":0,"held":1,"edited":1,"calls":{"paint":0,"edit":0,"judge":0,"refine":0},"usd_spent":0.0,"usd_saved":9.71,"usd_held":0.04,"usd_low":0.16,"usd_likely":0.25,"usd_high":1.14,"removed":["sprite/old.png"]}"#);
}

#[test]
fn the_exit_code_of_a_plan_says_whether_anything_is_to_be_done() {
    assert_eq!(ExitStatus::of_plan(&fresh_plan()).code(), 0);
    assert_eq!(ExitStatus::of_plan(&Plan { gone: vec![name("old")], ..fresh_plan() }).code(), 3);
    let mut without_ghost = plan();
    without_ghost.items.shift_remove(&name("ghost"));
    assert_eq!(ExitStatus::of_plan(&without_ghost).code(), 3);
    assert_eq!(ExitStatus::of_plan(&plan()).code(), 1, "ghost cannot be made");
}
