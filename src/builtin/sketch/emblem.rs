//! Emblems: a sign for what has no picture here, the same for the same words.

use crate::builtin::sketch::canvas::slope;
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::tone::Tone;

/// Side of the sign on an emblem, in its own squares.
const SIDE: u8 = 5;

/// A medallion with a sign of squares that is the same on both sides.
pub(crate) fn draw(it: &mut Sketch) {
    let tone = it.look.any;
    let plate = it.canvas.mix(tone.lit(-0.08));
    let rim = it.canvas.mix(it.look.second_or(Tone::STEEL));
    let sign = it.canvas.trim(tone.faded(0.35).lit(0.3));
    if it.dice.chance(0.5) {
        it.canvas.ellipse(rim, [0.0, 0.0], [0.92, 0.92]);
        it.canvas.ellipse(plate, [0.0, 0.0], [0.74, 0.74]);
    } else {
        let outline = |share: f32| {
            let corners = [
                [-0.5, -0.92],
                [0.5, -0.92],
                [0.92, -0.5],
                [0.92, 0.5],
                [0.5, 0.92],
                [-0.5, 0.92],
                [-0.92, 0.5],
                [-0.92, -0.5],
            ];
            corners.map(|it: [f32; 2]| it.map(|it| it * share))
        };
        it.canvas.polygon(rim, &outline(1.0), slope(0.2, 0.5, 0.5));
        it.canvas.polygon(plate, &outline(0.8), slope(0.2, 0.5, 0.5));
    }
    let bits = it.dice.roll();
    let square = 0.92 / f32::from(SIDE);
    it.canvas.joined(|canvas| {
        for row in 0..SIDE {
            for column in 0..SIDE {
                // Mirrored, and never empty: the middle is always set.
                let mirrored = column.min(SIDE - 1 - column);
                let bit = bits >> (row * 3 + mirrored) & 1 == 1;
                if bit || (row == SIDE / 2 && column == SIDE / 2) {
                    let left = (f32::from(column) - f32::from(SIDE) / 2.0) * square;
                    let top = (f32::from(row) - f32::from(SIDE) / 2.0) * square;
                    canvas.block(sign, [left, top, left + square, top + square], 0.0);
                }
            }
        }
    });
}
