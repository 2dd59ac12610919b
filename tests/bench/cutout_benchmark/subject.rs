//! Subjects whose alpha is known: shapes with colours, drawn over one another.

use assetbuild::image::Bitmap;

use crate::dice::Dice;
use crate::shape::{
    Colour, Paint, Place, Shape, ball, blade, blob, hair, leaf, lit, plate, ring, solid, within,
};

/// Samples of a pixel along each axis.
const FINE: usize = 4;

/// What can be cut out: shapes from the rearmost to the foremost.
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    /// Whether light comes through it, beyond its outline.
    pub(crate) translucent: bool,
    pub(crate) shapes: Vec<Shape>,
}

impl Subject {
    /// The truth, with straight alpha; a square of so many pixels, moved to the right by some.
    pub(crate) fn drawn(&self, side: u32, moved: f64) -> Bitmap {
        let mut res = Bitmap::new(side, side);
        for y in 0..side {
            for x in 0..side {
                res.set(x, y, self.pixel(x, y, side, moved));
            }
        }
        res
    }

    fn pixel(&self, x: u32, y: u32, side: u32, moved: f64) -> [u8; 4] {
        let (mut sum, mut alpha) = ([0.0; 3], 0.0);
        for sample in 0..FINE * FINE {
            let at = |pixel: f64, fine: usize| {
                (pixel + (fine as f64 + 0.5) / FINE as f64) / f64::from(side) * 2.0 - 1.0
            };
            let place = [at(f64::from(x) - moved, sample % FINE), at(y.into(), sample / FINE)];
            let paint = self.at(place);
            for (sum, value) in sum.iter_mut().zip(paint.colour) {
                *sum += value * paint.alpha;
            }
            alpha += paint.alpha;
        }
        if alpha == 0.0 {
            return [0; 4];
        }
        let [r, g, b] = sum.map(|it| (it / alpha * 255.0).round() as u8);
        [r, g, b, (alpha / (FINE * FINE) as f64 * 255.0).round() as u8]
    }

    fn at(&self, place: Place) -> Paint {
        let mut res = Paint { colour: [0.0; 3], alpha: 0.0 };
        for paint in self.shapes.iter().filter_map(|it| it(place)) {
            let behind = res.alpha * (1.0 - paint.alpha);
            let alpha = paint.alpha + behind;
            if alpha > 0.0 {
                let mix =
                    |at: usize| (paint.colour[at] * paint.alpha + res.colour[at] * behind) / alpha;
                res = Paint { colour: [mix(0), mix(1), mix(2)], alpha };
            }
        }
        res
    }
}

/// Every family, drawn with the chances of one seed.
pub(crate) fn families(seed: u64) -> Vec<Subject> {
    let dice = &mut Dice(seed);
    let mut res = vec![mascot(dice), mug(dice), fur(dice), robot(dice), leaves(dice)];
    res.extend([creature(dice), stone(dice), sword(dice), potion(dice), glow(dice)]);
    res
}

pub(crate) fn mascot(dice: &mut Dice) -> Subject {
    let line = [0.13, 0.1, 0.14];
    let hue = [dice.between(0.2, 0.5), dice.between(0.5, 0.8), dice.between(0.6, 0.9)];
    let outline = Some((line, 0.05));
    let eye = |x: f64| ball([x, -0.2], [0.12, 0.16], [0.98, 0.98, 0.97], Some((line, 0.15)));
    let pupil = |x: f64| ball([x + 0.03, -0.18], [0.05, 0.07], line, None);
    let cheek = |x: f64| ball([x, 0.02], [0.09, 0.06], [0.98, 0.62, 0.66], None);
    let shapes = vec![
        ball([-0.3, 0.66], [0.18, 0.12], lit(hue, 0.7), outline),
        ball([0.3, 0.66], [0.18, 0.12], lit(hue, 0.7), outline),
        ball([0.0, 0.0], [0.62, 0.68], hue, outline),
        ball([0.0, 0.25], [0.38, 0.36], [0.96, 0.93, 0.84], None),
        eye(-0.22),
        eye(0.22),
        pupil(-0.22),
        pupil(0.22),
        cheek(-0.4),
        cheek(0.4),
    ];
    Subject { name: "mascot", translucent: false, shapes }
}

pub(crate) fn mug(dice: &mut Dice) -> Subject {
    let colour = [dice.between(0.6, 0.9), dice.between(0.2, 0.45), dice.between(0.1, 0.3)];
    let size = dice.between(0.22, 0.28);
    let handle = solid(lit(colour, 0.8));
    let shapes: Vec<Shape> = vec![
        ring([0.42, 0.08], [size - 0.08, size + 0.06], handle),
        plate([-0.1, 0.1], [0.46, 0.56], 0.12, colour),
        ball([-0.1, -0.44], [0.46, 0.12], [0.32, 0.18, 0.1], None),
        plate([-0.1, 0.2], [0.46, 0.05], 0.01, [0.95, 0.9, 0.8]),
    ];
    Subject { name: "mug", translucent: false, shapes }
}

fn fur(dice: &mut Dice) -> Subject {
    let base = [dice.between(0.5, 0.75), dice.between(0.35, 0.5), dice.between(0.2, 0.3)];
    let mut shapes = vec![ball([0.0, 0.1], [0.5, 0.52], base, None)];
    for n in 0..260 {
        let turn = (f64::from(n) + dice.share()) / 260.0 * std::f64::consts::TAU;
        let (cos, sin) = (turn.cos(), turn.sin());
        let bend = dice.between(-0.12, 0.12);
        let length = dice.between(0.1, 0.24);
        let root = [cos * 0.46, 0.1 + sin * 0.48];
        let tip = [root[0] + cos * length - sin * bend, root[1] + sin * length + cos * bend];
        shapes.push(hair(root, tip, 0.011, lit(base, dice.between(0.7, 1.25))));
    }
    let dark = [0.1, 0.08, 0.08];
    shapes.push(ball([-0.18, 0.0], [0.06, 0.08], dark, None));
    shapes.push(ball([0.18, 0.0], [0.06, 0.08], dark, None));
    Subject { name: "fur", translucent: false, shapes }
}

pub(crate) fn robot(dice: &mut Dice) -> Subject {
    let light = dice.between(0.8, 0.88);
    let grey = [light, light + 0.01, light + 0.03];
    let blue = [0.2, dice.between(0.5, 0.7), 0.85];
    let shapes = vec![
        plate([0.0, -0.72], [0.03, 0.14], 0.02, lit(grey, 0.7)),
        ball([0.0, -0.84], [0.06, 0.06], [0.9, 0.3, 0.2], None),
        plate([-0.52, 0.3], [0.1, 0.26], 0.08, lit(grey, 0.9)),
        plate([0.52, 0.3], [0.1, 0.26], 0.08, lit(grey, 0.9)),
        plate([0.0, 0.32], [0.4, 0.36], 0.1, grey),
        plate([0.0, -0.3], [0.46, 0.3], 0.14, grey),
        plate([0.0, -0.3], [0.34, 0.16], 0.08, [0.16, 0.18, 0.24]),
        ball([-0.15, -0.3], [0.07, 0.07], blue, None),
        ball([0.15, -0.3], [0.07, 0.07], blue, None),
        plate([0.0, 0.36], [0.16, 0.1], 0.03, lit(grey, 0.8)),
    ];
    Subject { name: "robot", translucent: false, shapes }
}

pub(crate) fn leaves(dice: &mut Dice) -> Subject {
    let mut shapes: Vec<Shape> = vec![hair([0.0, 0.85], [0.05, -0.6], 0.05, [0.4, 0.26, 0.14])];
    for _ in 0..64 {
        let (turn, far) = (dice.between(0.0, std::f64::consts::TAU), dice.share().sqrt() * 0.62);
        let middle = [turn.cos() * far, turn.sin() * far * 0.9 - 0.12];
        let lean = dice.between(0.0, std::f64::consts::TAU);
        let green = [dice.between(0.2, 0.4), dice.between(0.5, 0.72), dice.between(0.15, 0.3)];
        shapes.push(leaf(middle, lean, dice.between(0.1, 0.17), green));
    }
    Subject { name: "leaves", translucent: false, shapes }
}

fn potion(dice: &mut Dice) -> Subject {
    let liquid = [dice.between(0.1, 0.3), dice.between(0.5, 0.8), dice.between(0.6, 0.95)];
    let glass = [0.8, 0.9, 0.95];
    let body = move |place| within(place, [0.0, 0.2], [0.5, 0.5]);
    let shapes: Vec<Shape> = vec![
        Box::new(move |place| (body(place) <= 1.0).then_some(Paint { colour: glass, alpha: 0.3 })),
        Box::new(move |[x, y]| {
            let inside = body([x, y]) <= 0.9 && y > 0.1;
            inside.then_some(Paint { colour: lit(liquid, 1.1 - 0.3 * y), alpha: 0.75 })
        }),
        ring([0.0, 0.2], [0.46, 0.5], Paint { colour: lit(glass, 0.8), alpha: 0.7 }),
        Box::new(move |[x, y]| {
            let neck = x.abs() < 0.13 && (-0.6..-0.26).contains(&y);
            neck.then_some(Paint { colour: glass, alpha: 0.45 })
        }),
        plate([0.0, -0.66], [0.16, 0.1], 0.03, [0.55, 0.36, 0.2]),
        Box::new(move |place| {
            let shine = within(place, [-0.2, 0.02], [0.08, 0.16]) <= 1.0;
            shine.then_some(Paint { colour: [1.0; 3], alpha: 0.7 })
        }),
    ];
    Subject { name: "potion", translucent: true, shapes }
}

fn glow(dice: &mut Dice) -> Subject {
    let warm = [0.98, dice.between(0.7, 0.9), dice.between(0.3, 0.5)];
    let shapes: Vec<Shape> = vec![
        Box::new(move |place| {
            let far = within(place, [0.0, 0.0], [1.0; 2]);
            let alpha = (-(far / 0.34).powi(2)).exp() * 0.9;
            (alpha > 0.004).then_some(Paint { colour: warm, alpha })
        }),
        ball([0.0, 0.0], [0.22, 0.22], [1.0, 0.97, 0.86], None),
    ];
    Subject { name: "glow", translucent: true, shapes }
}

/// Any hue but those of the two keys, at any brightness.
fn any_colour(dice: &mut Dice) -> Colour {
    let hues = [[0.9, 0.3, 0.2], [0.95, 0.7, 0.2], [0.2, 0.45, 0.9], [0.25, 0.7, 0.8]];
    let hues = [hues[0], hues[1], hues[2], hues[3], [0.6, 0.6, 0.62], [0.85, 0.8, 0.7]];
    let hue = hues[(dice.share() * 6.0) as usize % 6];
    lit(hue, dice.between(0.45, 1.05))
}

fn waves(dice: &mut Dice, n: usize, most: f64) -> Vec<[f64; 2]> {
    let mut wave = || [dice.between(0.0, most), dice.between(0.0, std::f64::consts::TAU)];
    (0..n).map(|_| wave()).collect()
}

/// A creature of any colour with an outline, and often with something of a second colour.
pub(crate) fn creature(dice: &mut Dice) -> Subject {
    let (colour, second) = (any_colour(dice), any_colour(dice));
    let (waves, mean) = (waves(dice, 5, 0.05), dice.between(0.45, 0.6));
    let eye = dice.between(0.1, 0.2);
    let line = lit(colour, 0.25);
    let shapes = vec![
        blob(mean + 0.035, waves.clone(), line, 0.0),
        blob(mean, waves, colour, 0.0),
        ball([0.0, 0.2], [0.25, 0.18], second, None),
        ball([-eye, -0.15], [0.09, 0.11], [0.97; 3], Some((line, 0.2))),
        ball([eye, -0.15], [0.09, 0.11], [0.97; 3], Some((line, 0.2))),
    ];
    Subject { name: "creature", translucent: false, shapes }
}

/// A striped thing of any colour without an outline, with deep bays.
pub(crate) fn stone(dice: &mut Dice) -> Subject {
    let (colour, waves) = (any_colour(dice), waves(dice, 9, 0.055));
    let shapes = vec![blob(dice.between(0.45, 0.6), waves, colour, dice.between(0.0, 0.12))];
    Subject { name: "stone", translucent: false, shapes }
}

/// A thin blade of bright steel, and a hilt of any colour.
fn sword(dice: &mut Dice) -> Subject {
    let bright = dice.between(0.6, 0.8);
    let lean = dice.between(-0.4, 0.4);
    let (hilt, guard) = ([-lean, 0.8], [-0.6 * lean, 0.45]);
    let shapes = vec![
        blade(guard, [lean, -0.85], 0.075, [bright, bright + 0.02, bright + 0.05]),
        hair(hilt, guard, 0.06, any_colour(dice)),
        plate(guard, [0.26, 0.05], 0.03, any_colour(dice)),
        ball(hilt, [0.08, 0.08], [0.85, 0.66, 0.25], None),
    ];
    Subject { name: "sword", translucent: false, shapes }
}
