//! Makes of true pixels what image models paint: cells that drift, blur, noise, JPEG.

use assetbuild::image::Bitmap;

use crate::jpeg::jpeg;
use crate::random::Random;
use crate::sprites::Sprite;

/// How much goes wrong; lengths in cells, colours in 8-bit steps.
#[derive(Clone, Copy)]
pub(crate) struct Level {
    pub(crate) name: &'static str,
    whole_pitch: bool,
    margin: bool,
    drift: f64,
    jitter: f64,
    wobble: f64,
    blur: [f64; 2],
    cell_colour: f64,
    shading: f64,
    noise: f64,
    /// Quality, and whether colour is halved.
    jpeg: Option<([f64; 2], bool)>,
}

const CLEAN: Level = Level {
    name: "L0",
    whole_pitch: true,
    margin: false,
    drift: 0.0,
    jitter: 0.0,
    wobble: 0.0,
    blur: [0.0; 2],
    cell_colour: 0.0,
    shading: 0.0,
    noise: 0.0,
    jpeg: None,
};

/// From an exact enlargement to what cannot be called pixel art any more.
pub(crate) const LEVELS: [Level; 6] = [
    CLEAN,
    Level { name: "L1", whole_pitch: false, ..CLEAN },
    Level {
        name: "L2",
        whole_pitch: false,
        blur: [0.03, 0.08],
        noise: 1.5,
        jpeg: Some(([88.0, 94.0], false)),
        ..CLEAN
    },
    Level {
        name: "L3",
        whole_pitch: false,
        margin: true,
        drift: 0.15,
        jitter: 0.03,
        wobble: 0.03,
        blur: [0.05, 0.10],
        cell_colour: 3.0,
        shading: 2.0,
        noise: 2.5,
        jpeg: Some(([78.0, 88.0], true)),
    },
    Level {
        name: "L4",
        whole_pitch: false,
        margin: true,
        drift: 0.30,
        jitter: 0.06,
        wobble: 0.06,
        blur: [0.08, 0.14],
        cell_colour: 5.0,
        shading: 4.0,
        noise: 4.0,
        jpeg: Some(([70.0, 80.0], true)),
    },
    Level {
        name: "L5",
        whole_pitch: false,
        margin: true,
        drift: 0.50,
        jitter: 0.09,
        wobble: 0.10,
        blur: [0.12, 0.20],
        cell_colour: 8.0,
        shading: 6.0,
        noise: 6.0,
        jpeg: Some(([60.0, 72.0], true)),
    },
];

/// The sprite as a model would have painted it.
pub(crate) fn corrupted(truth: &Sprite, level: &Level, random: &mut Random) -> Bitmap {
    let sprite = &truth.bitmap;
    let side = sprite.width().max(sprite.height());
    let most = (1024.0 / f64::from(side)).min(truth.widest);
    let mut pitch = random.between(6.0_f64.min(most), most);
    if level.whole_pitch {
        pitch = pitch.round();
    }
    let columns = Axis::new(sprite.width(), pitch, level, random);
    let rows = Axis::new(sprite.height(), pitch, level, random);
    let waves = [0, 1].map(|_| Waves::new(level.wobble * pitch, pitch * 8.0, random));
    let cells: Vec<[f64; 3]> = sprite
        .pixels()
        .iter()
        .map(|&[r, g, b, _]| {
            [r, g, b].map(|it| f64::from(it) + level.cell_colour * random.normal())
        })
        .collect();
    let nearest = level.blur[1] == 0.0;
    let offsets: &[f64] = if nearest { &[0.5] } else { &[1.0 / 6.0, 0.5, 5.0 / 6.0] };
    let (width, height) = (columns.length, rows.length);
    let mut values = vec![[0.0; 3]; width * height];
    for (idx, value) in values.iter_mut().enumerate() {
        let (x, y) = ((idx % width) as f64, (idx / width) as f64);
        let shift = [waves[0].at(x, y), waves[1].at(x, y)];
        for dy in offsets {
            let row = rows.cell(y + dy + shift[1]);
            for dx in offsets {
                let column = columns.cell(x + dx + shift[0]);
                let cell = cells[row * sprite.width() as usize + column];
                for channel in 0..3 {
                    value[channel] += cell[channel] / (offsets.len() * offsets.len()) as f64;
                }
            }
        }
    }
    blur(&mut values, [width, height], random.between(level.blur[0], level.blur[1]) * pitch);
    let shade = Waves::new(level.shading, width.max(height) as f64 / 2.0, random);
    let pixel = |(idx, value): (usize, &[f64; 3])| {
        let (x, y) = (idx % width, idx / width);
        let shade = shade.at(x as f64, y as f64);
        // Threads two pixels wide, over and under each other, now stronger, now weaker.
        let over = if (x / 2 + y / 2) % 2 == 0 { 1.0 } else { -1.0 };
        let weave = over * (0.6 + 0.4 * libm::sin(x as f64 / 3.1) * libm::sin(y as f64 / 2.7));
        let [r, g, b] = value.map(|it| {
            let it = it + weave * truth.pattern;
            let it =
                if level.noise > 0.0 { it + shade + level.noise * random.normal() } else { it };
            it.round().clamp(0.0, 255.0) as u8
        });
        [r, g, b, 255]
    };
    let pixels = values.iter().enumerate().map(pixel).collect();
    let res = Bitmap::from_pixels(width as u32, height as u32, pixels);
    match level.jpeg {
        Some(([low, high], halved)) => jpeg(&res, random.between(low, high).round(), halved),
        None => res,
    }
}

/// Where the cells of one axis lie.
struct Axis {
    /// Inner borders, in pixels.
    cuts: Vec<f64>,
    length: usize,
}

impl Axis {
    fn new(n_cells: u32, pitch: f64, level: &Level, random: &mut Random) -> Axis {
        let [before, after] =
            [0, 1].map(|_| if level.margin { random.unit() * pitch } else { 0.0 });
        let (turns, phase) = (random.between(0.5, 1.5), random.between(0.0, std::f64::consts::TAU));
        let length = (before + f64::from(n_cells) * pitch + after).round();
        let cuts = (1..n_cells).map(|idx| {
            let angle = std::f64::consts::TAU * turns * f64::from(idx) / f64::from(n_cells) + phase;
            let off = level.drift * libm::sin(angle) + level.jitter * random.normal();
            before + (f64::from(idx) + off) * pitch
        });
        let mut cuts: Vec<f64> = cuts.collect();
        cuts.sort_by(f64::total_cmp);
        Axis { cuts, length: length as usize }
    }

    fn cell(&self, at: f64) -> usize {
        self.cuts.partition_point(|it| *it <= at)
    }
}

/// A smooth field: four waves of about one length.
struct Waves(Vec<[f64; 4]>);

impl Waves {
    fn new(amplitude: f64, length: f64, random: &mut Random) -> Waves {
        let wave = |_| {
            let angle = random.between(0.0, std::f64::consts::TAU);
            let speed = std::f64::consts::TAU / (length * random.between(0.7, 1.4));
            let phase = random.between(0.0, std::f64::consts::TAU);
            [libm::cos(angle) * speed, libm::sin(angle) * speed, phase, amplitude / 2.0]
        };
        Waves((0..4).map(wave).collect())
    }

    fn at(&self, x: f64, y: f64) -> f64 {
        self.0.iter().map(|[u, v, phase, size]| size * libm::sin(u * x + v * y + phase)).sum()
    }
}

fn blur(values: &mut Vec<[f64; 3]>, [width, height]: [usize; 2], sigma: f64) {
    if sigma < 0.05 {
        return;
    }
    let reach = (sigma * 3.0).ceil() as i64;
    let weight = |it: i64| libm::exp(-(it * it) as f64 / (2.0 * sigma * sigma));
    let weights: Vec<f64> = (-reach..=reach).map(weight).collect();
    let sum: f64 = weights.iter().sum();
    for across in [true, false] {
        let mut res = vec![[0.0; 3]; values.len()];
        for (idx, value) in res.iter_mut().enumerate() {
            let (x, y) = ((idx % width) as i64, (idx / width) as i64);
            for (weight, off) in weights.iter().zip(-reach..) {
                let (x, y) = if across { (x + off, y) } else { (x, y + off) };
                let x = x.clamp(0, width as i64 - 1) as usize;
                let y = y.clamp(0, height as i64 - 1) as usize;
                for channel in 0..3 {
                    value[channel] += values[y * width + x][channel] * weight / sum;
                }
            }
        }
        *values = res;
    }
}
