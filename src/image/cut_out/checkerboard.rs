//! `Checkerboard`: what models paint when they are asked for transparency and have none.

use crate::image::Bitmap;
use crate::image::alpha::{NOISE, SOLID};
use crate::image::cut_out::border::{Border, Mode};
use crate::image::cut_out::channels::{Channels, bytes, channels, distance, dot, minus};
use crate::image::cut_out::flared::{Flared, chroma};
use crate::image::cut_out::lattice::Lattice;

/// A painted checkerboard is of greys: no more chroma than this.
const GREY: f32 = 0.03;
/// The least share of the border that each of its colours has, and both together.
const SHARE_OF_EACH: f32 = 0.25;
const SHARE_OF_BOTH: f32 = 0.7;
/// So far from both colours, as a share of the way between them, a pixel has neither.
const NEITHER: f32 = 0.5;
/// The least share of the border (counted from half) that must be as the lattice says.
const AGREEMENT: f32 = 0.7;
/// The least share of the border that has tiles.
const TILED: f32 = 0.7;
/// How far what is seen of a square may look from its colour, in flared OKLab.
const OF_SQUARE: f32 = 0.05;
/// A frame may lie around it, so many borders thick.
const FRAMES: usize = 3;

/// Two greys by turns.
#[derive(Debug, Clone)]
pub(crate) struct Checkerboard {
    /// The colours, the commoner one first.
    pub(crate) colours: [Channels; 2],
    pub(crate) lattice: Lattice,
    /// Whether the first colour lies where the lattice is positive.
    first_is_positive: bool,
}

impl Checkerboard {
    /// The checkerboard that the border shows, if it does.
    pub(crate) fn find(bitmap: &Bitmap, flared: &Flared) -> Option<Checkerboard> {
        (0..FRAMES).find_map(|it| {
            let border = Border::within(bitmap, it);
            let colours = two_greys(&border, flared)?;
            let signs = signs(bitmap, |it| sign_of(channels(it), colours));
            Checkerboard::of(bitmap, &border, colours, &signs)
        })
    }

    /// How large the squares are of a checkerboard of which one of two colours was cut out.
    pub(crate) fn half_cut(bitmap: &Bitmap, flared: &Flared) -> Option<f64> {
        let border = Border::within(bitmap, 0);
        let mode = border.modes(1).into_iter().next()?;
        let clear = 1.0 - border.pixels.len() as f32 / border.of.max(1) as f32;
        let is_half = mode.share >= SHARE_OF_EACH
            && clear >= SHARE_OF_EACH
            && mode.share + clear >= SHARE_OF_BOTH
            && chroma(flared.of(mode.colour)) < GREY;
        if !is_half {
            return None;
        }
        let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
        let sign = |it: &[u8; 4]| match it[3] {
            0..NOISE => -1.0,
            _ if distance(channels(*it), mode.colour) < GREY * 4.0 => 1.0,
            _ => 0.0,
        };
        let signs: Vec<f32> = bitmap.pixels().iter().map(sign).collect();
        let lattice = Lattice::of(&signs, width, height)?;
        let agreement = agreement(&signs, &lattice, Border::places(bitmap, 0));
        (agreement.abs() > AGREEMENT).then_some(lattice.tile)
    }

    /// The picture with one colour, the commoner one, where its squares are seen.
    pub(crate) fn flattened(&self, bitmap: &Bitmap, flared: &Flared) -> Bitmap {
        let width = bitmap.width() as usize;
        let colours = self.colours.map(|it| flared.of(it));
        let [r, g, b] = bytes(self.colours[0]);
        let mut res = bitmap.clone();
        for (idx, pixel) in res.pixels_mut().iter_mut().enumerate() {
            let (x, y) = (idx % width, idx / width);
            let own = flared.of_pixel(*pixel);
            let off = if self.lattice.is_seam(x, y) {
                off_segment(own, colours)
            } else {
                distance(own, colours[self.which(x, y)])
            };
            if self.lattice.clear.bits[idx] && off < OF_SQUARE {
                *pixel = [r, g, b, 255];
            }
        }
        res
    }

    fn of(
        bitmap: &Bitmap,
        border: &Border,
        colours: [Channels; 2],
        signs: &[f32],
    ) -> Option<Checkerboard> {
        let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
        let lattice = Lattice::of(signs, width, height)?;
        let places = border.pixels.iter().map(|it| it.0);
        let agreement = agreement(signs, &lattice, places);
        let first_is_positive = agreement > 0.0;
        let found = agreement.abs() > AGREEMENT;
        found.then_some(Checkerboard { colours, lattice, first_is_positive })
    }

    /// 0 for the first colour, 1 for the second.
    pub(crate) fn which(&self, x: usize, y: usize) -> usize {
        usize::from(self.lattice.is_positive(x, y) != self.first_is_positive)
    }
}

/// Whether the border of a picture shows a checkerboard, as models paint it for transparency.
#[must_use]
pub fn shows_checkerboard(bitmap: &Bitmap) -> bool {
    Checkerboard::find(bitmap, &Flared::new()).is_some()
}

/// From -1, all pixels of the border contradict, to 1, all agree; 0 where few of them have tiles.
fn agreement(signs: &[f32], lattice: &Lattice, places: impl Iterator<Item = usize>) -> f32 {
    let width = lattice.clear.width;
    let (mut sum, mut n, mut n_clear) = (0.0, 0_u32, 0_u32);
    for idx in places.filter(|it| signs[*it] != 0.0) {
        n += 1;
        if lattice.clear.bits[idx] {
            n_clear += 1;
            let positive = lattice.is_positive(idx % width, idx / width);
            sum += if positive { signs[idx] } else { -signs[idx] };
        }
    }
    if (n_clear as f32) < TILED * n as f32 { 0.0 } else { sum / n_clear.max(1) as f32 }
}

/// The two neutral colours that most of the border is made of.
fn two_greys(border: &Border, flared: &Flared) -> Option<[Channels; 2]> {
    let modes = border.modes(3);
    let grey = |it: &&Mode| chroma(flared.of(it.colour)) < GREY && it.share >= SHARE_OF_EACH;
    let greys: Vec<&Mode> = modes.iter().filter(grey).collect();
    let [first, second, ..] = greys[..] else { return None };
    let enough = first.share + second.share >= SHARE_OF_BOTH;
    enough.then_some([first.colour, second.colour])
}

/// The signs of all pixels; neighbours are often equal.
fn signs(bitmap: &Bitmap, sign: impl Fn([u8; 4]) -> f32) -> Vec<f32> {
    let mut last = ([0; 4], 0.0);
    let of = |pixel: &[u8; 4]| {
        if *pixel != last.0 {
            last = (*pixel, if pixel[3] > SOLID { sign(*pixel) } else { 0.0 });
        }
        last.1
    };
    bitmap.pixels().iter().map(of).collect()
}

/// 1 for what is near to the first colour, -1 for the second, 0 for neither.
fn sign_of(colour: Channels, [first, second]: [Channels; 2]) -> f32 {
    let reach = distance(first, second) * NEITHER;
    if distance(colour, first) < reach {
        1.0
    } else if distance(colour, second) < reach {
        -1.0
    } else {
        0.0
    }
}

/// How far a colour is from all mixtures of two.
pub(crate) fn off_segment(colour: Channels, [from, to]: [Channels; 2]) -> f32 {
    let along = minus(to, from);
    let length = dot(along, along).max(1e-9);
    let share = (dot(minus(colour, from), along) / length).clamp(0.0, 1.0);
    distance(minus(colour, from), along.map(|it| it * share))
}
