//! `Bitmap`: pixels in memory.

use crate::digest::Digest;

/// A picture: RGBA, 8 bits a channel, sRGB, straight alpha, rows from the top left.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: u32,
    height: u32,
    /// `width × height` pixels.
    pixels: Vec<[u8; 4]>,
}

impl Bitmap {
    /// The most pixels on a side that this program handles.
    pub const MAX_SIDE: u32 = 16_384;

    /// A fully transparent picture. Sides of 0 are allowed; such a picture has no pixels.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Bitmap {
        Bitmap { width, height, pixels: vec![[0; 4]; width as usize * height as usize] }
    }

    /// A picture from its pixels, by rows from the top left.
    ///
    /// # Panics
    ///
    /// If there are not `width × height` of them.
    #[must_use]
    pub fn from_pixels(width: u32, height: u32, pixels: Vec<[u8; 4]>) -> Bitmap {
        assert_eq!(pixels.len(), width as usize * height as usize, "a picture is a full rectangle");
        Bitmap { width, height, pixels }
    }

    /// In pixels.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// In pixels.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// All pixels, by rows from the top left.
    #[must_use]
    pub fn pixels(&self) -> &[[u8; 4]] {
        &self.pixels
    }

    /// All pixels, by rows from the top left.
    pub fn pixels_mut(&mut self) -> &mut [[u8; 4]] {
        &mut self.pixels
    }

    /// The pixel at a place.
    ///
    /// # Panics
    ///
    /// If the place is outside.
    #[must_use]
    pub fn get(&self, x: u32, y: u32) -> [u8; 4] {
        self.pixels[self.index(x, y)]
    }

    /// The pixel at a place that may lie outside: there everything is transparent.
    #[must_use]
    pub fn get_or_clear(&self, x: i64, y: i64) -> [u8; 4] {
        match (u32::try_from(x), u32::try_from(y)) {
            (Ok(x), Ok(y)) if x < self.width && y < self.height => self.get(x, y),
            _ => [0; 4],
        }
    }

    /// Sets the pixel at a place.
    ///
    /// # Panics
    ///
    /// If the place is outside.
    pub fn set(&mut self, x: u32, y: u32, pixel: [u8; 4]) {
        let at = self.index(x, y);
        self.pixels[at] = pixel;
    }

    fn index(&self, x: u32, y: u32) -> usize {
        assert!(x < self.width && y < self.height, "({x}, {y}) lies outside");
        y as usize * self.width as usize + x as usize
    }

    /// What the picture is found by: width, height and all pixels.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let [width, height] = [self.width, self.height].map(u32::to_le_bytes);
        Digest::of_parts(&[&width, &height, self.pixels.as_flattened()])
    }
}

impl std::fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitmap({} × {}, {:?})", self.width, self.height, self.digest())
    }
}
