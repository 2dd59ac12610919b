//! `Candidate`: a grid of one pitch, and how well it explains the picture.
//!
//! Edges alone do not tell a pitch from its half or double. What does is the length of a
//! description (minimum description length, Rissanen 1978): many small cells describe any picture
//! well but take many words; too large ones leave much unsaid.

use std::collections::BTreeMap;

use crate::image::snap::field::{Field, Place, squared_distance};
use crate::image::snap::grid::{Grid, reach};
use crate::image::snap::profile::Profile;

/// The smallest pitch that is looked for, in pixels.
const FINEST: f32 = 2.0;
/// The largest one.
const COARSEST: f32 = 128.0;
/// Fewer cells on the shorter side are no picture.
const FEWEST_CELLS: f32 = 6.0;
/// From one pitch that is tried to the next.
const STEP: f32 = 1.02;
/// So many candidates with the best edges are compared by the length of their description.
const COMPARED: usize = 24;
/// How far the spacing found may be from the pitch tried.
const STRAY: f32 = 0.15;

/// What a bit per sample costs; the other prices are in the same coin. All lie on a wide plateau.
const PRICE_OF_BITS: f64 = 20_000.0;
const PRICE_OF_CELL: f64 = 0.4;
const PRICE_OF_CORNER: f64 = 6.0;
const WORTH_OF_EVIDENCE: f64 = 12_000.0;

/// Prices of cells and corners are those of a picture of no more cells than this. In a busier one
/// the same share of them costs the same, as the bits are a mean, too.
const MANY_CELLS: f64 = 4_096.0;

/// How much longer a description may be by the grid that was asked for.
const TRUST: f64 = 2_000.0;

/// Cells whose colours are nearer are taken for the same.
const SAME: f32 = 0.03;
/// Samples on a side of a cell's core.
const SAMPLES: usize = 5;

/// A grid of one pitch for both axes.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// The mean width of a cell, in pixels.
    pub(super) pitch: f32,
    pub(super) x: Grid,
    pub(super) y: Grid,
    /// How much likelier the edges are with the grid than without, in nats an edge.
    pub(super) evidence: f32,
    /// The share of all contrast that lies at cuts.
    pub(super) captured: f32,
    /// How much the samples of a cell differ, in bits a sample.
    pub(super) bits: f32,
    /// The length of the description; less is better.
    length: f64,
}

/// The grid that describes the picture best; `None` if the picture is too small for any.
pub(super) fn search(field: &Field, profiles: &[Profile; 2], noise: f32) -> Option<Candidate> {
    let mut best: BTreeMap<[usize; 2], Candidate> = BTreeMap::new();
    for pitch in pitches(field) {
        if let Some(found) = Candidate::near(profiles, pitch) {
            let size = [found.x.n_cells(), found.y.n_cells()];
            let worse = best.get(&size).is_some_and(|it| it.evidence >= found.evidence);
            if size.iter().all(|it| *it >= 4) && !worse {
                best.insert(size, found);
            }
        }
    }
    let mut best: Vec<Candidate> = best.into_values().collect();
    best.sort_by(|a, b| b.evidence.total_cmp(&a.evidence));
    best.truncate(COMPARED);
    let share = best.first().map_or(1.0, Candidate::share);
    // Few large cells are soon described, and spare the many small ones that cannot be briefer.
    best.sort_by(|a, b| b.pitch.total_cmp(&a.pitch));
    let mut briefest: Option<Candidate> = None;
    for mut candidate in best {
        let least = candidate.least_length(share);
        if briefest.as_ref().is_none_or(|it| least < it.length) {
            candidate.describe(field, noise, share);
            let briefer = |it: &Candidate| candidate.length < it.length;
            if briefest.as_ref().is_none_or(briefer) {
                briefest = Some(candidate);
            }
        }
    }
    briefest
}

/// The best grid of about so many cells: models leave a margin, or a few cells out.
pub(super) fn asked(
    field: &Field,
    profiles: &[Profile; 2],
    noise: f32,
    cells: [u32; 2],
) -> Option<Candidate> {
    let [wide, high] =
        [field.width as f32 / cells[0] as f32, field.height as f32 / cells[1] as f32];
    let pitch = wide.min(high);
    let factors = (0..7).map(|it| 0.88 + 0.02 * it as f32);
    let mut best: Option<Candidate> = None;
    for pitch in factors.map(|it| pitch * it).filter(|it| *it >= FINEST) {
        let found = Candidate::at(profiles, pitch);
        let better = |it: &Candidate| best.as_ref().is_none_or(|best| it.evidence > best.evidence);
        if let Some(found) = found.filter(better) {
            best = Some(found);
        }
    }
    let mut best = best?;
    let share = best.share();
    best.describe(field, noise, share);
    Some(best)
}

impl Candidate {
    /// Whether it describes the picture about as briefly as another one does.
    pub(super) fn is_as_brief_as(&self, other: &Candidate) -> bool {
        self.length <= other.length + TRUST
    }
}

fn pitches(field: &Field) -> Vec<f32> {
    let shorter = field.width.min(field.height) as f32;
    let coarsest = (shorter / FEWEST_CELLS).min(COARSEST);
    let all = std::iter::successors(Some(FINEST), |it| Some(it * STEP));
    all.take_while(|it| *it <= coarsest).collect()
}

impl Candidate {
    /// The best grid of a pitch, at the spacing that its cuts turn out to have.
    pub(super) fn near(profiles: &[Profile; 2], pitch: f32) -> Option<Candidate> {
        let [x, y] = grids(profiles, pitch)?;
        let spacing = spacing(&x, &y);
        if (spacing / pitch - 1.0).abs() > STRAY {
            return None;
        }
        let [x, y] = grids(profiles, spacing)?;
        Some(Candidate::of(profiles, x, y))
    }

    /// The grid of exactly this pitch.
    pub(super) fn at(profiles: &[Profile; 2], pitch: f32) -> Option<Candidate> {
        let [x, y] = grids(profiles, pitch)?;
        Some(Candidate::of(profiles, x, y))
    }

    fn of(profiles: &[Profile; 2], x: Grid, y: Grid) -> Candidate {
        let pitch = spacing(&x, &y);
        let total = (profiles[0].total + profiles[1].total).max(1e-9);
        let [of_x, of_y] = [(&x, &profiles[0]), (&y, &profiles[1])].map(|(grid, profile)| {
            let share = profile.total / total;
            [evidence(profile, grid.captured, pitch) * share, grid.captured * share]
        });
        Candidate {
            pitch,
            x,
            y,
            evidence: of_x[0] + of_y[0],
            captured: of_x[1] + of_y[1],
            bits: 0.0,
            length: 0.0,
        }
    }

    /// Works out the length of the description.
    fn describe(&mut self, field: &Field, noise: f32, share: f64) {
        let cuts = [&self.x.cuts, &self.y.cuts].map(Vec::as_slice);
        let told = Told::of(field, cuts, noise);
        self.bits = told.bits as f32;
        self.length = told.length(cuts, share) - self.worth();
    }

    /// What a description is never shorter than, whatever the cells hold.
    fn least_length(&self, share: f64) -> f64 {
        PRICE_OF_CELL * share * self.n_cells() - self.worth()
    }

    fn worth(&self) -> f64 {
        WORTH_OF_EVIDENCE * f64::from(self.evidence)
    }

    fn n_cells(&self) -> f64 {
        (self.x.n_cells() * self.y.n_cells()) as f64
    }

    /// Of their price, what a cell and a corner cost in a picture of so many cells.
    pub(super) fn share(&self) -> f64 {
        (MANY_CELLS / self.n_cells()).min(1.0)
    }
}

fn grids(profiles: &[Profile; 2], pitch: f32) -> Option<[Grid; 2]> {
    Some([Grid::elastic(&profiles[0], pitch)?, Grid::elastic(&profiles[1], pitch)?])
}

fn spacing(x: &Grid, y: &Grid) -> f32 {
    (x.extent() + y.extent()) as f32 / (x.n_cells() + y.n_cells()) as f32
}

/// The gain of a mixture that puts a share of the edges within reach of a cut, against one that
/// spreads them evenly (Kullback and Leibler's divergence).
fn evidence(profile: &Profile, captured: f32, pitch: f32) -> f32 {
    let covered = ((2.0 * reach(profile, pitch) + 1.0) / pitch).min(0.98);
    let inside = captured.clamp(0.001, 0.999);
    inside * libm::logf(inside / covered)
        + (1.0 - inside) * libm::logf((1.0 - inside) / (1.0 - covered))
}

/// What cells do not tell of a picture, and what they must tell.
pub(super) struct Told {
    /// A sample.
    pub(super) bits: f64,
    /// Cells that differ from the one before and the one above.
    corners: usize,
}

impl Told {
    pub(super) fn of(field: &Field, [columns, rows]: [&[usize]; 2], noise: f32) -> Told {
        let typical = (1.2 * noise).max(0.012);
        let scale = 1.0 / (typical * typical);
        let mut above: Vec<Option<Place>> = vec![None; columns.len()];
        let (mut bits, mut area, mut corners) = (0.0, 0.0, 0);
        let mut samples = Vec::with_capacity(SAMPLES * SAMPLES);
        for row in rows.windows(2) {
            let mut before: Option<Place> = None;
            for (column, above) in columns.windows(2).zip(&mut above) {
                core(field, [column[0], column[1]], [row[0], row[1]], &mut samples);
                let middle = middle(&samples);
                // The logarithm of a product is summed up: one logarithm a cell.
                let off = samples.iter().map(|it| 1.0 + squared_distance(*it, middle) * scale);
                let product: f64 = off.map(f64::from).product();
                let size = ((column[1] - column[0]) * (row[1] - row[0])) as f64;
                bits += size * 0.5 * libm::log2(product) / samples.len() as f64;
                area += size;
                let differs = |place: Option<Place>| {
                    place.is_none_or(|it| squared_distance(it, middle) > SAME * SAME)
                };
                corners += usize::from(differs(before) && differs(*above));
                before = Some(middle);
                *above = Some(middle);
            }
        }
        Told { bits: bits / f64::max(area, 1.0), corners }
    }

    /// The length of the description by cells between these cuts.
    pub(super) fn length(&self, cuts: [&[usize]; 2], share: f64) -> f64 {
        let n_cells = cuts.iter().map(|it| (it.len() - 1) as f64).product::<f64>();
        PRICE_OF_CELL * share * n_cells
            + PRICE_OF_BITS * self.bits
            + PRICE_OF_CORNER * share * self.corners as f64
    }
}

/// Pixels spread over the middle three fifths of a cell on each side.
fn core(
    field: &Field,
    [left, right]: [usize; 2],
    [top, bottom]: [usize; 2],
    into: &mut Vec<Place>,
) {
    into.clear();
    let on = |start: usize, end: usize| {
        let length = (end - start) as f32;
        let n = SAMPLES.min(end - start);
        (0..n).map(move |idx| {
            let part = 0.2 + 0.6 * (idx as f32 + 0.5) / n as f32;
            start + (length * part) as usize
        })
    };
    for y in on(top, bottom) {
        into.extend(on(left, right).map(|x| field.at(x, y)));
    }
}

/// The sample that is nearest to the mean of all: of two colours, the more frequent one.
fn middle(samples: &[Place]) -> Place {
    let mut mean = [0.0; 4];
    for sample in samples {
        for (sum, value) in mean.iter_mut().zip(sample) {
            *sum += value / samples.len() as f32;
        }
    }
    let nearest = samples
        .iter()
        .min_by(|a, b| squared_distance(**a, mean).total_cmp(&squared_distance(**b, mean)));
    nearest.copied().unwrap_or(mean)
}
