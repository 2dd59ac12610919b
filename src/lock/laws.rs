//! What holds for any locks, however odd.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::{prop_assert, prop_assert_eq, proptest};

use crate::action::{ActionKey, Origin, Picture, Score};
use crate::digest::Digest;
use crate::lock::edit::Edit;
use crate::lock::read::read_whole;
use crate::lock::{BriefRecord, Ended, Lock, Pick, Record, Taken, merge, read, read_some, write};
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;

/// One of few, so that two sides often agree.
fn few() -> impl Strategy<Value = Digest> {
    (0..4_u8).prop_map(|it| Digest::of(&[it]))
}

fn maybe<T: Clone + std::fmt::Debug>(
    it: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<T>> {
    proptest::option::of(it)
}

fn any_part() -> impl Strategy<Value = PartName> {
    select(vec!["", "hover", "left_3", "a.b"]).prop_map(|it| PartName::parse(it).unwrap())
}

fn any_taken() -> impl Strategy<Value = Taken> {
    let ids = (any_part(), 1..3_u32, few(), few(), few());
    let judged = (maybe(few()), maybe(0..=100_u8), maybe(any::<bool>()));
    (ids, judged, maybe(few()), maybe(few())).prop_map(|(ids, judged, plate, mask)| {
        let (part, attempt, answer, brief, origin) = ids;
        let (verdict, score, passed) = judged;
        Taken {
            part,
            attempt,
            answer,
            brief: ActionKey(brief),
            origin: Origin(origin),
            verdict,
            score: score.map(Score),
            passed,
            plate,
            mask,
        }
    })
}

fn any_pick() -> impl Strategy<Value = Pick> {
    let ids = (any_part(), 1..3_u32, maybe(few()), few());
    (ids, maybe(0..=100_u8), any::<bool>()).prop_map(|(ids, score, by_person)| {
        let (part, attempt, answer, origin) = ids;
        Pick { part, origin: Origin(origin), answer, attempt, score: score.map(Score), by_person }
    })
}

fn distinct<T, K: Ord>(mut all: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut seen = BTreeSet::new();
    all.retain(|it| seen.insert(key(it)));
    all
}

fn any_brief() -> impl Strategy<Value = BriefRecord> {
    let taken = proptest::collection::vec(any_taken(), 0..4);
    let picks = proptest::collection::vec(any_pick(), 0..3);
    let ended = proptest::collection::vec(select(Ended::ALL.to_vec()), 0..3);
    (few(), 0..=100_u8, 1..9_u32, ended, taken, picks).prop_map(
        |(key, target, max_attempts, ended, taken, picks)| BriefRecord {
            key: ActionKey(key),
            words: Digest::of(b"words"),
            model: "exec/painter@1".parse().unwrap(),
            target,
            max_attempts,
            ended,
            taken: distinct(taken, |it| (it.part.clone(), it.answer)),
            picks: distinct(picks, |it| it.part.clone()),
        },
    )
}

fn any_record() -> impl Strategy<Value = Record> {
    let keys = (maybe(few()), maybe(few()), any::<bool>());
    let briefs = proptest::collection::vec(any_brief(), 0..3);
    let names =
        || select(vec!["a", "ok_button/hover", "odd \"\\\u{e9}\u{1}"]).prop_map(str::to_owned);
    let numbers = || proptest::collection::btree_map(names(), 0..3_u32, 0..3);
    let picture = (few(), few(), any::<(u32, u32)>()).prop_map(|(pixels, blob, size)| Picture {
        pixels,
        blob,
        width: size.0,
        height: size.1,
    });
    let pictures = proptest::collection::btree_map(any_part(), picture, 0..3);
    let path = select(vec!["a.png", "ui/\u{e9} b.json"]);
    let path = path.prop_map(|it| ProjectPath::parse(it).unwrap());
    let outputs = proptest::collection::btree_map(path, few(), 0..3);
    (keys, briefs, numbers(), numbers(), pictures, outputs).prop_map(
        |(keys, briefs, steps, cells, pictures, outputs)| {
            let (quality, finish, accepted) = keys;
            Record {
                briefs: distinct(briefs, |it| it.key),
                quality,
                finish,
                accepted,
                steps,
                pictures,
                outputs,
                cells,
            }
        },
    )
}

fn any_lock() -> impl Strategy<Value = Lock> {
    let name = select(vec!["hero", "potion-2.big"]).prop_map(|it| AssetName::parse(it).unwrap());
    let records = prop_oneof![Just(0..1_usize), Just(1..3_usize)];
    records
        .prop_flat_map(move |it| proptest::collection::btree_map(name.clone(), any_record(), it))
        .prop_map(|records| Lock { records })
}

/// Names whose order, or whose spelling in a header, could be mistaken.
const NAMES: [&str; 6] = ["Z", "a", "a-b", "a.b", "a_b", "hero"];

fn any_name() -> impl Strategy<Value = AssetName> {
    select(NAMES.to_vec()).prop_map(|it| AssetName::parse(it).unwrap())
}

fn any_names() -> impl Strategy<Value = BTreeSet<AssetName>> {
    proptest::collection::btree_set(any_name(), 0..4)
}

/// A lock of several records.
fn longer_lock() -> impl Strategy<Value = Lock> {
    let record = prop_oneof![Just(Record::default()), any_record()];
    proptest::collection::btree_map(any_name(), record, 0..6).prop_map(|records| Lock { records })
}

/// What these records shall be.
fn any_change() -> impl Strategy<Value = BTreeMap<AssetName, Option<Record>>> {
    let record = prop_oneof![Just(Record::default()), any_record()];
    proptest::collection::btree_map(any_name(), maybe(record), 0..4)
}

fn change(lock: &mut Lock, changes: &BTreeMap<AssetName, Option<Record>>) {
    for (name, record) in changes {
        lock.records.remove(name);
        lock.records.extend(record.iter().map(|it| (name.clone(), it.clone())));
    }
}

fn only(mut lock: Lock, names: &BTreeSet<AssetName>) -> Lock {
    lock.records.retain(|it, _| names.contains(it));
    lock
}

/// What a hand or a tool does to a text without knowing what it is: at line `at`, with line `to`.
#[derive(Debug, Clone, Copy)]
enum Mischief {
    Delete,
    Repeat,
    Swap,
    Indent,
    BlankBefore,
    BlanksAfter,
    Comment,
    CarriageReturn,
    Glue,
}

const MISCHIEF: [Mischief; 9] = [
    Mischief::Delete,
    Mischief::Repeat,
    Mischief::Swap,
    Mischief::Indent,
    Mischief::BlankBefore,
    Mischief::BlanksAfter,
    Mischief::Comment,
    Mischief::CarriageReturn,
    Mischief::Glue,
];

fn mangled(text: &str, deeds: &[(Mischief, usize, usize)]) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for (deed, at, to) in deeds {
        let (at, to) = (at % lines.len(), to % lines.len());
        let line = lines[at].trim_end_matches('\n').to_owned();
        match deed {
            Mischief::Delete => lines[at].clear(),
            Mischief::Repeat => lines[to] = format!("{}{line}\n", lines[to]),
            Mischief::Swap => lines.swap(at, to),
            Mischief::Indent => lines[at] = format!(" {line}\n"),
            Mischief::BlankBefore => lines[at] = format!("\n{line}\n"),
            Mischief::BlanksAfter => lines[at] = format!("{line}  \n"),
            Mischief::Comment => lines[at] = format!("{line} # a note\n"),
            Mischief::CarriageReturn => lines[at] = format!("{line}\r\n"),
            Mischief::Glue => lines[at] = line,
        }
    }
    lines.concat()
}

fn any_mischief() -> impl Strategy<Value = Vec<(Mischief, usize, usize)>> {
    let deed = (select(MISCHIEF.to_vec()), any::<usize>(), any::<usize>());
    proptest::collection::vec(deed, 1..4)
}

/// Every painting of a lock, with where it is.
fn paintings(lock: &Lock) -> BTreeSet<(AssetName, ActionKey, PartName, Digest)> {
    let mut res = BTreeSet::new();
    for (name, record) in &lock.records {
        for brief in &record.briefs {
            let taken = brief.taken.iter();
            res.extend(taken.map(|it| (name.clone(), brief.key, it.part.clone(), it.answer)));
        }
    }
    res
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_lock_reads_what_it_writes(lock in any_lock()) {
        let text = write(&lock);
        let again = read(&text);
        prop_assert_eq!(again.as_ref(), Ok(&lock));
        prop_assert_eq!(write(&again.unwrap()), text);
    }

    #[test]
    fn some_records_are_read_as_among_all(lock in longer_lock(), names in any_names()) {
        let text = write(&lock);
        let expected = only(lock, &names);
        prop_assert_eq!(read_some(&text, &names), Ok(expected.clone()));
        prop_assert_eq!(read_some(&text.replace('\n', "\r\n"), &names), Ok(expected));
    }

    #[test]
    fn an_edit_is_a_lock_read_changed_and_written(lock in longer_lock(), to in any_change()) {
        let text = write(&lock);
        let names = to.keys().cloned().collect();
        let mut expected = lock.clone();
        change(&mut expected, &to);
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            let edit = Edit::of(&text, &names, |it| change(it, &to)).unwrap();
            prop_assert_eq!(edit.pieces.concat(), write(&expected));
            for (name, record) in &to {
                let changed = lock.records.get(name) != record.as_ref();
                prop_assert_eq!(edit.changes.get(name), Some(record).filter(|_| changed));
            }
            prop_assert!(edit.changes.keys().all(|it| to.contains_key(it)));
        }
    }

    #[test]
    fn the_short_cuts_read_what_the_long_way_reads(
        lock in longer_lock(), deeds in any_mischief(), names in any_names(), to in any_change(),
    ) {
        let text = mangled(&write(&lock), &deeds);
        let whole = read_whole(&text);
        prop_assert_eq!(&read(&text), &whole);
        let some = read_some(&text, &names);
        let changed = to.keys().cloned().collect();
        let edit = Edit::of(&text, &changed, |it| change(it, &to));
        if let Ok(mut whole) = whole {
            prop_assert_eq!(some, Ok(only(whole.clone(), &names)));
            change(&mut whole, &to);
            prop_assert_eq!(read_whole(&edit.unwrap().pieces.concat()), Ok(whole));
        } else if let Ok(some) = some {
            // Only others are damaged.
            prop_assert!(some.records.iter().all(|(name, it)| lock.records.get(name) == Some(it)));
        }
    }

    #[test]
    fn it_does_not_matter_which_side_of_a_merge_is_which(
        base in maybe(any_lock()), ours in any_lock(), theirs in any_lock(),
    ) {
        let merged = merge(base.as_ref(), &ours, &theirs);
        prop_assert_eq!(&merged, &merge(base.as_ref(), &theirs, &ours));
        prop_assert_eq!(read(&write(&merged)), Ok(merged));
    }

    #[test]
    fn merging_what_is_equal_changes_nothing(base in maybe(any_lock()), ours in any_lock()) {
        prop_assert_eq!(&merge(base.as_ref(), &ours, &ours), &ours);
        if let Some(base) = &base {
            prop_assert_eq!(&merge(Some(base), base, &ours), &ours);
        }
    }

    #[test]
    fn a_merge_without_a_base_loses_no_painting(ours in any_lock(), theirs in any_lock()) {
        let merged = merge(None, &ours, &theirs);
        let both = &paintings(&ours) | &paintings(&theirs);
        prop_assert_eq!(paintings(&merged), both);
        let again = merge(None, &merged, &theirs);
        prop_assert_eq!(paintings(&again), paintings(&merged));
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}") {
        let framed = format!("version = 1\n{text}\n# End of the lock.\n");
        prop_assert!(read(&text).is_err());
        drop(read(&framed));
    }
}
