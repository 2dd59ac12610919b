//! Bleeding: blur, and colour of half the resolution, mix a cell's colour with its neighbours'.

use crate::image::snap::cell::{Tone, minus};

/// No more than this share of a neighbour is in a cell.
const MOST: f32 = 0.15;
/// What is further off, in 8-bit steps, is another colour.
const FAR: f32 = 24.0;

/// What of each cell's tone comes from its neighbours, by the least squares of what is left of
/// them all without shading and the tones that they were meant to have.
pub(super) fn bled(tones: &[Tone], shading: &[Tone], meant: &[Tone], columns: usize) -> Vec<Tone> {
    let offs = minus(&minus(tones, shading), meant);
    let around: Vec<[Tone; 2]> = (0..meant.len()).map(|it| around(meant, columns, it)).collect();
    let shares = [0, 1, 2, 3].map(|channel| {
        let pairs = around.iter().map(|[x, y]| [x[channel], y[channel]]);
        shares(pairs.zip(offs.iter().map(|it| it[channel].clamp(-FAR, FAR))))
    });
    let bled =
        |[x, y]: &[Tone; 2]| [0, 1, 2, 3].map(|it| shares[it][0] * x[it] + shares[it][1] * y[it]);
    around.iter().map(bled).collect()
}

/// The shares of two causes in an effect, by the normal equations.
fn shares(seen: impl Iterator<Item = ([f32; 2], f32)>) -> [f32; 2] {
    let (mut a, mut b, mut c, mut u, mut v) = (1.0, 0.0, 1.0, 0.0, 0.0);
    for ([x, y], off) in seen {
        a += x * x;
        b += x * y;
        c += y * y;
        u += x * off;
        v += y * off;
    }
    let determinant: f32 = a * c - b * b;
    if determinant <= 1e-3 * a * c {
        return [0.0; 2];
    }
    let shares = [u * c - v * b, v * a - u * b];
    shares.map(|it| (it / determinant).clamp(0.0, MOST))
}

/// How far the neighbours on each axis are from a cell, together.
fn around(meant: &[Tone], columns: usize, cell: usize) -> [Tone; 2] {
    let own = meant[cell];
    let x = cell % columns;
    let off = |there: bool, at: usize| match meant.get(at).filter(|_| there) {
        Some(other) => [0, 1, 2, 3].map(|it| other[it] - own[it]),
        None => [0.0; 4],
    };
    let sum = |a: Tone, b: Tone| [0, 1, 2, 3].map(|it| a[it] + b[it]);
    [
        sum(off(x > 0, cell.wrapping_sub(1)), off(x + 1 < columns, cell + 1)),
        sum(off(cell >= columns, cell.wrapping_sub(columns)), off(true, cell + columns)),
    ]
}
