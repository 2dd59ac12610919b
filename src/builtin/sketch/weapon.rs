//! Weapons and tools, as inventories show them: from the bottom left to the top right.

use crate::builtin::sketch::canvas::{even, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::paintbox::Material;
use crate::builtin::sketch::tone::Tone;

/// Draws the weapons and tools.
pub(crate) fn draw(kind: Kind, it: &mut Sketch) {
    match kind {
        Kind::Dagger => blade(it, 0.52),
        Kind::Axe => axe(it),
        Kind::Hammer => hammer(it),
        Kind::Pickaxe => pickaxe(it),
        Kind::Bow => bow(it),
        Kind::Arrow => arrow(it),
        Kind::Staff => staff(it),
        Kind::Spear => spear(it),
        Kind::Shield => shield(it),
        _ => blade(it, 1.0),
    }
}

/// A place so far along the diagonal that weapons lie on, and so far to the right of it.
fn along(far: f32, aside: f32) -> [f32; 2] {
    const DIAGONAL: f32 = std::f32::consts::FRAC_1_SQRT_2;
    [(far + aside) * DIAGONAL, (aside - far) * DIAGONAL]
}

/// A blade with guard, grip and pommel; `length` 1 is a sword.
fn blade(it: &mut Sketch, length: f32) {
    let metal = it.canvas.mix(it.look.or(Tone::STEEL));
    let gold = it.canvas.trim(it.look.second_or(Tone::GOLD));
    let grip = it.canvas.trim(Tone::new(0.42, 0.09, it.dice.between(20.0, 70.0)));
    let pixel = it.canvas.pixel();
    let half = it.dice.between(0.12, 0.15).max(1.3 * pixel);
    let (guard, tip) = (-0.52 * length, 1.26 * length);
    let pommel = guard - 0.55;
    let curve =
        if it.look.says(&["katana", "scimitar", "sabre", "saber", "curved"]) { 0.2 } else { 0.0 };
    it.canvas.capsule(grip, along(guard, 0.0), along(pommel, 0.0), [half * 0.75; 2]);
    it.canvas.ellipse(gold, along(pommel, 0.0), [half * 1.05; 2]);
    it.canvas.fill(metal, [-1.0, -1.0, 1.0, 1.0], |u, v| {
        let far = (u - v) * std::f32::consts::FRAC_1_SQRT_2;
        let share = (far - guard) / (tip - guard);
        let bend = curve * share * (1.0 - share);
        let aside = (u + v) * std::f32::consts::FRAC_1_SQRT_2 - bend;
        let wide = half * ((tip - far) / (2.2 * half)).clamp(0.0, 1.0);
        let lies = far >= guard && far <= tip && aside.abs() <= wide;
        // Two bevels and the ridge between them.
        let bevel = if aside.abs() < 0.5 * pixel {
            0.15
        } else if aside < 0.0 {
            0.95
        } else {
            -0.3
        };
        lies.then_some(bevel)
    });
    let wing = it.dice.between(0.32, 0.42) * (0.5 + 0.5 * length);
    let sweep = it.dice.pick(&[0.0, 0.1, -0.08]);
    it.canvas.joined(|canvas| {
        for side in [-1.0, 1.0] {
            canvas.capsule(
                gold,
                along(guard, 0.0),
                along(guard + sweep, side * wing),
                [half * 0.85, half * 0.7],
            );
        }
    });
    if it.dice.chance(0.5) {
        let jewel = it.canvas.flat(it.look.second_or(Tone::RED));
        it.canvas.glint(jewel, along(guard, 0.0), [half * 0.5; 2]);
    }
}

/// A shaft along the diagonal.
fn shaft(it: &mut Sketch, from: f32, to: f32) -> Material {
    let wood = it.canvas.trim(Tone::WOOD.lit(it.dice.between(-0.06, 0.04)));
    let half = 0.085_f32.max(1.05 * it.canvas.pixel());
    it.canvas.capsule(wood, along(from, 0.0), along(to, 0.0), [half; 2]);
    wood
}

fn axe(it: &mut Sketch) {
    let metal = it.canvas.mix(it.look.or(Tone::STEEL));
    shaft(it, -1.15, 0.95);
    let blades: &[f32] =
        if it.look.says(&["double", "battle", "war"]) { &[1.0, -1.0] } else { &[1.0] };
    let edge = it.dice.between(0.62, 0.72);
    for side in blades {
        let place = |far: f32, aside: f32| along(far, aside * side);
        let head = [
            place(0.86, 0.02),
            place(1.12, edge * 0.8),
            place(0.8, edge),
            place(0.4, edge * 0.98),
            place(0.1, edge * 0.7),
            place(0.42, 0.02),
        ];
        it.canvas.polygon(metal, &head, |u, v| {
            let aside = (u + v) * std::f32::consts::FRAC_1_SQRT_2 * side;
            if aside > edge * 0.72 { 0.9 } else { 0.15 - 0.35 * (u + v) }
        });
    }
}

fn hammer(it: &mut Sketch) {
    let metal = it.canvas.mix(it.look.or(Tone::STEEL.lit(-0.06)));
    let band = it.canvas.trim(it.look.second_or(Tone::GOLD));
    shaft(it, -1.15, 0.6);
    let wide = it.dice.between(0.5, 0.58);
    let head = [along(1.02, -wide), along(1.02, wide), along(0.34, wide), along(0.34, -wide)];
    it.canvas.polygon(metal, &head, |u, v| {
        let far = (u - v) * std::f32::consts::FRAC_1_SQRT_2;
        if far > 0.86 { 0.8 } else { 0.2 - 0.6 * (u + v) }
    });
    let middle = [along(1.02, -0.12), along(1.02, 0.12), along(0.34, 0.12), along(0.34, -0.12)];
    it.canvas.marked(|it| it.polygon(band, &middle, slope(0.3, 0.6, 0.6)));
}

fn pickaxe(it: &mut Sketch) {
    let metal = it.canvas.mix(it.look.or(Tone::STEEL));
    shaft(it, -1.15, 0.9);
    let hub = along(-0.42, 0.0);
    let least = 1.1 * it.canvas.pixel();
    it.canvas.fill(metal, [-1.0, -1.0, 1.0, 1.0], |u, v| {
        let (x, y) = (u - hub[0], v - hub[1]);
        let far = (x * x + y * y).sqrt();
        let across = (x + y) * std::f32::consts::FRAC_1_SQRT_2 / far.max(0.1);
        let ahead = x - y > 0.0;
        let half = (0.17 * (1.0 - across * across * 1.9)).max(0.0).max(least * 0.4);
        let off = far - 1.2;
        (ahead && across.abs() < 0.72 && off.abs() < half.max(0.05)).then_some(0.25 + off * 5.0)
    });
    let band = it.canvas.trim(Tone::IRON);
    it.canvas.ellipse(band, along(0.78, 0.0), [0.15, 0.15]);
}

fn bow(it: &mut Sketch) {
    let wood = it.canvas.mix(it.look.or(Tone::WOOD.lit(0.04)));
    let string = it.canvas.flat(Tone::new(0.88, 0.02, 95.0));
    let grip = it.canvas.trim(it.look.second_or(Tone::LEATHER.lit(-0.06)));
    let pixel = it.canvas.pixel();
    let (hub, reach) = (it.dice.between(0.5, 0.6), it.dice.between(1.28, 1.36));
    let half = 0.1_f32.max(1.1 * pixel);
    it.canvas.line(string, [-0.82, 0.82], [0.82, -0.82], 0.02, 0.0);
    it.canvas.fill(wood, [-1.0, -1.0, 1.0, 1.0], |u, v| {
        let (x, y) = (u - hub, v - hub);
        let off = (x * x + y * y).sqrt() - reach;
        (off.abs() < half && u + v < 0.1).then_some(0.3 + 0.6 * off / half)
    });
    let middle = hub - reach * std::f32::consts::FRAC_1_SQRT_2;
    it.canvas.marked(|canvas| {
        canvas.capsule(
            grip,
            [middle - 0.12, middle + 0.12],
            [middle + 0.12, middle - 0.12],
            [0.15, 0.15],
        );
    });
}

fn arrow(it: &mut Sketch) {
    let metal = it.canvas.mix(Tone::STEEL);
    shaft(it, -1.05, 0.95);
    let feather = it.canvas.trim(it.look.or(Tone::RED));
    let size = it.dice.between(0.28, 0.36);
    let tip = [along(1.28, 0.0), along(0.78, size), along(0.9, 0.0), along(0.78, -size)];
    it.canvas.polygon(metal, &tip, |u, v| if u + v < 0.0 { 0.9 } else { -0.2 });
    for side in [-1.0, 1.0] {
        for far in [-0.72, -0.98] {
            let vane = [
                along(far + 0.24, 0.0),
                along(far, side * size * 0.9),
                along(far - 0.2, side * size * 0.9),
                along(far, 0.0),
            ];
            it.canvas.polygon(feather, &vane, even(0.3 - 0.3 * side));
        }
    }
}

fn staff(it: &mut Sketch) {
    let tone = it.look.any;
    let orb = it.canvas.mix(tone);
    let size = it.dice.between(0.28, 0.34) * (1.0 + 0.06 * it.motion.swing());
    shaft(it, -1.2, 0.55);
    let gold = it.canvas.trim(Tone::GOLD);
    let hub = along(0.78, 0.0);
    for side in [-1.0, 1.0] {
        it.canvas.capsule(gold, along(0.34, 0.0), along(0.66, side * 0.34), [0.11, 0.07]);
    }
    it.canvas.ellipse(orb, hub, [size, size]);
    let shine = it.canvas.flat(tone.faded(0.25).lit(0.4));
    it.canvas.glint(shine, [hub[0] - 0.1, hub[1] - 0.12], [0.09, 0.09]);
}

fn spear(it: &mut Sketch) {
    let metal = it.canvas.mix(it.look.or(Tone::STEEL));
    shaft(it, -1.25, 0.8);
    let cloth = it.canvas.trim(it.look.second_or(Tone::RED));
    it.canvas.capsule(cloth, along(0.55, -0.1), along(0.55, 0.1), [0.09, 0.09]);
    let prongs: &[f32] =
        if it.look.says(&["trident", "pitchfork"]) { &[-0.32, 0.32, 0.0] } else { &[0.0] };
    let wide = if prongs.len() > 1 { 0.11 } else { it.dice.between(0.2, 0.26) };
    for aside in prongs {
        let head = [
            along(1.3 - aside.abs() * 0.4, *aside),
            along(0.86, aside + wide),
            along(0.6, aside * 0.5),
            along(0.86, aside - wide),
        ];
        it.canvas.polygon(metal, &head, |u, v| {
            if (u + v) * std::f32::consts::FRAC_1_SQRT_2 < *aside { 0.9 } else { -0.25 }
        });
    }
}

/// What is painted on a shield.
fn shield(it: &mut Sketch) {
    let face = it.canvas.mix(it.look.any);
    let rim = it.canvas.mix(it.look.second_or(if it.look.any == Tone::GOLD {
        Tone::STEEL
    } else {
        Tone::GOLD
    }));
    if it.look.says(&["round", "buckler", "wooden", "viking"]) {
        it.canvas.ellipse(rim, [0.0, 0.0], [0.86, 0.86]);
        it.canvas.ellipse(face, [0.0, 0.0], [0.68, 0.68]);
        it.canvas.ellipse(rim, [0.0, 0.0], [0.24, 0.24]);
        return;
    }
    let outline = |share: f32| {
        let corners = [
            [0.0, -0.9],
            [0.76, -0.72],
            [0.76, 0.08],
            [0.46, 0.58],
            [0.0, 0.94],
            [-0.46, 0.58],
            [-0.76, 0.08],
            [-0.76, -0.72],
        ];
        corners.map(|[x, y]: [f32; 2]| [x * share, y * share])
    };
    it.canvas.polygon(rim, &outline(1.0), slope(0.2, 0.7, 0.4));
    it.canvas.polygon(face, &outline(0.77), slope(0.3, 0.8, 0.5));
    let design = it.dice.pick(&[0, 1, 2, 3]);
    it.canvas.joined(|canvas| match design {
        0 => {
            canvas.block(rim, [-0.09, -0.6, 0.09, 0.62], 0.0);
            canvas.block(rim, [-0.52, -0.24, 0.52, -0.06], 0.0);
        }
        1 => canvas.ellipse(rim, [0.0, -0.06], [0.28, 0.28]),
        2 => canvas.polygon(
            rim,
            &[[0.0, -0.45], [0.3, 0.0], [0.0, 0.5], [-0.3, 0.0]],
            slope(0.4, 0.8, 0.6),
        ),
        _ => canvas.polygon(
            rim,
            &[[-0.56, -0.2], [0.0, 0.2], [0.56, -0.2], [0.56, 0.06], [0.0, 0.48], [-0.56, 0.06]],
            slope(0.3, 0.6, 0.2),
        ),
    });
}
