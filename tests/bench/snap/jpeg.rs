//! What JPEG does to pixels, without writing a file: chroma halved, blocks of 8 × 8 quantised.

use assetbuild::image::Bitmap;

/// The tables of ISO/IEC 10918-1, annex K, by rows.
const LUMA: [u8; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA: [u8; 64] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/// One channel.
struct Plane {
    width: usize,
    height: usize,
    values: Vec<f64>,
}

impl Plane {
    fn at(&self, x: usize, y: usize) -> f64 {
        self.values[y.min(self.height - 1) * self.width + x.min(self.width - 1)]
    }

    fn halved(&self) -> Plane {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mean = |idx: usize| {
            let (x, y) = (idx % width * 2, idx / width * 2);
            (self.at(x, y) + self.at(x + 1, y) + self.at(x, y + 1) + self.at(x + 1, y + 1)) / 4.0
        };
        Plane { width, height, values: (0..width * height).map(mean).collect() }
    }

    /// Twice as large, with the triangle filter that decoders use.
    fn doubled(&self, width: usize, height: usize) -> Plane {
        let side = |it: usize| {
            (it / 2, if it.is_multiple_of(2) { (it / 2).saturating_sub(1) } else { it / 2 + 1 })
        };
        let value = |idx: usize| {
            let ((x, near_x), (y, near_y)) = (side(idx % width), side(idx / width));
            let row = |y: usize| 0.75 * self.at(x, y) + 0.25 * self.at(near_x, y);
            0.75 * row(y) + 0.25 * row(near_y)
        };
        Plane { width, height, values: (0..width * height).map(value).collect() }
    }

    fn quantised(&mut self, steps: &[f64; 64], cosines: &[[f64; 8]; 8]) {
        for top in (0..self.height).step_by(8) {
            for left in (0..self.width).step_by(8) {
                let mut block = [[0.0; 8]; 8];
                for (y, row) in block.iter_mut().enumerate() {
                    for (x, value) in row.iter_mut().enumerate() {
                        *value = self.at(left + x, top + y) - 128.0;
                    }
                }
                let mut waves = transformed(&block, cosines, false);
                for (idx, value) in waves.iter_mut().flatten().enumerate() {
                    *value = (*value / steps[idx]).round() * steps[idx];
                }
                let block = transformed(&waves, cosines, true);
                for y in top..(top + 8).min(self.height) {
                    for x in left..(left + 8).min(self.width) {
                        self.values[y * self.width + x] = block[y - top][x - left] + 128.0;
                    }
                }
            }
        }
    }
}

/// The cosine transform of a block, or back.
fn transformed(block: &[[f64; 8]; 8], cosines: &[[f64; 8]; 8], back: bool) -> [[f64; 8]; 8] {
    let factor = |wave: usize, at: usize| if back { cosines[at][wave] } else { cosines[wave][at] };
    let mut rows = [[0.0; 8]; 8];
    for (row, from) in rows.iter_mut().zip(block) {
        for (u, value) in row.iter_mut().enumerate() {
            *value = (0..8).map(|x| from[x] * factor(u, x)).sum();
        }
    }
    let mut res = [[0.0; 8]; 8];
    for (v, row) in res.iter_mut().enumerate() {
        for (u, value) in row.iter_mut().enumerate() {
            *value = (0..8).map(|y| rows[y][u] * factor(v, y)).sum();
        }
    }
    res
}

fn steps(table: &[u8; 64], quality: f64) -> [f64; 64] {
    let scale = if quality < 50.0 { 5000.0 / quality } else { 200.0 - 2.0 * quality };
    table.map(|it| ((f64::from(it) * scale + 50.0) / 100.0).floor().clamp(1.0, 255.0))
}

/// The picture after a quality from 1 to 100; with `halved`, colour at half resolution (4:2:0).
pub(crate) fn jpeg(bitmap: &Bitmap, quality: f64, halved: bool) -> Bitmap {
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let plane = |weights: [f64; 3], offset: f64| {
        let value = |it: &[u8; 4]| {
            let sum: f64 = (0..3).map(|at| f64::from(it[at]) * weights[at]).sum();
            sum + offset
        };
        Plane { width, height, values: bitmap.pixels().iter().map(value).collect() }
    };
    let mut cosines = [[0.0; 8]; 8];
    for (u, row) in cosines.iter_mut().enumerate() {
        for (x, value) in row.iter_mut().enumerate() {
            let norm = if u == 0 { 0.125_f64.sqrt() } else { 0.5 };
            let angle = (2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / 16.0;
            *value = norm * libm::cos(angle);
        }
    }
    let mut luma = plane([0.299, 0.587, 0.114], 0.0);
    luma.quantised(&steps(&LUMA, quality), &cosines);
    let weights = [[-0.168_736, -0.331_264, 0.5], [0.5, -0.418_688, -0.081_312]];
    let [blue, red] = weights.map(|it| {
        let full = plane(it, 128.0);
        let mut small = if halved { full.halved() } else { full };
        small.quantised(&steps(&CHROMA, quality), &cosines);
        if halved { small.doubled(width, height) } else { small }
    });
    let pixel = |idx: usize| {
        let (y, cb, cr) = (luma.values[idx], blue.values[idx] - 128.0, red.values[idx] - 128.0);
        let rgb = [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb];
        let [r, g, b] = rgb.map(|it| it.round().clamp(0.0, 255.0) as u8);
        [r, g, b, 255]
    };
    Bitmap::from_pixels(bitmap.width(), bitmap.height(), (0..width * height).map(pixel).collect())
}
