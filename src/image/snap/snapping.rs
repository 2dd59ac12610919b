//! `snap`: from a painting to pixels.

use std::collections::BTreeSet;

use crate::image::Bitmap;
use crate::image::snap::cell::Cell;
use crate::image::snap::cell::cells;
use crate::image::snap::crisp::Enlarged;
use crate::image::snap::crisp::is_crisp;
use crate::image::snap::field::Along;
use crate::image::snap::field::Field;
use crate::image::snap::label::labels;
use crate::image::snap::options::SnapOptions;
use crate::image::snap::profile::Profile;
use crate::image::snap::refine::Lattice;
use crate::image::snap::report::SnapReport;
use crate::image::snap::report::SnapVerdict;
use crate::image::snap::search::Candidate;
use crate::image::snap::search::search;
use crate::image::snap::shades::shades;

/// Less sure than this, a picture is no pixel art.
pub(super) const NONE: f32 = 0.1;
/// From here on, it is.
pub(super) const SURE: f32 = 0.5;
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
    let asked = options.cells.filter(|it| it.iter().all(|it| *it > 0));
    let small = asked.is_some_and(|it| size[0] <= it[0] && size[1] <= it[1]);
    if small || size.contains(&0) {
        return untouched(bitmap, SnapVerdict::Native, 1.0);
    }
    let crisp = is_crisp(bitmap);
    if let Some(found) = crisp.then(|| Enlarged::of(bitmap)).flatten() {
        return taken_back(bitmap, found);
    }
    let field = Field::of(bitmap);
    let noise = if crisp { 0.0 } else { field.noise() };
    let profiles = [Along::X, Along::Y].map(|it| Profile::of(&field, it, noise, crisp));
    let Some(found) = search(&field, &profiles, noise) else {
        let verdict = if crisp { SnapVerdict::Native } else { SnapVerdict::NotPixelArt };
        return untouched(bitmap, verdict, 0.0);
    };
    let lattice = Lattice::of(&field, &profiles, &found);
    drop(field);
    let confidence = confidence(&found, &lattice);
    if crisp && confidence < SURE {
        return untouched(bitmap, SnapVerdict::Native, confidence);
    }
    if confidence < NONE && asked.is_none() {
        return untouched(bitmap, SnapVerdict::NotPixelArt, confidence);
    }
    painted(bitmap, &lattice, options, confidence)
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

fn painted(bitmap: &Bitmap, lattice: &Lattice, options: &SnapOptions, confidence: f32) -> Snapped {
    let [columns, rows] = lattice.size();
    let cells = cells(bitmap, [&lattice.cuts[0], &lattice.cuts[1]]);
    let shades = shades(&cells, columns, options);
    let labels = labels(&cells, columns, &shades);
    let pixels = labels.iter().map(|it| shades[*it].shown).collect();
    let bitmap = Bitmap::from_pixels(columns as u32, rows as u32, pixels);
    let report = SnapReport {
        verdict: SnapVerdict::Grid,
        size: [columns as u32, rows as u32],
        pitch: lattice.pitch,
        phase: [0, 1].map(|axis| lattice.cuts[axis][0] as f32),
        drift: 0.0,
        confidence,
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
    (found.evidence * (found.captured / 0.7).min(1.0) * supported).clamp(0.0, 1.0)
}

fn doubtful(cells: &[Cell]) -> f32 {
    let n = cells.iter().filter(|it| it.residual > DOUBTFUL).count();
    n as f32 / cells.len().max(1) as f32
}

fn colours(bitmap: &Bitmap) -> usize {
    let seen = bitmap.pixels().iter().filter(|it| it[3] > 0);
    seen.map(|it| [it[0], it[1], it[2]]).collect::<BTreeSet<_>>().len()
}
