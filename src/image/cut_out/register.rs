//! How two plates of one subject lie on one another, and whether they show the same thing.
//!
//! What two plates differ by must be a share of what their backgrounds differ by, the same in all
//! channels. What is left over says how badly they match: where one is shifted, the colours of
//! the subject do not cancel.

use crate::image::Bitmap;
use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::channels::Channels;
use crate::image::cut_out::channels::NO_CHANNELS;
use crate::image::cut_out::channels::channels;
use crate::image::cut_out::channels::dot;
use crate::image::cut_out::channels::minus;
use crate::image::cut_out::channels::plus;
use crate::image::cut_out::channels::times;

/// Plates are registered up to so many pixels apart.
const REACH: i32 = 4;
/// About so many places are looked at to find the shift.
const PLACES: usize = 20_000;
/// A pixel whose difference has the wrong sign by more than this is inverted.
const INVERTED: f32 = 8.0 / 255.0;
/// Backgrounds that differ less than this in a channel say nothing by their sign.
const SIGN: f32 = 0.25;

/// By how much the second plate is to be moved, in halves of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shift {
    pub(crate) right: i32,
    pub(crate) down: i32,
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
    /// How well they match over every `step`th pixel of every `step`th row.
    pub(crate) fn compared(&self, shift: Shift, step: usize) -> Match {
        let (width, height) = (self.first.width() as usize, self.first.height() as usize);
        let (mut squares, mut inverted, mut n) = (0.0_f64, 0_u32, 0_u32);
        for y in (1..height.saturating_sub(1)).step_by(step) {
            for x in (1..width.saturating_sub(1)).step_by(step) {
                let left_over = self.left_over(x, y, shift);
                squares += f64::from(dot(left_over, left_over));
                inverted += u32::from(self.is_inverted(x, y, shift));
                n += 1;
            }
        }
        let n = n.max(1);
        let residual = (squares / (3.0 * f64::from(n))).sqrt() as f32;
        Match { residual, inverted: inverted as f32 / n as f32 }
    }

    /// The shift with the least left over: whole pixels first, then halves.
    pub(crate) fn registered(&self) -> Shift {
        let step = self.step();
        let whole = (-REACH..=REACH)
            .flat_map(|down| (-REACH..=REACH).map(move |right| (right * 2, down * 2)));
        let best = self.best(whole, step);
        let around = (-1..=1).flat_map(move |down| {
            (-1..=1).map(move |right| (best.right + right, best.down + down))
        });
        self.best(around, step)
    }

    fn step(&self) -> usize {
        let n = self.first.pixels().len();
        (1..).find(|it| n / (it * it) <= PLACES).expect("some step is large enough")
    }

    fn best(&self, shifts: impl Iterator<Item = (i32, i32)>, step: usize) -> Shift {
        let mut best = (f32::INFINITY, Shift::default());
        for (right, down) in shifts {
            let shift = Shift { right, down };
            let residual = self.compared(shift, step).residual;
            if residual < best.0 {
                best = (residual, shift);
            }
        }
        best.1
    }

    /// By what the plates differ at a place.
    pub(crate) fn difference(&self, x: usize, y: usize, shift: Shift) -> Channels {
        let first = channels(self.first.pixels()[y * self.first.width() as usize + x]);
        minus(first, moved(self.second, x, y, shift))
    }

    /// By what their backgrounds differ.
    pub(crate) fn contrast(&self, x: usize, y: usize) -> Channels {
        minus(self.behind[0].at(x, y), self.behind[1].at(x, y))
    }

    fn left_over(&self, x: usize, y: usize, shift: Shift) -> Channels {
        let mut difference = NO_CHANNELS;
        for (x, y) in (y - 1..y + 2).flat_map(|y| (x - 1..x + 2).map(move |x| (x, y))) {
            difference = plus(difference, self.difference(x, y, shift));
        }
        let difference = times(difference, 1.0 / 9.0);
        let contrast = self.contrast(x, y);
        let strength = dot(contrast, contrast).max(1e-6);
        let left_over = minus(difference, times(contrast, dot(difference, contrast) / strength));
        times(left_over, (3.0 / strength).sqrt())
    }

    fn is_inverted(&self, x: usize, y: usize, shift: Shift) -> bool {
        let (difference, contrast) = (self.difference(x, y, shift), self.contrast(x, y));
        difference.into_iter().zip(contrast).any(|(difference, contrast)| {
            contrast.abs() > SIGN && difference * contrast.signum() < -INVERTED
        })
    }
}

/// The colour of a plate that was moved; between pixels, four of each axis are weighed, so that
/// moving blurs little. Beyond the border its outermost pixels go on.
pub(crate) fn moved(bitmap: &Bitmap, x: usize, y: usize, shift: Shift) -> Channels {
    const WHOLE: &[(i32, f32)] = &[(0, 1.0)];
    const HALF: &[(i32, f32)] = &[(-1, -0.0625), (0, 0.5625), (1, 0.5625), (2, -0.0625)];
    let taps = |halves: i32| if halves.rem_euclid(2) == 0 { WHOLE } else { HALF };
    let at = |at: usize, halves: i32, tap: i32, side: u32| {
        (at as i32 + halves.div_euclid(2) + tap).clamp(0, side as i32 - 1) as usize
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
