//! Tells subject and background apart in pixels that mix them.
//!
//! Known are the mixture C and the surface B behind it. If the subject's colour there is F, then
//! C = B + alpha × (F - B), a point on a line. Candidates for F are the colours of the subject
//! nearby, and where it is strokes, its commonest colours; the lines that C is nearest to say what
//! alpha is.

use crate::image::Bitmap;
use crate::image::cut_out::bleeding::{Bleeding, parted};
use crate::image::cut_out::channels::{
    Channels, NO_CHANNELS, bytes, channels, dot, minus, mixed, plus, times,
};
use crate::image::cut_out::mask::Mask;
use crate::image::cut_out::seen::Seen;
use crate::image::cut_out::trimap::Trimap;
use crate::image::cut_out::unbled::Mixed;
use crate::image::cut_out::{keyness, unbled};

/// Less alpha than this is none, and so much less than 1 is 1.
const SNAP: f32 = 0.02;
/// The same where JPEG has left its noise.
const SNAP_BLED: f32 = 0.05;
/// Candidates nearer to the surface than this, squared, span no line.
const NO_LINE: f32 = 4e-3;
/// What a pixel of distance to a candidate counts, beside squared distances of colours.
const FAR: f32 = 2e-5;
/// The same where colour has bled, and says less.
const FAR_BLED: f32 = 3e-4;
/// How far a candidate of the palette counts as being, in pixels.
const PALETTE_FAR: f32 = 24.0;
/// Subject and surface so far apart, squared, can be told apart better than a prior can.
const CLEAR: f32 = 0.05;
/// Rays end after so many pixels.
const RAY: f32 = 16.0;
/// Fewer candidates nearby than this, and the palette's are asked.
const FEW: usize = 3;
/// From this alpha on a pixel's own unmixed colour begins to count, and so much further counts
/// alone: below, noise is divided by too little.
const OWN_COLOUR: [f32; 2] = [0.08, 0.35];

/// The directions in which candidates are looked for, every 30 degrees.
const DIRECTIONS: [[f32; 2]; 12] = [
    [1.0, 0.0],
    [0.866_025_4, 0.5],
    [0.5, 0.866_025_4],
    [0.0, 1.0],
    [-0.5, 0.866_025_4],
    [-0.866_025_4, 0.5],
    [-1.0, 0.0],
    [-0.866_025_4, -0.5],
    [-0.5, -0.866_025_4],
    [0.0, -1.0],
    [0.5, -0.866_025_4],
    [0.866_025_4, -0.5],
];

/// What is known about a painting before unmixing.
pub(crate) struct Unmixing<'a, Surface: Fn(usize, usize) -> Channels> {
    pub(crate) bitmap: &'a Bitmap,
    pub(crate) trimap: &'a Trimap,
    /// The colour behind every place.
    pub(crate) surface: Surface,
    /// What is seen of a saturated key inside the subject.
    pub(crate) seen: Option<Seen>,
    /// What is no subject, though nothing behind it shows: colours are not taken from there.
    pub(crate) shadow: Option<&'a Mask>,
    /// The subject's commonest colours.
    pub(crate) palette: Vec<Channels>,
    /// How far a channel may be off by noise alone, 0 to 1.
    pub(crate) noise: f32,
    /// Where the surface is only guessed: what alpha is likely to be, 0 to 255.
    pub(crate) prior: Option<&'a [f32]>,
    /// How colour has bled across the outline, if it has.
    pub(crate) bled: Option<Bleeding>,
}

/// What one pixel shows of the subject.
#[derive(Clone, Copy)]
struct Own {
    colour: Channels,
    alpha: f32,
}

/// A colour that the subject may have at a pixel.
struct Candidate {
    colour: Channels,
    /// In pixels.
    far: f32,
}

impl<Surface: Fn(usize, usize) -> Channels> Unmixing<'_, Surface> {
    /// The subject alone: its own colours, and alpha. And how far alpha contradicts what it was
    /// found from, where colour has bled.
    pub(crate) fn done(&self) -> (Bitmap, f32) {
        match self.bled {
            Some(bleeding) => self.unbled(bleeding),
            None => (self.sharp(), 0.0),
        }
    }

    /// The share of the surely subject through which the key shows, 0 to 1.
    pub(crate) fn lets_through(&self) -> f32 {
        let through = self.seen.as_ref().map_or(0, |it| it.through.count());
        through as f32 / self.trimap.sure.count().max(1) as f32
    }

    /// Each mixed pixel by itself.
    fn sharp(&self) -> Bitmap {
        let width = self.bitmap.width() as usize;
        let mut res = self.bitmap.clone();
        let mut candidates = Vec::new();
        for (idx, pixel) in res.pixels_mut().iter_mut().enumerate() {
            if self.trimap.behind.bits[idx] || pixel[3] == 0 {
                *pixel = [0; 4];
                continue;
            }
            let lets_through = self.seen.as_ref().is_some_and(|it| it.through.bits[idx]);
            if self.trimap.sure.bits[idx] && !lets_through {
                continue;
            }
            let place = (idx % width, idx / width);
            let own = self.own(channels(*pixel), idx, place, &mut candidates);
            *pixel = shown(own, *pixel);
        }
        res
    }

    /// Mixed pixels together with their neighbours, whose colours they have too.
    fn unbled(&self, bleeding: Bleeding) -> (Bitmap, f32) {
        let width = self.bitmap.width() as usize;
        let mut res = self.bitmap.clone();
        let (mut candidates, mut mixed) = (Vec::new(), Vec::new());
        let mut alpha = vec![0.0; res.pixels().len()];
        for (idx, pixel) in res.pixels_mut().iter_mut().enumerate() {
            let place = (idx % width, idx / width);
            if self.trimap.behind.bits[idx] || pixel[3] == 0 {
                *pixel = [0; 4];
            } else if !self.trimap.sure.bits[idx] {
                self.candidates(idx, place, &mut candidates);
                mixed.push(self.mixed(idx, place, &candidates));
            } else if self.seen.as_ref().is_some_and(|it| it.through.bits[idx]) {
                let own = self.own(channels(*pixel), idx, place, &mut candidates);
                alpha[idx] = own.alpha;
                *pixel = shown(own, *pixel);
            } else {
                alpha[idx] = 1.0;
            }
        }
        let (alphas, misfit) = unbled::alphas(&mixed, alpha, width, bleeding);
        for (it, both) in mixed.iter().zip(alphas) {
            let pixel = &mut res.pixels_mut()[it.idx];
            let own = Own { colour: it.unmixed(both), alpha: snapped(both[0], SNAP_BLED) };
            *pixel = shown(own, *pixel);
        }
        (res, misfit)
    }

    fn mixed(&self, idx: usize, (x, y): (usize, usize), candidates: &[Candidate]) -> Mixed {
        let mixture = channels(self.bitmap.pixels()[idx]);
        let surface = (self.surface)(x, y);
        let most = self.most_around(x, y, surface);
        let (mixture, surface) = (parted(mixture), parted(surface));
        let least = gamut_bound([mixture[0]; 3], [surface[0]; 3], self.noise);
        let own = likely(mixture, surface, candidates).unwrap_or(mixture);
        Mixed { idx, mixture, surface, own, bounds: [least, most] }
    }

    fn own(
        &self,
        mixture: Channels,
        idx: usize,
        (x, y): (usize, usize),
        candidates: &mut Vec<Candidate>,
    ) -> Own {
        let surface = (self.surface)(x, y);
        let sure = self.trimap.sure.bits[idx];
        let mut own = if sure {
            Own { colour: mixture, alpha: 1.0 }
        } else {
            self.candidates(idx, (x, y), candidates);
            let found = by_candidates(mixture, surface, candidates);
            let mut own = found.unwrap_or(Own { colour: mixture, alpha: 1.0 });
            match self.prior {
                None => own.alpha = own.alpha.max(gamut_bound(mixture, surface, self.noise)),
                Some(prior) => {
                    let off = minus(own.colour, surface);
                    let trust =
                        if found.is_some() { (dot(off, off) / CLEAR).min(1.0) } else { 0.0 };
                    own.alpha = own.alpha * trust + prior[idx] / 255.0 * (1.0 - trust);
                }
            }
            own
        };
        if let Some(seen) = self.seen.as_ref().filter(|it| !it.own.bits[idx]) {
            let share = seen.key.share(mixture, surface);
            if share > keyness::NOISE {
                own.alpha = own.alpha.min(1.0 - share);
            }
        }
        decontaminated(own, mixture, surface, sure)
    }

    /// The most alpha that the key in the colours around a pixel allows: where colour has bled,
    /// what one pixel holds of the key may be its neighbour's.
    fn most_around(&self, x: usize, y: usize, surface: Channels) -> f32 {
        let Some(Seen { key, .. }) = &self.seen else { return 1.0 };
        let (width, height) = (self.bitmap.width() as usize, self.bitmap.height() as usize);
        let mut least = 1.0_f32;
        for row in y.saturating_sub(2)..(y + 3).min(height) {
            for column in x.saturating_sub(2)..(x + 3).min(width) {
                let pixel = self.bitmap.pixels()[row * width + column];
                least = least.min(key.share(channels(pixel), surface));
            }
            if least <= keyness::NOISE {
                return 1.0;
            }
        }
        1.0 - least
    }

    fn candidates(&self, idx: usize, (x, y): (usize, usize), res: &mut Vec<Candidate>) {
        res.clear();
        let sure = &self.trimap.sure;
        for [right, down] in DIRECTIONS {
            let mut far = 1.5;
            while far < RAY {
                let (x, y) = (x as f32 + right * far, y as f32 + down * far);
                if x < 0.0 || y < 0.0 || x >= sure.width as f32 || y >= sure.height as f32 {
                    break;
                }
                let at = y as usize * sure.width + x as usize;
                if sure.bits[at] && !self.shadow.is_some_and(|it| it.bits[at]) {
                    res.push(Candidate { colour: channels(self.bitmap.pixels()[at]), far });
                    break;
                }
                far += 1.0;
            }
        }
        if res.len() < FEW || self.trimap.strokes.bits[idx] {
            let far = PALETTE_FAR;
            res.extend(self.palette.iter().map(|it| Candidate { colour: *it, far }));
        }
    }
}

/// What the subject is likely to be at a pixel, in brightness and colour: the mean of what is near
/// and on whose line the mixture's colour lies, and its brightness within.
fn likely(mixture: Channels, surface: Channels, candidates: &[Candidate]) -> Option<Channels> {
    let (mut weights, mut res) = (0.0, NO_CHANNELS);
    let off = minus(mixture, surface);
    for candidate in candidates {
        let own = parted(candidate.colour);
        let line = minus(own, surface);
        if dot(line, line) < NO_LINE {
            continue;
        }
        let colour = [0.0, line[1], line[2]];
        let along = (dot(off, colour) / dot(colour, colour).max(1e-4)).clamp(0.0, 1.0);
        let beside = minus([0.0, off[1], off[2]], times(colour, along));
        let within = (off[0] * line[0] / (line[0] * line[0]).max(1e-6)).clamp(0.0, 1.0);
        let beyond = off[0] - line[0] * within;
        let cost = dot(beside, beside) + beyond * beyond + FAR_BLED * candidate.far;
        let weight = 1.0 / (cost * cost + 1e-6);
        weights += weight;
        res = plus(res, times(own, weight));
    }
    (weights > 0.0).then(|| times(res, 1.0 / weights))
}

/// What is nearly nothing is nothing, and what is nearly all is all.
fn snapped(alpha: f32, snap: f32) -> f32 {
    if alpha < snap {
        0.0
    } else if alpha > 1.0 - snap {
        1.0
    } else {
        alpha
    }
}

/// The mean of what the three best candidates say; none if all look like the surface.
fn by_candidates(mixture: Channels, surface: Channels, candidates: &[Candidate]) -> Option<Own> {
    let mut best = [(f32::INFINITY, Own { colour: NO_CHANNELS, alpha: 0.0 }); 3];
    let off = minus(mixture, surface);
    for candidate in candidates {
        let line = minus(candidate.colour, surface);
        let length = dot(line, line);
        if length < NO_LINE {
            continue;
        }
        let alpha = (dot(off, line) / length).clamp(0.0, 1.0);
        let beside = minus(off, times(line, alpha));
        let mut next =
            (dot(beside, beside) + FAR * candidate.far, Own { colour: candidate.colour, alpha });
        for it in &mut best {
            if next.0 < it.0 {
                std::mem::swap(it, &mut next);
            }
        }
    }
    let found = best.iter().filter(|it| it.0.is_finite());
    let (mut weights, mut alpha, mut colour) = (0.0, 0.0, NO_CHANNELS);
    for (cost, own) in found {
        let weight = 1.0 / (cost + 1e-4);
        weights += weight;
        alpha += weight * own.alpha;
        colour = plus(colour, times(own.colour, weight));
    }
    (weights > 0.0).then(|| Own { colour: times(colour, 1.0 / weights), alpha: alpha / weights })
}

/// The least alpha with which any colour of a screen over the surface gives the mixture.
/// Brighter than a surface that is nearly white, noise would make anything opaque.
fn gamut_bound(mixture: Channels, surface: Channels, noise: f32) -> f32 {
    let bound = |at: usize| {
        let off = mixture[at] - surface[at];
        let room = if off > 0.0 { 1.0 - surface[at] } else { surface[at] };
        ((off.abs() - noise) / (room + noise)).clamp(0.0, 1.0)
    };
    bound(0).max(bound(1)).max(bound(2))
}

/// The subject's own colour, without the surface's share.
fn decontaminated(own: Own, mixture: Channels, surface: Channels, sure: bool) -> Own {
    if own.alpha < SNAP {
        return Own { alpha: 0.0, ..own };
    }
    if own.alpha > 1.0 - SNAP {
        return Own { colour: mixture, alpha: 1.0 };
    }
    let rest = times(surface, 1.0 - own.alpha);
    let exact = times(minus(mixture, rest), 1.0 / own.alpha).map(|it| it.clamp(0.0, 1.0));
    let trust = ((own.alpha - OWN_COLOUR[0]) / OWN_COLOUR[1]).clamp(0.0, 1.0);
    let trust = if sure { 1.0 } else { trust };
    Own { colour: mixed(own.colour, exact, trust), ..own }
}

fn shown(own: Own, [_, _, _, alpha]: [u8; 4]) -> [u8; 4] {
    let [r, g, b] = bytes(own.colour);
    match (f32::from(alpha) * own.alpha + 0.5) as u8 {
        0 => [0; 4],
        alpha => [r, g, b, alpha],
    }
}

/// Up to 24 colours that are common where the subject is sure, the commonest first.
pub(crate) fn palette(bitmap: &Bitmap, sure: &Mask) -> Vec<Channels> {
    let mut bins = vec![(0_u32, [0_u32; 3]); 512];
    for idx in sure.indices() {
        let [r, g, b, _] = bitmap.pixels()[idx];
        let bin = usize::from(r / 32) << 6 | usize::from(g / 32) << 3 | usize::from(b / 32);
        let (count, sum) = &mut bins[bin];
        *count += 1;
        for (sum, value) in sum.iter_mut().zip([r, g, b]) {
            *sum += u32::from(value);
        }
    }
    let mut common: Vec<_> = bins.into_iter().filter(|it| it.0 > 0).collect();
    common.sort_by_key(|it| (std::cmp::Reverse(it.0), it.1));
    let mean = |(count, sum): (u32, [u32; 3])| sum.map(|it| it as f32 / (count as f32 * 255.0));
    common.into_iter().take(24).map(mean).collect()
}
