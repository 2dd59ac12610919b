//! `Silhouette`: the shape of a subject, and how two of them differ.

use crate::image::alpha::THERE;
use crate::image::{Bitmap, Rect};

/// Shapes are compared on at most so many pixels a side.
const FINEST: u32 = 64;
/// Shapes are moved against each other by at most this share of their side, in hundredths.
const REACH: u32 = 8;
/// A row of so few pixels is dust below the feet, in thousandths of the width.
const DUST: u32 = 20;

/// Which pixels of a frame show its subject. At least one does.
pub(crate) struct Silhouette {
    width: u32,
    height: u32,
    there: Vec<bool>,
    /// How many pixels show it.
    pub(crate) area: u64,
    /// The smallest rectangle around it.
    pub(crate) bounds: Rect,
}

impl Silhouette {
    /// The shape in a frame; `None` if nothing is to be seen.
    pub(crate) fn of(frame: &Bitmap) -> Option<Silhouette> {
        let there: Vec<bool> = frame.pixels().iter().map(|it| it[3] >= THERE).collect();
        Silhouette::new(frame.width(), frame.height(), there)
    }

    fn new(width: u32, height: u32, there: Vec<bool>) -> Option<Silhouette> {
        let (mut left, mut right, mut top, mut bottom) = (u32::MAX, 0, u32::MAX, 0);
        let mut area = 0;
        for (y, row) in (0..height).zip(there.chunks_exact(width.max(1) as usize)) {
            for (x, _) in (0..width).zip(row).filter(|(_, there)| **there) {
                (left, right) = (left.min(x), right.max(x));
                (top, bottom) = (top.min(y), bottom.max(y));
                area += 1;
            }
        }
        let bounds = Rect {
            x: left,
            y: top,
            width: (right + 1).checked_sub(left)?,
            height: bottom + 1 - top,
        };
        Some(Silhouette { width, height, there, area, bounds })
    }

    /// Of the whole frame.
    pub(crate) fn height(&self) -> u32 {
        self.height
    }

    /// The row below the lowest one that is more than dust.
    pub(crate) fn feet(&self) -> u32 {
        let dust = (self.width * DUST / 1000).max(1);
        let rows = self.there.chunks_exact(self.width as usize);
        let full = rows.map(|row| row.iter().filter(|it| **it).count() as u32 >= dust);
        full.collect::<Vec<_>>().iter().rposition(|it| *it).map_or(0, |it| it as u32 + 1)
    }

    /// The middle of the shape, in half pixels; of its lower half only, if asked for.
    pub(crate) fn middle(&self, lower_half: bool) -> [u32; 2] {
        let from = if lower_half { self.bounds.y + self.bounds.height / 2 } else { 0 };
        let (mut n, mut sums) = (0_u64, [0_u64; 2]);
        for (y, row) in (0..self.height).zip(self.there.chunks_exact(self.width as usize)) {
            for (x, _) in (0..self.width).zip(row).filter(|(_, it)| **it && y >= from) {
                n += 1;
                sums = [sums[0] + u64::from(x), sums[1] + u64::from(y)];
            }
        }
        sums.map(|sum| ((4 * sum + n) / (2 * n.max(1)) + 1) as u32)
    }

    /// How many sides of the frame it touches: what is beyond was cut off.
    pub(crate) fn touched(&self) -> u32 {
        let Rect { x, y, width, height } = self.bounds;
        let touches = [x == 0, y == 0, x + width == self.width, y + height == self.height];
        touches.iter().filter(|it| **it).count() as u32
    }

    /// How much of two shapes is not common, of what either covers: 0 to 1. They are laid upon
    /// each other as well as can be, or as they are.
    pub(crate) fn apart(&self, other: &Silhouette, aligned: bool) -> f32 {
        let (a, b) = (self.coarse(), other.coarse());
        let reach = if aligned { i64::from(a.width.max(a.height) * REACH / 100).max(1) } else { 0 };
        let shifts = (-reach..=reach).flat_map(|dy| (-reach..=reach).map(move |dx| (dx, dy)));
        let common = shifts.map(|shift| a.common(&b, shift)).max().unwrap_or(0);
        let all = a.area + b.area - common;
        1.0 - common as f32 / all.max(1) as f32
    }

    fn common(&self, other: &Silhouette, (dx, dy): (i64, i64)) -> u64 {
        let mut res = 0;
        for (y, row) in (0_i64..).zip(self.there.chunks_exact(self.width as usize)) {
            let Ok(other_y) = u32::try_from(y + dy) else { continue };
            if other_y >= other.height {
                continue;
            }
            let from = other_y as usize * other.width as usize;
            let others = &other.there[from..from + other.width as usize];
            let skip = (-dx).max(0) as usize;
            let start = dx.max(0) as usize;
            let pairs = row.iter().skip(skip).zip(others.iter().skip(start));
            res += pairs.filter(|(a, b)| **a && **b).count() as u64;
        }
        res
    }

    /// The same in fewer pixels.
    fn coarse(&self) -> Silhouette {
        let by = self.width.max(self.height).div_ceil(FINEST).max(1);
        let (width, height) = (self.width.div_ceil(by), self.height.div_ceil(by));
        let middle = |it: u32, most: u32| (it * by + by / 2).min(most - 1);
        let there = (0..height)
            .flat_map(|y| (0..width).map(move |x| (middle(x, self.width), middle(y, self.height))));
        let there = there.map(|(x, y)| self.there[(y * self.width + x) as usize]);
        let bounds = Rect::of_size(width, height);
        let none = || Silhouette {
            width,
            height,
            there: vec![false; (width * height) as usize],
            area: 0,
            bounds,
        };
        Silhouette::new(width, height, there.collect()).unwrap_or_else(none)
    }
}
