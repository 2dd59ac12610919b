//! Colours where none are known, from those around: pull and push over a pyramid.

use crate::image::Bitmap;
use crate::image::cut_out::channels::{Channels, NO_CHANNELS, channels, plus, times};
use crate::image::cut_out::mask::Mask;

/// Colours of a picture, each with the number of known pixels behind it; 0 is unknown.
struct Level {
    width: usize,
    height: usize,
    cells: Vec<(Channels, f32)>,
}

/// The picture's colours where they are known, and smooth ones in between. All are black if none
/// is known.
pub(crate) fn inpainted(bitmap: &Bitmap, known: &Mask) -> Vec<Channels> {
    let cells =
        bitmap.pixels().iter().zip(&known.bits).map(|(pixel, known)| {
            if *known { (channels(*pixel), 1.0) } else { (NO_CHANNELS, 0.0) }
        });
    let mut levels =
        vec![Level { width: known.width, height: known.height, cells: cells.collect() }];
    while let Some(next) = levels.last().and_then(Level::halved) {
        levels.push(next);
    }
    while levels.len() > 1 {
        let coarse = levels.pop().expect("there are two");
        levels.last_mut().expect("there is one left").fill(&coarse);
    }
    levels.remove(0).cells.into_iter().map(|it| it.0).collect()
}

impl Level {
    /// Each cell the mean of the known among four.
    fn halved(&self) -> Option<Level> {
        if self.width <= 1 && self.height <= 1 {
            return None;
        }
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mean = |idx: usize| {
            let (mut sum, mut weight) = (NO_CHANNELS, 0.0);
            for (x, y) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                let (x, y) = (idx % width * 2 + x, idx / width * 2 + y);
                if x < self.width && y < self.height {
                    let (colour, of) = self.cells[y * self.width + x];
                    sum = plus(sum, times(colour, of));
                    weight += of;
                }
            }
            if weight > 0.0 { (times(sum, 1.0 / weight), weight) } else { (NO_CHANNELS, 0.0) }
        };
        Some(Level { width, height, cells: (0..width * height).map(mean).collect() })
    }

    /// Unknown cells get the coarser level's colour, from the four nearest cells of it.
    fn fill(&mut self, coarse: &Level) {
        for idx in 0..self.cells.len() {
            if self.cells[idx].1 == 0.0 {
                let (x, y) = (idx % self.width, idx / self.width);
                self.cells[idx].0 = coarse.between(x, y);
            }
        }
    }

    /// The colour at a cell of the level below: its own cell by 9 parts, the neighbours by 3 and 1.
    fn between(&self, x: usize, y: usize) -> Channels {
        let beside = |at: usize, side: usize| {
            let other = if at.is_multiple_of(2) { (at / 2).saturating_sub(1) } else { at / 2 + 1 };
            [at / 2, other.min(side - 1)]
        };
        let (columns, rows) = (beside(x, self.width), beside(y, self.height));
        let mut res = NO_CHANNELS;
        for (row, down) in rows.into_iter().zip([0.75, 0.25]) {
            for (column, right) in columns.into_iter().zip([0.75, 0.25]) {
                let cell = self.cells[row * self.width + column].0;
                res = plus(res, times(cell, down * right));
            }
        }
        res
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    #[test]
    fn what_is_unknown_lies_between_what_is_known() {
        let known = Mask::of(8, 1, |idx| idx == 0 || idx == 7);
        let colours = inpainted(&art("k......w"), &known);
        assert_eq!((colours[0], colours[7]), ([0.0; 3], [1.0; 3]));
        assert!(colours.windows(2).all(|it| it[0][0] <= it[1][0]), "{colours:?}");
        assert!(colours[3][0] > 0.1 && colours[4][0] < 0.9);
    }

    #[test]
    fn a_picture_of_which_nothing_is_known_is_black() {
        assert_eq!(inpainted(&art("rr"), &Mask::new(2, 1)), [[0.0; 3]; 2]);
        assert_eq!(inpainted(&Bitmap::new(0, 3), &Mask::new(0, 3)), [] as [Channels; 0]);
    }
}
