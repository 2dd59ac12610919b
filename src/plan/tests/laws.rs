//! What holds for any script: it ends, within its price, and a second build buys nothing.

use proptest::prelude::{ProptestConfig, Strategy, prop_oneof};
use proptest::{prop_assert, prop_assert_eq, proptest};

use crate::money::Usd;
use crate::plan::tests::asset::{edited, model, painted, task};
use crate::plan::tests::script::{Act, Drive, Ride, World, build, price, ride, start};
use crate::plan::{Wishes, bound};
use crate::resolve::{Cutout, Painted};

const SHAPES: &[&[&[&str]]] = &[
    &[&[""]],
    &[&["normal"], &["hover"]],
    &[&["normal"], &["hover", "pressed"]],
    &[&["1", "2", "3"]],
];

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (0..=100_u8).prop_map(Act::Good),
        2 => (0..=100_u8).prop_map(Act::Blamed),
        2 => (0..=100_u8).prop_map(Act::Bad),
        1 => proptest::strategy::Just(Act::Unjudged),
        1 => proptest::strategy::Just(Act::Refused),
        1 => proptest::strategy::Just(Act::Empty),
        1 => proptest::strategy::Just(Act::Broken),
    ]
}

fn any_script() -> impl Strategy<Value = Vec<Act>> {
    proptest::collection::vec(any_act(), 1..10)
}

/// An edit that costs nothing, or a wish.
type Change = (fn(&mut Painted), Wishes);

const NO_WISH: Wishes = Wishes { improve: false, resend: false };

const CHANGES: &[Change] = &[
    (|_| {}, NO_WISH),
    (|it| it.quality.target = 100, NO_WISH),
    (|it| it.quality.target = 20, NO_WISH),
    (|it| it.quality.max_attempts += 2, NO_WISH),
    (|it| it.check.border = 50, NO_WISH),
    (|it| it.check.border = 1001, NO_WISH),
    (|it| it.quality.rubric.style = 100, NO_WISH),
    (|it| it.quality.judge = model("exec/other@1"), NO_WISH),
    (|it| it.quality.judge = model("builtin/measure"), NO_WISH),
    (|it| it.finishing.cutout = Cutout::TwoPlate, NO_WISH),
    (|it| it.finishing.cutout = Cutout::Network("net".to_owned()), NO_WISH),
    (|it| it.finishing.cutout = Cutout::Key, NO_WISH),
    (|_| {}, Wishes { improve: true, resend: false }),
    (|_| {}, Wishes { improve: false, resend: true }),
];

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 400,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_loop_ends_within_its_price_and_is_over_then(
        script in any_script(),
        shape in 0..SHAPES.len(),
        candidates in 1..=3_u32,
        limits in (1..=4_u32, 30..=100_u8),
        changes in proptest::collection::vec(0..CHANGES.len(), 0..4),
        plating in proptest::collection::vec(any_act(), 0..3),
        cutout in 0..2,
        kill in 0..30_usize,
    ) {
        let mut asset = painted(SHAPES[shape]);
        asset.quality.candidates = candidates;
        (asset.quality.max_attempts, asset.quality.target) = limits;
        if cutout == 1 {
            asset.finishing.cutout = Cutout::TwoPlate;
        }
        let mut task = task(asset);
        let mut world = World::new(&script);
        world.plating = plating;
        ride(&mut world, &task, None, NO_WISH, kill);
        world.calls = Default::default();

        let changes = changes.iter().map(|it| CHANGES[*it]);
        let mut record = None;
        for (edit, wishes) in std::iter::once(CHANGES[0]).chain(changes) {
            task = edited(&task, edit);
            let progress = start(&task, record.as_ref(), wishes);
            let most = bound(&task, &progress, Usd::ZERO, &price).high;
            let before = world.calls.usd();
            let (outcome, now) = build(&mut world, &task, record.as_ref(), wishes);
            let spent = world.calls.usd() - before;
            prop_assert!(spent <= most, "{spent} is above {most}");
            prop_assert_eq!(outcome.picks.is_empty(), outcome.pictures.is_empty());

            let before = world.calls;
            let (again, same) = build(&mut world, &task, Some(&now), NO_WISH);
            prop_assert_eq!(world.calls, before);
            prop_assert_eq!(&same, &now);
            prop_assert_eq!(&again.pictures, &outcome.pictures);
            record = Some(now);
        }

        let Some(record) = record.filter(|it| !it.brief.picks.is_empty()) else { return Ok(()) };
        let progress = crate::plan::Progress::keep(task.painted().unwrap(), &record.brief);
        let before = world.calls;
        let ride = Drive { world: &mut world, task: &task, progress, fuel: usize::MAX }.run();
        prop_assert!(matches!(ride, Ride::Done(it) if it.picks == record.brief.picks));
        prop_assert_eq!(world.calls, before);
    }
}
