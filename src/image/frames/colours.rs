//! `Colours`: the colours of a subject, and how two subjects differ in them.

use crate::colour::{Oklab, Rgb};
use crate::image::Bitmap;
use crate::image::alpha::THERE;

/// The most pixels of a frame that are looked at.
const MOST: usize = 2048;
/// Colours nearer than this, in OKLab, are one.
const SAME: f32 = 0.04;
/// Directions through the space of colours along which distributions are compared.
const DIRECTIONS: usize = 24;
/// Places at which two distributions are compared.
const QUANTILES: usize = 512;

/// The colours of one frame's subject.
pub(crate) struct Colours {
    /// Of pixels spread over the subject.
    all: Vec<Oklab>,
    /// The same without repetition.
    unique: Vec<Oklab>,
    /// [`QUANTILES`] of the colours along each direction.
    spread: Vec<f32>,
}

impl Colours {
    pub(crate) fn of(frame: &Bitmap) -> Colours {
        let there = || frame.pixels().iter().filter(|it| it[3] >= THERE);
        let step = there().count().div_ceil(MOST).max(1);
        let mut rgb: Vec<Rgb> = there().step_by(step).map(|&[r, g, b, _]| Rgb([r, g, b])).collect();
        let all: Vec<Oklab> = rgb.iter().map(|it| it.oklab()).collect();
        rgb.sort_unstable();
        rgb.dedup();
        let unique = rgb.iter().map(|it| it.oklab()).collect();
        let spread = spread(&all);
        Colours { all, unique, spread }
    }

    /// The share of pixels of one whose colour the other has not, in the worse direction.
    pub(crate) fn missing(&self, other: &Colours) -> f32 {
        lost(self, other).max(lost(other, self))
    }

    /// How far the colours of one would have to move to become those of the other: the mean over
    /// [`DIRECTIONS`] of the Wasserstein distance along each.
    pub(crate) fn moved(&self, other: &Colours) -> f32 {
        let apart = self.spread.iter().zip(&other.spread).map(|(a, b)| (a - b).abs());
        apart.sum::<f32>() / (DIRECTIONS * QUANTILES) as f32
    }
}

fn lost(of: &Colours, other: &Colours) -> f32 {
    let known = |it: &Oklab| other.unique.iter().any(|own| own.distance(*it) <= SAME);
    let n_lost = of.all.iter().filter(|it| !known(it)).count();
    n_lost as f32 / of.all.len().max(1) as f32
}

fn spread(all: &[Oklab]) -> Vec<f32> {
    let mut res = Vec::with_capacity(DIRECTIONS * QUANTILES);
    for [l, a, b] in directions() {
        let mut along: Vec<f32> = all.iter().map(|it| l * it.l + a * it.a + b * it.b).collect();
        along.sort_by(f32::total_cmp);
        let at = |it: usize| (2 * it + 1) * along.len() / (2 * QUANTILES);
        res.extend((0..QUANTILES).map(|it| along.get(at(it)).copied().unwrap_or(0.0)));
    }
    res
}

/// Unit vectors spread evenly over half a sphere: a spiral of golden angles.
fn directions() -> impl Iterator<Item = [f32; 3]> {
    // 2π / φ², in radians.
    const GOLDEN: f32 = 2.399_963_2;
    (0..DIRECTIONS).map(|direction| {
        let up = (direction as f32 + 0.5) / DIRECTIONS as f32;
        let (ring, turn) = ((1.0 - up * up).sqrt(), GOLDEN * direction as f32);
        [up, ring * libm::cosf(turn), ring * libm::sinf(turn)]
    })
}
