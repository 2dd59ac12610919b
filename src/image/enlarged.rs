//! Small pictures made large enough for a model to see.

use crate::image::geometry::scaled;
use crate::image::{decode, dimensions, encode_png};

/// Below this, on the longer side, models see little but a blur.
const CLEAR: u32 = 512;

/// A PNG of the picture with every pixel as a square of so many that its longer side has 512 at least;
/// `None` if it has them already, or cannot be read.
#[must_use]
pub fn enlarged(bytes: &[u8]) -> Option<Vec<u8>> {
    let [width, height] = dimensions(bytes).ok()?;
    let by = CLEAR.div_ceil(width.max(height).max(1));
    if by < 2 {
        return None;
    }
    let large = scaled(&decode(bytes).ok()?, by).ok()?;
    Some(encode_png(&large, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Bitmap;

    #[test]
    fn a_small_picture_is_enlarged_by_a_whole_number_and_a_large_one_stays() {
        let size_of = |width, height| {
            let bytes = encode_png(&Bitmap::new(width, height), &[]);
            enlarged(&bytes).map(|it| dimensions(&it).unwrap())
        };
        assert_eq!(size_of(16, 16), Some([512, 512]));
        assert_eq!(size_of(48, 16), Some([528, 176]));
        assert_eq!(size_of(300, 10), Some([600, 20]));
        assert_eq!(size_of(512, 4), None);
        let pixels = vec![[1, 2, 3, 255], [9, 8, 7, 100]];
        let large = enlarged(&encode_png(&Bitmap::from_pixels(2, 1, pixels), &[])).unwrap();
        let large = decode(&large).unwrap();
        assert_eq!((large.get(255, 200), large.get(256, 0)), ([1, 2, 3, 255], [9, 8, 7, 100]));
        assert_eq!(enlarged(b"no picture"), None);
    }
}
