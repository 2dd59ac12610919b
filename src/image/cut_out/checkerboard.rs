//! `Checkerboard`: what models paint when they are asked for transparency and have none.

use crate::image::Bitmap;
use crate::image::alpha::SOLID;
use crate::image::cut_out::border::{Border, Mode};
use crate::image::cut_out::channels::{Channels, channels, distance, dot, minus};
use crate::image::cut_out::flared::{Flared, chroma};

/// A painted checkerboard is of greys: no more chroma than this.
const GREY: f32 = 0.03;
/// The least share of the border that each of its colours has, and both together.
const SHARE_OF_EACH: f32 = 0.25;
const SHARE_OF_BOTH: f32 = 0.7;
/// Tiles that are looked for, in pixels.
const TILES: [f64; 2] = [3.0, 80.0];
/// By so much the size of a tile grows from one try to the next.
const FINENESS: f64 = 1.002;
/// The least share of the border (counted from half) that must be as the lattice says.
const AGREEMENT: f32 = 0.7;
/// So near to an edge between tiles a pixel may be a mixture of both, in pixels.
const SEAM: f64 = 1.6;

/// Two greys by turns.
#[derive(Debug, Clone)]
pub(crate) struct Checkerboard {
    /// The colours, the commoner one first.
    pub(crate) colours: [Channels; 2],
    /// The side of a tile, in pixels.
    pub(crate) tile: f64,
    /// Where waves of the length of two tiles have their crest, in pixels.
    crest: [f64; 2],
    /// Whether the first colour lies where both waves are high.
    first_is_high: bool,
}

impl Checkerboard {
    /// The checkerboard that the border shows, if it does.
    pub(crate) fn find(bitmap: &Bitmap, border: &Border, flared: &Flared) -> Option<Checkerboard> {
        let colours = two_greys(border, flared)?;
        let (rows, columns) = runs(bitmap, colours);
        let waves = Waves::strongest(&rows, &columns);
        let mut res = Checkerboard {
            colours,
            tile: waves.tile,
            crest: waves.phases.map(|it| it * waves.tile / std::f64::consts::PI),
            first_is_high: true,
        };
        let agreement = res.agreement(border, bitmap.width() as usize);
        res.first_is_high = agreement > 0.0;
        (agreement.abs() > AGREEMENT).then_some(res)
    }

    /// From -1, all pixels of the border contradict, to 1, all agree.
    fn agreement(&self, border: &Border, width: usize) -> f32 {
        let agrees = |(idx, colour): &(usize, Channels)| {
            let high = self.is_high(idx % width, idx / width);
            if (sign_of(*colour, self.colours) > 0.0) == high { 1.0 } else { -1.0 }
        };
        border.pixels.iter().map(agrees).sum::<f32>() / border.pixels.len().max(1) as f32
    }

    fn is_high(&self, x: usize, y: usize) -> bool {
        self.half(0, x) == self.half(1, y)
    }

    /// Which half of the wave along an axis a pixel's middle lies in.
    fn half(&self, axis: usize, at: usize) -> bool {
        let along = (at as f64 + 0.5 - self.crest[axis]) / self.tile + 0.5;
        (along.floor() as i64).rem_euclid(2) == 0
    }

    /// How far a pixel's middle is from the next edge along an axis, in pixels.
    fn to_edge(&self, axis: usize, at: usize) -> f64 {
        let along = (at as f64 + 0.5 - self.crest[axis]) / self.tile + 0.5;
        (along - (along + 0.5).floor()).abs() * self.tile
    }

    /// 0 for the first colour, 1 for the second.
    pub(crate) fn which(&self, x: usize, y: usize) -> usize {
        usize::from(self.is_high(x, y) != self.first_is_high)
    }

    /// Whether a pixel may show a mixture of both colours.
    pub(crate) fn is_seam(&self, x: usize, y: usize) -> bool {
        self.to_edge(0, x) < SEAM || self.to_edge(1, y) < SEAM
    }
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

/// 1 for what is nearer to the first colour, -1 for the second.
fn sign_of(colour: Channels, [first, second]: [Channels; 2]) -> f64 {
    let nearer = distance(colour, first) < distance(colour, second);
    if nearer { 1.0 } else { -1.0 }
}

/// The signs along the first row and the first column that are solid.
fn runs(bitmap: &Bitmap, colours: [Channels; 2]) -> (Vec<f64>, Vec<f64>) {
    let sign = |x: u32, y: u32| {
        let pixel = bitmap.get(x, y);
        if pixel[3] > SOLID { sign_of(channels(pixel), colours) } else { 0.0 }
    };
    let rows = (0..bitmap.width()).map(|x| sign(x, 0)).collect();
    (rows, (0..bitmap.height()).map(|y| sign(0, y)).collect())
}

/// Waves along both axes.
struct Waves {
    tile: f64,
    phases: [f64; 2],
}

impl Waves {
    /// The tile at which row and column swing most.
    fn strongest(row: &[f64], column: &[f64]) -> Waves {
        let mut best = (-1.0, Waves { tile: TILES[0], phases: [0.0; 2] });
        let mut tile = TILES[0];
        while tile < TILES[1] {
            let (along_row, along_column) = (swing(row, tile), swing(column, tile));
            let strength = along_row.0 + along_column.0;
            if strength > best.0 {
                best = (strength, Waves { tile, phases: [along_row.1, along_column.1] });
            }
            tile *= FINENESS;
        }
        best.1
    }
}

/// How much signs swing with a wave of two tiles, 0 to 1, and its phase.
fn swing(signs: &[f64], tile: f64) -> (f64, f64) {
    let step = std::f64::consts::PI / tile;
    let (turn_cos, turn_sin) = (libm::cos(step), libm::sin(step));
    let (mut cos, mut sin) = (libm::cos(step * 0.5), libm::sin(step * 0.5));
    let (mut along, mut across) = (0.0, 0.0);
    for sign in signs {
        along += sign * cos;
        across += sign * sin;
        (cos, sin) = (cos * turn_cos - sin * turn_sin, sin * turn_cos + cos * turn_sin);
    }
    let strength = (along * along + across * across).sqrt() / signs.len().max(1) as f64;
    (strength, libm::atan2(across, along))
}

/// How far a colour is from all mixtures of two.
pub(crate) fn off_segment(colour: Channels, [from, to]: [Channels; 2]) -> f32 {
    let along = minus(to, from);
    let length = dot(along, along).max(1e-9);
    let share = (dot(minus(colour, from), along) / length).clamp(0.0, 1.0);
    distance(minus(colour, from), along.map(|it| it * share))
}
