//! Why an asset is, or is not, to be built: down to the words that changed.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::action::{ActionKey, Words};
use crate::build::{BuildRequest, Decision, DirtyReason, Plan, PlanItem};
use crate::digest::Digest;
use crate::lock::Record;
use crate::name::{AssetName, PartName};
use crate::recipe::Task;
use crate::session::pass::{Pass, Turn};
use crate::session::view::{Change, Link, Why};
use crate::session::{Session, SessionError};

impl Session {
    /// What changed since the lock, the chain to its cause, and the price.
    ///
    /// # Errors
    ///
    /// If there is no such asset, or the lock cannot be read.
    pub fn why(&mut self, name: &AssetName) -> Result<Why, SessionError> {
        self.must_exist(name.as_str())?;
        let request = BuildRequest {
            targets: vec![crate::resolve::Target::Name(name.clone(), None)],
            ..BuildRequest::default()
        };
        let plan = self.plan(&request)?;
        let Some(item) = plan.items.iter().find(|it| it.name == *name) else {
            return Err(self.unknown(name.as_str()));
        };
        let chain = self.chain(name, &plan);
        let mut changes = self.changes(name)?;
        for link in &chain {
            if let Link::Asset(upstream) = link {
                changes.extend(self.changes(upstream)?);
            }
        }
        let PlanItem { decision, reasons, price, score, target, .. } = item.clone();
        Ok(Why { name: name.clone(), decision, reasons, chain, changes, price, score, target })
    }

    /// From an asset to the first one in a row that has a cause of its own, then to the place
    /// where it is declared.
    fn chain(&self, name: &AssetName, plan: &Plan) -> Vec<Link> {
        let mut chain = Vec::new();
        let mut seen = BTreeSet::from([name.clone()]);
        let mut here = name.clone();
        while let Some(item) = plan.items.iter().find(|it| it.name == here) {
            let upstream = item.reasons.iter().find_map(|it| match it {
                DirtyReason::Upstream { name } => Some(name.clone()),
                _ => None,
            });
            let dirty = |it: &AssetName| {
                let item = plan.items.iter().find(|item| item.name == *it);
                item.is_some_and(|it| !matches!(it.decision, Decision::Fresh))
            };
            let edges = self.db.asset(&here).map(|it| it.edges()).unwrap_or_default();
            let next = upstream.or_else(|| edges.into_iter().map(|it| it.to).find(dirty));
            match next {
                Some(next) if seen.insert(next.clone()) => {
                    chain.push(Link::Asset(next.clone()));
                    here = next;
                }
                _ => break,
            }
        }
        let fresh = plan.items.iter().find(|it| it.name == here);
        if fresh.is_some_and(|it| !matches!(it.decision, Decision::Fresh)) {
            let style = self.db.asset(&here).and_then(|it| it.style.clone());
            chain.extend(self.db.place(&here).map(Link::Place));
            chain.extend(style.and_then(|it| self.db.style_place(&it)).map(Link::Place));
        }
        chain
    }

    /// The fields that differ between the record's keys and those of today.
    fn changes(&mut self, name: &AssetName) -> Result<Vec<Change>, SessionError> {
        let request = BuildRequest::default();
        let Some(record) = self.lock.records.get(name).cloned() else { return Ok(Vec::new()) };
        let Some(asset) = self.db.asset(name) else { return Ok(Vec::new()) };
        let mut pass = Pass::new(self, &request)?;
        let Turn::Ready(it) = pass.consider(&asset, false) else { return Ok(Vec::new()) };
        let texts = texts(&it.task, &record);
        let mut comparison = Comparison { asset: name, changes: Vec::new() };
        for (old, new) in texts {
            let Some(old) = old else { continue };
            let Some(old) = self.store.derived(&ActionKey(old))? else { continue };
            let (Ok(old), Ok(new)) = (serde_json::from_str(&old), serde_json::from_str(&new))
            else {
                continue;
            };
            comparison.compare(&PartName::default(), "", &old, &new);
        }
        Ok(comparison.changes)
    }
}

/// The record's keys, each with the text that it would have today.
fn texts(task: &Task, record: &Record) -> Vec<(Option<Digest>, String)> {
    let shown = record.shown();
    let picks = shown.map(|it| it.picks.as_slice()).unwrap_or_default();
    let taken = shown.map(|it| it.taken.as_slice()).unwrap_or_default();
    let texts = task.texts(picks, taken);
    let old = match texts.len() {
        3 => vec![shown.map(|it| it.key.0), record.quality, record.finish],
        _ => vec![record.finish],
    };
    let differs =
        |(old, new): &(Option<Digest>, &crate::recipe::keys::Keyed)| *old != Some(new.key);
    let pairs = old.into_iter().zip(&texts).filter(differs);
    pairs.map(|(old, new)| (old, new.text.clone())).collect()
}

/// What differs between the texts of an asset's keys.
struct Comparison<'a> {
    asset: &'a AssetName,
    changes: Vec<Change>,
}

impl Comparison<'_> {
    /// Goes down to the values that differ. `field` is the innermost name on the way.
    fn compare(&mut self, part: &PartName, field: &str, old: &Value, new: &Value) {
        if old == new {
            return;
        }
        match (old, new) {
            (Value::Object(before), Value::Object(after)) => {
                let named = before.get("part").filter(|it| Some(*it) == after.get("part"));
                let named = named.and_then(Value::as_str).and_then(|it| PartName::parse(it).ok());
                let part = named.as_ref().unwrap_or(part);
                let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
                for key in keys {
                    let none = Value::Null;
                    let (old, new) = (before.get(key), after.get(key));
                    self.compare(part, key, old.unwrap_or(&none), new.unwrap_or(&none));
                }
            }
            (Value::Array(before), Value::Array(after)) if is_steps(before) && is_steps(after) => {
                self.compare_steps(part, before, after);
            }
            (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
                for (old, new) in before.iter().zip(after) {
                    self.compare(part, field, old, new);
                }
            }
            _ => self.differs(part, field, old, new),
        }
    }

    /// Steps are the same steps by their names, wherever they stand.
    fn compare_steps(&mut self, part: &PartName, before: &[Value], after: &[Value]) {
        let mut left: Vec<&Value> = after.iter().collect();
        for old in before {
            let same = left.iter().position(|it| it["step"] == old["step"]);
            match same.map(|idx| left.remove(idx)) {
                Some(new) => self.compare(part, "step", old, new),
                None => self.differs(part, "step", old, &Value::Null),
            }
        }
        for new in left {
            self.differs(part, "step", &Value::Null, new);
        }
    }

    /// Several keys may hold the same value; it is told once.
    fn differs(&mut self, part: &PartName, field: &str, old: &Value, new: &Value) {
        let change = Change {
            asset: self.asset.clone(),
            part: part.clone(),
            field: shown_field(field),
            old: words(old),
            new: words(new),
            is_text: is_text(old) && is_text(new),
        };
        let told = |it: &Change| {
            let same_part = it.part == change.part || change.part.is_whole();
            same_part && it.old == change.old && it.new == change.new
        };
        // The key of the brief stands in `finish` too, and what it is made of is told anyway.
        if field != "brief" && !self.changes.iter().any(told) {
            self.changes.push(change);
        }
    }
}

/// Whether these are steps that pictures go through.
fn is_steps(items: &[Value]) -> bool {
    items.iter().all(|it| it["step"].is_string())
}

/// The name of a field as a person knows it.
fn shown_field(field: &str) -> String {
    match field {
        "prompts" | "judge_prompts" => "judge-prompt".to_owned(),
        _ => field.replace('_', "-"),
    }
}

/// Whether a value is shown as words, of which some may be the same on both sides.
fn is_text(value: &Value) -> bool {
    match value {
        Value::String(text) => digest(text).is_none(),
        Value::Array(items) => !items.is_empty() && items.iter().all(Value::is_string),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

/// A value in words: one line, and never the insides of a table, which nobody reads.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => {
            // The place of the line about the background, which is filled when a request is sent.
            let open = || text.replace(Words::BACKGROUND, "").trim().to_owned();
            Some(digest(text).map_or_else(open, |it| format!("b3:{}", it.short())))
        }
        Value::Array(items) if items.is_empty() => Some("none".to_owned()),
        Value::Array(items) => Some(items.iter().filter_map(words).collect::<Vec<_>>().join(", ")),
        Value::Object(table) => {
            Some(table.get("step").and_then(Value::as_str).unwrap_or_default().to_owned())
        }
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
    }
}

fn digest(text: &str) -> Option<Digest> {
    text.parse().ok()
}
