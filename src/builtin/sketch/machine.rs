//! Machines that walk and look at you.

use crate::builtin::sketch::canvas::{light, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::face;
use crate::builtin::sketch::face::Face;
use crate::builtin::sketch::tone::Tone;

/// A robot of sheet metal, an antenna on its head.
pub(crate) fn draw(it: &mut Sketch) {
    let metal = it.canvas.mix(it.look.or(Tone::STEEL.lit(-0.04)));
    let joint = it.canvas.trim(Tone::IRON);
    let screen = it.canvas.trim(Tone::new(0.82, 0.12, 195.0));
    let lamp = it.canvas.trim(it.look.second_or(Tone::RED));
    let pixel = it.canvas.pixel();
    let wide = it.dice.between(0.44, 0.52);
    for side in [-1.0, 1.0] {
        let lift = 0.12 * it.motion.lift(side);
        it.canvas.capsule(joint, [side * 0.24, 0.5], [side * 0.24, 0.86 - lift], [0.1, 0.1]);
        let foot = [side * 0.26 - 0.18, 0.78 - lift, side * 0.26 + 0.18, 0.98 - lift];
        it.canvas.block(metal, foot, pixel);
        let swing = 0.16 * it.motion.stride() * side;
        let hand = [side * (wide + 0.3), 0.42 + swing];
        it.canvas.capsule(joint, [side * wide, 0.08], hand, [0.09, 0.08]);
        it.canvas.ellipse(metal, hand, [0.14, 0.14]);
    }
    it.canvas.block(metal, [-wide, -0.02, wide, 0.62], pixel);
    it.canvas.marked(|canvas| {
        canvas.block(joint, [-wide * 0.55, 0.14, wide * 0.55, 0.48], 0.0);
        canvas.dot(lamp, [0.0, 0.3], [2.0 * pixel, 2.0 * pixel], false, 0.6);
    });
    it.canvas.line(joint, [0.0, -0.6], [0.0, -0.9], 0.05, 0.0);
    it.canvas.ellipse(lamp, [0.0, -0.92], [0.1, 0.09]);
    let head = wide + 0.1;
    it.canvas.fill(metal, [-head, -0.74, head, -0.02], |u, v| {
        // A box whose upper corners are rounded.
        let (a, b) = ((u.abs() - head + 0.2).max(0.0), (-0.54 - v).max(0.0));
        (a * a + b * b <= 0.04).then(|| light(u / head * 0.7, (v + 0.4) * 0.8, 0.7))
    });
    it.canvas.marked(|canvas| {
        let visor = [
            [-head * 0.76, -0.56],
            [head * 0.76, -0.56],
            [head * 0.76, -0.18],
            [-head * 0.76, -0.18],
        ];
        canvas.polygon(screen, &visor, slope(0.3, 0.4, 0.3));
    });
    face::draw(it, &Face { middle: [0.0, -0.4], apart: 0.2, eye: 0.13, mouth: 0.14, white: false });
}
