//! Holes: parts of the background that the subject encloses, such as the inside of a handle.
//!
//! Through a saturated key nothing else shows by chance. What is grey or white inside a subject is
//! as likely an eye, a tooth or a shirt. It is taken for a hole if it is exactly the background,
//! ends sharply all around, and is either large or one of many, as between leaves; the others are
//! counted, so that the cut-out can say that it had to guess.

use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::found::Found;
use crate::image::cut_out::mask::Mask;
use crate::image::cut_out::sums::Sums;

/// The fewest pixels of a hole behind which a saturated key shows.
const KEYED: usize = 4;
/// The fewest pixels of a hole behind which a checkerboard shows.
const CHECKERED: usize = 40;
/// The least share of the picture of a hole behind which a grey shows.
const LARGE: f32 = 0.012;
/// The fewest pixels of one of many holes, and how many are many: two eyes have four highlights.
const SMALL: usize = 12;
const MANY: usize = 8;
/// A part that fills less of its ellipse has corners, as between leaves and hairs; eyes have not.
const ANGULAR: f64 = 0.91;
/// How many of those are many.
const MANY_ANGULAR: usize = 4;
/// The thickest wall between a gap and the outside, as a share of the shorter side; that of a gap
/// with corners.
const WALL: f32 = 0.035;
const ANGULAR_WALL: f32 = 1.0 / 7.0;
/// Parts of a grey smaller than this share are not worth a word.
const WORTH_A_WORD: f32 = 0.0005;
/// More than this share of something else inside is no hole: an eye has a pupil, and a body a face.
pub(crate) const ISLAND: f32 = 0.01;
/// In parts of fewer pixels than these noise may be as large; then more than this share.
const FEW: usize = 400;
const ISLAND_IN_FEW: f32 = 0.08;
/// What still looks so near to the background, in reaches, is its continuation: a shaded belly.
const CONTINUED: f32 = 2.5;
/// The most of a hole's surroundings that may be its continuation.
const SMOOTH: f32 = 0.1;

/// Adds what shows through the subject.
pub(crate) fn take(found: &mut Found, near: &Mask, backing: &Backing, saturated: bool, bled: bool) {
    let enclosed = Mask::of(near.width, near.height, |it| near.bits[it] && !found.behind.bits[it]);
    let parts = enclosed.parts();
    let taken: Vec<bool> = match backing {
        Backing::Shaded(..) if saturated => parts.iter().map(|it| it.len() >= KEYED).collect(),
        Backing::Checkered(_) => parts
            .iter()
            .map(|it| it.len() >= CHECKERED && !has_some_island(it, near.width))
            .collect(),
        Backing::Shaded(..) | Backing::Ramp(..) => among_greys(found, &parts, near, bled),
    };
    for (part, is_hole) in parts.iter().zip(taken) {
        if is_hole {
            found.n_holes += 1;
            part.iter().for_each(|it| found.behind.bits[*it] = true);
        } else if part.len() as f32 > WORTH_A_WORD * near.bits.len() as f32 {
            found.n_kept += 1;
        }
    }
}

fn among_greys(found: &Found, parts: &[Vec<usize>], near: &Mask, bled: bool) -> Vec<bool> {
    let could_be = |part: &Vec<usize>| {
        part.len() >= SMALL
            && is_exact(found, part)
            && !has_some_island(part, near.width)
            && ends_sharply(found, part, near, bled)
    };
    let holes: Vec<bool> = parts.iter().map(could_be).collect();
    let is_angular = |part: &[usize]| fill(part, near.width) < ANGULAR;
    let is_large = |part: &Vec<usize>| part.len() as f32 > LARGE * near.bits.len() as f32;
    let mut taken: Vec<bool> = holes.iter().zip(parts).map(|it| *it.0 && is_large(it.1)).collect();
    let angular: Vec<bool> = holes.iter().zip(parts).map(|it| *it.0 && is_angular(it.1)).collect();
    let mut outside = found.behind.clone();
    let n_of = |which: &[bool]| which.iter().filter(|it| **it).count();
    if n_of(&angular) >= MANY_ANGULAR {
        take_gaps(&mut outside, parts, &angular, ANGULAR_WALL, &mut taken);
    }
    if n_of(&holes) >= MANY || n_of(&angular) >= MANY_ANGULAR {
        take_gaps(&mut outside, parts, &holes, WALL, &mut taken);
    }
    taken
}

/// Takes those of many holes that are gaps of a silhouette: a thin wall parts each from the
/// background outside, or from another gap. Teeth and buttons lie deeper.
fn take_gaps(
    outside: &mut Mask,
    parts: &[Vec<usize>],
    holes: &[bool],
    wall: f32,
    taken: &mut [bool],
) {
    let wall = (outside.width.min(outside.height) as f32 * wall) as usize;
    loop {
        let sums = Sums::of(outside);
        let is_near = |it: &usize| sums.around(it % outside.width, it / outside.width, wall) > 0;
        let is_gap = |it: &usize| holes[*it] && !taken[*it] && parts[*it].iter().any(is_near);
        let gaps: Vec<usize> = (0..parts.len()).filter(is_gap).collect();
        if gaps.is_empty() {
            return;
        }
        for gap in gaps {
            taken[gap] = true;
            parts[gap].iter().for_each(|it| outside.bits[*it] = true);
        }
    }
}

/// Whether the half of a part that is nearest to the background is as near as the background
/// itself: colour that bled into the other half does not count.
fn is_exact(found: &Found, part: &[usize]) -> bool {
    let mut distances: Vec<f32> = part.iter().map(|it| found.distances[*it]).collect();
    distances.sort_unstable_by(f32::total_cmp);
    let half = &distances[..part.len().div_ceil(2)];
    half.iter().sum::<f32>() < found.reach * 0.5 * half.len() as f32
}

/// How much of the ellipse that has a part's moments the part fills: 1 for ellipses, 0.95 for
/// boxes, 0.83 for triangles, less for what has cusps, as between leaves.
fn fill(part: &[usize], width: usize) -> f64 {
    let n = part.len() as f64;
    let mean = |of: &dyn Fn(f64, f64) -> f64| {
        part.iter().map(|it| of((it % width) as f64, (it / width) as f64)).sum::<f64>() / n
    };
    let (x, y) = (mean(&|x, _| x), mean(&|_, y| y));
    // A pixel is a square, whose own moment is a twelfth.
    let across = mean(&|it, _| (it - x) * (it - x)) + 1.0 / 12.0;
    let down = mean(&|_, it| (it - y) * (it - y)) + 1.0 / 12.0;
    let both = mean(&|a, b| (a - x) * (b - y));
    n / (4.0 * std::f64::consts::PI * (across * down - both * both).sqrt())
}

/// Whether few of the pixels beyond the outline of a part look nearly like it.
fn ends_sharply(found: &Found, part: &[usize], near: &Mask, bled: bool) -> bool {
    // Where colour has bled, the outline is wider.
    let [from, to] = if bled { [3, 6] } else { [1, 4] };
    let frame = Frame::around(part, near.width, to);
    let own = frame.mask(part);
    let (close, wide) = (own.grown(from * from + 1), own.grown(to * to));
    let (mut around, mut smooth) = (0, 0);
    for at in (0..own.bits.len()).filter(|it| wide.bits[*it] && !close.bits[*it]) {
        let Some(idx) = frame.outer(at, near) else { continue };
        if near.bits[idx] {
            // The background again, behind a hair.
            continue;
        }
        around += 1;
        smooth += usize::from(found.distances[idx] < found.reach * CONTINUED);
    }
    smooth as f32 <= SMOOTH * around as f32
}

/// Whether a part encloses something that is more than noise.
fn has_some_island(part: &[usize], width: usize) -> bool {
    has_island(part, width, if part.len() < FEW { ISLAND_IN_FEW } else { ISLAND })
}

/// Whether a part encloses more than a share of its own size that is not of it.
pub(crate) fn has_island(part: &[usize], width: usize, share: f32) -> bool {
    let frame = Frame::around(part, width, 1);
    let outside = frame.mask(part).complement();
    // With a margin, all that is outside hangs together.
    let around = outside.parts().first().map_or(0, Vec::len);
    let inside = outside.bits.len() - around - part.len();
    inside as f32 > share * part.len() as f32
}

/// The rectangle around a part, with a margin that may lie beyond the picture.
struct Frame {
    left: usize,
    top: usize,
    size: [usize; 2],
    margin: usize,
    /// Of the picture.
    width: usize,
}

impl Frame {
    fn around(part: &[usize], width: usize, margin: usize) -> Frame {
        let (mut left, mut top, mut right, mut bottom) = (usize::MAX, usize::MAX, 0, 0);
        for idx in part {
            let (x, y) = (idx % width, idx / width);
            (left, right) = (left.min(x), right.max(x));
            (top, bottom) = (top.min(y), bottom.max(y));
        }
        let side = |from: usize, to: usize| (to + 1).saturating_sub(from) + 2 * margin;
        Frame { left, top, size: [side(left, right), side(top, bottom)], margin, width }
    }

    fn mask(&self, part: &[usize]) -> Mask {
        let mut res = Mask::new(self.size[0], self.size[1]);
        for idx in part {
            let x = idx % self.width - self.left + self.margin;
            let y = idx / self.width - self.top + self.margin;
            res.bits[y * self.size[0] + x] = true;
        }
        res
    }

    /// The index in the picture of one in the frame, if it lies inside.
    fn outer(&self, at: usize, picture: &Mask) -> Option<usize> {
        let x = (self.left + at % self.size[0]).checked_sub(self.margin)?;
        let y = (self.top + at / self.size[0]).checked_sub(self.margin)?;
        (x < picture.width && y < picture.height).then(|| y * picture.width + x)
    }
}
