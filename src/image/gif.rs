//! Animations to look at: a GIF plays everywhere. Not for engines.

use gif::{DisposalMethod, Encoder, EncodingError, Frame, Repeat};

use crate::colour::Rgb;
use crate::image::alpha::THERE;
use crate::image::geometry::paste;
use crate::image::palette::{mapped, nearest_of};
use crate::image::quantize::fewer_colours;
use crate::image::{Bitmap, byte_seal};

/// The most colours beside the transparent one.
const MOST: usize = 255;
/// The most pixels of all frames together.
const MOST_PIXELS: u64 = 256 * 1024 * 1024;
/// Browsers show what is faster than this, in hundredths of a second, much slower.
const FASTEST: u64 = 2;

/// An animated GIF that carries its seal; alpha becomes all or nothing, and colours 255 of the frames' own.
///
/// Frames without a duration are shown for a tenth of a second. Without frames, with sides of 0 or
/// more than 65,535, or with more than 256 Mpx in all, there is no GIF, and no bytes.
#[must_use]
pub fn gif(frames: &[&Bitmap], durations_ms: &[u32], looped: bool) -> Vec<u8> {
    written(frames, durations_ms, looped).unwrap_or_default()
}

fn written(frames: &[&Bitmap], durations: &[u32], looped: bool) -> Option<Vec<u8>> {
    let side = |it: fn(&Bitmap) -> u32| frames.iter().map(|frame| it(frame)).max();
    let width = u16::try_from(side(Bitmap::width)?).ok()?;
    let height = u16::try_from(side(Bitmap::height)?).ok()?;
    let n_pixels = u64::from(width) * u64::from(height) * frames.len() as u64;
    if n_pixels == 0 || n_pixels > MOST_PIXELS {
        return None;
    }
    let (all, colours) = in_few_colours(frames, width, height);
    let bytes = encoded(&all, &colours, [width, height], durations, looped);
    let bytes = bytes.expect("memory takes all, and every index is in the palette");
    Some(byte_seal::sealed_gif(bytes))
}

fn encoded(
    all: &Bitmap,
    colours: &[Rgb],
    [width, height]: [u16; 2],
    durations: &[u32],
    looped: bool,
) -> Result<Vec<u8>, EncodingError> {
    // The first entry is the transparent one.
    let palette: Vec<u8> = [Rgb([0; 3])].iter().chain(colours).flat_map(|it| it.0).collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height, &palette)?;
    if looped {
        encoder.set_repeat(Repeat::Infinite)?;
    }
    let n_pixels = usize::from(width) * usize::from(height);
    let durations = durations.iter().copied().chain(std::iter::repeat(100));
    // How long all frames so far are shown, in milliseconds, and are said to be, in hundredths of a
    // second.
    let (mut shown, mut told) = (0_u64, 0_u64);
    for (pixels, duration) in all.pixels().chunks_exact(n_pixels).zip(durations) {
        let indices: Vec<u8> = pixels.iter().map(|it| index(colours, *it)).collect();
        let mut frame = Frame::from_indexed_pixels(width, height, indices, Some(0));
        // What is rounded off one frame is made up for by the next ones.
        let until = shown + u64::from(duration);
        let hundredths = (until / 10).saturating_sub(told).clamp(FASTEST, u16::MAX.into());
        frame.delay = hundredths as u16;
        (shown, told) = (until, told + hundredths);
        frame.dispose = DisposalMethod::Background;
        encoder.write_frame(&frame)?;
    }
    drop(encoder);
    Ok(bytes)
}

/// All frames below one another, of one size, and their colours, sorted.
fn in_few_colours(frames: &[&Bitmap], width: u16, height: u16) -> (Bitmap, Vec<Rgb>) {
    let (width, height) = (u32::from(width), u32::from(height));
    let mut all = Bitmap::new(width, height * frames.len() as u32);
    for (idx, frame) in frames.iter().enumerate() {
        paste(&mut all, frame, 0, i64::from(height) * idx as i64);
    }
    for pixel in all.pixels_mut() {
        *pixel = if pixel[3] >= THERE { [pixel[0], pixel[1], pixel[2], 255] } else { [0; 4] };
    }
    if colours_of(&all).len() > MOST {
        let few = fewer_colours(&all, MOST);
        all = mapped(all, nearest_of(&few));
    }
    let colours = colours_of(&all);
    (all, colours)
}

fn colours_of(bitmap: &Bitmap) -> Vec<Rgb> {
    let seen = bitmap.pixels().iter().filter(|it| it[3] > 0);
    let mut res: Vec<Rgb> = seen.map(|&[r, g, b, _]| Rgb([r, g, b])).collect();
    res.sort_unstable();
    res.dedup();
    res
}

fn index(colours: &[Rgb], [r, g, b, a]: [u8; 4]) -> u8 {
    if a == 0 {
        return 0;
    }
    let idx = colours.binary_search(&Rgb([r, g, b]));
    idx.expect("the palette has all colours") as u8 + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::decode;
    use crate::image::tests::art;

    #[test]
    fn the_first_frame_is_what_was_put_in() {
        let frames = [art("r.g .k."), art("b.. ..w")];
        let bytes = gif(&frames.each_ref(), &[100, 0], true);
        assert_eq!(decode(&bytes).unwrap(), frames[0]);
    }

    #[test]
    fn delays_are_rounded_so_that_the_whole_is_as_long_as_it_should_be() {
        let frames = vec![art("r"); 12];
        let frames: Vec<&Bitmap> = frames.iter().collect();
        let bytes = gif(&frames, &[42; 12], true);
        let mut decoder = ::gif::Decoder::new(bytes.as_slice()).unwrap();
        let mut delays = Vec::new();
        while let Some(frame) = decoder.next_frame_info().unwrap() {
            delays.push(frame.delay);
        }
        assert_eq!(delays[..5], [4, 4, 4, 4, 5]);
        assert_eq!(delays.iter().sum::<u16>(), 50);
    }

    #[test]
    fn what_cannot_be_a_gif_has_no_bytes() {
        assert!(gif(&[], &[], true).is_empty());
        assert!(gif(&[&Bitmap::new(0, 4)], &[], false).is_empty());
    }
}
