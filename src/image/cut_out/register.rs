//! How two plates of one subject lie on one another, and whether they show the same thing.
//!
//! What two plates differ by must be a share of what their backgrounds differ by, the same in all
//! channels. What is left over says how badly they match: where one is shifted, the colours of
//! the subject do not cancel. A grey subject has no colours; but before both backgrounds it ends
//! at the same places.

use crate::image::Bitmap;
use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::channels::{
    Channels, NO_CHANNELS, channels, distance, dot, minus, plus, times,
};

/// Plates are registered up to so many pixels apart.
const REACH: i32 = 4;
/// About so many places are looked at to find the shift.
const PLACES: usize = 20_000;
/// So many times as far from the background as this share of the farthest pixel nearby, a pixel
/// is subject.
const SUBJECT: f32 = 0.5;
/// No pixel nearby is farther from the background than this, in channels: there is none.
const FAINT: f32 = 0.1;
/// Squares of what the insides differ by count up to this.
const DIFFERENT: f32 = 0.03;
/// Where plates are so much less apart than one pixel beside, they are not shifted by a part of one.
const STILL: f32 = 0.1;
/// How much squares of colour that is left over count, beside squares of what is subject.
const COLOUR: f32 = 4.0;
/// A pixel whose difference has the wrong sign by more than this is inverted.
const INVERTED: f32 = 8.0 / 255.0;
/// Backgrounds that differ less than this in a channel say nothing by their sign.
const SIGN: f32 = 0.25;

/// By how much the second plate is to be moved, in quarters of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shift {
    pub(crate) right: i32,
    pub(crate) down: i32,
}

impl Shift {
    /// Whether it is no more than a quarter of a pixel.
    pub(crate) fn is_slight(self) -> bool {
        self.right.abs() <= 1 && self.down.abs() <= 1
    }

    /// The nearest one by whole pixels.
    pub(crate) fn rounded(self) -> Shift {
        let whole = |quarters: i32| (quarters + 2).div_euclid(4) * 4;
        Shift { right: whole(self.right), down: whole(self.down) }
    }
}

/// How well two plates match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Match {
    /// The root mean square of what is left over after a box of 3 × 3 has taken the noise out;
    /// as if the backgrounds were black and white.
    pub(crate) residual: f32,
    /// The share of pixels that are brighter before the darker background.
    pub(crate) inverted: f32,
}

/// Two plates, and what is behind each.
pub(crate) struct Plates<'a> {
    pub(crate) first: &'a Bitmap,
    pub(crate) second: &'a Bitmap,
    pub(crate) behind: [&'a Backing; 2],
}

impl Plates<'_> {
    /// How well the first matches the second, once that was moved.
    pub(crate) fn compared(&self, second: &[Channels]) -> Match {
        let (width, height) = (self.first.width() as usize, self.first.height() as usize);
        let (mut squares, mut inverted, mut n) = (0.0_f64, 0_u32, 0_u32);
        for y in 1..height.saturating_sub(1) {
            for x in 1..width.saturating_sub(1) {
                let left_over = self.left_over_around(x, y, second);
                squares += f64::from(dot(left_over, left_over));
                inverted += u32::from(self.is_inverted(x, y, second));
                n += 1;
            }
        }
        let n = n.max(1);
        let residual = (squares / (3.0 * f64::from(n))).sqrt() as f32;
        Match { residual, inverted: inverted as f32 / n as f32 }
    }

    /// The shift at which the plates lie on one another: the best whole one, and the lowest point
    /// between it and its neighbours.
    pub(crate) fn registered(&self) -> Shift {
        let subjects = [0, 1].map(|it| subject([self.first, self.second][it], self.behind[it]));
        let second: Vec<Channels> = self.second.pixels().iter().map(|it| channels(*it)).collect();
        let step = self.step();
        let apart = |right, down| self.apart([right, down], step, &subjects, &second);
        let mut best = (apart(0, 0), 0, 0);
        for (down, right) in (-REACH..=REACH).flat_map(|y| (-REACH..=REACH).map(move |x| (y, x))) {
            let apart = apart(right, down);
            if apart < best.0 {
                best = (apart, right, down);
            }
        }
        let (lowest, right, down) = best;
        let across = lowest_between(apart(right - 1, down), lowest, apart(right + 1, down));
        let along = lowest_between(apart(right, down - 1), lowest, apart(right, down + 1));
        Shift { right: right * 4 + across, down: down * 4 + along }
    }

    fn step(&self) -> usize {
        let n = self.first.pixels().len();
        (1..).find(|it| n / (it * it) <= PLACES).expect("some step is large enough")
    }

    /// How far apart the plates are, if the second is moved by whole pixels.
    fn apart(
        &self,
        [right, down]: [i32; 2],
        step: usize,
        subjects: &[Vec<f32>; 2],
        second: &[Channels],
    ) -> f32 {
        let (width, height) = (self.first.width() as usize, self.first.height() as usize);
        let mut sum = 0.0_f64;
        for y in (0..height).step_by(step) {
            let row = y.saturating_add_signed(down as isize).min(height - 1) * width;
            for x in (0..width).step_by(step) {
                let at = row + x.saturating_add_signed(right as isize).min(width - 1);
                let idx = y * width + x;
                let first = channels(self.first.pixels()[idx]);
                let left_over = self.left_over(x, y, minus(first, second[at]));
                let [own, other] = [subjects[0][idx], subjects[1][at]];
                let subject = own - other;
                // What is opaque inside looks the same; of glass that is a sum of its own.
                let inside = if own + other < 2.0 {
                    0.0
                } else {
                    let apart = minus(first, second[at]);
                    dot(apart, apart).min(DIFFERENT)
                };
                sum += f64::from(subject * subject + COLOUR * (dot(left_over, left_over) + inside));
            }
        }
        sum as f32
    }

    /// By what their backgrounds differ.
    pub(crate) fn contrast(&self, x: usize, y: usize) -> Channels {
        minus(self.behind[0].at(x, y), self.behind[1].at(x, y))
    }

    /// By what the plates differ at a place.
    pub(crate) fn difference(&self, x: usize, y: usize, second: &[Channels]) -> Channels {
        let idx = y * self.first.width() as usize + x;
        minus(channels(self.first.pixels()[idx]), second[idx])
    }

    fn left_over_around(&self, x: usize, y: usize, second: &[Channels]) -> Channels {
        let mut difference = NO_CHANNELS;
        for (x, y) in (y - 1..y + 2).flat_map(|y| (x - 1..x + 2).map(move |x| (x, y))) {
            difference = plus(difference, self.difference(x, y, second));
        }
        self.left_over(x, y, times(difference, 1.0 / 9.0))
    }

    /// What of a difference no share of the backgrounds' explains; as if they were black and white.
    fn left_over(&self, x: usize, y: usize, difference: Channels) -> Channels {
        let contrast = self.contrast(x, y);
        let strength = dot(contrast, contrast).max(1e-6);
        let left_over = minus(difference, times(contrast, dot(difference, contrast) / strength));
        times(left_over, (3.0 / strength).sqrt())
    }

    fn is_inverted(&self, x: usize, y: usize, second: &[Channels]) -> bool {
        let (difference, contrast) = (self.difference(x, y, second), self.contrast(x, y));
        difference.into_iter().zip(contrast).any(|(difference, contrast)| {
            contrast.abs() > SIGN && difference * contrast.signum() < -INVERTED
        })
    }
}

/// How much of a subject each pixel is, 0 to 1: its distance from the background beside that of
/// the pixels around it, where those show the background too. What is a light grey before white
/// and before black gives the same.
fn subject(bitmap: &Bitmap, behind: &Backing) -> Vec<f32> {
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let far = |(idx, pixel): (usize, &[u8; 4])| {
        let far = distance(channels(*pixel), behind.at(idx % width, idx / width));
        [far, far]
    };
    let far: Vec<[f32; 2]> = bitmap.pixels().iter().enumerate().map(far).collect();
    let across: Vec<[f32; 2]> =
        (0..far.len()).map(|idx| extremes(&far, idx, idx % width, width, 1)).collect();
    let share = |idx: usize| {
        let [least, most] = extremes(&across, idx, idx / width, height, width);
        if least > FAINT { 1.0 } else { (far[idx][0] / (most.max(FAINT) * SUBJECT)).min(1.0) }
    };
    (0..far.len()).map(share).collect()
}

/// The least and the most among the pixels up to two before and after one, along an axis of so
/// many pixels, `stride` apart.
fn extremes(of: &[[f32; 2]], idx: usize, at: usize, side: usize, stride: usize) -> [f32; 2] {
    let first = idx - at * stride;
    (at.saturating_sub(2)..(at + 3).min(side)).fold([f32::INFINITY, 0.0], |[least, most], idx| {
        let [low, high] = of[first + idx * stride];
        [low.min(least), high.max(most)]
    })
}

/// Between three neighbours, where two lines of opposite slope are lowest that go through them, in
/// quarters of a step from the middle one: outlines differ by as much as they are shifted.
fn lowest_between(before: f32, lowest: f32, after: f32) -> i32 {
    let least = before.min(after);
    if lowest < STILL * least {
        return 0;
    }
    let rise = (before.max(after) - lowest).max(1e-6);
    let quarters = (before - after) / (2.0 * rise) * 4.0;
    (quarters.clamp(-2.0, 2.0) + 2.5) as i32 - 2
}

/// All colours of a plate that is moved.
pub(crate) fn all_moved(bitmap: &Bitmap, shift: Shift) -> Vec<Channels> {
    let (width, n) = (bitmap.width() as usize, bitmap.pixels().len());
    (0..n).map(|idx| moved(bitmap, idx % width, idx / width, shift)).collect()
}

/// The colour of a plate that was moved; between pixels, four of each axis are weighed, so that
/// moving blurs little. Beyond the border its outermost pixels go on.
fn moved(bitmap: &Bitmap, x: usize, y: usize, shift: Shift) -> Channels {
    // Catmull and Rom's.
    const TAPS: [&[(i32, f32)]; 4] = [
        &[(0, 1.0)],
        &[(-1, -0.070_312_5), (0, 0.867_187_5), (1, 0.226_562_5), (2, -0.023_437_5)],
        &[(-1, -0.0625), (0, 0.5625), (1, 0.5625), (2, -0.0625)],
        &[(-1, -0.023_437_5), (0, 0.226_562_5), (1, 0.867_187_5), (2, -0.070_312_5)],
    ];
    let taps = |quarters: i32| TAPS[quarters.rem_euclid(4) as usize];
    let at = |at: usize, quarters: i32, tap: i32, side: u32| {
        (at as i32 + quarters.div_euclid(4) + tap).clamp(0, side as i32 - 1) as usize
    };
    let mut res = NO_CHANNELS;
    for (tap, weight) in taps(shift.down) {
        let row = at(y, shift.down, *tap, bitmap.height()) * bitmap.width() as usize;
        for (tap, part) in taps(shift.right) {
            let idx = row + at(x, shift.right, *tap, bitmap.width());
            res = plus(res, times(channels(bitmap.pixels()[idx]), weight * part));
        }
    }
    res
}
