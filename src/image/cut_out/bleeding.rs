//! `Bleeding`: whether colour has bled across outlines, and how, as JPEG does it.
//!
//! JPEG keeps brightness at every pixel, but colour usually at every second one along both axes
//! (4:2:0). Decoders then either repeat each sample in a box of two pixels, or interpolate. Either
//! way colour changes less steeply at an outline than brightness, and less within the pairs of
//! pixels that share a sample than between them.

use crate::image::Bitmap;
use crate::image::cut_out::channels::{Channels, channels, distance};

/// By how much colours four pixels apart differ at an edge; so does brightness.
const EDGE: f32 = 0.12;
/// The fewest edges that say something.
const EDGES: u32 = 40;
/// Where the steepest step of an edge in colour is a smaller share of it, colour has bled; of sharp
/// paintings it is 0.7 to 0.8, of interpolated samples 0.4 to 0.56.
const STEEP: f32 = 0.6;
/// It must be less steep than brightness by this factor, or all is blurred.
const LESS_STEEP: f32 = 0.8;
/// In boxes, steps between two pixels of a pair are less than this share of all.
const WITHIN_BOXES: f32 = 0.12;
/// In enlarged pixels those of brightness are less than this share as well.
const WITHIN_ENLARGED: f32 = 0.03;

/// How colour was sampled and brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bleeding {
    /// Each sample was repeated; otherwise there is interpolation between them.
    boxes: bool,
    /// Along each axis, 1 if pairs begin at odd places, as after cropping.
    phase: [usize; 2],
}

impl Bleeding {
    /// None if colour is as sharp as brightness, or if nothing can be said.
    pub(crate) fn of(bitmap: &Bitmap) -> Option<Bleeding> {
        let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
        let (mut across, mut down) = (Steps::default(), Steps::default());
        for row in bitmap.pixels().chunks(width.max(1)).step_by(2) {
            across.add(row.iter());
        }
        for x in (0..width).step_by(2) {
            down.add((0..height).map(|y| &bitmap.pixels()[y * width + x]));
        }
        let (colour, brightness) =
            (across.colour.and(&down.colour), across.brightness.and(&down.brightness));
        if colour.n < EDGES {
            return None;
        }
        // Enlarged pixels step at such places only, too, but with their brightness.
        let enlarged = |it: &Steps| it.bright_squares.within() < WITHIN_ENLARGED;
        let boxes = across.squares.within() < WITHIN_BOXES
            && down.squares.within() < WITHIN_BOXES
            && !(enlarged(&across) && enlarged(&down));
        let steep = if brightness.n < EDGES { 1.0 } else { brightness.mean() };
        let soft = colour.mean() < STEEP && colour.mean() < LESS_STEEP * steep;
        (boxes || soft).then(|| Bleeding { boxes, phase: [across.phase(), down.phase()] })
    }

    /// What pixels give to the colour of one, as offsets along an axis and weights.
    pub(crate) fn taps(self, axis: usize, at: usize) -> [(isize, f32); 4] {
        let (beside, own) = if self.boxes { (0.0, 0.5) } else { (0.125, 0.375) };
        if (at + self.phase[axis]).is_multiple_of(2) {
            [(-2, beside), (-1, beside), (0, own), (1, own)]
        } else {
            [(-1, own), (0, own), (1, beside), (2, beside)]
        }
    }
}

/// Brightness, and how far blue and red lie above it, as JPEG has them.
pub(crate) fn parted([r, g, b]: Channels) -> Channels {
    let grey = 0.299 * r + 0.587 * g + 0.114 * b;
    [grey, (b - grey) * 0.564, (r - grey) * 0.713]
}

/// The colour again.
pub(crate) fn joined([grey, blue, red]: Channels) -> Channels {
    let (r, b) = (grey + red / 0.713, grey + blue / 0.564);
    [r, (grey - 0.299 * r - 0.114 * b) / 0.587, b]
}

/// How steep edges are along one axis.
#[derive(Default)]
struct Steps {
    colour: Steepness,
    brightness: Steepness,
    /// Steps where colour changes, in colour and in brightness, by where they begin.
    squares: Squares,
    bright_squares: Squares,
}

/// Squares of the steps that begin at even places, and at odd ones.
#[derive(Default)]
struct Squares([f32; 2]);

impl Squares {
    /// The share of steps between two pixels of a pair, 0 to 0.5.
    fn within(&self) -> f32 {
        self.0[0].min(self.0[1]) / (self.0[0] + self.0[1]).max(1e-6)
    }
}

impl Steps {
    fn add<'a>(&mut self, line: impl Iterator<Item = &'a [u8; 4]>) {
        let line: Vec<Channels> = line.map(|it| parted(channels(*it))).collect();
        let colour = |a: Channels, b: Channels| distance([0.0, a[1], a[2]], [0.0, b[1], b[2]]);
        let brightness = |a: Channels, b: Channels| (a[0] - b[0]).abs();
        for (at, five) in line.windows(5).enumerate() {
            if colour(five[0], five[4]) > EDGE {
                let step = colour(five[0], five[1]);
                self.squares.0[at % 2] += step * step;
                let step = brightness(five[0], five[1]);
                self.bright_squares.0[at % 2] += step * step;
            }
            self.colour.add(five, colour);
            self.brightness.add(five, brightness);
        }
    }

    fn phase(&self) -> usize {
        usize::from(self.squares.0[1] < self.squares.0[0])
    }
}

/// How much of edges their steepest step is.
#[derive(Default)]
struct Steepness {
    steepest: f32,
    squares: f32,
    n: u32,
}

impl Steepness {
    fn add(&mut self, five: &[Channels], between: impl Fn(Channels, Channels) -> f32) {
        let whole = between(five[0], five[4]);
        if whole > EDGE {
            let steps = five.windows(2).map(|it| between(it[0], it[1]));
            self.steepest += steps.fold(0.0, f32::max) * whole;
            self.squares += whole * whole;
            self.n += 1;
        }
    }

    fn and(&self, other: &Steepness) -> Steepness {
        Steepness {
            steepest: self.steepest + other.steepest,
            squares: self.squares + other.squares,
            n: self.n + other.n,
        }
    }

    /// 0 to 1; large edges count more.
    fn mean(&self) -> f32 {
        self.steepest / self.squares.max(1e-6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::cut_out::channels::bytes;

    /// An orange disc on magenta; colours are means of pairs that begin at `phase`.
    fn disc(colour_of: impl Fn(&dyn Fn(i32, i32) -> Channels, i32, i32) -> Channels) -> Bitmap {
        let sharp = |x: i32, y: i32| {
            let far = (((x - 40).pow(2) + (y - 38).pow(2)) as f32).sqrt();
            let share = (25.5 - far).clamp(0.0, 1.0);
            parted([1.0 - 0.1 * share, 0.55 * share, 1.0 - 0.8 * share])
        };
        let pixel = |idx: i32| {
            let (x, y) = (idx % 80, idx / 80);
            let [_, blue, red] = colour_of(&sharp, x, y);
            let [r, g, b] = bytes(joined([sharp(x, y)[0], blue, red]));
            [r, g, b, 255]
        };
        Bitmap::from_pixels(80, 76, (0..80 * 76).map(pixel).collect())
    }

    fn blurred(bleeding: Bleeding) -> Bitmap {
        disc(|sharp, x, y| {
            let mut res = [0.0; 3];
            for (down, weight) in bleeding.taps(1, y as usize) {
                for (right, part) in bleeding.taps(0, x as usize) {
                    let colour = sharp(x + right as i32, y + down as i32);
                    res = [0, 1, 2].map(|it| res[it] + colour[it] * weight * part);
                }
            }
            res
        })
    }

    #[test]
    fn how_colour_bled_is_seen() {
        for boxes in [false, true] {
            for phase in [[0, 0], [1, 0], [1, 1]] {
                let bleeding = Bleeding { boxes, phase };
                assert_eq!(Bleeding::of(&blurred(bleeding)), Some(bleeding));
            }
        }
        assert_eq!(Bleeding::of(&disc(|sharp, x, y| sharp(x, y))), None);
        assert_eq!(Bleeding::of(&Bitmap::new(0, 3)), None);
    }

    #[test]
    fn a_colour_is_parted_and_joined_again() {
        for colour in [[1.0, 0.0, 1.0], [0.2, 0.7, 0.1], [0.5; 3]] {
            assert!(distance(joined(parted(colour)), colour) < 1e-5);
        }
    }
}
