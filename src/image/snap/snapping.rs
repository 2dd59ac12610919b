//! `snap`: from a painting to pixels.

use std::collections::BTreeSet;

use crate::image::Bitmap;
use crate::image::snap::cell::{Cell, cells};
use crate::image::snap::crisp::{Enlarged, is_crisp};
use crate::image::snap::field::{Along, Field};
use crate::image::snap::label::labels;
use crate::image::snap::options::SnapOptions;
use crate::image::snap::profile::Profile;
use crate::image::snap::refine::Lattice;
use crate::image::snap::report::{SnapReport, SnapVerdict};
use crate::image::snap::search::{Candidate, asked, search};
use crate::image::snap::shades::shades;

/// Less sure than this, a picture is no pixel art.
pub(super) const NONE: f32 = 0.07;
/// From here on, it is.
pub(super) const SURE: f32 = 0.5;
/// Cells that leave more unsaid, in bits a sample, are none.
const MOST_BITS: f32 = 0.75;
/// So much of the contrast lies at the cuts of a good grid.
const MOST_CAPTURED: f32 = 0.7;
/// A cell whose pixels are further from its colour, in 8-bit steps, is doubtful.
const DOUBTFUL: f32 = 24.0;

/// A picture of one pixel for each cell of a painting's grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapped {
    /// The picture.
    pub bitmap: Bitmap,
    /// What was found, and how sure it is.
    pub report: SnapReport,
}

/// Finds the grid of pixel art that was painted large, and gives one pixel for each cell.
///
/// Works on any picture. What is pixel art already, and what is none, comes back as it is, and
/// the report says so. The same bits on every machine.
#[must_use]
pub fn snap(bitmap: &Bitmap, options: &SnapOptions) -> Snapped {
    let size = [bitmap.width(), bitmap.height()];
    let small = options.cells.is_some_and(|it| size[0] <= it[0] && size[1] <= it[1]);
    if small || size.contains(&0) {
        return untouched(bitmap, SnapVerdict::Native, 1.0);
    }
    let crisp = is_crisp(bitmap);
    if let Some(found) = crisp.then(|| Enlarged::of(bitmap)).flatten() {
        return taken_back(bitmap, found);
    }
    let field = Field::of(bitmap);
    // Few colours may still have soft edges: an enlargement by a smooth filter has.
    let sharp = crisp.then(|| Found::of(&field, true)).flatten();
    let found = match sharp.filter(|it| it.confidence >= SURE) {
        Some(it) => Some(it),
        None => Found::of(&field, false),
    };
    let confidence = found.as_ref().map_or(0.0, |it| it.confidence);
    if crisp && confidence < SURE {
        return untouched(bitmap, SnapVerdict::Native, 1.0);
    }
    let Some(found) = found.filter(|_| confidence >= NONE) else {
        return untouched(bitmap, SnapVerdict::NotPixelArt, confidence);
    };
    let found = match options.cells.filter(|it| confidence < SURE && !it.contains(&0)) {
        Some(cells) => found.or_asked(&field, cells),
        None => found,
    };
    drop(field);
    painted(bitmap, &found, options)
}

/// A grid, and why it was taken.
struct Found {
    profiles: [Profile; 2],
    noise: f32,
    candidate: Candidate,
    lattice: Lattice,
    confidence: f32,
    verdict: SnapVerdict,
}

impl Found {
    /// The grid that describes a picture best. In a crisp one every edge is where it seems to be.
    fn of(field: &Field, crisp: bool) -> Option<Found> {
        let noise = if crisp { 0.0 } else { field.noise() };
        let profiles = [Along::X, Along::Y].map(|it| Profile::of(field, it, noise, crisp));
        let candidate = search(field, &profiles, noise)?;
        let mut lattice = Lattice::first(&profiles, &candidate);
        // A second look takes time, and what is no pixel art at all does not need it.
        if !crisp && likely(&candidate, &lattice) >= NONE {
            lattice = lattice.refined(field, &candidate);
        }
        let confidence = confidence(&candidate, &lattice);
        let verdict = SnapVerdict::Grid;
        Some(Found { profiles, noise, candidate, lattice, confidence, verdict })
    }

    /// The same with about the cells that were asked for, if that says no less of the picture.
    fn or_asked(mut self, field: &Field, cells: [u32; 2]) -> Found {
        let asked = asked(field, &self.profiles, self.noise, cells);
        if let Some(asked) = asked.filter(|it| it.is_as_brief_as(&self.candidate)) {
            self.lattice = Lattice::first(&self.profiles, &asked).refined(field, &asked);
            self.verdict = SnapVerdict::Asked;
        }
        self
    }
}

fn untouched(bitmap: &Bitmap, verdict: SnapVerdict, confidence: f32) -> Snapped {
    let report = SnapReport {
        verdict,
        size: [bitmap.width(), bitmap.height()],
        pitch: 1.0,
        phase: [0.0; 2],
        drift: 0.0,
        confidence,
        doubtful: 0.0,
        colours: colours(bitmap),
    };
    Snapped { bitmap: bitmap.clone(), report }
}

fn taken_back(bitmap: &Bitmap, found: Enlarged) -> Snapped {
    let bitmap = found.reduced(bitmap);
    let report = SnapReport {
        verdict: SnapVerdict::Enlarged,
        size: [bitmap.width(), bitmap.height()],
        pitch: found.by as f32,
        phase: [found.part.x as f32, found.part.y as f32],
        drift: 0.0,
        confidence: 1.0,
        doubtful: 0.0,
        colours: colours(&bitmap),
    };
    Snapped { bitmap, report }
}

/// One pixel for each cell.
fn painted(bitmap: &Bitmap, found: &Found, options: &SnapOptions) -> Snapped {
    let lattice = &found.lattice;
    let [columns, rows] = lattice.size();
    let cells = cells(bitmap, [&lattice.cuts[0], &lattice.cuts[1]]);
    let shades = shades(&cells, columns, options);
    let labels = labels(&cells, columns, &shades);
    let pixels = labels.iter().map(|it| shades[*it].shown).collect();
    let bitmap = Bitmap::from_pixels(columns as u32, rows as u32, pixels);
    let report = SnapReport {
        verdict: found.verdict,
        size: [columns as u32, rows as u32],
        pitch: lattice.pitch,
        phase: [0, 1].map(|axis| lattice.cuts[axis][0] as f32),
        drift: lattice.drift(),
        confidence: found.confidence,
        doubtful: doubtful(&cells),
        colours: colours(&bitmap),
    };
    Snapped { bitmap, report }
}

fn confidence(found: &Candidate, lattice: &Lattice) -> f32 {
    let [columns, rows] = lattice.size();
    let enough = |supported: usize, n_cuts: usize| {
        (supported as f32 / (n_cuts as f32 * 0.25).max(6.0)).min(1.0)
    };
    let supported = enough(lattice.supported[0], columns).min(enough(lattice.supported[1], rows));
    (likely(found, lattice) * supported).clamp(0.0, 1.0)
}

/// How much speaks for a grid, however many cuts it has.
fn likely(found: &Candidate, lattice: &Lattice) -> f32 {
    let flat = (MOST_BITS / found.bits.max(0.01)).min(1.0);
    let captured = (found.captured / MOST_CAPTURED).min(1.0);
    found.evidence * captured * flat * lattice.regular
}

fn doubtful(cells: &[Cell]) -> f32 {
    let n = cells.iter().filter(|it| it.residual > DOUBTFUL).count();
    n as f32 / cells.len().max(1) as f32
}

fn colours(bitmap: &Bitmap) -> usize {
    let seen = bitmap.pixels().iter().filter(|it| it[3] > 0);
    seen.map(|it| [it[0], it[1], it[2]]).collect::<BTreeSet<_>>().len()
}
