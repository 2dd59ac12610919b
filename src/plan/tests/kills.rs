//! A build that is killed goes on where it was: at any step, with any script.

use crate::plan::Wishes;
use crate::plan::tests::asset::{painted, task};
use crate::plan::tests::script::Act::{Bad, Blamed, Empty, Good, Refused, Unjudged};
use crate::plan::tests::script::{Act, Ride, World, build, ride};
use crate::resolve::Cutout;

#[test]
fn a_build_killed_anywhere_ends_as_if_it_had_not_been() {
    let scripts: &[&[Act]] = &[
        &[Good(95)],
        &[Good(10), Good(20), Good(30), Good(95)],
        &[Good(50), Good(40), Good(30), Good(20), Good(60), Good(1)],
        &[Bad(99), Good(40), Bad(1), Good(91)],
        &[Empty, Good(20), Good(30), Empty, Good(40)],
        &[Good(40), Refused, Good(50), Good(60), Empty, Good(70)],
        &[Good(40), Unjudged, Good(50)],
        &[Blamed(40), Good(70), Good(95), Blamed(60)],
    ];
    let shapes: &[&[&[&str]]] = &[&[&[""]], &[&["normal"], &["hover"]], &[&["1", "2", "3"]]];
    for (script, shape) in scripts.iter().flat_map(|it| shapes.iter().map(move |at| (it, at))) {
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
