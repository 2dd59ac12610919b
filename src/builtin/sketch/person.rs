//! People: one paper doll, many wardrobes.

use crate::builtin::sketch::canvas::{light, slope};
use crate::builtin::sketch::dice::Dice;
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::face::Face;
use crate::builtin::sketch::kind::Role;
use crate::builtin::sketch::paintbox::Material;
use crate::builtin::sketch::tone::Tone;
use crate::builtin::sketch::wardrobe::{Garb, Hat, Held, Outfit};
use crate::builtin::sketch::words::Facing;
use crate::builtin::sketch::{creature, face};

/// What a doll is made of, mixed in the order of importance.
struct Doll {
    outfit: Outfit,
    skin: Material,
    cloth: Material,
    legs: Material,
    boots: Material,
    hair: Material,
    metal: Material,
    trim: Material,
    /// How high the head's middle is.
    head: f32,
}

/// Draws a person of this role.
pub(crate) fn draw(role: Role, it: &mut Sketch) {
    let outfit = Outfit::of(role, it);
    let (canvas, dice) = (&mut it.canvas, &mut it.dice);
    let hair = hair_beside(outfit.skin, dice);
    let doll = Doll {
        cloth: canvas.mix(outfit.cloth),
        skin: canvas.mix(outfit.skin),
        metal: canvas.trim(if outfit.has_metal() { Tone::STEEL } else { Tone::LEATHER }),
        trim: canvas.trim(outfit.trim),
        hair: canvas.trim(outfit.hair.unwrap_or(hair)),
        legs: canvas.trim(outfit.cloth.turned(170.0).faded(0.35).lit(-0.14)),
        boots: canvas.trim(Tone::LEATHER),
        head: dice.between(-0.4, -0.36),
        outfit,
    };
    let away = it.look.facing == Facing::Back;
    if away {
        held(it, &doll);
    }
    arm(it, &doll, -1.0);
    legs(it, &doll);
    torso(it, &doll);
    head(it, &doll);
    if away {
        arm(it, &doll, 1.0);
    } else {
        held(it, &doll);
        arm(it, &doll, 1.0);
    }
}

/// A colour of hair that does not look like the skin under it.
fn hair_beside(skin: Tone, dice: &mut Dice) -> Tone {
    const HAIR: [Tone; 6] = [
        Tone::new(0.3, 0.04, 50.0),
        Tone::new(0.4, 0.09, 50.0),
        Tone::new(0.5, 0.15, 42.0),
        Tone::new(0.86, 0.16, 94.0),
        Tone::new(0.24, 0.03, 280.0),
        Tone::new(0.62, 0.02, 260.0),
    ];
    // Blond is told from pale skin by its chroma, the others by being darker.
    let differs = |it: &Tone| it.l < skin.l - 0.16 || (it.c > 0.14 && skin.l > 0.75);
    let fitting: Vec<Tone> = HAIR.into_iter().filter(differs).collect();
    dice.pick(&fitting)
}

fn legs(it: &mut Sketch, doll: &Doll) {
    for side in [-1.0, 1.0] {
        let (step, lift) = (side * it.motion.stride(), 0.1 * it.motion.lift(side));
        let hip = [side * 0.18, 0.5];
        let foot = [side * 0.2 + 0.16 * step, 0.84 - lift];
        it.canvas.capsule(doll.legs, hip, foot, [0.15, 0.13]);
        let toe = [foot[0] + 0.04, 0.9 - lift];
        it.canvas.ellipse(doll.boots, toe, [0.18, 0.11]);
    }
}

fn torso(it: &mut Sketch, doll: &Doll) {
    let long = matches!(doll.outfit.garb, Garb::Robe | Garb::Dress);
    let hem = if long { 0.88 } else { 0.6 };
    let flare = match doll.outfit.garb {
        Garb::Robe => 0.28,
        Garb::Dress => 0.44,
        Garb::Tunic | Garb::Armour => 0.08,
    };
    let sway = 0.06 * it.motion.stride();
    let material = match doll.outfit.garb {
        Garb::Armour => doll.metal,
        _ => doll.cloth,
    };
    it.canvas.fill(material, [-0.8, -0.05, 0.8, hem], |u, v| {
        let wide = 0.36 + flare * (v - 0.05).max(0.0);
        let a = (u - sway * v.max(0.0)) / wide;
        (a.abs() <= 1.0).then(|| light(a, (v - 0.2) * 0.7, (1.0 - a * a).sqrt()))
    });
    if doll.outfit.garb == Garb::Armour {
        // A tabard in the colours of its lord.
        let tabard = [[-0.17, -0.05], [0.19, -0.05], [0.21, 0.62], [-0.17, 0.62]];
        it.canvas.marked(|it| it.polygon(doll.cloth, &tabard, slope(0.25, 0.8, 0.3)));
    }
    if !long {
        let belt = [-0.5, 0.36, 0.5, 0.48];
        it.canvas.marked(|it| it.block(doll.boots, belt, 0.0));
    }
    let pixel = it.canvas.pixel();
    it.canvas.marked(|canvas| match doll.outfit.garb {
        Garb::Robe => canvas.block(doll.trim, [-0.9, hem - 0.9 * pixel, 0.9, hem + 0.1], 0.0),
        Garb::Dress => canvas.block(doll.trim, [-0.5, 0.3, 0.5, 0.42], 0.0),
        Garb::Tunic | Garb::Armour => canvas.dot(doll.trim, [0.02, 0.42], [0.12, 0.1], false, 0.6),
    });
}

/// One arm with its hand; the one on the right (1) holds whatever is held.
fn arm(it: &mut Sketch, doll: &Doll, side: f32) {
    let hand = hand(it, side);
    let sleeve = match doll.outfit.garb {
        Garb::Armour => doll.metal,
        _ => doll.cloth,
    };
    let shoulder = [side * 0.36, 0.08];
    it.canvas.capsule(sleeve, shoulder, hand, [0.14, 0.12]);
    it.canvas.ellipse(doll.skin, [hand[0], hand[1] + 0.06], [0.12, 0.12]);
}

/// Where a hand is.
fn hand(it: &Sketch, side: f32) -> [f32; 2] {
    let swing = 0.14 * side * it.motion.stride();
    let blow = if side > 0.0 { it.motion.blow() } else { 0.0 };
    [side * 0.46 - swing + 0.16 * blow.abs(), 0.42 - 0.34 * blow.abs()]
}

fn head(it: &mut Sketch, doll: &Doll) {
    let (y, away) = (doll.head, it.look.facing == Facing::Back);
    if doll.outfit.ears {
        let far = if doll.outfit.role == Role::Goblin { 0.86 } else { 0.68 };
        for side in [-1.0, 1.0] {
            let corners = [[side * 0.34, y - 0.1], [side * far, y - 0.24], [side * 0.36, y + 0.2]];
            it.canvas.polygon(doll.skin, &corners, slope(-0.15, 0.4, 0.5));
        }
    }
    if doll.outfit.long_hair {
        it.canvas.ellipse(doll.hair, [-0.02, y + 0.14], [0.52, 0.52]);
    }
    it.canvas.ellipse(doll.skin, [0.0, y], [0.45, 0.44]);
    if !away {
        if matches!(doll.outfit.role, Role::Skeleton) {
            sockets(it, y);
        } else {
            let middle = [0.0, y + 0.1];
            face::draw(it, &Face { middle, apart: 0.19, eye: 0.13, mouth: 0.0, white: false });
        }
        beard(it, doll);
    }
    hat(it, doll);
}

/// The holes of a skull, and teeth.
fn sockets(it: &mut Sketch, y: f32) {
    let ink = it.canvas.flat(Tone::INK);
    it.canvas.marked(|canvas| {
        for (x, mirrored) in [(-0.16, false), (0.22, true)] {
            canvas.dot(ink, [x, y + 0.06], [0.2, 0.22], mirrored, -1.0);
        }
        for x in [-0.1, 0.03, 0.16] {
            canvas.dot(ink, [x, y + 0.36], [0.01, 0.14], false, -1.0);
        }
    });
}

fn beard(it: &mut Sketch, doll: &Doll) {
    if doll.outfit.beard {
        let y = doll.head;
        let corners = [
            [-0.36, y + 0.18],
            [0.42, y + 0.18],
            [0.28, y + 0.52],
            [0.06, y + 0.76],
            [-0.2, y + 0.5],
        ];
        it.canvas.polygon(doll.hair, &corners, slope(0.35, 0.7, 0.3));
    }
}

fn hat(it: &mut Sketch, doll: &Doll) {
    let (y, canvas) = (doll.head, &mut it.canvas);
    match doll.outfit.hat {
        Hat::Hair => hair(it, doll),
        Hat::Bald => {}
        Hat::Pointed => {
            let lean = 0.08 * it.motion.swing();
            let cone = [
                [-0.4, y - 0.2],
                [-0.02 + lean, y - 0.62],
                [0.34 + lean, y - 0.56],
                [0.42, y - 0.2],
            ];
            canvas.polygon(doll.cloth, &cone, slope(-0.3, 0.9, 0.6));
            canvas.capsule(doll.cloth, [-0.58, y - 0.16], [0.6, y - 0.16], [0.09, 0.09]);
            canvas.marked(|it| it.block(doll.trim, [-0.4, y - 0.32, 0.42, y - 0.25], 0.0));
        }
        Hat::Helmet => helmet(it, doll),
        Hat::Horned => {
            for side in [-1.0, 1.0] {
                let corners =
                    [[side * 0.4, y - 0.12], [side * 0.78, y - 0.5], [side * 0.4, y - 0.34]];
                canvas.polygon(doll.trim, &corners, slope(0.1, 0.4, 0.6));
            }
            cap(it, doll.metal, y, -0.1);
        }
        Hat::Crown => {
            hair(it, doll);
            creature::crown(it, [0.0, y - 0.34], 0.3);
        }
        Hat::Hood => hood(it, doll),
        Hat::Cap => {
            cap(it, doll.cloth, y, -0.12);
            let feather = [[0.1, y - 0.3], [-0.5, y - 0.62], [-0.34, y - 0.28]];
            it.canvas.polygon(doll.trim, &feather, slope(0.2, -0.3, 0.8));
        }
        Hat::Straw => {
            canvas.ellipse(doll.trim, [0.0, y - 0.28], [0.36, 0.26]);
            canvas.capsule(doll.trim, [-0.6, y - 0.14], [0.62, y - 0.14], [0.09, 0.09]);
        }
        Hat::Tricorn => {
            let brim = [
                [-0.62, y - 0.2],
                [-0.5, y - 0.44],
                [0.0, y - 0.62],
                [0.5, y - 0.44],
                [0.64, y - 0.2],
                [0.0, y - 0.08],
            ];
            canvas.polygon(doll.boots, &brim, slope(-0.1, 0.4, 0.6));
            let pixel = canvas.pixel();
            canvas.dot(doll.hair, [0.02, y - 0.34], [2.0 * pixel, 2.0 * pixel], false, 1.0);
        }
    }
}

/// The upper part of a ball over the head, down to so far from its middle.
fn cap(it: &mut Sketch, material: Material, y: f32, down: f32) {
    it.canvas.fill(material, [-0.5, y - 0.5, 0.5, y + down], |u, v| {
        let (a, b) = (u / 0.48, (v - y) / 0.48);
        let depth = 1.0 - a * a - b * b;
        (depth >= 0.0 && v <= y + down).then(|| light(a, b, depth.sqrt()))
    });
}

fn hair(it: &mut Sketch, doll: &Doll) {
    let (y, away) = (doll.head, it.look.facing == Facing::Back);
    let fringe = it.dice.between(5.0, 11.0);
    it.canvas.fill(doll.hair, [-0.52, y - 0.52, 0.52, y + 0.4], |u, v| {
        let (a, b) = (u / 0.5, (v - y + 0.03) / 0.5);
        let depth = 1.0 - a * a - b * b;
        let brow = y - 0.1 + 0.05 * libm::sinf(u * fringe);
        let covered = away || v < brow || (u < -0.3 && v < y + 0.1);
        (depth >= 0.0 && covered).then(|| light(a, b, depth.sqrt()))
    });
}

/// Steel all round, with a slit to look out of and a plume.
fn helmet(it: &mut Sketch, doll: &Doll) {
    let (y, away) = (doll.head, it.look.facing == Facing::Back);
    let ink = it.canvas.flat(Tone::INK);
    let wave = 0.08 * it.motion.swing();
    it.canvas.capsule(doll.cloth, [0.0, y - 0.46], [-0.36, y - 0.5 + wave], [0.11, 0.06]);
    it.canvas.ellipse(doll.metal, [0.0, y], [0.48, 0.47]);
    if !away {
        let pixel = it.canvas.pixel();
        it.canvas.marked(|canvas| {
            canvas.dot(ink, [0.12, y + 0.06], [0.58, 0.13], false, -1.0);
            canvas.dot(ink, [0.12, y + 0.28], [pixel, 0.2], false, -1.0);
        });
    }
}

fn hood(it: &mut Sketch, doll: &Doll) {
    let (y, away) = (doll.head, it.look.facing == Facing::Back);
    it.canvas.fill(doll.cloth, [-0.56, y - 0.6, 0.56, y + 0.5], |u, v| {
        let (a, b) = (u / 0.52, (v - y + 0.02) / if v < y { 0.56 } else { 0.5 });
        let depth = 1.0 - a * a - b * b;
        let (c, d) = ((u - 0.07) / 0.34, (v - y - 0.1) / 0.3);
        let opening = !away && c * c + d * d < 1.0;
        (depth >= 0.0 && !opening).then(|| light(a, b, depth.sqrt()))
    });
}

/// Draws what the right hand holds, in front of the body and behind the hand.
fn held(it: &mut Sketch, doll: &Doll) {
    let [x, y] = hand(it, 1.0);
    let blow = it.motion.blow();
    // From upright towards the enemy.
    let (lean, rise) =
        (0.4 + 0.3 * blow.max(0.0) - 0.4 * (-blow).max(0.0), 0.7 - 0.5 * blow.max(0.0));
    let tip = [x + lean, y - rise];
    let canvas = &mut it.canvas;
    match doll.outfit.held {
        Held::Nothing => {}
        Held::Sword => {
            canvas.capsule(doll.metal, [x, y], tip, [0.085, 0.05]);
            let (dx, dy) = (0.16 * rise, 0.16 * lean);
            let guard = [x + lean * 0.16, y - rise * 0.16];
            canvas.capsule(
                doll.trim,
                [guard[0] - dx, guard[1] - dy],
                [guard[0] + dx, guard[1] + dy],
                [0.05, 0.05],
            );
        }
        Held::Axe => {
            canvas.capsule(doll.boots, [x - lean * 0.4, y + rise * 0.4], tip, [0.05, 0.05]);
            let [tx, ty] = tip;
            let head = [
                [tx - 0.08, ty - 0.1],
                [tx + 0.26, ty - 0.16],
                [tx + 0.3, ty + 0.26],
                [tx - 0.04, ty + 0.2],
            ];
            canvas.polygon(doll.metal, &head, slope(0.4, 0.0, 0.5));
        }
        Held::Staff => {
            canvas.capsule(
                doll.boots,
                [x + 0.08, 0.94],
                [x + 0.08 + lean * 0.3, y - rise],
                [0.05, 0.05],
            );
            canvas.ellipse(doll.trim, [x + 0.08 + lean * 0.3, y - rise - 0.06], [0.15, 0.15]);
        }
        Held::Spear => {
            let top = [x + 0.1 + lean * 0.4, -0.7];
            canvas.capsule(doll.boots, [x + 0.04, 0.9], top, [0.045, 0.045]);
            let head = [
                [top[0] - 0.12, top[1] + 0.1],
                [top[0] + 0.02, -1.0],
                [top[0] + 0.13, top[1] + 0.1],
            ];
            canvas.polygon(doll.metal, &head, slope(0.3, 1.0, 0.0));
        }
        Held::Bow => {
            canvas.line(doll.metal, [x + 0.02, y - 0.5], [x + 0.02, y + 0.48], 0.02, 0.8);
            canvas.fill(doll.trim, [x - 0.1, y - 0.6, x + 0.4, y + 0.6], |u, v| {
                let (a, b) = ((u - x + 0.12) / 0.4, (v - y) / 0.54);
                let off = ((a * a + b * b).sqrt() - 1.0).abs();
                (off < 0.16 && u > x).then_some(0.3 - b)
            });
        }
    }
}
