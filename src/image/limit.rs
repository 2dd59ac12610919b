//! `TooLarge`: the bound that every picture of this program keeps.

use crate::image::Bitmap;

/// The most pixels of one picture: 64 Mpx, 256 MiB in memory.
pub(crate) const MAX_PIXELS: u64 = 64 * 1024 * 1024;

/// Why a picture cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a picture of {width}x{height} pixels is too large: at most {side} on a side and 64 Mpx in all",
    side = Bitmap::MAX_SIDE
)]
pub struct TooLarge {
    /// In pixels.
    pub width: u64,
    /// In pixels.
    pub height: u64,
}

/// A transparent picture, if it is not too large.
pub(crate) fn blank(width: u64, height: u64) -> Result<Bitmap, TooLarge> {
    let [width, height] = within_limits(width, height)?;
    Ok(Bitmap::new(width, height))
}

/// Width and height, if a picture may have them.
pub(crate) fn within_limits(width: u64, height: u64) -> Result<[u32; 2], TooLarge> {
    let too_large = TooLarge { width, height };
    if width > u64::from(Bitmap::MAX_SIDE) || height > u64::from(Bitmap::MAX_SIDE) {
        return Err(too_large);
    }
    if width * height > MAX_PIXELS {
        return Err(too_large);
    }
    Ok([width as u32, height as u32])
}
