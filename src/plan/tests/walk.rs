//! The walk over assets that need each other: what each is decided to be, and what it hands on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::action::Origin;
use crate::lock::{Ended, Record};
use crate::money::{PriceRange, Usd};
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::plan::tests::asset::{asset, motion, painted, part};
use crate::plan::tests::project::{
    TestProject, copied, drawing, mirrored, name, packed, painting, worded,
};
use crate::plan::tests::script::Act;
use crate::plan::tests::script::Act::{Bad, Good, Refused};
use crate::plan::{
    Decision, DirtyReason, Effort, Failed, FailedKind, FileState, Plan, Product, Products, Records,
    Scope, Unanswered,
};
use crate::resolve::{Kind, Painted, Reference, output_paths};

const DONE: &[Act] = &[Good(95)];

fn decision<'a>(plan: &'a Plan, text: &str) -> &'a Decision {
    &plan.items[&name(text)].decision
}

fn price(plan: &Plan, text: &str) -> PriceRange {
    plan.items[&name(text)].price
}

fn waits(on: &str) -> Decision {
    Decision::Waiting { on: name(on) }
}

fn blocked(on: &str) -> Decision {
    Decision::Blocked { on: name(on) }
}

fn file(text: &str) -> ProjectPath {
    ProjectPath::parse(text).unwrap()
}

/// What the first picture of an asset counts as for those that need it.
fn origin(plan: &Plan, text: &str) -> Origin {
    match &plan.products[&name(text)] {
        Product::Known(parts) => parts.values().next().unwrap().origin,
        other => panic!("{text} is not known: {other:?}"),
    }
}

/// All that is decided, in the order of building.
fn decisions(plan: &Plan) -> Vec<(String, Decision)> {
    plan.items().map(|it| (it.name.to_string(), it.decision.clone())).collect()
}

fn reword(it: &mut Painted) {
    it.stages[0].paintings[0].words.variant += 1;
}

#[test]
fn an_asset_waits_until_what_it_needs_is_made() {
    let mut project = TestProject::new(
        DONE,
        [
            painting("hero", &[]),
            painting("foe", &["hero"]),
            mirrored("ghost", "foe"),
            packed("all", &["hero", "foe", "ghost"]),
        ],
    );
    let plan = project.plan();
    assert_eq!(*decision(&plan, "hero"), Decision::Dirty(Effort::Paint));
    assert_eq!(*decision(&plan, "foe"), waits("hero"));
    assert_eq!(*decision(&plan, "ghost"), waits("foe"));
    // The first of what it needs, by name.
    assert_eq!(*decision(&plan, "all"), waits("foe"));
    let foe = &plan.items[&name("foe")];
    assert_eq!(foe.reasons, [DirtyReason::Upstream { name: name("hero") }]);
    assert!(foe.price.low.is_zero() && !foe.price.high.is_zero() && foe.job.is_none());

    project.build();
    let plan = project.plan();
    assert!(plan.items().all(|it| it.decision == Decision::Fresh), "{:?}", decisions(&plan));
    assert_eq!(plan.items[&name("all")].job.as_ref().unwrap().task.inputs.len(), 3);
    assert_ne!(origin(&plan, "ghost"), origin(&plan, "foe"), "it is an edit of it");
}

#[test]
fn an_edit_that_is_taken_back_finds_what_was_there() {
    for foe in [painting("foe", &[]), drawing("foe", &[])] {
        let twins = [mirrored("twin", "foe"), painting("friend", &["foe"])];
        let mut project = TestProject::built(DONE, [foe.clone()].into_iter().chain(twins));
        let before = project.plan();
        project.edit("foe", reword);
        let plan = project.plan();
        assert_eq!(plan.products[&name("foe")], Product::Pending { repaints: true });
        assert_eq!(*decision(&plan, "twin"), waits("foe"), "what it is made from is out of date");
        assert_eq!(*decision(&plan, "friend"), waits("foe"));
        project.assets.insert(name("foe"), Arc::new(foe));
        let plan = project.plan();
        assert!(plan.items().all(|it| it.decision == Decision::Fresh), "{:?}", decisions(&plan));
        assert_eq!(plan.products, before.products);
    }
}

#[test]
fn another_pick_reaches_those_that_refer_to_it() {
    const SO_SO: &[Act] = &[Good(60), Good(50), Good(40), Good(70)];
    let assets = [painting("foe", &[]), painting("twin", &["foe"]), mirrored("ghost", "foe")];
    let mut project = TestProject::built(SO_SO, assets);
    let (records, before) = (project.records.clone(), project.plan());
    let shown = records[&name("foe")].briefs[0].clone();
    let other = shown.taken.iter().position(|it| it.origin != shown.picks[0].origin).unwrap();
    project.pick("foe", other);
    let plan = project.plan();
    assert_ne!(origin(&plan, "foe"), origin(&before, "foe"));
    assert_eq!(*decision(&plan, "twin"), Decision::Dirty(Effort::Paint));
    assert_eq!(plan.items[&name("twin")].reasons, [DirtyReason::References]);
    // What is made from its pixels goes by those, and they are as they were recorded.
    assert_eq!(*decision(&plan, "ghost"), Decision::Fresh);
    project.records = records;
    assert_eq!(decisions(&project.plan()), decisions(&before));
}

#[test]
fn an_asset_that_is_blocked_says_by_which() {
    // `lost` is declared, and cannot be built as its manifest is.
    let mut project = TestProject::built(
        &[Bad(1)],
        [
            painting("foe", &[]),
            mirrored("ghost", "foe"),
            mirrored("shade", "ghost"),
            mirrored("mist", "lost"),
            drawing("hero", &["mist"]),
        ],
    );
    let plan = project.plan();
    let Decision::Failed(Failed { kind: FailedKind::Quality, .. }) = decision(&plan, "foe") else {
        panic!("{:?}", decision(&plan, "foe"))
    };
    for (text, on) in [("ghost", "foe"), ("shade", "ghost"), ("mist", "lost"), ("hero", "mist")] {
        assert_eq!(*decision(&plan, text), blocked(on), "{text}");
        assert_eq!(plan.products[&name(text)], Product::Missing);
        assert_eq!(price(&plan, text), PriceRange::FREE);
    }
    // What cannot be made is told before what is only waited for, wherever it stands.
    project.edit("foe", reword);
    project.assets.insert(name("both"), Arc::new(packed("both", &["foe", "lost"])));
    assert_eq!(*decision(&project.plan(), "both"), blocked("lost"));

    let refused = TestProject::built(&[Refused], [painting("foe", &[]), mirrored("ghost", "foe")]);
    assert_eq!(*decision(&refused.plan(), "ghost"), blocked("foe"));
}

#[test]
fn a_held_or_an_edited_asset_hands_on_what_its_record_shows() {
    type Case = (&'static str, fn(&mut TestProject), fn(&Decision) -> bool);
    let cases: &[Case] = &[
        (
            "held",
            |it| {
                it.records.get_mut(&name("foe")).unwrap().accepted = true;
                it.edit("foe", reword);
            },
            |it| matches!(it, Decision::Held { .. }),
        ),
        (
            "held, with free work to do",
            |it| {
                it.records.get_mut(&name("foe")).unwrap().accepted = true;
                it.edit("foe", reword);
                it.edit("foe", |foe| foe.finishing.max_colors = Some(4));
            },
            |it| matches!(it, Decision::Held { .. }),
        ),
        (
            "edited",
            |it| {
                it.tables.outputs.insert(file("sprite/foe.png"), FileState::Edited);
            },
            |it| matches!(it, Decision::Edited { .. }),
        ),
        (
            "edited, and asked for in other words",
            |it| {
                it.tables.outputs.insert(file("sprite/foe.png"), FileState::Edited);
                it.edit("foe", reword);
            },
            |it| matches!(it, Decision::Edited { .. }),
        ),
        (
            "missing",
            |it| {
                it.tables.outputs.insert(file("sprite/foe.png"), FileState::Missing);
            },
            |it| *it == Decision::Dirty(Effort::Free),
        ),
    ];
    for (case, change, is_so) in cases {
        let assets = [painting("foe", &[]), painting("twin", &["foe"]), mirrored("ghost", "foe")];
        let mut project = TestProject::built(DONE, assets);
        let before = project.plan();
        change(&mut project);
        let plan = project.plan();
        assert!(is_so(decision(&plan, "foe")), "{case}: {:?}", decision(&plan, "foe"));
        assert_eq!(plan.products, before.products, "{case}");
        assert_eq!(decisions(&plan)[1..], decisions(&before)[1..], "{case}");
    }
}

#[test]
fn an_open_loop_is_pending_and_those_that_refer_to_it_wait() {
    let assets = [painting("foe", &[]), painting("twin", &["foe"]), mirrored("ghost", "foe")];
    let mut project = TestProject::built(&[Good(60), Good(50)], assets);
    let shown = &mut project.records.get_mut(&name("foe")).unwrap().briefs[0];
    shown.ended = vec![Ended::Open];
    shown.taken.truncate(1);
    let first = shown.taken[0].answer;
    let world = Arc::make_mut(&mut project.tables.world);
    world.answers.values_mut().for_each(|it| it.retain(|it| it.id() == first));
    let plan = project.plan();
    assert_eq!(*decision(&plan, "foe"), Decision::Dirty(Effort::Paint));
    assert_eq!(plan.items[&name("foe")].reasons[0], DirtyReason::Open);
    assert_eq!(plan.products[&name("foe")], Product::Pending { repaints: true });
    assert_eq!(*decision(&plan, "twin"), waits("foe"));
    assert_eq!(*decision(&plan, "ghost"), waits("foe"));
}

#[test]
fn what_lies_in_a_batch_is_waited_for() {
    let mut project = TestProject::new(DONE, [painting("foe", &[]), mirrored("ghost", "foe")]);
    project.tables.unanswered.insert(name("foe"), Unanswered::InBatch);
    let plan = project.plan();
    assert_eq!(*decision(&plan, "foe"), Decision::InBatch);
    assert_eq!(*decision(&plan, "ghost"), waits("foe"));
}

#[test]
fn a_chain_of_20000_assets_fits_on_a_small_stack() {
    const COUNT: usize = 20_000;
    let check = || {
        let link = |idx: usize| mirrored(&format!("a{idx}"), &format!("a{}", idx - 1));
        let links = (1..COUNT).map(link);
        let mut project = TestProject::new(DONE, [painting("a0", &[])].into_iter().chain(links));
        let last = format!("a{}", COUNT - 1);
        let plan = project.plan();
        assert_eq!(*decision(&plan, &last), waits(&format!("a{}", COUNT - 2)));
        project.build();
        let plan = project.plan();
        assert!(plan.items().all(|it| it.decision == Decision::Fresh));
        // Whatever reaches the last reaches it over all others.
        project.scope = Scope::with_needs([name(&last)].into(), &project.assets);
        assert_eq!(project.plan().items.len(), COUNT);
        project.scope = Scope::reached(&[name("a0")].into(), &project.assets);
        project.edit("a0", reword);
        let plan = project.plan();
        assert_eq!(*decision(&plan, &last), waits(&format!("a{}", COUNT - 2)));
    };
    let small = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    small.spawn(check).unwrap().join().unwrap();
}

#[test]
fn what_waits_is_bounded_by_what_may_come_of_what_it_waits_for() {
    let assets = || [painting("foe", &[]), painting("twin", &["foe"]), mirrored("ghost", "twin")];
    // Only pixels change, and a painting does not go by those.
    let mut project = TestProject::built(DONE, assets());
    project.edit("foe", |it| it.finishing.max_colors = Some(4));
    let plan = project.plan();
    assert_eq!(*decision(&plan, "foe"), Decision::Dirty(Effort::Free));
    assert_eq!(plan.products[&name("foe")], Product::Pending { repaints: false });
    assert_eq!((decision(&plan, "twin"), price(&plan, "twin")), (&waits("foe"), PriceRange::FREE));

    // Another picture may come, and may come out as the one that was there.
    let mut project = TestProject::built(DONE, assets());
    project.edit("foe", reword);
    let plan = project.plan();
    let PriceRange { low, high } = price(&plan, "twin");
    assert!(low.is_zero() && !high.is_zero(), "{low} to {high}");
    assert_eq!(price(&plan, "ghost"), PriceRange::FREE, "nobody paints it");
}

#[test]
fn what_waits_never_costs_more_than_was_said() {
    type Change = fn(&mut TestProject);
    let cases: &[(&str, Change)] = &[
        ("a file with other pixels", |it| {
            it.assets.insert(name("logo"), Arc::new(copied("logo", "another logo")));
        }),
        ("another edit of a picture", |it| {
            let ghost = Arc::make_mut(it.assets.get_mut(&name("ghost")).unwrap());
            let Kind::Derived(derived) = &mut ghost.kind else { unreachable!("it is derived") };
            derived.edits.clear();
        }),
        ("words that were painted before", |it| {
            let assets = it.assets.clone();
            let records = it.records.clone();
            it.edit("foe", reword);
            it.build();
            // As if somebody else had built it, with the same store.
            it.records = records;
            assert_ne!(it.assets[&name("foe")], assets[&name("foe")]);
        }),
        ("checks that another painting passes", |it| {
            it.edit("foe", |foe| foe.check.border = 50);
        }),
        ("a loop that did not end", |it| {
            let shown = &mut it.records.get_mut(&name("foe")).unwrap().briefs[0];
            shown.ended = vec![Ended::Open];
            shown.taken.truncate(1);
        }),
        ("other colours", |it| it.edit("foe", |foe| foe.finishing.max_colors = Some(4))),
        ("other words", |it| it.edit("foe", reword)),
    ];
    let script = &[Good(60), Bad(99), Good(50), Good(70)];
    for (case, change) in cases {
        let mut project = TestProject::built(
            script,
            [
                painting("foe", &[]),
                mirrored("ghost", "foe"),
                copied("logo", "a logo"),
                painting("by_foe", &["foe"]),
                painting("by_ghost", &["ghost"]),
                painting("by_logo", &["logo"]),
            ],
        );
        change(&mut project);
        let plan = project.plan();
        let pending = plan.items().any(|it| matches!(it.decision, Decision::Waiting { .. }));
        assert!(pending, "{case}: nothing waits");
        for it in project.assets.keys().cloned().collect::<Vec<_>>() {
            let before = project.tables.world.calls.usd();
            project.build_one(&it);
            let spent = project.tables.world.calls.usd() - before;
            let PriceRange { low, high } = plan.items[&it].price;
            assert!(low <= spent && spent <= high, "{case}: {it}: {spent} of {low} to {high}");
        }
    }
}

#[test]
fn what_is_assumed_is_what_others_see() {
    const SO_SO: &[Act] = &[Good(60), Good(50), Good(40), Good(70)];
    let assets = [painting("foe", &[]), painting("twin", &["foe"])];
    let mut project = TestProject::built(SO_SO, assets);
    let records = project.records.clone();
    let before = project.plan();
    let shown = &records[&name("foe")].briefs[0];
    let other = shown.taken.iter().position(|it| it.origin != shown.picks[0].origin).unwrap();
    project.pick("foe", other);
    let picked = project.records[&name("foe")].clone();
    let wanted = project.plan();
    project.assumed = [(name("foe"), picked)].into();
    project.records = records;
    let plan = project.plan();
    assert_eq!(decision(&plan, "foe"), decision(&before, "foe"), "it goes by its own record");
    assert_eq!(plan.products[&name("foe")], wanted.products[&name("foe")]);
    assert_eq!(*decision(&plan, "twin"), Decision::Dirty(Effort::Paint));
    assert_eq!(price(&plan, "twin"), price(&wanted, "twin"));
}

/// One of each kind, with parts and frames, and references of both kinds.
fn zoo() -> TestProject {
    let states = worded(painted(&[&["idle"], &["hurt"]]), "hero", &[]);
    let mut walk = worded(painted(&[&["1"], &["2"]]), "walk", &[]);
    walk.motion = Some(motion(2));
    let hurt = Reference::Asset { name: name("hero"), part: part("hurt") };
    walk.stages[0].paintings[0].references.push(hurt);
    let mut sign = worded(painted(&[&[""]]), "sign", &["logo"]);
    let board = copied("board", "a board");
    let Kind::Source(source) = &board.kind else { unreachable!("it is a file") };
    let (path, pixels) = (source.path.clone(), source.pixels);
    sign.stages[0].paintings[0].references.push(Reference::File { path, pixels });
    let kind = |it: Painted| Kind::Painted(Box::new(it));
    TestProject::built(
        DONE,
        [
            asset("hero", kind(states)),
            asset("walk", kind(walk)),
            copied("logo", "a logo"),
            board,
            asset("sign", kind(sign)),
            drawing("sketch", &["sign"]),
            mirrored("sketched", "sketch"),
            packed("all", &["sign", "sketch", "sketched"]),
        ],
    )
}

#[test]
fn the_keys_of_a_task_are_those_that_the_record_holds_after_a_build() {
    let project = zoo();
    let plan = project.plan();
    for item in plan.items() {
        let record = &project.records[&item.name];
        assert_eq!(item.decision, Decision::Fresh, "{}", item.name);
        let task = &item.job.as_ref().unwrap().task;
        let shown = record.shown();
        let (picks, taken) = shown.map(|it| (&it.picks[..], &it.taken[..])).unwrap_or_default();
        assert_eq!(record.finish, Some(task.finish(picks, taken)), "{}", item.name);
        assert_eq!(shown.map(|it| it.key), task.brief(), "{}", item.name);
        let Product::Known(parts) = &plan.products[&item.name] else { panic!("{}", item.name) };
        let expected: BTreeSet<PartName> = task.asset.parts().into_iter().collect();
        assert!(parts.keys().eq(expected.iter()), "{}", item.name);
        assert!(parts.iter().all(|(it, input)| record.pictures[it] == input.picture));
    }
}

#[test]
fn a_build_leaves_nothing_to_do_and_planning_twice_says_the_same() {
    let mut project = zoo();
    let before = (project.records.clone(), project.plan().products);
    project.build();
    assert_eq!((project.records.clone(), project.plan().products), before);
}

#[test]
fn deciding_about_one_asset_looks_at_its_own_files_alone() {
    let project = zoo();
    let plan = project.plan();
    for asset in project.assets.values() {
        project.tables.asked.borrow_mut().clear();
        let products: &Products = &plan.products;
        let (item, product) = project.snapshot(&project.records).decide(asset, products, false);
        assert_eq!((item.decision, &product), (Decision::Fresh, &products[&asset.name]));
        let asked: Vec<ProjectPath> = project.tables.asked.take();
        let own = output_paths(asset);
        assert!(asked.iter().all(|it| own.files().any(|own| own == it)), "{asked:?}");
    }
}

#[test]
fn a_plan_is_about_what_was_named_and_all_that_it_needs() {
    let mut project = zoo();
    project.scope = Scope::with_needs([name("sketched")].into(), &project.assets);
    let named = |plan: &Plan| plan.items.keys().map(AssetName::to_string).collect::<Vec<_>>();
    assert_eq!(named(&project.plan()), ["logo", "sign", "sketch", "sketched"]);
    project.scope = Scope::reached(&[name("sketch")].into(), &project.assets);
    assert_eq!(named(&project.plan()), ["logo", "sign", "sketch", "sketched", "all"]);
}

#[test]
fn records_of_what_is_declared_nowhere_go_with_a_plan_of_everything() {
    let mut project = zoo();
    let old = Record {
        outputs: [(file("sprite/old.png"), crate::digest::Digest::of(b"file"))].into(),
        ..Record::default()
    };
    project.records.insert(name("old"), old);
    let records: Records = project.records.clone();
    let mut snapshot = project.snapshot(&records);
    snapshot.undeclared = vec![name("old")];
    let plan = snapshot.plan();
    assert_eq!((plan.gone, plan.stale_files), (vec![name("old")], vec![file("sprite/old.png")]));
    snapshot.scope = Scope::with_needs([name("sign")].into(), &project.assets);
    let plan = snapshot.plan();
    assert_eq!((plan.gone, plan.stale_files), (vec![], vec![]));
}

#[test]
fn paintings_of_an_asset_that_was_called_otherwise_come_along_with_what_refers_to_it() {
    let mut project = TestProject::built(DONE, [painting("foe", &[]), painting("twin", &["foe"])]);
    let mut foe = project.assets.shift_remove(&name("foe")).unwrap();
    Arc::make_mut(&mut foe).name = name("enemy");
    project.assets.insert_before(0, name("enemy"), foe);
    project.edit("twin", |it| {
        let enemy = Reference::Asset { name: name("enemy"), part: part("") };
        it.stages[0].paintings[0].references = vec![enemy];
    });
    let plan = project.plan();
    assert_eq!(*decision(&plan, "enemy"), Decision::Dirty(Effort::Free));
    let reasons = &plan.items[&name("enemy")].reasons;
    assert_eq!(*reasons, [DirtyReason::Renamed { from: name("foe") }]);
    assert_eq!(*decision(&plan, "twin"), Decision::Fresh, "its brief holds origins, not names");
    let prices: BTreeMap<_, _> = plan.items().map(|it| (&it.name, it.price.high)).collect();
    assert!(prices.values().all(|it| *it == Usd::ZERO), "{prices:?}");
}
