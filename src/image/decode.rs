//! Bytes of an image file become pixels, or an error; whatever the bytes are.

use std::fmt::Display;
use std::io::Cursor;
use std::panic::catch_unwind;

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use crate::image::limit::within_limits;
use crate::image::{Bitmap, TooLarge, jpeg};

/// The most memory that a decoder may take for a picture.
const MAX_ALLOC: u64 = 256 * 1024 * 1024;

/// Why bytes are not a picture that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Nothing in the first bytes says what it is.
    #[error("not a picture: none of PNG, JPEG, WebP and GIF begins like this")]
    Unknown,
    /// The header names more pixels than are handled.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// It would take too much memory.
    #[error("the {format} would take more than 256 MiB of memory")]
    TooMuchMemory {
        /// `PNG`, `JPEG`, …
        format: &'static str,
    },
    /// It is cut off, or contradicts itself.
    #[error("the {format} is damaged: {cause}")]
    Damaged {
        /// `PNG`, `JPEG`, …
        format: &'static str,
        /// In the decoder's words.
        cause: String,
    },
}

/// The picture in a PNG, JPEG, WebP or GIF file; of an animation its first frame.
///
/// The format is recognised by content. Everything becomes RGBA with 8 bits a channel and straight
/// alpha: 16 bits are rounded, palettes and greys spread. Colour profiles are not applied.
///
/// # Errors
///
/// If the bytes are no picture, or more of one than [`Bitmap::MAX_SIDE`] and 64 Mpx. The size is
/// checked in the header, before anything is unpacked.
pub fn decode(bytes: &[u8]) -> Result<Bitmap, DecodeError> {
    let format = Format::of(bytes)?;
    // A decoder of others that panics is a damaged file to the user, and must not end a build.
    let decoded = catch_unwind(|| decoded(bytes, &format));
    decoded.unwrap_or_else(|_| Err(format.damaged(&"the decoder gave up")))
}

/// Width and height, read from the header alone.
///
/// # Errors
///
/// As [`decode`], as far as the header tells.
pub fn dimensions(bytes: &[u8]) -> Result<[u32; 2], DecodeError> {
    let format = Format::of(bytes)?;
    let read = catch_unwind(|| {
        let decoder = reader(bytes, &format).into_decoder();
        size_of(&decoder.map_err(|error| format.error(&error))?)
    });
    read.unwrap_or_else(|_| Err(format.damaged(&"the decoder gave up")))
}

fn decoded(bytes: &[u8], format: &Format) -> Result<Bitmap, DecodeError> {
    let decoder = reader(bytes, format).into_decoder();
    let decoder = decoder.map_err(|error| format.error(&error))?;
    let [width, height] = size_of(&decoder)?;
    if decoder.total_bytes() > MAX_ALLOC {
        return Err(DecodeError::TooMuchMemory { format: format.name });
    }
    let pixels = if format.format == ImageFormat::Jpeg {
        jpeg::pixels(bytes).map_err(|error| format.damaged(&error))?
    } else {
        let decoded = DynamicImage::from_decoder(decoder).map_err(|error| format.error(&error))?;
        decoded.into_rgba8().pixels().map(|it| it.0).collect()
    };
    Ok(Bitmap::from_pixels(width, height, pixels))
}

fn reader<'a>(bytes: &'a [u8], format: &Format) -> ImageReader<Cursor<&'a [u8]>> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(Bitmap::MAX_SIDE);
    limits.max_image_height = Some(Bitmap::MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format.format);
    reader.limits(limits);
    reader
}

fn size_of(decoder: &impl ImageDecoder) -> Result<[u32; 2], DecodeError> {
    let (width, height) = decoder.dimensions();
    Ok(within_limits(width.into(), height.into())?)
}

/// A format, and what people call it.
struct Format {
    format: ImageFormat,
    name: &'static str,
}

impl Format {
    fn of(bytes: &[u8]) -> Result<Format, DecodeError> {
        let (format, name) = match image::guess_format(bytes) {
            Ok(ImageFormat::Png) => (ImageFormat::Png, "PNG"),
            Ok(ImageFormat::Jpeg) => (ImageFormat::Jpeg, "JPEG"),
            Ok(ImageFormat::WebP) => (ImageFormat::WebP, "WebP"),
            Ok(ImageFormat::Gif) => (ImageFormat::Gif, "GIF"),
            _ => return Err(DecodeError::Unknown),
        };
        Ok(Format { format, name })
    }

    fn damaged(&self, cause: &dyn Display) -> DecodeError {
        DecodeError::Damaged { format: self.name, cause: cause.to_string() }
    }

    fn error(&self, error: &ImageError) -> DecodeError {
        match error {
            ImageError::Limits(_) => DecodeError::TooMuchMemory { format: self.name },
            _ => self.damaged(error),
        }
    }
}
