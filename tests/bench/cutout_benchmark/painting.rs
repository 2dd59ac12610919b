//! What a model would answer: a subject before a background, with the marks of a camera and JPEG.

use std::io::Cursor;

use assetbuild::action::AskedBackground;
use assetbuild::colour::Rgb;
use assetbuild::image::Bitmap;
use assetbuild::image::decode;

use crate::dice::Dice;

/// What a subject stands before.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Ground {
    Flat(Rgb),
    /// Off-white, darker towards the corners.
    Shaded,
    /// White and grey by turns, with tiles of so many pixels.
    Checkered(f64),
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
        }
    }
}

/// How a painting is spoilt on its way.
#[derive(Clone, Copy)]
pub(crate) struct Damage {
    /// The spread of noise, in steps of a byte.
    pub(crate) noise: f64,
    /// JPEG of this quality, with half the resolution for colour.
    pub(crate) jpeg: Option<u8>,
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
        Some(quality) => through_jpeg(&halved_colour(&res), quality),
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

/// Colour at half the resolution, brightness as it was (4:2:0).
fn halved_colour(bitmap: &Bitmap) -> Bitmap {
    let mut res = bitmap.clone();
    for y in (0..bitmap.height()).step_by(2) {
        for x in (0..bitmap.width()).step_by(2) {
            halve(bitmap, &mut res, x, y);
        }
    }
    res
}

fn halve(bitmap: &Bitmap, res: &mut Bitmap, x: u32, y: u32) {
    let block = || {
        let rows = y..(y + 2).min(bitmap.height());
        rows.flat_map(move |y| (x..(x + 2).min(bitmap.width())).map(move |x| (x, y)))
    };
    let luma =
        |[r, g, b, _]: [u8; 4]| 0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b);
    let n = block().count() as f64;
    let mean = |value: &dyn Fn([u8; 4]) -> f64| {
        block().map(|(x, y)| value(bitmap.get(x, y))).sum::<f64>() / n
    };
    let red = mean(&|it| f64::from(it[0]) - luma(it));
    let blue = mean(&|it| f64::from(it[2]) - luma(it));
    for (x, y) in block() {
        let grey = luma(bitmap.get(x, y));
        let green = grey - (0.299 * red + 0.114 * blue) / 0.587;
        let [r, g, b] =
            [grey + red, green, grey + blue].map(|it| it.clamp(0.0, 255.0).round() as u8);
        res.set(x, y, [r, g, b, 255]);
    }
}
