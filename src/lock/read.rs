//! From text to `Lock`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::action::{ActionKey, Origin, Picture, Score};
use crate::digest::Digest;
use crate::lock::write::{END, VERSION, check_of};
use crate::lock::{BriefRecord, Ended, Lock, LockProblem, Pick, Record, Taken};
use crate::model::ModelId;
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;

/// Reads a lock: all of it, or the first reason why not. An empty text is not a lock: who has no
/// file has [`Lock::default`].
pub fn read(text: &str) -> Result<Lock, LockProblem> {
    check_frame(text)?;
    let syntax = |cause: &toml::de::Error| LockProblem::Syntax {
        line: line_of(text, cause.span()),
        reason: cause.message().to_owned(),
    };
    let root = DeTable::parse(text).map_err(|it| syntax(&it))?;
    let mut lock = Lock::default();
    for (key, value) in root.into_inner() {
        let line = line_of(text, Some(key.span()));
        match (&**key.get_ref(), value.into_inner()) {
            ("version", _) => {}
            ("asset", DeValue::Table(table)) => {
                for (name, value) in table {
                    let (name, record) = read_record(text, name.get_ref(), value)?;
                    lock.records.insert(name, record);
                }
            }
            (other, _) => {
                let reason = format!("a lock has no `{other}`");
                return Err(LockProblem::Syntax { line, reason });
            }
        }
    }
    Ok(lock)
}

/// What tells before any parsing that nobody may trust the text.
fn check_frame(text: &str) -> Result<(), LockProblem> {
    let marker = |it: &str| it.starts_with("<<<<<<<") || it.starts_with(">>>>>>>");
    if let Some(idx) = text.lines().position(marker) {
        return Err(LockProblem::Conflict { line: idx + 1 });
    }
    let version = text.lines().enumerate().find_map(|(idx, line)| {
        let found = line.strip_prefix("version = ")?;
        Some((idx + 1, found.trim_end()))
    });
    match version {
        Some((line, found)) if found != VERSION => {
            Err(LockProblem::UnknownVersion { found: found.chars().take(20).collect(), line })
        }
        Some(_) if text.trim_end().lines().next_back() == Some(END) => Ok(()),
        _ => Err(LockProblem::Cut { line: text.lines().count().max(1) }),
    }
}

fn read_record(
    text: &str,
    name: &str,
    value: toml::Spanned<DeValue<'_>>,
) -> Result<(AssetName, Record), LockProblem> {
    let span = value.span();
    let bad = |span, reason: String| LockProblem::BadRecord {
        name: name.to_owned(),
        line: line_of(text, Some(span)),
        reason,
    };
    let parsed = AssetName::parse(name).map_err(|it| bad(span.clone(), it.to_string()))?;
    let read = RecordText::deserialize(ValueDeserializer::from(value)).map_err(|cause| {
        let at = cause.span().unwrap_or(span.clone());
        bad(at, cause.message().to_owned())
    })?;
    let check = read.check.clone();
    let record = read.into_record();
    if check != check_of(&parsed, &record) {
        return Err(bad(span, "its check is not that of its text".to_owned()));
    }
    Ok((parsed, record))
}

fn line_of(text: &str, span: Option<std::ops::Range<usize>>) -> usize {
    let start = span.map_or(0, |it| it.start).min(text.len());
    1 + text.as_bytes()[..start].iter().filter(|it| **it == b'\n').count()
}

/// A record as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RecordText {
    check: String,
    #[serde(default)]
    accepted: bool,
    quality: Option<Digest>,
    finish: Option<Digest>,
    #[serde(default)]
    steps: BTreeMap<String, u32>,
    #[serde(default)]
    pictures: BTreeMap<PartName, PictureText>,
    #[serde(default)]
    outputs: BTreeMap<ProjectPath, Digest>,
    #[serde(default)]
    cells: BTreeMap<String, u32>,
    #[serde(default)]
    brief: Vec<BriefText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PictureText {
    pixels: Digest,
    blob: Digest,
    size: [u32; 2],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct BriefText {
    key: ActionKey,
    words: Digest,
    model: ModelId,
    target: u8,
    max_attempts: u32,
    ended: Vec<EndedText>,
    #[serde(default)]
    taken: Vec<TakenText>,
    #[serde(default)]
    picks: Vec<PickText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TakenText {
    #[serde(default)]
    part: PartName,
    attempt: u32,
    answer: Digest,
    /// Where it is not that of the asset.
    brief: Option<ActionKey>,
    origin: Origin,
    verdict: Option<Digest>,
    score: Option<Score>,
    passed: Option<bool>,
    plate: Option<Digest>,
    mask: Option<Digest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PickText {
    #[serde(default)]
    part: PartName,
    attempt: u32,
    answer: Option<Digest>,
    origin: Origin,
    score: Option<Score>,
    #[serde(default)]
    by_person: bool,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct EndedText(Ended);

impl TryFrom<String> for EndedText {
    type Error = String;

    fn try_from(text: String) -> Result<EndedText, String> {
        let found = Ended::ALL.iter().find(|it| it.as_str() == text);
        found.map(|it| EndedText(*it)).ok_or_else(|| format!("no loop ends with `{text}`"))
    }
}

impl RecordText {
    fn into_record(self) -> Record {
        let pictures = self.pictures.into_iter();
        Record {
            briefs: self.brief.into_iter().map(BriefText::into_brief).collect(),
            quality: self.quality,
            finish: self.finish,
            accepted: self.accepted,
            steps: self.steps,
            pictures: pictures.map(|(part, it)| (part, it.into_picture())).collect(),
            outputs: self.outputs,
            cells: self.cells,
        }
    }
}

impl PictureText {
    fn into_picture(self) -> Picture {
        let PictureText { pixels, blob, size } = self;
        let [width, height] = size;
        Picture { pixels, blob, width, height }
    }
}

impl BriefText {
    fn into_brief(self) -> BriefRecord {
        let key = self.key;
        let taken = self.taken.into_iter();
        BriefRecord {
            key,
            words: self.words,
            model: self.model,
            target: self.target,
            max_attempts: self.max_attempts,
            ended: self.ended.into_iter().map(|it| it.0).collect(),
            taken: taken.map(|it| it.into_taken(key)).collect(),
            picks: self.picks.into_iter().map(PickText::into_pick).collect(),
        }
    }
}

impl TakenText {
    fn into_taken(self, key: ActionKey) -> Taken {
        Taken {
            part: self.part,
            attempt: self.attempt,
            answer: self.answer,
            brief: self.brief.unwrap_or(key),
            origin: self.origin,
            verdict: self.verdict,
            score: self.score,
            passed: self.passed,
            plate: self.plate,
            mask: self.mask,
        }
    }
}

impl PickText {
    fn into_pick(self) -> Pick {
        Pick {
            part: self.part,
            origin: self.origin,
            answer: self.answer,
            attempt: self.attempt,
            score: self.score,
            by_person: self.by_person,
        }
    }
}
