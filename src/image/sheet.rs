//! Frames of an animation side by side in one picture.

use crate::image::geometry::paste;
use crate::image::limit::blank;
use crate::image::{Bitmap, Rect, TooLarge};

/// Frames in one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// All of them.
    pub bitmap: Bitmap,
    /// Where each one is, in their order.
    pub rects: Vec<Rect>,
}

/// Puts frames into cells, by rows; a cell is as large as the largest frame.
///
/// # Errors
///
/// If the sheet would be too large.
pub fn sheet(frames: &[Bitmap], columns: u32) -> Result<Sheet, TooLarge> {
    let largest = |side: fn(&Bitmap) -> u32| frames.iter().map(side).max().unwrap_or(0);
    let (width, height) = (largest(Bitmap::width), largest(Bitmap::height));
    let columns = (frames.len() as u64).min(u64::from(columns.max(1)));
    let rows = (frames.len() as u64).div_ceil(columns.max(1));
    let mut res = Sheet {
        bitmap: blank(columns * u64::from(width), rows * u64::from(height))?,
        rects: Vec::new(),
    };
    for (idx, frame) in frames.iter().enumerate() {
        let rect = Rect {
            x: (idx as u64 % columns) as u32 * width,
            y: (idx as u64 / columns) as u32 * height,
            width: frame.width(),
            height: frame.height(),
        };
        paste(&mut res.bitmap, frame, rect.x.into(), rect.y.into());
        res.rects.push(rect);
    }
    Ok(res)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    #[test]
    fn frames_stand_in_rows_of_equal_cells() {
        let frames = ["r", "gg", "b"].map(art);
        let sheet = sheet(&frames, 2).unwrap();
        assert_eq!(sheet.bitmap, art("r.gg b..."));
        let at = |x, y, width| Rect { x, y, width, height: 1 };
        assert_eq!(sheet.rects, [at(0, 0, 1), at(2, 0, 2), at(0, 1, 1)]);
    }

    #[test]
    fn odd_numbers_of_columns_and_frames_are_no_reason_to_panic() {
        assert_eq!(sheet(&[], 3).unwrap().bitmap, Bitmap::new(0, 0));
        assert_eq!(sheet(&[art("r")], 0).unwrap().bitmap, art("r"));
        let wide = vec![Bitmap::new(1000, 1); 17];
        assert!(sheet(&wide, u32::MAX).is_err());
    }
}
