//! Smooth pictures made smaller or larger, in linear light and with premultiplied alpha, so that
//! neither edges darken nor hidden colours shine through.

use crate::colour::{encoded, linear};
use crate::image::limit::blank;
use crate::image::{Bitmap, TooLarge};

/// The picture at another size: areas are averaged, or values between pixels interpolated.
pub(crate) fn resampled(bitmap: &Bitmap, [width, height]: [u32; 2]) -> Result<Bitmap, TooLarge> {
    let mut res = blank(width.into(), height.into())?;
    if bitmap.pixels().is_empty() || res.pixels().is_empty() {
        return Ok(res);
    }
    let light: Vec<f32> = (0..=255).map(linear).collect();
    let columns = weights(bitmap.width(), width);
    let rows = weights(bitmap.height(), height);
    let source: Vec<_> = bitmap.pixels().chunks_exact(bitmap.width() as usize).collect();
    for (taps, target) in rows.iter().zip(res.pixels_mut().chunks_exact_mut(width as usize)) {
        let mut line = vec![[0.0; 4]; bitmap.width() as usize];
        for (weight, row) in taps.weights.iter().zip(&source[taps.start..]) {
            for (sum, pixel) in line.iter_mut().zip(*row) {
                add(sum, premultiplied(*pixel, &light), *weight);
            }
        }
        for (taps, pixel) in columns.iter().zip(target) {
            let mut sum = [0.0; 4];
            for (weight, value) in taps.weights.iter().zip(&line[taps.start..]) {
                add(&mut sum, *value, *weight);
            }
            *pixel = straight(sum);
        }
    }
    Ok(res)
}

/// Which pixels of one axis make up a new one.
struct Taps {
    start: usize,
    /// They add up to 1.
    weights: Vec<f32>,
}

fn weights(from: u32, to: u32) -> Vec<Taps> {
    let step = f64::from(from) / f64::from(to);
    let taps = |idx: u32| {
        if to <= from {
            covered(f64::from(idx) * step, step, from)
        } else {
            between((f64::from(idx) + 0.5) * step - 0.5, from)
        }
    };
    (0..to).map(taps).collect()
}

/// Each pixel by how much of it lies in a stretch of the axis.
fn covered(left: f64, length: f64, from: u32) -> Taps {
    let right = (left + length).min(from.into());
    let start = (left as usize).min(from as usize - 1);
    let end = (right.ceil() as usize).clamp(start + 1, from as usize);
    let part = |idx: usize| {
        let covered = right.min(idx as f64 + 1.0) - left.max(idx as f64);
        (covered / length) as f32
    };
    Taps { start, weights: (start..end).map(part).collect() }
}

/// The two pixels whose centres a place lies between; at the border the outermost alone.
fn between(place: f64, from: u32) -> Taps {
    let place = place.clamp(0.0, f64::from(from - 1));
    let start = place as usize;
    let after = (place - start as f64) as f32;
    let weights = if after > 0.0 { vec![1.0 - after, after] } else { vec![1.0] };
    Taps { start, weights }
}

fn add(sum: &mut [f32; 4], value: [f32; 4], weight: f32) {
    for (sum, value) in sum.iter_mut().zip(value) {
        *sum += value * weight;
    }
}

fn premultiplied([r, g, b, a]: [u8; 4], light: &[f32]) -> [f32; 4] {
    let alpha = f32::from(a) / 255.0;
    let [r, g, b] = [r, g, b].map(|it| light[usize::from(it)] * alpha);
    [r, g, b, alpha]
}

fn straight([r, g, b, alpha]: [f32; 4]) -> [u8; 4] {
    let shown = (alpha.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    if shown == 0 {
        return [0; 4];
    }
    let [r, g, b] = [r, g, b].map(|it| encoded(it / alpha));
    [r, g, b, shown]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    #[test]
    fn light_is_averaged_and_not_bytes() {
        let half = resampled(&art("kw kw"), [1, 1]).unwrap();
        assert_eq!(half.get(0, 0), [188, 188, 188, 255]);
    }

    #[test]
    fn what_cannot_be_seen_does_not_shine_through() {
        let hidden = Bitmap::from_pixels(2, 1, vec![[255, 255, 255, 0], [10, 20, 30, 255]]);
        let res = resampled(&hidden, [1, 1]).unwrap();
        assert_eq!(res.get(0, 0), [10, 20, 30, 128]);
    }

    #[test]
    fn a_flat_picture_stays_flat_at_every_size() {
        for size in [[1, 1], [2, 5], [7, 3], [13, 11]] {
            let res = resampled(&art("ggggg ggggg ggggg"), size).unwrap();
            assert!(res.pixels().iter().all(|it| *it == [0, 200, 0, 255]));
        }
    }
}
