//! What a model would answer: a subject before a background, with the marks of a camera and JPEG.

use std::io::Cursor;

use assetbuild::action::AskedBackground;
use assetbuild::colour::Rgb;
use assetbuild::image::{Bitmap, decode};

use crate::dice::Dice;

/// What a subject stands before.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Ground {
    Flat(Rgb),
    /// Off-white, darker towards the corners.
    Shaded,
    /// White and grey by turns, with tiles of so many pixels.
    Checkered(f64),
    /// The same as models paint it.
    Uneven(Board),
    Ramp(Ramp),
}

/// A checkerboard that is not quite one. Lengths are pixels of a picture of 384.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Board {
    pub(crate) tile: f64,
    /// How far tiles wave to and fro.
    pub(crate) wave: f64,
    /// By which share tiles grow from one side to the other.
    pub(crate) drift: f64,
    /// Lines of black at the top and the left.
    pub(crate) frame: u32,
}

impl Board {
    fn at(self, x: u32, y: u32, side: u32) -> [f64; 3] {
        if x < self.frame || y < self.frame {
            return [12.0; 3];
        }
        let along = |at: u32, other: u32| {
            let [at, other] = [at, other].map(|it| f64::from(it) * 384.0 / f64::from(side));
            let moved = at + 3.0 + self.wave * (other / 45.0).sin();
            (moved / self.tile * (1.0 + self.drift * (at / 384.0 - 0.5))) as u32
        };
        let light = (along(x, y) + along(y, x)).is_multiple_of(2);
        [if light { 255.0 } else { 204.0 }; 3]
    }
}

/// A gradient.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Ramp {
    pub(crate) along: [f64; 2],
    /// Around the middle; otherwise along a direction.
    pub(crate) round: bool,
    pub(crate) top: [f64; 3],
    /// By how many steps of a byte it gets darker.
    pub(crate) levels: f64,
}

impl Ramp {
    fn at(self, x: u32, y: u32, side: u32) -> [f64; 3] {
        let [x, y] = [x, y].map(|it| f64::from(it) / f64::from(side) * 2.0 - 1.0);
        let share = if self.round {
            (x * x + y * y).sqrt() / std::f64::consts::SQRT_2
        } else {
            (x * self.along[0] + y * self.along[1]) / 2.0 / std::f64::consts::SQRT_2 + 0.5
        };
        self.top.map(|it| it - self.levels * share)
    }
}

/// All of them, by name.
pub(crate) const GROUNDS: [(&str, Ground); 7] = [
    ("magenta", Ground::Flat(Rgb([255, 0, 255]))),
    ("green", Ground::Flat(Rgb([0, 255, 0]))),
    ("white", Ground::Flat(Rgb([255, 255, 255]))),
    ("grey", Ground::Flat(Rgb([128, 128, 128]))),
    ("black", Ground::Flat(Rgb([0, 0, 0]))),
    ("shaded", Ground::Shaded),
    ("checker", Ground::Checkered(12.0)),
];

impl Ground {
    /// What would have been asked for to get it.
    pub(crate) fn asked(self) -> AskedBackground {
        match self {
            Ground::Flat(it) if it.0.contains(&0) && it.0.contains(&255) => {
                AskedBackground::Key(it)
            }
            _ => AskedBackground::Transparent,
        }
    }

    fn at(self, x: u32, y: u32, side: u32) -> [f64; 3] {
        match self {
            Ground::Flat(it) => it.0.map(f64::from),
            Ground::Shaded => {
                let along = |it: u32| f64::from(it) / f64::from(side) * 2.0 - 1.0;
                let dark = 14.0 * (along(x).powi(2) + along(y).powi(2));
                [248.0 - dark, 246.0 - dark, 240.0 - dark]
            }
            Ground::Checkered(tile) => {
                let tile = tile * f64::from(side) / 384.0;
                let along = |it: u32| ((f64::from(it) + 3.0) / tile) as u32;
                let grey = if (along(x) + along(y)).is_multiple_of(2) { 255.0 } else { 204.0 };
                [grey; 3]
            }
            Ground::Uneven(it) => it.at(x, y, side),
            Ground::Ramp(it) => it.at(x, y, side),
        }
    }
}

/// How a painting is spoilt on its way.
#[derive(Clone, Copy)]
pub(crate) struct Damage {
    /// The spread of noise, in steps of a byte.
    pub(crate) noise: f64,
    pub(crate) jpeg: Option<Jpeg>,
}

/// How a JPEG was made. It has half the resolution for colour in both directions (4:2:0).
#[derive(Clone, Copy)]
pub(crate) struct Jpeg {
    pub(crate) quality: u8,
    /// Whether colour is interpolated between its samples, as most decoders do; otherwise each
    /// sample is a box of 2 × 2 pixels.
    pub(crate) smooth: bool,
}

/// The subject before a ground, damaged.
pub(crate) fn painting(truth: &Bitmap, ground: Ground, damage: Damage, seed: u64) -> Bitmap {
    let dice = &mut Dice(seed);
    let (width, side) = (truth.width(), truth.height());
    let pixels = truth.pixels().iter().enumerate().map(|(idx, [r, g, b, a])| {
        let behind = ground.at(idx as u32 % width, idx as u32 / width, side);
        let alpha = f64::from(*a) / 255.0;
        let own = [r, g, b].map(|it| f64::from(*it));
        let noise = [0; 3].map(|_| if damage.noise > 0.0 { dice.normal() } else { 0.0 });
        let value =
            |it: usize| own[it] * alpha + behind[it] * (1.0 - alpha) + noise[it] * damage.noise;
        let [r, g, b] = [0, 1, 2].map(|it| value(it).clamp(0.0, 255.0).round() as u8);
        [r, g, b, 255]
    });
    let res = Bitmap::from_pixels(width, side, pixels.collect());
    match damage.jpeg {
        None => res,
        Some(it) => through_jpeg(&halved_colour(&res, it.smooth), it.quality),
    }
}

fn through_jpeg(bitmap: &Bitmap, quality: u8) -> Bitmap {
    let rgb: Vec<u8> = bitmap.pixels().iter().flat_map(|it| [it[0], it[1], it[2]]).collect();
    let mut file = Cursor::new(Vec::new());
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, quality);
    let (width, height) = (bitmap.width(), bitmap.height());
    encoder.encode(&rgb, width, height, image::ExtendedColorType::Rgb8).expect("it is a picture");
    decode(&file.into_inner()).expect("it was just encoded")
}

/// Colour at half the resolution, brightness as it was.
fn halved_colour(bitmap: &Bitmap, smooth: bool) -> Bitmap {
    let halves = Halves::of(bitmap);
    let mut res = bitmap.clone();
    for y in 0..bitmap.height() {
        for x in 0..bitmap.width() {
            let [red, blue] = if smooth { halves.between(x, y) } else { halves.at(x / 2, y / 2) };
            let grey = luma(bitmap.get(x, y));
            let green = grey - (0.299 * red + 0.114 * blue) / 0.587;
            let [r, g, b] =
                [grey + red, green, grey + blue].map(|it| it.clamp(0.0, 255.0).round() as u8);
            res.set(x, y, [r, g, b, 255]);
        }
    }
    res
}

fn luma([r, g, b, _]: [u8; 4]) -> f64 {
    0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)
}

/// Red and blue above grey, one sample for 2 × 2 pixels.
struct Halves {
    width: u32,
    height: u32,
    samples: Vec<[f64; 2]>,
}

impl Halves {
    fn of(bitmap: &Bitmap) -> Halves {
        let (width, height) = (bitmap.width().div_ceil(2), bitmap.height().div_ceil(2));
        let sample = |idx: u32| {
            let (x, y) = (idx % width * 2, idx / width * 2);
            let rows = y..(y + 2).min(bitmap.height());
            let block = rows.flat_map(|y| (x..(x + 2).min(bitmap.width())).map(move |x| (x, y)));
            let block: Vec<_> = block.map(|(x, y)| bitmap.get(x, y)).collect();
            let mean = |at: usize| {
                let sum: f64 = block.iter().map(|it| f64::from(it[at]) - luma(*it)).sum();
                sum / block.len() as f64
            };
            [mean(0), mean(2)]
        };
        Halves { width, height, samples: (0..width * height).map(sample).collect() }
    }

    fn at(&self, x: u32, y: u32) -> [f64; 2] {
        self.samples[(y * self.width + x) as usize]
    }

    /// Three parts of the nearest sample and one of the next, along both axes.
    fn between(&self, x: u32, y: u32) -> [f64; 2] {
        let beside = |at: u32, side: u32| {
            let next = if at.is_multiple_of(2) { (at / 2).saturating_sub(1) } else { at / 2 + 1 };
            [(at / 2, 0.75), (next.min(side - 1), 0.25)]
        };
        let mut res = [0.0; 2];
        for (row, down) in beside(y, self.height) {
            for (column, right) in beside(x, self.width) {
                let sample = self.at(column, row);
                res = [0, 1].map(|it| res[it] + sample[it] * down * right);
            }
        }
        res
    }
}
