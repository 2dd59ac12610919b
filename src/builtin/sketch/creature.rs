//! Creatures: slimes, monsters, ghosts and other round things that look at you.

use crate::builtin::sketch::canvas::{even, light, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::face;
use crate::builtin::sketch::face::Face;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::paintbox::Material;
use crate::builtin::sketch::tone::Tone;

/// Draws the creatures of this family; anything unknown becomes a monster.
pub(crate) fn draw(kind: Kind, it: &mut Sketch) {
    match kind {
        Kind::Slime => slime(it),
        Kind::Ghost => ghost(it),
        Kind::Eyeball => eyeball(it),
        _ => monster(it),
    }
}

/// A dome of jelly.
fn slime(it: &mut Sketch) {
    let tone = it.look.any;
    let body = it.canvas.mix(Tone::new(tone.l.max(0.5), tone.c, tone.h));
    let shine = it.canvas.flat(tone.faded(0.3).lit(0.4));
    let pixel = it.canvas.pixel();
    let top = it.dice.between(-0.72, -0.6);
    let (base, middle) = (0.92, 0.28);
    let tall = middle - top;
    it.canvas.fill(body, [-1.0, top, 1.0, base], |u, v| {
        let b = (v - middle) / if v < middle { tall } else { 0.92 };
        // Wider towards the ground, where its weight lies.
        let a = u / (0.84 + 0.13 * ((v - top) / (base - top)));
        let depth = 1.0 - a * a - b * b;
        let foot = if v > base - 1.6 * pixel { 0.45 } else { 0.0 };
        (depth >= 0.0).then(|| light(a, b, depth.sqrt()) - foot)
    });
    for _ in 0..it.dice.pick(&[1, 2, 3]) {
        let bubble = [it.dice.between(-0.55, 0.55), it.dice.between(0.35, 0.7)];
        let size = it.dice.between(0.04, 0.08);
        it.canvas.marked(|it| it.ellipse(body, bubble, [size, size]));
    }
    it.canvas.glint(shine, [-0.4, top + 0.34], [0.17, 0.11]);
    it.canvas.glint(shine, [-0.62, top + 0.56], [0.05, 0.07]);
    if it.look.says(&["king", "queen", "royal", "boss", "crown"]) {
        crown(it, [0.0, top - 0.02], 0.4);
    }
    let apart = it.dice.between(0.25, 0.32);
    let middle = [0.0, it.dice.between(0.1, 0.2)];
    face::draw(it, &Face { middle, apart, eye: 0.2, mouth: 0.3, white: true });
}

/// A little crown that stands here.
pub(crate) fn crown(it: &mut Sketch, [x, y]: [f32; 2], half: f32) {
    let gold = it.canvas.trim(Tone::GOLD);
    let tall = half * 0.95;
    let corners = [
        [x - half, y + 0.06],
        [x - half * 1.1, y - tall],
        [x - half * 0.5, y - tall * 0.4],
        [x, y - tall * 1.1],
        [x + half * 0.5, y - tall * 0.4],
        [x + half * 1.1, y - tall],
        [x + half, y + 0.06],
    ];
    it.canvas.polygon(gold, &corners, slope(0.4, 0.8, 0.0));
    let gem = it.canvas.flat(Tone::RED);
    let pixel = it.canvas.pixel();
    it.canvas.marked(|it| it.dot(gem, [x, y - tall * 0.25], [pixel * 1.4; 2], false, 0.0));
}

/// What a round monster may have on its head.
#[derive(Debug, Clone, Copy)]
enum Crest {
    Horns,
    Ears,
    Antennae,
    Tuft,
    Spikes,
}

/// A small round creature of which no two are alike.
fn monster(it: &mut Sketch) {
    let tone = it.look.any;
    let body = it.canvas.mix(tone);
    let belly = it.canvas.trim(it.look.second_or(tone.lit(0.2).faded(0.55)));
    let horn = it.canvas.trim(Tone::BONE.lit(-0.04));
    let crest = crest(it);
    let wide = it.dice.between(0.72, 0.82);
    let tall = it.dice.between(0.66, 0.76);
    let middle = 0.88 - tall;
    tail(it, body);
    draw_crest(it, crest, [body, horn], [wide, middle - tall]);
    feet(it, body, wide);
    it.canvas.ellipse(body, [0.0, middle], [wide, tall]);
    let patch = [0.06, middle + tall * 0.5];
    let size = [wide * 0.58, tall * 0.46];
    it.canvas.marked(|canvas| {
        canvas.fill(belly, [-1.0, patch[1] - size[1], 1.0, 1.0], |u, v| {
            let (a, b) = ((u - patch[0]) / size[0], (v - patch[1]) / size[1]);
            (a * a + b * b <= 1.0).then_some(0.35 - 0.5 * a - 0.3 * b)
        });
    });
    arms(it, body, [wide, middle]);
    if it.dice.chance(0.5) {
        spots(it, tone, [wide, middle - tall * 0.35]);
    }
    let eyes = [0.0, middle - tall * it.dice.between(0.12, 0.26)];
    let apart = it.dice.between(0.24, 0.32);
    let eye = it.dice.between(0.22, 0.28);
    face::draw(it, &Face { middle: eyes, apart, eye, mouth: tall * 0.52, white: true });
}

fn crest(it: &mut Sketch) -> Crest {
    let any =
        it.dice.pick(&[Crest::Horns, Crest::Ears, Crest::Antennae, Crest::Tuft, Crest::Spikes]);
    if it.look.says(&["demon", "devil", "imp", "horned", "horns"]) {
        Crest::Horns
    } else if it.look.says(&["alien", "robot", "antenna"]) {
        Crest::Antennae
    } else if it.look.says(&["furry", "fluffy", "yeti"]) {
        Crest::Tuft
    } else {
        any
    }
}

fn draw_crest(it: &mut Sketch, crest: Crest, [body, horn]: [Material; 2], [wide, top]: [f32; 2]) {
    for side in [-1.0, 1.0] {
        let x = side * wide;
        match crest {
            Crest::Horns => {
                let corners =
                    [[x * 0.35, top + 0.12], [x * 0.82, top - 0.3], [x * 0.78, top + 0.32]];
                it.canvas.polygon(horn, &corners, slope(0.1, 0.5, 0.8));
            }
            Crest::Ears => {
                it.canvas.ellipse(body, [x * 0.66, top + 0.08], [0.24, 0.34]);
                it.canvas.marked(|canvas| {
                    canvas.fill(
                        horn,
                        [x * 0.66 - 0.1, top - 0.1, x * 0.66 + 0.1, top + 0.3],
                        |u, v| {
                            let (a, b) = ((u - x * 0.66) / 0.1, (v - top - 0.1) / 0.2);
                            (a * a + b * b <= 1.0).then_some(-0.2)
                        },
                    );
                });
            }
            Crest::Antennae => {
                it.canvas.capsule(body, [x * 0.3, top + 0.1], [x * 0.5, top - 0.24], [0.05, 0.05]);
                it.canvas.ellipse(horn, [x * 0.52, top - 0.27], [0.1, 0.1]);
            }
            Crest::Tuft => {
                let lean = it.motion.swing() * 0.06;
                it.canvas.joined(|canvas| {
                    canvas.capsule(
                        body,
                        [0.0, top + 0.1],
                        [side * 0.14 + lean, top - 0.16],
                        [0.09, 0.03],
                    );
                    canvas.capsule(body, [0.0, top + 0.1], [lean, top - 0.26], [0.09, 0.03]);
                });
            }
            Crest::Spikes => {
                for (along, tall) in [(0.16, 0.26), (0.52, 0.2), (0.84, 0.1)] {
                    let (x, y) = (x * along, top + 0.5 * along * along);
                    let corners =
                        [[x - 0.13, y + 0.12], [x * 1.15, y - tall], [x + 0.13, y + 0.12]];
                    it.canvas.polygon(horn, &corners, slope(0.1, 0.4, 0.2));
                }
            }
        }
    }
}

fn feet(it: &mut Sketch, body: Material, wide: f32) {
    for side in [-1.0, 1.0] {
        let (step, lift) = (side * it.motion.stride(), 0.1 * it.motion.lift(side));
        let place = [side * wide * 0.46 + 0.12 * step, 0.9 - lift];
        it.canvas.ellipse(body, place, [0.25, 0.13]);
    }
}

fn arms(it: &mut Sketch, body: Material, [wide, middle]: [f32; 2]) {
    let (stride, blow) = (it.motion.stride(), it.motion.blow());
    for side in [-1.0, 1.0] {
        let from = [side * wide * 0.84, middle + 0.12];
        let lift = 0.22 - 0.12 * side * stride - 0.5 * blow.max(0.0);
        let to = [side * (wide + 0.06), middle + 0.12 + lift];
        it.canvas.capsule(body, from, to, [0.12, 0.11]);
    }
}

fn tail(it: &mut Sketch, body: Material) {
    if it.dice.chance(0.45) {
        let wag = 0.1 * it.motion.swing();
        it.canvas.capsule(body, [-0.5, 0.72], [-0.9, 0.5 + wag], [0.13, 0.05]);
    }
}

/// A few spots on the brow.
fn spots(it: &mut Sketch, tone: Tone, [wide, y]: [f32; 2]) {
    let dark = it.canvas.flat(tone.lit(-0.12));
    for _ in 0..4 {
        let place = [it.dice.between(-0.7, 0.7) * wide, y - it.dice.between(0.02, 0.4)];
        let size = it.dice.between(0.05, 0.09);
        it.canvas.marked(|it| it.ellipse(dark, place, [size, size]));
    }
}

/// A sheet of mist with a face.
fn ghost(it: &mut Sketch) {
    let tone = it.look.or(Tone::new(0.91, 0.025, 250.0));
    let body = it.canvas.mix(tone);
    let (wide, middle) = (it.dice.between(0.64, 0.72), -0.26);
    let waves = it.motion.t * std::f32::consts::TAU + it.dice.between(0.0, 3.0);
    it.canvas.fill(body, [-1.0, -1.0, 1.0, 1.0], |u, v| {
        let b = ((v - middle) / 0.68).min(0.0);
        let a = u / (wide + 0.12 * (v - middle).max(0.0));
        let hem = 0.8 + 0.13 * libm::sinf(u * 9.0 + waves);
        let depth = 1.0 - a * a - b * b;
        (depth >= 0.0 && v < hem).then(|| light(a, b, depth.sqrt()) - 0.4 * (v - 0.2).max(0.0))
    });
    for side in [-1.0, 1.0] {
        let lift = 0.06 * it.motion.swing();
        it.canvas.capsule(body, [side * 0.62, 0.08], [side * 0.88, 0.22 - lift], [0.14, 0.1]);
    }
    let eye = it.dice.between(0.18, 0.24);
    face::draw(it, &Face { middle: [0.0, -0.26], apart: 0.25, eye, mouth: 0.34, white: false });
}

/// An eye that flies.
fn eyeball(it: &mut Sketch) {
    let white = it.canvas.mix(Tone::new(0.93, 0.02, 60.0));
    let skin = it.canvas.mix(it.look.or(Tone::new(0.55, 0.16, 25.0)));
    let iris = it.canvas.trim(it.look.second_or(Tone::new(0.62, 0.16, 250.0)));
    let ink = it.canvas.flat(Tone::INK);
    let spark = it.canvas.flat(Tone::WHITE);
    let wave = 0.08 * it.motion.swing();
    for at in [-0.5, -0.18, 0.18, 0.5] {
        it.canvas.capsule(skin, [at, 0.5], [at * 1.5 + wave, 0.94], [0.11, 0.05]);
        it.canvas.capsule(skin, [at, -0.5], [at * 1.4 - wave, -0.9], [0.09, 0.05]);
    }
    it.canvas.ellipse(white, [0.0, 0.0], [0.78, 0.74]);
    it.canvas.marked(|canvas| {
        canvas.ellipse(iris, [0.14, 0.04], [0.38, 0.38]);
        canvas.ellipse(ink, [0.17, 0.05], [0.19, 0.22]);
        canvas.ellipse(spark, [0.06, -0.12], [0.09, 0.09]);
    });
    if it.look.mood == crate::builtin::sketch::words::Mood::Shut || it.motion.blinks() {
        let lid = [[-1.0, -1.0], [1.0, -1.0], [1.0, 0.12], [-1.0, 0.12]];
        it.canvas.marked(|it| it.polygon(skin, &lid, even(0.0)));
    }
}
