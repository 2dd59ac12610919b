//! `Groups`: cells that are taken for one colour.

use crate::colour::Oklab;
use crate::image::snap::cell::{Tone, rgb};

/// Cells of fewer groups than this are compared in pairs.
const MOST_GROUPS: usize = 1_200;
/// A group of so few cells is sooner taken for noise.
const FEW: [(f32, f32); 2] = [(1.0, 1.6), (3.0, 1.25)];

/// Cells that are taken for one colour.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) tone: Tone,
    place: Oklab,
    /// Of how many cells.
    pub(super) weight: f32,
}

impl Group {
    fn distance(&self, other: &Group) -> f32 {
        self.place.distance(other.place)
    }

    /// The squared error that joining two groups adds (Ward 1963).
    fn cost(&self, other: &Group) -> f32 {
        let distance = self.distance(other);
        self.weight * other.weight / (self.weight + other.weight) * distance * distance
    }

    fn join(&mut self, other: &Group) {
        let weight = self.weight + other.weight;
        let mean = |a: f32, b: f32| (a * self.weight + b * other.weight) / weight;
        let mut tone = self.tone;
        for (own, theirs) in tone.iter_mut().zip(other.tone) {
            *own = mean(*own, theirs);
        }
        let (a, b) = (self.place, other.place);
        self.place = Oklab { l: mean(a.l, b.l), a: mean(a.a, b.a), b: mean(a.b, b.b) };
        self.tone = tone;
        self.weight = weight;
    }
}

/// Of the cells of a picture.
pub(super) struct Groups {
    pub(super) groups: Vec<Group>,
}

impl Groups {
    /// One for every colour, rounded as little as keeps their number down.
    pub(super) fn new(tones: &[Tone]) -> Groups {
        let mut step = 1.0;
        loop {
            let mut keyed: Vec<([i32; 3], usize)> = tones
                .iter()
                .enumerate()
                .map(|(idx, it)| ([it[0], it[1], it[2]].map(|it| (it / step).round() as i32), idx))
                .collect();
            keyed.sort_unstable();
            let runs = keyed.chunk_by(|a, b| a.0 == b.0);
            let groups: Vec<Group> = runs
                .map(|run| {
                    let mut tone = [0.0; 4];
                    for (_, idx) in run {
                        for (sum, value) in tone.iter_mut().zip(tones[*idx]) {
                            *sum += value / run.len() as f32;
                        }
                    }
                    Group { tone, place: rgb(tone).oklab(), weight: run.len() as f32 }
                })
                .collect();
            if groups.len() <= MOST_GROUPS {
                return Groups { groups };
            }
            step *= 1.3;
        }
    }

    /// Joins the cheapest pair again and again, as long as two groups look alike.
    pub(super) fn join_alike(&mut self, apart: f32) {
        self.join_while(|a, b| {
            let fewer = a.weight.min(b.weight);
            let factor = FEW.iter().find(|it| fewer <= it.0).map_or(1.0, |it| it.1);
            a.distance(b) <= apart * factor
        });
    }

    pub(super) fn join_until(&mut self, most: usize) {
        while self.groups.len() > most.max(1) {
            let n = self.groups.len();
            let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
            let cost = |(a, b): (usize, usize)| self.groups[a].cost(&self.groups[b]);
            let Some((a, b)) = pairs.min_by(|p, q| cost(*p).total_cmp(&cost(*q))) else {
                return;
            };
            let other = self.groups.remove(b);
            self.groups[a].join(&other);
        }
    }

    fn join_while(&mut self, alike: impl Fn(&Group, &Group) -> bool) {
        let mut partners: Vec<Option<(f32, usize)>> = Vec::new();
        let partner = |groups: &[Group], a: usize| {
            let others = (0..groups.len()).filter(|b| *b != a && groups[*b].weight > 0.0);
            let others = others.filter(|b| alike(&groups[a], &groups[*b]));
            let costs = others.map(|b| (groups[a].cost(&groups[b]), b));
            costs.min_by(|p, q| p.0.total_cmp(&q.0))
        };
        partners.extend((0..self.groups.len()).map(|it| partner(&self.groups, it)));
        loop {
            let known = partners.iter().enumerate();
            let known = known.filter_map(|(a, it)| it.map(|(cost, b)| (cost, a, b)));
            let Some((_, a, b)) = known.min_by(|p, q| p.0.total_cmp(&q.0)) else {
                break;
            };
            let other = self.groups[b].clone();
            self.groups[a].join(&other);
            self.groups[b].weight = 0.0;
            partners[b] = None;
            for (idx, known) in partners.iter_mut().enumerate() {
                if self.groups[idx].weight == 0.0 {
                    continue;
                }
                let stale = known.is_some_and(|it| it.1 == a || it.1 == b);
                if idx == a || stale {
                    *known = partner(&self.groups, idx);
                } else if alike(&self.groups[idx], &self.groups[a]) {
                    let cost = self.groups[idx].cost(&self.groups[a]);
                    if known.is_none_or(|it| cost < it.0) {
                        *known = Some((cost, a));
                    }
                }
            }
        }
        self.groups.retain(|it| it.weight > 0.0);
    }
}
