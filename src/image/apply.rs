//! Applies steps: the one door from parameters to pixels.

use crate::action::{AskedBackground, Canvas, Step, Way};
use crate::digest::Digest;
use crate::image::bleed::bled;
use crate::image::cut_out::{cut_out, shows_checkerboard};
use crate::image::edit::edited;
use crate::image::fit::fitted;
use crate::image::geometry::{crop, scaled};
use crate::image::palette::with_palette;
use crate::image::place::placed;
use crate::image::seam::without_seams;
use crate::image::snap::{SnapOptions, SnapPalette, snap};
use crate::image::{Bitmap, TooLarge, canvas};

/// Why a step cannot be applied to a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// The result, or something on the way to it.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The picture is too small for the sheet it is said to be, or the cell lies outside.
    #[error(
        "cell {index} of a sheet of {columns}x{rows} cannot be cut from {width}x{height} pixels"
    )]
    NoSuchCell {
        /// Of the sheet.
        columns: u32,
        /// Of the sheet.
        rows: u32,
        /// Counted from 0.
        index: u32,
        /// Of the picture.
        width: u32,
        /// Of the picture.
        height: u32,
    },
    /// A second picture that the step needs cannot be had.
    #[error("the picture {0}, which this step needs beside the painting, is missing or unreadable")]
    NoSecondPicture(Digest),
}

/// How a step reaches a picture beside the one it is applied to: the pixels of a blob.
pub type Blobs<'a> = &'a dyn Fn(Digest) -> Option<Bitmap>;

/// For steps that need one picture alone.
#[must_use]
pub fn no_blobs(_: Digest) -> Option<Bitmap> {
    None
}

/// What came of a painting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processed {
    /// The picture.
    pub bitmap: Bitmap,
    /// What was found and done, in words: of the pixel grid, the background, the size.
    pub notes: Vec<String>,
    /// A background was to go, and none was found.
    pub uncut: bool,
    /// The frame that it was made in; the whole picture unless something was trimmed.
    pub canvas: Canvas,
}

/// Applies steps in their order, except that a painted checkerboard is cut out first. `blobs` gives
/// the pixels of a second picture, where a step names one: a plate, a mask.
///
/// # Errors
///
/// Of the first step that fails.
pub fn process(bitmap: Bitmap, steps: &[Step], blobs: Blobs<'_>) -> Result<Processed, StepError> {
    let canvas = Canvas::whole(bitmap.width(), bitmap.height());
    let mut res = Processed { bitmap, notes: Vec::new(), uncut: false, canvas };
    for step in in_order(steps, &res.bitmap) {
        let before = [res.bitmap.width(), res.bitmap.height()];
        let cut_off = canvas::trimmed(step, &res.bitmap);
        let (notes, uncut) = (&mut res.notes, &mut res.uncut);
        res.bitmap = applied(res.bitmap, step, blobs, &mut |it| notes.push(it), uncut)?;
        res.canvas = canvas::carried(res.canvas, step, before, cut_off, &res.bitmap);
    }
    Ok(res)
}

/// The squares of a painted checkerboard would pass for art pixels: where one is to be cut out, it
/// goes before the grid is looked for, and a sheet is cut into its cells.
fn in_order<'a>(steps: &'a [Step], bitmap: &Bitmap) -> Vec<&'a Step> {
    let mut res: Vec<&Step> = steps.iter().collect();
    let snap = steps.iter().position(|it| matches!(it, Step::Snap { .. }));
    let cut = steps.iter().position(goes_by_the_border);
    if let (Some(snap), Some(cut)) = (snap, cut)
        && snap < cut
        && shows_checkerboard(bitmap)
    {
        res[snap..=cut].rotate_right(1);
    }
    res
}

fn goes_by_the_border(step: &Step) -> bool {
    let Step::CutOut { asked, way, .. } = step else { return false };
    let is_to_go = matches!(asked, AskedBackground::Key(_) | AskedBackground::Transparent);
    match way {
        Way::Key => true,
        Way::Auto => is_to_go,
        // What has a second picture is cut out first anyway.
        Way::Native | Way::TwoPlate { .. } | Way::Network { .. } | Way::AutoOrNetwork { .. } => {
            false
        }
    }
}

/// Applies one step that needs no second picture.
///
/// # Errors
///
/// If the result would be too large, a cell does not exist, or the step names a second picture.
pub fn apply(bitmap: Bitmap, step: &Step) -> Result<Bitmap, StepError> {
    applied(bitmap, step, &no_blobs, &mut |_| (), &mut false)
}

fn applied(
    bitmap: Bitmap,
    step: &Step,
    blobs: Blobs<'_>,
    note: &mut impl FnMut(String),
    uncut: &mut bool,
) -> Result<Bitmap, StepError> {
    match step {
        Step::Snap { cells, colors, mode, max, background } => {
            let options = SnapOptions {
                cells: Some(*cells),
                palette: SnapPalette::of_style(colors, *mode, *max),
                background: *background,
            };
            let snapped = snap(&bitmap, &options);
            note(snapped.report.sentence());
            Ok(snapped.bitmap)
        }
        &Step::Cell { columns, rows, index } => cell(&bitmap, columns, rows, index),
        &Step::CutOut { asked, edges, shadow, way } => {
            let second = second_picture(way, blobs)?;
            let cut = cut_out(bitmap, asked, edges, shadow, way, second.as_ref());
            note(cut.how);
            *uncut |= cut.uncut;
            Ok(cut.bitmap)
        }
        &Step::Fit { width, height, pixel_art: false } => Ok(fitted(bitmap, [width, height])?),
        &Step::Fit { width, height, pixel_art: true } => {
            let (bitmap, how) = placed(bitmap, [width, height])?;
            how.into_iter().for_each(note);
            Ok(bitmap)
        }
        &Step::Seamless { across } => match without_seams(&bitmap, across) {
            None => Ok(bitmap),
            Some(cut) => {
                note("made seamless by a cut where its halves differ least".to_owned());
                Ok(cut)
            }
        },
        Step::Palette { colors, mode, max } => Ok(with_palette(bitmap, colors, *mode, *max)),
        Step::Edit { edit } => Ok(edited(bitmap, edit)?),
        &Step::Scale { by } => Ok(scaled(&bitmap, by)?),
        Step::Bleed => Ok(bled(bitmap)),
    }
}

fn second_picture(way: Way, blobs: Blobs<'_>) -> Result<Option<Bitmap>, StepError> {
    let Some(blob) = way.blob() else { return Ok(None) };
    blobs(blob).map(Some).ok_or(StepError::NoSecondPicture(blob))
}

/// One cell of a sheet. Where the sides do not divide, borders lie at the nearest whole pixel.
fn cell(bitmap: &Bitmap, columns: u32, rows: u32, index: u32) -> Result<Bitmap, StepError> {
    let (width, height) = (bitmap.width(), bitmap.height());
    let exists = u64::from(index) < u64::from(columns) * u64::from(rows);
    if !exists || columns > width || rows > height {
        return Err(StepError::NoSuchCell { columns, rows, index, width, height });
    }
    let border = |side: u32, n_cells: u32, at: u32| {
        (u64::from(side) * u64::from(at) * 2 + u64::from(n_cells)) / (u64::from(n_cells) * 2)
    };
    // All cells are as large as the smallest: frames of one animation have one size.
    let size = [width / columns, height / rows];
    let left = border(width, columns, index % columns);
    let top = border(height, rows, index / columns);
    Ok(crop(bitmap, left as i64, top as i64, size)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_counted_by_rows_and_have_one_size() {
        let pixels = (0..12).map(|it| [it, 0, 0, 255]).collect();
        let sheet = Bitmap::from_pixels(4, 3, pixels);
        let first = |index| {
            let step = Step::Cell { columns: 2, rows: 3, index };
            let cell = apply(sheet.clone(), &step).unwrap();
            assert_eq!((cell.width(), cell.height()), (2, 1));
            cell.get(0, 0)[0]
        };
        assert_eq!((0..6).map(first).collect::<Vec<_>>(), [0, 2, 4, 6, 8, 10]);
    }

    #[test]
    fn a_cell_that_does_not_exist_is_an_error() {
        for (columns, rows, index) in [(2, 2, 4), (0, 0, 0), (5, 1, 0), (u32::MAX, u32::MAX, 7)] {
            let step = Step::Cell { columns, rows, index };
            let applied = apply(Bitmap::new(4, 4), &step);
            assert!(matches!(applied, Err(StepError::NoSuchCell { .. })));
        }
    }
}
