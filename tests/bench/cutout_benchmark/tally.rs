//! The scores of one row of the table: mean over seeds and subjects.

use std::collections::BTreeMap;

use assetbuild::image::Bitmap;

use crate::cut::Cut;
use crate::score::Score;
use crate::subject::Subject;

/// The scores of one ground: opaque subjects, and translucent ones.
#[derive(Default)]
pub(crate) struct Tally {
    scores: [Vec<Score>; 2],
    /// By subject: composite errors of the whole picture, and how sure each says it is.
    each: BTreeMap<&'static str, Vec<[f64; 2]>>,
    ms: f64,
}

impl Tally {
    pub(crate) fn add(&mut self, cut: &Cut, truth: &Bitmap, subject: &Subject) {
        let score = Score::of(&cut.picture, truth);
        self.scores[usize::from(subject.translucent)].push(score);
        self.each.entry(subject.name).or_default().push([score.whole, cut.sure()]);
        self.ms = self.ms.max(cut.ms);
    }

    /// The composite errors of all cut-outs, each with how sure it says it is.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = [f64; 2]> + '_ {
        self.each.values().flatten().copied()
    }

    /// One line for opaque subjects, one for translucent ones, one for each family.
    pub(crate) fn lines(&self, name: &str) -> String {
        let mut res = String::new();
        for (kind, name_of_kind) in ["opaque", "translucent"].iter().enumerate() {
            let it = Score::mean(&self.scores[kind]);
            res += &format!(
                "{name:9} {name_of_kind:12} {:6.1} {:6.1} {:6.2}\n",
                it.composite, it.alpha, it.leak
            );
        }
        let mean =
            |of: &[[f64; 2]], at: usize| of.iter().map(|it| it[at]).sum::<f64>() / of.len() as f64;
        for (subject, of) in &self.each {
            res += &format!(" {subject} {:.1} ({:.0})", mean(of, 0), mean(of, 1));
        }
        res + &format!("; {:.0} ms at most", self.ms)
    }
}
