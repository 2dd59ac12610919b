//! True pixel art to be spoiled: ten families, each another difficulty.

use std::f64::consts::TAU;

use assetbuild::colour::{Oklab, Rgb};
use assetbuild::image::Bitmap;

use crate::random::Random;

pub(crate) const FAMILIES: [&str; 10] = [
    "creature", "sword", "potion", "bricks", "dither", "panel", "twins", "scene", "canvas", "large",
];

/// A sprite and the colours that it may have.
#[derive(Clone)]
pub(crate) struct Sprite {
    pub(crate) bitmap: Bitmap,
    pub(crate) palette: Vec<Rgb>,
    /// How fine a pattern the painting has all over, in 8-bit steps.
    pub(crate) pattern: f64,
    /// How wide a cell is painted at most, in pixels.
    pub(crate) widest: f64,
}

/// As wide as cells of most sprites are painted at most, in pixels.
pub(crate) const WIDEST: f64 = 28.0;

/// The sprite of a family: 16 to 64 pixels on a side; a scene has 96 to 160.
pub(crate) fn sprite(family: &str, random: &mut Random) -> Sprite {
    let side = match family {
        "scene" => [96, 112, 128, 160][random.below(4)],
        "large" => 16,
        _ => [16, 24, 32, 40, 48, 64][random.below(6)],
    };
    if family == "twins" {
        return twins(side.max(24), random);
    }
    let palette = palette(random);
    let mut canvas = Canvas { side, bitmap: Bitmap::new(side as u32, side as u32), palette };
    canvas.fill(|_, _| Some(0));
    match family {
        "creature" | "large" => creature(&mut canvas, random),
        "scene" | "canvas" => scene(&mut canvas, random),
        "sword" => sword(&mut canvas),
        "potion" => potion(&mut canvas, random),
        "bricks" => bricks(&mut canvas, random),
        "dither" => dither(&mut canvas),
        _ => panel(&mut canvas, random),
    }
    Sprite {
        bitmap: canvas.bitmap,
        palette: canvas.palette,
        pattern: if family == "canvas" { random.between(4.0, 12.0) } else { 0.0 },
        widest: if family == "large" { 64.0 } else { WIDEST },
    }
}

/// Background, outline, two ramps of four, two accents.
fn palette(random: &mut Random) -> Vec<Rgb> {
    let behind = [[255, 0, 255], [255, 255, 255], [0, 255, 0], [200, 200, 208]][random.below(4)];
    let mut res = vec![Rgb(behind), Rgb([26, 20, 36])];
    for _ in 0..2 {
        res.extend(ramp(random.between(0.0, TAU), random.between(0.05, 0.14), 0.32, 0.88, 4));
    }
    res.push(Rgb([250, 246, 220]));
    res.push(Rgb([214, 52, 60]));
    res
}

/// Shades of one hue, dark to light.
fn ramp(hue: f64, chroma: f64, low: f64, high: f64, n: usize) -> impl Iterator<Item = Rgb> {
    (0..n).map(move |idx| {
        let part = idx as f64 / (n - 1) as f64;
        let hue = hue + 0.35 * (part - 0.5);
        let l = (low + (high - low) * part) as f32;
        let (a, b) = (chroma * libm::cos(hue), chroma * libm::sin(hue));
        Oklab { l, a: a as f32, b: b as f32 }.rgb()
    })
}

struct Canvas {
    side: usize,
    bitmap: Bitmap,
    palette: Vec<Rgb>,
}

impl Canvas {
    /// Paints where a colour is given; places are those of pixel centres, from -1 to 1.
    fn fill(&mut self, colour: impl Fn(f64, f64) -> Option<usize>) {
        for y in 0..self.side {
            for x in 0..self.side {
                let place = |it: usize| (2 * it + 1) as f64 / self.side as f64 - 1.0;
                if let Some(idx) = colour(place(x), place(y)) {
                    self.set(x, y, idx);
                }
            }
        }
    }

    fn set(&mut self, x: usize, y: usize, idx: usize) {
        let [r, g, b] = self.palette[idx].0;
        self.bitmap.set(x as u32, y as u32, [r, g, b, 255]);
    }

    fn is_behind(&self, x: i64, y: i64) -> bool {
        let [r, g, b, a] = self.bitmap.get_or_clear(x, y);
        a == 0 || Rgb([r, g, b]) == self.palette[0]
    }

    fn outline(&mut self) {
        let mut rim = Vec::new();
        for y in 0..self.side as i64 {
            for x in 0..self.side as i64 {
                let near = [[x - 1, y], [x + 1, y], [x, y - 1], [x, y + 1]];
                if self.is_behind(x, y) && near.iter().any(|&[x, y]| !self.is_behind(x, y)) {
                    rim.push((x as usize, y as usize));
                }
            }
        }
        for (x, y) in rim {
            self.set(x, y, 1);
        }
    }
}

fn creature(canvas: &mut Canvas, random: &mut Random) {
    let half = canvas.side / 2;
    for y in 2..canvas.side - 2 {
        for x in 2..half {
            let (u, v) = (1.0 - x as f64 / half as f64, y as f64 / canvas.side as f64 * 2.0 - 1.0);
            let there = u * u * 1.3 + v * v + random.between(-0.35, 0.35) < 0.75;
            if there {
                let shade =
                    2 + ((v + 1.0) * 2.0) as usize % 4 + 4 * random.below(5).saturating_sub(3);
                canvas.set(x, y, shade);
                canvas.set(canvas.side - 1 - x, y, shade);
            }
        }
    }
    canvas.outline();
    let eye = half * 2 / 3;
    canvas.set(eye, half, 10);
    canvas.set(canvas.side - 1 - eye, half, 10);
}

fn sword(canvas: &mut Canvas) {
    let side = canvas.side;
    for idx in 3..side - 5 {
        let y = side - 1 - idx;
        canvas.set(idx + 2, y - 1, 9);
        canvas.set(idx + 1, y - 1, 8);
        canvas.set(idx + 1, y, 6);
        canvas.set(idx, y, 1);
    }
    for idx in 0..side / 4 {
        canvas.set(3 + idx, side / 2 + 2 + idx, 4);
        canvas.set(4 + idx, side / 2 + 2 + idx, 3);
    }
    canvas.set(3, side - 4, 11);
}

fn potion(canvas: &mut Canvas, random: &mut Random) {
    let level = random.between(-0.1, 0.3);
    canvas.fill(|x, y| {
        let (v, neck) = (y - 0.25, x.abs() < 0.2 && (-0.75..0.0).contains(&y));
        let glass = x * x + v * v < 0.42;
        let light = ((-x - v + 0.8) * 2.2).clamp(0.0, 3.0) as usize;
        match (glass, neck) {
            (true, _) if y > level => Some(2 + light),
            (true, _) | (_, true) => Some(6 + light),
            _ => None,
        }
    });
    canvas.outline();
    let at = canvas.side / 3;
    canvas.set(at, canvas.side / 2, 10);
}

fn bricks(canvas: &mut Canvas, random: &mut Random) {
    let (wide, high) = (4 + random.below(5), 3 + random.below(3));
    for y in 0..canvas.side {
        for x in 0..canvas.side {
            let row = y / high;
            let along = (x + row % 2 * wide / 2) % wide;
            let idx = match (along, y % high) {
                (0, _) | (_, 0) => 2,
                (1, _) => 5,
                _ => 3 + (random.below(4) == 0) as usize,
            };
            canvas.set(x, y, idx);
        }
    }
}

/// Hills of every shade, no two cells of a row alike for long.
fn scene(canvas: &mut Canvas, random: &mut Random) {
    let wave = |_| [random.between(2.0, 7.0), random.between(2.0, 7.0), random.between(0.0, TAU)];
    let waves: Vec<[f64; 3]> = (0..5).map(wave).collect();
    let speck = |random: &mut Random| random.between(-1.2, 1.2);
    for y in 0..canvas.side {
        for x in 0..canvas.side {
            let at = |it: usize| it as f64 / canvas.side as f64 * TAU / 2.0;
            let height = waves.iter().map(|[u, v, phase]| libm::sin(u * at(x) + v * at(y) + phase));
            let shade = 5.5 + 1.6 * height.sum::<f64>() + speck(random);
            canvas.set(x, y, shade.clamp(1.0, 11.0) as usize);
        }
    }
}

fn dither(canvas: &mut Canvas) {
    const BAYER: [[f64; 4]; 4] = [
        [0.0, 8.0, 2.0, 10.0],
        [12.0, 4.0, 14.0, 6.0],
        [3.0, 11.0, 1.0, 9.0],
        [15.0, 7.0, 13.0, 5.0],
    ];
    let half = canvas.side as f64 / 2.0;
    canvas.fill(|x, y| {
        let squared = x * x + y * y;
        let (column, row) = (((x + 1.0) * half) as usize, ((y + 1.0) * half) as usize);
        let light = (0.62 - 0.5 * x - 0.6 * y - 0.3 * squared) * 2.4;
        let shade = light + BAYER[row % 4][column % 4] / 16.0 - 0.5;
        (squared < 0.72).then_some(2 + shade.clamp(0.0, 3.0) as usize)
    });
}

fn panel(canvas: &mut Canvas, random: &mut Random) {
    let side = canvas.side;
    for y in 1..side - 1 {
        for x in 1..side - 1 {
            let rim = [x, y, side - 1 - x, side - 1 - y].into_iter().min().unwrap_or(0);
            canvas.set(x, y, [1, 1, 5, 3][rim.min(3)]);
        }
    }
    for top in (5..side - 8).step_by(7) {
        for left in (5..side - 6).step_by(5) {
            let glyph = random.next();
            for at in 0..15 {
                if glyph >> at & 1 == 1 {
                    canvas.set(left + at % 3, top + at / 3, 10);
                }
            }
        }
    }
}

/// Three or four shaded bodies, each of a ramp whose neighbours are hardly told apart.
fn twins(side: usize, random: &mut Random) -> Sprite {
    let mut palette = vec![Rgb([255, 0, 255]), Rgb([22, 18, 30])];
    let n_bodies = 3 + random.below(2);
    let mut bodies = Vec::new();
    for _ in 0..n_bodies {
        let n = 5 + random.below(5);
        let start = palette.len();
        let (low, step) = (random.between(0.25, 0.45), random.between(0.035, 0.06));
        palette.extend(ramp(
            random.between(0.0, TAU),
            random.between(0.02, 0.12),
            low,
            low + step * n as f64,
            n,
        ));
        let place = [random.between(-0.45, 0.45), random.between(-0.45, 0.45)];
        bodies.push((start, n, place, [random.between(0.25, 0.5), random.between(0.25, 0.5)]));
    }
    let mut canvas = Canvas { side, bitmap: Bitmap::new(side as u32, side as u32), palette };
    canvas.fill(|_, _| Some(0));
    for (start, n, place, radius) in bodies {
        canvas.fill(|x, y| {
            let (u, v) = ((x - place[0]) / radius[0], (y - place[1]) / radius[1]);
            let squared = u * u + v * v;
            let light = 0.5 - 0.35 * u - 0.45 * v + 0.25 * (1.0 - squared);
            let shade = (light * n as f64).clamp(0.0, n as f64 - 1.0) as usize;
            (squared < 1.0).then_some(start + shade)
        });
    }
    canvas.outline();
    let Canvas { mut bitmap, palette, .. } = canvas;
    for _ in 0..side {
        // Single pixels of texture: the next shade of what is there.
        let (x, y) = (random.below(side) as u32, random.below(side) as u32);
        let [r, g, b, _] = bitmap.get(x, y);
        let at = palette.iter().position(|it| *it == Rgb([r, g, b])).unwrap_or(0);
        if at > 1 && at + 1 < palette.len() {
            let [r, g, b] = palette[at + 1].0;
            bitmap.set(x, y, [r, g, b, 255]);
        }
    }
    Sprite { bitmap, palette, pattern: 0.0, widest: WIDEST }
}
