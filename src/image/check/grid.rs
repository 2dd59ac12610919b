//! Whether pixel art has pixels of its own size, or is a coarser picture enlarged.

use crate::action::Finding;
use crate::image::Bitmap;
use crate::image::check::measured::Measured;
use crate::image::measure::Share;

/// The coarsest grid that is looked for, in pixels.
const COARSEST: u32 = 64;
/// The most edges that a grid may miss and still be one, in percent.
const MISSED: u64 = 15;
/// The fewest lines of a grid on an axis that must carry an edge, and their least share, in
/// percent: a panel with a bevel of two pixels is no enlarged picture.
const LINES: [u64; 2] = [6, 50];

/// No coarser grid is there, or its edges are all on it: `most` is in percent.
///
/// An enlarged picture is one that was painted for fewer pixels; what lies between its grid lines
/// is what a game's player sees as pixels of two sizes.
pub(crate) fn off_grid(picture: &Bitmap, most: u32) -> Finding {
    let edges = Edges::of(picture);
    let found = (2..=COARSEST).rev().find(|it| edges.have_grid(*it));
    let (passed, measured) = match found {
        None => (true, "pixels of 1x1".to_owned()),
        Some(by) => {
            let off = edges.off(by);
            let few = off.n * 100 <= u64::from(most) * off.of;
            (few, format!("pixels of {by}x{by}, {off} of the edges off their grid"))
        }
    };
    Measured {
        check: "off-grid",
        hard: false,
        passed,
        measured,
        required: format!("at most {most} %"),
    }
    .or_suggest("make all pixels the same size, on one even grid, without half or double pixels")
}

/// How many pixels differ from the one before, by column and by row.
struct Edges {
    columns: Vec<u64>,
    rows: Vec<u64>,
}

impl Edges {
    fn of(picture: &Bitmap) -> Edges {
        let width = picture.width() as usize;
        let mut res = Edges { columns: vec![0; width], rows: vec![0; picture.height() as usize] };
        let mut above: &[[u8; 4]] = &[];
        for (row, n) in picture.pixels().chunks_exact(width.max(1)).zip(&mut res.rows) {
            let pairs = row.iter().zip(row.iter().skip(1));
            for ((before, here), n) in pairs.zip(res.columns.iter_mut().skip(1)) {
                *n += u64::from(before != here);
            }
            *n = row.iter().zip(above).filter(|(here, above)| here != above).count() as u64;
            above = row;
        }
        res
    }

    /// Whether cells of so many pixels, counted from the top left, hold nearly all edges.
    fn have_grid(&self, by: u32) -> bool {
        let off = self.off(by);
        let full = |edges: &[u64]| {
            let lines = edges.iter().step_by(by as usize).skip(1);
            let n_lines = lines.clone().count() as u64;
            let used = lines.filter(|it| **it > 0).count() as u64;
            used >= LINES[0] && used * 100 >= n_lines * LINES[1]
        };
        off.n * 100 <= MISSED * off.of && full(&self.columns) && full(&self.rows)
    }

    fn off(&self, by: u32) -> Share {
        let by = by as usize;
        let mut res = Share { n: 0, of: 0 };
        for edges in [&self.columns, &self.rows] {
            for (at, n) in edges.iter().enumerate() {
                res.of += n;
                res.n += if at % by == 0 { 0 } else { *n };
            }
        }
        res
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::geometry::scaled;
    use crate::image::tests::numbers;

    fn noise(side: u32) -> Bitmap {
        let pixels = numbers(3).take((side * side) as usize);
        let pixels = pixels.map(|it| [(it % 5 * 50) as u8, 0, 0, 255]);
        Bitmap::from_pixels(side, side, pixels.collect())
    }

    #[test]
    fn an_enlarged_picture_shows_its_grid_and_what_lies_between() {
        let mut large = scaled(&noise(12), 4).unwrap();
        let clean = off_grid(&large, 5);
        assert_eq!(clean.measured, "pixels of 4x4, 0 % of the edges off their grid");
        assert!(clean.passed);
        let numbers: Vec<u64> = numbers(9).take(20).collect();
        for it in numbers {
            large.set((it % 48) as u32, (it / 48 % 48) as u32, [9, 9, 9, 255]);
        }
        let spoilt = off_grid(&large, 5);
        assert!(!spoilt.passed && spoilt.measured.starts_with("pixels of 4x4, "), "{spoilt:?}");
    }

    #[test]
    fn a_picture_with_pixels_of_its_own_has_no_coarser_grid() {
        assert_eq!(off_grid(&noise(40), 5).measured, "pixels of 1x1");
        assert_eq!(off_grid(&Bitmap::new(0, 0), 5).measured, "pixels of 1x1");
        assert_eq!(off_grid(&Bitmap::new(40, 40), 5).measured, "pixels of 1x1");
    }
}
