//! Vessels: what carries people over the sea and between the stars.

use crate::builtin::sketch::canvas::{light, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::tone::Tone;

/// Words that put a ship on water.
const AT_SEA: &[&str] = &[
    "boat", "raft", "sailboat", "sail", "sails", "sailing", "sea", "pirate", "pirates", "viking",
    "fishing", "wooden", "cargo", "galleon",
];

/// A ship: of the sea if a word says so, else of the stars.
pub(crate) fn draw(it: &mut Sketch) {
    if it.look.says(AT_SEA) { boat(it) } else { ship(it) }
}

/// A hull of planks under two sails, seen from its side, bow to the right.
fn boat(it: &mut Sketch) {
    let hull = it.canvas.mix(Tone::WOOD);
    let sail = it.canvas.mix(it.look.or(Tone::PAPER));
    let mast = it.canvas.trim(Tone::LEATHER);
    let flag = it.canvas.trim(it.look.second_or(Tone::RED));
    let pixel = it.canvas.pixel();
    let (belly, wave) = (it.dice.between(0.5, 0.62), 0.06 * it.motion.swing());
    it.canvas.line(mast, [0.0, 0.5], [0.0, -0.96], 0.06, 0.2);
    it.canvas.polygon(
        flag,
        &[[0.0, -1.0], [0.44, -0.9 + wave], [0.0, -0.76]],
        slope(0.4, 0.6, 0.0),
    );
    // Each sail is blown towards the bow, so its shade turns with the wind.
    for [top, foot, wide] in [[-0.72, -0.2, belly], [-0.14, 0.4, belly + 0.16]] {
        it.canvas.fill(sail, [-0.7, top, 0.9, foot], |u, v| {
            let down = (v - top) / (foot - top);
            let bulge = 0.18 * (1.0 - (2.0 * down - 1.0) * (2.0 * down - 1.0));
            let a = (u - bulge) / (wide * (0.86 + 0.14 * down));
            (a.abs() <= 1.0).then(|| light(a * 0.8, down * 0.4 - 0.2, 0.7))
        });
    }
    let corners = [[-0.96, 0.3], [-0.7, 0.5], [0.62, 0.5], [1.0, 0.26], [0.7, 0.92], [-0.66, 0.92]];
    it.canvas.polygon(hull, &corners, |u, v| {
        // Planks, three pixels high.
        let row = ((v + 1.0) / (3.0 * pixel)).fract();
        if row < 0.34 { -0.5 } else { 0.35 - 0.5 * (v - 0.6) - 0.2 * u }
    });
}

/// A ship for the stars, nose up, two engines burning.
fn ship(it: &mut Sketch) {
    let hull = it.canvas.mix(it.look.any.faded(0.6));
    let wing = it.canvas.mix(it.look.second_or(it.look.any.turned(150.0)));
    let glass = it.canvas.trim(Tone::new(0.8, 0.11, 215.0));
    let fire = it.canvas.trim(Tone::new(0.78, 0.17, 70.0));
    let span = it.dice.between(0.8, 0.95);
    let burn = 0.92 + 0.08 * it.motion.swing();
    for side in [-1.0, 1.0] {
        it.canvas.capsule(fire, [side * 0.24, 0.66], [side * 0.24, burn], [0.12, 0.04]);
        let fin =
            [[side * 0.2, -0.1], [side * span, 0.46], [side * span, 0.74], [side * 0.2, 0.62]];
        it.canvas.polygon(wing, &fin, slope(0.2, 0.5, 0.4));
        it.canvas.capsule(hull, [side * span * 0.94, 0.2], [side * span * 0.94, 0.7], [0.06, 0.08]);
    }
    it.canvas.fill(hull, [-0.5, -1.0, 0.5, 0.8], |u, v| {
        let wide = 0.36
            * (1.0 - ((0.1 - v) / 1.08).max(0.0) * ((0.1 - v) / 1.08).max(0.0)).max(0.0).sqrt();
        let a = u / wide.max(0.01);
        (a.abs() <= 1.0).then(|| light(a, 0.0, (1.0 - a * a).sqrt()))
    });
    it.canvas.ellipse(glass, [0.0, -0.3], [0.16, 0.28]);
}
