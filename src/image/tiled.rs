//! Copies of a picture beside and above each other, to look for seams.

use crate::image::limit::blank;
use crate::image::{Bitmap, TooLarge};

/// So many copies beside each other, and as many above.
const COPIES: u32 = 3;

/// The picture, 3 × 3.
///
/// # Errors
///
/// If that is too large.
pub fn tiled(picture: &Bitmap) -> Result<Bitmap, TooLarge> {
    let [width, height] = [picture.width(), picture.height()];
    let times = |side: u32| u64::from(side) * u64::from(COPIES);
    let mut res = blank(times(width), times(height))?;
    for y in 0..res.height() {
        for x in 0..res.width() {
            res.set(x, y, picture.get(x % width, y % height));
        }
    }
    Ok(res)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_copy_is_the_picture() {
        let picture = Bitmap::from_pixels(2, 1, vec![[1, 2, 3, 4], [5, 6, 7, 8]]);
        let large = tiled(&picture).unwrap();
        assert_eq!((large.width(), large.height()), (6, 3));
        assert_eq!((large.get(4, 2), large.get(5, 0)), (picture.get(0, 0), picture.get(1, 0)));
    }
}
