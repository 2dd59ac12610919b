//! The pixels of a JPEG, the same bits on every machine.
//!
//! The decoder has versions of its inner loops for AVX2 and for NEON, chosen when it runs. That
//! they agree with the plain ones on every file is promised nowhere, so the plain ones are taken:
//! arithmetic in whole numbers, which no processor does differently.

use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::image::Bitmap;

/// Opaque pixels by rows from the top left; greys are spread.
///
/// What the header says of the size must have been checked before.
pub(crate) fn pixels(bytes: &[u8]) -> Result<Vec<[u8; 4]>, DecodeErrors> {
    let side = Bitmap::MAX_SIDE as usize;
    let options = DecoderOptions::default()
        .set_use_unsafe(false)
        // As every program that shows pictures does: small damage shows what is there.
        .set_strict_mode(false)
        .set_max_width(side)
        .set_max_height(side);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers()?;
    let grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
    let wanted = if grey { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(options.jpeg_set_out_colorspace(wanted));
    let data = decoder.decode()?;
    Ok(match grey {
        true => data.iter().map(|&it| [it, it, it, 255]).collect(),
        false => data.chunks_exact(3).map(|it| [it[0], it[1], it[2], 255]).collect(),
    })
}

#[cfg(test)]
mod tests {
    use crate::image::decode;

    /// Noise with each way of halving the colours, and the digest of its pixels.
    const FILES: [(&[u8], &str); 4] = [
        (include_bytes!("../../tests/pictures/noise-444.jpg"), "bba2bf1b"),
        (include_bytes!("../../tests/pictures/noise-422-odd.jpg"), "21eff4da"),
        (include_bytes!("../../tests/pictures/noise-420-progressive.jpg"), "22f82605"),
        (include_bytes!("../../tests/pictures/noise-grey.jpg"), "55aaea59"),
    ];

    #[test]
    fn a_jpeg_has_the_same_pixels_on_every_machine() {
        let digests = FILES.map(|(bytes, _)| decode(bytes).unwrap().digest().short());
        assert_eq!(digests, FILES.map(|(_, digest)| digest));
    }
}
