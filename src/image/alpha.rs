//! Alpha as a model left it, made clean.

use crate::action::Edges;
use crate::image::Bitmap;

/// Below this, alpha is noise.
pub(crate) const NOISE: u8 = 10;
/// Above this, alpha is meant to be full.
pub(crate) const SOLID: u8 = 245;
/// From here on, a pixel of pixel art is there.
pub(crate) const THERE: u8 = 128;

/// Takes the noise out of alpha; hard edges get 0 or 255. No colour stays where nothing is seen.
pub(crate) fn clean(bitmap: &mut Bitmap, edges: Edges) {
    for pixel in bitmap.pixels_mut() {
        pixel[3] = cleaned(pixel[3], edges);
        if pixel[3] == 0 {
            *pixel = [0; 4];
        }
    }
}

/// One alpha without its noise.
pub(crate) fn cleaned(alpha: u8, edges: Edges) -> u8 {
    match edges {
        Edges::Hard if alpha >= THERE => 255,
        Edges::Hard => 0,
        Edges::Soft if alpha < NOISE => 0,
        Edges::Soft if alpha > SOLID => 255,
        Edges::Soft => alpha,
    }
}
