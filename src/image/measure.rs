//! What can be measured on pixels, exactly as Pillow, OpenCV and NumPy measure it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::alpha::NOISE;

/// Up to so many pixels, a table of their colours is smaller than one of all colours there are.
pub(crate) const FEW_PIXELS: usize = 1 << 14;

/// How many colours a picture shows: unique red, green, blue where alpha is not 0.
///
/// As `numpy.unique(rgba[rgba[..., 3] > 0][:, :3], axis=0)` counts them.
#[must_use]
pub fn unique_colours(bitmap: &Bitmap) -> usize {
    let pixels = bitmap.pixels();
    if pixels.len() <= FEW_PIXELS {
        let seen = pixels.iter().filter(|it| it[3] > 0).map(|it| colour_number(*it));
        return seen.collect::<BTreeSet<u32>>().len();
    }
    // A bit for each colour there is.
    let mut seen = vec![0_u64; 1 << 18];
    let (mut res, mut last) = (0, [0; 4]);
    for &pixel in pixels {
        // Neighbours are often equal.
        if pixel == last || pixel[3] == 0 {
            continue;
        }
        last = pixel;
        let number = colour_number(pixel);
        let (word, bit) = (&mut seen[number as usize / 64], 1_u64 << (number % 64));
        res += usize::from(*word & bit == 0);
        *word |= bit;
    }
    res
}

fn colour_number([r, g, b, _]: [u8; 4]) -> u32 {
    u32::from_be_bytes([0, r, g, b])
}

/// The share of the outermost ring of pixels with alpha 0, from 0 to 1; without pixels it is 0.
#[must_use]
pub fn border_transparency(bitmap: &Bitmap) -> f64 {
    let ring = clear_ring(bitmap);
    ring.n as f64 / ring.of.max(1) as f64
}

/// The colour that most solid pixels of the border have, channels taken by thirty-twos; the middle one
/// of them in each channel. None if half of the border or more is not solid.
#[must_use]
pub fn border_colour(bitmap: &Bitmap) -> Option<Rgb> {
    let solid = ring(bitmap).map(|(x, y)| bitmap.get(x, y)).filter(|it| it[3] == 255);
    let mut groups: BTreeMap<[u8; 3], Vec<[u8; 3]>> = BTreeMap::new();
    for [r, g, b, _] in solid {
        groups.entry([r / 32, g / 32, b / 32]).or_default().push([r, g, b]);
    }
    let n_solid: usize = groups.values().map(Vec::len).sum();
    let most = groups.into_values().max_by_key(Vec::len)?;
    let middle = |channel: usize| {
        let mut values: Vec<u8> = most.iter().map(|it| it[channel]).collect();
        values.sort_unstable();
        values[values.len() / 2]
    };
    (n_solid * 2 > ring(bitmap).count()).then(|| Rgb([0, 1, 2].map(middle)))
}

/// How many pixels of the outermost ring have alpha 0.
pub(crate) fn clear_ring(bitmap: &Bitmap) -> Share {
    let width = bitmap.width() as usize;
    let last = (bitmap.height() as usize).saturating_sub(1);
    let mut res = Share { n: 0, of: 0 };
    for (y, row) in bitmap.pixels().chunks_exact(width.max(1)).enumerate() {
        let step = if y == 0 || y == last { 1 } else { width.saturating_sub(1).max(1) };
        let ring = Share::count(row.iter().step_by(step), |it| it[3] == 0);
        res = Share { n: res.n + ring.n, of: res.of + ring.of };
    }
    res
}

/// So many of so many pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) n: u64,
    pub(crate) of: u64,
}

impl Share {
    /// How many of some pixels something holds for.
    pub(crate) fn count<T>(all: impl Iterator<Item = T>, holds: impl Fn(T) -> bool) -> Share {
        let mut res = Share { n: 0, of: 0 };
        for it in all {
            res.n += u64::from(holds(it));
            res.of += 1;
        }
        res
    }

    /// In thousandths, rounded down; 0 of 0 is 0.
    pub(crate) fn thousandths(self) -> u64 {
        self.n * 1000 / self.of.max(1)
    }
}

impl fmt::Display for Share {
    /// `41 %`, or `41.3 %`; rounded down, so that what is too little never reads as enough.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.thousandths() / 10, self.thousandths() % 10) {
            (percent, 0) => write!(f, "{percent} %"),
            (percent, tenths) => write!(f, "{percent}.{tenths} %"),
        }
    }
}

/// How many pixels of the border have an alpha below 10. The border is the outermost 2 % of the
/// shorter side, at least one pixel.
pub(crate) fn clear_border(bitmap: &Bitmap) -> Share {
    Share::count(ring(bitmap), |(x, y)| bitmap.get(x, y)[3] < NOISE)
}

/// The pixels of the border, by rows.
pub(crate) fn ring(bitmap: &Bitmap) -> impl Iterator<Item = (u32, u32)> + use<> {
    let (width, height) = (bitmap.width(), bitmap.height());
    let depth = width.min(height).div_ceil(50).max(1);
    (0..height).flat_map(move |y| {
        let whole_row = y < depth || y + depth >= height;
        let left = if whole_row { width } else { depth.min(width) };
        let right = left.max(width.saturating_sub(depth));
        let columns = (0..left).chain(right..width);
        columns.map(move |x| (x, y))
    })
}

/// The variance of the picture's Laplacian: how sharp it is.
///
/// As `cv2.Laplacian(grey, CV_64F).var()`, where grey is Pillow's `convert("L")`: the kernel
/// `0 1 0 / 1 -4 1 / 0 1 0`, borders mirrored without repeating the outermost pixel. Alpha is
/// ignored: colour that hides under alpha 0 counts. Without pixels it is 0.
#[must_use]
pub fn laplacian_variance(bitmap: &Bitmap) -> f64 {
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let n = width * height;
    if n == 0 {
        return 0.0;
    }
    let grey: Vec<u8> = bitmap.pixels().iter().map(|it| luma(*it)).collect();
    let (mut sum, mut squares) = (0_i64, 0_i64);
    for y in 0..height {
        let row = |y: usize| &grey[y * width..(y + 1) * width];
        let [above, below] = mirrored_neighbours(y, height).map(row);
        let (of_row, of_squares) = laplacians([above, row(y), below]);
        sum += of_row;
        squares += of_squares;
    }
    // In whole numbers up to here, so that no order of additions matters.
    let n = n as i128;
    let scaled = n * i128::from(squares) - i128::from(sum) * i128::from(sum);
    scaled as f64 / (n * n) as f64
}

/// So many squares of numbers up to 1020 add up to less than 2^31.
const BLOCK: usize = 1024;

/// Sum and sum of squares of the Laplacians of the middle one of three rows.
fn laplacians([above, here, below]: [&[u8]; 3]) -> (i64, i64) {
    let width = here.len();
    let at = |x: usize| {
        let [left, right] = mirrored_neighbours(x, width).map(|it| i32::from(here[it]));
        i32::from(above[x]) + i32::from(below[x]) + left + right - 4 * i32::from(here[x])
    };
    let (mut sum, mut squares) = (0_i64, 0_i64);
    for x in std::iter::once(0).chain((width > 1).then(|| width - 1)) {
        sum += i64::from(at(x));
        squares += i64::from(at(x) * at(x));
    }
    let mut start = 1;
    while start + 1 < width {
        let end = (start + BLOCK).min(width - 1);
        let (left, right) = (&here[start - 1..end - 1], &here[start + 1..end + 1]);
        let beside = left.iter().zip(right).zip(above[start..end].iter().zip(&below[start..end]));
        let mut block = (0_i32, 0_i32);
        for (((left, right), (above, below)), own) in beside.zip(&here[start..end]) {
            let around =
                i32::from(*left) + i32::from(*right) + i32::from(*above) + i32::from(*below);
            let value = around - 4 * i32::from(*own);
            block = (block.0 + value, block.1 + value * value);
        }
        sum += i64::from(block.0);
        squares += i64::from(block.1);
        start = end;
    }
    (sum, squares)
}

/// Pillow's grey.
fn luma([r, g, b, _]: [u8; 4]) -> u8 {
    let it = 19_595 * u32::from(r) + 38_470 * u32::from(g) + 7_471 * u32::from(b) + 32_768;
    (it >> 16) as u8
}

/// The places before and after one, mirrored at the ends (OpenCV's `BORDER_REFLECT_101`).
fn mirrored_neighbours(at: usize, length: usize) -> [usize; 2] {
    let last = length - 1;
    let before = if at == 0 { last.min(1) } else { at - 1 };
    let after = if at == last { last.saturating_sub(1) } else { at + 1 };
    [before, after]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    fn grey(width: u32, values: &[u8]) -> Bitmap {
        let pixels: Vec<_> = values.iter().map(|it| [*it, *it, *it, 255]).collect();
        Bitmap::from_pixels(width, values.len() as u32 / width, pixels)
    }

    #[test]
    fn sharpness_is_what_opencv_says() {
        // By hand: the Laplacian of each pixel, then the variance of those numbers.
        assert_eq!(laplacian_variance(&grey(1, &[77])), 0.0);
        // 1 x 2: 2 * 10 - 2 * 0 = 20 and -20.
        assert_eq!(laplacian_variance(&grey(2, &[0, 10])), 400.0);
        // One bright pixel in the middle of 3 x 3: -40 there, 0 in the corners, and 20 at its
        // sides, which see it twice since the border is mirrored.
        let spot = [0, 0, 0, 0, 10, 0, 0, 0, 0];
        let (mean, squares) = ((-40.0 + 4.0 * 20.0) / 9.0, (1600.0 + 4.0 * 400.0) / 9.0);
        assert!((laplacian_variance(&grey(3, &spot)) - (squares - mean * mean)).abs() < 1e-9);
        assert_eq!(laplacian_variance(&grey(4, &[9; 16])), 0.0);
        assert_eq!(laplacian_variance(&Bitmap::new(0, 5)), 0.0);
    }

    #[test]
    fn grey_is_what_pillow_says() {
        let greys = [[255, 0, 0, 0], [0, 255, 0, 9], [0, 0, 255, 255], [255; 4]];
        assert_eq!(greys.map(luma), [76, 150, 29, 255]);
    }

    #[test]
    fn colours_are_counted_where_they_can_be_seen() {
        assert_eq!(unique_colours(&art("rrg ..b rgb")), 3);
        assert_eq!(unique_colours(&Bitmap::new(0, 0)), 0);
        let hidden = Bitmap::from_pixels(2, 1, vec![[1, 2, 3, 0], [1, 2, 3, 1]]);
        assert_eq!(unique_colours(&hidden), 1);
    }

    #[test]
    fn a_border_is_measured_once_at_its_corners() {
        assert_eq!(border_transparency(&art("r... .rr. .rr. ....")), 11.0 / 12.0);
        assert_eq!(border_transparency(&art("r")), 0.0);
        assert_eq!(border_transparency(&art(".r")), 0.5);
        assert_eq!(border_transparency(&art("r..r")), 0.5);
        assert_eq!(border_transparency(&art(". r .")), 2.0 / 3.0);
        assert_eq!(border_transparency(&Bitmap::new(60, 100)), 1.0);
        assert_eq!(border_transparency(&Bitmap::new(0, 0)), 0.0);
        // From 51 pixels on it is two pixels deep.
        assert_eq!(ring(&Bitmap::new(60, 100)).count(), 60 * 100 - 56 * 96);
    }
}
