//! The loop of watch mode, on a project that is a script. Nothing here waits for a clock.

use crate::project::ProjectError;
use crate::watch::world::{World, dollars, options};
use crate::watch::{PaidPolicy, WatchError};

const FREE: &str = "build free up to $2.50, improve false";

#[test]
fn each_edit_is_built_once_and_idleness_is_not() {
    let world = World::new().step(|it| it.edit("art/hero.toml")).step(|_| {}).step(|_| {});
    let round = ["0 diagnostics", FREE, "built", "waiting"];
    assert_eq!(world.log(options(PaidPolicy::Never)), [round, round].concat());
}

#[test]
fn a_change_that_no_event_told_of_is_found_while_idle() {
    let world = World::new().step(|it| it.revision.set(7));
    let builds = world.log(options(PaidPolicy::Never)).iter().filter(|it| *it == FREE).count();
    assert_eq!(builds, 2);
}

#[test]
fn an_edit_during_a_build_cuts_it_short_and_is_built_next() {
    let world = World::new().during(|it| it.edit("art/hero.toml")).step(|_| {});
    let log = world.log(options(PaidPolicy::Never));
    let first = ["0 diagnostics", FREE, "cut short"];
    assert_eq!(log, [&first[..], &["0 diagnostics", FREE, "built", "waiting"]].concat());
}

#[test]
fn an_edit_that_is_undone_during_a_build_does_not_leave_it_cut_short() {
    let world = World::new().during(|it| it.touch("art/hero.toml")).step(|_| {});
    let log = world.log(options(PaidPolicy::Never));
    assert_eq!(log.iter().filter(|it| *it == FREE).count(), 2);
    assert_eq!(log.last().unwrap(), "waiting");
}

#[test]
fn a_file_that_never_rests_does_not_keep_builds_from_ending() {
    let world = World::new()
        .step(|it| it.touch("debug.log"))
        .step(|it| it.edit("art/hero.toml"))
        .during(|_| {})
        .during(|it| it.touch("debug.log"));
    let log = world.log(options(PaidPolicy::Never));
    assert!(!log.contains(&"cut short".to_owned()), "{log:?}");
    assert_eq!(log.iter().filter(|it| *it == FREE).count(), 2);
}

#[test]
fn a_build_that_ends_itself_after_a_failure_is_not_built_again() {
    let mut options = options(PaidPolicy::Never);
    options.request.fail_fast = true;
    let log = World::new().step(|_| {}).log(options);
    assert_eq!(log.iter().filter(|it| *it == FREE).count(), 1);
}

#[test]
fn after_a_file_went_the_build_waits_for_another_look() {
    let world = World::new().step(|it| {
        it.gone.borrow_mut().insert("/nowhere/hero.toml".into());
        it.edit("art/hero.toml");
    });
    let (_, log) = world.play(options(PaidPolicy::Never));
    let round = ["0 diagnostics", FREE, "built", "waiting"];
    assert_eq!(log, [&["look"], &round[..], &["look", "look"], &round[..]].concat());
}

#[test]
fn the_lock_that_a_build_wrote_wakes_nobody() {
    let world = World::new()
        .during(|it| it.write_lock("ours"))
        .during(|it| {
            it.write_lock("ours again");
            it.fails.set(true);
        })
        .step(|it| it.edit("art/hero.toml"))
        .step(|it| it.touch("assetbuild.lock"));
    let (_, log) = world.play(options(PaidPolicy::Never));
    assert_eq!(log.iter().filter(|it| *it == "look").count(), 2, "{log:?}");
}

#[test]
fn a_lock_that_git_changed_is_looked_at() {
    let world = World::new().step(|it| {
        it.write_lock("theirs");
        it.edit("assetbuild.lock");
    });
    let log = world.log(options(PaidPolicy::Never));
    assert_eq!(log.iter().filter(|it| *it == FREE).count(), 2);
}

#[test]
fn the_lock_does_not_cut_short_the_build_that_writes_it() {
    let world = World::new().during(|it| {
        it.write_lock("ours");
        it.touch("assetbuild.lock");
    });
    assert!(!world.log(options(PaidPolicy::Never)).contains(&"cut short".to_owned()));
}

#[test]
fn a_broken_manifest_is_shown_and_mended_by_the_next_edit() {
    let world = World::new()
        .step(|it| {
            it.is_broken.set(true);
            it.edit("art/hero.toml");
        })
        .step(|it| {
            it.is_broken.set(false);
            it.edit("art/hero.toml");
        });
    let log = world.log(options(PaidPolicy::Never));
    let shown: Vec<_> = log.iter().filter(|it| it.contains("diagnostics")).collect();
    assert_eq!(shown, ["0 diagnostics", "1 diagnostics", "0 diagnostics"]);
    assert_eq!(log.iter().filter(|it| *it == FREE).count(), 3);
}

#[test]
fn paid_work_is_never_done_where_it_is_not_wanted() {
    let world = World::new();
    world.unpaid.set(dollars(1.0));
    let log = world.log(options(PaidPolicy::Never));
    assert_eq!(log, ["0 diagnostics", FREE, "built", "waiting"]);
}

#[test]
fn a_request_that_is_free_is_never_made_paid() {
    let world = World::new();
    world.unpaid.set(dollars(1.0));
    let mut options = options(PaidPolicy::Auto);
    options.request.paid = false;
    assert_eq!(world.log(options), ["0 diagnostics", FREE, "built", "waiting"]);
}

#[test]
fn paid_work_is_asked_for_after_the_free_is_done_and_once_for_each_change() {
    let world = World::new().step(|_| {}).step(|it| {
        it.says_yes.set(true);
        it.edit("art/hero.toml");
    });
    world.unpaid.set(dollars(1.0));
    let log = world.log(options(PaidPolicy::Ask));
    let ask = "ask $1.00 for hero";
    let no = ["0 diagnostics", FREE, "built", ask, "waiting"];
    let paid = "build paid up to $2.50, improve false";
    let yes = ["0 diagnostics", FREE, "built", ask, paid, "built", "waiting"];
    assert_eq!(log, [&no[..], &yes[..]].concat());
}

#[test]
fn an_edit_during_the_question_makes_it_another_one() {
    let world = World::new().step(|_| {});
    world.unpaid.set(dollars(1.0));
    world.says_yes.set(true);
    world.during_question.replace(Some(Box::new(|it| {
        it.edit("art/hero.toml");
        it.unpaid.set(dollars(2.0));
    })));
    let log = world.log(options(PaidPolicy::Ask));
    let first = ["0 diagnostics", FREE, "built", "ask $1.00 for hero"];
    assert_eq!(log[..4], first);
    assert_eq!(log[4..8], ["0 diagnostics", FREE, "built", "ask $2.00 for hero"]);
}

#[test]
fn the_budget_counts_for_the_whole_session() {
    let again = |it: &World| {
        it.unpaid.set(dollars(1.0));
        it.edit("art/hero.toml");
    };
    let world = World::new().step(again).step(again);
    world.unpaid.set(dollars(1.0));
    let mut options = options(PaidPolicy::Auto);
    options.request.max_cost = Some(dollars(3.0));
    let log = world.log(options);
    let builds: Vec<_> = log.iter().filter(|it| it.starts_with("build ")).collect();
    let up_to = |usd: &str| format!("build paid up to {usd}, improve false");
    assert_eq!(builds, [&up_to("$2.50"), &up_to("$1.50"), &up_to("$0.50")]);
}

#[test]
fn what_a_failed_build_paid_counts_and_a_spent_budget_asks_for_nothing() {
    let world = World::new()
        .step(|it| {
            it.unpaid.set(dollars(2.5));
            it.fails.set(true);
            it.edit("art/hero.toml");
        })
        .step(|it| {
            it.unpaid.set(dollars(1.0));
            it.fails.set(false);
            it.edit("art/hero.toml");
        });
    let log = world.log(options(PaidPolicy::Auto));
    assert!(log.iter().any(|it| it.contains("the disk is full")), "{log:?}");
    assert!(log.contains(&"build paid up to $0.00, improve false".to_owned()), "{log:?}");

    let world = World::new().step(|it| {
        it.unpaid.set(dollars(1.0));
        it.edit("art/hero.toml");
    });
    world.unpaid.set(dollars(2.5));
    world.says_yes.set(true);
    let log = world.log(options(PaidPolicy::Ask));
    assert_eq!(log.iter().filter(|it| it.starts_with("ask")).count(), 1);
    let spent = "paid work is left: the $2.50 of this watch session are spent";
    assert!(log.contains(&spent.to_owned()), "{log:?}");
}

#[test]
fn what_is_asked_for_once_is_not_done_after_every_edit() {
    let mut options = options(PaidPolicy::Auto);
    options.request.improve = true;
    let log = World::new().step(|it| it.edit("art/hero.toml")).log(options);
    let builds: Vec<_> = log.iter().filter(|it| it.starts_with("build ")).collect();
    let improve = |it: bool| format!("build paid up to $2.50, improve {it}");
    assert_eq!(builds, [&improve(true), &improve(false)]);
}

#[test]
fn what_fails_at_first_ends_it() {
    let world = World::new();
    world.fails.set(true);
    let (res, _) = world.play(options(PaidPolicy::Never));
    assert!(matches!(res, Err(WatchError::Project(ProjectError::UnknownCall { .. }))));
}

#[test]
fn ctrl_c_during_a_build_ends_both() {
    let world = World::new().during(|it| it.inbox.interrupt());
    assert_eq!(world.log(options(PaidPolicy::Never)), ["0 diagnostics", FREE, "cut short"]);
}
