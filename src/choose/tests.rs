//! What a choice makes of a record, and what is said to follow from it.

use std::sync::Arc;

use crate::action::{ActionKey, Painting, PaintingAnswer};
use crate::choose::adopt::adopted;
use crate::choose::{Consequences, Which, accept, unaccept};
use crate::digest::Digest;
use crate::lock::{BriefRecord, Ended, Pick, Record};
use crate::money::{PriceRange, Usd};
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::plan::{Decision, Effort, Made, Plan, PlanItem};

fn record(parts: &[&str]) -> Record {
    let digest = |part: &str| Digest::of(part.as_bytes());
    let pick = |part: &&str| Pick {
        part: PartName::parse(part).unwrap(),
        origin: crate::action::Origin(digest(part)),
        answer: Some(digest(part)),
        attempt: 1,
        score: None,
        by_person: false,
    };
    let brief = BriefRecord {
        key: ActionKey(digest("brief")),
        words: digest("words"),
        model: "exec/painter@1".parse().unwrap(),
        target: 90,
        max_attempts: 5,
        ended: vec![Ended::Target],
        taken: Vec::new(),
        picks: parts.iter().map(pick).collect(),
    };
    Record { briefs: vec![brief], ..Record::default() }
}

#[test]
fn a_painting_is_named_by_a_number_or_by_a_digest() {
    let digest = |it: &str| Ok(Which::Digest(it.to_owned()));
    assert_eq!(Which::parse("2"), Ok(Which::Number(2)));
    assert_eq!(Which::parse("1234"), digest("1234"));
    assert_eq!(Which::parse("b3:93AB41"), digest("93ab41"));
    for text in ["", "0", "abc", "slime", "-1", "b3:12"] {
        assert!(Which::parse(text).is_err(), "{text:?} was taken");
    }
}

#[test]
fn accepting_and_releasing_change_nothing_else() {
    let before = record(&[""]);
    let accepted = accept(Some(&before), None).unwrap();
    assert!(accepted.accepted && accept(Some(&accepted), None).is_err());
    assert_eq!(unaccept(Some(&accepted)), Ok(before.clone()));
    assert!(unaccept(Some(&before)).is_err() && accept(None, None).is_err());
    assert!(accept(Some(&record(&[])), None).is_err());
}

#[test]
fn an_adopted_picture_takes_the_place_of_one_part_and_of_no_other() {
    let answer = PaintingAnswer::Painted(Painting::adopted(Digest::of(b"png"), [32, 32]));
    let hover = PartName::parse("hover").unwrap();
    let before = record(&["normal", "hover"]);
    let after = adopted(before.clone(), &hover, &answer);
    let (old, new) = (&before.briefs[0], &after.briefs[0]);
    assert!(after.accepted && new.has_originals());
    assert_eq!(new.picks[0], old.picks[0]);
    assert_eq!((new.picks[1].answer, new.picks[1].by_person), (Some(answer.id()), true));
    assert_eq!(new.taken.len(), 1);
    // Twice is once.
    assert_eq!(adopted(after.clone(), &hover, &answer), after);
}

fn item(name: &str, decision: Decision, cents: u64) -> PlanItem {
    let high = Usd::from_nanos(cents * 10_000_000);
    PlanItem {
        name: AssetName::parse(name).unwrap(),
        folder: ProjectPath::parse("sprite").unwrap(),
        set: None,
        made: Made::Drawn,
        decision,
        reasons: Vec::new(),
        price: PriceRange { low: high, high },
        likely: high,
        closed: None,
        saved: Usd::ZERO,
        score: None,
        target: 90,
        checks_hold: None,
        unjudged: false,
        chosen: None,
        files: Vec::new(),
        job: None,
    }
}

fn plan(items: impl IntoIterator<Item = PlanItem>) -> Plan {
    let items = items.into_iter().map(|it| (it.name.clone(), Arc::new(it))).collect();
    Plan { items, ..Plan::default() }
}

#[test]
fn only_what_a_choice_changes_follows_from_it() {
    let paint = || Decision::Dirty(Effort::Paint);
    let held = Decision::Held { why: "cascade".to_owned() };
    let fresh = |name| item(name, Decision::Fresh, 0);
    let before = ["hero", "hurt", "gold", "kept"].map(fresh);
    let before = plan(before.into_iter().chain([item("other", paint(), 4)]));
    let after = plan([
        item("hero", Decision::Dirty(Effort::Free), 0),
        item("hurt", paint(), 4),
        item("gold", Decision::Dirty(Effort::Free), 0),
        item("kept", held, 9),
        item("other", paint(), 4),
    ]);
    let names = [AssetName::parse("hero").unwrap()].into();
    let follows = Consequences::of(&names, &before, &after);
    let named = |items: &[PlanItem]| items.iter().map(|it| it.name.to_string()).collect::<Vec<_>>();
    assert!(follows.own.is_empty());
    assert_eq!(named(&follows.paid), ["hurt"]);
    assert_eq!(named(&follows.held), ["kept"]);
    assert_eq!(follows.free.len(), 1);
    assert_eq!(follows.price().high, Usd::from_nanos(40_000_000));
    assert_eq!(follows.if_at_all().price().low, Usd::ZERO);
}
