//! Second plates and masks: had once, for what is shown, and never again.

use crate::action::{AskedBackground, Step, Way};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::lock::Ended;
use crate::model::Alpha;
use crate::plan::tests::asset::{edited, model, painted, part, task};
use crate::plan::tests::script::Act::{Bad, Broken, Empty, Good, Refused, Unjudged};
use crate::plan::tests::script::{Act, Drive, Pinned, Ride, World, build, ride};
use crate::plan::{Failure, Known, Lost, Progress, Task, Wishes, steps};
use crate::resolve::{Cutout, Painted};

const NO_WISH: Wishes = Wishes { improve: false, resend: false };
const IMPROVE: Wishes = Wishes { improve: true, resend: false };
const RESEND: Wishes = Wishes { improve: false, resend: true };

fn cut(cutout: Cutout) -> impl FnOnce(&mut Painted) {
    |it| it.finishing.cutout = cutout
}

fn network(name: &str) -> Cutout {
    Cutout::Network(name.to_owned())
}

fn built(script: &[Act], edit: impl FnOnce(&mut Painted)) -> (World, Task, Pinned) {
    let mut world = World::new(script);
    let task = edited(&task(painted(&[&[""]])), edit);
    let (_, record) = build(&mut world, &task, None, NO_WISH);
    (world, task, record)
}

/// Builds again from a record; how many pictures and plates that takes.
fn again(world: &mut World, task: &Task, record: &Pinned, wishes: Wishes) -> (Pinned, [u32; 2]) {
    let before = world.calls;
    let (_, now) = build(world, task, Some(record), wishes);
    (now, [world.calls.paint - before.paint, world.calls.edit - before.edit])
}

#[test]
fn the_winner_alone_gets_a_plate() {
    let (world, _, record) =
        built(&[Good(60), Good(80), Good(70), Good(75)], cut(Cutout::TwoPlate));
    assert_eq!((world.calls.paint, world.calls.edit), (4, 1));
    let plated: Vec<bool> = record.brief.taken.iter().map(|it| it.plate.is_some()).collect();
    assert_eq!(plated, [false, true, false, false]);
    assert_eq!(record.brief.picks[0].answer, Some(record.brief.taken[1].answer));
}

#[test]
fn each_shown_part_has_a_plate_and_the_first_has_it_before_the_others_are_painted() {
    let mut world = World::new(&[Good(95)]);
    let asset = painted(&[&["normal"], &["hover", "pressed"]]);
    let task = edited(&task(asset), cut(Cutout::TwoPlate));
    let (outcome, record) = build(&mut world, &task, None, NO_WISH);
    assert_eq!((world.calls.paint, world.calls.edit), (3, 3));
    assert!(record.brief.taken.iter().all(|it| it.plate.is_some()));
    let shown = &outcome.pictures[&part("normal")].picture;
    assert_eq!(world.sent[1].references, [shown.blob], "the others see what the game will show");
}

#[test]
fn switching_buys_a_plate_once_and_nothing_else() {
    let (mut world, before, record) = built(&[Good(60), Good(50), Good(95)], |_| {});
    let plated = edited(&before, cut(Cutout::TwoPlate));
    let (now, bought) = again(&mut world, &plated, &record, NO_WISH);
    assert_eq!(bought, [0, 1]);
    assert_eq!(now.brief.picks, record.brief.picks);
    let mut now = now;
    for cutout in [Cutout::Auto, Cutout::TwoPlate, network("a"), Cutout::Key, Cutout::TwoPlate] {
        let (next, bought) = again(&mut world, &edited(&before, cut(cutout)), &now, NO_WISH);
        assert_eq!(bought, [0, 0]);
        now = next;
    }
    world.trim();
    assert_eq!(again(&mut world, &plated, &now, NO_WISH).1, [0, 0]);
}

#[test]
fn a_plate_is_of_the_whole_painting_so_that_is_cut_out_first() {
    let key = AskedBackground::Key(Rgb([255, 0, 255]));
    let plate = Way::TwoPlate { plate: Digest::of(b"plate"), asked: key };
    let names = |way| {
        let steps = steps::of_painting(&painted(&[&[""]]), Some((key, way)), Some([3, 2, 1]));
        let names = steps.shaping.iter().map(Step::name);
        names.filter(|it| ["cut-out", "snap", "cell"].contains(it)).collect::<Vec<_>>()
    };
    assert_eq!(names(Way::Key), ["snap", "cell", "cut-out"]);
    assert_eq!(names(plate), ["cut-out", "snap", "cell"]);
    assert_eq!(names(Way::Network { mask: Digest::of(b"mask") }), ["cut-out", "snap", "cell"]);
}

#[test]
fn a_plate_that_exists_is_found_without_a_record() {
    let (mut world, task, _) = built(&[Good(95)], cut(Cutout::TwoPlate));
    let calls = world.calls;
    let (_, record) = build(&mut world, &task, None, NO_WISH);
    assert_eq!(world.calls, calls);
    assert!(record.brief.taken[0].plate.is_some());
}

#[test]
fn a_refused_plate_is_asked_for_again_only_when_a_person_says_so() {
    // What the model does, how often it is asked, again with `--resend`, and whether it helped.
    for (plating, first, resent, plated) in [
        (&[Refused][..], 1, 1, false),
        (&[Broken], 1, 1, false),
        (&[Empty, Good(0)], 2, 0, true),
        (&[Empty, Empty, Good(0)], 2, 1, true),
        (&[Refused, Good(0)], 1, 1, true),
    ] {
        let mut world = World::new(&[Good(95)]);
        world.plating = plating.to_vec();
        let task = edited(&task(painted(&[&[""]])), cut(Cutout::TwoPlate));
        let (outcome, record) = build(&mut world, &task, None, NO_WISH);
        assert_eq!(world.calls.edit, first, "{plating:?}");
        assert_eq!(outcome.ended, [Ended::Target], "it is shown all the same");
        assert!(record.brief.taken[0].plate.is_some(), "so nobody asks again: {plating:?}");
        assert_eq!(again(&mut world, &task, &record, NO_WISH).1, [0, 0], "{plating:?}");
        let (now, bought) = again(&mut world, &task, &record, RESEND);
        assert_eq!(bought, [0, resent], "{plating:?}");
        let plate = world.recorded_edit(now.brief.taken[0].plate.unwrap()).unwrap();
        assert_eq!(plate.given().is_some(), plated, "{plating:?}");
        assert_eq!(again(&mut world, &task, &now, NO_WISH).1, [0, 0], "{plating:?}");
    }
}

#[test]
fn a_better_painting_gets_a_plate_of_its_own() {
    let (mut world, task, record) = built(&[Good(80), Good(50), Good(40)], cut(Cutout::TwoPlate));
    world.script = vec![Good(85)];
    let (now, bought) = again(&mut world, &task, &record, IMPROVE);
    assert_eq!(bought, [1, 1]);
    let plates = now.brief.taken.iter().filter(|it| it.plate.is_some());
    assert_eq!(plates.count(), 2, "the old one stays known");
}

#[test]
fn what_was_asked_for_with_its_own_alpha_has_no_use_for_a_plate() {
    let (mut world, mut task, record) = {
        let mut world = World::new(&[Good(95)]);
        let mut task = task(painted(&[&[""]]));
        task.abilities.values_mut().for_each(|it| it.alpha = Alpha::Native);
        let (_, record) = build(&mut world, &task, None, NO_WISH);
        (world, task, record)
    };
    task = edited(&task, cut(Cutout::TwoPlate));
    assert_eq!(again(&mut world, &task, &record, NO_WISH).1, [0, 0]);
    // A new painting is asked for such that a plate shows something.
    task = edited(&task, |it| it.stages[0].paintings[0].words.variant = 1);
    assert_eq!(again(&mut world, &task, &record, NO_WISH).1, [1, 1]);
}

#[test]
fn a_picture_that_is_kept_buys_no_plate_and_uses_the_one_it_has() {
    for (cutout, plated) in [(Cutout::Auto, false), (Cutout::TwoPlate, true)] {
        let (mut world, task, record) = built(&[Good(95)], cut(cutout));
        let task = edited(&task, cut(Cutout::TwoPlate));
        let progress = Progress::keep(task.painted().unwrap(), &record.brief);
        let calls = world.calls;
        let ride = Drive { world: &mut world, task: &task, progress, fuel: usize::MAX }.run();
        let Ride::Done(outcome) = ride else { panic!("{ride:?}") };
        assert_eq!(world.calls, calls);
        assert_eq!(outcome.taken[0].plate.is_some(), plated);
    }
}

#[test]
fn a_lost_plate_fails_its_asset_and_is_not_bought_again() {
    let (mut world, task, record) = built(&[Good(95)], cut(Cutout::TwoPlate));
    world.trim();
    world.lose_plates();
    let calls = world.calls;
    let lost = ride(&mut world, &task, Some(&record), NO_WISH, usize::MAX);
    let answer = record.brief.taken[0].plate.unwrap();
    let part = record.brief.taken[0].part.clone();
    assert_eq!(
        lost,
        Ride::Lost(Failure::MissingOriginal(Lost {
            what: "second plate",
            part,
            number: Some(1),
            blob: answer,
            is_there: true,
        }))
    );
    assert_eq!(world.calls, calls);
    // Cut out otherwise, it is not missed.
    let otherwise = edited(&task, cut(Cutout::Key));
    assert_eq!(again(&mut world, &otherwise, &record, NO_WISH).1, [0, 0]);
}

#[test]
fn a_mask_is_made_once_for_each_network() {
    let (mut world, task, record) = built(&[Good(95)], cut(network("a")));
    let first = record.brief.taken[0].mask.unwrap();
    world.trim();
    let (now, _) = again(&mut world, &task, &record, NO_WISH);
    assert_eq!((now.brief.taken[0].mask, world.n_masked), (Some(first), 1));
    let other = edited(&task, cut(network("b")));
    let (now, bought) = again(&mut world, &other, &now, NO_WISH);
    assert_ne!(now.brief.taken[0].mask, Some(first));
    assert_eq!((bought, world.n_masked), ([0, 0], 2));
    again(&mut world, &task, &now, NO_WISH);
    assert_eq!(world.n_masked, 2, "the first one is found again");
}

#[test]
fn the_judge_in_this_program_measures_what_was_cut_out_in_the_end() {
    let measured = |cutout| {
        built(&[Good(60)], |it| {
            it.finishing.cutout = cutout;
            it.quality.judge = model("builtin/measure");
            it.quality.max_attempts = 1;
        })
    };
    for cutout in [Cutout::TwoPlate, network("a")] {
        let (mut world, task, record) = measured(cutout);
        let (first, same) = build(&mut world.clone(), &task, None, NO_WISH);
        let (second, now) = build(&mut world, &task, Some(&record), NO_WISH);
        assert_eq!((&same, &now), (&record, &record));
        assert_eq!(first.pictures, second.pictures);
        assert_eq!(first.history[0].rounds[0].verdict, second.history[0].rounds[0].verdict);
    }
}

#[test]
fn a_winner_that_its_plate_spoils_fails_like_any_other() {
    let mut world = World::new(&[Good(60)]);
    world.plating = vec![Bad(0)];
    let task = edited(&task(painted(&[&[""]])), cut(Cutout::TwoPlate));
    let (outcome, record) = build(&mut world, &task, None, NO_WISH);
    assert_eq!((outcome.ended, outcome.picks.len()), (vec![Ended::Failed], 0));
    assert_eq!(again(&mut world, &task, &record, NO_WISH), (record.clone(), [0, 0]));
    let by_key = edited(&task, cut(Cutout::Key));
    let (now, bought) = again(&mut world, &by_key, &record, NO_WISH);
    assert_eq!((now.brief.picks.len(), bought), (1, [0, 0]));
    // What is shown already stays, and so does what a better painting would have replaced.
    let (shown, bought) = again(&mut world, &task, &now, NO_WISH);
    assert_eq!((shown.brief.picks, bought), (now.brief.picks.clone(), [0, 0]));
    world.script = vec![Good(95)];
    let (after, _) = again(&mut world, &task, &now, IMPROVE);
    assert_eq!(after.brief.picks, now.brief.picks);
}

/// Builds, raises the attempts by two and builds again; each time a second build changes nothing. How
/// it ended.
fn raised(mut world: World, mut task: Task, mut record: Option<Pinned>) -> (Vec<Ended>, usize) {
    for raise in [0, 2] {
        task = edited(&task, |it| it.quality.max_attempts += raise);
        let (_, now) = build(&mut world, &task, record.as_ref(), NO_WISH);
        assert_eq!(again(&mut world, &task, &now, NO_WISH), (now.clone(), [0, 0]));
        record = Some(now);
    }
    let brief = record.expect("it was built").brief;
    (brief.ended, brief.picks.len())
}

#[test]
fn what_a_plate_spoils_gives_way_to_what_won_before_and_keeps_its_score() {
    let limited = |shape: &[&[&str]], candidates| {
        edited(&task(painted(shape)), |it| {
            it.quality.candidates = candidates;
            (it.quality.max_attempts, it.quality.target) = (1, 30);
        })
    };
    // The second attempt wins and is spoilt, and the first one has a plate.
    let mut world = World::new(&[Broken, Unjudged, Bad(0), Good(0)]);
    world.plating = vec![Bad(0)];
    let task = edited(&limited(&[&["normal"], &["hover", "pressed"]], 2), cut(Cutout::TwoPlate));
    ride(&mut world, &task, None, NO_WISH, 2);
    assert_eq!(raised(world, task, None), (vec![Ended::Attempts, Ended::Refused], 0));
    // What was shown and judged is spoilt by the plate that it is asked for now.
    let mut world = World::new(&[Good(0), Unjudged]);
    world.plating = vec![Bad(0)];
    let task = limited(&[&["normal"], &["hover"]], 1);
    let (_, record) = build(&mut world, &task, None, NO_WISH);
    let task = edited(&task, cut(Cutout::TwoPlate));
    let ended = vec![Ended::Unjudged, Ended::Failed];
    assert_eq!(raised(world, task, Some(record)), (ended, 0));
}
