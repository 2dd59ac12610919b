//! `NAME.json`: what a picture was made from, and how. A function of lock and originals: nothing
//! in it differs between two builds of the same lock.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::action::{Canvas, Findings, PaintRequest, PaintingAnswer, Picture};
use crate::lock::{Pick, Taken};
use crate::model::{Catalog, ModelId};
use crate::name::PartName;
use crate::plan::{Known, Looked, Outcome, Round, StageHistory, Task};
use crate::resolve::{Kind, Painted};
use crate::run::View;
use crate::run::assemble::Assembled;
use crate::run::cut::Cut;

/// The metadata of what a model painted.
pub(crate) fn painted(
    known: &View,
    task: &Task,
    painted: &Painted,
    outcome: &Outcome,
    assembled: &Assembled,
) -> Map<String, Value> {
    let mut res = common(task, assembled);
    let target = painted.quality.target;
    res.insert("art-size".into(), json!(painted.finishing.size));
    res.insert("scale".into(), json!(painted.finishing.scale));
    res.insert("score".into(), json!(outcome.score()));
    res.insert("target".into(), json!(target));
    res.insert("attempts".into(), json!(outcome.attempts()));
    let mut stages = Vec::new();
    for (stage, history) in painted.stages.iter().zip(&outcome.history) {
        for (place, it) in stage.paintings.iter().enumerate() {
            let Some(pick) = outcome.picks.iter().find(|pick| pick.part == it.part) else {
                continue;
            };
            let cut = Cut::of(known, painted, outcome, pick);
            stages.push(one_painting(
                pick,
                cut.as_ref(),
                history,
                place,
                (&it.words.model, target),
            ));
        }
    }
    let history = outcome.history.iter().flat_map(|it| rounds(known, it, outcome, target));
    res.insert("history".into(), history.collect());
    match stages.as_mut_slice() {
        [(_, only)] => res.append(only),
        _ => {
            let named = stages.into_iter().map(|(name, it)| (name, Value::Object(it)));
            res.insert("parts".into(), Value::Object(named.collect()));
        }
    }
    res
}

/// The metadata of what is free.
pub(crate) fn free(task: &Task, assembled: &Assembled, notes: &[String]) -> Map<String, Value> {
    let mut res = common(task, assembled);
    match &task.asset.kind {
        Kind::Source(it) => {
            res.insert("source".into(), json!(it.pixels));
        }
        Kind::Derived(it) => {
            res.insert("from".into(), json!(it.from.with_part(&it.part)));
            res.insert("edits".into(), json!(it.edits));
        }
        Kind::Atlas(it) => {
            res.insert("pictures".into(), json!(it.entries.len()));
        }
        Kind::Painted(_) => {}
    }
    if !notes.is_empty() {
        res.insert("cut-out".into(), json!(notes));
    }
    res
}

fn common(task: &Task, assembled: &Assembled) -> Map<String, Value> {
    let mut res = Map::new();
    let kind = match &task.asset.kind {
        Kind::Painted(it) if it.motion.is_some() => "animation",
        Kind::Painted(_) => "image",
        Kind::Source(_) => "source",
        Kind::Derived(_) => "derived",
        Kind::Atlas(_) => "atlas",
    };
    res.insert("kind".into(), json!(kind));
    res.insert("format".into(), json!("png"));
    let first = assembled.pictures.values().next();
    res.insert("size".into(), json!(first.map(|it| [it.width, it.height])));
    if let Some(it) = task.asset.nine_slice {
        res.insert("nine-slice".into(), json!(it));
    }
    if let Some(pivot) = task.asset.pivot {
        res.insert("pivot".into(), pivots(assembled, pivot));
    }
    if !assembled.canvases.is_empty() {
        res.insert("canvas".into(), by_part(&assembled.canvases));
    }
    let pixels = assembled.pictures.iter();
    let pixels = pixels.map(|(part, it)| (part.to_string(), json!(it.pixels)));
    res.insert("pixels".into(), Value::Object(pixels.collect()));
    res
}

/// The place of the canvas where pictures are held, as shares of each: one place, or one for each
/// part where they were trimmed and are several.
fn pivots(assembled: &Assembled, pivot: [f64; 2]) -> Value {
    if assembled.canvases.is_empty() {
        return json!(pivot);
    }
    let place = |(part, picture): (&PartName, &Picture)| {
        let size = [picture.width, picture.height];
        let canvas = assembled.canvases.get(part).copied();
        let canvas = canvas.unwrap_or(Canvas::whole(picture.width, picture.height));
        (part.clone(), canvas.place(pivot, size))
    };
    let places: BTreeMap<PartName, [f64; 2]> = assembled.pictures.iter().map(place).collect();
    match places.values().next() {
        Some(only) if places.len() == 1 => json!(only),
        _ => by_part(&places),
    }
}

fn by_part<T: Serialize>(values: &BTreeMap<PartName, T>) -> Value {
    Value::Object(values.iter().map(|(part, it)| (part.to_string(), json!(it))).collect())
}

fn answer_of(known: &View, taken: &Taken) -> Option<PaintingAnswer> {
    known.answers(taken.brief).into_iter().find(|it| it.id() == taken.answer)
}

/// What is to be said of one painting that is shown, under the name of its part.
fn one_painting(
    pick: &Pick,
    cut: Option<&Cut>,
    history: &StageHistory,
    place: usize,
    (model, target): (&ModelId, u8),
) -> (String, Map<String, Value>) {
    let mut res = Map::new();
    res.insert("model".into(), json!(model));
    if let Some(it) = cut.map(|it| &it.painting) {
        let request = &it.request;
        res.insert("answered-by".into(), json!(it.answered_by));
        res.insert("prompt".into(), json!(request.prompt));
        res.insert("avoid".into(), json!(request.avoid));
        res.insert("asked-size".into(), json!(request.size));
        res.insert("aspect".into(), json!(aspect(request)));
        res.insert("safety".into(), json!(it.safety));
        res.insert("painting".into(), json!(it.picture));
    }
    res.insert("attempt".into(), json!(pick.attempt));
    if !model.is_builtin() {
        let safety = cut.map(|it| &it.painting.request.safety);
        res.insert("asked-safety".into(), json!(safety));
        res.insert("answer".into(), json!(pick.answer));
    }
    res.insert("origin".into(), json!(pick.origin));
    if let Some(round) = history.picked.and_then(|it| history.rounds.get(it)) {
        let looked = round.looked.get(place).map(Vec::as_slice).unwrap_or_default();
        res.insert("passed".into(), json!(passed(round, target)));
        let objection = cut.and_then(|it| it.objection.as_ref());
        res.insert("cut-out".into(), json!(notes(looked, objection)));
        if let Some(cut) = cut {
            cut.describe(&mut res);
        }
        res.insert("checks".into(), json!(checks(looked)));
        if let Some((_, verdict)) = &round.verdict {
            res.insert("judged-by".into(), json!(verdict.answered_by));
            res.insert("criteria".into(), json!(verdict.criteria));
            let top: Vec<_> = verdict.suggestions.iter().take(3).collect();
            res.insert("suggestions".into(), json!(top));
        }
    }
    (pick.part.to_string(), res)
}

/// Width to height, as the manifest says it or a model outside was asked for it.
fn aspect(request: &PaintRequest) -> Option<String> {
    let said = request.aspect.map(|[width, height]| format!("{width}:{height}"));
    let asked = || Catalog::aspect(&request.model, request.size);
    said.or_else(|| (!request.model.is_builtin()).then(asked))
}

fn notes<'a>(looked: &'a [(PartName, Looked)], objection: Option<&'a String>) -> Vec<&'a String> {
    let mut notes: Vec<&String> = looked.iter().flat_map(|(_, it)| &it.notes).collect();
    notes.dedup();
    notes.extend(objection);
    notes
}

fn checks(looked: &[(PartName, Looked)]) -> Vec<&Findings> {
    looked.iter().map(|(_, it)| &it.findings).collect()
}

/// Whether the score of a round reaches the target and the checks hold; nothing where nobody judged.
fn passed(round: &Round, target: u8) -> Option<bool> {
    round.score.and_then(|it| it.passes(target, Some(round.passed)))
}

/// What happened in one stage. Of attempts that lost, what lock and answers hold.
fn rounds(known: &View, history: &StageHistory, outcome: &Outcome, target: u8) -> Vec<Value> {
    let round = |tried: &Round| {
        let paintings = tried.members.iter().map(|idx| {
            let taken = &outcome.taken[*idx];
            let answer = answer_of(known, taken);
            let painting = answer.as_ref().and_then(PaintingAnswer::painted);
            let outside = painting.filter(|it| !it.request.model.is_builtin());
            json!({
                "part": taken.part,
                "answer": outside.map(|_| taken.answer),
                "prompt": painting.map(|it| it.request.prompt.clone()),
                "usd": outside.map(|it| it.usd),
                "ms": outside.map(|it| it.ms),
            })
        });
        json!({
            "attempt": tried.attempt,
            "score": tried.score,
            "passed": passed(tried, target),
            "suggestions": suggestions(known, tried, outcome),
            "paintings": paintings.collect::<Vec<_>>(),
        })
    };
    history.rounds.iter().map(round).collect()
}

/// What the judge suggested. Rounds of earlier builds are not judged anew: their verdicts are
/// those that the record names.
fn suggestions(known: &View, round: &Round, outcome: &Outcome) -> Option<Vec<String>> {
    if let Some((_, verdict)) = &round.verdict {
        return Some(verdict.suggestions.clone());
    }
    let own = round.members.iter().map(|idx| &outcome.taken[*idx]);
    let id = own.filter(|it| it.attempt == round.attempt).find_map(|it| it.verdict)?;
    Some(known.recorded_verdict(id)?.given()?.suggestions.clone())
}
