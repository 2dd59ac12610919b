//! `Cell`: the colour that a cell was meant to have.

use crate::colour::Rgb;
use crate::image::Bitmap;

/// At most so many pixels on a side of a cell are looked at.
const SAMPLES: usize = 12;
/// How often the mean moves towards the most.
const ROUNDS: usize = 6;
/// How far from the mean pixels count at first, and at last, in 8-bit steps.
const WIDE: f32 = 30.0;
const NARROW: f32 = 10.0;

/// Red, green, blue, alpha; 0 to 255, with fractions.
pub(super) type Tone = [f32; 4];

/// What was seen of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    pub(super) tone: Tone,
    /// How far its pixels are from that, in 8-bit steps.
    pub(super) residual: f32,
    /// How far the tone may be from what it would be without the noise of its pixels, in 8-bit
    /// steps: a fine pattern over many pixels hardly moves their mean.
    pub(super) error: f32,
}

/// The cells between cuts, by rows.
pub(super) fn cells(bitmap: &Bitmap, [columns, rows]: [&[usize]; 2]) -> Vec<Cell> {
    let mut samples = Vec::new();
    let mut res = Vec::with_capacity(columns.len() * rows.len());
    for row in rows.windows(2) {
        for column in columns.windows(2) {
            gather(bitmap, [column[0], column[1]], [row[0], row[1]], &mut samples);
            res.push(Cell::of(&samples));
        }
    }
    res
}

/// A pixel, and how near to the middle of its cell it is.
struct Sample {
    tone: Tone,
    weight: f32,
    /// Which quarter of the cell: top left, top right, bottom left, bottom right.
    quarter: usize,
}

fn gather(
    bitmap: &Bitmap,
    [left, right]: [usize; 2],
    [top, bottom]: [usize; 2],
    into: &mut Vec<Sample>,
) {
    into.clear();
    // 1 in the middle, 0 at the rim, flat at both.
    let bell = |at: usize, start: usize, end: usize| {
        let half = (end - start) as f32 / 2.0;
        let off = (at as f32 + 0.5 - start as f32 - half) / half;
        (1.0 - off * off) * (1.0 - off * off)
    };
    let step = |start: usize, end: usize| ((end - start) / SAMPLES).max(1);
    let later = |at: usize, start: usize, end: usize| usize::from(2 * at >= start + end);
    for y in (top..bottom).step_by(step(top, bottom)) {
        let high = bell(y, top, bottom);
        for x in (left..right).step_by(step(left, right)) {
            let weight = high * bell(x, left, right);
            let quarter = 2 * later(y, top, bottom) + later(x, left, right);
            let [r, g, b, a] = bitmap.get(x as u32, y as u32).map(f32::from);
            let tone = if a == 0.0 { [0.0; 4] } else { [r, g, b, a] };
            into.push(Sample { tone, weight, quarter });
        }
    }
}

impl Cell {
    /// Mean shift: from the mean of the core to where pixels lie densest around it.
    fn of(samples: &[Sample]) -> Cell {
        let mut tone = mean(samples.iter().map(|it| (it.tone, it.weight * it.weight)));
        let mut reach = WIDE;
        for _ in 0..ROUNDS {
            let near = |sample: &Sample| {
                let off = 1.0 + squared_distance(sample.tone, tone) / (reach * reach);
                sample.weight / (off * off)
            };
            tone = mean(samples.iter().map(|it| (it.tone, near(it))));
            reach = (reach * 0.75).max(NARROW);
        }
        let off = samples.iter().map(|sample| {
            let distance = squared_distance(sample.tone, tone).sqrt();
            ([distance.min(50.0), 0.0, 0.0, 0.0], sample.weight * sample.weight)
        });
        Cell { tone, residual: mean(off)[0], error: error(samples, tone) }
    }
}

/// The standard error of a cell's tone, by how much its quarters differ.
fn error(samples: &[Sample], tone: Tone) -> f32 {
    let near = |sample: &Sample| {
        let off = 1.0 + squared_distance(sample.tone, tone) / (NARROW * NARROW);
        sample.weight / (off * off)
    };
    let quarter = |which: usize| {
        let own = samples.iter().filter(|it| it.quarter == which);
        mean(own.map(|it| (it.tone, near(it))))
    };
    let quarters = [0, 1, 2, 3].map(quarter);
    let sum: f32 = quarters.iter().map(|it| squared_distance(*it, tone)).sum();
    // The variance of four means, and of their mean a quarter of it.
    (sum / 12.0).sqrt()
}

fn mean(weighted: impl Iterator<Item = (Tone, f32)>) -> Tone {
    let mut res = [0.0; 4];
    let mut sum = 0.0;
    for (tone, weight) in weighted {
        for (total, value) in res.iter_mut().zip(tone) {
            *total += value * weight;
        }
        sum += weight;
    }
    res.map(|it| it / f32::max(sum, 1e-12))
}

pub(super) fn squared_distance(a: Tone, b: Tone) -> f32 {
    let [p, q, r, s] = [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]];
    (p * p + q * q) + (r * r + s * s)
}

/// Tone by tone.
pub(super) fn minus(tones: &[Tone], others: &[Tone]) -> Vec<Tone> {
    let off = |(a, b): (&Tone, &Tone)| [0, 1, 2, 3].map(|it| a[it] - b[it]);
    tones.iter().zip(others).map(off).collect()
}

/// The colour of a tone, rounded.
pub(super) fn rgb([r, g, b, _]: Tone) -> Rgb {
    Rgb([r, g, b].map(|it| (it.clamp(0.0, 255.0) + 0.5) as u8))
}
