//! Animals, and what is like them: each has a shape of its own.

use crate::builtin::sketch::canvas::slope;
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::face::Face;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::tone::Tone;
use crate::builtin::sketch::words::Facing;
use crate::builtin::sketch::{face, quadruped};

/// Draws the animals.
pub(crate) fn draw(kind: Kind, it: &mut Sketch) {
    match kind {
        Kind::Bat => bat(it),
        Kind::Spider => spider(it),
        Kind::Bird => bird(it),
        Kind::Fish => fish(it),
        Kind::Dragon => dragon(it),
        Kind::Snake => snake(it),
        Kind::Bug => bug(it),
        _ => quadruped::draw(it),
    }
}

/// One eye of an animal that is seen from the side.
fn eye(it: &mut Sketch, place: [f32; 2], size: f32) {
    if it.look.facing == Facing::Back {
        return;
    }
    let ink = it.canvas.flat(Tone::INK);
    let white = it.canvas.flat(Tone::WHITE);
    let pixel = it.canvas.pixel();
    let shut = it.motion.blinks() || it.look.mood == crate::builtin::sketch::words::Mood::Shut;
    it.canvas.marked(|canvas| {
        if shut {
            canvas.dot(ink, [place[0], place[1] + size * 0.3], [size, pixel], false, -1.0);
        } else {
            canvas.dot(ink, place, [size, size * 1.3], false, -1.0);
            if size > 1.6 * pixel {
                let spark = [place[0] - size * 0.25, place[1] - size * 0.35];
                canvas.dot(white, spark, [size * 0.4, size * 0.4], false, 1.0);
            }
        }
    });
}

fn bat(it: &mut Sketch) {
    let tone = it.look.or(Tone::new(0.42, 0.09, 300.0));
    let fur = it.canvas.mix(tone);
    let skin = it.canvas.mix(tone.lit(0.1).turned(25.0));
    let flap = 0.34 * it.motion.swing();
    for side in [-1.0, 1.0] {
        let wing = [
            [side * 0.18, -0.1],
            [side * 0.62, -0.6 + flap],
            [side * 1.0, -0.36 + flap],
            [side * 0.95, 0.3 + flap * 0.6],
            [side * 0.76, 0.1 + flap * 0.4],
            [side * 0.6, 0.42 + flap * 0.3],
            [side * 0.42, 0.2],
            [side * 0.22, 0.44],
        ];
        it.canvas.polygon(skin, &wing, slope(0.1, 0.3 * side, 0.6));
        let ear = [[side * 0.08, -0.26], [side * 0.3, -0.74], [side * 0.4, -0.16]];
        it.canvas.polygon(fur, &ear, slope(0.2, 0.6, 0.2));
    }
    it.canvas.ellipse(fur, [0.0, 0.12], [0.4, 0.46]);
    let size = it.dice.between(0.15, 0.2);
    face::draw(it, &Face { middle: [0.0, 0.02], apart: 0.17, eye: size, mouth: 0.26, white: true });
    let tooth = it.canvas.flat(Tone::WHITE);
    let pixel = it.canvas.pixel();
    it.canvas.marked(|it| it.dot(tooth, [0.12, 0.38], [pixel; 2], false, 1.0));
}

fn spider(it: &mut Sketch) {
    let tone = it.look.or(Tone::new(0.36, 0.05, 300.0));
    let body = it.canvas.mix(tone);
    let mark = it.canvas.trim(it.look.second_or(Tone::RED));
    let step = 0.08 * it.motion.swing();
    for side in [-1.0, 1.0] {
        for (at, spread) in [-0.5_f32, -0.16, 0.18, 0.5].into_iter().enumerate() {
            let step = if at % 2 == 0 { step } else { -step } * side;
            let hip = [side * 0.2, 0.2 + spread * 0.3];
            let knee = [side * 0.68, spread * 0.9 - 0.2 + step];
            let foot = [side * 0.94, spread * 1.1 + 0.36 + step];
            it.canvas.joined(|canvas| {
                canvas.capsule(body, hip, knee, [0.06, 0.06]);
                canvas.capsule(body, knee, foot, [0.06, 0.04]);
            });
        }
    }
    let wide = it.dice.between(0.46, 0.54);
    it.canvas.ellipse(body, [0.0, -0.2], [wide, 0.5]);
    it.canvas.marked(|canvas| {
        canvas.polygon(mark, &[[-0.16, -0.5], [0.16, -0.5], [0.0, -0.22]], slope(0.4, 0.0, 0.0));
        canvas.polygon(mark, &[[-0.16, 0.02], [0.16, 0.02], [0.0, -0.26]], slope(0.1, 0.0, 0.0));
    });
    it.canvas.ellipse(body, [0.0, 0.42], [0.36, 0.32]);
    face::draw(it, &Face { middle: [0.0, 0.4], apart: 0.15, eye: 0.15, mouth: 0.0, white: true });
}

fn bird(it: &mut Sketch) {
    let usual = if it.look.says(&["crow", "raven", "penguin"]) {
        Tone::new(0.36, 0.03, 275.0)
    } else if it.look.says(&["chick", "duck"]) {
        Tone::SUN
    } else if it.look.says(&["chicken", "hen"]) {
        Tone::new(0.92, 0.02, 80.0)
    } else if it.look.says(&["owl", "eagle"]) {
        Tone::WOOD
    } else {
        it.look.any
    };
    let tone = it.look.or(usual);
    let down = it.canvas.mix(tone);
    let belly = it.canvas.trim(it.look.second_or(tone.faded(0.4).lit(0.26)));
    let bill = it.canvas.trim(Tone::new(0.74, 0.16, 65.0));
    let (flap, stride) = (0.22 * it.motion.swing(), it.motion.stride());
    for (x, step) in [(-0.12, stride), (0.22, -stride)] {
        it.canvas.capsule(bill, [x, 0.7], [x + 0.1 * step, 0.92], [0.05, 0.05]);
        it.canvas.capsule(
            bill,
            [x + 0.1 * step, 0.95],
            [x + 0.14 + 0.1 * step, 0.95],
            [0.05, 0.05],
        );
    }
    let tail = [[-0.5, 0.16], [-1.0, -0.16], [-0.94, 0.22], [-0.5, 0.56]];
    it.canvas.polygon(down, &tail, slope(-0.2, 0.3, 0.5));
    it.canvas.joined(|canvas| {
        canvas.ellipse(down, [-0.08, 0.3], [0.64, 0.5]);
        canvas.ellipse(down, [0.3, -0.32], [0.44, 0.42]);
    });
    it.canvas.marked(|it| it.ellipse(belly, [0.18, 0.44], [0.36, 0.36]));
    if it.look.says(&["chicken", "hen", "rooster"]) {
        let comb = it.canvas.trim(Tone::RED);
        for x in [0.14, 0.34] {
            it.canvas.ellipse(comb, [x, -0.78], [0.12, 0.13]);
        }
    }
    it.canvas.polygon(bill, &[[0.64, -0.42], [1.0, -0.22], [0.64, -0.08]], slope(0.5, 0.2, 1.4));
    let wing = [[-0.5, 0.12 - flap * 0.4], [0.12, 0.06], [0.02, 0.5], [-0.6, 0.46 - flap * 1.6]];
    it.canvas.polygon(down, &wing, slope(-0.1, 0.5, 0.7));
    let size = it.dice.between(0.16, 0.2);
    eye(it, [0.42, -0.36], size);
}

fn fish(it: &mut Sketch) {
    let large = it.look.says(&["shark", "dolphin", "whale"]);
    let usual = if large { Tone::new(0.62, 0.05, 245.0) } else { it.look.any };
    let tone = it.look.or(usual);
    let scales = it.canvas.mix(tone);
    let fin = it.canvas.mix(it.look.second_or(tone.turned(30.0).lit(-0.06)));
    let belly = it.canvas.trim(tone.faded(0.4).lit(0.25));
    let beat = 0.16 * it.motion.swing();
    let tail = [[-0.4, 0.0], [-0.95, -0.5 + beat], [-0.78, beat], [-0.95, 0.5 + beat]];
    it.canvas.polygon(fin, &tail, slope(-0.2, 0.2, 0.5));
    let back = if large {
        [[-0.1, -0.3], [0.0, -0.86], [0.3, -0.3]]
    } else {
        [[-0.3, -0.3], [0.02, -0.74], [0.5, -0.3]]
    };
    it.canvas.polygon(fin, &back, slope(-0.1, 0.2, 0.4));
    let tall = it.dice.between(0.46, 0.56);
    it.canvas.ellipse(scales, [0.22, 0.04], [0.76, tall]);
    it.canvas.marked(|canvas| {
        canvas.fill(belly, [-0.6, 0.2, 1.0, 1.0], |u, v| {
            (v > 0.22 + 0.2 * (u - 0.2) * (u - 0.2)).then_some(0.4 - 0.9 * (v - 0.2))
        });
        for x in [-0.16, 0.06] {
            canvas.line(fin, [x, -0.16], [x + 0.08, 0.06], 0.03, -0.2);
        }
    });
    let side = [[0.1, 0.16], [-0.24, 0.46 + beat], [0.24, 0.36]];
    it.canvas.polygon(fin, &side, slope(0.2, 0.2, 0.5));
    let size = it.dice.between(0.16, 0.21);
    eye(it, [0.62, -0.1], size);
}

fn dragon(it: &mut Sketch) {
    let tone = it.look.any;
    let scales = it.canvas.mix(tone);
    let belly = it.canvas.mix(it.look.second_or(tone.faded(0.5).lit(0.24)));
    let horn = it.canvas.trim(Tone::BONE);
    let (flap, stride) = (0.2 * it.motion.swing(), it.motion.stride());
    let wing = [
        [-0.2, 0.1],
        [-0.5, -0.7 + flap],
        [-1.0, -0.52 + flap],
        [-0.84, -0.3 + flap * 0.7],
        [-0.98, -0.06 + flap * 0.5],
        [-0.72, -0.02],
        [-0.74, 0.22],
    ];
    it.canvas.polygon(belly, &wing, slope(-0.3, 0.2, 0.5));
    it.canvas.joined(|canvas| {
        canvas.capsule(scales, [-0.3, 0.68], [-0.8, 0.78], [0.22, 0.11]);
        canvas.capsule(scales, [-0.8, 0.78], [-0.98, 0.5 + flap * 0.4], [0.11, 0.04]);
    });
    for (x, side) in [(-0.28, 1.0), (0.24, -1.0)] {
        let lift = 0.1 * it.motion.lift(side);
        let foot = [x + 0.1 * side * stride, 0.86 - lift];
        it.canvas.ellipse(scales, foot, [0.22, 0.14]);
    }
    it.canvas.joined(|canvas| {
        canvas.ellipse(scales, [-0.04, 0.4], [0.5, 0.48]);
        canvas.capsule(scales, [0.12, 0.2], [0.26, -0.3], [0.3, 0.24]);
    });
    it.canvas.marked(|it| it.ellipse(belly, [0.18, 0.5], [0.28, 0.38]));
    for x in [0.06, 0.28] {
        it.canvas.polygon(
            horn,
            &[[x - 0.02, -0.56], [x - 0.3, -0.98], [x + 0.18, -0.66]],
            slope(0.2, 0.6, 0.4),
        );
    }
    it.canvas.joined(|canvas| {
        canvas.ellipse(scales, [0.28, -0.4], [0.4, 0.32]);
        canvas.ellipse(scales, [0.66, -0.28], [0.3, 0.2]);
    });
    let ink = it.canvas.flat(Tone::INK);
    let pixel = it.canvas.pixel();
    it.canvas.marked(|it| it.dot(ink, [0.84, -0.34], [pixel; 2], false, -1.0));
    let size = it.dice.between(0.16, 0.2);
    eye(it, [0.38, -0.46], size);
    if it.look.says(&["fire", "breathing"]) || it.motion.blow() > 0.3 {
        let flame = it.canvas.trim(Tone::EMBER.lit(0.1));
        it.canvas.polygon(
            flame,
            &[[0.9, -0.2], [1.0, 0.2], [0.8, 0.0], [0.66, 0.22], [0.7, -0.12]],
            slope(0.6, 0.0, 1.0),
        );
    }
}

fn snake(it: &mut Sketch) {
    let tone = it.look.any;
    let scales = it.canvas.mix(tone);
    let tongue = it.canvas.flat(Tone::RED);
    let sway = 0.08 * it.motion.swing();
    let coils =
        [([0.0, 0.72], [0.84, 0.22]), ([-0.04, 0.42], [0.64, 0.2]), ([0.02, 0.14], [0.44, 0.18])];
    for (place, size) in coils {
        it.canvas.ellipse(scales, place, size);
    }
    it.canvas.line(tongue, [0.6 + sway, -0.44], [0.94 + sway, -0.4], 0.03, 0.0);
    it.canvas.joined(|canvas| {
        canvas.capsule(scales, [-0.04, 0.06], [0.06 + sway, -0.46], [0.22, 0.2]);
        canvas.ellipse(scales, [0.26 + sway, -0.54], [0.44, 0.3]);
    });
    let spots = it.canvas.trim(it.look.second_or(tone.lit(-0.16)));
    for place in [[-0.5, 0.68], [0.1, 0.8], [0.5, 0.66], [-0.3, 0.38], [0.3, 0.4]] {
        let size = it.dice.between(0.07, 0.12);
        it.canvas.marked(|it| it.ellipse(spots, place, [size, size * 0.7]));
    }
    eye(it, [0.4 + sway, -0.6], 0.17);
}

/// A beetle from above; wings if it flies.
fn bug(it: &mut Sketch) {
    let bee = it.look.says(&["bee", "wasp"]);
    let usual = if bee {
        Tone::SUN.lit(-0.06)
    } else if it.look.says(&["ladybug"]) {
        Tone::RED
    } else {
        it.look.any
    };
    let shell = it.canvas.mix(it.look.or(usual));
    let dark = it.canvas.trim(Tone::INK.lit(0.08));
    let flap = 0.1 * it.motion.swing();
    if bee || it.look.says(&["fly", "butterfly"]) {
        let wing = it.canvas.mix(it.look.second_or(Tone::GLASS.lit(0.1)));
        for side in [-1.0, 1.0] {
            it.canvas.ellipse(wing, [side * 0.6, -0.14 - flap], [0.38, 0.36 + flap]);
            it.canvas.ellipse(wing, [side * 0.5, 0.42 + flap], [0.28, 0.24]);
        }
    } else {
        for side in [-1.0, 1.0] {
            for (y, spread) in [(-0.1, -0.26), (0.26, 0.1), (0.56, 0.4)] {
                it.canvas.capsule(
                    dark,
                    [side * 0.4, y],
                    [side * 0.88, y + spread + side * flap],
                    [0.06, 0.05],
                );
            }
        }
    }
    for side in [-1.0, 1.0] {
        it.canvas.capsule(dark, [side * 0.1, -0.6], [side * 0.34, -0.94], [0.04, 0.05]);
    }
    it.canvas.ellipse(dark, [0.0, -0.46], [0.36, 0.34]);
    it.canvas.ellipse(shell, [0.0, 0.26], [0.58, 0.66]);
    let pixel = it.canvas.pixel();
    it.canvas.marked(|canvas| {
        if bee {
            for y in [0.02, 0.38, 0.72] {
                canvas.block(dark, [-0.7, y, 0.7, y + 0.16], 0.0);
            }
        } else {
            canvas.dot(dark, [0.0, 0.3], [pixel, 1.3], false, -0.4);
            for place in [[-0.3, 0.06], [0.3, 0.06], [-0.26, 0.5], [0.26, 0.5]] {
                canvas.ellipse(dark, place, [0.11, 0.12]);
            }
        }
    });
    face::draw(it, &Face { middle: [0.0, -0.46], apart: 0.15, eye: 0.15, mouth: 0.0, white: true });
}
