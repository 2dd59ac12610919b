//! `Prior`: how often shades occur in a picture, and occur beside each other.

use crate::image::snap::label::Belief;

/// So many cells of each shade are imagined, shared out evenly among all.
const IMAGINED: f32 = 1.0;
/// So many pairs of each kind are imagined, as if shades did not care for their neighbours.
const IMAGINED_PAIRS: f32 = 4.0;

pub(super) struct Prior {
    n_shades: usize,
    /// Of all cells, by shade.
    shares: Vec<f32>,
    /// By axis (beside, above), shade, neighbour: how much likelier each makes the other.
    gains: [Vec<f32>; 2],
}

impl Prior {
    /// All is equally likely.
    pub(super) fn none(n_shades: usize) -> Prior {
        let gains = [0, 1].map(|_| vec![1.0; n_shades * n_shades]);
        Prior { n_shades, shares: vec![1.0; n_shades], gains }
    }

    pub(super) fn of(beliefs: &[Belief], columns: usize, n_shades: usize) -> Prior {
        let mut counts = vec![IMAGINED; n_shades];
        let mut pairs = [0, 1].map(|_| vec![0.0; n_shades * n_shades]);
        for (cell, belief) in beliefs.iter().enumerate() {
            for (shade, share) in belief.each() {
                counts[shade] += share;
            }
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
        let all: f32 = counts.iter().sum();
        let shares = counts.iter().map(|it| it / all).collect();
        let gains = pairs.map(|it| gains(&it, n_shades));
        Prior { n_shades, shares, gains }
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

fn gains(pairs: &[f32], n_shades: usize) -> Vec<f32> {
    let totals: Vec<f32> = pairs.chunks_exact(n_shades).map(|it| it.iter().sum()).collect();
    let all: f32 = totals.iter().sum::<f32>().max(1.0);
    let gain = |it: usize| {
        let expected = totals[it / n_shades] * totals[it % n_shades] / all;
        // Neighbours are not independent of each other, so each counts half: the square root.
        ((pairs[it] + IMAGINED_PAIRS) / (expected + IMAGINED_PAIRS)).sqrt()
    };
    (0..pairs.len()).map(gain).collect()
}
