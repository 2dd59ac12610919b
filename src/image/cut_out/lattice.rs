//! `Lattice`: where the tiles of a painted checkerboard lie, though they wave and drift.
//!
//! A checkerboard of two greys, as signs, is the product of a wave along x and one along y, which is
//! the sum of two waves along the diagonals. Multiplied by the same waves at a regular pace and
//! summed over a few tiles, it leaves their phases there: how far the tiles are off the regular
//! pace, and how clearly there are tiles at all.

use std::f64::consts::PI;

use crate::image::cut_out::mask::Mask;

/// By so much the size of a tile grows from one try to the next, at least.
const FINENESS: f64 = 1.002;
/// A try must follow the pace over a whole segment of a line to this share of a tile.
const ALONG_SEGMENT: f64 = 0.15;
/// The smallest tile that is looked for, and the largest as a share of the shorter side.
const SMALLEST: f64 = 3.0;
const LARGEST: f64 = 0.17;
/// The strength with which a perfect checkerboard swings along each diagonal.
const PERFECT: f64 = 4.0 / (PI * PI);
/// The least strength, as a share of that, at which there are tiles.
const CLEAR: f64 = 0.5;
/// The least share of a window that has signs.
const SEEN: f64 = 0.06;
/// Blocks to each side of a window; a block is half a tile wide.
const WINDOW: usize = 3;
/// So near to an edge between tiles a pixel may be a mixture, in pixels and in tiles.
const SEAM: f64 = 1.6;
const SEAM_OF_TILE: f64 = 0.13;

/// Which tile every pixel lies in.
#[derive(Debug, Clone)]
pub(crate) struct Lattice {
    width: usize,
    /// The side of a tile, in pixels.
    pub(crate) tile: f64,
    /// Of each pixel: whether its sign is positive, whether it lies near an edge of its tile.
    pixels: Vec<[bool; 2]>,
    /// Where there are tiles.
    pub(crate) clear: Mask,
}

/// A number of the complex plane.
type Complex = [f64; 2];

impl Lattice {
    /// The lattice of signs: 1 and -1 for the two colours, 0 for what has neither.
    pub(crate) fn of(signs: &[f32], width: usize, height: usize) -> Option<Lattice> {
        let tile = pace(signs, width, height)?;
        let blocks = Blocks::of(signs, width, height, tile);
        let mut res = Lattice {
            width,
            tile,
            pixels: vec![[false; 2]; width * height],
            clear: Mask::new(width, height),
        };
        let seam = SEAM.max(SEAM_OF_TILE * tile);
        let [across, down] = [width, height].map(|side| turns(side, tile));
        for (y, down) in down.into_iter().enumerate() {
            for (x, across) in across.iter().enumerate() {
                let Some([sum, difference]) = blocks.at(x, y) else { continue };
                let idx = y * width + x;
                // The waves along the diagonals, each in its phase here.
                let one = times(times(*across, down), sum);
                let other = times(times(*across, conjugate(down)), difference);
                let sign = one[0] + other[0] > 0.0;
                let both = [times(one, other), times(one, conjugate(other))];
                let near = both.iter().any(|it| to_edge(*it, tile) < seam);
                res.pixels[idx] = [sign, near];
                res.clear.bits[idx] = true;
            }
        }
        Some(res)
    }

    pub(crate) fn is_positive(&self, x: usize, y: usize) -> bool {
        self.pixels[y * self.width + x][0]
    }

    /// Whether a pixel may show a mixture of both colours.
    pub(crate) fn is_seam(&self, x: usize, y: usize) -> bool {
        self.pixels[y * self.width + x][1]
    }
}

/// How far from an edge a pixel is whose wave along one axis has twice this phase, in pixels.
fn to_edge(twice: Complex, tile: f64) -> f64 {
    let length = (twice[0] * twice[0] + twice[1] * twice[1]).sqrt().max(1e-12);
    // The square of a cosine that is 0 at edges.
    let square = ((1.0 + twice[0] / length) / 2.0).clamp(0.0, 1.0);
    let sine = square.sqrt();
    // An arc is a little longer than its sine: 1 at a quarter turn is 1.57.
    (sine + sine * square * (PI / 2.0 - 1.0)) * tile / PI
}

/// The tile at which lines of the picture swing most.
fn pace(signs: &[f32], width: usize, height: usize) -> Option<f64> {
    let shorter = width.min(height);
    let depth = (shorter / 64).max(2);
    let row = |y: usize| signs[y * width..(y + 1) * width].to_vec();
    let column = |x: usize| (0..height).map(|y| signs[y * width + x]).collect::<Vec<f32>>();
    let largest = shorter as f64 * LARGEST;
    if largest < SMALLEST || shorter < 12 {
        return None;
    }
    let at = |side: usize| [depth / 2, side - 1 - depth / 2, depth, side - 1 - depth];
    let lines: Vec<Vec<f32>> =
        at(height).into_iter().map(row).chain(at(width).into_iter().map(column)).collect();
    let mut best = (0.0, SMALLEST);
    let mut tile = SMALLEST;
    while tile < largest {
        // Long enough for the pace, and short enough that it may drift along a line.
        let segment = ((tile * 10.0) as usize).max(48).min(shorter);
        let power: f64 = lines.iter().map(|it| swing(it, segment, tile)).sum();
        if power > best.0 {
            best = (power, tile);
        }
        tile *= FINENESS.max(1.0 + ALONG_SEGMENT * tile / segment as f64);
    }
    (best.0 > 0.0).then_some(best.1)
}

/// The mean power with which segments of a line swing with a wave of two tiles.
fn swing(line: &[f32], segment: usize, tile: f64) -> f64 {
    let turns = turns(segment, tile);
    let (mut sum, mut n) = (0.0, 0_u32);
    for part in line.chunks_exact(segment.min(line.len()).max(1)) {
        let (mut along, mut across) = (0.0, 0.0);
        for (sign, [cos, sin]) in part.iter().zip(&turns) {
            along += f64::from(*sign) * cos;
            across += f64::from(*sign) * sin;
        }
        sum += (along * along + across * across) / (part.len() * part.len()) as f64;
        n += 1;
    }
    sum / f64::from(n.max(1))
}

/// The turn of a wave of two tiles at the middle of every pixel of a side.
fn turns(side: usize, tile: f64) -> Vec<Complex> {
    let step = PI / tile;
    let by = [libm::cos(step), libm::sin(step)];
    let mut at = [libm::cos(step * 0.5), libm::sin(step * 0.5)];
    let mut res = Vec::with_capacity(side);
    for _ in 0..side {
        res.push(at);
        at = times(at, by);
    }
    res
}

fn times(a: Complex, b: Complex) -> Complex {
    [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
}

fn conjugate([re, im]: Complex) -> Complex {
    [re, -im]
}

/// The phases in the middle of every block, where there are tiles.
struct Blocks {
    side: usize,
    columns: usize,
    rows: usize,
    phases: Vec<Option<[Complex; 2]>>,
}

impl Blocks {
    fn of(signs: &[f32], width: usize, height: usize, tile: f64) -> Blocks {
        let side = ((tile / 2.0) as usize).max(4);
        let (columns, rows) = (width.div_ceil(side), height.div_ceil(side));
        let [across, down] = [width, height].map(|it| turns(it, tile));
        let mut sums = vec![Sum::default(); columns * rows];
        for (y, row) in signs.chunks_exact(width).enumerate() {
            for (x, sign) in row.iter().enumerate().filter(|it| *it.1 != 0.0) {
                let sum = &mut sums[y / side * columns + x / side];
                let sign = f64::from(*sign);
                let one = times(across[x], down[y]);
                let other = times(across[x], conjugate(down[y]));
                sum.n += 1.0;
                for (wave, turn) in sum.waves.iter_mut().zip([one, other]) {
                    wave[0] += sign * turn[0];
                    wave[1] -= sign * turn[1];
                }
            }
        }
        let phases = (0..columns * rows).map(|at| phases(&sums, [columns, rows], at, side));
        Blocks { side, columns, rows, phases: phases.collect() }
    }

    /// The phases at a pixel, between the blocks around it that have some.
    fn at(&self, x: usize, y: usize) -> Option<[Complex; 2]> {
        let place = |at: usize, n: usize| {
            let along = ((at as f64 + 0.5) / self.side as f64 - 0.5).clamp(0.0, (n - 1) as f64);
            let first = along as usize;
            [(first, 1.0 - along.fract()), ((first + 1).min(n - 1), along.fract())]
        };
        let (mut res, mut weights) = ([[0.0; 2]; 2], 0.0);
        for (row, down) in place(y, self.rows) {
            for (column, right) in place(x, self.columns) {
                let Some(phases) = self.phases[row * self.columns + column] else { continue };
                let weight = down * right;
                weights += weight;
                for (sum, phase) in res.iter_mut().zip(phases) {
                    sum[0] += phase[0] * weight;
                    sum[1] += phase[1] * weight;
                }
            }
        }
        (weights > 0.2).then_some(res)
    }
}

/// What the pixels of a block add up to.
#[derive(Clone, Copy, Default)]
struct Sum {
    waves: [Complex; 2],
    n: f64,
}

/// The phases in the window around a block; none if it shows no tiles.
fn phases(
    sums: &[Sum],
    [columns, rows]: [usize; 2],
    at: usize,
    side: usize,
) -> Option<[Complex; 2]> {
    let (x, y) = (at % columns, at / columns);
    let (mut all, mut n_blocks) = (Sum::default(), 0.0);
    for row in y.saturating_sub(WINDOW)..(y + WINDOW + 1).min(rows) {
        for column in x.saturating_sub(WINDOW)..(x + WINDOW + 1).min(columns) {
            let sum = sums[row * columns + column];
            n_blocks += 1.0;
            all.n += sum.n;
            for (wave, own) in all.waves.iter_mut().zip(sum.waves) {
                wave[0] += own[0];
                wave[1] += own[1];
            }
        }
    }
    let seen = all.n > SEEN * n_blocks * (side * side) as f64;
    let length = |it: &Complex| (it[0] * it[0] + it[1] * it[1]).sqrt();
    let clear = all.waves.iter().all(|it| length(it) > CLEAR * PERFECT * all.n);
    (seen && clear).then(|| all.waves.map(|it| it.map(|part| part / length(&it))))
}
