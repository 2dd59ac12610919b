use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use crate::action::{ActionKey, Origin, Picture, Score};
use crate::digest::Digest;
use crate::fence::Fence;
use crate::lock::{
    BriefRecord, Decided, Ended, Lock, LockFile, LockProblem, Pick, Record, Taken, Versions, merge,
    read, read_some, write,
};
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::whole::WholeFiles;

fn name(text: &str) -> AssetName {
    AssetName::parse(text).unwrap()
}

fn part(text: &str) -> PartName {
    PartName::parse(text).unwrap()
}

fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

fn key(text: &str) -> ActionKey {
    ActionKey(digest(text))
}

fn taken(answer: &str, score: u8) -> Taken {
    Taken {
        part: part(""),
        attempt: 1,
        answer: digest(answer),
        brief: key("brief"),
        origin: Origin(digest(answer)),
        verdict: Some(digest("verdict")),
        score: Some(Score(score)),
        passed: Some(true),
        plate: None,
        mask: None,
    }
}

fn pick(answer: &str, score: u8, by_person: bool) -> Pick {
    Pick {
        part: part(""),
        origin: Origin(digest(answer)),
        answer: Some(digest(answer)),
        attempt: 1,
        score: Some(Score(score)),
        by_person,
    }
}

fn brief(text: &str, taken: Vec<Taken>, pick: Pick) -> BriefRecord {
    BriefRecord {
        key: key(text),
        words: Digest::of(b"words"),
        model: "exec/painter@1".parse().unwrap(),
        target: 90,
        max_attempts: 3,
        ended: vec![Ended::Target],
        taken,
        picks: vec![pick],
    }
}

fn record(text: &str, answer: &str, score: u8) -> Record {
    Record {
        briefs: vec![brief(text, vec![taken(answer, score)], pick(answer, score, false))],
        quality: Some(digest("quality")),
        finish: Some(digest(answer)),
        steps: BTreeMap::from([("cut-out".to_owned(), 1), ("fit".to_owned(), 2)]),
        pictures: BTreeMap::from([(
            part(""),
            Picture { pixels: digest("pixels"), blob: digest("blob"), width: 32, height: 16 },
        )]),
        outputs: BTreeMap::from([(ProjectPath::parse("sprite/hero.png").unwrap(), digest(answer))]),
        ..Record::default()
    }
}

fn hero(record: Record) -> Lock {
    Lock { records: BTreeMap::from([(name("hero"), record)]) }
}

fn merged(base: Option<Record>, ours: Record, theirs: Record) -> Record {
    let merged = merge(base.map(hero).as_ref(), &hero(ours), &hero(theirs));
    merged.records[&name("hero")].clone()
}

#[test]
fn a_lock_reads_well() {
    let mut one = record("brief", "first", 62);
    one.briefs[0].taken.push(Taken {
        part: part("left_3"),
        brief: key("other"),
        score: None,
        passed: None,
        verdict: None,
        ..taken("second", 0)
    });
    let mut lock = hero(one);
    let failed = Record {
        cells: BTreeMap::from([("ok_button/hover".to_owned(), 3)]),
        accepted: true,
        ..Record::default()
    };
    lock.records.insert(name("potion-2.big"), failed);
    let text = write(&lock);
    assert_eq!(read(&text), Ok(lock));
    let mut short = String::new();
    for (idx, piece) in text.split("b3:").enumerate() {
        short += if idx == 0 { piece } else { &piece[61..] };
    }
    insta::assert_snapshot!(short);
}

#[test]
fn a_lock_survives_the_line_ends_of_windows() {
    let lock = hero(record("brief", "first", 62));
    let text = write(&lock).replace('\n', "\r\n");
    assert_eq!(read(&text), Ok(lock));
}

#[test]
fn no_cut_lock_is_taken() {
    let mut lock = hero(record("brief", "first", 62));
    lock.records.insert(name("a"), Record::default());
    lock.records.insert(name("z"), Record::default());
    let text = write(&lock);
    for idx in 0..text.trim_end().len() {
        let cut = &text[..idx];
        let problem = read(cut).expect_err(cut);
        assert!(problem.line() >= 1);
        assert_eq!(read_some(cut, &BTreeSet::new()), Err(problem));
    }
}

#[test]
fn no_flipped_bit_changes_what_a_lock_says() {
    let lock = hero(record("brief", "first", 62));
    let text = write(&lock).into_bytes();
    let names = BTreeSet::from([name("hero")]);
    for idx in 0..text.len() {
        for bit in 0..8 {
            let mut flipped = text.clone();
            flipped[idx] ^= 1 << bit;
            let flipped = String::from_utf8_lossy(&flipped);
            if let Ok(it) = read(&flipped) {
                assert_eq!(it, lock, "bit {bit} of byte {idx} was not noticed:\n{flipped}");
            }
            // Under another name it is missing, and found damaged by who reads all.
            if let Ok(it) = read_some(&flipped, &names) {
                let missing = it.records.is_empty() && read(&flipped).is_err();
                assert!(it == lock || missing, "bit {bit} of byte {idx}:\n{flipped}");
            }
        }
    }
}

#[test]
fn a_problem_says_where() {
    let text = write(&hero(record("brief", "first", 62)));
    let problem = |from: &str, to: &str| read(&text.replacen(from, to, 1)).unwrap_err();

    let conflict = problem("[asset.hero]", "<<<<<<< HEAD\n[asset.hero]");
    assert_eq!(conflict, LockProblem::Conflict { line: 5 });
    let found = "2".to_owned();
    let version = problem("version = 1", "version = 2");
    assert_eq!(version, LockProblem::UnknownVersion { found, line: 3 });
    let syntax = problem("quality = ", "quality ");
    assert!(matches!(syntax, LockProblem::Syntax { line: 7, .. }), "{syntax}");
    for (from, to, line) in [
        ("target = 90", "target = 900", 20),
        ("target = 90", "target = 91", 5),
        ("[\"target\"]", "[\"whim\"]", 22),
        ("quality", "mood", 7),
        ("asset.hero]", "asset.\"he ro\"]", 5),
    ] {
        let bad = problem(from, to);
        let LockProblem::BadRecord { name, line: at, .. } = &bad else {
            panic!("{bad}");
        };
        assert!(["hero", "he ro"].contains(&name.as_str()));
        assert!(*at == line || from.starts_with("asset"), "{bad} at {at}");
    }
}

#[test]
fn a_damaged_record_is_found_by_who_needs_it_and_keeps_its_bytes() {
    let folder = TempDir::new().unwrap();
    let file = lock_file(&folder, "g");
    let mut lock = hero(record("brief", "first", 62));
    lock.records.insert(name("a"), Record::default());
    lock.records.insert(name("z"), Record::default());
    let damaged = write(&lock).replace("target = 90", "target = 91");
    fs::write(file.path(), &damaged).unwrap();

    let (own, others) = (BTreeSet::from([name("hero")]), ["a", "m", "z"].map(name).into());
    assert!(file.read().is_err());
    assert!(file.read_some(&own).is_err());
    assert!(file.update(&own, |it| it.records.clear()).is_err());
    assert_eq!(fs::read_to_string(file.path()).unwrap(), damaged);

    let read = file.read_some(&others).unwrap();
    assert_eq!(read.records.keys().collect::<Vec<_>>(), [&name("a"), &name("z")]);
    let change = |it: &mut Lock| {
        it.records = BTreeMap::from([(name("m"), Record::default())]);
    };
    let changes = file.update(&others, change).unwrap();
    let kept = |it: &str| changes[&name(it)].is_some();
    assert_eq!(["a", "m", "z"].map(kept), [false, true, false]);
    lock.records.retain(|it, _| *it == name("hero"));
    lock.records.insert(name("m"), Record::default());
    let expected = write(&lock).replace("target = 90", "target = 91");
    assert_eq!(fs::read_to_string(file.path()).unwrap(), expected);
}

#[test]
fn bytes_that_are_no_text_are_noticed() {
    let folder = TempDir::new().unwrap();
    let file = lock_file(&folder, "g");
    let text = write(&hero(record("brief", "first", 62))).replace("painter", "paint\u{1}r");
    let bytes: Vec<u8> = text.bytes().map(|it| if it == 1 { 0xff } else { it }).collect();
    fs::write(file.path(), &bytes).unwrap();
    let none = BTreeSet::new();
    for problem in [file.read(), file.read_some(&none)] {
        assert!(problem.unwrap_err().to_string().contains("record of `hero` is damaged"));
    }
    assert!(file.update(&none, |_| ()).is_err());
    assert_eq!(fs::read(file.path()).unwrap(), bytes);
}

#[test]
#[should_panic(expected = "not among those to be changed")]
fn nobody_changes_records_that_were_not_named() {
    let folder = TempDir::new().unwrap();
    let file = lock_file(&folder, "g");
    drop(file.update(&BTreeSet::from([name("a")]), |it| *it = hero(Record::default())));
}

#[test]
fn what_one_side_left_alone_the_other_decides() {
    let base = record("brief", "first", 95);
    let mut worse = record("brief", "second", 10);
    worse.briefs[0].target = 70;
    let result = merged(Some(base.clone()), base.clone(), worse.clone());
    assert_eq!(result, worse);

    let none = Lock::default();
    let deleted = merge(Some(&hero(base.clone())), &hero(base.clone()), &none);
    assert_eq!(deleted, none);
    let changed = merge(Some(&hero(base.clone())), &hero(worse.clone()), &none);
    assert_eq!(changed, hero(worse));
    assert_eq!(merge(None, &hero(base.clone()), &none), hero(base));
}

#[test]
fn paintings_of_both_sides_stay_common_ones_first() {
    let taken_by = |answers: &[&str]| {
        let mut res = record("brief", answers[0], 50);
        res.briefs[0].taken = answers.iter().map(|it| taken(it, 50)).collect();
        res
    };
    let result = merged(None, taken_by(&["c", "x"]), taken_by(&["b", "c", "y"]));
    let mut others = ["x", "b", "y"].map(digest);
    others.sort_unstable();
    let expected = [&[digest("c")], others.as_slice()].concat();
    let answers: Vec<_> = result.briefs[0].taken.iter().map(|it| it.answer).collect();
    assert_eq!(answers, expected);
}

#[test]
fn a_persons_pick_comes_before_a_higher_score() {
    let mut chosen = record("brief", "ugly", 12);
    chosen.briefs[0].picks = vec![pick("ugly", 12, true)];
    let scored = record("brief", "pretty", 97);
    let result = merged(None, chosen.clone(), scored.clone());
    assert_eq!(result.briefs[0].picks, chosen.briefs[0].picks);
    assert_eq!(result.briefs[0].taken.len(), 2);
    assert_eq!(result.outputs, chosen.outputs);
    assert_eq!(result.finish, chosen.finish);

    let other = record("brief", "fair", 80);
    let result = merged(None, other, scored.clone());
    assert_eq!(result.briefs[0].picks, scored.briefs[0].picks);
}

#[test]
fn different_briefs_both_stay_and_an_accepted_picture_is_shown() {
    let mut accepted = record("old", "first", 12);
    accepted.accepted = true;
    let base = record("old", "first", 12);
    let repainted = record("new", "second", 97);
    let result = merged(Some(base), repainted.clone(), accepted.clone());
    let keys: Vec<_> = result.briefs.iter().map(|it| it.key).collect();
    assert_eq!(keys, [key("old"), key("new")]);
    assert!(result.accepted);
    assert_eq!(result.outputs, accepted.outputs);
    assert_eq!(result.finish, accepted.finish);
}

#[test]
fn outputs_that_fit_neither_side_are_made_again() {
    let side = |left: &str, right: &str| {
        let mut res = record("brief", "base", 50);
        let of = |name: &str, answer: &str, score| Pick {
            part: part(name),
            ..pick(answer, score, false)
        };
        let score = |it: &str| if it == "base" { 50 } else { 60 };
        res.briefs[0].picks = vec![of("left", left, score(left)), of("right", right, score(right))];
        res.finish = Some(digest(&format!("{left} {right}")));
        res
    };
    let (ours, theirs) = (side("ours", "base"), side("base", "theirs"));
    let result = merged(Some(side("base", "base")), ours, theirs);
    let answers: Vec<_> = result.briefs[0].picks.iter().map(|it| it.answer).collect();
    assert_eq!(answers, [Some(digest("ours")), Some(digest("theirs"))]);
    assert_eq!(result.finish, None);
}

#[test]
fn a_cell_that_is_claimed_twice_stays_with_the_lower_name() {
    let cells = |entries: &[(&str, u32)]| Record {
        finish: Some(digest("finish")),
        cells: entries.iter().map(|(it, at)| ((*it).to_owned(), *at)).collect(),
        ..Record::default()
    };
    let base = cells(&[("z", 0)]);
    let result = merged(Some(base), cells(&[("z", 0), ("b", 1)]), cells(&[("z", 0), ("a", 1)]));
    let expected = cells(&[("z", 0), ("a", 1)]);
    assert_eq!(result.cells, expected.cells);
}

/// The lock of a project whose state lies in the folder `state`.
fn lock_file(folder: &TempDir, guard: &str) -> LockFile {
    let fence = Fence::new(folder.path());
    let whole = Arc::new(WholeFiles::new(fence.clone(), Path::new("state/tmp"), None));
    LockFile::new(fence, Path::new("assetbuild.lock"), Path::new(guard), whole)
}

#[test]
fn a_missing_lock_is_empty_and_an_empty_file_is_no_lock() {
    let folder = TempDir::new().unwrap();
    let file = lock_file(&folder, "g");
    assert_eq!(file.read().unwrap(), Lock::default());
    fs::write(file.path(), "").unwrap();
    let error = file.read().unwrap_err().to_string();
    assert!(error.ends_with("its first or its last line is missing"), "{error}");
    assert!(file.update(&BTreeSet::new(), |_| ()).is_err());
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    let folder = TempDir::new().unwrap();
    let file = lock_file(&folder, "state/lock");
    std::thread::scope(|scope| {
        for writer in 0..6 {
            let file = file.clone();
            scope.spawn(move || {
                for idx in 0..5 {
                    let name = name(&format!("asset_{writer}_{idx}"));
                    let names = BTreeSet::from([name.clone()]);
                    let insert = |it: &mut Lock| {
                        it.records.insert(name, Record::default());
                    };
                    assert_eq!(file.update(&names, insert).unwrap().len(), 1);
                }
            });
        }
    });
    assert_eq!(file.read().unwrap().records.len(), 30);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_lock_that_says_the_same_is_not_written() {
    let folder = TempDir::new().unwrap();
    let file = lock_file(&folder, "guard");
    let path = file.path().to_owned();
    let names = BTreeSet::from([name("hero")]);
    assert!(file.update(&names, |_| ()).unwrap().is_empty());
    assert!(!path.exists());

    let lock = hero(record("brief", "first", 62));
    let changes = file.update(&names, |it| *it = lock.clone()).unwrap();
    assert_eq!(changes[&name("hero")].as_ref(), lock.records.get(&name("hero")));
    let windows = write(&lock).replace('\n', "\r\n");
    fs::write(&path, &windows).unwrap();
    assert!(file.update(&names, |it| *it = lock.clone()).unwrap().is_empty());
    assert_eq!(fs::read_to_string(&path).unwrap(), windows);
}

/// A text as git leaves it: what both sides have, with marks around what they do not agree on.
fn marked(before: &str, [ours, base, theirs]: [&str; 3], after: &str) -> String {
    let base = if base.is_empty() { String::new() } else { format!("||||||| 1234567\n{base}") };
    format!("{before}<<<<<<< HEAD\n{ours}{base}=======\n{theirs}>>>>>>> other\n{after}")
}

fn lock(records: &[(&str, Record)]) -> Lock {
    let records = records.iter().map(|(it, record)| (name(it), record.clone()));
    Lock { records: records.collect() }
}

#[test]
fn two_records_that_git_interleaved_are_taken_apart() {
    let (bat, cat) = (record("bat", "b", 70), record("cat", "c", 80));
    let (ours, theirs) = (lock(&[("bat", bat)]), lock(&[("cat", cat)]));
    let (one, other) = (write(&ours), write(&theirs));
    // Every line that both texts have stands outside of the marks, as git does it.
    let (mut text, mut sides) = (String::new(), [String::new(), String::new()]);
    let flush = |text: &mut String, sides: &mut [String; 2]| {
        let [ours, theirs] = std::mem::take(sides);
        if !ours.is_empty() || !theirs.is_empty() {
            text.push_str(&marked("", [&ours, "", &theirs], ""));
        }
    };
    for (one, other) in one.lines().zip(other.lines()) {
        if one == other {
            flush(&mut text, &mut sides);
            text.extend([one, "\n"]);
        } else {
            sides[0].extend([one, "\n"]);
            sides[1].extend([other, "\n"]);
        }
    }
    assert!(text.matches("<<<<<<<").count() > 1, "{text}");
    let joined = Versions::in_marked(&text).unwrap().join().unwrap();
    assert_eq!(joined.lock, merge(None, &ours, &theirs));
    assert_eq!((joined.lock.records.len(), joined.undisputed), (2, 2));
    assert!(joined.decided.is_empty());
}

#[test]
fn a_base_between_the_marks_tells_what_was_removed() {
    let all = lock(&[("bat", record("bat", "b", 70)), ("cat", record("cat", "c", 80))]);
    let text = write(&all);
    let at = text.find("[asset.bat]").unwrap();
    let end = text.find("[asset.cat]").unwrap();
    let bat = &text[at..end];
    let removed = marked(&text[..at], ["", bat, bat], &text[end..]);
    let joined = Versions::in_marked(&removed).unwrap().join().unwrap();
    assert_eq!(joined.lock.records.keys().collect::<Vec<_>>(), [&name("cat")]);
    let unknown = marked(&text[..at], ["", "", bat], &text[end..]);
    assert_eq!(Versions::in_marked(&unknown).unwrap().join().unwrap().lock, all);
}

#[test]
fn of_a_record_that_was_mixed_the_side_that_is_whole_stands_and_none_is_guessed() {
    let (ours, theirs) = (hero(record("hero", "a", 70)), hero(record("hero", "b", 90)));
    let (one, other) = (write(&ours), write(&theirs));
    let both = Versions { base: None, ours: one.clone(), theirs: other.clone() };
    assert_eq!(both.join().unwrap().decided[&name("hero")], Decided::Theirs);
    let torn = |text: &str| text.replacen("finish", "quality", 1);
    let sides = Versions { ours: torn(&one), ..both.clone() };
    let joined = sides.join().unwrap();
    assert_eq!((&joined.lock, joined.decided[&name("hero")]), (&theirs, Decided::OnlyTheirs));
    let neither = Versions { ours: torn(&one), theirs: torn(&other), ..both };
    assert!(matches!(neither.join(), Err(LockProblem::BadRecord { .. })));
}

#[test]
fn marks_that_do_not_fit_together_are_not_taken_apart() {
    let text = write(&hero(record("hero", "a", 70)));
    assert_eq!(Versions::in_marked(&text), None);
    for marks in ["<<<<<<< a\n", "<<<<<<< a\n=======\n", "=======\n", ">>>>>>> b\n"] {
        assert_eq!(Versions::in_marked(&format!("{marks}{text}")), None, "{marks}");
    }
}
