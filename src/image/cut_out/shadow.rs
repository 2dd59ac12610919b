//! `CastShadow`: where a subject darkens the surface that it stands before.
//!
//! Models paint shadows on the ground though they are asked for none. Before a saturated key such a
//! shadow is the key with less light, a colour that no subject should have: black seen through, with
//! as much alpha as light is missing. It reaches the background somewhere; what is enclosed, and
//! what neither fades nor lies on the ground, is art of the key's hue.

use crate::image::Bitmap;
use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::channels::{channels, distance, dot, times};
use crate::image::cut_out::mask::Mask;

/// Less light than this is black of the subject's own, and more is the surface with its noise.
const LIGHT: [f32; 2] = [0.12, 0.96];
/// How far the colour of a shadow lies from the surface's with less light, in channels, and where
/// colour has bled.
const OFF_SURFACE: f32 = 0.06;
const OFF_BLED: f32 = 0.11;
/// A pixel of the rim beyond which the surface is lit shows that the shadow ends there.
const REACHES: usize = 8;
/// A shadow that ends softly has this share of its pixels in penumbra.
const SOFT: f32 = 0.2;
/// Penumbra has so much of the light.
const PENUMBRA: f32 = 0.85;
/// The fewest pixels of a shadow, as a share of the picture.
const WORTH_A_WORD: f32 = 0.0005;

/// The surface behind a subject with less light on it.
pub(crate) struct CastShadow {
    /// Where nothing but the darkened surface is.
    pub(crate) mask: Mask,
    /// The light that is left at every place near it; 1 elsewhere.
    light: Vec<f32>,
}

impl CastShadow {
    /// What hangs together with the background and is at least `thick` pixels thick to each side;
    /// thinner are mixtures at the outline of a black subject.
    pub(crate) fn find(
        bitmap: &Bitmap,
        backing: &Backing,
        behind: &Mask,
        thick: usize,
        bled: bool,
    ) -> Option<CastShadow> {
        let (width, height) = (behind.width, behind.height);
        let off = if bled { OFF_BLED } else { OFF_SURFACE };
        let light_at = |idx: usize| {
            let surface = backing.at(idx % width, idx / width);
            let own = channels(bitmap.pixels()[idx]);
            let light = dot(own, surface) / dot(surface, surface).max(0.05);
            (distance(own, times(surface, light)) < off).then_some(light)
        };
        let shade = |idx: usize| light_at(idx).filter(|it| (LIGHT[0]..LIGHT[1]).contains(it));
        let shaded = Mask::of(width, height, |idx| !behind.bits[idx] && shade(idx).is_some());
        if shaded.count() as f32 <= WORTH_A_WORD * shaded.bits.len() as f32 {
            return None;
        }
        let (mut mask, mut flat) = (Mask::new(width, height), Vec::new());
        for part in opened(&shaded, behind, thick).parts() {
            let reaches = part.iter().filter(|it| shaded.beside(**it).any(|it| behind.bits[it]));
            if reaches.count() < REACHES.min(part.len().isqrt()) {
                continue;
            }
            let soft = part.iter().filter(|it| shade(**it).is_some_and(|it| it > PENUMBRA));
            if soft.count() as f32 > SOFT * part.len() as f32 {
                part.into_iter().for_each(|it| mask.bits[it] = true);
            } else {
                flat.push(part);
            }
        }
        for idx in lying(flat, behind) {
            mask.bits[idx] = true;
        }
        along_rows(&mut mask, &shaded);
        if mask.count() as f32 <= WORTH_A_WORD * mask.bits.len() as f32 {
            return None;
        }
        let mut light = vec![1.0; mask.bits.len()];
        mask.indices().for_each(|it| light[it] = shade(it).unwrap_or(1.0));
        Some(CastShadow { mask, light })
    }

    /// Spreads the light to what lies so near, in pixels, where mixtures with the subject are.
    pub(crate) fn spread(&mut self, behind: &Mask, reach: usize) {
        let (width, height) = (self.mask.width, self.mask.height);
        let near = self.mask.grown(reach * reach);
        let window = reach + 2;
        let seen = self.light.clone();
        for idx in near.indices().filter(|it| !self.mask.bits[*it] && !behind.bits[*it]) {
            let (x, y) = (idx % width, idx / width);
            let (mut sum, mut n) = (0.0, 0_u32);
            for row in y.saturating_sub(window)..(y + window + 1).min(height) {
                for column in x.saturating_sub(window)..(x + window + 1).min(width) {
                    let at = row * width + column;
                    if self.mask.bits[at] || behind.bits[at] {
                        sum += seen[at];
                        n += 1;
                    }
                }
            }
            if n > 0 {
                self.light[idx] = sum / n as f32;
            }
        }
    }

    /// The light that is left at a place, 0 to 1.
    pub(crate) fn light(&self, idx: usize) -> f32 {
        self.light[idx]
    }
}

/// What of a mask a disc of this radius fits into; the background counts as room for it.
fn opened(shaded: &Mask, behind: &Mask, radius: usize) -> Mask {
    let squared = radius * radius;
    let room = Mask::of(shaded.width, shaded.height, |it| shaded.bits[it] || behind.bits[it]);
    let core = room.complement().grown(squared).complement();
    let own = Mask::of(core.width, core.height, |it| core.bits[it] && shaded.bits[it]);
    let mut res = own.grown(squared);
    for (bit, shaded) in res.bits.iter_mut().zip(&shaded.bits) {
        *bit &= shaded;
    }
    res
}

/// Of parts that do not fade: what lies on the ground. It is below the middle of all that is no
/// background, at least half as wide, and twice as wide as high; else it is art of the key's hue.
fn lying(parts: Vec<Vec<usize>>, behind: &Mask) -> Vec<usize> {
    let subject: Vec<usize> = behind.complement().indices().collect();
    let Some([left, top, right, bottom]) = frame(&subject, behind.width) else { return Vec::new() };
    let middle = usize::midpoint(top, bottom);
    let is_low = |it: &Vec<usize>| it.iter().all(|it| it / behind.width >= middle);
    let low: Vec<usize> = parts.into_iter().filter(is_low).flatten().collect();
    let lies = frame(&low, behind.width).is_some_and(|own| {
        let [width, height] = [own[2] - own[0] + 1, own[3] - own[1] + 1];
        width * 2 > right - left && width >= height * 2
    });
    if lies { low } else { Vec::new() }
}

/// Adds what lies beside a shadow in its rows, and is as thin there as under a foot.
fn along_rows(mask: &mut Mask, shaded: &Mask) {
    let width = mask.width;
    let mut beside = |from: usize, to: usize| {
        mask.bits[to] |= from / width == to / width && mask.bits[from] && shaded.bits[to];
    };
    (1..shaded.bits.len()).for_each(|it| beside(it - 1, it));
    (1..shaded.bits.len()).rev().for_each(|it| beside(it, it - 1));
}

/// Left, top, right, bottom.
fn frame(part: &[usize], width: usize) -> Option<[usize; 4]> {
    let start = part.first().map(|it| [it % width, it / width, it % width, it / width])?;
    Some(part.iter().fold(start, |[left, top, right, bottom], it| {
        let (x, y) = (it % width, it / width);
        [left.min(x), top.min(y), right.max(x), bottom.max(y)]
    }))
}
