//! `Shading`: a background that is nearly one colour, with the light that falls on it.
//!
//! Each channel is a quadratic in x and y, which follows gradients and vignettes. It is fitted by
//! least squares with weights that are found anew in every round (Tukey's biweight), so that what
//! is no background, a subject that touches the border say, loses its say.

use crate::image::cut_out::channels::Channels;

/// How many terms a quadratic in two variables has.
const TERMS: usize = 6;
const ROUNDS: usize = 6;
/// Samples so many spreads away have no weight.
const OUTLIER: f64 = 4.0;
/// The least spread: half a step of a byte is always there.
const LEAST_SPREAD: f64 = 0.004;
/// Keeps curvature down where samples do not speak of it, a hundred-thousandth of their number.
const STIFFNESS: f64 = 1e-5;

type Terms = [f64; TERMS];

/// A colour for every place.
#[derive(Debug, Clone)]
pub(crate) struct Shading {
    channels: [[f32; TERMS]; 3],
    /// What brings places to -1 to 1.
    scale: [f32; 2],
}

/// A colour that was seen at a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) colour: Channels,
}

impl Shading {
    /// Fits samples of a picture of this size, starting from one colour; `spread` is how far
    /// samples may at first lie from it.
    pub(crate) fn fit(
        samples: &[Sample],
        [width, height]: [usize; 2],
        start: Channels,
        spread: f32,
    ) -> Shading {
        let scale = [width, height].map(|it| 2.0 / it.max(1) as f32);
        let mut fit = [[0.0; TERMS]; 3];
        for (terms, value) in fit.iter_mut().zip(start) {
            terms[0] = f64::from(value);
        }
        let mut spread = f64::from(spread);
        for _ in 0..ROUNDS {
            let mut round = Round::new(samples.len());
            for sample in samples {
                round.add(sample, basis(scale, sample.x, sample.y), &fit, spread);
            }
            spread = spread.min(round.spread().unwrap_or(spread));
            fit = round.solved();
        }
        Shading { channels: fit.map(|it| it.map(|it| it as f32)), scale }
    }

    pub(crate) fn at(&self, x: usize, y: usize) -> Channels {
        let (x, y) = (x as f32 * self.scale[0] - 1.0, y as f32 * self.scale[1] - 1.0);
        self.channels.map(|[one, by_x, by_y, xx, xy, yy]| {
            (one + x * (by_x + xx * x + xy * y) + y * (by_y + yy * y)).clamp(0.0, 1.0)
        })
    }
}

fn basis(scale: [f32; 2], x: usize, y: usize) -> Terms {
    let x = f64::from(x as f32 * scale[0] - 1.0);
    let y = f64::from(y as f32 * scale[1] - 1.0);
    [1.0, x, y, x * x, x * y, y * y]
}

/// The normal equations of one round.
struct Round {
    left: [Terms; TERMS],
    right: [Terms; 3],
    /// How far samples lie from the fit before, outliers left out.
    residuals: Vec<f64>,
}

impl Round {
    fn new(n_samples: usize) -> Round {
        let mut left = [[0.0; TERMS]; TERMS];
        for (term, row) in left.iter_mut().enumerate() {
            row[term] = if term == 0 { 1e-6 } else { STIFFNESS * n_samples as f64 };
        }
        Round { left, right: [[0.0; TERMS]; 3], residuals: Vec::with_capacity(n_samples) }
    }

    fn add(&mut self, sample: &Sample, basis: Terms, fit: &[Terms; 3], spread: f64) {
        let value = |terms: &Terms| terms.iter().zip(basis).map(|(a, b)| a * b).sum::<f64>();
        let off = |it: usize| value(&fit[it]) - f64::from(sample.colour[it]);
        let [r, g, b] = [0, 1, 2].map(off);
        let residual = (r * r + g * g + b * b).sqrt();
        let far = residual / (OUTLIER * spread);
        if far >= 1.0 {
            return;
        }
        self.residuals.push(residual);
        let weight = (1.0 - far * far) * (1.0 - far * far);
        for i in 0..TERMS {
            for j in 0..TERMS {
                self.left[i][j] += weight * basis[i] * basis[j];
            }
            for (right, value) in self.right.iter_mut().zip(sample.colour) {
                right[i] += weight * basis[i] * f64::from(value);
            }
        }
    }

    fn spread(&mut self) -> Option<f64> {
        self.residuals.sort_unstable_by(f64::total_cmp);
        let middle = self.residuals.get(self.residuals.len() / 2)?;
        Some((middle * 1.2).max(LEAST_SPREAD))
    }

    /// Gauss's elimination with the largest pivot; a term that nothing speaks of is 0.
    fn solved(mut self) -> [Terms; 3] {
        for at in 0..TERMS {
            let size = |it: &usize| self.left[*it][at].abs();
            let largest = (at..TERMS).max_by(|a, b| size(a).total_cmp(&size(b)));
            let pivot = largest.expect("there are rows left");
            self.left.swap(at, pivot);
            self.right.iter_mut().for_each(|it| it.swap(at, pivot));
            if self.left[at][at].abs() < 1e-12 {
                continue;
            }
            for row in (0..TERMS).filter(|it| *it != at) {
                let by = self.left[row][at] / self.left[at][at];
                for column in at..TERMS {
                    self.left[row][column] -= by * self.left[at][column];
                }
                self.right.iter_mut().for_each(|it| it[row] -= by * it[at]);
            }
        }
        let solve = |terms: Terms| {
            std::array::from_fn(|at| {
                let pivot = self.left[at][at];
                if pivot.abs() < 1e-12 { 0.0 } else { terms[at] / pivot }
            })
        };
        self.right.map(solve)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vignette_is_followed_though_a_subject_stands_in_it() {
        let light = |x: usize, y: usize| {
            let (x, y) = (x as f32 / 32.0 - 1.0, y as f32 / 32.0 - 1.0);
            [0.9 - 0.15 * (x * x + y * y), 0.85 - 0.1 * x, 0.8 + 0.05 * x * y]
        };
        let places = (0..64).flat_map(|y| (0..64).map(move |x| (x, y)));
        let samples: Vec<Sample> = places
            .map(|(x, y)| {
                let subject = x > 40 && y < 20;
                Sample { x, y, colour: if subject { [0.2, 0.1, 0.6] } else { light(x, y) } }
            })
            .collect();
        let fit = Shading::fit(&samples, [64, 64], [0.9, 0.85, 0.8], 0.1);
        for (x, y) in [(0, 0), (63, 0), (50, 10), (32, 32), (0, 63)] {
            for (is, should) in fit.at(x, y).into_iter().zip(light(x, y)) {
                assert!((is - should).abs() < 0.01, "({x}, {y}): {is} is not {should}");
            }
        }
    }

    #[test]
    fn without_samples_the_fit_is_black_and_nothing_panics() {
        assert_eq!(Shading::fit(&[], [0, 0], [0.5; 3], 0.1).at(0, 0), [0.0; 3]);
    }
}
