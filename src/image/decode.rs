//! Bytes of an image file become pixels, or an error; whatever the bytes are.

use std::fmt::Display;
use std::io::Cursor;
use std::panic::catch_unwind;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbaImage};

use crate::ending::has_end;
use crate::image::limit::within_limits;
use crate::image::{Bitmap, TooLarge, jpeg};

/// The most memory that a decoder may take for a picture.
const MAX_ALLOC: u64 = 256 * 1024 * 1024;

/// Why bytes are not a picture that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// What Git LFS leaves in place of a file that was not fetched.
    #[error("a Git LFS pointer and not the picture itself; fetch it: git lfs pull")]
    Pointer,
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
/// alpha: 16 bits are rounded, palettes and greys spread. It is turned as its EXIF data say. Colour
/// profiles are not applied.
///
/// # Errors
///
/// If the bytes are no picture, not all of it, or more of one than [`Bitmap::MAX_SIDE`] and 64 Mpx.
/// The size is checked in the header, before anything is unpacked.
pub fn decode(bytes: &[u8]) -> Result<Bitmap, DecodeError> {
    let format = Format::of(bytes)?;
    if has_end(bytes) == Some(false) {
        return Err(format.damaged(&"it is cut off, its end is missing"));
    }
    // A decoder of others that panics is a damaged file to the user, and must not end a build.
    let decoded = catch_unwind(|| decoded(bytes, &format));
    decoded.unwrap_or_else(|_| Err(format.damaged(&"the decoder gave up")))
}

/// Width and height of what [`decode`] gives, read from the header alone.
///
/// # Errors
///
/// As [`decode`], as far as the header tells.
pub fn dimensions(bytes: &[u8]) -> Result<[u32; 2], DecodeError> {
    let format = Format::of(bytes)?;
    let read = catch_unwind(|| {
        let decoder = reader(bytes, &format).into_decoder();
        let mut decoder = decoder.map_err(|error| format.error(&error))?;
        let [width, height] = size_of(&decoder)?;
        Ok(if is_on_its_side(orientation(&mut decoder)) {
            [height, width]
        } else {
            [width, height]
        })
    });
    read.unwrap_or_else(|_| Err(format.damaged(&"the decoder gave up")))
}

fn decoded(bytes: &[u8], format: &Format) -> Result<Bitmap, DecodeError> {
    let decoder = reader(bytes, format).into_decoder();
    let mut decoder = decoder.map_err(|error| format.error(&error))?;
    let [width, height] = size_of(&decoder)?;
    let orientation = orientation(&mut decoder);
    if decoder.total_bytes() > MAX_ALLOC {
        return Err(DecodeError::TooMuchMemory { format: format.name });
    }
    let mut picture = if format.format == ImageFormat::Jpeg {
        let pixels = jpeg::pixels(bytes).map_err(|error| format.damaged(&error))?;
        let picture = RgbaImage::from_raw(width, height, pixels.into_flattened());
        DynamicImage::from(picture.ok_or_else(|| format.damaged(&"it has too few pixels"))?)
    } else {
        DynamicImage::from_decoder(decoder).map_err(|error| format.error(&error))?
    };
    picture.apply_orientation(orientation);
    let picture = picture.into_rgba8();
    let pixels = picture.pixels().map(|it| it.0).collect();
    Ok(Bitmap::from_pixels(picture.width(), picture.height(), pixels))
}

/// How the picture is to be turned; metadata that cannot be read turn nothing.
fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

fn is_on_its_side(orientation: Orientation) -> bool {
    match orientation {
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
    }
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

/// Whether these bytes stand for a file that Git LFS has elsewhere.
#[must_use]
pub fn is_pointer(bytes: &[u8]) -> bool {
    bytes.starts_with(b"version https://git-lfs.github.com/spec/")
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
            _ if is_pointer(bytes) => return Err(DecodeError::Pointer),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::encode_png;
    use crate::image::tests::art;

    /// TIFF with one entry: the orientation, as EXIF 2.3, 4.6.4 numbers it.
    fn exif(orientation: u8) -> Vec<u8> {
        let entry = [0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
        [b"II*\0\x08\0\0\0\x01\0".as_slice(), &entry, &[0; 4]].concat()
    }

    fn png(picture: &Bitmap, exif: &[u8]) -> Vec<u8> {
        let plain = encode_png(picture, &[]);
        // Behind the signature and the header.
        let (head, rest) = plain.split_at(8 + 25);
        let chunk = [b"eXIf", exif].concat();
        let length = (exif.len() as u32).to_be_bytes();
        let sum = crc32fast::hash(&chunk).to_be_bytes();
        [head, &length, &chunk, &sum, rest].concat()
    }

    fn webp(picture: &Bitmap, exif: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        let encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut plain);
        let [width, height] = [picture.width(), picture.height()];
        let kind = image::ExtendedColorType::Rgba8;
        encoder.encode(picture.pixels().as_flattened(), width, height, kind).unwrap();
        // With a header of its own kind in front, which says that there are EXIF data and alpha.
        let mut extended = vec![0x18, 0, 0, 0];
        extended.extend(&(width - 1).to_le_bytes()[..3]);
        extended.extend(&(height - 1).to_le_bytes()[..3]);
        let chunk = |name: &[u8], data: &[u8]| {
            let pad = vec![0; data.len() % 2];
            [name, &(data.len() as u32).to_le_bytes(), data, &pad].concat()
        };
        let body = [
            b"WEBP".to_vec(),
            chunk(b"VP8X", &extended),
            plain[12..].to_vec(),
            chunk(b"EXIF", exif),
        ];
        chunk(b"RIFF", &body.concat())
    }

    fn jpeg(exif: &[u8]) -> Vec<u8> {
        let plain = include_bytes!("../../tests/pictures/noise-422-odd.jpg");
        let segment = [b"Exif\0\0", exif].concat();
        let length = (segment.len() as u16 + 2).to_be_bytes();
        [&plain[..2], b"\xff\xe1", &length, &segment, &plain[2..]].concat()
    }

    #[test]
    fn a_picture_is_turned_as_its_exif_data_say() {
        let picture = art("rgb k.w");
        let turned = art("kr .g wb");
        for bytes in [png(&picture, &exif(6)), webp(&picture, &exif(6))] {
            assert_eq!(decode(&bytes).unwrap(), turned);
            assert_eq!(dimensions(&bytes), Ok([2, 3]));
        }
        assert_eq!(decode(&png(&picture, &exif(2))).unwrap(), art("bgr w.k"));
        assert_eq!(decode(&png(&picture, &exif(99))).unwrap(), picture);
        let [plain, turned] = [1, 8].map(|it| decode(&jpeg(&exif(it))).unwrap());
        assert_eq!([turned.width(), turned.height()], [plain.height(), plain.width()]);
        assert_eq!(turned.get(0, 0), plain.get(plain.width() - 1, 0));
        assert_eq!(dimensions(&jpeg(&exif(8))), Ok([turned.width(), turned.height()]));
    }

    #[test]
    fn a_picture_that_is_cut_off_is_an_error_and_not_half_grey() {
        let whole = jpeg(&exif(1));
        let cut = decode(&whole[..whole.len() / 2]).unwrap_err().to_string();
        assert_eq!(cut, "the JPEG is damaged: it is cut off, its end is missing");
    }
}
