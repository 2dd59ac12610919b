//! `Backing`: the surface behind a subject, at every place, known though the subject hides it.

use crate::image::Bitmap;
use crate::image::alpha::NOISE;
use crate::image::cut_out::border::{Border, Mode};
use crate::image::cut_out::channels::{Channels, channels, distance, mixed};
use crate::image::cut_out::checkerboard::{Checkerboard, off_segment};
use crate::image::cut_out::flared::{Flared, chroma};
use crate::image::cut_out::mask::Mask;
use crate::image::cut_out::shading::{Sample, Shading};
use crate::image::cut_out::sums::Sums;

/// A colour with more chroma than this is no grey, and few subjects have it by chance.
const SATURATED: f32 = 0.12;
/// The most samples that a shading is fitted to.
const SAMPLES: usize = 8000;
/// The shading is converted to flared OKLab so often, in pixels, and in between interpolated.
const LATTICE: usize = 16;

/// How far the colours of a gradient may at first lie from the middle one, in channels.
const RAMP_SPREAD: f32 = 0.25;
/// So near to it a colour lies on a gradient, and so much of the border must.
const ON_RAMP: f32 = 0.03;
const SHARE_OF_RAMP: f32 = 0.7;

/// A pixel as near to its tile agrees with the checkerboard.
const AGREES: f32 = 0.04;
/// The least share of the tiles of each colour around a pixel that must agree.
const BOTH_AGREE: f32 = 0.15;
/// How far a pixel is if they do not.
const DISAGREES: f32 = 0.2;

/// What is behind a subject.
#[derive(Debug, Clone)]
pub(crate) enum Backing {
    /// One colour, and the light on it.
    Shaded(Shading, Channels),
    /// A gradient; in words it is called by its commonest colour.
    Ramp(Shading, Channels),
    /// A painted checkerboard.
    Checkered(Checkerboard),
}

impl Backing {
    /// One colour of the border, with the light that falls on it.
    pub(crate) fn of_mode(bitmap: &Bitmap, border: &Border, mode: Mode) -> Backing {
        Backing::Shaded(of_border(bitmap, border, mode.colour, 0.05), mode.colour)
    }

    /// A gradient over the whole border, if that is what most of it shows.
    pub(crate) fn of_ramp(bitmap: &Bitmap, border: &Border) -> Option<Backing> {
        let width = bitmap.width() as usize;
        let mode = border.modes(1).into_iter().next()?;
        let shading = of_border(bitmap, border, border.middle(), RAMP_SPREAD);
        let fits = |(idx, colour): &&(usize, Channels)| {
            distance(shading.at(idx % width, idx / width), *colour) < ON_RAMP
        };
        let n_fit = border.pixels.iter().filter(fits).count();
        let most = n_fit as f32 > SHARE_OF_RAMP * border.of as f32;
        most.then_some(Backing::Ramp(shading, mode.colour))
    }

    /// The same surface, read from all that shows it; a checkerboard stays as it is.
    pub(crate) fn read_again(&mut self, bitmap: &Bitmap, behind: &Mask) {
        let (Backing::Shaded(shading, colour) | Backing::Ramp(shading, colour)) = self else {
            return;
        };
        let every = behind.count() / SAMPLES + 1;
        let samples: Vec<Sample> = behind
            .indices()
            .step_by(every)
            .map(|idx| {
                let colour = channels(bitmap.pixels()[idx]);
                Sample { x: idx % behind.width, y: idx / behind.width, colour }
            })
            .collect();
        if samples.len() > 500 {
            *shading = Shading::fit(&samples, [behind.width, behind.height], *colour, 0.02);
        }
    }

    /// The colour at a place.
    pub(crate) fn at(&self, x: usize, y: usize) -> Channels {
        match self {
            Backing::Shaded(shading, _) | Backing::Ramp(shading, _) => shading.at(x, y),
            Backing::Checkered(it) => it.colours[it.which(x, y)],
        }
    }

    /// The colour in words: the commonest one.
    pub(crate) fn colour(&self) -> Channels {
        match self {
            Backing::Shaded(_, colour) | Backing::Ramp(_, colour) => *colour,
            Backing::Checkered(it) => it.colours[0],
        }
    }

    /// Whether it is a colour that few subjects have by chance.
    pub(crate) fn is_saturated(&self, flared: &Flared) -> bool {
        matches!(self, Backing::Shaded(..)) && chroma(flared.of(self.colour())) > SATURATED
    }

    /// How far every pixel looks from the surface, in flared OKLab; what is transparent is 0.
    pub(crate) fn distances(&self, bitmap: &Bitmap, flared: &Flared) -> Vec<f32> {
        match self {
            Backing::Shaded(shading, _) | Backing::Ramp(shading, _) => {
                to_shading(bitmap, shading, flared)
            }
            Backing::Checkered(it) => to_checkerboard(bitmap, it, flared),
        }
    }
}

/// The light on a border, starting from one colour.
fn of_border(bitmap: &Bitmap, border: &Border, colour: Channels, spread: f32) -> Shading {
    let width = bitmap.width() as usize;
    let every = border.pixels.len() / SAMPLES + 1;
    let samples: Vec<Sample> = border
        .pixels
        .iter()
        .step_by(every)
        .map(|(idx, colour)| Sample { x: idx % width, y: idx / width, colour: *colour })
        .collect();
    Shading::fit(&samples, [width, bitmap.height() as usize], colour, spread)
}

fn to_checkerboard(bitmap: &Bitmap, board: &Checkerboard, flared: &Flared) -> Vec<f32> {
    let width = bitmap.width() as usize;
    let colours = board.colours.map(|it| flared.of(it));
    let mut res = to_tiles(bitmap, board, colours, flared);
    // A subject of one of the two greys agrees with every second tile, and with no others.
    let agrees = |which: usize| {
        let of = |idx: usize, near: bool| {
            let (x, y) = (idx % width, idx / width);
            board.which(x, y) == which
                && !board.lattice.is_seam(x, y)
                && (!near || res[idx] < AGREES)
        };
        let mask = |near| Mask::of(width, bitmap.height() as usize, |idx| of(idx, near));
        (Sums::of(&mask(true)), Sums::of(&mask(false)))
    };
    let [first, second] = [0, 1].map(agrees);
    let reach = board.lattice.tile.ceil() as usize;
    for (idx, distance) in res.iter_mut().enumerate() {
        let (x, y) = (idx % width, idx / width);
        if !board.lattice.clear.bits[idx] {
            *distance = distance.max(DISAGREES);
            continue;
        }
        let share = |(near, all): &(Sums, Sums)| {
            near.around(x, y, reach) as f32 / all.around(x, y, reach).max(1) as f32
        };
        if share(&first).min(share(&second)) < BOTH_AGREE {
            *distance = distance.max(DISAGREES);
        }
    }
    res
}

fn to_tiles(
    bitmap: &Bitmap,
    board: &Checkerboard,
    colours: [Channels; 2],
    flared: &Flared,
) -> Vec<f32> {
    let width = bitmap.width() as usize;
    let distance = |(idx, pixel): (usize, &[u8; 4])| {
        if pixel[3] < NOISE {
            return 0.0;
        }
        let (x, y) = (idx % width, idx / width);
        let own = flared.of_pixel(*pixel);
        if board.lattice.is_seam(x, y) {
            return off_segment(own, colours);
        }
        distance(own, colours[board.which(x, y)])
    };
    bitmap.pixels().iter().enumerate().map(distance).collect()
}

fn to_shading(bitmap: &Bitmap, shading: &Shading, flared: &Flared) -> Vec<f32> {
    let width = bitmap.width() as usize;
    let n_columns = width / LATTICE + 2;
    let nodes = |y: usize| -> Vec<Channels> {
        (0..n_columns).map(|it| flared.of(shading.at(it * LATTICE, y))).collect()
    };
    let mut res = Vec::with_capacity(bitmap.pixels().len());
    let (mut above, mut below) = (Vec::new(), nodes(0));
    // Neighbours are often equal.
    let mut last = ([0; 4], flared.of_pixel([0; 4]));
    for (y, row) in bitmap.pixels().chunks(width.max(1)).enumerate() {
        if y % LATTICE == 0 {
            above = std::mem::replace(&mut below, nodes(y + LATTICE));
        }
        let down = (y % LATTICE) as f32 / LATTICE as f32;
        for (column, pixels) in row.chunks(LATTICE).enumerate() {
            let left = mixed(above[column], below[column], down);
            let right = mixed(above[column + 1], below[column + 1], down);
            for (x, pixel) in pixels.iter().enumerate() {
                if *pixel != last.0 {
                    last = (*pixel, flared.of_pixel(*pixel));
                }
                let surface = mixed(left, right, x as f32 / LATTICE as f32);
                res.push(if pixel[3] < NOISE { 0.0 } else { distance(last.1, surface) });
            }
        }
    }
    res
}
