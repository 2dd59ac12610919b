//! What a plan says of one asset, as tables; and that a build then costs what it said.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::digest::Digest;
use crate::lock::{Ended, Record};
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::tests::asset::{edited, model, painted, task};
use crate::plan::tests::lookups::Tables;
use crate::plan::tests::script::Act::{Bad, Good, Refused};
use crate::plan::tests::script::{Act, Drive, JUDGE, PAINT, Ride, World, build, record};
use crate::plan::{
    Decided, Decision, DirtyReason, Effort, Facts, FailedKind, FileState, Task, Wanted, Wishes,
    decide,
};
use crate::resolve::{Cutout, Painted, Reference};

/// An asset that was built, and everything that a decision looks at.
struct Bench {
    world: World,
    task: Task,
    record: Option<Record>,
    donor: Option<(AssetName, Record)>,
    files: BTreeMap<ProjectPath, FileState>,
    wanted: Wanted,
    hold: bool,
}

impl Bench {
    fn new(script: &[Act], edit: impl FnOnce(&mut Painted)) -> Bench {
        let task = edited(&task(painted(&[&[""]])), edit);
        let (record, donor) = (None, None);
        let (files, wanted) = (BTreeMap::new(), Wanted::default());
        Bench { world: World::new(script), task, record, donor, files, wanted, hold: false }
    }

    fn built(script: &[Act], edit: impl FnOnce(&mut Painted)) -> Bench {
        let mut res = Bench::new(script, edit);
        let (outcome, pinned) = build(&mut res.world, &res.task, None, Wishes::default());
        let record = record(&res.task, &outcome, pinned);
        res.files = record.outputs.keys().map(|it| (it.clone(), FileState::AsLocked)).collect();
        res.record = Some(record);
        res
    }

    fn edit(mut self, edit: impl FnOnce(&mut Painted)) -> Bench {
        self.task = edited(&self.task, edit);
        self
    }

    fn record(&mut self) -> &mut Record {
        self.record.as_mut().expect("it was built")
    }

    fn decide(&self) -> Decided {
        let facts = Facts {
            task: &self.task,
            record: self.record.as_ref(),
            donor: self.donor.as_ref().map(|(name, it)| (name, it)),
            files: &self.files,
            wanted: self.wanted,
            reroll: None,
            hold_cascade: self.hold,
            per_asset: Usd::MAX,
            known: &self.world,
            lookups: &Tables::default(),
        };
        let decided = decide(&facts);
        let again = decide(&facts);
        assert_eq!(decided.decision, again.decision);
        assert_eq!((decided.price, &decided.reasons), (again.price, &again.reasons));
        decided
    }

    /// What a build costs that starts from the decision.
    fn spend(&mut self, decided: &Decided) -> Usd {
        let before = self.world.calls.usd();
        if let Some(progress) = decided.start.clone().filter(|_| decided.restore.is_none()) {
            let (world, task) = (&mut self.world, &self.task);
            let ride = Drive { world, task, progress, fuel: usize::MAX }.run();
            assert!(matches!(ride, Ride::Done(_)), "{ride:?}");
        }
        self.world.calls.usd() - before
    }
}

const DONE: &[Act] = &[Good(95)];
const SO_SO: &[Act] = &[Good(60), Good(50), Good(40), Good(70)];

fn dirty(work: Effort) -> Decision {
    Decision::Dirty(work)
}

#[test]
fn a_newer_step_makes_nothing_dirty_and_upgrading_buys_nothing() {
    let mut bench = Bench::built(DONE, |_| {});
    bench.record().steps = [("fit".to_owned(), 0), ("palette".to_owned(), 0)].into();
    assert_eq!(bench.decide().decision, Decision::Fresh);

    bench.wanted.upgrade = true;
    let decided = bench.decide();
    assert_eq!(decided.decision, dirty(Effort::Free));
    assert_eq!(decided.price, PriceRange::FREE);
    assert_eq!(bench.spend(&decided), Usd::ZERO);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn each_edit_has_its_reason_its_work_and_a_price_that_holds() {
    type Change = fn(&mut Painted);
    type Case = (&'static str, &'static [Act], Change, Decision, &'static [DirtyReason]);
    let cases: &[Case] = &[
        ("nothing", DONE, |_| {}, Decision::Fresh, &[]),
        ("below target", SO_SO, |_| {}, Decision::Fresh, &[]),
        ("candidates", DONE, |it| it.quality.candidates = 3, Decision::Fresh, &[]),
        ("target reached", DONE, |it| it.quality.target = 94, Decision::Fresh, &[]),
        (
            "words",
            DONE,
            |it| it.stages[0].paintings[0].words.variant = 2,
            dirty(Effort::Paint),
            &[DirtyReason::Words],
        ),
        (
            "references",
            DONE,
            |it| {
                let path = ProjectPath::parse("board.png").unwrap();
                let pixels = Digest::of(b"pixels");
                it.stages[0].paintings[0].references = vec![Reference::File { path, pixels }];
            },
            dirty(Effort::Paint),
            &[DirtyReason::References],
        ),
        (
            "judge",
            DONE,
            |it| it.quality.judge = model("exec/other@1"),
            dirty(Effort::Judge),
            &[DirtyReason::Judge],
        ),
        (
            "second plate",
            DONE,
            |it| it.finishing.cutout = Cutout::TwoPlate,
            dirty(Effort::Plate),
            &[DirtyReason::Plate, DirtyReason::Finish],
        ),
        (
            "palette",
            DONE,
            |it| it.finishing.max_colors = Some(4),
            dirty(Effort::Free),
            &[DirtyReason::Finish],
        ),
        (
            "rubric",
            SO_SO,
            |it| it.quality.rubric.style = 1,
            dirty(Effort::Free),
            &[DirtyReason::Finish],
        ),
        (
            "target",
            DONE,
            |it| it.quality.target = 99,
            dirty(Effort::Paint),
            &[DirtyReason::Target { was: 90, now: 99 }],
        ),
        (
            "attempts",
            SO_SO,
            |it| it.quality.max_attempts = 7,
            dirty(Effort::Paint),
            &[DirtyReason::MaxAttempts { was: 5, now: 7 }],
        ),
    ];
    for (name, script, edit, decision, reasons) in cases {
        let mut bench = Bench::built(script, |_| {}).edit(edit);
        if *name == "references" {
            let blob = Digest::of(b"board");
            let pixels = Digest::of(b"pixels");
            bench.task.files.insert(pixels, blob);
        }
        let decided = bench.decide();
        assert_eq!(decided.decision, *decision, "{name}");
        assert_eq!(decided.reasons, *reasons, "{name}");
        let spent = bench.spend(&decided);
        let PriceRange { low, high } = decided.price;
        assert!(low <= spent && spent <= high, "{name}: {spent} is not within {}", decided.price);
        if matches!(decision, Decision::Fresh | Decision::Dirty(Effort::Free)) {
            assert_eq!(decided.price, PriceRange::FREE, "{name}");
        }
    }
}

#[test]
fn a_new_asset_costs_what_the_plan_says() {
    for script in [DONE, SO_SO, &[Bad(1)], &[Refused], &[Good(10), Good(20), Good(30)]] {
        for candidates in [1, 3] {
            let mut bench = Bench::new(script, |it| it.quality.candidates = candidates);
            let decided = bench.decide();
            assert_eq!(decided.decision, dirty(Effort::Paint));
            assert_eq!(decided.reasons, [DirtyReason::New]);
            // The first goes alone: if its words are refused, it is the only one.
            assert_eq!(decided.price.low, PAINT);
            let spent = bench.spend(&decided);
            assert!(decided.price.low <= spent && spent <= decided.price.high, "{script:?}");
        }
    }
    // One attempt left and a judge that is free: the lowest price is the price.
    let mut bench = Bench::new(&[Good(1)], |it| {
        it.quality.max_attempts = 1;
        it.quality.judge = model("builtin/measure");
    });
    let decided = bench.decide();
    assert_eq!(bench.spend(&decided), decided.price.low);
}

#[test]
fn an_asset_that_was_called_otherwise_brings_its_paintings_along() {
    let mut bench = Bench::built(DONE, |_| {});
    let old = AssetName::parse("blob").unwrap();
    bench.donor = bench.record.take().map(|it| (old.clone(), it));
    bench.files.clear();
    let decided = bench.decide();
    assert_eq!(decided.decision, dirty(Effort::Free));
    assert_eq!(decided.reasons, [DirtyReason::Renamed { from: old }]);
    assert_eq!(decided.price, PriceRange::FREE);
    assert!(decided.restore.is_some());
}

#[test]
fn missing_files_and_moved_ones_are_put_in_place_for_nothing() {
    let mut bench = Bench::built(DONE, |_| {});
    let path = bench.files.keys().next().unwrap().clone();
    bench.files.insert(path.clone(), FileState::Missing);
    let decided = bench.decide();
    assert_eq!(decided.decision, dirty(Effort::Free));
    assert_eq!(decided.reasons, [DirtyReason::Missing { files: vec![path] }]);
    assert!(decided.restore.is_some());

    let mut bench = Bench::built(DONE, |_| {});
    Arc::make_mut(&mut bench.task.asset).folder = ProjectPath::parse("monsters").unwrap();
    let decided = bench.decide();
    assert_eq!(decided.decision, dirty(Effort::Free));
    let [DirtyReason::Missing { files: new }, DirtyReason::Unwanted { files: old }] =
        &decided.reasons[..]
    else {
        panic!("{:?}", decided.reasons)
    };
    assert_eq!((new.len(), old.len()), (2, 2));
    assert!(decided.restore.is_some());
}

#[test]
fn files_of_others_are_left_alone() {
    let mut bench = Bench::built(DONE, |_| {}).edit(|it| it.finishing.max_colors = Some(4));
    let path = bench.files.keys().next().unwrap().clone();
    bench.files.insert(path.clone(), FileState::Edited);
    assert_eq!(bench.decide().decision, Decision::Edited { files: vec![path.clone()] });
    bench.wanted.discard_edits = true;
    assert_eq!(bench.decide().decision, dirty(Effort::Free));
    bench.wanted.discard_edits = false;
    bench.record = None;
    let failed =
        |it: &Decision| matches!(it, Decision::Failed(it) if it.kind == FailedKind::Foreign);
    assert!(failed(&bench.decide().decision));
    bench.files.insert(path, FileState::Foreign);
    bench.wanted.discard_edits = true;
    assert!(failed(&bench.decide().decision));
}

#[test]
fn what_is_accepted_is_neither_bought_for_nor_judged() {
    type Change = fn(&mut Painted);
    let same_brief: &[(Change, Decision)] = &[
        (|_| {}, Decision::Fresh),
        (|it| it.quality.target = 99, Decision::Fresh),
        (|it| it.quality.max_attempts = 9, Decision::Fresh),
        (|it| it.quality.judge = model("exec/other@1"), Decision::Fresh),
        (|it| it.finishing.max_colors = Some(4), dirty(Effort::Free)),
    ];
    for (edit, decision) in same_brief {
        let mut bench = Bench::built(SO_SO, |_| {}).edit(edit);
        bench.record().accepted = true;
        let decided = bench.decide();
        assert_eq!((&decided.decision, decided.price), (decision, PriceRange::FREE));
        assert_eq!(bench.spend(&decided), Usd::ZERO);
    }
    for ended in [Ended::Target, Ended::Open] {
        let mut bench = Bench::built(DONE, |_| {}).edit(|it| {
            it.stages[0].paintings[0].words.variant = 2;
            it.finishing.max_colors = Some(4);
        });
        bench.record().accepted = true;
        bench.record().briefs[0].ended = vec![ended];
        bench.wanted.released = true;
        let decided = bench.decide();
        assert!(matches!(decided.decision, Decision::Held { .. }), "{:?}", decided.decision);
        assert!(decided.kept && decided.price.high > Usd::ZERO);
        assert!(decided.start.is_some(), "free steps go on");
        assert_eq!(bench.spend(&decided), Usd::ZERO);
    }
}

#[test]
fn what_is_kept_and_has_other_parts_now_stays_as_it_is() {
    let mut bench = Bench::built(DONE, |_| {}).edit(|it| {
        *it = painted(&[&["normal"], &["hover"]]);
    });
    bench.record().accepted = true;
    let decided = bench.decide();
    assert!(matches!(decided.decision, Decision::Held { .. }));
    assert!(decided.start.is_none() && decided.restore.is_none());
}

#[test]
fn a_cascade_is_held_until_its_name_is_said() {
    let path = ProjectPath::parse("board.png").unwrap();
    let pixels = Digest::of(b"pixels");
    let mut bench = Bench::built(DONE, |_| {}).edit(|it| {
        it.stages[0].paintings[0].references = vec![Reference::File { path, pixels }];
    });
    bench.task.files.insert(pixels, pixels);
    bench.hold = true;
    let decided = bench.decide();
    assert!(matches!(decided.decision, Decision::Held { .. }));
    assert!(decided.price.high >= PAINT && bench.spend(&decided) == Usd::ZERO);
    bench.wanted.released = true;
    assert_eq!(bench.decide().decision, dirty(Effort::Paint));
    bench.wanted.released = false;
    let bench = bench.edit(|it| it.stages[0].paintings[0].words.variant = 2);
    assert_eq!(bench.decide().decision, dirty(Effort::Paint), "its words changed too");
}

#[test]
fn a_failure_stays_one_without_a_price() {
    for (script, kind) in [(&[Bad(1)], FailedKind::Quality), (&[Refused], FailedKind::Refused)] {
        for shape in [&[&[""][..]][..], &[&["normal"], &["hover"]]] {
            let mut bench = Bench::built(script, |it| *it = painted(shape));
            for trimmed in [false, true] {
                if trimmed {
                    bench.world.trim();
                }
                let decided = bench.decide();
                let Decision::Failed(failed) = decided.decision else {
                    panic!("{:?} {shape:?}", decided.decision)
                };
                assert_eq!((failed.kind, decided.price), (kind, PriceRange::FREE));
            }
        }
    }
    // Other thresholds: all are checked again; what passes is judged, and that has a price.
    let mut bench = Bench::built(&[Bad(95)], |_| {}).edit(|it| it.check.border = 50);
    let decided = bench.decide();
    assert_eq!(decided.decision, dirty(Effort::Judge));
    let spent = bench.spend(&decided);
    assert_eq!(spent, JUDGE.times(5));
    assert!(spent <= decided.price.high);
}

#[test]
fn an_open_loop_goes_on_by_itself() {
    let mut bench = Bench::built(SO_SO, |it| it.quality.max_attempts = 2);
    let shown = &mut bench.record().briefs[0];
    (shown.ended, shown.picks) = (vec![Ended::Open], vec![]);
    let mut bench = bench.edit(|it| it.quality.max_attempts = 5);
    let decided = bench.decide();
    assert_eq!(decided.decision, dirty(Effort::Paint));
    assert_eq!(decided.reasons[0], DirtyReason::Open);
    let spent = bench.spend(&decided);
    assert!(decided.price.low <= spent && spent <= decided.price.high);
}

#[test]
fn improving_is_dirty_once_and_priced() {
    let mut bench = Bench::built(DONE, |_| {});
    bench.wanted.improve = true;
    let decided = bench.decide();
    assert_eq!(decided.decision, dirty(Effort::Paint));
    assert_eq!(decided.reasons, [DirtyReason::Asked { flag: "--improve" }]);
    let spent = bench.spend(&decided);
    assert!(decided.price.low <= spent && spent <= decided.price.high);
}

#[test]
fn what_this_program_paints_is_free() {
    let built_in = |it: &mut Painted| {
        it.quality.judge = model("builtin/measure");
        it.quality.refiner = model("builtin/rules");
        it.stages[0].paintings[0].words.model = model("builtin/sketch");
    };
    let decided = Bench::new(DONE, built_in).decide();
    assert_eq!((decided.decision, decided.price), (dirty(Effort::Draw), PriceRange::FREE));
}
