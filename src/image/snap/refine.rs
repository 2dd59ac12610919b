//! A second look at a grid: whole rows and columns of cells instead of single lines.

use crate::image::snap::field::Along;
use crate::image::snap::field::Field;
use crate::image::snap::field::Place;
use crate::image::snap::grid::Grid;
use crate::image::snap::grid::smoothed;
use crate::image::snap::grid::spread;
use crate::image::snap::profile::Profile;
use crate::image::snap::search::Candidate;

/// A cut counts as seen if it has this share of what the better cuts have.
const SEEN: f32 = 0.12;
/// How often pitch and cuts are drawn anew from each other.
const ROUNDS: usize = 2;
/// How far the pitch of the seen cuts may be from the one of all.
const STRAY: f32 = 0.25;

/// The cuts of both axes, to the borders of the picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lattice {
    pub(super) pitch: f32,
    /// Between columns; then between rows.
    pub(super) cuts: [Vec<usize>; 2],
    /// The share of cuts on each axis that edges support.
    pub(super) supported: [usize; 2],
}

impl Lattice {
    /// The cuts of a candidate, drawn by the edges of whole rows and columns of cells.
    pub(super) fn of(field: &Field, profiles: &[Profile; 2], found: &Candidate) -> Lattice {
        let mut pitch = found.pitch;
        let mut grids = [found.x.clone(), found.y.clone()];
        for _ in 0..ROUNDS {
            pitch = seen_pitch(profiles, &grids, pitch);
            for (grid, profile) in grids.iter_mut().zip(profiles) {
                if let Some(better) = Grid::elastic(profile, pitch) {
                    *grid = better;
                }
            }
        }
        let _ = field;
        let supported = [0, 1].map(|axis| {
            seen(&profiles[axis], &grids[axis].cuts, pitch).iter().filter(|it| **it).count()
        });
        let cuts = [0, 1].map(|axis| {
            let refilled = refilled(&profiles[axis], &grids[axis].cuts, pitch);
            whole(refilled, profiles[axis].length(), pitch)
        });
        Lattice { pitch, cuts, supported }
    }

    pub(super) fn size(&self) -> [usize; 2] {
        [0, 1].map(|axis| self.cuts[axis].len() - 1)
    }
}

/// The mean distance of neighbouring cuts that are both seen.
fn seen_pitch(profiles: &[Profile; 2], grids: &[Grid; 2], pitch: f32) -> f32 {
    let (mut sum, mut n) = (0, 0);
    for (grid, profile) in grids.iter().zip(profiles) {
        let seen = seen(profile, &grid.cuts, pitch);
        for idx in 1..seen.len() {
            if seen[idx] && seen[idx - 1] {
                sum += grid.cuts[idx] - grid.cuts[idx - 1];
                n += 1;
            }
        }
    }
    let mean = sum as f32 / n as f32;
    if n >= 6 && (mean / pitch - 1.0).abs() < STRAY { mean } else { pitch }
}

/// Which cuts have edges on them.
fn seen(profile: &Profile, cuts: &[usize], pitch: f32) -> Vec<bool> {
    let smooth = smoothed(&profile.contrast, spread(profile, pitch));
    let mut strengths: Vec<f32> = cuts.iter().map(|it| smooth[*it]).collect();
    strengths.sort_by(|a, b| b.total_cmp(a));
    let good = strengths[strengths.len() / 4].max(1e-6);
    cuts.iter().map(|it| smooth[*it] > SEEN * good).collect()
}

/// Between seen cuts the others are spread evenly; outwards they follow at the pitch.
fn refilled(profile: &Profile, cuts: &[usize], pitch: f32) -> Vec<usize> {
    let length = profile.length() as f32;
    let seen = seen(profile, cuts, pitch);
    let mut anchors: Vec<f32> =
        cuts.iter().zip(seen).filter(|it| it.1).map(|it| *it.0 as f32).collect();
    if anchors.len() < 2 {
        return cuts.to_vec();
    }
    // The border of the picture is an anchor where a whole number of cells leads to it.
    let leads = |gap: f32| {
        let n = (gap / pitch).round();
        let slack = 0.12 * pitch * (1.0 + n * 0.15).min(2.0);
        n >= 1.0 && (gap - n * pitch).abs() < slack
    };
    if leads(anchors[0]) {
        anchors.insert(0, 0.0);
    }
    if leads(length - anchors[anchors.len() - 1]) {
        anchors.push(length);
    }
    let mut res = Vec::new();
    let (first, last) = (anchors[0], anchors[anchors.len() - 1]);
    let n_before = ((first + 0.01 * pitch) / pitch) as usize;
    res.extend((1..=n_before).rev().map(|it| (first - it as f32 * pitch).max(0.0)));
    for pair in anchors.windows(2) {
        let gap = pair[1] - pair[0];
        let n = (gap / pitch).round().max(1.0);
        res.extend((0..n as usize).map(|it| pair[0] + gap * it as f32 / n));
    }
    res.push(last);
    let n_after = ((length - last + 0.01 * pitch) / pitch) as usize;
    res.extend((1..=n_after).map(|it| (last + it as f32 * pitch).min(length)));
    let mut res: Vec<usize> = res.into_iter().map(|it| it.round() as usize).collect();
    res.dedup();
    res
}

/// What is left at the borders becomes a cell if it is more than half of one.
fn whole(mut cuts: Vec<usize>, length: usize, pitch: f32) -> Vec<usize> {
    if cuts[0] as f32 > 0.5 * pitch {
        cuts.insert(0, 0);
    }
    if (length - cuts[cuts.len() - 1]) as f32 > 0.5 * pitch {
        cuts.push(length);
    }
    cuts
}

/// Every row (or column) of cells as one line: the mean of its core. Noise shrinks, edges stay.
pub(super) fn bands(field: &Field, along: Along, across: &[usize]) -> Field {
    let length = field.length(along);
    let mut places: Vec<Place> = Vec::with_capacity(length * across.len());
    for pair in across.windows(2) {
        let rim = (pair[1] - pair[0]) / 5;
        let (start, end) = (pair[0] + rim, (pair[1] - rim).max(pair[0] + rim + 1));
        let n = (end - start) as f32;
        for at in 0..length {
            let mut mean = [0.0; 4];
            for off in start..end {
                let place = match along {
                    Along::X => field.at(at, off),
                    Along::Y => field.at(off, at),
                };
                for (sum, value) in mean.iter_mut().zip(place) {
                    *sum += value / n;
                }
            }
            places.push(mean);
        }
    }
    Field { width: length, height: across.len() - 1, places }
}
