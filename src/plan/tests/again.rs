//! What a later build buys, after an edit or a wish: mostly nothing.

use crate::action::{Edges, Edit, Score};
use crate::colour::Rgb;
use crate::lock::Ended;
use crate::plan::tests::asset::{edited, model, painted, task};
use crate::plan::tests::script::Act::{Bad, Good, Unjudged};
use crate::plan::tests::script::{Act, Calls, Drive, Pinned, Ride, World, build, ride, start};
use crate::plan::{Failure, Lost, Progress, Task, Wishes};
use crate::resolve::{Cutout, Painted};

const NO_WISH: Wishes = Wishes { improve: false, resend: false };
const IMPROVE: Wishes = Wishes { improve: true, resend: false };

/// What was bought since.
fn since(world: &World, before: Calls) -> [u32; 3] {
    let now = world.calls;
    [now.paint - before.paint, now.judge - before.judge, now.refine - before.refine]
}

fn built(script: &[Act], edit: impl FnOnce(&mut Painted)) -> (World, Task, Pinned) {
    let mut world = World::new(script);
    let task = edited(&task(painted(&[&[""]])), edit);
    let (_, record) = build(&mut world, &task, None, NO_WISH);
    (world, task, record)
}

#[test]
fn edits_outside_the_brief_buy_no_painting_and_move_no_pick() {
    type Change = fn(&mut Painted);
    let changes: &[(&str, Change, u32)] = &[
        ("rubric", |it| it.quality.rubric.style = 90, 0),
        ("target lowered", |it| it.quality.target = 10, 0),
        ("attempts lowered", |it| it.quality.max_attempts = 1, 0),
        ("candidates", |it| it.quality.candidates = 4, 0),
        ("threshold that fails it", |it| it.check.border = 1001, 0),
        ("palette", |it| it.finishing.palette = vec![Rgb([9, 9, 9])], 0),
        ("cut-out", |it| it.finishing.cutout = Cutout::Key, 0),
        ("edges", |it| it.finishing.edges = Edges::Soft, 0),
        ("size", |it| it.finishing.size = [16, 16], 0),
        ("edits", |it| it.finishing.edits = vec![Edit::Trim], 0),
        ("refiner", |it| it.quality.refiner = model("exec/other@1"), 0),
        ("judge", |it| it.quality.judge = model("exec/other@1"), 1),
        ("judge prompt", |it| it.stages[0].judge_prompt = "look again".to_owned(), 1),
        ("built-in judge", |it| it.quality.judge = model("builtin/measure"), 0),
    ];
    for (script, edit) in [
        (&[Good(95)][..], (|_| {}) as Change),
        (&[Good(60), Good(50), Good(40)], |_| {}),
        (&[Good(20), Good(50)], |it| it.quality.max_attempts = 2),
    ] {
        for (name, change, verdicts) in changes {
            for trimmed in [false, true] {
                let (mut world, before, record) = built(script, edit);
                let (calls, picks) = (world.calls, record.brief.picks.clone());
                let after = edited(&before, change);
                if trimmed {
                    world.trim();
                }
                let (outcome, now) = build(&mut world, &after, Some(&record), NO_WISH);
                assert_eq!(since(&world, calls), [0, *verdicts, 0], "{name} {script:?}");
                assert_eq!(outcome.picks[0].answer, picks[0].answer, "{name}");
                assert_eq!(outcome.ended, record.brief.ended, "{name}");
                // And back again.
                let calls = world.calls;
                let (outcome, _) = build(&mut world, &before, Some(&now), NO_WISH);
                assert_eq!(since(&world, calls), [0, 0, 0], "{name} and back");
                assert_eq!(outcome.picks[0].answer, picks[0].answer, "{name} and back");
            }
        }
    }
}

#[test]
fn what_a_person_picked_is_neither_judged_nor_replaced() {
    let (mut world, before, mut record) = built(&[Good(60), Good(50), Good(40)], |_| {});
    let worst = record.brief.taken[2].clone();
    let pick = &mut record.brief.picks[0];
    (pick.answer, pick.origin, pick.by_person) = (Some(worst.answer), worst.origin, true);
    (pick.attempt, pick.score) = (3, Some(Score(40)));
    let calls = world.calls;
    for edit in [
        (|it| it.quality.judge = model("exec/other@1")) as fn(&mut Painted),
        |it| it.quality.target = 99,
        |it| it.quality.max_attempts = 9,
        |it| it.check.border = 1001,
    ] {
        let after = edited(&before, edit);
        let (outcome, now) = build(&mut world, &after, Some(&record), NO_WISH);
        assert_eq!(since(&world, calls), [0, 0, 0]);
        assert_eq!(outcome.picks, record.brief.picks);
        assert_eq!(now.brief.picks, record.brief.picks);
    }
    // Another attempt that was asked for is judged, and does not take its place.
    world.script = vec![Good(100)];
    let (outcome, _) = build(&mut world, &before, Some(&record), IMPROVE);
    assert_eq!(since(&world, calls), [1, 1, 1]);
    assert_eq!(outcome.picks, record.brief.picks);
    assert_eq!(outcome.taken[3].score, Some(Score(100)));

    // A loop that was open when the person picked is over.
    record.brief.ended = vec![Ended::Open];
    let calls = world.calls;
    let (outcome, _) = build(&mut world, &before, Some(&record), NO_WISH);
    assert_eq!(since(&world, calls), [0, 0, 0]);
    assert_eq!((outcome.ended, outcome.picks), (vec![Ended::Attempts], record.brief.picks));
}

#[test]
fn a_raised_target_goes_on_as_if_it_had_always_been_there() {
    let script = &[Good(60), Good(85), Good(91), Good(96)];
    let high = |it: &mut Painted| it.quality.target = 95;
    let (whole, task, wanted) = built(script, high);
    let (mut world, _, record) = built(script, |it| it.quality.target = 80);
    assert_eq!(world.calls.paint, 2);
    world.trim();
    let (_, now) = build(&mut world, &task, Some(&record), NO_WISH);
    assert_eq!(world.calls, whole.calls);
    assert_eq!(world.sent, whole.sent);
    assert_eq!(now, wanted);
    // Lowered and raised again: nothing.
    let lower = edited(&task, |it| it.quality.target = 50);
    let (_, now) = build(&mut world, &lower, Some(&now), NO_WISH);
    build(&mut world, &task, Some(&now), NO_WISH);
    assert_eq!(world.calls, whole.calls);
}

#[test]
fn more_attempts_are_made_where_they_were_all_that_lacked() {
    // Why it ended; the limit then and now; what is bought.
    type Case = (&'static [Act], u32, u32, [u32; 3], Ended);
    let cases: &[Case] = &[
        (&[Good(10), Good(20), Good(30), Good(95)], 2, 5, [2, 2, 2], Ended::Target),
        // No gain is counted from where the record was reopened.
        (&[Good(60), Good(10), Good(10), Good(20), Good(30)], 5, 8, [2, 2, 2], Ended::NoGain),
        (&[Good(60), Good(10), Good(10), Good(70), Good(9)], 5, 8, [3, 3, 3], Ended::NoGain),
        (&[Good(60), Good(10), Good(10), Good(20)], 5, 4, [0, 0, 0], Ended::NoGain),
        (&[Good(95)], 5, 8, [0, 0, 0], Ended::Target),
        (&[Bad(1)], 2, 4, [2, 0, 2], Ended::Failed),
        (&[Bad(1), Bad(1), Good(92)], 2, 4, [1, 1, 1], Ended::Target),
    ];
    for (script, then, limit, bought, ended) in cases {
        let (mut world, task, record) = built(script, |it| it.quality.max_attempts = *then);
        let calls = world.calls;
        let more = edited(&task, |it| it.quality.max_attempts = *limit);
        let (outcome, now) = build(&mut world, &more, Some(&record), NO_WISH);
        assert_eq!(since(&world, calls), *bought, "{script:?}");
        assert_eq!(outcome.ended, [*ended], "{script:?}");
        assert_eq!(now.brief.max_attempts, *then.max(limit));
        let calls = world.calls;
        let (_, now) = build(&mut world, &task, Some(&now), NO_WISH);
        build(&mut world, &more, Some(&now), NO_WISH);
        assert_eq!(since(&world, calls), [0, 0, 0], "{script:?} lowered and raised again");
    }
}

#[test]
fn improving_buys_one_attempt_and_no_more() {
    // Script, attempts allowed, how it ends then.
    let cases: &[(&[Act], u32, [u32; 3], Ended)] = &[
        (&[Good(95), Good(10)], 5, [1, 1, 1], Ended::Target),
        (&[Good(95), Good(99)], 5, [1, 1, 1], Ended::Target),
        (&[Good(60), Good(50), Good(40), Good(70)], 5, [1, 1, 1], Ended::NoGain),
        (&[Good(60), Good(61)], 1, [1, 1, 1], Ended::Attempts),
        (&[Good(60), Good(91)], 1, [1, 1, 1], Ended::Target),
        (&[Bad(60)], 2, [1, 0, 1], Ended::Failed),
        (&[Bad(60), Bad(50), Good(40)], 2, [1, 1, 1], Ended::Attempts),
        (&[Good(60), Unjudged], 1, [1, 2, 1], Ended::Unjudged),
    ];
    for (script, most, bought, ended) in cases {
        let (mut world, task, record) = built(script, |it| it.quality.max_attempts = *most);
        let calls = world.calls;
        let (outcome, now) = build(&mut world, &task, Some(&record), IMPROVE);
        assert_eq!(since(&world, calls), *bought, "{script:?}");
        assert_eq!(outcome.ended, [*ended], "{script:?}");
        let calls = world.calls;
        let (_, same) = build(&mut world, &task, Some(&now), NO_WISH);
        assert_eq!((since(&world, calls), same), ([0, 0, 0], now), "{script:?}");
    }
}

#[test]
fn a_new_judge_and_a_higher_target_judge_what_is_shown_once_more() {
    for (target, bought, shown) in [(79, [0, 1, 0], 1), (85, [1, 2, 1], 2)] {
        let script = &[Good(60), Good(80), Good(90)];
        let (mut world, task, record) = built(script, |it| it.quality.target = 75);
        let calls = world.calls;
        let after = edited(&task, |it| {
            it.quality.judge = model("exec/other@1");
            it.quality.target = target;
        });
        let (outcome, _) = build(&mut world, &after, Some(&record), NO_WISH);
        assert_eq!(since(&world, calls), bought);
        assert_eq!(outcome.picks[0].answer, Some(outcome.taken[shown].answer));
    }
}

#[test]
fn other_weights_move_no_pick_to_an_older_painting() {
    let (mut world, task, mut record) = built(&[Good(60), Good(80), Good(10)], |it| {
        it.quality.target = 75;
    });
    // As if the weights of then had given them so.
    record.brief.taken[0].score = Some(Score(84));
    let after = edited(&task, |it| it.quality.target = 90);
    let (outcome, _) = build(&mut world, &after, Some(&record), NO_WISH);
    assert_eq!(outcome.picks[0].answer, record.brief.picks[0].answer);
}

#[test]
fn a_failed_asset_is_checked_again_and_nothing_is_painted() {
    let (mut world, task, record) = built(&[Bad(40), Bad(70)], |it| it.quality.max_attempts = 2);
    assert_eq!(record.brief.ended, [Ended::Failed]);
    let calls = world.calls;
    let stricter = edited(&task, |it| it.check.border = 900);
    let (outcome, now) = build(&mut world, &stricter, Some(&record), NO_WISH);
    assert_eq!((outcome.ended, since(&world, calls)), (vec![Ended::Failed], [0, 0, 0]));

    for (target, ended) in [(90, Ended::Attempts), (70, Ended::Target)] {
        let mut world = world.clone();
        let relaxed = edited(&task, |it| {
            it.check.border = 50;
            it.quality.target = target;
        });
        let (outcome, now) = build(&mut world, &relaxed, Some(&now), NO_WISH);
        assert_eq!(since(&world, calls), [0, 2, 0]);
        assert_eq!(outcome.ended, [ended]);
        assert_eq!(outcome.picks[0].answer, Some(outcome.taken[1].answer));
        let calls = world.calls;
        build(&mut world, &relaxed, Some(&now), NO_WISH);
        assert_eq!(since(&world, calls), [0, 0, 0]);
    }
}

#[test]
fn an_unjudged_asset_asks_no_judge_again() {
    let (mut world, task, record) = built(&[Unjudged], |_| {});
    assert_eq!(record.brief.ended, [Ended::Unjudged]);
    // Elsewhere, where the answer that was of no use is not known.
    let mut elsewhere = World::new(&[Unjudged]);
    build(&mut elsewhere, &task, None, NO_WISH);
    let calls = world.calls;
    let after = edited(&task, |it| it.finishing.cutout = Cutout::Key);
    world.trim();
    build(&mut world, &after, Some(&record), NO_WISH);
    assert_eq!(since(&world, calls), [0, 0, 0]);
    // A better judge is asked.
    let judged = edited(&task, |it| it.quality.judge = model("exec/other@1"));
    build(&mut world, &judged, Some(&record), NO_WISH);
    assert_eq!(since(&world, calls)[0], 0);
    assert!(since(&world, calls)[1] > 0);
}

#[test]
fn what_is_kept_never_wants_anything() {
    let (mut world, task, record) = built(&[Good(60), Good(50), Good(40)], |_| {});
    world.trim();
    let calls = world.calls;
    let other = edited(&task, |it| {
        it.stages[0].paintings[0].words.prompt = "a dragon".to_owned();
        it.stages[0].judge_prompt = "is it a dragon".to_owned();
        it.quality.judge = model("exec/other@1");
        it.quality.target = 100;
        it.quality.max_attempts = 50;
    });
    let progress = Progress::keep(other.painted().unwrap(), &record.brief);
    let ride = Drive { world: &mut world, task: &other, progress, fuel: usize::MAX }.run();
    let Ride::Done(outcome) = ride else { panic!("{ride:?}") };
    assert_eq!(since(&world, calls), [0, 0, 0]);
    assert_eq!(outcome.picks, record.brief.picks);
    assert_eq!(outcome.ended, record.brief.ended);
}

#[test]
fn a_missing_original_fails_and_buys_nothing() {
    let (mut world, task, record) = built(&[Good(60), Good(50), Good(40)], |_| {});
    world.trim();
    world.answers.clear();
    let calls = world.calls;
    let lost = ride(&mut world, &task, Some(&record), NO_WISH, usize::MAX);
    let answer = record.brief.picks[0].answer.unwrap();
    let part = record.brief.picks[0].part.clone();
    assert_eq!(
        lost,
        Ride::Lost(Failure::MissingOriginal(Lost {
            what: "painting",
            part,
            number: Some(1),
            blob: answer,
            is_there: true,
        }))
    );
    assert_eq!(since(&world, calls), [0, 0, 0]);
}

#[test]
fn two_builds_of_one_record_tell_the_same_history() {
    for judge in ["exec/judge@1", "builtin/measure"] {
        let (mut world, task, record) =
            built(&[Good(20), Bad(9), Good(95)], |it| it.quality.judge = model(judge));
        let told = |outcome: &crate::plan::Outcome| -> Vec<_> {
            let rounds = outcome.history.iter().flat_map(|it| it.rounds.iter());
            rounds.map(|it| (it.attempt, it.passed, it.score, it.verdict.clone())).collect()
        };
        let mut fresh = World::new(&world.script);
        let (first, _) = build(&mut fresh, &task, None, NO_WISH);
        let (again, _) = build(&mut world, &task, Some(&record), NO_WISH);
        assert_eq!(told(&first), told(&again), "{judge}");
    }
}

#[test]
fn nothing_may_be_bought_for_what_failed() {
    let mut world = World::new(&[Bad(1)]);
    let task = task(painted(&[&["normal"], &["hover", "pressed"]]));
    let (_, record) = build(&mut world, &task, None, NO_WISH);
    assert_eq!(record.brief.ended, [Ended::Failed]);
    assert!(!start(&task, Some(&record), NO_WISH).may_buy());
    assert!(start(&task, Some(&record), IMPROVE).may_buy());
}
