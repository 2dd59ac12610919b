//! Animations to look at, pixel for pixel: what browsers play. Not for engines.

use png::{
    BitDepth, BlendOp, ColorType, DeflateCompression, DisposeOp, Encoder, EncodingError, Filter,
};

use crate::image::encode::Palette;
use crate::image::geometry::paste;
use crate::image::{Bitmap, byte_seal};

/// The most pixels of all frames together.
const MOST_PIXELS: u64 = 256 * 1024 * 1024;

/// An animated PNG that carries its seal; its bytes are a function of frames, durations and
/// `looped`, and of nothing else.
///
/// Frames without a duration are shown for a tenth of a second. Without frames, or with sides of
/// 0, or with more than 256 Mpx in all, there is none, and no bytes.
#[must_use]
pub fn apng(frames: &[&Bitmap], durations_ms: &[u32], looped: bool) -> Vec<u8> {
    let side = |it: fn(&Bitmap) -> u32| frames.iter().map(|frame| it(frame)).max().unwrap_or(0);
    let size = [side(Bitmap::width), side(Bitmap::height)];
    let each = u64::from(size[0]) * u64::from(size[1]);
    if each == 0 || each * frames.len() as u64 > MOST_PIXELS {
        return Vec::new();
    }
    let frames: Vec<Bitmap> = frames.iter().map(|it| framed(it, size)).collect();
    let bytes = written(&frames, size, durations_ms, looped);
    byte_seal::sealed_apng(bytes.expect("memory takes all, and there is a frame"))
}

fn framed(bitmap: &Bitmap, [width, height]: [u32; 2]) -> Bitmap {
    let mut res = Bitmap::new(width, height);
    paste(&mut res, bitmap, 0, 0);
    res
}

fn written(
    frames: &[Bitmap],
    [width, height]: [u32; 2],
    durations: &[u32],
    looped: bool,
) -> Result<Vec<u8>, EncodingError> {
    let palette = Palette::of_all(frames);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    // Not the crate's default, which may change with a release.
    encoder.set_deflate_compression(DeflateCompression::Level(6));
    encoder.set_depth(palette.as_ref().map_or(BitDepth::Eight, Palette::depth));
    if let Some(palette) = &palette {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(palette.rgb());
        if let Some(alpha) = palette.alpha() {
            encoder.set_trns(alpha);
        }
        encoder.set_filter(Filter::NoFilter);
    } else {
        encoder.set_color(ColorType::Rgba);
        encoder.set_filter(Filter::Adaptive);
    }
    // 0 stands for ever.
    encoder.set_animated(frames.len() as u32, u32::from(!looped))?;
    encoder.set_blend_op(BlendOp::Source)?;
    encoder.set_dispose_op(DisposeOp::None)?;
    let mut writer = encoder.write_header()?;
    let durations = durations.iter().copied().chain(std::iter::repeat(100));
    for (frame, duration) in frames.iter().zip(durations) {
        writer.set_frame_delay(duration.min(u16::MAX.into()) as u16, 1000)?;
        match &palette {
            Some(palette) => writer.write_image_data(&palette.rows(frame))?,
            None => writer.write_image_data(frame.pixels().as_flattened())?,
        }
    }
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use png::Decoder;

    use super::*;
    use crate::image::tests::art;

    #[test]
    fn all_frames_come_back_with_their_durations() {
        let frames = [art("r.g .k."), art("b.. ..w"), art("k")];
        let bytes = apng(&frames.each_ref(), &[120, 80], true);
        let mut decoder = Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let animation = *reader.info().animation_control().unwrap();
        assert_eq!((animation.num_frames, animation.num_plays), (3, 0));
        let mut shown = Vec::new();
        for frame in &frames {
            let mut buffer = vec![0; reader.output_buffer_size().unwrap()];
            reader.next_frame(&mut buffer).unwrap();
            let control = reader.info().frame_control().unwrap();
            shown.push((control.delay_num, control.delay_den));
            let pixels = buffer.as_chunks().0.to_vec();
            assert_eq!(Bitmap::from_pixels(3, 2, pixels), framed(frame, [3, 2]));
        }
        assert_eq!(shown, [(120, 1000), (80, 1000), (100, 1000)]);
    }

    #[test]
    fn what_cannot_be_seen_has_no_bytes() {
        assert!(apng(&[], &[], true).is_empty());
        assert!(apng(&[&Bitmap::new(0, 4)], &[], false).is_empty());
    }
}
