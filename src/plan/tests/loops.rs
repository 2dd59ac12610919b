//! When a first loop stops, and with what.

use std::collections::BTreeSet;

use crate::action::{AskedBackground, PaintRequest, PaintingAnswer};
use crate::lock::Ended;
use crate::model::Alpha;
use crate::plan::tests::asset::{edited, painted, part, task};
use crate::plan::tests::script::Act::{Bad, Broken, Empty, Good, Refused, Unjudged};
use crate::plan::tests::script::{Act, Calls, Drive, PAINT, World, build, order, start};
use crate::plan::{Reroll, Wishes};

#[test]
fn a_loop_stops_where_it_should_and_shows_its_best() {
    // Script; how it ended; paintings, verdicts and prompts bought; the ordinal that is shown.
    type Case = (&'static [Act], Ended, [u32; 3], Option<u32>);
    let cases: &[Case] = &[
        (&[Good(95)], Ended::Target, [1, 1, 0], Some(0)),
        (&[Good(50), Good(90)], Ended::Target, [2, 2, 1], Some(1)),
        (&[Good(10), Good(20), Good(30), Good(40), Good(50)], Ended::Attempts, [5, 5, 4], Some(4)),
        (&[Good(50), Good(40), Good(45)], Ended::NoGain, [3, 3, 2], Some(0)),
        (&[Good(50), Good(50), Good(50)], Ended::NoGain, [3, 3, 2], Some(0)),
        (&[Good(50), Good(60), Good(1), Good(2)], Ended::NoGain, [4, 4, 3], Some(1)),
        (&[Bad(99)], Ended::Failed, [5, 0, 4], None),
        (&[Bad(99), Good(91)], Ended::Target, [2, 1, 1], Some(1)),
        (&[Good(70), Bad(99), Bad(99)], Ended::NoGain, [3, 1, 2], Some(0)),
        (&[Refused], Ended::Refused, [1, 0, 0], None),
        (&[Broken], Ended::Refused, [1, 0, 0], None),
        (&[Good(60), Refused], Ended::Refused, [2, 1, 1], Some(0)),
        (&[Empty, Good(95)], Ended::Target, [2, 1, 0], Some(1)),
        (&[Empty, Empty], Ended::Refused, [2, 0, 0], None),
        // One call more for each brief, not for each attempt.
        (&[Empty, Good(60), Empty], Ended::Refused, [3, 1, 1], Some(1)),
        // A verdict that cannot be used is asked for once more; nothing is painted meanwhile.
        (&[Unjudged], Ended::Unjudged, [1, 2, 0], Some(0)),
        (&[Good(60), Unjudged], Ended::Unjudged, [2, 3, 1], Some(0)),
    ];
    for (script, ended, [paint, judge, refine], shown) in cases {
        let mut world = World::new(script);
        let task = task(painted(&[&[""]]));
        let (outcome, record) = build(&mut world, &task, None, Wishes::default());
        assert_eq!(outcome.ended, [*ended], "{script:?}");
        let calls = Calls { paint: *paint, edit: 0, judge: *judge, refine: *refine };
        assert_eq!(world.calls, calls, "{script:?}");
        let picks = outcome.picks.iter().map(|pick| {
            let it = outcome.taken.iter().find(|it| Some(it.answer) == pick.answer).unwrap();
            order(&world, std::slice::from_ref(it))[0].2
        });
        assert_eq!(picks.collect::<Vec<_>>(), shown.iter().copied().collect::<Vec<_>>());
        assert_eq!(outcome.pictures.len(), outcome.picks.len(), "{script:?}");

        let (again, same) = build(&mut world, &task, Some(&record), Wishes::default());
        assert_eq!(world.calls, calls, "{script:?} bought again");
        assert_eq!(same, record, "{script:?}");
        assert_eq!(again.picks, outcome.picks);
    }
}

#[test]
fn candidates_are_painted_and_judged_side_by_side() {
    let cases: &[(&[Act], Ended, [u32; 3])] = &[
        (&[Good(10), Good(95), Good(95)], Ended::Target, [3, 3, 0]),
        (&[Good(10), Good(20), Good(30), Good(40), Good(92), Good(0)], Ended::Target, [6, 6, 1]),
        // What cannot be had does not take away what can.
        (&[Good(95), Refused, Good(30)], Ended::Target, [3, 2, 0]),
        (&[Good(60), Refused, Refused, Good(95), Good(1)], Ended::Target, [6, 4, 1]),
        (&[Empty, Good(95), Good(1), Good(2)], Ended::Target, [4, 3, 0]),
        (&[Empty, Empty, Good(95), Good(96)], Ended::Target, [4, 2, 0]),
        (&[Refused, Refused, Refused], Ended::Refused, [3, 0, 0]),
        (&[Unjudged, Good(95), Good(1)], Ended::Target, [3, 4, 0]),
        (&[Good(50), Good(60), Unjudged], Ended::Unjudged, [3, 4, 0]),
    ];
    for (script, ended, [paint, judge, refine]) in cases {
        let mut world = World::new(script);
        let mut asset = painted(&[&[""]]);
        asset.quality.candidates = 3;
        let task = task(asset);
        let (outcome, record) = build(&mut world, &task, None, Wishes::default());
        assert_eq!(outcome.ended, [*ended], "{script:?}");
        let calls = Calls { paint: *paint, edit: 0, judge: *judge, refine: *refine };
        assert_eq!(world.calls, calls, "{script:?}");
        let (_, same) = build(&mut world, &task, Some(&record), Wishes::default());
        assert_eq!((world.calls, same), (calls, record), "{script:?}");
    }
}

#[test]
fn the_earliest_of_equals_wins() {
    let mut asset = painted(&[&[""]]);
    asset.quality.candidates = 3;
    let mut world = World::new(&[Good(20), Good(95), Good(95)]);
    let (outcome, _) = build(&mut world, &task(asset), None, Wishes::default());
    let picked = outcome.picks[0].answer;
    assert_eq!(picked, Some(outcome.taken[1].answer));
}

#[test]
fn failed_checks_are_told_to_the_refiner_and_no_judge_is_paid() {
    let mut world = World::new(&[Bad(99), Good(95)]);
    build(&mut world, &task(painted(&[&[""]])), None, Wishes::default());
    assert_eq!(world.calls, Calls { paint: 2, edit: 0, judge: 1, refine: 1 });
    let said = &world.rewritten[0].feedback;
    assert_eq!(said.len(), 1);
    assert_eq!((said[0].attempt, said[0].score), (1, None));
    assert_eq!(said[0].points, ["leave the border empty"]);
    assert_ne!(world.sent[0].prompt, world.sent[1].prompt);
    assert!(world.sent[1].refined_from.is_some());
}

#[test]
fn a_refusal_is_sent_again_once_and_only_when_asked() {
    let task = task(painted(&[&[""]]));
    for (script, bought, ended) in [
        (&[Refused, Refused][..], 2, Ended::Refused),
        (&[Refused, Good(95)], 2, Ended::Target),
        (&[Empty, Empty, Good(95)], 3, Ended::Target),
        (&[Broken, Empty, Good(95)], 2, Ended::Refused),
    ] {
        let mut world = World::new(script);
        let (_, record) = build(&mut world, &task, None, Wishes::default());
        let before = world.calls.paint;
        let (_, record) = build(&mut world, &task, Some(&record), Wishes::default());
        assert_eq!(world.calls.paint, before, "{script:?}");
        let resend = Wishes { resend: true, improve: false };
        let (outcome, _) = build(&mut world, &task, Some(&record), resend);
        assert_eq!(world.calls.paint, bought, "{script:?}");
        assert_eq!(outcome.ended, [ended], "{script:?}");
    }
}

#[test]
fn another_key_colour_does_not_send_a_refused_request_again() {
    let before = task(painted(&[&[""]]));
    let mut world = World::new(&[Refused]);
    let (_, record) = build(&mut world, &before, None, Wishes::default());
    let magenta = crate::colour::Rgb([255, 0, 255]);
    let after = edited(&before, |it| it.finishing.palette = vec![magenta]);
    let (outcome, _) = build(&mut world, &after, Some(&record), Wishes::default());
    assert_eq!(outcome.ended, [Ended::Refused]);
    assert_eq!(world.calls.paint, 1);
}

#[test]
fn two_assets_of_one_brief_share_everything() {
    let mut world = World::new(&[Good(10), Good(40), Good(30), Good(95)]);
    let task = task(painted(&[&[""]]));
    let (one, _) = build(&mut world, &task, None, Wishes::default());
    let bought = world.calls;
    let (two, _) = build(&mut world, &task, None, Wishes::default());
    assert_eq!(world.calls, bought);
    assert_eq!(one, two);
}

#[test]
fn what_exists_is_taken_before_anything_is_bought_and_notes_are_nobodys() {
    let task = task(painted(&[&[""]]));
    let mut world = World::new(&[Good(10)]);
    // Bought elsewhere: for a note, refined from another painting, unrefined.
    let mut bought = World::new(&[Good(10)]);
    build(&mut bought, &task, None, Wishes::default());
    let request = bought.sent[0].clone();
    let with = |ordinal, edit: &dyn Fn(&mut PaintRequest)| {
        let mut res = request.clone();
        res.ordinal = ordinal;
        edit(&mut res);
        res
    };
    let other = crate::digest::Digest::of(b"other");
    world.add(with(4, &|it| it.note = Some("bluer".to_owned())), Good(99));
    world.add(with(3, &|it| it.refined_from = Some(other)), Good(30));
    let plain = world.add(with(2, &|_| {}), Good(20));
    world.add(with(6, &|it| it.refined_from = Some(plain.id())), Good(95));

    let (outcome, _) = build(&mut world, &task, None, Wishes::default());
    let ordinals: Vec<u32> = order(&world, &outcome.taken).iter().map(|it| it.2).collect();
    assert_eq!(ordinals, [2, 6]);
    assert_eq!(world.calls.paint, 0);

    // With a higher target the one refined from elsewhere comes next, then something is bought.
    world.script = vec![Good(100)];
    let higher = edited(&task, |it| it.quality.target = 99);
    let (outcome, _) = build(&mut world, &higher, None, Wishes::default());
    let ordinals: Vec<u32> = order(&world, &outcome.taken).iter().map(|it| it.2).collect();
    assert_eq!(ordinals, [2, 6, 3, 5]);
    assert_eq!(world.calls.paint, 1);
}

#[test]
fn a_reroll_does_not_ask_again_for_an_alpha_that_was_refused() {
    let mut task = task(painted(&[&[""]]));
    task.abilities.values_mut().for_each(|it| it.alpha = Alpha::Native);
    let mut world = World::new(&[Good(95)]);
    let (_, record) = build(&mut world, &task, None, Wishes::default());
    let sent = world.sent[0].clone();
    assert_eq!(sent.background, AskedBackground::Transparent);
    let refused = PaintingAnswer::Refused {
        request: PaintRequest { ordinal: 7, ..sent.clone() },
        reason: "no alpha".to_owned(),
        usd: PAINT,
        no_alpha: true,
    };
    world.answers.get_mut(&sent.brief).unwrap().push(refused);
    let mut progress = start(&task, Some(&record), Wishes::default());
    let (count, note, claimed) = (1, None, BTreeSet::new());
    progress.reroll = Some(Reroll { part: part(""), count, note, claimed });
    Drive { world: &mut world, task: &task, progress, fuel: usize::MAX }.run();
    assert_eq!(world.calls.paint, 2);
    assert!(matches!(world.sent[1].background, AskedBackground::Key(_)), "{:?}", world.sent[1]);
}
