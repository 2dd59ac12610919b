//! A second look at a grid: whole rows and columns of cells instead of single lines.

use crate::image::snap::field::{Along, Field, Place, distance};
use crate::image::snap::flat::Flat;
use crate::image::snap::grid::{Grid, smoothed, spread};
use crate::image::snap::profile::Profile;
use crate::image::snap::search::Candidate;

/// A cut counts as seen if it has this share of what the better cuts have.
const SEEN: f32 = 0.12;
/// And with this share it is no noise at all.
const STRONG: f32 = 0.35;
/// How often pitch and cuts are drawn anew from each other.
const ROUNDS: usize = 2;
/// From so many cells on, their mean width tells the pitch.
const FEWEST: usize = 6;
/// How far a pitch drawn from the cuts may be from the candidate's, as a share of it.
const STRAY: f32 = 0.16;

/// The share of cuts between the outermost edges that have edges on them, in most pixel art.
const FILLED: f32 = 0.85;
/// How far cells are from the pitch in pixel art, as a share of it.
const IN_STEP: f32 = 0.12;

/// A cell at the border that is narrower than this, in pitches, is cut off.
const WHOLE: f32 = 0.6;
/// Less than this apart, two stretches show the same.
const BLANK: f32 = 0.04;

/// The cuts of both axes, to the borders of the picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lattice {
    pub(super) pitch: f32,
    /// Between columns; then between rows.
    pub(super) cuts: [Vec<usize>; 2],
    /// The share of cuts on each axis that edges support.
    pub(super) supported: [usize; 2],
    /// How much like a grid's the places of the edges are, 0 to 1.
    pub(super) regular: f32,
}

impl Lattice {
    /// The cuts of a candidate, drawn by the edges of single lines.
    pub(super) fn first(profiles: &[Profile; 2], found: &Candidate) -> Lattice {
        let profiles = [&profiles[0], &profiles[1]];
        let grids = [found.x.clone(), found.y.clone()];
        let regular = [0, 1].map(|axis| {
            Anchors::of(profiles[axis], &grids[axis].cuts, found.pitch).regular(found.pitch)
        });
        let mut res = Lattice::drawn(profiles, None, grids, [found.pitch; 2]);
        res.regular = regular[0].min(regular[1]);
        res
    }

    /// The same, drawn by the edges of whole rows and columns of cells.
    pub(super) fn refined(self, field: &Field, found: &Candidate) -> Lattice {
        let regular = self.regular;
        let mut lattice = self;
        let bands_of = |lattice: &Lattice, along: Along| {
            bands(field, along, &lattice.cuts[if along == Along::X { 1 } else { 0 }])
        };
        for _ in 0..ROUNDS {
            let bands = [Along::X, Along::Y].map(|along| bands_of(&lattice, along));
            let [x, y] = [0, 1].map(|it| Profile::of_bands(&bands[it]));
            let flats = [0, 1].map(|it| Flat::of(&bands[it]));
            let pitch = lattice.pitch;
            let grids = [Grid::flat(&x, &flats[0], pitch), Grid::flat(&y, &flats[1], pitch)];
            let [Some(first), Some(second)] = grids else {
                break;
            };
            lattice = Lattice::drawn([&x, &y], Some(&flats), [first, second], [pitch, found.pitch]);
        }
        let bands = [Along::X, Along::Y].map(|along| bands_of(&lattice, along));
        for (cuts, bands) in lattice.cuts.iter_mut().zip(&bands) {
            without_blank_rims(cuts, bands, lattice.pitch);
        }
        lattice.regular = regular;
        lattice
    }

    /// Pitch and cuts drawn from each other, with flat cells where those are known; the pitch stays near to the second one given.
    fn drawn(
        profiles: [&Profile; 2],
        flats: Option<&[Flat; 2]>,
        mut grids: [Grid; 2],
        [mut pitch, home]: [f32; 2],
    ) -> Lattice {
        for _ in 0..ROUNDS {
            pitch = seen_pitch(profiles, &grids).filter(|it| is_near(*it, home)).unwrap_or(pitch);
            for axis in [0, 1] {
                let better = match flats {
                    Some(flats) => Grid::flat(profiles[axis], &flats[axis], pitch),
                    None => Grid::elastic(profiles[axis], pitch),
                };
                if let Some(better) = better {
                    grids[axis] = better;
                }
            }
        }
        let supported = [0, 1].map(|axis| n_supported(profiles[axis], &grids[axis].cuts, pitch));
        let anchors = [0, 1].map(|axis| Anchors::of(profiles[axis], &grids[axis].cuts, pitch));
        let outer = outer_pitch(&anchors, pitch).filter(|it| is_near(*it, home)).unwrap_or(pitch);
        let cuts = [0, 1].map(|axis| {
            let cuts = anchors[axis].filled(pitch, outer).unwrap_or(grids[axis].cuts.clone());
            whole(cuts, profiles[axis].length(), outer)
        });
        Lattice { pitch: outer, cuts, supported, regular: 1.0 }
    }

    /// How far cuts lie from a regular lattice at most, in cells.
    pub(super) fn drift(&self) -> f32 {
        let of_axis = |cuts: &Vec<usize>| {
            let n = (cuts.len() - 1).max(1) as f32;
            let first = cuts[0] as f32;
            let spacing = (cuts[cuts.len() - 1] as f32 - first) / n;
            let off = |(idx, cut): (usize, &usize)| (*cut as f32 - first) / spacing - idx as f32;
            cuts.iter().enumerate().map(|it| off(it).abs()).fold(0.0, f32::max)
        };
        of_axis(&self.cuts[0]).max(of_axis(&self.cuts[1]))
    }

    pub(super) fn size(&self) -> [usize; 2] {
        [0, 1].map(|axis| self.cuts[axis].len() - 1)
    }
}

fn is_near(pitch: f32, home: f32) -> bool {
    (pitch / home - 1.0).abs() < STRAY
}

/// The mean distance of neighbouring cuts that are both seen.
fn seen_pitch(profiles: [&Profile; 2], grids: &[Grid; 2]) -> Option<f32> {
    let (mut sum, mut n) = (0, 0);
    for (grid, profile) in grids.iter().zip(profiles) {
        let pitch = grid.extent() as f32 / grid.n_cells() as f32;
        let seen = seen(profile, &grid.cuts, pitch, SEEN);
        for idx in 1..seen.len() {
            if seen[idx] && seen[idx - 1] {
                sum += grid.cuts[idx] - grid.cuts[idx - 1];
                n += 1;
            }
        }
    }
    (n >= FEWEST).then(|| sum as f32 / n as f32)
}

/// How many cuts have edges on them.
pub(super) fn n_supported(profile: &Profile, cuts: &[usize], pitch: f32) -> usize {
    seen(profile, cuts, pitch, SEEN).iter().filter(|it| **it).count()
}

/// Which cuts have a share of the contrast on them that the better ones have.
fn seen(profile: &Profile, cuts: &[usize], pitch: f32, share: f32) -> Vec<bool> {
    let smooth = smoothed(&profile.contrast, spread(profile, pitch));
    let mut strengths: Vec<f32> = cuts.iter().map(|it| smooth[*it]).collect();
    strengths.sort_by(|a, b| b.total_cmp(a));
    let good = strengths[strengths.len() / 4].max(1e-6);
    cuts.iter().map(|it| smooth[*it] > share * good).collect()
}

/// The cuts of one axis that edges hold in place.
struct Anchors {
    /// In pixels; the outermost ones stand on strong edges.
    at: Vec<f32>,
    /// Of the axis, in pixels.
    length: f32,
}

impl Anchors {
    fn of(profile: &Profile, cuts: &[usize], pitch: f32) -> Anchors {
        let strong = seen(profile, cuts, pitch, STRONG);
        let first = strong.iter().position(|it| *it).unwrap_or(0);
        let last = strong.iter().rposition(|it| *it).unwrap_or(cuts.len() - 1);
        // Beyond the last strong edge there is background, and what seems an edge is noise.
        let inner = seen(profile, cuts, pitch, SEEN).into_iter().enumerate();
        let inner = inner.filter(|(idx, seen)| *seen && (first..=last).contains(idx));
        let at = inner.map(|(idx, _)| cuts[idx] as f32).collect();
        Anchors { at, length: profile.length() as f32 }
    }

    /// Edges of pixel art stand on most cuts, or if on few, then a whole number of cells apart.
    /// Those of boxes stand anywhere, and elastic cuts follow them.
    fn regular(&self, pitch: f32) -> f32 {
        let (mut n, mut off) = (0, 0.0);
        for pair in self.at.windows(2) {
            let gap = pair[1] - pair[0];
            let n_here = n_cells(gap, pitch);
            n += n_here;
            off += (gap / pitch - n_here as f32) * (gap / pitch - n_here as f32) / n_here as f32;
        }
        let n_gaps = self.at.len().saturating_sub(1).max(1) as f32;
        let filled = n_gaps / n.max(1) as f32;
        let stray = (off / n_gaps).sqrt();
        let regular = (filled / FILLED).max(IN_STEP / stray.max(1e-6)).min(1.0);
        regular * regular
    }

    /// Between anchors the other cuts are spread evenly; outwards they follow at a pitch.
    fn filled(&self, pitch: f32, outer: f32) -> Option<Vec<usize>> {
        let (first, last) = (*self.at.first()?, *self.at.last()?);
        let mut res = outwards(first, outer);
        res.reverse();
        for pair in self.at.windows(2) {
            let gap = pair[1] - pair[0];
            let n = n_cells(gap, pitch);
            res.extend((0..n).map(|it| pair[0] + gap * it as f32 / n as f32));
        }
        res.push(last);
        res.extend(outwards(self.length - last, outer).into_iter().map(|it| self.length - it));
        let mut res: Vec<usize> = res.into_iter().map(|it| it.round() as usize).collect();
        res.dedup();
        Some(res)
    }
}

/// How many cells lie between two anchors; at least one.
fn n_cells(gap: f32, pitch: f32) -> usize {
    (gap / pitch).round().max(1.0) as usize
}

/// Cuts from an anchor towards the border of the picture, as distances from that. Where about a
/// whole number of cells leads to the border, it is a cut.
fn outwards(anchor: f32, pitch: f32) -> Vec<f32> {
    let n = (anchor / pitch).round();
    let slack = 0.12 * pitch * (1.0 + n * 0.15).min(2.0);
    if n >= 1.0 && (anchor - n * pitch).abs() < slack {
        return (1..=n as usize).map(|it| anchor * (1.0 - it as f32 / n)).collect();
    }
    (1..=(anchor / pitch) as usize).map(|it| anchor - it as f32 * pitch).collect()
}

/// The mean width of all cells between the outermost anchors of both axes.
fn outer_pitch(anchors: &[Anchors; 2], pitch: f32) -> Option<f32> {
    let (mut sum, mut n) = (0.0, 0);
    for pair in anchors.iter().flat_map(|it| it.at.windows(2)) {
        sum += pair[1] - pair[0];
        n += n_cells(pair[1] - pair[0], pitch);
    }
    (n >= FEWEST).then(|| sum / n as f32)
}

/// What is left at the borders becomes a cell if it is more than half of one.
pub(super) fn whole(mut cuts: Vec<usize>, length: usize, pitch: f32) -> Vec<usize> {
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

/// Drops cells at the border that are cut off and show nothing but what lies beside them.
fn without_blank_rims(cuts: &mut Vec<usize>, bands: &Field, pitch: f32) {
    let partial = |pair: &[usize]| ((pair[1] - pair[0]) as f32) < WHOLE * pitch;
    let n = cuts.len();
    if n > 4 && partial(&cuts[n - 2..]) && is_blank(bands, [cuts[n - 2], cuts[n - 1]], cuts[n - 3])
    {
        cuts.pop();
    }
    if cuts.len() > 4 && partial(&cuts[..2]) && is_blank(bands, [cuts[0], cuts[1]], cuts[2]) {
        cuts.remove(0);
    }
}

/// Whether every band looks alike in a stretch and in the one that reaches from it to a cut.
fn is_blank(bands: &Field, rim: [usize; 2], cut: usize) -> bool {
    let inner = if cut < rim[0] { [cut, rim[0]] } else { [rim[1], cut] };
    let mean = |[start, end]: [usize; 2], row: &[Place]| {
        let mut mean = [0.0; 4];
        for place in &row[start..end] {
            for (sum, value) in mean.iter_mut().zip(place) {
                *sum += value / (end - start) as f32;
            }
        }
        mean
    };
    let mut rows = bands.places.chunks_exact(bands.width);
    rows.all(|row| distance(mean(rim, row), mean(inner, row)) < BLANK)
}
