//! A picture of empty cells, which shows a model where the frames of a sheet go.

use crate::image::Bitmap;

/// The longer side of a cell is about so many pixels, so that its border can be seen.
const CELL: u32 = 256;
/// How wide the border of a cell is, in pixels; between two cells twice as wide.
const BORDER: u32 = 2;
const EMPTY: [u8; 4] = [255, 255, 255, 255];
const LINE: [u8; 4] = [128, 128, 128, 255];

/// White cells with grey borders, columns × rows, each of the proportions of a frame.
#[must_use]
pub fn guide(frame: [u32; 2], [columns, rows]: [u32; 2]) -> Bitmap {
    let longer = frame[0].max(frame[1]).max(1);
    let side = |it: u32| (it.saturating_mul(CELL) / longer).clamp(4 * BORDER, CELL);
    let cell = frame.map(side);
    let mut res = Bitmap::new(cell[0] * columns, cell[1] * rows);
    let is_border = |at: u32, side: u32| {
        let within = at % side;
        within < BORDER || within >= side - BORDER
    };
    let width = res.width().max(1);
    for (idx, pixel) in (0..).zip(res.pixels_mut()) {
        let (x, y) = (idx % width, idx / width);
        *pixel = if is_border(x, cell[0]) || is_border(y, cell[1]) { LINE } else { EMPTY };
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_has_a_border_and_room() {
        let guide = guide([32, 16], [3, 2]);
        assert_eq!([guide.width(), guide.height()], [768, 256]);
        for (column, row) in [(0, 0), (2, 1)] {
            let (x, y) = (column * 256, row * 128);
            assert_eq!(guide.get(x, y + 64), LINE);
            assert_eq!(guide.get(x + 255, y + 64), LINE);
            assert_eq!(guide.get(x + 128, y + 64), EMPTY);
        }
        // The longest strip of the most frames is still a picture that a model takes.
        assert_eq!(super::guide([1, 2048], [8, 8]).height(), 2048);
    }
}
