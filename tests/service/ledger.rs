//! `Ledger`: what a service was asked, and what it bills for that.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::service::http::Request;

/// What a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// A picture.
    Paint,
    /// Text by a schema, of pictures.
    Judge,
    /// Text.
    Text,
    /// Pictures to be made later.
    Batch,
    /// A list, a state, a file: what costs nothing.
    Free,
}

/// One call.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) kind: Kind,
    pub(crate) model: String,
    pub(crate) prompt: String,
    pub(crate) request: Request,
    /// When its last byte had arrived.
    pub(crate) at: Instant,
    /// What it was answered with; 0 while it is under way, and if it never was.
    pub(crate) status: u16,
    /// What it cost, in billionths of a dollar. An answer that got lost on its way counts.
    pub(crate) nanos: u64,
}

/// All calls, in the order of their arrival.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) calls: Vec<Call>,
    under_way: usize,
    most_under_way: usize,
}

impl Ledger {
    /// Writes a call down, which is under way from now on; the answer is its index.
    pub(crate) fn begin(&mut self, kind: Kind, model: &str, prompt: &str, of: &Request) -> usize {
        if kind != Kind::Free {
            self.under_way += 1;
            self.most_under_way = self.most_under_way.max(self.under_way);
        }
        self.calls.push(Call {
            kind,
            model: model.to_owned(),
            prompt: prompt.to_owned(),
            request: of.clone(),
            at: Instant::now(),
            status: 0,
            nanos: 0,
        });
        self.calls.len() - 1
    }

    /// A call is answered, or never will be.
    pub(crate) fn end(&mut self, idx: usize, status: u16, nanos: u64) {
        if self.calls[idx].kind != Kind::Free {
            self.under_way -= 1;
        }
        self.calls[idx].status = status;
        self.calls[idx].nanos = nanos;
    }

    /// Calls of a kind, answered or not.
    pub(crate) fn of(&self, kind: Kind) -> Vec<&Call> {
        self.calls.iter().filter(|it| it.kind == kind).collect()
    }

    /// How many pictures, verdicts and texts were asked for.
    pub(crate) fn counts(&self) -> [usize; 3] {
        [Kind::Paint, Kind::Judge, Kind::Text].map(|it| self.of(it).len())
    }

    /// What all of it costs, in dollars.
    pub(crate) fn usd(&self) -> f64 {
        self.calls.iter().map(|it| it.nanos).sum::<u64>() as f64 / 1e9
    }

    /// Whether every call was answered, or never will be.
    pub(crate) fn is_quiet(&self) -> bool {
        self.under_way == 0
    }

    /// How many calls that cost something were under way at once.
    pub(crate) fn most_under_way(&self) -> usize {
        self.most_under_way
    }

    /// How many calls that cost something arrived within any such stretch of time.
    pub(crate) fn most_within(&self, stretch: Duration) -> usize {
        let at: Vec<Instant> =
            self.calls.iter().filter(|it| it.kind != Kind::Free).map(|it| it.at).collect();
        let within = |idx: usize| at[idx..].iter().filter(|it| **it - at[idx] < stretch).count();
        (0..at.len()).map(within).max().unwrap_or(0)
    }

    /// The prompts of requests that were billed more than once, byte for byte the same.
    pub(crate) fn billed_twice(&self) -> Vec<&str> {
        let mut seen: BTreeMap<(&str, &[u8]), usize> = BTreeMap::new();
        let mut res = vec![];
        for call in self.calls.iter().filter(|it| it.nanos > 0) {
            let times = seen.entry((&call.model, &call.request.body)).or_default();
            *times += 1;
            if *times == 2 {
                res.push(call.prompt.as_str());
            }
        }
        res
    }
}
