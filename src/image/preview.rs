//! Cut-outs on something that shows their edges, to look at. Not for engines.

use crate::image::Bitmap;

/// The two greys of the checkerboard that stands for transparency.
const CHECKER: [u8; 2] = [255, 204];
/// The side of its squares, in pixels.
const SQUARE: u32 = 8;

/// The picture on white.
#[must_use]
pub fn on_white(bitmap: &Bitmap) -> Bitmap {
    over(bitmap, |_, _| 255)
}

/// The picture on the checkerboard that stands for transparency.
#[must_use]
pub fn on_checker(bitmap: &Bitmap) -> Bitmap {
    over(bitmap, |x, y| CHECKER[((x / SQUARE + y / SQUARE) % 2) as usize])
}

/// The picture over greys, mixed as screens do: in sRGB, to the nearest.
fn over(bitmap: &Bitmap, grey: impl Fn(u32, u32) -> u8) -> Bitmap {
    let mut res = bitmap.clone();
    let width = bitmap.width();
    for (pixel, idx) in res.pixels_mut().iter_mut().zip(0_u32..) {
        let [r, g, b, alpha] = *pixel;
        let behind = u32::from(grey(idx % width, idx / width));
        let alpha = u32::from(alpha);
        let mixed = |it: u8| ((u32::from(it) * alpha + behind * (255 - alpha) + 127) / 255) as u8;
        *pixel = [mixed(r), mixed(g), mixed(b), 255];
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_solid_stays_and_what_is_clear_shows_what_is_behind() {
        let pixels = vec![[10, 20, 30, 255], [10, 20, 30, 0], [0, 0, 0, 128]];
        let bitmap = Bitmap::from_pixels(3, 1, pixels);
        let white = on_white(&bitmap);
        assert_eq!(white.pixels(), [[10, 20, 30, 255], [255; 4], [127, 127, 127, 255]]);
        let checker = on_checker(&Bitmap::new(20, 9));
        assert_eq!(
            [checker.get(0, 0)[0], checker.get(8, 0)[0], checker.get(8, 8)[0]],
            [255, 204, 255]
        );
    }
}
