//! What happened: the attempts behind what is shown, from lock and answers. The attempts of a
//! wholly built-in loop are in neither; it is run again, for nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::action::{
    Answer, AskedBackground, Criterion, Edited, Findings, Painting, PaintingAnswer, Score, Verdict,
};
use crate::digest::Digest;
use crate::image;
use crate::lock::{BriefRecord, Ended, Pick, Record, Taken};
use crate::money::Usd;
use crate::name::{AssetName, PartName};
use crate::plan::{MattingInputs, Task, steps, way};
use crate::project::inspect::part_name;
use crate::project::view::LogEntry;
use crate::project::{Project, ProjectError};
use crate::resolve::{Kind, Painted};
use crate::run::replay;
use crate::whole::{Durable, Finish, WholeFiles};

/// One attempt: its entry, and the painting with what is beside it, if it is to be had.
struct Attempt {
    entry: LogEntry,
    painting: Option<Painting>,
    beside: MattingInputs,
}

/// Pictures by the name of the stage that they show, as files.
type Stages = Vec<(String, Vec<u8>)>;

impl Project {
    /// The attempts behind what the lock holds, oldest first; of one asset, or of all.
    ///
    /// # Errors
    ///
    /// If there is no such asset, or the store cannot be read.
    pub fn log(&self, name: Option<&AssetName>) -> Result<Vec<LogEntry>, ProjectError> {
        Ok(self.attempts(name)?.into_iter().map(|it| it.entry).collect())
    }

    fn attempts(&self, name: Option<&AssetName>) -> Result<Vec<Attempt>, ProjectError> {
        if let Some(name) = name {
            self.must_exist(name.as_str())?;
        }
        let wanted = |it: &AssetName| name.is_none_or(|name| name == it);
        let records = self.lock.records.iter().filter(|(it, _)| wanted(it));
        let records: Vec<(&AssetName, &Record)> = records.collect();
        let tasks = self.tasks(records.iter().map(|it| it.0.clone()).collect())?;
        let mut res = Vec::new();
        for (asset, record) in records {
            let task = tasks.get(asset);
            let today = task.and_then(|it| it.brief()).filter(|it| record.brief(*it).is_some());
            let today = today.or(record.shown().map(|it| it.key));
            for brief in &record.briefs {
                let from = res.len();
                for taken in &brief.taken {
                    res.push(self.outside(asset, brief, taken)?);
                }
                if brief.taken.is_empty() {
                    res.extend(self.built_in(asset, brief, task)?);
                }
                // What a reroll made came after the loop.
                let last = res[from..].iter_mut().rfind(|it| it.entry.attempt > 0);
                if let Some(last) = last {
                    last.entry.ended = brief.ended.last().copied();
                }
                if today == Some(brief.key) {
                    number(&mut res[from..]);
                }
            }
        }
        Ok(res)
    }

    fn outside(
        &self,
        asset: &AssetName,
        brief: &BriefRecord,
        taken: &Taken,
    ) -> Result<Attempt, ProjectError> {
        let answer: Option<PaintingAnswer> = self.stored(Some(taken.answer))?;
        let painting = answer.as_ref().and_then(PaintingAnswer::painted).cloned();
        let verdict: Option<Answer<Verdict>> = self.stored(taken.verdict)?;
        let verdict = verdict.as_ref().and_then(Answer::given);
        let pick = brief.picks.iter().find(|it| it.answer == Some(taken.answer));
        let mut entry = entry(asset, brief, taken, painting.as_ref(), verdict);
        entry.painting = Some(taken.answer);
        entry.is_picked = pick.is_some();
        entry.by_person = pick.is_some_and(|it| it.by_person);
        let plate: Option<Answer<Edited>> = self.stored(taken.plate)?;
        let mask = self.stored(taken.mask)?;
        entry.usd += plate.as_ref().map_or(Usd::ZERO, Answer::usd);
        Ok(Attempt { entry, painting, beside: MattingInputs { plate, mask } })
    }

    /// What a record names by the digest of its text; `None` if it names nothing, or the store
    /// does not have it.
    fn stored<T: DeserializeOwned>(&self, id: Option<Digest>) -> Result<Option<T>, ProjectError> {
        let store = self.store()?;
        let bytes = id.map(|it| store.blob(&it)).transpose()?.flatten();
        Ok(bytes.and_then(|it| serde_json::from_slice(&it).ok()))
    }

    /// The attempts of a built-in loop; what the record shows, if the loop is another one today.
    fn built_in(
        &self,
        asset: &AssetName,
        brief: &BriefRecord,
        task: Option<&Arc<Task>>,
    ) -> Result<Vec<Attempt>, ProjectError> {
        let built_in = |it: &&Arc<Task>| it.painted().is_some_and(Painted::is_built_in);
        let same = task.filter(built_in).filter(|it| it.brief() == Some(brief.key));
        let store = self.store()?;
        let replayed = same.and_then(|it| replay(store, it).ok());
        let Some((outcome, answers)) = replayed else {
            return Ok(brief.picks.iter().map(|it| shown(asset, brief, it)).collect());
        };
        let mut res = Vec::new();
        for (idx, taken) in outcome.taken.iter().enumerate() {
            let answer = answers.iter().find(|it| it.id() == taken.answer);
            let painting = answer.and_then(PaintingAnswer::painted).cloned();
            let rounds = outcome.history.iter().flat_map(|it| &it.rounds);
            let round = rounds.into_iter().find(|it| it.members.contains(&idx));
            let verdict = round.and_then(|it| it.verdict.as_ref()).map(|(_, it)| it);
            let mut entry = entry(asset, brief, taken, painting.as_ref(), verdict);
            let findings = round.into_iter().flat_map(|it| it.findings());
            entry.findings = Findings(findings.flat_map(|it| it.0.clone()).collect());
            let pick = brief.picks.iter().find(|it| it.part == taken.part);
            entry.is_picked = pick.is_some_and(|it| it.origin == taken.origin);
            entry.by_person = entry.is_picked && pick.is_some_and(|it| it.by_person);
            res.push(Attempt { entry, painting, beside: MattingInputs::default() });
        }
        Ok(res)
    }

    /// Writes every stage of every attempt as a picture, and the history as JSON, into a folder.
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub fn save_log(
        &self,
        name: Option<&AssetName>,
        dir: &Path,
    ) -> Result<Vec<PathBuf>, ProjectError> {
        let mut files = Vec::new();
        let mut history = Vec::new();
        // Into whatever folder its user names.
        let whole = WholeFiles::beside(self.outside.faults());
        let to = (&whole, dir);
        for Attempt { mut entry, painting, beside } in self.attempts(name)? {
            let score = entry.score.map_or("unjudged".to_owned(), |it| it.to_string());
            let which = entry.painting.or(painting.as_ref().map(|it| it.picture));
            let which = which.map(|it| it.short()).unwrap_or_default();
            let part = part_name(&entry.part);
            let stem = format!("{}-{part}-{:02}-{score}-{which}", entry.name, entry.attempt);
            let mut pictures = Vec::new();
            if let Some(painting) = &painting {
                let (stages, found) = self.stages(&entry, painting, &beside)?;
                for (stage, bytes) in stages {
                    let name = format!("{stem}-{stage}.png");
                    files.push(save(to, &name, &bytes)?);
                    pictures.push(name);
                }
                if entry.findings.0.is_empty() {
                    entry.findings = found;
                }
            }
            history.push(told(&entry, painting.as_ref(), &pictures));
        }
        let text = serde_json::to_vec_pretty(&history).expect("plain JSON can be written");
        files.push(save(to, "history.json", &text)?);
        Ok(files)
    }

    /// A painting as it came, and after each step of today's manifest, with what is measured on it then.
    /// Sheets stay whole.
    fn stages(
        &self,
        LogEntry { name, part, .. }: &LogEntry,
        painting: &Painting,
        beside: &MattingInputs,
    ) -> Result<(Stages, Findings), ProjectError> {
        let store = self.store()?;
        let none = Findings::default();
        let Some(bytes) = store.blob(&painting.picture)? else { return Ok((Vec::new(), none)) };
        let mut res = vec![("0-painting".to_owned(), bytes.clone())];
        let plate = beside.plate.as_ref().and_then(Answer::given);
        for (name, blob) in [
            ("0-plate", plate.map(|it| it.picture)),
            ("0-mask", beside.mask.as_ref().map(|it| it.mask)),
        ] {
            let bytes = blob.map(|it| store.blob(&it)).transpose()?.flatten();
            res.extend(bytes.map(|it| (name.to_owned(), it)));
        }
        let asset = self.sources.assets.get(name);
        let (Some(asset), Ok(mut bitmap)) = (asset, image::decode(&bytes)) else {
            return Ok((res, none));
        };
        let Kind::Painted(painted) = &asset.kind else { return Ok((res, none)) };
        let paintings = painted.stages.iter().flat_map(|it| &it.paintings);
        let is_sheet = paintings.into_iter().any(|it| it.part == *part && it.cells.is_some());
        if is_sheet {
            return Ok((res, none));
        }
        let asked = painting.request.background;
        let (way, _) = way(&painted.finishing.cutout, asked, beside);
        let steps = steps::of_painting(painted, Some((asked, way)), None);
        let blobs = |blob| image::decode(&store.blob(&blob).ok()??).ok();
        let behind = match asked {
            AskedBackground::Key(it) => Some(it),
            AskedBackground::Transparent | AskedBackground::Colour(_) | AskedBackground::Opaque => {
                None
            }
        };
        let mut found = none;
        for (number, step) in (1..).zip(steps.shaping.iter().chain(&steps.last)) {
            match image::process(bitmap, std::slice::from_ref(step), &blobs) {
                Ok(next) => bitmap = next.bitmap,
                Err(_) => break,
            }
            if number == steps.shaping.len() {
                found = image::check(&bitmap, &painted.check, behind);
            }
            let bytes = image::encode_png(&bitmap, &[]);
            res.push((format!("{number}-{}", step.name()), bytes));
        }
        Ok((res, found))
    }
}

/// An attempt as the history tells it: what was asked, what came, what it was worth and what it cost.
fn told(entry: &LogEntry, painting: Option<&Painting>, pictures: &[String]) -> serde_json::Value {
    let criterion = |(criterion, score, feedback): &(Criterion, Score, String)| serde_json::json!({ "criterion": criterion, "score": score, "feedback": feedback });
    serde_json::json!({
        "name": entry.name,
        "part": entry.part,
        "number": entry.number,
        "attempt": entry.attempt,
        "pictures": pictures,
        "model": entry.model,
        "answered_by": painting.map(|it| &it.answered_by),
        "prompt": entry.prompt,
        "score": entry.score,
        "passed": entry.passed,
        "criteria": entry.criteria.iter().map(criterion).collect::<Vec<_>>(),
        "findings": entry.findings,
        "suggestions": entry.suggestions,
        "usd": entry.usd.to_f64(),
        "ms": u64::try_from(entry.took.as_millis()).unwrap_or(u64::MAX),
        "picked": entry.is_picked,
        "by_person": entry.by_person,
        "ended": entry.ended.map(Ended::as_str),
        "request": painting.map(|it| &it.request),
    })
}

fn save(
    (whole, dir): (&WholeFiles, &Path),
    name: &str,
    bytes: &[u8],
) -> Result<PathBuf, ProjectError> {
    let path = dir.join(name);
    let finish = Finish { mode: None, durable: Durable::Later };
    match whole.write(&path, bytes, finish) {
        Ok(()) => Ok(path),
        Err(cause) => Err(ProjectError::Io { deed: "write", path, cause }),
    }
}

/// Numbers what can be picked, each part by itself.
fn number(attempts: &mut [Attempt]) {
    let mut counts: BTreeMap<PartName, usize> = BTreeMap::new();
    for Attempt { entry, .. } in attempts {
        let count = counts.entry(entry.part.clone()).or_default();
        *count += 1;
        entry.number = Some(*count);
    }
}

fn entry(
    asset: &AssetName,
    brief: &BriefRecord,
    taken: &Taken,
    painting: Option<&Painting>,
    verdict: Option<&Verdict>,
) -> LogEntry {
    let criteria = verdict.into_iter().flat_map(|it| &it.criteria);
    LogEntry {
        name: asset.clone(),
        part: taken.part.clone(),
        number: None,
        attempt: taken.attempt,
        is_adopted: painting.is_some_and(Painting::is_adopted),
        painting: None,
        model: brief.model.clone(),
        prompt: painting.map(|it| it.request.prompt.clone()).unwrap_or_default(),
        score: taken.score,
        passed: taken.score.and_then(|it| it.passes(brief.target, taken.passed)),
        criteria: criteria.map(|(it, of)| (*it, of.score, of.feedback.clone())).collect(),
        findings: Findings::default(),
        suggestions: verdict.map(|it| it.suggestions.clone()).unwrap_or_default(),
        usd: painting.map_or(Usd::ZERO, |it| it.usd),
        took: Duration::from_millis(painting.map_or(0, |it| it.ms)),
        is_picked: false,
        by_person: false,
        ended: None,
    }
}

/// What a record shows of a loop that is another one today.
fn shown(asset: &AssetName, brief: &BriefRecord, it: &Pick) -> Attempt {
    let checks_hold = (!it.by_person).then_some(true);
    let entry = LogEntry {
        name: asset.clone(),
        part: it.part.clone(),
        number: None,
        attempt: it.attempt,
        is_adopted: false,
        painting: None,
        model: brief.model.clone(),
        prompt: String::new(),
        score: it.score,
        passed: it.score.and_then(|score| score.passes(brief.target, checks_hold)),
        criteria: Vec::new(),
        findings: Findings::default(),
        suggestions: Vec::new(),
        usd: Usd::ZERO,
        took: Duration::ZERO,
        is_picked: true,
        by_person: it.by_person,
        ended: None,
    };
    Attempt { entry, painting: None, beside: MattingInputs::default() }
}
