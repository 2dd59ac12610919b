//! Why an asset is, or is not, to be built: down to the words that changed.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::action::{ActionKey, Words};
use crate::digest::Digest;
use crate::lock::Record;
use crate::name::{AssetName, PartName};
use crate::plan::keys::Keyed;
use crate::plan::{BuildRequest, Decision, DirtyReason, Job, Plan, PlanItem, Task};
use crate::project::view::{Change, Link, Why};
use crate::project::{Project, ProjectError};
use crate::resolve::Target;

impl Project {
    /// What changed since the lock, the chain to its cause, and the price.
    ///
    /// # Errors
    ///
    /// If there is no such asset, or the lock cannot be read.
    pub fn why(&mut self, name: &AssetName) -> Result<Why, ProjectError> {
        self.must_exist(name.as_str())?;
        let request = BuildRequest {
            targets: vec![Target::Name(name.clone(), None)],
            ..BuildRequest::default()
        };
        let plan = self.plan(&request)?;
        let Some(item) = plan.items.get(name) else { return Err(self.unknown(name.as_str())) };
        let chain = self.chain(name, &plan);
        let mut changes = self.changes(item)?;
        for link in &chain {
            if let Link::Asset(upstream) = link {
                changes.extend(self.changes(&plan.items[upstream])?);
            }
        }
        let PlanItem { decision, reasons, price, score, target, .. } = item.as_ref().clone();
        Ok(Why { name: name.clone(), decision, reasons, chain, changes, price, score, target })
    }

    /// From an asset to the first one in a row that has a cause of its own, then to the place
    /// where it is declared.
    fn chain(&self, name: &AssetName, plan: &Plan) -> Vec<Link> {
        let is_dirty = |need: &AssetName| {
            plan.items.get(need).is_some_and(|it| !matches!(it.decision, Decision::Fresh))
        };
        let mut chain = Vec::new();
        let mut seen = BTreeSet::from([name.clone()]);
        let mut here = name.clone();
        while let Some(item) = plan.items.get(&here) {
            let upstream = item.reasons.iter().find_map(|reason| match reason {
                DirtyReason::Upstream { name } => Some(name.clone()),
                _ => None,
            });
            let edges = self.sources.assets[&here].edges();
            let next = upstream.or_else(|| edges.into_iter().map(|it| it.to).find(is_dirty));
            match next.filter(|it| plan.items.contains_key(it)) {
                Some(next) if seen.insert(next.clone()) => {
                    chain.push(Link::Asset(next.clone()));
                    here = next;
                }
                _ => break,
            }
        }
        if is_dirty(&here) {
            chain.extend(self.sources.places(&here).into_iter().map(Link::Place));
        }
        chain
    }

    /// The fields that differ between the record's keys and those of today.
    fn changes(&self, item: &PlanItem) -> Result<Vec<Change>, ProjectError> {
        let Some(Job { task, record: Some(record), .. }) = &item.job else {
            return Ok(Vec::new());
        };
        let mut comparison = Comparison { asset: &item.name, changes: Vec::new() };
        for (old, new) in texts(task, record) {
            let Some(old) = old else { continue };
            let Some(old) = self.store()?.derived(&ActionKey(old))? else { continue };
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
    let differs = |(old, new): &(Option<Digest>, &Keyed)| *old != Some(new.key);
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
        let told = |earlier: &Change| {
            let same_part = earlier.part == change.part || change.part.is_whole();
            same_part && earlier.old == change.old && earlier.new == change.new
        };
        // The key of the brief stands in `finish` too, and what it is made of is told anyway. That
        // the hints for the built-in artist come or go, the change of the model says.
        let is_inside = field == "brief" || field == "draw";
        if !is_inside && !self.changes.iter().any(told) {
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
        "picked" => "shown painting".to_owned(),
        "step" => "processing".to_owned(),
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
