//! Stages of several paintings, and stages that refer to the pick of the first.

use crate::action::Score;
use crate::lock::Ended;
use crate::plan::Wishes;
use crate::plan::tests::asset::{edited, motion, painted, part, task};
use crate::plan::tests::script::Act::{Bad, Blamed, Good};
use crate::plan::tests::script::{Act, Calls, World, build, order};
use crate::resolve::{Cutout, Painted};

const NO_WISH: Wishes = Wishes { improve: false, resend: false };

fn world(parts: &[(&str, &[Act])]) -> World {
    let mut res = World::new(&[Good(95)]);
    res.parts = parts.iter().map(|(name, acts)| (part(name), acts.to_vec())).collect();
    res
}

fn entries(all: &[(&str, u32, u32)]) -> Vec<(String, u32, u32)> {
    all.iter().map(|(part, attempt, ordinal)| ((*part).to_owned(), *attempt, *ordinal)).collect()
}

#[test]
fn only_the_parts_that_the_verdict_names_are_painted_again() {
    let mut world = world(&[("2", &[Blamed(30), Good(92)]), ("3", &[Bad(1), Good(91)])]);
    let task = task(painted(&[&["1", "2", "3"]]));
    // Attempt 1: 3 fails its checks. Attempt 2: the judge sees the group and blames 2.
    let (outcome, record) = build(&mut world, &task, None, NO_WISH);
    assert_eq!(outcome.ended, [Ended::Target]);
    let wanted = [("1", 1, 0), ("2", 1, 0), ("3", 1, 0), ("3", 2, 1), ("2", 3, 1)];
    assert_eq!(order(&world, &outcome.taken), entries(&wanted));
    assert_eq!(world.calls, Calls { paint: 5, edit: 0, judge: 2, refine: 2 });
    assert_eq!(outcome.picks.len(), 3);
    assert_eq!(outcome.score(), Some(Score(91)));
    let calls = world.calls;
    let (_, same) = build(&mut world, &task, Some(&record), NO_WISH);
    assert_eq!((world.calls, same), (calls, record));
}

#[test]
fn a_carried_part_brings_no_old_verdict_with_it() {
    let mut world = world(&[("1", &[Good(80)]), ("2", &[Blamed(30), Good(85)])]);
    let task = edited(&task(painted(&[&["1", "2"]])), |it| it.quality.target = 80);
    let (_, record) = build(&mut world, &task, None, NO_WISH);
    assert_eq!(record.brief.picks[0].score, Some(Score(80)));
    // Raised: what is shown is looked at again, by the verdict of its own attempt.
    let higher = edited(&task, |it| it.quality.target = 81);
    let before = world.calls.paint;
    let (outcome, _) = build(&mut world, &higher, Some(&record), NO_WISH);
    let shown = outcome.history[0].rounds.iter().find(|it| it.attempt == 2).unwrap();
    assert_eq!(shown.score, Some(Score(80)));
    assert!(world.calls.paint > before);
}

#[test]
fn where_no_part_is_named_all_are_painted_again() {
    let mut world = world(&[("1", &[Good(40), Good(95)])]);
    let task = task(painted(&[&["1", "2"]]));
    let (outcome, _) = build(&mut world, &task, None, NO_WISH);
    let wanted = [("1", 1, 0), ("2", 1, 0), ("1", 2, 1), ("2", 2, 1)];
    assert_eq!(order(&world, &outcome.taken), entries(&wanted));
}

#[test]
fn a_reopened_group_still_knows_which_parts_to_repaint() {
    let mut world = world(&[("2", &[Blamed(30), Good(95)])]);
    let one = edited(&task(painted(&[&["1", "2", "3"]])), |it| it.quality.max_attempts = 1);
    let (_, record) = build(&mut world, &one, None, NO_WISH);
    assert_eq!(record.brief.ended, [Ended::Attempts]);
    let two = edited(&one, |it| it.quality.max_attempts = 2);
    let (outcome, _) = build(&mut world, &two, Some(&record), NO_WISH);
    assert_eq!(world.calls.paint, 4);
    assert_eq!(outcome.ended, [Ended::Target]);
}

#[test]
fn the_others_wait_for_the_first_and_refer_to_it() {
    let mut world = world(&[("normal", &[Good(40), Good(95)])]);
    let task = task(painted(&[&["normal"], &["hover", "pressed"]]));
    let (outcome, record) = build(&mut world, &task, None, NO_WISH);
    assert_eq!(outcome.ended, [Ended::Target, Ended::Target]);
    let wanted = [("normal", 1, 0), ("normal", 2, 1), ("hover", 1, 0), ("pressed", 1, 0)];
    assert_eq!(order(&world, &outcome.taken), entries(&wanted));
    let shown = outcome.pictures[&part("normal")].picture.blob;
    assert_eq!(world.sent[2].references, [shown]);
    // Processing it anew shows other pixels, and costs nothing all the same.
    let smaller = edited(&task, |it| it.finishing.size = [16, 16]);
    let calls = world.calls;
    build(&mut world, &smaller, Some(&record), NO_WISH);
    assert_eq!(world.calls, calls);
}

#[test]
fn another_pick_of_the_first_begins_the_others_anew() {
    let mut world = world(&[("normal", &[Good(40), Good(95)])]);
    let task = task(painted(&[&["normal"], &["hover", "pressed"]]));
    let (_, mut record) = build(&mut world, &task, None, NO_WISH);
    let before = record.clone();
    let other = record.brief.taken[0].clone();
    let pick = &mut record.brief.picks[0];
    (pick.answer, pick.origin, pick.by_person) = (Some(other.answer), other.origin, true);
    let calls = world.calls;
    let (outcome, now) = build(&mut world, &task, Some(&record), NO_WISH);
    assert_eq!(world.calls, Calls { paint: calls.paint + 2, judge: calls.judge + 1, ..calls });
    assert_eq!(outcome.picks[0].answer, Some(other.answer));
    let (_, same) = build(&mut world, &task, Some(&now), NO_WISH);
    assert_eq!(same, now);
    // And back: what was painted for the first pick is still there.
    let calls = world.calls;
    let mut back = now.clone();
    back.brief.picks[0] = before.brief.picks[0].clone();
    let (outcome, _) = build(&mut world, &task, Some(&back), NO_WISH);
    assert_eq!(world.calls, calls);
    assert_eq!(outcome.picks, before.brief.picks);
}

#[test]
fn an_improved_first_makes_as_many_attempts_of_the_others_as_are_needed() {
    let mut world = world(&[
        ("normal", &[Good(91), Good(99)]),
        ("hover", &[Good(10), Good(20), Good(30), Good(95)]),
    ]);
    let task = task(painted(&[&["normal"], &["hover"]]));
    let (_, record) = build(&mut world, &task, None, NO_WISH);
    assert_eq!(world.calls.paint, 5);
    world.parts.insert(part("hover"), vec![Good(95)]);
    let improve = Wishes { improve: true, resend: false };
    let (outcome, _) = build(&mut world, &task, Some(&record), improve);
    assert_eq!(world.calls.paint, 7, "one more of the first, one of the other for it");
    assert_eq!(outcome.ended, [Ended::Target, Ended::Target]);
}

#[test]
fn a_person_may_pick_among_the_paintings_of_each_part() {
    let mut world = world(&[("1", &[Good(40), Good(95)]), ("2", &[Good(40), Good(95)])]);
    let task = task(painted(&[&["1", "2"]]));
    let (_, mut record) = build(&mut world, &task, None, NO_WISH);
    let other = record.brief.taken[0].clone();
    let pick = &mut record.brief.picks[0];
    (pick.answer, pick.origin, pick.attempt, pick.by_person) =
        (Some(other.answer), other.origin, 1, true);
    let calls = world.calls;
    let (outcome, now) = build(&mut world, &task, Some(&record), NO_WISH);
    assert_eq!(world.calls, calls);
    assert_eq!(outcome.picks, record.brief.picks);
    assert_eq!(outcome.taken, record.brief.taken);
    let (again, _) = build(&mut world, &task, Some(&now), NO_WISH);
    assert_eq!(again, outcome);
}

#[test]
fn a_persons_pick_of_a_state_outlives_another_first() {
    let mut world = world(&[("normal", &[Good(91), Good(99)])]);
    let task = task(painted(&[&["normal"], &["hover"]]));
    let (_, mut record) = build(&mut world, &task, None, NO_WISH);
    record.brief.picks[1].by_person = true;
    let improve = Wishes { improve: true, resend: false };
    let calls = world.calls;
    let (outcome, _) = build(&mut world, &task, Some(&record), improve);
    assert_eq!(world.calls.paint, calls.paint + 1);
    assert_ne!(outcome.picks[0], record.brief.picks[0]);
    assert_eq!(outcome.picks[1], record.brief.picks[1]);
}

#[test]
fn an_asset_that_failed_late_is_checked_again_as_a_whole() {
    let mut world = world(&[("normal", &[Good(40), Good(95)]), ("hover", &[Bad(95)])]);
    let task = task(painted(&[&["normal"], &["hover"]]));
    let (outcome, record) = build(&mut world, &task, None, NO_WISH);
    assert_eq!(outcome.ended, [Ended::Target, Ended::Failed]);
    assert_eq!(outcome.picks, []);
    let calls = world.calls;
    for edit in [(|it| it.check.border = 900) as fn(&mut Painted), |it| it.finishing.scale = 2] {
        let (outcome, _) = build(&mut world, &edited(&task, edit), Some(&record), NO_WISH);
        assert_eq!((outcome.picks, world.calls), (vec![], calls));
    }
    let relaxed = edited(&task, |it| it.check.border = 50);
    let (outcome, _) = build(&mut world, &relaxed, Some(&record), NO_WISH);
    assert_eq!(world.calls.paint, calls.paint);
    assert_eq!(outcome.ended, [Ended::Target, Ended::Target]);
}

#[test]
fn frames_are_looked_at_together_and_only_those_that_fail_are_painted_again() {
    let mut world = world(&[("2", &[Bad(1), Good(92)])]);
    let mut walk = painted(&[&["1", "2", "3"]]);
    walk.motion = Some(motion(3));
    let task = task(walk);
    let (outcome, record) = build(&mut world, &task, None, NO_WISH);
    let wanted = [("1", 1, 0), ("2", 1, 0), ("3", 1, 0), ("2", 2, 1)];
    assert_eq!(order(&world, &outcome.taken), entries(&wanted));
    assert_eq!(world.calls, Calls { paint: 4, judge: 1, refine: 1, ..Calls::default() });
    // What is done to all frames together is free, and done again when anything of it changes.
    let calls = world.calls;
    for edit in [
        (|it| it.finishing.max_colors = Some(4)) as fn(&mut Painted),
        |it| it.motion.as_mut().unwrap().pivot = [0.5, 0.5],
        |it| it.motion.as_mut().unwrap().consistent = false,
    ] {
        let (again, _) = build(&mut world, &edited(&task, edit), Some(&record), NO_WISH);
        assert_eq!((world.calls, &again.picks), (calls, &outcome.picks));
        assert_ne!(again.pictures[&part("1")].picture, outcome.pictures[&part("1")].picture);
    }
}

#[test]
fn an_asset_that_failed_late_shows_what_passes_today_and_buys_nothing_until_all_of_it_does() {
    let mut world = world(&[("normal", &[Good(40), Good(95)]), ("hover", &[Bad(95)])]);
    let task = task(painted(&[&["normal"], &["hover"]]));
    let (_, record) = build(&mut world, &task, None, NO_WISH);
    let calls = world.calls;
    let strict = edited(&task, |it| it.check.border = 1001);
    let (outcome, _) = build(&mut world, &strict, Some(&record), NO_WISH);
    assert_eq!(outcome.ended, [Ended::Failed], "its first part passes no more");
    let plated = edited(&task, |it| it.finishing.cutout = Cutout::TwoPlate);
    let (outcome, plateless) = build(&mut world, &plated, Some(&record), NO_WISH);
    assert_eq!(outcome.ended, [Ended::Target, Ended::Failed]);
    assert_eq!(world.calls, calls, "a plate for what is not shown");
    let relaxed = edited(&plated, |it| it.check.border = 50);
    let (outcome, _) = build(&mut world, &relaxed, Some(&plateless), NO_WISH);
    assert_eq!(outcome.picks.len(), 2);
    assert_eq!((world.calls.paint, world.calls.edit), (calls.paint, calls.edit + 2));
}
