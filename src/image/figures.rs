//! `Figures`: what Pillow, NumPy and OpenCV would say of a picture, to the last digit.

use crate::image::Bitmap;
use crate::image::measure::{Share, border_transparency, laplacian_variance, unique_colours};

/// What Pillow, NumPy and OpenCV would say of a picture, to the last digit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Unique colours of the pixels whose alpha is not 0.
    pub colours: usize,
    /// The share of the outermost ring of pixels with alpha 0, from 0 to 1.
    pub border_transparency: f64,
    /// The share of all pixels with alpha 0, from 0 to 1.
    pub transparency: f64,
    /// The variance of OpenCV's Laplacian of Pillow's grey, alpha left out.
    pub laplacian_variance: f64,
}

impl Figures {
    /// Measures a picture. Without pixels, all figures are 0.
    #[must_use]
    pub fn of(bitmap: &Bitmap) -> Figures {
        let clear = Share::count(bitmap.pixels().iter(), |it| it[3] == 0);
        Figures {
            width: bitmap.width(),
            height: bitmap.height(),
            colours: unique_colours(bitmap),
            border_transparency: border_transparency(bitmap),
            transparency: clear.n as f64 / clear.of.max(1) as f64,
            laplacian_variance: laplacian_variance(bitmap),
        }
    }
}
