//! Food.

use crate::builtin::sketch::canvas::{light, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::tone::Tone;

/// Draws what can be eaten.
pub(crate) fn draw(kind: Kind, it: &mut Sketch) {
    match kind {
        Kind::Berries => berries(it),
        Kind::Bread => bread(it),
        Kind::Cheese => cheese(it),
        Kind::Meat => meat(it),
        Kind::Carrot => carrot(it),
        Kind::Egg => egg(it),
        _ => apple(it),
    }
}

fn apple(it: &mut Sketch) {
    let orange = it.look.says(&["orange", "pumpkin", "peach"]);
    let usual = if orange { Tone::new(0.72, 0.17, 55.0) } else { Tone::RED };
    let tone = it.look.or(usual);
    let skin = it.canvas.mix(tone);
    let leaf = it.canvas.trim(Tone::LEAF);
    let stalk = it.canvas.trim(Tone::LEATHER);
    let tall = it.dice.between(0.64, 0.7);
    it.canvas.joined(|canvas| {
        canvas.ellipse(skin, [-0.24, 0.24], [0.58, tall]);
        canvas.ellipse(skin, [0.24, 0.24], [0.58, tall]);
    });
    // Two cheeks, one light.
    it.canvas.relight(skin, |u, v, own| {
        let (a, b) = (u / 0.86, (v - 0.24) / 0.72);
        own * 0.35 + light(a, b, (1.0 - a * a - b * b).max(0.0).sqrt()) * 0.65
    });
    it.canvas.capsule(stalk, [0.0, -0.3], [0.1, -0.8], [0.06, 0.07]);
    it.canvas.capsule(leaf, [0.14, -0.54], [0.56, -0.76], [0.09, 0.15]);
    let shine = it.canvas.flat(tone.faded(0.3).lit(0.36));
    it.canvas.glint(shine, [-0.42, -0.06], [0.1, 0.16]);
}

fn berries(it: &mut Sketch) {
    let tone = it.look.or(if it.look.says(&["grape", "grapes"]) {
        Tone::new(0.5, 0.17, 305.0)
    } else {
        Tone::RED.lit(-0.04)
    });
    let skin = it.canvas.mix(tone);
    let stalk = it.canvas.trim(Tone::LEAF.lit(-0.1));
    let shine = it.canvas.flat(tone.faded(0.3).lit(0.4));
    let apart = it.dice.between(0.42, 0.48);
    it.canvas.capsule(stalk, [-apart, 0.3], [0.24, -0.84], [0.05, 0.06]);
    it.canvas.capsule(stalk, [apart, 0.4], [0.24, -0.84], [0.05, 0.06]);
    it.canvas.capsule(stalk, [0.24, -0.82], [0.7, -0.6], [0.08, 0.16]);
    for place in [[-apart, 0.42], [apart, 0.54]] {
        it.canvas.ellipse(skin, place, [0.42, 0.42]);
        it.canvas.glint(shine, [place[0] - 0.14, place[1] - 0.16], [0.09, 0.09]);
    }
}

/// A loaf, its crust slashed.
fn bread(it: &mut Sketch) {
    let tone = it.look.or(Tone::new(0.64, 0.12, 60.0));
    let crust = it.canvas.mix(tone);
    let cut = it.canvas.flat(Tone::new(0.92, 0.06, 85.0));
    let dark = it.canvas.flat(tone.lit(-0.2));
    let tall = it.dice.between(0.56, 0.66);
    it.canvas.fill(crust, [-1.0, -1.0, 1.0, 0.7], |u, v| {
        let (a, b) = (u / 0.95, (v - 0.2) / if v < 0.2 { tall } else { 0.5 });
        let depth = 1.0 - a * a * a * a - b * b;
        (depth >= 0.0).then(|| light(a, b, depth.sqrt()))
    });
    it.canvas.marked(|canvas| {
        for x in [-0.52, 0.0, 0.52] {
            canvas.line(dark, [x - 0.04, 0.24], [x + 0.2, -0.16], 0.07, 0.0);
            canvas.line(cut, [x - 0.12, 0.2], [x + 0.12, -0.2], 0.07, 0.0);
        }
    });
}

fn cheese(it: &mut Sketch) {
    let rind = it.canvas.mix(it.look.or(Tone::new(0.82, 0.15, 85.0)));
    let hole = it.canvas.flat(it.look.or(Tone::new(0.82, 0.15, 85.0)).lit(-0.14));
    let point = it.dice.between(-0.9, -0.8);
    it.canvas.polygon(rind, &[[point, 0.1], [0.4, -0.62], [0.88, 0.0]], slope(0.75, 0.1, 0.2));
    it.canvas.polygon(
        rind,
        &[[point, 0.1], [0.88, 0.0], [0.88, 0.66], [point, 0.76]],
        slope(0.0, 0.2, 0.4),
    );
    it.canvas.marked(|canvas| {
        for ([x, y], size) in
            [([-0.4, 0.42], 0.14), ([0.14, 0.3], 0.1), ([0.5, 0.5], 0.15), ([0.36, -0.24], 0.1)]
        {
            canvas.ellipse(hole, [x, y], [size, size * 0.9]);
        }
    });
}

fn meat(it: &mut Sketch) {
    let flesh = it.canvas.mix(it.look.or(Tone::new(0.52, 0.12, 40.0)));
    let bone = it.canvas.trim(Tone::BONE);
    let size = it.dice.between(0.56, 0.62);
    it.canvas.joined(|canvas| {
        canvas.capsule(bone, [0.0, 0.1], [0.72, 0.72], [0.11, 0.11]);
        canvas.ellipse(bone, [0.86, 0.66], [0.15, 0.15]);
        canvas.ellipse(bone, [0.68, 0.84], [0.15, 0.15]);
    });
    it.canvas.joined(|canvas| {
        canvas.ellipse(flesh, [-0.26, -0.24], [size, size]);
        canvas.capsule(flesh, [-0.1, -0.1], [0.34, 0.34], [0.42, 0.18]);
    });
    let shine = it.canvas.flat(Tone::new(0.78, 0.1, 60.0));
    it.canvas.glint(shine, [-0.5, -0.46], [0.13, 0.1]);
}

fn carrot(it: &mut Sketch) {
    let turnip = it.look.says(&["turnip", "radish"]);
    let usual = if turnip { Tone::new(0.66, 0.16, 340.0) } else { Tone::new(0.7, 0.17, 52.0) };
    let root = it.canvas.mix(it.look.or(usual));
    let green = it.canvas.trim(Tone::LEAF);
    let ring = it.canvas.flat(it.look.or(usual).lit(-0.14));
    let bend = it.dice.between(-0.1, 0.1);
    for (x, y) in [(0.2, -0.9), (0.55, -0.84), (0.86, -0.5)] {
        it.canvas.capsule(green, [0.3, -0.3], [x, y], [0.07, 0.1]);
    }
    let thick = if turnip { 0.5 } else { 0.34 };
    it.canvas.capsule(
        root,
        [0.2 - thick * 0.2, -0.2 + thick * 0.2],
        [-0.74 + bend, 0.74 + bend],
        [thick, 0.05],
    );
    it.canvas.marked(|canvas| {
        for far in [0.0, 0.24, 0.46] {
            let [x, y] = [0.1 - far, -0.1 + far];
            canvas.line(ring, [x - 0.18, y - 0.1], [x - 0.04, y + 0.04], 0.03, 0.0);
        }
    });
}

fn egg(it: &mut Sketch) {
    let tone = it.look.or(Tone::new(0.9, 0.03, 75.0));
    let shell = it.canvas.mix(tone);
    let spots = it.canvas.trim(it.look.second_or(tone.turned(120.0).lit(-0.2).faded(1.3)));
    it.canvas.fill(shell, [-1.0, -1.0, 1.0, 1.0], |u, v| {
        let wide = 0.72 - 0.14 * (0.2 - v).max(0.0);
        let (a, b) = (u / wide, (v - 0.06) / 0.9);
        let depth = 1.0 - a * a - b * b;
        (depth >= 0.0).then(|| light(a, b, depth.sqrt()))
    });
    for place in [[-0.3, 0.4], [0.34, 0.1], [-0.1, -0.3], [0.2, 0.62], [-0.5, 0.0]] {
        let size = it.dice.between(0.08, 0.16);
        it.canvas.marked(|it| it.ellipse(spots, place, [size, size]));
    }
}
