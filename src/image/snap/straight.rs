//! A straight lattice: cells of one width, however far from the first cut. Where it explains a
//! picture about as well as elastic cuts do, those only followed noise.

use crate::image::snap::field::Field;
use crate::image::snap::grid::{smoothed, spread};
use crate::image::snap::profile::Profile;
use crate::image::snap::refine::{Lattice, n_supported, whole};
use crate::image::snap::search::{Candidate, Told};

/// How far from the pitches known so far others are tried, as a share of them.
const AROUND: f32 = 0.06;
/// From one pitch that is tried to the next the last cut moves by so many pixels, and from one
/// place of the lattice to the next every cut does.
const STEP: f32 = 0.5;
/// What it costs, in the coin of the search, that a cut may stand where no straight lattice has it.
const PRICE_OF_CUT: f64 = 0.5;
/// What it costs, for each natural logarithm of the one by the other, that columns are not as wide
/// as rows are high.
const PRICE_OF_ODDITY: f64 = 5_000.0;

/// The straight lattice that explains the picture about as well as `lattice`, if there is one.
pub(super) fn straightened(
    field: &Field,
    profiles: &[Profile; 2],
    noise: f32,
    found: &Candidate,
    lattice: &Lattice,
) -> Option<Lattice> {
    let share = found.share();
    let length = |cuts: &[Vec<usize>; 2]| {
        let oddity = libm::log(f64::from(mean_width(&cuts[0]) / mean_width(&cuts[1]))).abs();
        let cuts = [&cuts[0], &cuts[1]].map(Vec::as_slice);
        Told::of(field, cuts, noise).length(cuts, share) + PRICE_OF_ODDITY * oddity
    };
    let smooth = [0, 1].map(|axis| {
        let profile: &Profile = &profiles[axis];
        smoothed(&profile.contrast, spread(profile, found.pitch))
    });
    let own = [0, 1].map(|axis| mean_width(&lattice.cuts[axis]));
    let pull = |axis: usize, pitch: f32| Comb::of(&smooth[axis], pitch).pull;
    let longest = field.width.max(field.height);
    let both = best(&[own[0], own[1], found.pitch], longest, |it| pull(0, it) + pull(1, it));
    let each = [0, 1].map(|axis| best(&[own[axis]], longest, |it| pull(axis, it)));
    let [both, each] = [[both; 2], each].map(|pitches| {
        let cuts = [0, 1].map(|axis| Comb::of(&smooth[axis], pitches[axis]).cuts(&smooth[axis]));
        (length(&cuts), cuts)
    });
    let (briefest, cuts) = if each.0 < both.0 { each } else { both };
    let n_cuts = (lattice.cuts[0].len() + lattice.cuts[1].len()) as f64;
    if briefest > length(&lattice.cuts) + PRICE_OF_CUT * n_cuts {
        return None;
    }
    let pitch = (mean_width(&cuts[0]) + mean_width(&cuts[1])) / 2.0;
    let supported = [0, 1].map(|axis| n_supported(&profiles[axis], &cuts[axis], pitch));
    Some(Lattice { pitch, cuts, supported, regular: lattice.regular })
}

fn mean_width(cuts: &[usize]) -> f32 {
    (cuts[cuts.len() - 1] - cuts[0]) as f32 / (cuts.len() - 1).max(1) as f32
}

/// The pitch around some others that has the most pull.
fn best(around: &[f32], length: usize, pull: impl Fn(f32) -> f32) -> f32 {
    let least = around.iter().copied().fold(f32::INFINITY, f32::min) * (1.0 - AROUND);
    let most = around.iter().copied().fold(0.0, f32::max) * (1.0 + AROUND);
    let mut best = (f32::NEG_INFINITY, least);
    let mut pitch = least.max(1.0);
    while pitch <= most {
        let found = pull(pitch);
        if found > best.0 {
            best = (found, pitch);
        }
        pitch += STEP * pitch / length as f32;
    }
    best.1
}

/// A straight lattice on one axis.
#[derive(Debug, Clone, Copy)]
struct Comb {
    pitch: f32,
    /// Where the first cut is, in pixels; less than a pitch.
    first: f32,
    /// How much of the contrast lies at the cuts beyond what would by chance.
    pull: f32,
}

impl Comb {
    /// The one of a pitch that lies best.
    fn of(smooth: &[f32], pitch: f32) -> Comb {
        let total: f32 = smooth.iter().sum::<f32>().max(1e-9);
        let mut best = Comb { pitch, first: 0.0, pull: f32::NEG_INFINITY };
        for idx in 0..(pitch / STEP) as usize {
            let first = idx as f32 * STEP;
            let (mut sum, mut n) = (0.0, 0);
            for at in places(first, pitch, smooth.len()) {
                sum += smooth[at];
                n += 1;
            }
            let pull = sum - total * n as f32 / smooth.len() as f32;
            if pull > best.pull {
                best = Comb { pitch, first, pull };
            }
        }
        best
    }

    /// Its cuts from border to border; what is left there is a cell if it is most of one.
    fn cuts(&self, smooth: &[f32]) -> Vec<usize> {
        let mut cuts: Vec<usize> = places(self.first, self.pitch, smooth.len()).collect();
        cuts.dedup();
        whole(cuts, smooth.len() - 1, self.pitch)
    }
}

fn places(first: f32, pitch: f32, length: usize) -> impl Iterator<Item = usize> {
    let n = ((length as f32 - 1.0 - first) / pitch + 1e-3) as usize;
    (0..=n).map(move |it| (first + it as f32 * pitch + 0.5) as usize).filter(move |it| *it < length)
}
