//! `Sums`: how many pixels of a mask are set in any rectangle, at once.

use crate::image::cut_out::mask::Mask;

/// How many pixels are set above and to the left of each corner.
pub(crate) struct Sums {
    columns: usize,
    rows: usize,
    sums: Vec<u32>,
}

impl Sums {
    pub(crate) fn of(mask: &Mask) -> Sums {
        let columns = mask.width + 1;
        let mut sums = vec![0; columns * (mask.height + 1)];
        for y in 0..mask.height {
            let mut row = 0;
            for x in 0..mask.width {
                row += u32::from(mask.bits[y * mask.width + x]);
                sums[(y + 1) * columns + x + 1] = sums[y * columns + x + 1] + row;
            }
        }
        Sums { columns, rows: mask.height + 1, sums }
    }

    /// How many are set at most so many pixels away along both axes.
    pub(crate) fn around(&self, x: usize, y: usize, reach: usize) -> u32 {
        let [left, top, right, bottom] = self.square(x, y, reach);
        let at = |x: usize, y: usize| self.sums[y * self.columns + x];
        at(right, bottom) + at(left, top) - at(right, top) - at(left, bottom)
    }

    /// How many pixels there are so near.
    pub(crate) fn area(&self, x: usize, y: usize, reach: usize) -> usize {
        let [left, top, right, bottom] = self.square(x, y, reach);
        (right - left) * (bottom - top)
    }

    fn square(&self, x: usize, y: usize, reach: usize) -> [usize; 4] {
        let (right, bottom) = (x + reach + 1, y + reach + 1);
        [
            x.saturating_sub(reach),
            y.saturating_sub(reach),
            right.min(self.columns - 1),
            bottom.min(self.rows - 1),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_is_counted_within_the_picture() {
        let mask = Mask::of(5, 4, |idx| idx % 2 == 0);
        let sums = Sums::of(&mask);
        assert_eq!((sums.around(2, 1, 1), sums.area(2, 1, 1)), (4, 9));
        assert_eq!((sums.around(0, 0, 1), sums.area(0, 0, 1)), (2, 4));
        assert_eq!((sums.around(4, 3, 9), sums.area(4, 3, 9)), (10, 20));
    }
}
