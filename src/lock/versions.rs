//! `Versions`: one lock as two branches have it, and what they came from.
//!
//! A merge of text cannot join what stands side by side: it leaves marks, and between them lines of
//! several records, or of both versions of one. Each side is taken out of such a text by itself;
//! where a record of it was mixed with the other's, its check tells.

use std::collections::BTreeMap;

use crate::lock::merge::merge;
use crate::lock::outline::{opens_record, record_in};
use crate::lock::write::{END, VERSION};
use crate::lock::{Lock, LockProblem, Record, read};
use crate::name::AssetName;

/// One lock as two branches have it: texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    /// What both came from, if that is known.
    pub base: Option<String>,
    /// Of the branch that is checked out.
    pub ours: String,
    /// Of the branch that is merged into it.
    pub theirs: String,
}

/// The lock of both branches.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// All records.
    pub lock: Lock,
    /// What was decided of the assets that both branches changed, each in its own way.
    pub decided: BTreeMap<AssetName, Decided>,
    /// How many records come from one branch alone, since the other left them alone.
    pub undisputed: usize,
}

/// What was decided of an asset that both branches changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decided {
    /// What ours shows is shown.
    Ours,
    /// What theirs shows is shown.
    Theirs,
    /// Both show the same.
    Same,
    /// The record of ours is not whole, so that of theirs stands.
    OnlyTheirs,
    /// The record of theirs is not whole, so that of ours stands.
    OnlyOurs,
}

/// Whose lines come next in a text with marks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Both,
    Ours,
    Base,
    Theirs,
}

impl Versions {
    /// The versions in a text in which a merge left its marks; `None` if it has none, or they do
    /// not fit together.
    #[must_use]
    pub fn in_marked(text: &str) -> Option<Versions> {
        let (mut ours, mut base, mut theirs) = (String::new(), String::new(), String::new());
        let (mut whose, mut marks, mut has_base) = (Whose::Both, 0, false);
        for line in text.lines() {
            let mark = MARKS.iter().find(|it| is_mark(line, **it));
            whose = match (mark, whose) {
                (Some('<'), Whose::Both) => Whose::Ours,
                (Some('|'), Whose::Ours) => Whose::Base,
                (Some('='), Whose::Ours | Whose::Base) => Whose::Theirs,
                (Some('>'), Whose::Theirs) => Whose::Both,
                (Some(_), _) => return None,
                (None, whose) => {
                    let of = |one: Whose| whose == one || whose == Whose::Both;
                    for (text, one) in [
                        (&mut ours, Whose::Ours),
                        (&mut base, Whose::Base),
                        (&mut theirs, Whose::Theirs),
                    ] {
                        if of(one) {
                            text.extend([line, "\n"]);
                        }
                    }
                    whose
                }
            };
            marks += usize::from(mark.is_some());
            has_base |= mark == Some(&'|');
        }
        let whole = whose == Whose::Both && marks > 0;
        whole.then_some(Versions { base: Some(base).filter(|_| has_base), ours, theirs })
    }

    /// Joins them. It does not matter which side is which.
    ///
    /// # Errors
    ///
    /// If a side is no lock of this version, or a record is whole on neither.
    pub fn join(&self) -> Result<Joined, LockProblem> {
        let (mut ours, mut theirs) = (Side::read(&self.ours)?, Side::read(&self.theirs)?);
        let base = self.base.as_deref().map(Side::of_base).unwrap_or_default();
        ours.settle(&base, &theirs);
        theirs.settle(&base, &ours);
        let mut decided = ours.mended(&theirs, Decided::OnlyTheirs)?;
        decided.extend(theirs.mended(&ours, Decided::OnlyOurs)?);
        let (ours, theirs) = (ours.lock, theirs.lock);
        let known = self.base.is_some().then_some(&base);
        let lock = merge(known, &ours, &theirs);
        let mut undisputed = 0;
        for (name, record) in &lock.records {
            let [base, one, other] = [&base, &ours, &theirs].map(|it| it.records.get(name));
            if one == other || decided.contains_key(name) {
                continue;
            }
            match (one, other) {
                (Some(one), Some(other)) if base != Some(one) && base != Some(other) => {
                    decided.insert(name.clone(), shows(record, one, other));
                }
                _ => undisputed += 1,
            }
        }
        Ok(Joined { lock, decided, undisputed })
    }
}

/// What a merge marks its conflicts with, seven of each.
const MARKS: [char; 4] = ['<', '|', '=', '>'];

fn is_mark(line: &str, mark: char) -> bool {
    let rest = line.trim_start_matches(mark);
    line.len() - rest.len() == 7 && (rest.is_empty() || rest.starts_with([' ', '\r']))
}

fn shows(record: &Record, ours: &Record, theirs: &Record) -> Decided {
    let shown = |it: &Record| it.shown().map(|it| (it.key, it.picks.clone()));
    let (merged, ours, theirs) = (shown(record), shown(ours), shown(theirs));
    match (merged == ours, merged == theirs) {
        (true, true) => Decided::Same,
        (true, false) => Decided::Ours,
        _ => Decided::Theirs,
    }
}

fn torn(name: &AssetName, line: usize) -> LockProblem {
    let reason = "the merge mixed both sides of it".to_owned();
    LockProblem::BadRecord { name: name.to_string(), line, reason }
}

/// One side: its records, and those that are not whole.
#[derive(Default)]
struct Side {
    lock: Lock,
    /// Where a record stands twice, the others of it: a merge of text puts that of one side beside
    /// what it takes for common lines.
    more: Vec<(AssetName, Record)>,
    /// With the lines at which they begin.
    torn: BTreeMap<AssetName, usize>,
}

impl Side {
    /// Of records that stand twice, keeps the one that this side alone has.
    fn settle(&mut self, base: &Lock, other: &Side) {
        for (name, record) in std::mem::take(&mut self.more) {
            let is_common = |it: &Record| {
                [base, &other.lock].iter().any(|lock| lock.records.get(&name) == Some(it))
            };
            if self.lock.records.get(&name).is_none_or(is_common) && !is_common(&record) {
                self.lock.records.insert(name, record);
            }
        }
    }

    /// Takes over from `other` the records that are not whole here, which are `decided` by that.
    fn mended(
        &mut self,
        other: &Side,
        decided: Decided,
    ) -> Result<BTreeMap<AssetName, Decided>, LockProblem> {
        let mut res = BTreeMap::new();
        for (name, line) in &self.torn {
            let Some(record) = other.lock.records.get(name) else { return Err(torn(name, *line)) };
            self.lock.records.insert(name.clone(), record.clone());
            res.insert(name.clone(), decided);
        }
        Ok(res)
    }

    fn read(text: &str) -> Result<Side, LockProblem> {
        if text.trim().is_empty() {
            return Ok(Side::default());
        }
        match read(text) {
            Ok(lock) => Ok(Side { lock, ..Side::default() }),
            Err(problem @ (LockProblem::UnknownVersion { .. } | LockProblem::Conflict { .. })) => {
                Err(problem)
            }
            Err(_) => match Side::piecemeal(text) {
                (_, Some(stray)) => Err(stray),
                (side, None) => Ok(side),
            },
        }
    }

    /// The records of a base. What cannot be read of it is as if it were not known.
    fn of_base(text: &str) -> Lock {
        read(text).unwrap_or_else(|_| Side::piecemeal(text).0.lock)
    }

    /// Reads each record by itself. Beside them, what is wrong with the text: where there is a line
    /// that is of no record, who knows what is lost with it?
    fn piecemeal(text: &str) -> (Side, Option<LockProblem>) {
        let (mut res, mut stray) = (Side::default(), None);
        let lines: Vec<&str> = text.lines().map(|it| it.trim_end_matches('\r')).collect();
        let (mut idx, mut has_version) = (0, false);
        while let Some(line) = lines.get(idx) {
            let Some(name) = opens_record(line) else {
                has_version |= line.strip_prefix("version = ") == Some(VERSION);
                if !is_between_records(line) {
                    let reason = "this line is of no record".to_owned();
                    stray.get_or_insert(LockProblem::Syntax { line: idx + 1, reason });
                }
                idx += 1;
                continue;
            };
            let is_own = |it: &&&str| !it.is_empty() && **it != END && opens_record(it).is_none();
            let rest = lines[idx + 1..].iter().take_while(is_own).count();
            let block = lines[idx..=idx + rest].iter().map(|it| format!("{it}\n"));
            match (record_in(&block.collect::<String>()), AssetName::parse(name)) {
                (Some((name, record)), _) => {
                    if let Some(other) = res.lock.records.insert(name.clone(), record) {
                        res.more.push((name, other));
                    }
                }
                (None, Ok(name)) => drop(res.torn.insert(name, idx + 1)),
                (None, Err(_)) => {}
            }
            idx += 1 + rest;
        }
        if !has_version || lines.iter().rfind(|it| !it.is_empty()) != Some(&END) {
            stray.get_or_insert(LockProblem::Cut { line: lines.len().max(1) });
        }
        res.torn.retain(|it, _| !res.lock.records.contains_key(it));
        (res, stray)
    }
}

fn is_between_records(line: &str) -> bool {
    line.is_empty() || line.starts_with('#') || line.strip_prefix("version = ") == Some(VERSION)
}
