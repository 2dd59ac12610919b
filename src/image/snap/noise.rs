//! `Noise`: how far cells are from the shades that they were meant to have.

use crate::image::snap::belief::Belief;
use crate::image::snap::cell::{Tone, squared_distance};

/// Degrees of freedom (Student): some cells are off by more than the others.
const FREEDOM: f32 = 6.0;
/// Light, two axes of colour, alpha.
const AXES: f32 = 4.0;
/// Noise is never taken to be less than this, in 8-bit steps: numbers are rounded.
const LEAST: f32 = 0.25;

/// Student's distribution around nothing, in tones.
pub(super) struct Noise {
    /// Turns tones so that the noise is alike on all axes: the inverse of the Cholesky factor of
    /// the covariance, a lower triangle.
    turn: [Tone; 4],
}

impl Noise {
    /// As far as cells are from the nearest shade in the middle, alike on all axes.
    pub(super) fn first(tones: &[Tone], shades: &[Tone]) -> Noise {
        let nearest = |tone: &Tone| {
            let distances = shades.iter().map(|it| squared_distance(*tone, *it));
            distances.fold(f32::INFINITY, f32::min)
        };
        let mut offs: Vec<f32> = tones.iter().map(nearest).collect();
        offs.sort_by(f32::total_cmp);
        let middle = offs.get(offs.len() / 2).copied().unwrap_or(0.0);
        let mut covariance = [[0.0; 4]; 4];
        for (axis, row) in covariance.iter_mut().enumerate() {
            row[axis] = middle / 3.0 + LEAST * LEAST;
        }
        Noise::with(covariance)
    }

    /// By what is believed of the cells; far ones count little.
    pub(super) fn of(beliefs: &[Belief], tones: &[Tone], shades: &[Tone], last: &Noise) -> Noise {
        let mut covariance = [[0.0; 4]; 4];
        for (belief, tone) in beliefs.iter().zip(tones) {
            for (shade, share) in belief.each() {
                let off = [0, 1, 2, 3].map(|it| tone[it] - shades[shade][it]);
                let squared = length(last.whitened(off));
                let weight = share * (FREEDOM + AXES) / (FREEDOM + squared);
                for (row, a) in covariance.iter_mut().zip(off) {
                    for (sum, b) in row.iter_mut().zip(off) {
                        *sum += weight * a * b;
                    }
                }
            }
        }
        let n = tones.len().max(1) as f32;
        for (axis, row) in covariance.iter_mut().enumerate() {
            row.iter_mut().for_each(|it| *it /= n);
            row[axis] += LEAST * LEAST;
        }
        Noise::with(covariance)
    }

    fn with(covariance: [Tone; 4]) -> Noise {
        let mut factor = [[0.0; 4]; 4];
        for row in 0..4 {
            for column in 0..=row {
                let sum: f32 = (0..column).map(|it| factor[row][it] * factor[column][it]).sum();
                let rest: f32 = covariance[row][column] - sum;
                factor[row][column] = if row == column {
                    rest.max(LEAST * LEAST).sqrt()
                } else {
                    rest / factor[column][column]
                };
            }
        }
        let mut turn = [[0.0; 4]; 4];
        for row in 0..4 {
            let mut line = [0.0; 4];
            line[row] = 1.0 / factor[row][row];
            for (column, place) in line.iter_mut().enumerate().take(row) {
                let sum: f32 = (column..row).map(|it| factor[row][it] * turn[it][column]).sum();
                *place = -sum / factor[row][row];
            }
            turn[row] = line;
        }
        Noise { turn }
    }

    /// The tone where the noise is 1 on all axes.
    pub(super) fn whitened(&self, [a, b, c, d]: Tone) -> Tone {
        self.turn.map(|row| (row[0] * a + row[1] * b) + (row[2] * c + row[3] * d))
    }

    /// How likely a place is around another one, both whitened, if certainty is 1: the power of
    /// Student's distribution is (degrees of freedom + axes) / 2, which is 5.
    pub(super) fn likelihood(a: Tone, b: Tone) -> f32 {
        let power = 1.0 + squared_distance(a, b) / FREEDOM;
        let squared = power * power;
        1.0 / (squared * squared * power)
    }
}

fn length(place: Tone) -> f32 {
    squared_distance(place, [0.0; 4])
}
