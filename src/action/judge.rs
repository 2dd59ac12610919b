//! `JudgeRequest`, `Verdict`, `Rubric`: scores, and the one place where they are added up.

use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::action::{ActionKey, Given, Origin};
use crate::digest::Digest;
use crate::model::ModelId;
use crate::money::Usd;
use crate::word::words;

words! {
    /// What is scored.
    pub enum Criterion {
        /// The art style asked for, coherent and professional.
        Style = "style",
        /// Edges, resolution, defects.
        Technical = "technical",
        /// The background, stray pixels, fringes.
        Transparency = "transparency",
        /// Size, readability and proportions in the game.
        GameFit = "game-fit",
        /// Centred, with empty space, a clear silhouette.
        Composition = "composition",
    }
}

/// A score from 0 to 100.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Score(pub u8);

impl Score {
    /// Whether a picture with this score passes: it reaches the target, and the checks hold. `None`
    /// where nobody knows whether they do.
    #[must_use]
    pub fn passes(self, target: u8, checks_hold: Option<bool>) -> Option<bool> {
        if self.0 < target { Some(false) } else { checks_hold }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// How much each criterion weighs. The weights need not add up to 100; one of them is above 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rubric {
    /// See [`Criterion::Style`].
    pub style: u32,
    /// See [`Criterion::Technical`].
    pub technical: u32,
    /// See [`Criterion::Transparency`].
    pub transparency: u32,
    /// See [`Criterion::GameFit`].
    pub game_fit: u32,
    /// See [`Criterion::Composition`].
    pub composition: u32,
}

impl Default for Rubric {
    fn default() -> Rubric {
        Rubric { style: 25, technical: 20, transparency: 20, game_fit: 20, composition: 15 }
    }
}

impl Rubric {
    /// The weight of one criterion.
    #[must_use]
    pub fn weight(&self, criterion: Criterion) -> u32 {
        match criterion {
            Criterion::Style => self.style,
            Criterion::Technical => self.technical,
            Criterion::Transparency => self.transparency,
            Criterion::GameFit => self.game_fit,
            Criterion::Composition => self.composition,
        }
    }

    /// The weight of one criterion, to be set.
    pub fn weight_mut(&mut self, criterion: Criterion) -> &mut u32 {
        match criterion {
            Criterion::Style => &mut self.style,
            Criterion::Technical => &mut self.technical,
            Criterion::Transparency => &mut self.transparency,
            Criterion::GameFit => &mut self.game_fit,
            Criterion::Composition => &mut self.composition,
        }
    }

    /// The overall score: the weighted mean, rounded half up. Never taken from a judge on trust.
    #[must_use]
    pub fn overall(&self, verdict: &Verdict) -> Score {
        let (mut sum, mut weights) = (0, 0);
        for (criterion, scored) in &verdict.criteria {
            let weight = u64::from(self.weight(*criterion));
            sum += weight * u64::from(scored.score.0);
            weights += weight;
        }
        let mean = (2 * sum + weights).checked_div(2 * weights).unwrap_or(0);
        Score(u8::try_from(mean.min(100)).expect("at most 100"))
    }
}

/// What a judge is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JudgeRequest {
    /// Who is asked.
    pub model: ModelId,
    /// The rendered prompt: role, style guide as data, subject, purpose, size in the game. No
    /// palette and no weights: colours are measured, and adding up is ours.
    pub prompt: String,
    /// What the pictures were made from, in order.
    pub origins: Vec<Origin>,
    /// The blobs of the processed pictures, in the same order; not part of an outside key.
    pub pictures: Vec<Digest>,
    /// The parts that the pictures show, in the same order; empty names for a single picture.
    pub parts: Vec<crate::name::PartName>,
}

impl JudgeRequest {
    /// The key of an outside verdict. Processing a picture anew costs no verdict.
    #[must_use]
    pub fn key(&self) -> ActionKey {
        let JudgeRequest { model, prompt, origins, pictures: _, parts: _ } = self;
        ActionKey(Digest::key("assetbuild verdict v1", &(model, prompt, origins)))
    }
}

/// What a judge says of one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionScore {
    /// 0 to 100.
    pub score: Score,
    /// One or two sentences.
    pub feedback: String,
    /// What to do better; concrete.
    #[serde(default)]
    pub suggestions: Vec<String>,
}

/// What a judge said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Every criterion that could be judged.
    pub criteria: IndexMap<Criterion, CriterionScore>,
    /// The most useful suggestions overall, at most three.
    #[serde(default)]
    pub suggestions: Vec<String>,
    /// The parts to paint again; empty means all of the stage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repaint: Vec<crate::name::PartName>,
    /// The model that says it answered.
    pub answered_by: String,
    /// What was billed.
    pub usd: Usd,
    /// Whether the price is the table's.
    pub estimated: bool,
    /// From sending to the answer, in milliseconds.
    pub ms: u64,
}

impl Given for Verdict {
    const WORD: &'static str = "judged";

    fn usd(&self) -> Usd {
        self.usd
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_overall_score_is_the_weighted_mean_rounded_half_up() {
        let verdict = |scores: [u8; 5]| Verdict {
            criteria: Criterion::ALL
                .into_iter()
                .zip(scores)
                .map(|(it, score)| {
                    let score = Score(score);
                    (it, CriterionScore { score, feedback: String::new(), suggestions: vec![] })
                })
                .collect(),
            suggestions: vec![],
            repaint: vec![],
            answered_by: String::new(),
            usd: Usd::ZERO,
            estimated: false,
            ms: 0,
        };
        let rubric = Rubric::default();
        assert_eq!(rubric.overall(&verdict([100; 5])), Score(100));
        assert_eq!(rubric.overall(&verdict([0; 5])), Score(0));
        assert_eq!(rubric.overall(&verdict([90, 80, 100, 70, 60])), Score(82));
    }

    #[test]
    fn a_picture_passes_if_its_score_reaches_the_target_and_its_checks_hold() {
        assert_eq!(Score(90).passes(90, Some(true)), Some(true));
        assert_eq!(Score(89).passes(90, Some(true)), Some(false));
        assert_eq!(Score(95).passes(90, Some(false)), Some(false));
        assert_eq!((Score(95).passes(90, None), Score(89).passes(90, None)), (None, Some(false)));
    }
}
