//! `Border`: the colours around a picture, of which the background is one.

use crate::image::Bitmap;
use crate::image::alpha::SOLID;
use crate::image::cut_out::channels::{Channels, NO_CHANNELS, channels, distance, plus, times};

/// Bits of a channel in which colours are counted.
const BITS: u32 = 5;
/// Colours nearer than this, in channels, are one colour with noise.
const ONE_COLOUR: f32 = 0.06;
/// Two colours that a background alternates between lie at least so far apart.
const TWO_COLOURS: f32 = 0.04;

/// The solid pixels near the border of a picture.
pub(crate) struct Border {
    /// Index and colour of each, by rows.
    pub(crate) pixels: Vec<(usize, Channels)>,
    /// How many there are, the transparent ones counted.
    pub(crate) of: usize,
}

/// A colour that many pixels of the border share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mode {
    pub(crate) colour: Channels,
    /// Of all pixels of the border, 0 to 1.
    pub(crate) share: f32,
}

impl Border {
    /// As deep as a 64th of the shorter side; at least two pixels, but of art pixels one.
    pub(crate) fn of(bitmap: &Bitmap) -> Border {
        Border::within(bitmap, 0)
    }

    /// What would be the border if so many borders were taken off.
    pub(crate) fn within(bitmap: &Bitmap, n_outer: usize) -> Border {
        let mut res = Border { pixels: Vec::new(), of: 0 };
        for idx in Border::places(bitmap, n_outer) {
            let pixel = bitmap.pixels()[idx];
            res.of += 1;
            if pixel[3] > SOLID {
                res.pixels.push((idx, channels(pixel)));
            }
        }
        res
    }

    /// The indices of its pixels, by rows.
    pub(crate) fn places(bitmap: &Bitmap, n_outer: usize) -> impl Iterator<Item = usize> {
        let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
        let shorter = width.min(height);
        let depth = if shorter < 64 { 1 } else { (shorter / 64).max(2) };
        let is_deeper = move |x: usize, y: usize, by: usize| {
            x >= by && y >= by && x + by < width && y + by < height
        };
        let [from, to] = [n_outer * depth, (n_outer + 1) * depth];
        let rows = (0..height).flat_map(move |y| (0..width).map(move |x| (x, y)));
        rows.filter(move |(x, y)| is_deeper(*x, *y, from) && !is_deeper(*x, *y, to))
            .map(move |(x, y)| y * width + x)
    }

    /// The colours that most pixels have, the commonest first; at most `n` of them.
    pub(crate) fn modes(&self, n: usize) -> Vec<Mode> {
        let mut counts = vec![0_u32; 1 << (3 * BITS)];
        for (_, colour) in &self.pixels {
            counts[bin(*colour)] += 1;
        }
        let mut bins: Vec<usize> = (0..counts.len()).filter(|it| counts[*it] > 0).collect();
        bins.sort_by_key(|it| (std::cmp::Reverse(counts[*it]), *it));
        let mut res: Vec<Mode> = Vec::new();
        for bin in bins.into_iter().take(24) {
            let radius = if res.is_empty() { ONE_COLOUR } else { TWO_COLOURS };
            let mode = self.mode_near(middle(bin), radius);
            let is_new = res.iter().all(|it| distance(it.colour, mode.colour) > TWO_COLOURS);
            if is_new && res.len() < n {
                res.push(mode);
            }
        }
        res
    }

    /// The middle of each channel.
    pub(crate) fn middle(&self) -> Channels {
        [0, 1, 2].map(|at| {
            let mut values: Vec<f32> = self.pixels.iter().map(|it| it.1[at]).collect();
            values.sort_unstable_by(f32::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or(0.0)
        })
    }

    /// The mean of what lies around a colour, found in a few steps.
    pub(crate) fn mode_near(&self, start: Channels, radius: f32) -> Mode {
        let mut res = Mode { colour: start, share: 0.0 };
        for _ in 0..4 {
            let near = self.pixels.iter().filter(|it| distance(it.1, res.colour) < radius);
            let (sum, n) = near.fold((NO_CHANNELS, 0_u32), |(sum, n), it| (plus(sum, it.1), n + 1));
            if n == 0 {
                break;
            }
            let share = n as f32 / self.of.max(1) as f32;
            res = Mode { colour: times(sum, 1.0 / n as f32), share };
        }
        res
    }
}

fn bin(colour: Channels) -> usize {
    let top = (1 << BITS) as f32 - 0.01;
    colour.iter().fold(0, |res, it| res << BITS | (it * top) as usize)
}

fn middle(bin: usize) -> Channels {
    let levels = 1 << BITS;
    [2, 1, 0].map(|at| ((bin >> (at * BITS)) % levels) as f32 / levels as f32 + 0.5 / levels as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    #[test]
    fn the_commonest_colours_of_the_border_come_first() {
        let border = Border::of(&art("MMMMMM MggggM MggggM MggggM MggggM MwwrrM"));
        let modes = border.modes(3);
        let colours: Vec<_> = modes.iter().map(|it| it.colour.map(|it| it.round())).collect();
        assert_eq!(colours[0], [1.0, 0.0, 1.0]);
        assert_eq!(modes.len(), 3);
        assert!(modes[0].share >= modes[2].share);
    }

    #[test]
    fn a_transparent_border_has_no_colours() {
        assert_eq!(Border::of(&art("... .r. ...")).modes(3), []);
        assert_eq!(Border::of(&Bitmap::new(5, 5)).modes(3), []);
        assert_eq!(Border::of(&Bitmap::new(0, 0)).of, 0);
    }
}
