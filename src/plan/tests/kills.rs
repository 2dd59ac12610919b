//! A build that is killed goes on where it was: at any step, with any script.

use crate::lock::Ended;
use crate::plan::Wishes;
use crate::plan::tests::asset::{painted, task};
use crate::plan::tests::script::Act::{Bad, Blamed, Empty, Good, Refused, Unjudged};
use crate::plan::tests::script::{Act, Drive, Ride, World, build, pinned, ride, start};
use crate::resolve::Cutout;

const SCRIPTS: &[&[Act]] = &[
    &[Good(95)],
    &[Good(10), Good(20), Good(30), Good(95)],
    &[Good(50), Good(40), Good(30), Good(20), Good(60), Good(1)],
    &[Bad(99), Good(40), Bad(1), Good(91)],
    &[Empty, Good(20), Good(30), Empty, Good(40)],
    &[Good(40), Refused, Good(50), Good(60), Empty, Good(70)],
    &[Good(40), Unjudged, Good(50)],
    &[Blamed(40), Good(70), Good(95), Blamed(60)],
];
const SHAPES: &[&[&[&str]]] = &[&[&[""]], &[&["normal"], &["hover"]], &[&["1", "2", "3"]]];

#[test]
fn a_build_killed_anywhere_ends_as_if_it_had_not_been() {
    for (script, shape) in SCRIPTS.iter().flat_map(|it| SHAPES.iter().map(move |at| (it, at))) {
        let network = || Cutout::Network("net".to_owned());
        for (candidates, cutout) in
            [(1, Cutout::Auto), (1, Cutout::TwoPlate), (1, network()), (3, Cutout::TwoPlate)]
        {
            let mut asset = painted(shape);
            asset.finishing.cutout = cutout.clone();
            asset.quality.candidates = candidates;
            // Enough to be killed between attempts, and quick to try at every step.
            asset.quality.max_attempts = if candidates > 1 { 2 } else { 4 };
            let task = task(asset);
            let mut whole = World::new(script);
            let (outcome, _) = build(&mut whole, &task, None, Wishes::default());
            // The rest of a group is not bought once one of it cannot be had.
            let less = shape[0].len() > 1 && outcome.instead.is_some();
            for fuel in 0.. {
                let mut world = World::new(script);
                let first = ride(&mut world, &task, None, Wishes::default(), fuel);
                let context = format!("{script:?} {shape:?} x{candidates} {cutout:?} after {fuel}");
                let (again, _) = build(&mut world, &task, None, Wishes::default());
                assert_eq!(again.ended, outcome.ended, "{context}");
                assert_eq!(again.taken, outcome.taken, "{context}");
                assert!(again == outcome, "{context}");
                if !less {
                    assert_eq!(world.calls, whole.calls, "{context}");
                }
                assert!(world.calls.paint <= whole.calls.paint, "{context}");
                if first != Ride::Killed {
                    break;
                }
            }
        }
    }
}

#[test]
fn a_loop_cut_short_anywhere_shows_its_best_for_nothing_and_ends_as_if_it_had_not_been() {
    for (script, shape) in SCRIPTS.iter().flat_map(|it| SHAPES.iter().map(move |at| (it, at))) {
        for (candidates, cutout) in
            [(1, Cutout::Auto), (1, Cutout::TwoPlate), (2, Cutout::Auto), (3, Cutout::TwoPlate)]
        {
            let mut asset = painted(shape);
            asset.finishing.cutout = cutout.clone();
            asset.quality.candidates = candidates;
            asset.quality.max_attempts = if candidates > 1 { 2 } else { 4 };
            let task = task(asset);
            let mut whole = World::new(script);
            let (outcome, _) = build(&mut whole, &task, None, Wishes::default());
            for fuel in 0.. {
                let context = format!("{script:?} {shape:?} x{candidates} {cutout:?} after {fuel}");
                let mut world = World::new(script);
                let progress = start(&task, None, Wishes::default());
                let mut drive = Drive { world: &mut world, task: &task, progress, fuel };
                if drive.run() != Ride::Killed {
                    break;
                }
                let Some(progress) = drive.progress.cut_short() else { continue };
                let before = world.calls;
                let mut cut = Drive { world: &mut world, task: &task, progress, fuel: usize::MAX };
                let Ride::Done(so_far) = cut.run() else { panic!("{context}: nothing to show") };
                assert_eq!(world.calls, before, "{context}");
                assert!(so_far.pictures.values().all(|it| it.findings.passed()), "{context}");

                let mut record = pinned(&task, None, &so_far);
                if so_far.picks.is_empty() {
                    record.brief.ended = vec![Ended::Open];
                }
                let (again, now) = build(&mut world, &task, Some(&record), Wishes::default());
                assert_eq!(again.ended, outcome.ended, "{context}");
                assert_eq!(again.picks, outcome.picks, "{context}");
                assert_eq!(again.taken, outcome.taken, "{context}");
                assert_eq!(again.pictures, outcome.pictures, "{context}");
                let less = shape[0].len() > 1 && outcome.instead.is_some();
                assert!(less || world.calls == whole.calls, "{context}");
                let (_, same) = build(&mut world, &task, Some(&now), Wishes::default());
                assert_eq!(same, now, "{context}");
            }
        }
    }
}
