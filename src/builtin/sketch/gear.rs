//! What is worn, and what gives light.

use crate::builtin::sketch::canvas::{even, light, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::effect;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::tone::Tone;

/// Words for a light that gives none.
const OUT: &[&str] = &["off", "unlit", "out", "extinguished", "dark"];

/// Draws what is worn or carried for its light.
pub(crate) fn draw(kind: Kind, it: &mut Sketch) {
    match kind {
        Kind::Amulet => amulet(it),
        Kind::Crown => crown(it),
        Kind::Boots => boots(it),
        Kind::Helmet => helmet(it),
        Kind::Torch => torch(it),
        Kind::Lantern => lantern(it),
        _ => ring(it),
    }
}

/// A cut stone with light on its upper left.
fn jewel(it: &mut Sketch, [x, y]: [f32; 2], size: f32, tone: Tone) {
    let stone = it.canvas.mix(tone);
    it.canvas.joined(|canvas| {
        let [left, right] = [[x - size, y], [x + size, y]];
        canvas.polygon(stone, &[left, [x, y - size], [x, y]], even(0.95));
        canvas.polygon(stone, &[[x, y - size], right, [x, y]], even(0.35));
        canvas.polygon(stone, &[left, [x, y], [x, y + size]], even(0.1));
        canvas.polygon(stone, &[[x, y], right, [x, y + size]], even(-0.5));
    });
}

fn ring(it: &mut Sketch) {
    let metal = it.canvas.mix(it.look.or(Tone::GOLD));
    let wide = it.dice.between(0.56, 0.62);
    it.canvas.ring(metal, [0.0, 0.3], [wide, wide * 0.94], 0.14);
    jewel(it, [0.0, -0.46], 0.44, it.look.second_or(Tone::RED));
}

fn amulet(it: &mut Sketch) {
    let metal = it.canvas.mix(it.look.second_or(Tone::GOLD));
    let drop = it.dice.between(0.32, 0.4);
    it.canvas.ring(metal, [0.0, -0.3], [0.66, 0.62], 0.07);
    it.canvas.ellipse(metal, [0.0, 0.48], [0.44, 0.44]);
    jewel(it, [0.0, 0.48], drop, it.look.any);
}

fn crown(it: &mut Sketch) {
    let metal = it.canvas.mix(it.look.or(Tone::GOLD));
    let cloth = it.canvas.trim(it.look.second_or(Tone::RED));
    let dip = it.dice.between(-0.2, -0.05);
    it.canvas.ellipse(cloth, [0.0, 0.0], [0.6, 0.44]);
    let corners = [
        [-0.78, 0.7],
        [-0.9, -0.44],
        [-0.44, dip + 0.12],
        [0.0, -0.72],
        [0.44, dip + 0.12],
        [0.9, -0.44],
        [0.78, 0.7],
    ];
    it.canvas.polygon(metal, &corners, slope(0.3, 0.7, 0.2));
    it.canvas.block(metal, [-0.8, 0.4, 0.8, 0.74], it.canvas.pixel());
    for x in [-0.9, 0.0, 0.9] {
        let y = if x == 0.0 { -0.76 } else { -0.48 };
        it.canvas.ellipse(metal, [x * 0.97, y], [0.12, 0.12]);
    }
    for x in [-0.46, 0.0, 0.46] {
        it.canvas.marked(|it| it.ellipse(cloth, [x, 0.56], [0.1, 0.1]));
    }
}

fn boots(it: &mut Sketch) {
    let leather = it.canvas.mix(it.look.or(Tone::LEATHER.lit(0.08)));
    let sole = it.canvas.trim(Tone::LEATHER.lit(-0.14));
    let cuff = it.canvas.trim(it.look.second_or(Tone::SAND));
    let tall = it.dice.between(-0.7, -0.55);
    for (x, y) in [(-0.42, -0.14), (0.14, 0.06)] {
        it.canvas.block(sole, [x - 0.3, y + 0.74, x + 0.66, y + 0.88], 0.0);
        it.canvas.joined(|canvas| {
            canvas.fill(leather, [x - 0.3, tall + y, x + 0.3, y + 0.76], |u, _| {
                let a = (u - x) / 0.29;
                (a.abs() <= 1.0).then(|| light(a, 0.0, (1.0 - a * a).sqrt()))
            });
            canvas.capsule(leather, [x + 0.04, y + 0.54], [x + 0.44, y + 0.56], [0.24, 0.2]);
        });
        it.canvas.block(cuff, [x - 0.34, tall + y - 0.04, x + 0.32, tall + y + 0.2], 0.0);
    }
}

fn helmet(it: &mut Sketch) {
    let metal = it.canvas.mix(it.look.or(Tone::STEEL));
    let plume = it.canvas.trim(it.look.second_or(Tone::RED));
    let ink = it.canvas.flat(Tone::INK);
    let wave = 0.08 * it.motion.swing();
    let pixel = it.canvas.pixel();
    let wide = it.dice.between(0.66, 0.74);
    it.canvas.joined(|canvas| {
        canvas.capsule(plume, [0.1, -0.84], [-0.5, -0.8 + wave], [0.15, 0.15]);
        canvas.capsule(plume, [-0.5, -0.8 + wave], [-0.84, -0.4 + wave], [0.15, 0.08]);
    });
    it.canvas.fill(metal, [-1.0, -0.8, 1.0, 0.94], |u, v| {
        let a = u / wide;
        let b = ((v + 0.02) / 0.78).min(0.25 + 0.3 * v);
        let depth = 1.0 - a * a - b * b;
        (depth >= 0.0 && v < 0.92 - 0.3 * a * a).then(|| light(a, b, depth.sqrt()))
    });
    it.canvas.marked(|canvas| {
        canvas.block(ink, [-0.36, 0.0, 0.62, 0.22], 0.0);
        canvas.dot(ink, [0.14, 0.54], [pixel, 0.5], false, -1.0);
        for x in [-0.16, 0.44] {
            canvas.dot(ink, [x, 0.56], [pixel, pixel], false, -1.0);
        }
    });
}

fn torch(it: &mut Sketch) {
    let campfire = it.look.says(&["campfire", "brazier"]);
    if !it.look.says(OUT) {
        effect::flame(
            it,
            [0.0, if campfire { 0.3 } else { -0.1 }],
            if campfire { [0.62, 0.98] } else { [0.42, 0.8] },
        );
    }
    let wood = it.canvas.trim(Tone::WOOD);
    if campfire {
        it.canvas.capsule(wood, [-0.7, 0.86], [0.6, 0.6], [0.13, 0.13]);
        it.canvas.capsule(wood, [0.7, 0.86], [-0.6, 0.6], [0.13, 0.13]);
        return;
    }
    let band = it.canvas.trim(it.look.second_or(Tone::IRON));
    it.canvas.capsule(wood, [0.0, 0.1], [0.0, 0.96], [0.15, 0.1]);
    it.canvas.polygon(
        band,
        &[[-0.3, -0.02], [0.3, -0.02], [0.2, 0.3], [-0.2, 0.3]],
        slope(0.3, 0.9, 0.0),
    );
}

fn lantern(it: &mut Sketch) {
    let metal = it.canvas.mix(it.look.second_or(Tone::IRON));
    let out = it.look.says(OUT);
    let light = if out { Tone::GLASS.lit(-0.2) } else { Tone::new(0.84, 0.15, 85.0) };
    let glow = it.canvas.mix(it.look.or(light));
    let pulse = 0.1 * it.motion.swing();
    let pixel = it.canvas.pixel();
    let wide = it.dice.between(0.42, 0.5);
    it.canvas.ring(metal, [0.0, -0.72], [0.26, 0.24], 0.06);
    it.canvas.block(glow, [-wide, -0.3, wide, 0.66], 0.0);
    if !out {
        it.canvas.relight(glow, |u, v, _| 0.9 + pulse - 1.6 * (u * u + (v - 0.25) * (v - 0.25)));
    }
    it.canvas.polygon(
        metal,
        &[[-0.3, -0.62], [0.3, -0.62], [0.62, -0.26], [-0.62, -0.26]],
        slope(0.3, 0.6, 0.4),
    );
    it.canvas.block(metal, [-0.62, 0.64, 0.62, 0.9], pixel);
    for x in [-wide, 0.0, wide] {
        it.canvas.line(metal, [x, -0.26], [x, 0.64], 0.04, 0.1);
    }
}
