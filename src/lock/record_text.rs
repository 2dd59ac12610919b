//! `RecordText`: a record as it stands in the file.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::action::{ActionKey, Origin, Picture, Score};
use crate::digest::Digest;
use crate::lock::{BriefRecord, Ended, Pick, Record, Taken};
use crate::model::ModelId;
use crate::name::PartName;
use crate::path::ProjectPath;
use crate::word::Word;

/// A record as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RecordText {
    pub(crate) check: String,
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
        Ended::of(&text).map(EndedText).ok_or_else(|| format!("no loop ends with `{text}`"))
    }
}

impl RecordText {
    /// The record, whatever its check says.
    pub(crate) fn into_record(self) -> Record {
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
