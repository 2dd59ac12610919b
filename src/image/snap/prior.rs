//! `Prior`: how often shades occur in a picture, and occur beside each other.

use crate::image::snap::belief::Belief;

/// So many cells of each shade are imagined.
const IMAGINED: f32 = 0.1;
/// So many pairs of each kind are imagined, as if shades did not care for their neighbours.
const IMAGINED_PAIRS: f32 = 4.0;
/// A shade is not there if, without it, the likelihood of each cell that it claims falls by less
/// than this, as a natural logarithm.
const IDLE: f32 = 0.2;
/// Shades of fewer cells than this may all go at once.
const HALF_A_CELL: f32 = 0.5;
/// How often shares are estimated anew: where shades overlap, they change slowly.
const SHARE_ROUNDS: usize = 64;
/// And once a shade has left its share to the one most like it.
const FEW_ROUNDS: usize = 16;

pub(super) struct Prior {
    n_shades: usize,
    /// Of all cells, by shade.
    shares: Vec<f32>,
    /// By axis (beside, above), shade, neighbour: how much likelier each makes the other.
    gains: [Vec<f32>; 2],
}

impl Prior {
    /// No shade cares for its neighbours.
    pub(super) fn first(alone: &[Belief], n_shades: usize) -> Prior {
        let gains = [0, 1].map(|_| vec![1.0; n_shades * n_shades]);
        Prior { n_shades, shares: shares(alone, n_shades), gains }
    }

    /// By what cells are alone, and what is believed of them.
    pub(super) fn of(
        alone: &[Belief],
        beliefs: &[Belief],
        columns: usize,
        n_shades: usize,
    ) -> Prior {
        let mut pairs = [0, 1].map(|_| vec![0.0; n_shades * n_shades]);
        for (cell, belief) in beliefs.iter().enumerate() {
            let beside = if (cell + 1) % columns > 0 { beliefs.get(cell + 1) } else { None };
            for (axis, other) in [beside, beliefs.get(cell + columns)].into_iter().enumerate() {
                for (a, share) in belief.each() {
                    for (b, other) in other.iter().flat_map(|it| it.each()) {
                        pairs[axis][a * n_shades + b] += share * other;
                        pairs[axis][b * n_shades + a] += share * other;
                    }
                }
            }
        }
        let gains = pairs.map(|it| gains(&it, n_shades));
        Prior { n_shades, shares: shares(alone, n_shades), gains }
    }

    /// The share of a shade.
    pub(super) fn share(&self, shade: usize) -> f32 {
        self.shares[shade]
    }

    /// How much likelier one shade makes the other, beside (0) or above (1) each other.
    pub(super) fn gain(&self, axis: usize, shade: usize, other: usize) -> f32 {
        self.gains[axis][shade * self.n_shades + other]
    }
}

/// The shares of shades that make the colours of all cells likeliest.
///
/// A colour of the palette that the picture lacks, but that is hardly another than one it has,
/// would take cells of that one; so a shade stays only if its own cells tell it from the others.
fn shares(alone: &[Belief], n_shades: usize) -> Vec<f32> {
    let mut res = vec![1.0; n_shades];
    settle(&mut res, alone, SHARE_ROUNDS);
    loop {
        let idle = idle(&res, alone);
        if idle.is_empty() {
            return res;
        }
        for (shade, heir) in idle {
            res[heir] += res[shade];
            res[shade] = 0.0;
        }
        settle(&mut res, alone, FEW_ROUNDS);
    }
}

/// The mixture of the shades that have a share (expectation maximization).
fn settle(shares: &mut Vec<f32>, alone: &[Belief], rounds: usize) {
    for _ in 0..rounds {
        let there = |it: &f32| if *it > 0.0 { IMAGINED } else { 0.0 };
        let mut counts: Vec<f32> = shares.iter().map(there).collect();
        for belief in alone {
            for (shade, share) in belief.weighed(|it| shares[it]).each() {
                counts[shade] += share;
            }
        }
        let all: f32 = counts.iter().sum();
        *shares = counts.iter().map(|it| it / all).collect();
    }
}

/// The shade that its cells need least, if they could as well be of the one most like it, and that
/// one; with all such shades that claim not even half a cell.
fn idle(shares: &[f32], alone: &[Belief]) -> Vec<(usize, usize)> {
    let n_shades = shares.len();
    let mut counts = vec![0.0; n_shades];
    let mut shared = vec![0.0; n_shades * n_shades];
    for belief in alone {
        let belief = belief.weighed(|it| shares[it]);
        for (a, share) in belief.each() {
            counts[a] += share;
            belief.each().for_each(|(b, other)| shared[a * n_shades + b] += share * other);
        }
    }
    let need = |shade: usize| {
        let others = (0..n_shades).filter(|it| *it != shade && shares[*it] > 0.0);
        let like = |it: &usize| shared[shade * n_shades + *it];
        let heir = others.max_by(|a, b| like(a).total_cmp(&like(b)))?;
        let lost: f32 = alone.iter().map(|it| lost(it, shares, shade, heir)).sum();
        Some((lost / counts[shade].max(1e-3), shade, heir))
    };
    let mut needs: Vec<_> = (0..n_shades).filter(|it| shares[*it] > 0.0).filter_map(need).collect();
    needs.retain(|it| it.0 < IDLE);
    needs.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Shades alike would leave their shares to each other, were they all to go at once.
    let (tiny, real): (Vec<_>, Vec<_>) =
        needs.into_iter().map(|it| (it.1, it.2)).partition(|it| counts[it.0] < HALF_A_CELL);
    let tiny = tiny.into_iter().filter(|it| counts[it.1] >= HALF_A_CELL);
    tiny.chain(real.into_iter().take(1)).collect()
}

/// How much less likely, as a logarithm, a cell is once one shade's share goes to another.
fn lost(alone: &Belief, shares: &[f32], shade: usize, heir: usize) -> f32 {
    let (mut all, mut own, mut theirs) = (0.0, 0.0, 0.0);
    for (it, likelihood) in alone.each() {
        all += shares[it] * likelihood;
        own += if it == shade { likelihood } else { 0.0 };
        theirs += if it == heir { likelihood } else { 0.0 };
    }
    let without = all + shares[shade] * (theirs - own);
    libm::logf(all.max(1e-12) / without.max(1e-4 * all).max(1e-12))
}

fn gains(pairs: &[f32], n_shades: usize) -> Vec<f32> {
    let totals: Vec<f32> = pairs.chunks_exact(n_shades).map(|it| it.iter().sum()).collect();
    let all: f32 = totals.iter().sum::<f32>().max(1.0);
    let gain = |shade: usize| {
        let expected = totals[shade / n_shades] * totals[shade % n_shades] / all;
        // Neighbours are not independent of each other, so each counts half: the square root.
        ((pairs[shade] + IMAGINED_PAIRS) / (expected + IMAGINED_PAIRS)).sqrt()
    };
    (0..pairs.len()).map(gain).collect()
}
