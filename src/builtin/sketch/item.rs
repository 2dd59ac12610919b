//! Things to carry: potions, gems, coins, books and the rest of an inventory.

use crate::builtin::sketch::canvas::{even, light, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::tone::Tone;

/// Draws the things of this family.
pub(crate) fn draw(kind: Kind, it: &mut Sketch) {
    match kind {
        Kind::Coin => coin(it),
        Kind::Key => key(it),
        Kind::Heart => heart(it),
        Kind::Star => star(it),
        Kind::Bomb => bomb(it),
        Kind::Book => book(it),
        Kind::Scroll => scroll(it),
        Kind::Bag => bag(it),
        Kind::Skull => skull(it),
        _ => potion(it),
    }
}

/// A bottle, half full of something that sloshes.
fn potion(it: &mut Sketch) {
    let tone = it.look.any;
    let liquid = it.canvas.mix(tone);
    let glass = it.canvas.mix(Tone::GLASS);
    let cork = it.canvas.trim(Tone::WOOD.lit(0.1));
    let shine = it.canvas.flat(Tone::WHITE);
    let pixel = it.canvas.pixel();
    let angular = !it.look.says(&["round"]) && it.dice.chance(0.3);
    let (wide, tall) = (it.dice.between(0.62, 0.7), it.dice.between(0.56, 0.62));
    let middle = 0.96 - tall;
    let within = move |u: f32, v: f32, share: f32| {
        let (a, b) = (u / (wide * share), (v - middle) / (tall * share));
        let depth = if angular {
            1.0 - (a.abs() + 0.35 * b.abs()).max(b.abs())
        } else {
            1.0 - a * a - b * b
        };
        (depth >= 0.0).then(|| light(a, b, depth.sqrt()))
    };
    let (neck, lip) = (middle - tall + 0.12, -0.66);
    it.canvas.block(glass, [-0.2, lip, 0.2, neck], pixel);
    it.canvas.fill(glass, [-1.0, -1.0, 1.0, 1.0], |u, v| within(u, v, 1.0));
    it.canvas.block(glass, [-0.3, lip - 0.06, 0.3, lip + 0.1], pixel);
    let usual = it.dice.between(0.56, 0.7);
    let share = filling(it, usual);
    let level = middle + tall * (1.0 - 2.0 * share);
    let inner = 1.0 - 1.5 * pixel / wide;
    let (tilt, t) = (0.12 * it.motion.swing(), it.motion.t);
    it.canvas.marked(|canvas| {
        canvas.fill(liquid, [-1.0, -1.0, 1.0, 1.0], |u, v| {
            let surface = level + tilt * u;
            let lit = within(u, v, inner).filter(|_| v > surface)?;
            Some(if v < surface + 1.1 * pixel { 0.9 } else { lit })
        });
    });
    let n_bubbles = if share > 0.2 { 4 } else { 0 };
    for at in 0..n_bubbles {
        let x = it.dice.between(-0.32, 0.32);
        let rise = (it.dice.unit() + t + 0.25 * at as f32).fract();
        let y = middle + tall * 0.6 - rise * (middle + tall * 0.5 - level);
        it.canvas.marked(|it| it.dot(liquid, [x, y], [pixel; 2], false, 1.0));
    }
    it.canvas.block(cork, [-0.17, -1.0, 0.17, lip - 0.06], pixel);
    it.canvas.glint(shine, [-wide * 0.52, middle - tall * 0.24], [0.06, 0.13]);
}

/// A coin, which turns when it is animated.
fn coin(it: &mut Sketch) {
    let gold = it.canvas.mix(it.look.or(Tone::GOLD));
    let turn = if it.motion.gait == crate::builtin::sketch::motion::Gait::Still {
        1.0
    } else {
        libm::cosf(it.motion.t * std::f32::consts::TAU)
    };
    let wide = (0.84 * turn.abs()).max(0.14);
    it.canvas.ellipse(gold, [0.0, 0.0], [wide, 0.86]);
    let pixel = it.canvas.pixel();
    let inner = (wide - 2.2 * pixel).max(0.0);
    it.canvas.fill(gold, [-inner, -0.7, inner, 0.7], |u, v| {
        let (a, b) = (u / inner.max(0.01), v / (0.86 - 2.2 * pixel));
        (a * a + b * b <= 1.0).then_some(0.1 + 0.3 * a + 0.35 * b)
    });
    if inner < 0.3 {
        return;
    }
    let mark = it.dice.pick(&[0, 1, 2]);
    let width = inner / 0.62;
    it.canvas.marked(|canvas| match mark {
        0 => canvas.block(gold, [-0.14 * width, -0.36, 0.14 * width, 0.36], pixel),
        1 => canvas.polygon(
            gold,
            &star_corners([0.0, 0.02], [0.46 * width, 0.46]),
            slope(0.8, 0.6, 0.2),
        ),
        _ => canvas.polygon(
            gold,
            &[[0.0, -0.42], [0.3 * width, 0.0], [0.0, 0.42], [-0.3 * width, 0.0]],
            slope(0.7, 0.9, 0.3),
        ),
    });
}

fn star_corners([x, y]: [f32; 2], [rx, ry]: [f32; 2]) -> Vec<[f32; 2]> {
    let corner = |at: u8| {
        let turn = f32::from(at) * std::f32::consts::TAU / 10.0;
        let far = if at.is_multiple_of(2) { 1.0 } else { 0.46 };
        [x + rx * far * libm::sinf(turn), y - ry * far * libm::cosf(turn)]
    };
    (0..10).map(corner).collect()
}

fn key(it: &mut Sketch) {
    let gold = it.canvas.mix(it.look.or(Tone::GOLD));
    let half = 0.1_f32.max(1.1 * it.canvas.pixel());
    let teeth: &[f32] = it.dice.pick(&[&[0.5, 0.78][..], &[0.42, 0.62, 0.8][..]]);
    let bow = it.dice.between(0.29, 0.34);
    it.canvas.joined(|canvas| {
        canvas.capsule(gold, [-0.28, -0.28], [0.84, 0.84], [half * 0.85; 2]);
        for far in teeth {
            canvas.capsule(gold, [*far, *far], [far + 0.22, far - 0.22], [half * 0.8; 2]);
        }
        canvas.ring(gold, [-0.5, -0.5], [bow, bow], half * 1.15);
    });
}

/// How full a thing is: as the words say, else this much.
pub(crate) fn filling(it: &Sketch, usual: f32) -> f32 {
    let shares = [
        ("empty", 0.0),
        ("lost", 0.0),
        ("low", 0.25),
        ("quarter", 0.25),
        ("half", 0.5),
        ("full", 1.0),
    ];
    let said = shares.iter().find(|(word, _)| it.look.says(&[word]));
    said.map_or(usual, |it| it.1)
}

fn heart(it: &mut Sketch) {
    let tone = it.look.or(Tone::RED);
    let flesh = it.canvas.mix(tone);
    let beat = 1.0 - 0.08 * it.motion.swell();
    let lobes = it.dice.between(0.42, 0.46) * beat;
    let share = filling(it, 1.0);
    let empty = it.canvas.trim(Tone::IRON);
    it.canvas.fill(flesh, [-1.0, -1.0, 1.0, 1.0], |u, v| {
        let (u, v) = (u / beat, v / beat);
        // Two lobes, flat enough above that no single pixel stands out, and a notch between them.
        let lobe = (u.abs() - 0.47) / 0.47;
        let top = (v + 0.34) / 0.44;
        let round = lobe * lobe * lobe * lobe + top * top <= 1.0 && (v > -0.5 || u.abs() > 0.14);
        let tip = v > -0.34 && u.abs() < 0.94 - (v + 0.12).max(0.0) * 0.86;
        let (a, b) = (u / 0.95, (v + 0.05) / 0.95);
        let depth = (1.0 - a * a - b * b).max(0.05);
        ((round || tip) && v < 0.92).then(|| light(a, b, depth.sqrt()))
    });
    if share < 1.0 {
        let from = 2.0 * share - 1.0;
        it.canvas.marked(|canvas| {
            canvas.fill(empty, [from, -1.0, 1.0, 1.0], |_, v| Some(-0.2 - 0.4 * v));
        });
    }
    let shine = it.canvas.flat(tone.faded(0.2).lit(0.4));
    it.canvas.glint(shine, [-lobes, -0.42], [0.15, 0.11]);
}

fn star(it: &mut Sketch) {
    let gold = it.canvas.mix(it.look.or(Tone::SUN));
    let size = it.dice.between(0.94, 1.02) * (1.0 - 0.06 * it.motion.swell());
    let corners = star_corners([0.0, 0.08], [size, size]);
    it.canvas.polygon(gold, &corners, |u, v| {
        // Each arm has a lit and a shaded half.
        let turn = libm::atan2f(u, -(v - 0.08)) / std::f32::consts::TAU * 10.0 + 20.0;
        if (turn as u32).is_multiple_of(2) { -0.15 - 0.2 * u } else { 0.6 - 0.2 * u }
    });
}

fn bomb(it: &mut Sketch) {
    let iron = it.canvas.mix(it.look.or(Tone::new(0.34, 0.02, 275.0)));
    let fuse = it.canvas.trim(Tone::PAPER.lit(-0.08));
    let spark = it.canvas.mix(Tone::new(0.82, 0.17, 75.0));
    let shine = it.canvas.flat(Tone::new(0.85, 0.02, 255.0));
    let size = it.dice.between(0.66, 0.72);
    let middle = [-0.1, 0.96 - size];
    it.canvas.ellipse(iron, middle, [size, size]);
    let neck = [[0.12, -0.3], [0.36, -0.54], [0.58, -0.34], [0.34, -0.1]];
    it.canvas.polygon(iron, &neck, slope(0.3, 0.8, 0.2));
    it.canvas.capsule(fuse, [0.44, -0.44], [0.6, -0.74], [0.06, 0.06]);
    let flare = 0.19 + 0.05 * it.motion.swing();
    it.canvas.polygon(spark, &star_corners([0.66, -0.76], [flare * 1.5, flare * 1.5]), even(0.1));
    it.canvas.ellipse(spark, [0.66, -0.76], [flare * 0.6, flare * 0.6]);
    it.canvas.glint(shine, [middle[0] - 0.3, middle[1] - 0.3], [0.14, 0.1]);
}

fn book(it: &mut Sketch) {
    let cover = it.canvas.mix(it.look.any.lit(-0.06));
    let paper = it.canvas.trim(Tone::PAPER);
    let gold = it.canvas.trim(it.look.second_or(Tone::GOLD));
    let pixel = it.canvas.pixel();
    it.canvas.block(cover, [-0.74, -0.92, 0.7, 0.94], pixel);
    it.canvas.block(paper, [-0.56, 0.66, 0.72, 0.82], 0.0);
    it.canvas.joined(|canvas| {
        canvas.block(cover, [-0.56, -0.92, 0.72, 0.66], pixel);
        canvas.block(cover, [-0.74, -0.92, -0.54, 0.94], pixel);
    });
    let emblem = it.dice.pick(&[0, 1, 2]);
    it.canvas.marked(|canvas| {
        for y in [-0.66, 0.4] {
            canvas.block(gold, [-0.74, y, -0.54, y + 1.2 * pixel], 0.0);
        }
        match emblem {
            0 => canvas.polygon(
                gold,
                &[[0.08, -0.56], [0.4, -0.12], [0.08, 0.32], [-0.24, -0.12]],
                slope(0.5, 0.8, 0.4),
            ),
            1 => canvas.polygon(
                gold,
                &star_corners([0.08, -0.1], [0.46, 0.46]),
                slope(0.5, 0.6, 0.4),
            ),
            _ => canvas.ring(gold, [0.08, -0.12], [0.26, 0.26], 0.1),
        }
    });
}

fn scroll(it: &mut Sketch) {
    let paper = it.canvas.mix(Tone::PAPER);
    let ink = it.canvas.flat(it.look.second_or(Tone::SOIL));
    let seal = it.canvas.trim(it.look.or(Tone::RED));
    let pixel = it.canvas.pixel();
    it.canvas.block(paper, [-0.62, -0.74, 0.62, 0.74], 0.0);
    for (row, indent) in [-0.4, -0.16, 0.08, 0.32].into_iter().zip([0.0, 0.1, 0.0, 0.2]) {
        let end = it.dice.between(0.1, 0.42) - indent * 0.5;
        it.canvas.marked(|it| it.block(ink, [-0.42 + indent, row, end, row + 1.1 * pixel], 0.0));
    }
    for y in [-0.8, 0.8] {
        it.canvas.capsule(paper, [-0.76, y], [0.76, y], [0.15, 0.15]);
    }
    it.canvas.ellipse(seal, [0.36, 0.5], [0.19, 0.19]);
}

fn bag(it: &mut Sketch) {
    let cloth = it.canvas.mix(it.look.or(Tone::WOOD.lit(0.06)));
    let cord = it.canvas.trim(it.look.second_or(Tone::RED));
    let wide = it.dice.between(0.76, 0.84);
    let frill =
        [[-0.44, -0.92], [-0.1, -0.78], [0.16, -0.94], [0.46, -0.8], [0.26, -0.42], [-0.26, -0.42]];
    it.canvas.polygon(cloth, &frill, slope(0.2, 0.9, 0.4));
    it.canvas.fill(cloth, [-1.0, -0.6, 1.0, 0.96], |u, v| {
        let b = (v - 0.32) / if v < 0.32 { 0.8 } else { 0.64 };
        let a = u / wide;
        let depth = 1.0 - a * a - b * b;
        (depth >= 0.0).then(|| light(a, b, depth.sqrt()))
    });
    it.canvas.capsule(cord, [-0.3, -0.42], [0.32, -0.42], [0.09, 0.09]);
    if it.look.says(&["gold", "money", "coin", "purse", "treasure"]) {
        let gold = it.canvas.trim(Tone::GOLD);
        it.canvas.ellipse(gold, [0.0, 0.34], [0.28, 0.28]);
    }
}

fn skull(it: &mut Sketch) {
    let bone = it.canvas.mix(it.look.or(Tone::BONE));
    let ink = it.canvas.flat(Tone::INK);
    let pixel = it.canvas.pixel();
    let wide = it.dice.between(0.76, 0.84);
    it.canvas.joined(|canvas| {
        canvas.block(bone, [-0.46, 0.2, 0.46, 0.88], pixel);
        canvas.ellipse(bone, [0.0, -0.2], [wide, 0.7]);
    });
    it.canvas.marked(|canvas| {
        for (side, mirrored) in [(-1.0, false), (1.0, true)] {
            canvas.dot(ink, [side * 0.34, -0.04], [0.36, 0.4], mirrored, -1.0);
            canvas.dot(ink, [side * 0.2, 0.74], [pixel * 0.8, 0.26], mirrored, -1.0);
        }
        canvas.polygon(ink, &[[0.0, 0.16], [0.14, 0.42], [-0.14, 0.42]], even(-1.0));
    });
}
