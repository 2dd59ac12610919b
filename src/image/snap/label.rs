//! Which shade each cell has: by its own colour, and by what stands beside what in this picture.
//!
//! Shades of a ramp are often nearer to each other than the noise of one cell. The maximum of the
//! posterior is looked for by iterated conditional modes (Besag 1986): likelihood from the noise as
//! it turns out to be, prior from how often shades occur, and occur beside each other.

use crate::image::snap::cell::Cell;
use crate::image::snap::cell::Tone;
use crate::image::snap::shades::Shade;

/// How often noise, shading and the prior are estimated anew.
const ROUNDS: usize = 5;
/// How often all cells are looked at for one estimate.
const SWEEPS: usize = 2;
/// How much neighbours count: they are not independent of each other.
const NEIGHBOURS: f32 = 0.5;
/// So many neighbours of a shade are imagined to be like the whole picture.
const IMAGINED: f32 = 4.0;
/// Noise is never taken to be less than this, in 8-bit steps.
const LEAST_NOISE: f32 = 1.0;
/// Degrees of freedom of the noise (Student): some cells are off by more than the others.
const FREEDOM: f32 = 6.0;

/// The index of each cell's shade.
pub(super) fn labels(cells: &[Cell], columns: usize, shades: &[Shade]) -> Vec<usize> {
    let mut labelling = Labelling::new(cells, columns, shades);
    if shades.len() > 1 {
        for _ in 0..ROUNDS {
            labelling.estimate();
            for _ in 0..SWEEPS {
                labelling.sweep();
            }
        }
    }
    labelling.labels
}

/// Light, two axes of colour, alpha: noise differs between them.
fn axes([r, g, b, a]: Tone) -> Tone {
    let y = 0.299 * r + 0.587 * g + 0.114 * b;
    [y, 0.564 * (b - y), 0.713 * (r - y), a]
}

struct Labelling {
    tones: Vec<Tone>,
    columns: usize,
    shades: Vec<Tone>,
    labels: Vec<usize>,
    /// How much lighter or otherwise tinted the surroundings of each cell are.
    shading: Vec<Tone>,
    /// One over the variance of each axis.
    precision: Tone,
    prior: Prior,
}

impl Labelling {
    fn new(cells: &[Cell], columns: usize, shades: &[Shade]) -> Labelling {
        let tones: Vec<Tone> = cells.iter().map(|it| axes(it.tone)).collect();
        let shades: Vec<Tone> = shades.iter().map(|it| axes(it.seen)).collect();
        let precision = [1.0; 4];
        let nearest = |tone: &Tone| {
            let off = |it: &Tone| squared(*tone, *it, precision);
            let indices = 0..shades.len();
            indices.min_by(|a, b| off(&shades[*a]).total_cmp(&off(&shades[*b]))).unwrap_or(0)
        };
        let labels = tones.iter().map(nearest).collect();
        let shading = vec![[0.0; 4]; tones.len()];
        Labelling { tones, columns, shades, labels, shading, precision, prior: Prior::default() }
    }

    fn off(&self, cell: usize) -> Tone {
        let (tone, shade) = (self.tones[cell], self.shades[self.labels[cell]]);
        [0, 1, 2, 3].map(|it| tone[it] - shade[it])
    }

    fn estimate(&mut self) {
        let offs: Vec<Tone> = (0..self.tones.len()).map(|it| self.off(it)).collect();
        self.shading = smooth(&offs, self.columns);
        self.precision = [0, 1, 2, 3].map(|axis| {
            let off = |it: usize| (offs[it][axis] - self.shading[it][axis]).abs();
            let mut offs: Vec<f32> = (0..offs.len()).map(off).collect();
            let at = offs.len() * 68 / 100;
            // For a normal distribution the 68th of a hundred is one deviation away.
            let deviation = offs.select_nth_unstable_by(at, f32::total_cmp).1.max(LEAST_NOISE);
            1.0 / (deviation * deviation)
        });
        self.prior = Prior::of(&self.labels, self.columns, self.shades.len());
    }

    fn sweep(&mut self) {
        for cell in 0..self.labels.len() {
            let near = self.neighbours(cell);
            let now = self.labels[cell];
            let tone = [0, 1, 2, 3].map(|it| self.tones[cell][it] - self.shading[cell][it]);
            let mut best = (f32::INFINITY, now);
            for (idx, shade) in self.shades.iter().enumerate() {
                let squared = squared(tone, *shade, self.precision);
                let unlikely = (FREEDOM + 3.0) / 2.0 * libm::logf(1.0 + squared / FREEDOM);
                let cost = unlikely - self.prior.of_shade(idx, &near, idx == now);
                if cost < best.0 {
                    best = (cost, idx);
                }
            }
            self.labels[cell] = best.1;
        }
    }

    /// The shades left, right, above and below.
    fn neighbours(&self, cell: usize) -> [Option<usize>; 4] {
        let (x, columns) = (cell % self.columns, self.columns);
        let label = |it: usize| self.labels.get(it).copied();
        [
            (x > 0).then(|| self.labels[cell - 1]),
            (x + 1 < columns).then(|| self.labels[cell + 1]),
            cell.checked_sub(columns).and_then(label),
            label(cell + columns),
        ]
    }
}

fn squared(a: Tone, b: Tone, precision: Tone) -> f32 {
    let part = |it: usize| (a[it] - b[it]) * (a[it] - b[it]) * precision[it];
    (part(0) + part(1)) + (part(2) + part(3))
}

/// The mean of what cells around are off: shading is smooth, noise is not.
fn smooth(offs: &[Tone], columns: usize) -> Vec<Tone> {
    const CLIP: f32 = 16.0;
    let rows = offs.len() / columns;
    let reach = (columns.min(rows) / 6).max(3);
    let clipped: Vec<Tone> = offs.iter().map(|it| it.map(|it| it.clamp(-CLIP, CLIP))).collect();
    let across = box_means(&clipped, columns, rows, reach, [1, columns]);
    box_means(&across, rows, columns, reach, [columns, 1])
}

/// Means along lines: `n` cells a line, so many lines, steps from cell to cell and line to line.
fn box_means(
    values: &[Tone],
    n: usize,
    lines: usize,
    reach: usize,
    [step, next]: [usize; 2],
) -> Vec<Tone> {
    let mut res = vec![[0.0; 4]; values.len()];
    for line in 0..lines {
        for at in 0..n {
            let (start, end) = (at.saturating_sub(reach), (at + reach + 1).min(n));
            let mut mean = [0.0; 4];
            for off in start..end {
                for (sum, value) in mean.iter_mut().zip(values[line * next + off * step]) {
                    *sum += value / (end - start) as f32;
                }
            }
            res[line * next + at * step] = mean;
        }
    }
    res
}

/// How often shades occur, and occur beside each other.
#[derive(Default)]
struct Prior {
    n_shades: usize,
    /// Logarithm of the share of each.
    shares: Vec<f32>,
    /// Share of each, with one cell imagined.
    imagined: Vec<f32>,
    /// By axis (beside, above), shade, neighbour: how often.
    pairs: [Vec<f32>; 2],
    /// By axis and neighbour: of how many.
    totals: [Vec<f32>; 2],
    /// By axis, shade, neighbour: by how much the neighbour makes the shade likelier (logarithm).
    gains: [Vec<f32>; 2],
}

impl Prior {
    fn of(labels: &[usize], columns: usize, n_shades: usize) -> Prior {
        let mut counts = vec![1.0; n_shades];
        let mut pairs = [vec![0.0; n_shades * n_shades], vec![0.0; n_shades * n_shades]];
        for (cell, label) in labels.iter().enumerate() {
            counts[*label] += 1.0;
            let beside = if (cell + 1) % columns > 0 { labels.get(cell + 1) } else { None };
            for (axis, other) in [beside, labels.get(cell + columns)].into_iter().enumerate() {
                if let Some(other) = other {
                    pairs[axis][label * n_shades + other] += 1.0;
                    pairs[axis][other * n_shades + label] += 1.0;
                }
            }
        }
        let all = (labels.len() + n_shades) as f32;
        let imagined: Vec<f32> = counts.iter().map(|it| it / all).collect();
        let totals = [0, 1].map(|axis: usize| {
            let total = |it: usize| (0..n_shades).map(|by| pairs[axis][by * n_shades + it]).sum();
            (0..n_shades).map(total).collect()
        });
        let shares = imagined.iter().map(|it| libm::logf(*it)).collect();
        let mut res =
            Prior { n_shades, shares, imagined, pairs, totals, gains: Default::default() };
        res.gains = [0, 1].map(|axis| {
            let gain = |it: usize| res.gain(axis, it / n_shades, it % n_shades, 0.0);
            (0..n_shades * n_shades).map(gain).collect()
        });
        res
    }

    fn gain(&self, axis: usize, shade: usize, other: usize, own: f32) -> f32 {
        let imagined = self.imagined[shade];
        let seen = self.pairs[axis][shade * self.n_shades + other] - own;
        let total = self.totals[axis][other] - own;
        libm::logf((seen.max(0.0) + IMAGINED * imagined) / (total.max(0.0) + IMAGINED) / imagined)
    }

    /// The logarithm of how likely a shade is between these neighbours. Where a cell has the shade
    /// `now`, it does not speak for itself.
    fn of_shade(&self, shade: usize, near: &[Option<usize>; 4], now: bool) -> f32 {
        let gains = near.iter().enumerate().filter_map(|(side, other)| {
            let (axis, other) = (side / 2, (*other)?);
            let own = if shade == other { 2.0 } else { 1.0 };
            Some(match now {
                true => self.gain(axis, shade, other, own),
                false => self.gains[axis][shade * self.n_shades + other],
            })
        });
        self.shares[shade] + NEIGHBOURS * gains.sum::<f32>()
    }
}
