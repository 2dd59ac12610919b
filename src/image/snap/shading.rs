//! Shading: cells around are lighter, or otherwise tinted, together.

use crate::image::snap::cell::{Tone, minus};

/// More than this, in 8-bit steps, is no shading but another colour.
const MOST: f32 = 16.0;

/// The mean of what the cells around each are off: shading is smooth, noise is not.
pub(super) fn shading(tones: &[Tone], meant: &[Tone], columns: usize) -> Vec<Tone> {
    let rows = tones.len() / columns;
    let reach = (columns.min(rows) / 6).max(3);
    let mut offs = minus(tones, meant);
    offs.iter_mut().flatten().for_each(|it| *it = it.clamp(-MOST, MOST));
    let across = box_means(&offs, columns, rows, reach, [1, columns]);
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
