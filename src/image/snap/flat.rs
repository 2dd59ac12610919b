//! `Flat`: whether what lies between two cuts is of one colour, line by line.
//!
//! A cut that slipped by half a cell still finds an edge or two; but then cells hold two colours.

use crate::image::snap::field::Field;

/// A stretch of this variance is as good as half broken.
const HALF: f32 = 0.0006;
/// The share of a cell on either side that blur and drift may change.
const RIM: f32 = 0.2;
/// No cell counts more than this many typical ones.
const STRONGEST: f32 = 1.6;
/// What a typical one counts, where a typical cut counts 1.
const WEIGHT: f32 = 2.0;

/// Sums along the lines of a field, from which the variance of any stretch is a few additions.
pub(super) struct Flat {
    /// One more than there are pixels on a line.
    length: usize,
    /// By lines: sums of the four axes up to a pixel, and of their squares together.
    sums: Vec<[f32; 5]>,
}

impl Flat {
    /// Of rows or columns of cells, each as one line.
    pub(super) fn of(bands: &Field) -> Flat {
        let length = bands.width + 1;
        let mut sums = Vec::with_capacity(length * bands.height);
        for line in bands.places.chunks_exact(bands.width) {
            let mut sum = [0.0; 5];
            sums.push(sum);
            // Small numbers, so that differences of sums are exact enough.
            let home = line[0];
            for place in line {
                let off = [0, 1, 2, 3].map(|it| place[it] - home[it]);
                for (sum, value) in sum.iter_mut().zip(off) {
                    *sum += value;
                }
                sum[4] += (off[0] * off[0] + off[1] * off[1]) + (off[2] * off[2] + off[3] * off[3]);
                sums.push(sum);
            }
        }
        Flat { length, sums }
    }

    /// How many lines change within a cell that lies anywhere.
    pub(super) fn typical(&self, pitch: f32) -> f32 {
        let width = (pitch + 0.5) as usize;
        let all = self.n_broken(width);
        let sum: f32 = all.iter().sum();
        (sum / all.len().max(1) as f32 / (1.0 - 2.0 * RIM)).max(0.5)
    }

    /// How many lines change within each cell of a width, by its first border, in typical ones.
    pub(super) fn broken(&self, width: usize, typical: f32) -> Vec<f32> {
        let mut res = self.n_broken(width);
        res.iter_mut().for_each(|it| *it = WEIGHT * (*it / typical).min(STRONGEST));
        res
    }

    fn n_broken(&self, width: usize) -> Vec<f32> {
        let rim = (width as f32 * RIM + 0.5) as usize;
        let inner = width - 2 * rim;
        let n_starts = self.length.saturating_sub(width);
        let mut res = vec![0.0; n_starts];
        if inner < 2 || n_starts == 0 {
            return res;
        }
        let n = inner as f32;
        for line in self.sums.chunks_exact(self.length) {
            let pairs = line[rim..].iter().zip(&line[rim + inner..]);
            for (sum, (from, to)) in res.iter_mut().zip(pairs) {
                let [a, b, c, d, squares] = [0, 1, 2, 3, 4].map(|it| to[it] - from[it]);
                let variance = (squares - ((a * a + b * b) + (c * c + d * d)) / n) / n;
                let variance = variance.max(0.0);
                *sum += variance / (variance + HALF);
            }
        }
        res
    }
}
