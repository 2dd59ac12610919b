//! Pictures without blur or noise: enlarged by a whole number, or not enlarged at all.

use crate::image::measure::unique_colours;
use crate::image::{Bitmap, Rect};

/// A picture of more colours has been painted, not placed.
const MOST_COLOURS: usize = 256;
/// Fewer borders between colours are no grid.
const FEWEST_BORDERS: usize = 3;

/// Whether a picture has so few colours that every change of colour is meant.
pub(super) fn is_crisp(bitmap: &Bitmap) -> bool {
    unique_colours(bitmap) <= MOST_COLOURS
}

/// How many pixels wide and high every pixel was made, and where whole ones lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Enlarged {
    pub(super) by: u32,
    /// The part of the picture that is cut into squares of that size from its top left.
    pub(super) part: Rect,
}

impl Enlarged {
    /// `None` if the picture is not crisp, or if its colours change at distances that have no common
    /// divisor.
    pub(super) fn of(bitmap: &Bitmap) -> Option<Enlarged> {
        if !is_crisp(bitmap) {
            return None;
        }
        let [columns, rows] = changes(bitmap);
        if columns.len() < FEWEST_BORDERS || rows.len() < FEWEST_BORDERS {
            return None;
        }
        let by = divisor(&columns, divisor(&rows, 0));
        if by < 2 {
            return None;
        }
        let whole = |changes: &[u32], side: u32| {
            let phase = changes[0] % by;
            // What stands before the first border is the rest of a pixel that was cut.
            (phase, (side - phase) / by * by)
        };
        let (x, width) = whole(&columns, bitmap.width());
        let (y, height) = whole(&rows, bitmap.height());
        Some(Enlarged { by, part: Rect { x, y, width, height } })
    }

    /// One pixel of every square.
    pub(super) fn reduced(&self, bitmap: &Bitmap) -> Bitmap {
        let Enlarged { by, part } = *self;
        let mut res = Bitmap::new(part.width / by, part.height / by);
        for y in 0..res.height() {
            for x in 0..res.width() {
                res.set(x, y, bitmap.get(part.x + x * by, part.y + y * by));
            }
        }
        res
    }
}

/// The greatest common divisor of the distances between borders.
fn divisor(changes: &[u32], start: u32) -> u32 {
    let common = |mut a: u32, mut b: u32| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    changes.windows(2).fold(start, |res, pair| common(res, pair[1] - pair[0]))
}

/// The columns, and the rows, whose pixels are not all equal to those before them.
fn changes(bitmap: &Bitmap) -> [Vec<u32>; 2] {
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let mut columns = vec![false; width];
    let mut rows = Vec::new();
    let pixels = bitmap.pixels();
    for y in 0..height {
        let row = &pixels[y * width..(y + 1) * width];
        for x in 1..width {
            columns[x] |= row[x] != row[x - 1];
        }
        if y > 0 && row != &pixels[(y - 1) * width..y * width] {
            rows.push(y as u32);
        }
    }
    let columns = columns.iter().enumerate().filter(|it| *it.1).map(|it| it.0 as u32);
    [columns.collect(), rows]
}
