//! `Round`: paintings that were judged together, and what came of it.

use std::collections::BTreeSet;

use crate::action::{Findings, Score, Verdict};
use crate::digest::Digest;
use crate::lock::Taken;
use crate::name::PartName;
use crate::plan::Looked;
use crate::resolve::Stage;

/// The attempt of what was painted beside the attempts.
pub(crate) const NO_ATTEMPT: u32 = 0;

/// One picture for each painting of a stage, judged together. Where a stage has one painting,
/// every candidate is a round of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// Counted from 1; 0 if it was painted beside the attempts, or put together from several.
    pub attempt: u32,
    /// Indices into what was taken, in the order of the stage's paintings.
    pub members: Vec<usize>,
    /// Whether every hard check holds.
    pub passed: bool,
    /// The score, if there is a usable verdict.
    pub score: Option<Score>,
    /// The verdict, with the digest of its answer, where it was looked up.
    pub verdict: Option<(Digest, Verdict)>,
    /// The finished pictures by member, then by part of the painting. Empty where the record
    /// was trusted.
    pub looked: Vec<Vec<(PartName, Looked)>>,
    /// Whether its verdict or its second plate is still to be had: the loop was cut short before.
    pub due: bool,
}

impl Round {
    pub(crate) fn new(attempt: u32, members: Vec<usize>) -> Round {
        let looked = Vec::new();
        Round { attempt, members, passed: false, score: None, verdict: None, looked, due: false }
    }

    /// What was taken in this very attempt; the rest was carried over.
    pub(crate) fn own<'a>(&'a self, taken: &'a [Taken]) -> impl Iterator<Item = &'a Taken> {
        self.own_members(taken).into_iter().map(|idx| &taken[idx])
    }

    /// Where those stand. Beside the attempts one painting is made at a time: the newest.
    pub(crate) fn own_members(&self, taken: &[Taken]) -> Vec<usize> {
        let newest = self.members.iter().max();
        let own = |idx: &&usize| {
            taken[**idx].attempt == self.attempt && (self.attempt > 0 || Some(*idx) == newest)
        };
        self.members.iter().filter(own).copied().collect()
    }

    /// What a painter should be told: the judge's suggestions, then what failed.
    #[must_use]
    pub fn points(&self) -> Vec<String> {
        let mut points = Vec::new();
        if let Some((_, verdict)) = &self.verdict {
            points.extend(verdict.suggestions.iter().cloned());
            let weak = verdict.criteria.values().filter(|it| it.score < Score(90));
            points.extend(weak.flat_map(|it| it.suggestions.iter().cloned()));
        }
        let failed = self.findings().flat_map(Findings::failed);
        points.extend(failed.map(|it| it.suggestion.clone()).filter(|it| !it.is_empty()));
        let mut seen = BTreeSet::new();
        points.retain(|it| seen.insert(it.clone()));
        points
    }

    /// Takes in its finished pictures, and whether all of them pass.
    pub(crate) fn see(&mut self, looked: Vec<Vec<(PartName, Looked)>>) {
        self.looked = looked;
        let passed = self.findings().all(Findings::passed);
        self.passed = passed;
    }

    /// Writes what was learned of it into what was taken in its attempt. Of what is still to be
    /// judged nothing is written, so that a later build judges it.
    pub(crate) fn note(&self, taken: &mut [Taken]) {
        if self.looked.is_empty() || self.due {
            return;
        }
        for idx in self.own_members(taken) {
            let it = &mut taken[idx];
            it.passed = Some(self.passed);
            it.score = self.score;
            it.verdict = self.verdict.as_ref().map(|(id, _)| *id).or(it.verdict);
        }
    }

    /// What was measured on its pictures.
    pub fn findings(&self) -> impl Iterator<Item = &Findings> {
        self.looked.iter().flatten().map(|(_, it)| &it.findings)
    }
}

/// The rounds of a stage, in order: for each attempt, what each painting shows.
///
/// In a stage of several paintings an attempt repaints some of them; the others carry over.
pub(crate) fn members(stage: &Stage, taken: &[(usize, &Taken)]) -> Vec<(u32, Vec<usize>)> {
    if let [only] = stage.paintings.as_slice() {
        let mine = taken.iter().filter(|(_, it)| it.part == only.part);
        return mine.map(|(idx, it)| (it.attempt, vec![*idx])).collect();
    }
    let attempts: BTreeSet<u32> =
        taken.iter().map(|(_, it)| it.attempt).filter(|it| *it > NO_ATTEMPT).collect();
    let mut rounds = Vec::new();
    for attempt in attempts {
        let newest = |part: &PartName| {
            let until = taken.iter().filter(|(_, it)| it.attempt <= attempt && it.part == *part);
            until.max_by_key(|(_, it)| it.attempt).map(|(idx, _)| *idx)
        };
        let all: Option<Vec<usize>> = stage.paintings.iter().map(|it| newest(&it.part)).collect();
        if let Some(all) = all {
            rounds.push((attempt, all));
        }
    }
    rounds
}
