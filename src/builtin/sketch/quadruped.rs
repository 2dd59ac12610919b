//! Animals on four legs: one body, many breeds.

use crate::builtin::sketch::canvas::{light, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::face;
use crate::builtin::sketch::face::Face;
use crate::builtin::sketch::paintbox::Material;
use crate::builtin::sketch::tone::Tone;

/// What tells one animal on four legs from another.
struct Breed {
    coat: Tone,
    /// How ears look: their height, and how far their tips are out.
    ears: [f32; 2],
    muzzle: Tone,
    tail: f32,
    horned: bool,
}

fn breed(it: &Sketch) -> Breed {
    let says = |words: &[&str]| it.look.says(words);
    let (coat, ears, tail) = if says(&["pig", "boar"]) {
        (Tone::new(0.78, 0.1, 5.0), [0.26, 0.06], 0.12)
    } else if says(&["rabbit", "bunny"]) {
        (Tone::new(0.86, 0.03, 70.0), [0.66, 0.02], 0.1)
    } else if says(&["fox"]) {
        (Tone::new(0.66, 0.17, 50.0), [0.42, 0.08], 0.3)
    } else if says(&["wolf", "rat", "mouse"]) {
        (Tone::new(0.58, 0.02, 265.0), [0.36, 0.06], 0.2)
    } else if says(&["cow", "sheep", "goat"]) {
        (Tone::new(0.92, 0.015, 80.0), [0.16, 0.22], 0.08)
    } else if says(&["cat", "kitten", "tiger", "lion"]) {
        (Tone::new(0.72, 0.12, 62.0), [0.36, 0.05], 0.1)
    } else {
        (Tone::new(0.58, 0.085, 60.0), [0.3, 0.12], 0.14)
    };
    let coat = it.look.or(coat);
    Breed {
        coat,
        ears,
        muzzle: it.look.second_or(if says(&["pig", "cow"]) {
            Tone::new(0.78, 0.12, 5.0)
        } else {
            coat.faded(0.4).lit(0.22)
        }),
        tail,
        horned: says(&["cow", "goat", "deer", "bull"]),
    }
}

/// Draws an animal: head to the right, body to the left, four legs below.
pub(crate) fn draw(it: &mut Sketch) {
    let breed = breed(it);
    let coat = it.canvas.mix(breed.coat);
    let muzzle = it.canvas.trim(breed.muzzle);
    let horn = it.canvas.trim(Tone::BONE.lit(-0.06));
    let (stride, wag) = (it.motion.stride(), 0.12 * it.motion.swing());
    it.canvas.capsule(coat, [-0.6, 0.36], [-0.9, -0.04 + wag], [breed.tail, breed.tail * 0.6]);
    for (x, side) in [(-0.52, 1.0), (-0.3, -1.0), (0.14, 1.0), (0.36, -1.0)] {
        let lift = 0.1 * it.motion.lift(side);
        let foot = [x + 0.14 * side * stride, 0.88 - lift];
        it.canvas.capsule(coat, [x, 0.5], foot, [0.14, 0.13]);
    }
    let stout = it.dice.between(0.36, 0.42);
    it.canvas.ellipse(coat, [-0.1, 0.4], [0.64, stout]);
    if breed.horned {
        let patches = it.canvas.flat(Tone::LEATHER.lit(-0.06));
        it.canvas.marked(|canvas| {
            canvas.ellipse(patches, [-0.36, 0.26], [0.18, 0.14]);
            canvas.ellipse(patches, [0.0, 0.52], [0.14, 0.12]);
        });
    }
    head(it, &breed, [coat, muzzle, horn]);
}

fn head(it: &mut Sketch, breed: &Breed, [coat, muzzle, horn]: [Material; 3]) {
    let [x, y] = [0.4, -0.2];
    for side in [-1.0, 1.0] {
        let [tall, out] = breed.ears;
        let ear = [
            [x + side * 0.12, y - 0.26],
            [x + side * (0.34 + out), y - 0.3 - tall],
            [x + side * 0.42, y - 0.08],
        ];
        it.canvas.polygon(coat, &ear, slope(0.2, 0.5, -0.2));
        if breed.horned {
            it.canvas.capsule(
                horn,
                [x + side * 0.2, y - 0.32],
                [x + side * 0.3, y - 0.6],
                [0.08, 0.04],
            );
        }
    }
    let size = it.dice.between(0.4, 0.46);
    it.canvas.fill(coat, [x - 0.6, y - 0.6, x + 0.6, y + 0.6], |u, v| {
        let (a, b) = ((u - x) / (size * 1.08), (v - y) / size);
        let depth = 1.0 - a * a - b * b;
        (depth >= 0.0).then(|| light(a, b, depth.sqrt()))
    });
    it.canvas.marked(|it| it.ellipse(muzzle, [x + 0.12, y + 0.2], [0.24, 0.17]));
    let ink = it.canvas.flat(Tone::INK);
    let pixel = it.canvas.pixel();
    it.canvas.marked(|it| it.dot(ink, [x + 0.12, y + 0.12], [1.6 * pixel, pixel], false, -1.0));
    face::draw(
        it,
        &Face { middle: [x, y - 0.06], apart: 0.2, eye: 0.13, mouth: 0.0, white: false },
    );
}
