//! Plants, and the stones between them.

use crate::builtin::sketch::canvas::{even, light, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::noise::Noise;
use crate::builtin::sketch::tone::Tone;

/// A full circle.
const TURN: f32 = std::f32::consts::TAU;

/// Draws what grows or lies in nature.
pub(crate) fn draw(kind: Kind, it: &mut Sketch) {
    match kind {
        Kind::Pine => pine(it),
        Kind::Bush => bush(it),
        Kind::Flower => flower(it),
        Kind::Mushroom => mushroom(it),
        Kind::Cactus => cactus(it),
        Kind::Rock => rock(it),
        Kind::Ore => ore(it),
        // A `pine tree` is named by its last word, and means the first.
        _ if it.look.says(&["pine", "fir", "spruce", "conifer", "christmas"]) => pine(it),
        _ => tree(it),
    }
}

/// Tufts of leaves around a middle, the farther ones behind and below.
fn foliage(it: &mut Sketch, middle: [f32; 2], radius: [f32; 2], tone: Tone) {
    let leaves = it.canvas.mix(tone);
    let rough = Noise::new(&mut it.dice, [14, 14]);
    let sway = 0.05 * it.motion.swing();
    let start = it.dice.unit();
    let mut tufts: Vec<[f32; 3]> = (0..7)
        .map(|at| {
            let turn = (f32::from(at as u8) + start) / 7.0 * TURN;
            let size = it.dice.between(0.5, 0.66);
            [libm::cosf(turn) * 0.52, libm::sinf(turn) * 0.48, size]
        })
        .collect();
    tufts.push([0.0, 0.1, 0.7]);
    tufts.sort_by(|a, b| a[1].total_cmp(&b[1]));
    for [x, y, size] in tufts {
        let place = [middle[0] + x * radius[0] + sway, middle[1] + y * radius[1]];
        it.canvas.ellipse(leaves, place, [radius[0] * size, radius[1] * size]);
    }
    // One light over all tufts makes a crown of them; noise makes leaves.
    it.canvas.relight(leaves, |u, v, own| {
        let (a, b) = ((u - middle[0]) / radius[0], (v - middle[1]) / radius[1]);
        let depth = (1.0 - a * a - b * b).max(0.0).sqrt();
        let leaf = rough.at(u / 2.0 + 0.5, v / 2.0 + 0.5) - 0.5;
        own * 0.5 + light(a, b, depth) * 0.5 + leaf * 0.7
    });
}

fn tree(it: &mut Sketch) {
    let autumn = it.look.says(&["autumn", "maple", "fall"]);
    let usual = if autumn {
        Tone::new(0.66, 0.16, 52.0)
    } else {
        Tone::LEAF.turned(it.dice.between(-12.0, 8.0))
    };
    let bark =
        it.canvas.trim(if it.look.says(&["birch"]) { Tone::BONE } else { Tone::WOOD.lit(-0.05) });
    it.canvas.joined(|canvas| {
        canvas.capsule(bark, [0.0, 0.1], [0.0, 0.9], [0.11, 0.15]);
        canvas.capsule(bark, [0.0, 0.9], [-0.2, 0.98], [0.1, 0.05]);
        canvas.capsule(bark, [0.0, 0.9], [0.22, 0.98], [0.1, 0.05]);
    });
    if it.look.says(&["dead", "bare"]) {
        for (from, to) in [
            ([0.0, 0.2], [-0.5, -0.4]),
            ([0.0, 0.0], [0.46, -0.6]),
            ([0.0, 0.1], [-0.05, -0.9]),
            ([-0.25, -0.1], [-0.7, 0.0]),
            ([0.2, -0.25], [0.7, -0.2]),
        ] {
            it.canvas.capsule(bark, from, to, [0.09, 0.05]);
        }
        return;
    }
    let wide = it.dice.between(0.84, 0.95);
    foliage(it, [0.0, -0.26], [wide, 0.74], it.look.or(usual));
    if it.look.says(&["apple", "fruit", "cherry", "orange"]) {
        let fruit = it.canvas.trim(Tone::RED);
        for place in [[-0.45, -0.2], [0.1, -0.56], [0.5, -0.16], [-0.1, 0.06], [-0.5, -0.52]] {
            it.canvas.ellipse(fruit, place, [0.1, 0.1]);
        }
    }
}

/// Three skirts of needles.
fn pine(it: &mut Sketch) {
    let tone = it.look.or(Tone::new(0.48, 0.1, 155.0));
    let needles = it.canvas.mix(tone);
    let bark = it.canvas.trim(Tone::WOOD.lit(-0.08));
    let snow = it.canvas.trim(Tone::WHITE);
    let rough = Noise::new(&mut it.dice, [16, 16]);
    let sway = 0.05 * it.motion.swing();
    let snowy = it.look.says(&["snow", "snowy", "winter"]);
    it.canvas.block(bark, [-0.12, 0.5, 0.12, 0.98], 0.0);
    for (at, bottom) in [0.74_f32, 0.26, -0.2].into_iter().enumerate() {
        let wide = 0.78 - 0.19 * at as f32;
        let top = [sway, bottom - 0.76];
        let skirt = [
            top,
            [wide, bottom],
            [wide * 0.4, bottom - 0.06],
            [0.0, bottom + 0.06],
            [-wide * 0.4, bottom - 0.06],
            [-wide, bottom],
        ];
        it.canvas.polygon(needles, &skirt, |u, v| {
            let leaf = rough.at(u / 2.0 + 0.5, v / 2.0 + 0.5) - 0.5;
            0.3 - u * 0.9 - (v - bottom + 0.4) * 0.6 + leaf * 0.7
        });
        if snowy {
            let cap = [
                top,
                [wide * 0.45, bottom - 0.38],
                [0.0, bottom - 0.46],
                [-wide * 0.45, bottom - 0.38],
            ];
            it.canvas.marked(|it| it.polygon(snow, &cap, slope(0.6, 0.9, 0.0)));
        }
    }
}

fn bush(it: &mut Sketch) {
    let usual = Tone::LEAF.turned(it.dice.between(-14.0, 10.0)).lit(-0.02);
    foliage(it, [0.0, 0.3], [0.95, 0.68], it.look.or(usual));
    if it.look.says(&["berry", "berries", "flower", "flowers", "rose"]) {
        let dots = it.canvas.trim(it.look.second_or(Tone::RED));
        for place in [[-0.5, 0.3], [0.1, 0.0], [0.5, 0.4], [-0.1, 0.55], [0.3, 0.7]] {
            it.canvas.ellipse(dots, place, [0.1, 0.1]);
        }
    }
}

fn flower(it: &mut Sketch) {
    let tone = it.look.any;
    let petals = it.canvas.mix(Tone::new(tone.l.max(0.6), tone.c.max(0.1), tone.h));
    let green = it.canvas.trim(Tone::LEAF.lit(-0.06));
    let heart = it.canvas.trim(it.look.second_or(Tone::SUN));
    let sway = 0.08 * it.motion.swing();
    let head = [sway, -0.36];
    it.canvas.capsule(green, [0.0, 0.96], [sway * 0.5, 0.0], [0.07, 0.06]);
    it.canvas.capsule(green, [0.02, 0.78], [0.44, 0.46], [0.06, 0.15]);
    it.canvas.capsule(green, [-0.02, 0.86], [-0.44, 0.6], [0.06, 0.14]);
    if it.look.says(&["tulip"]) {
        for (x, top) in [(-0.34, -0.84), (0.34, -0.84), (0.0, -0.92)] {
            let cup = [[x, top], [x * 0.4 + 0.32, -0.3], [0.0, 0.06], [x * 0.4 - 0.32, -0.3]];
            it.canvas.polygon(petals, &cup, slope(0.2, 0.8, 0.2));
        }
        return;
    }
    let count = it.dice.pick(&[5_u8, 6, 7]);
    let turned = it.dice.unit();
    for at in 0..count {
        let turn = (f32::from(at) + turned) / f32::from(count) * TURN;
        let place = [head[0] + 0.36 * libm::cosf(turn), head[1] + 0.36 * libm::sinf(turn)];
        it.canvas.ellipse(petals, place, [0.26, 0.26]);
    }
    it.canvas.ellipse(heart, head, [0.21, 0.21]);
}

fn mushroom(it: &mut Sketch) {
    let cap = it.canvas.mix(it.look.or(Tone::RED.lit(-0.02)));
    let stem = it.canvas.mix(Tone::BONE);
    let dots = it.canvas.trim(it.look.second_or(Tone::WHITE));
    let tall = it.dice.between(0.84, 0.96);
    let brim = 0.16;
    it.canvas.capsule(stem, [0.0, brim], [0.0, 0.72], [0.24, 0.3]);
    it.canvas.ellipse(stem, [0.0, brim], [0.6, 0.16]);
    it.canvas.fill(cap, [-1.0, -1.0, 1.0, brim + 0.1], |u, v| {
        let (a, b) = (u / 0.95, (v - brim) / tall);
        let rim = brim + 0.08 - 0.1 * (1.0 - a * a);
        let depth = 1.0 - a * a - b * b;
        (depth >= 0.0 && v < rim + 0.06).then(|| light(a, b, depth.sqrt()))
    });
    let places = [
        [-0.48, -0.1, 0.15],
        [0.06, -0.46, 0.18],
        [0.56, -0.06, 0.13],
        [-0.36, -0.52, 0.09],
        [0.1, 0.0, 0.09],
    ];
    let moved = it.dice.between(-0.08, 0.08);
    it.canvas.marked(|canvas| {
        for [x, y, size] in places {
            canvas.ellipse(dots, [x + moved, y], [size, size * 0.85]);
        }
    });
}

fn cactus(it: &mut Sketch) {
    let flesh = it.canvas.mix(it.look.or(Tone::new(0.56, 0.12, 148.0)));
    let bloom = it.canvas.trim(it.look.second_or(Tone::new(0.7, 0.17, 355.0)));
    let arm = it.dice.between(-0.1, 0.1);
    it.canvas.joined(|canvas| {
        canvas.capsule(flesh, [-0.2, 0.4 + arm], [-0.62, 0.3 + arm], [0.17, 0.17]);
        canvas.capsule(flesh, [-0.62, 0.3 + arm], [-0.62, -0.2 + arm], [0.17, 0.17]);
        canvas.capsule(flesh, [0.2, 0.2 - arm], [0.62, 0.1 - arm], [0.15, 0.15]);
        canvas.capsule(flesh, [0.62, 0.1 - arm], [0.62, -0.3 - arm], [0.15, 0.15]);
    });
    it.canvas.capsule(flesh, [0.0, -0.5], [0.0, 0.98], [0.3, 0.3]);
    // Ribs.
    it.canvas.relight(flesh, |u, _, own| own + 0.25 * libm::sinf(u * 24.0));
    it.canvas.ellipse(bloom, [0.06, -0.84], [0.17, 0.13]);
}

/// A boulder with a few flat faces.
fn rock(it: &mut Sketch) {
    let mossy = it.look.says(&["mossy", "moss"]);
    let tone = if mossy { Tone::STONE } else { it.look.or(Tone::STONE) };
    let stone = it.canvas.mix(tone);
    let moss = it.canvas.trim(Tone::LEAF.faded(0.8));
    let faces = Noise::new(&mut it.dice, [7, 7]);
    let corners: Vec<[f32; 2]> = (0..9_u8)
        .map(|at| {
            let turn = f32::from(at) / 9.0 * TURN;
            let far = it.dice.between(0.82, 0.98);
            let y = 0.2 + libm::sinf(turn) * far * 0.76;
            [libm::cosf(turn) * far, y.min(0.9)]
        })
        .collect();
    it.canvas.polygon(stone, &corners, |u, v| {
        let (_, chance, [right, down]) = faces.cells(u / 4.0 + 0.5, v / 4.0 + 0.5);
        light(u * 0.85, (v - 0.2) * 1.1, 0.5) * 0.8 + (chance - 0.5) * 0.55 + 0.2 * (right + down)
    });
    if mossy {
        let rough = Noise::new(&mut it.dice, [9, 9]);
        it.canvas.marked(|canvas| {
            canvas.fill(moss, [-1.0, -1.0, 1.0, 0.3], |u, v| {
                let edge = rough.at(u / 2.0 + 0.5, 0.0) * 0.7 - 0.3;
                (v < edge).then_some(0.2 - 0.6 * u)
            });
        });
    }
}

/// A boulder with something precious in it.
fn ore(it: &mut Sketch) {
    let precious = if it.look.says(&["coal"]) { Tone::INK } else { it.look.or(Tone::GOLD) };
    let vein = it.canvas.trim(precious);
    let stone = it.canvas.mix(Tone::STONE.lit(-0.06));
    let faces = Noise::new(&mut it.dice, [6, 6]);
    it.canvas.polygon(
        stone,
        &[
            [-0.95, 0.4],
            [-0.7, -0.3],
            [-0.2, -0.66],
            [0.46, -0.56],
            [0.92, 0.06],
            [0.84, 0.7],
            [0.3, 0.9],
            [-0.6, 0.86],
        ],
        |u, v| {
            let (_, chance, [right, down]) = faces.cells(u / 4.0 + 0.5, v / 4.0 + 0.5);
            light(u, v, 0.5) * 0.8 + (chance - 0.5) * 0.4 + 0.2 * (right + down)
        },
    );
    for at in 0..6_u8 {
        let turn = (f32::from(at) + it.dice.unit() * 0.6) / 6.0 * TURN;
        let far = it.dice.between(0.1, 0.55);
        let [x, y] = [far * libm::cosf(turn) * 1.1, 0.14 + far * libm::sinf(turn)];
        let size = it.dice.between(0.12, 0.2);
        it.canvas.joined(|canvas| {
            canvas.polygon(vein, &[[x - size, y], [x, y - size], [x + size, y]], even(0.8));
            canvas.polygon(vein, &[[x - size, y], [x, y + size], [x + size, y]], even(-0.3));
        });
    }
}
