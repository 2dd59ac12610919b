//! Kinds of pictures that real models answer with, each with what is hard about it.

use assetbuild::colour::Rgb;

use crate::dice::Dice;
use crate::painting::{Board, Ground, Ramp};
use crate::shape::{Colour, Paint, Shape, ball, lit, plate, solid, within};
use crate::subject::{Subject, creature, leaves, mascot, mug, robot, stone};

/// A subject before a ground, of a kind.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) subject: Subject,
    pub(crate) ground: Ground,
}

const LINE: Colour = [0.1, 0.08, 0.12];
const MAGENTA: Ground = Ground::Flat(Rgb([255, 0, 255]));
const GREEN: Ground = Ground::Flat(Rgb([0, 255, 0]));
const BLUE: Ground = Ground::Flat(Rgb([0, 0, 255]));
const WHITE: Ground = Ground::Flat(Rgb([255, 255, 255]));

/// Every kind, drawn with the chances of one seed.
pub(crate) fn kinds(seed: u64) -> Vec<Kind> {
    let dice = &mut Dice(seed ^ 0x5eed);
    let mut res = Vec::new();
    let mut add = |name, subject, ground| res.push(Kind { name, subject, ground });
    for ground in [MAGENTA, GREEN, BLUE] {
        add("soft shadow", shadowed(dice, 1.0), ground);
        add("hard shadow", shadowed(dice, 0.05), ground);
    }
    for (ground, colours) in [(MAGENTA, NEAR_MAGENTA), (GREEN, NEAR_GREEN)] {
        let [one, other] = [(); 2].map(|()| colours[(dice.share() * 4.0) as usize % 4]);
        add("art of the key's hue", shirt(dice, one), ground);
        add("art of the key's hue", gem(dice, other), ground);
        add("glass in an outline", flask(dice), ground);
    }
    for board in [wavy(dice), drifting(dice), framed(dice)] {
        add("uneven checkerboard", coloured(dice), Ground::Uneven(board));
        add("uneven checkerboard", mascot(dice), Ground::Uneven(board));
    }
    add("white in white", face(dice), WHITE);
    add("white in white", ghost(dice), WHITE);
    add("white in white", mascot(dice), WHITE);
    add("holes in white", mug(dice), WHITE);
    add("holes in white", leaves(dice), WHITE);
    for levels in [45.0, 70.0, 110.0] {
        add("gradient", coloured(dice), Ground::Ramp(ramp(dice, levels)));
        add("gradient", robot(dice), Ground::Ramp(ramp(dice, levels)));
    }
    res
}

/// Opaque colours whose hue lies near to the key's.
const NEAR_MAGENTA: [Colour; 4] =
    [[0.97, 0.16, 0.55], [0.59, 0.24, 0.75], [0.9, 0.47, 0.63], [0.75, 0.2, 0.6]];
const NEAR_GREEN: [Colour; 4] =
    [[0.07, 0.81, 0.39], [0.24, 0.47, 0.2], [0.78, 0.86, 0.24], [0.2, 0.6, 0.25]];

fn coloured(dice: &mut Dice) -> Subject {
    if dice.share() < 0.5 { creature(dice) } else { stone(dice) }
}

/// A stone with an outline whose shadow lies on the ground; `soft` is the width of its penumbra.
fn shadowed(dice: &mut Dice, soft: f64) -> Subject {
    let (down, dark) = (dice.between(0.5, 0.68), dice.between(0.35, 0.65));
    let size = [dice.between(0.45, 0.65), dice.between(0.09, 0.16)];
    let light = dice.between(0.45, 0.8);
    let shadow: Shape = Box::new(move |place| {
        let far = within(place, [0.0, down], size);
        let alpha = dark * ((1.0 - far) / soft + 0.5).clamp(0.0, 1.0);
        (alpha > 0.004).then_some(Paint { colour: [0.0; 3], alpha })
    });
    let tint = [light, light * dice.between(0.8, 1.0), light * dice.between(0.7, 1.0)];
    let shapes = vec![
        shadow,
        ball([0.0, 0.05], [0.42, 0.5], tint, Some((LINE, 0.07))),
        ball([-0.14, -0.15], [0.1, 0.14], lit(tint, 1.2), None),
    ];
    Subject { name: "shadowed", translucent: true, shapes }
}

/// Someone in a white shirt with an emblem.
fn shirt(dice: &mut Dice, emblem: Colour) -> Subject {
    let size = dice.between(0.1, 0.2);
    let shapes = vec![
        plate([0.0, 0.2], [0.46, 0.46], 0.05, LINE),
        ball([0.0, -0.5], [0.24, 0.24], LINE, None),
        plate([0.0, 0.2], [0.42, 0.42], 0.04, [0.97, 0.97, 0.96]),
        ball([0.0, -0.5], [0.2, 0.2], [0.97, 0.83, 0.74], None),
        ball([0.0, 0.15], [size, size * dice.between(0.7, 1.3)], emblem, None),
    ];
    Subject { name: "shirt", translucent: false, shapes }
}

/// A gem of flat facets with an outline.
fn gem(dice: &mut Dice, colour: Colour) -> Subject {
    let size = dice.between(0.4, 0.6);
    let within = move |[x, y]: [f64; 2]| x.abs() + y.abs() * 0.8 - size;
    let shapes: Vec<Shape> = vec![
        Box::new(move |place| (within(place) <= 0.06).then(|| solid(LINE))),
        Box::new(move |[x, y]| {
            let light =
                0.75 + 0.2 * f64::from(u8::from(x < 0.0)) + 0.15 * f64::from(u8::from(y < 0.0));
            (within([x, y]) <= 0.0).then(|| solid(lit(colour, light)))
        }),
    ];
    Subject { name: "gem", translucent: false, shapes }
}

/// A bottle with an opaque outline, through whose glass the ground is seen.
fn flask(dice: &mut Dice) -> Subject {
    let size = dice.between(0.4, 0.55);
    let glass = Paint { colour: [0.9, 0.95, 1.0], alpha: dice.between(0.2, 0.45) };
    let liquid =
        Paint { colour: [dice.between(0.7, 0.95), dice.between(0.5, 0.8), 0.2], alpha: 0.7 };
    let level = dice.between(-0.1, 0.3);
    let body = move |place| within(place, [0.0, 0.1], [size, size]);
    let shapes: Vec<Shape> = vec![
        Box::new(move |place| ((0.88..=1.0).contains(&body(place))).then(|| solid(LINE))),
        Box::new(move |[x, y]| {
            let inside = body([x, y]) < 0.88;
            inside.then_some(if y > level { liquid } else { glass })
        }),
        plate([0.0, -0.62], [0.14, 0.14], 0.03, [0.55, 0.36, 0.2]),
    ];
    Subject { name: "flask", translucent: true, shapes }
}

/// A face with exactly white eyes, teeth and buttons.
fn face(dice: &mut Dice) -> Subject {
    let skin = [0.95, dice.between(0.7, 0.85), dice.between(0.5, 0.7)];
    let white = [1.0; 3];
    let flat = |middle: [f64; 2], half: [f64; 2], colour: Colour| -> Shape {
        Box::new(move |[x, y]| {
            let inside = (x - middle[0]).abs() <= half[0] && (y - middle[1]).abs() <= half[1];
            inside.then(|| solid(colour))
        })
    };
    let eye = |x: f64| -> Shape {
        Box::new(move |place| {
            (within(place, [x, -0.25], [0.13, 0.16]) <= 1.0).then(|| solid(white))
        })
    };
    let pupil = |x: f64| ball([x + 0.03, -0.22], [0.05, 0.07], LINE, None);
    let mut shapes = vec![
        ball([0.0, 0.0], [0.7, 0.78], skin, Some((LINE, 0.06))),
        eye(-0.26),
        eye(0.26),
        pupil(-0.26),
        pupil(0.26),
        flat([0.0, 0.25], [0.3, 0.09], LINE),
    ];
    let n_teeth = 4 + (dice.share() * 5.0) as usize;
    for tooth in 0..n_teeth {
        let width = 0.56 / n_teeth as f64;
        let x = -0.28 + width * (tooth as f64 + 0.5);
        shapes.push(flat([x, 0.25], [width * 0.42, 0.06], white));
    }
    Subject { name: "face", translucent: false, shapes }
}

/// A white body in an outline, with a face.
fn ghost(dice: &mut Dice) -> Subject {
    let size = [dice.between(0.45, 0.6), dice.between(0.55, 0.75)];
    let eye = dice.between(0.12, 0.2);
    let body: Shape = Box::new(move |place| {
        let far = within(place, [0.0, 0.0], size);
        (far <= 1.0).then(|| solid(if far <= 0.92 { [1.0; 3] } else { LINE }))
    });
    let shapes = vec![
        body,
        ball([-eye, -0.15], [0.07, 0.12], LINE, None),
        ball([eye, -0.15], [0.07, 0.12], LINE, None),
        ball([0.0, 0.18], [0.12, 0.07], [0.8, 0.2, 0.25], None),
    ];
    Subject { name: "ghost", translucent: false, shapes }
}

fn wavy(dice: &mut Dice) -> Board {
    Board { tile: dice.between(9.0, 16.0), wave: dice.between(1.0, 2.0), drift: 0.0, frame: 0 }
}

fn drifting(dice: &mut Dice) -> Board {
    Board { tile: dice.between(9.0, 16.0), wave: 0.0, drift: dice.between(0.05, 0.15), frame: 0 }
}

fn framed(dice: &mut Dice) -> Board {
    Board { tile: dice.between(9.0, 16.0), wave: 0.0, drift: 0.0, frame: 1 }
}

fn ramp(dice: &mut Dice, levels: f64) -> Ramp {
    let turn = dice.between(0.0, std::f64::consts::TAU);
    let bright = dice.between(0.75, 0.95) * 255.0;
    let top = [bright, bright * dice.between(0.85, 1.0), bright * dice.between(0.85, 1.0)];
    Ramp { along: [turn.cos(), turn.sin()], round: dice.share() < 0.3, top, levels }
}
