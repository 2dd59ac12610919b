//! Which pixels show the surface behind the subject and nothing else.

use crate::image::Bitmap;
use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::border::Border;
use crate::image::cut_out::flared::Flared;
use crate::image::cut_out::found::Found;
use crate::image::cut_out::holes;
use crate::image::cut_out::mask::Mask;

/// A pixel this many times as far off as the middle one of what is surely background is none.
const NOISES: f32 = 4.0;
/// The least and the most distance from the surface that still is background, in flared OKLab.
const REACH: [f32; 2] = [0.014, 0.05];
/// Of a saturated key more may be taken: no subject is near to it.
const KEY_REACH: [f32; 2] = [0.03, 0.08];
/// A painted checkerboard is never that exact.
const LEAST_CHECKERED: f32 = 0.03;
/// JPEG leaves a flat surface flat, and its noise beside what stands before it: the least distance
/// that still is a grey background is so many times as far where colour has bled.
const BLED: f32 = 1.5;
/// The side of what is too small before a checkerboard to be of the subject, in tiles.
const SPECK: f64 = 0.34;
/// A line shows less of the surface than this in a frame, and more than this beyond it.
const FRAME: f32 = 0.1;
const SURFACE: f32 = 0.6;
/// So far a flood goes on through channels of a pixel's width, as a share of the shorter side.
const CHANNEL: f32 = 0.09;
/// In a channel pixels must be nearer to the surface, by this factor.
const IN_CHANNEL: f32 = 0.7;

impl Found {
    /// Finds the background; reads the surface again from what it found.
    pub(crate) fn of(
        bitmap: &Bitmap,
        border: &Border,
        backing: &mut Backing,
        flared: &Flared,
        bled: bool,
    ) -> Found {
        let size = [bitmap.width() as usize, bitmap.height() as usize];
        let mut distances = backing.distances(bitmap, flared);
        let at_border = border.pixels.iter().map(|it| distances[it.0]);
        let reach = reach(at_border.collect(), backing, flared, bled);
        let frame = frame_lines(&distances, reach, size);
        frame.iter().for_each(|it| distances[*it] = 0.0);
        let behind = flood(&near(&distances, reach, size));
        backing.read_again(bitmap, &behind);

        let mut distances = backing.distances(bitmap, flared);
        frame.iter().for_each(|it| distances[*it] = 0.0);
        let seen = behind.indices().step_by(7).map(|it| distances[it]);
        let reach = self::reach(seen.collect(), backing, flared, bled).min(reach * 1.5);
        let near = near(&distances, reach, size);
        let behind = flood(&near);
        let saturated = backing.is_saturated(flared);
        let depth = (size[0].min(size[1]) as f32 * CHANNEL) as u32;
        let tight = if saturated { reach } else { reach * IN_CHANNEL };
        let thin = channels_of(&behind, &self::near(&distances, tight, size), depth);
        let mut res = Found { behind, thin, n_holes: 0, n_kept: 0, distances, reach };
        for idx in res.thin.indices() {
            res.behind.bits[idx] = true;
        }
        holes::take(&mut res, &near, backing, saturated, bled);
        if let Backing::Checkered(board) = backing {
            take_specks(&mut res.behind, (board.lattice.tile * SPECK) as usize);
        }
        res
    }
}

/// What is left of tiles that are not where the lattice has them.
fn take_specks(behind: &mut Mask, side: usize) {
    for part in behind.complement().parts() {
        if part.len() <= side * side {
            part.into_iter().for_each(|it| behind.bits[it] = true);
        }
    }
}

/// Pixels of lines along the edges of the picture beyond which the surface begins: a frame of a
/// pixel or two, as cropping and some models leave it.
fn frame_lines(distances: &[f32], reach: f32, [width, height]: [usize; 2]) -> Vec<usize> {
    let deepest = (width.min(height) / 100).max(2);
    let row = |y: usize| (0..width).map(|x| y * width + x).collect::<Vec<usize>>();
    let column = |x: usize| (0..height).map(|y| y * width + x).collect::<Vec<usize>>();
    let mut res = Vec::new();
    if width.min(height) <= 4 * deepest {
        return res;
    }
    let sides: [&dyn Fn(usize) -> Vec<usize>; 4] =
        [&row, &|it| row(height - 1 - it), &column, &|it| column(width - 1 - it)];
    for line in sides {
        let near = |at: &usize| {
            let line = line(*at);
            line.iter().filter(|it| distances[**it] < reach).count() as f32 / line.len() as f32
        };
        let first = (0..=deepest).find(|it| near(it) > SURFACE);
        let n_lines = first.filter(|n| (0..*n).all(|it| near(&it) < FRAME)).unwrap_or(0);
        res.extend((0..n_lines).flat_map(line));
    }
    res
}

fn near(distances: &[f32], reach: f32, [width, height]: [usize; 2]) -> Mask {
    Mask::of(width, height, |idx| distances[idx] < reach)
}

fn reach(mut distances: Vec<f32>, backing: &Backing, flared: &Flared, bled: bool) -> f32 {
    let [least, most] = match backing {
        Backing::Checkered(_) => [LEAST_CHECKERED, REACH[1]],
        Backing::Shaded(..) if backing.is_saturated(flared) => KEY_REACH,
        Backing::Shaded(..) | Backing::Ramp(..) => REACH,
    };
    // The subject may hide most of the border: the middle of what is anywhere near.
    distances.retain(|it| *it < 0.1);
    distances.sort_unstable_by(f32::total_cmp);
    let middle = distances.get(distances.len() / 2).copied().unwrap_or(0.0);
    let keyed = backing.is_saturated(flared);
    let least = if bled && !keyed { least * BLED } else { least };
    (middle * NOISES).clamp(least, most)
}

/// From the border through everything near, but through no gap of fewer than three pixels: an
/// outline may have pin holes.
fn flood(near: &Mask) -> Mask {
    let open = near.shrunk();
    let mut seen = Mask::new(near.width, near.height);
    let mut rim: Vec<usize> = near.indices().filter(|it| near.is_border(*it)).collect();
    for idx in &rim {
        seen.bits[*idx] = true;
    }
    while let Some(idx) = rim.pop() {
        for beside in near.beside(idx) {
            if open.bits[beside] && !seen.bits[beside] {
                seen.bits[beside] = true;
                rim.push(beside);
            }
        }
    }
    // What shrinking took from its edge comes back.
    let mut res = seen.grown(5);
    for (bit, near) in res.bits.iter_mut().zip(&near.bits) {
        *bit &= near;
    }
    res
}

/// What a flood finds that squeezes through any gap, in so many steps at most, where it is narrow:
/// what opens wide behind a gap is a highlight that touches the outline, or a body.
fn channels_of(behind: &Mask, near: &Mask, depth: u32) -> Mask {
    let mut crept = Mask::new(behind.width, behind.height);
    let mut rim: Vec<usize> = behind.indices().filter(|it| behind.is_rim(*it)).collect();
    for _ in 0..depth {
        let mut next = Vec::new();
        for idx in rim {
            for around in behind.around(idx) {
                if !behind.bits[around] && !crept.bits[around] && near.bits[around] {
                    crept.bits[around] = true;
                    next.push(around);
                }
            }
        }
        rim = next;
    }
    let mut wide = near.complement().grown(9).complement();
    for (bit, behind) in wide.bits.iter_mut().zip(&behind.bits) {
        *bit &= !behind;
    }
    let wide = wide.grown(25);
    for (bit, wide) in crept.bits.iter_mut().zip(&wide.bits) {
        *bit &= !wide;
    }
    crept
}
