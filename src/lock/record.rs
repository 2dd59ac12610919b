//! `Record`: what one asset is pinned to.
//!
//! Self-contained: no clock, no host, no counter, no total, and nothing about any other asset, so
//! that records of two branches merge by themselves.

use std::collections::BTreeMap;

use crate::action::{ActionKey, Origin, Picture, Score};
use crate::digest::Digest;
use crate::model::ModelId;
use crate::name::PartName;
use crate::path::ProjectPath;
use crate::word::words;

/// What one asset is pinned to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// The briefs that were answered; the first is the one that the outputs show. Others are
    /// kept for a person's choice among their paintings.
    pub briefs: Vec<BriefRecord>,
    /// The digest of judge and judge prompt, as of the picked verdict; as it was where no
    /// verdict was due.
    pub quality: Option<Digest>,
    /// The digest of everything else that shapes the outputs.
    pub finish: Option<Digest>,
    /// A person said: keep this picture, whatever the manifest says.
    pub accepted: bool,
    /// The versions of the steps that made the outputs, by name.
    pub steps: BTreeMap<String, u32>,
    /// The finished pictures, by part. Of an atlas, its pages.
    pub pictures: BTreeMap<PartName, Picture>,
    /// The files that were written, with the digest of their bytes. Paths are below `out`.
    pub outputs: BTreeMap<ProjectPath, Digest>,
    /// Cells of a grid atlas, by entry.
    pub cells: BTreeMap<String, u32>,
}

/// The answers to one brief of an asset.
#[derive(Debug, Clone, PartialEq)]
pub struct BriefRecord {
    /// The key of the asset's brief: the words and outside references of all its paintings.
    pub key: ActionKey,
    /// The words of that brief alone, to tell changed words from a changed reference.
    pub words: Digest,
    /// Who painted.
    pub model: ModelId,
    /// The highest target that was aimed at.
    pub target: u8,
    /// The highest number of attempts that was allowed, in each stage.
    pub max_attempts: u32,
    /// Why the loop ended, by stage.
    pub ended: Vec<Ended>,
    /// Every painting that the asset took, in its order. Empty for built-in loops.
    pub taken: Vec<Taken>,
    /// The painting that each part shows.
    pub picks: Vec<Pick>,
}

words! {
    /// Why a loop ended.
    pub enum Ended {
        /// The target was reached.
        Target = "target",
        /// No attempt was left.
        Attempts = "attempts",
        /// The last attempts were no better.
        NoGain = "no-gain",
        /// No painting passes the checks.
        Failed = "failed",
        /// The model will not paint it.
        Refused = "refused",
        /// No usable verdict.
        Unjudged = "unjudged",
        /// It has not ended: budget, interrupt, limit, transient failure, request without answer.
        Open = "open",
    }
}

/// One painting that an asset took.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Which painting of the asset it is for.
    pub part: PartName,
    /// In which attempt of its stage, counted from 1; 0 if it was painted or adopted beside the
    /// attempts, because a person asked for it.
    pub attempt: u32,
    /// The digest of the answer's text; the answer names request, picture, price and time.
    pub answer: Digest,
    /// The key of the brief of this very painting, references to the asset's own picks included.
    pub brief: ActionKey,
    /// What pictures made from it count as.
    pub origin: Origin,
    /// The digest of the verdict's text.
    pub verdict: Option<Digest>,
    /// The score that the verdict gave, by the weights of then.
    pub score: Option<Score>,
    /// Whether it passed the hard checks of then; `None` if it was not looked at.
    pub passed: Option<bool>,
    /// The second plate.
    pub plate: Option<Digest>,
    /// The mask of a network.
    pub mask: Option<Digest>,
}

impl Taken {
    /// A painting that nobody has looked at yet.
    #[must_use]
    pub fn new(
        part: PartName,
        attempt: u32,
        brief: ActionKey,
        origin: Origin,
        answer: Digest,
    ) -> Taken {
        Taken {
            part,
            attempt,
            answer,
            brief,
            origin,
            verdict: None,
            score: None,
            passed: None,
            plate: None,
            mask: None,
        }
    }
}

/// The painting that a part shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// Which painting of the asset.
    pub part: PartName,
    /// What the picture counts as.
    pub origin: Origin,
    /// The answer; `None` for built-in paintings.
    pub answer: Option<Digest>,
    /// In which attempt it was made.
    pub attempt: u32,
    /// Its score, if it has one.
    pub score: Option<Score>,
    /// Whether a person chose it; it then outranks scores for this brief.
    pub by_person: bool,
}

impl Record {
    /// What is known for a brief.
    #[must_use]
    pub fn brief(&self, key: ActionKey) -> Option<&BriefRecord> {
        self.briefs.iter().find(|it| it.key == key)
    }

    /// The brief that the outputs show.
    #[must_use]
    pub fn shown(&self) -> Option<&BriefRecord> {
        self.briefs.first()
    }

    /// The score of what the outputs show: that of the weakest pick. `None` if one is unjudged.
    #[must_use]
    pub fn score(&self) -> Option<Score> {
        let scores: Option<Vec<Score>> = self.shown()?.picks.iter().map(|it| it.score).collect();
        scores?.into_iter().min()
    }

    /// Whether what the outputs show could not be judged: no verdict of use came.
    #[must_use]
    pub fn is_unjudged(&self) -> bool {
        let by_person = |it: &BriefRecord| it.picks.iter().all(|pick| pick.by_person);
        self.shown().is_some_and(|it| it.ended.contains(&Ended::Unjudged) && !by_person(it))
    }

    /// Whether the checks hold for what the outputs show, as of when it was made; `None` where
    /// nobody knows. The built-in loop shows nothing else, unless a person chose it.
    #[must_use]
    pub fn checks_hold(&self) -> Option<bool> {
        let shown = self.shown()?;
        let checked = |it: &Pick| match shown.taken.iter().find(|of| Some(of.answer) == it.answer) {
            Some(taken) => taken.passed,
            None => (!it.by_person).then_some(true),
        };
        let all: Option<Vec<bool>> = shown.picks.iter().map(checked).collect();
        all.map(|it| it.into_iter().all(|it| it))
    }

    /// Whether a person decided anything about it: then it outlives its asset.
    #[must_use]
    pub fn has_choice(&self) -> bool {
        self.accepted || self.briefs.iter().any(|it| it.picks.iter().any(|pick| pick.by_person))
    }
}

impl BriefRecord {
    /// Whether it has a pick and its loop has come to an end.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !self.picks.is_empty() && !self.ended.contains(&Ended::Open)
    }

    /// Whether a person picked or made something that is kept as an original. The artist in this
    /// program keeps none: what is picked of its paintings is drawn again.
    #[must_use]
    pub fn has_originals(&self) -> bool {
        let original = |it: &Pick| it.by_person && it.answer.is_some();
        self.picks.iter().any(original) && self.picks.iter().all(|it| it.answer.is_some())
    }

    /// How many attempts were made, in the stage with the most; `None` of a built-in loop, whose
    /// attempts are nowhere kept.
    #[must_use]
    pub fn attempts(&self) -> Option<u32> {
        self.taken.iter().map(|it| it.attempt).max()
    }

    /// The pick of one painting.
    #[must_use]
    pub fn pick(&self, part: &PartName) -> Option<&Pick> {
        self.picks.iter().find(|it| it.part == *part)
    }
}
