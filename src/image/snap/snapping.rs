//! `snap`: from a painting to pixels.

use std::collections::BTreeSet;

use crate::image::Bitmap;
use crate::image::cut_out::{Checkerboard, Flared};
use crate::image::snap::cell::{Cell, cells};
use crate::image::snap::crisp::Enlarged;
use crate::image::snap::found::{Found, Look, look};
use crate::image::snap::label::labels;
use crate::image::snap::options::SnapOptions;
use crate::image::snap::report::{SnapReport, SnapVerdict};
use crate::image::snap::shades::shades;

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
    if let Some(found) = Enlarged::of(bitmap) {
        return taken_back(bitmap, found);
    }
    match look_beside_squares(bitmap, options.cells) {
        Look::Grid(found) => painted(bitmap, &found, options),
        Look::Native => untouched(bitmap, SnapVerdict::Native, 1.0),
        Look::Nothing(confidence) => untouched(bitmap, SnapVerdict::NotPixelArt, confidence),
    }
}

/// The squares of a painted checkerboard are no cells, unless the picture has no others.
fn look_beside_squares(bitmap: &Bitmap, cells: Option<[u32; 2]>) -> Look {
    let flared = Flared::new();
    if let Some(board) = Checkerboard::find(bitmap, &flared)
        && let grid @ Look::Grid(_) = look(&board.flattened(bitmap, &flared), cells)
    {
        return grid;
    }
    look(bitmap, cells)
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

fn doubtful(cells: &[Cell]) -> f32 {
    let n = cells.iter().filter(|it| it.residual > DOUBTFUL).count();
    n as f32 / cells.len().max(1) as f32
}

fn colours(bitmap: &Bitmap) -> usize {
    let seen = bitmap.pixels().iter().filter(|it| it[3] > 0);
    seen.map(|it| [it[0], it[1], it[2]]).collect::<BTreeSet<_>>().len()
}
