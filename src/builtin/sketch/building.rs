//! Buildings, and the furniture of towns and dungeons.

use crate::builtin::sketch::canvas::{even, light, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::noise::Noise;
use crate::builtin::sketch::tone::Tone;

/// A full circle.
const TURN: f32 = std::f32::consts::TAU;

/// Draws what people built.
pub(crate) fn draw(kind: Kind, it: &mut Sketch) {
    match kind {
        Kind::Tower => tower(it),
        Kind::Tent => tent(it),
        Kind::Door => door(it),
        Kind::Chest => chest(it),
        Kind::Crate => wooden_box(it),
        Kind::Barrel => barrel(it),
        Kind::Sign => sign(it),
        _ => house(it),
    }
}

fn house(it: &mut Sketch) {
    let roof = it.canvas.mix(it.look.any.lit(-0.04));
    let wall = it.canvas.mix(it.look.second_or(Tone::new(0.84, 0.035, 82.0)));
    let wood = it.canvas.trim(Tone::WOOD.lit(-0.04));
    let window = it.canvas.trim(Tone::new(0.86, 0.13, 88.0));
    let stone = it.canvas.trim(Tone::BRICK);
    let pixel = it.canvas.pixel();
    let eaves = it.dice.between(-0.06, 0.06);
    it.canvas.block(stone, [0.34, -0.98, 0.6, -0.4], pixel);
    it.canvas.block(wall, [-0.72, eaves, 0.72, 0.96], pixel);
    let door = it.dice.pick(&[-0.34, 0.0, 0.3]);
    it.canvas.block(wood, [door - 0.19, 0.42, door + 0.19, 0.96], pixel);
    for x in [-0.52, 0.5, 0.06] {
        if (x - door).abs() > 0.36 {
            it.canvas.block(wood, [x - 0.17, 0.3, x + 0.17, 0.64], 0.0);
            it.canvas.marked(|it| it.block(window, [x - 0.1, 0.36, x + 0.1, 0.58], 0.0));
        }
    }
    let corners = [[-1.0, eaves + 0.12], [-0.6, -0.78], [0.6, -0.78], [1.0, eaves + 0.12]];
    it.canvas.polygon(roof, &corners, |u, v| {
        // Rows of shingles, three pixels high.
        let row = ((v + 1.0) / (3.0 * pixel)).fract();
        if row < 0.34 { -0.55 } else { 0.4 - 0.55 * (v + 0.4) - 0.25 * u }
    });
}

fn tower(it: &mut Sketch) {
    let stone = it.canvas.mix(it.look.or(Tone::STONE.lit(0.06)));
    let flag = it.canvas.trim(it.look.second_or(Tone::RED));
    let ink = it.canvas.flat(Tone::INK);
    let wood = it.canvas.trim(Tone::WOOD);
    let pixel = it.canvas.pixel();
    let wave = 0.08 * it.motion.swing();
    it.canvas.line(wood, [0.0, -0.6], [0.0, -1.0], 0.03, 0.0);
    it.canvas.polygon(
        flag,
        &[[0.03, -1.0], [0.5, -0.88 + wave], [0.03, -0.74]],
        slope(0.4, 0.6, 0.0),
    );
    let wide = it.dice.between(0.48, 0.56);
    it.canvas.fill(stone, [-0.6, -0.3, 0.6, 0.96], |u, _| {
        let a = u / wide;
        (a.abs() <= 1.0).then(|| light(a, 0.0, (1.0 - a * a).sqrt()))
    });
    it.canvas.joined(|canvas| {
        canvas.fill(stone, [-0.76, -0.34, 0.76, -0.04], |u, _| {
            let a = u / 0.74;
            (a.abs() <= 1.0).then(|| light(a, -0.2, (1.0 - a * a).sqrt()))
        });
        for x in [-0.6, 0.0, 0.6] {
            canvas.block(stone, [x - 0.15, -0.6, x + 0.15, -0.3], 0.0);
        }
    });
    // Courses of stone.
    it.canvas.relight(stone, |u, v, own| {
        let row = ((v + 2.0) / (4.0 * pixel)).floor();
        let joint = ((v + 2.0) / (4.0 * pixel)).fract() < 0.26;
        let shift = if row as i32 % 2 == 0 { 0.0 } else { 3.0 * pixel };
        let seam = ((u + 2.0 + shift) / (6.0 * pixel)).fract() < 0.17;
        if joint || seam { own - 0.45 } else { own }
    });
    it.canvas.marked(|canvas| {
        canvas.ellipse(ink, [0.0, 0.24], [0.11, 0.16]);
        canvas.block(wood, [-0.18, 0.62, 0.18, 1.0], 0.0);
        canvas.ellipse(wood, [0.0, 0.62], [0.18, 0.16]);
    });
}

fn tent(it: &mut Sketch) {
    let cloth = it.canvas.mix(it.look.any);
    let stripe = it.canvas.mix(it.look.second_or(Tone::BONE));
    let ink = it.canvas.flat(Tone::INK);
    let top = it.dice.between(-0.86, -0.74);
    for (at, (left, right)) in
        [(-1.0, -0.6), (-0.6, -0.2), (-0.2, 0.2), (0.2, 0.6), (0.6, 1.0)].into_iter().enumerate()
    {
        let material = if at % 2 == 0 { cloth } else { stripe };
        let panel =
            [[left * 0.06, top], [right * 0.06, top], [right * 0.96, 0.9], [left * 0.96, 0.9]];
        it.canvas.joined(|canvas| canvas.polygon(material, &panel, slope(0.25, 0.6, 0.3)));
    }
    it.canvas.marked(|it| it.polygon(ink, &[[0.0, 0.0], [0.22, 1.0], [-0.22, 1.0]], even(0.0)));
}

fn door(it: &mut Sketch) {
    let portal = it.look.says(&["portal"]);
    let frame = it.canvas.mix(Tone::STONE);
    let leaf =
        it.canvas.mix(it.look.or(if portal { Tone::new(0.6, 0.19, 300.0) } else { Tone::WOOD }));
    let iron = it.canvas.trim(it.look.second_or(if portal { Tone::WHITE } else { Tone::IRON }));
    let arch = |u: f32, v: f32, wide: f32| {
        let (a, b) = (u / wide, ((v + 0.16) / wide).min(0.0));
        a * a + b * b <= 1.0
    };
    let wide = it.dice.between(0.66, 0.72);
    it.canvas.fill(frame, [-1.0, -1.0, 1.0, 0.96], |u, v| {
        arch(u, v, wide).then_some(0.2 - 0.6 * u - 0.2 * v)
    });
    let pixel = it.canvas.pixel();
    let t = it.motion.t * TURN;
    if !portal && it.look.says(&["open", "opened"]) {
        let ink = it.canvas.flat(Tone::INK);
        it.canvas.fill(ink, [-1.0, -1.0, 1.0, 0.96], |u, v| arch(u, v, wide - 0.17).then_some(0.0));
        // The leaf stands open to the left, seen along its edge.
        it.canvas.block(leaf, [-wide + 0.12, -0.6, -wide + 0.4, 0.96], pixel);
        return;
    }
    it.canvas.fill(leaf, [-1.0, -1.0, 1.0, 0.96], |u, v| {
        let plank = ((u + 2.0) / (4.0 * pixel)).fract() < 0.26;
        let swirl = libm::sinf((u * u + v * v).sqrt() * 9.0 - t + libm::atan2f(v, u) * 2.0);
        let shade = if portal {
            0.6 * swirl
        } else if plank {
            -0.7
        } else {
            0.15 - 0.4 * u
        };
        arch(u, v, wide - 0.17).then_some(shade)
    });
    if !portal {
        it.canvas.marked(|canvas| {
            for y in [-0.2, 0.56] {
                canvas.block(iron, [-0.6, y, 0.6, y + 0.13], 0.0);
            }
        });
        it.canvas.ellipse(iron, [0.32, 0.24], [0.09, 0.09]);
    }
}

fn chest(it: &mut Sketch) {
    let wood = it.canvas.mix(it.look.or(Tone::WOOD));
    let gold = it.canvas.mix(it.look.second_or(Tone::GOLD));
    let ink = it.canvas.flat(Tone::INK);
    let pixel = it.canvas.pixel();
    let open = it.look.says(&["open", "opened"]);
    let tall = it.dice.between(0.56, 0.64);
    let seam = 0.04;
    if open {
        let coins = [[-0.5, -0.06], [-0.16, -0.2], [0.2, -0.16], [0.5, -0.06]];
        it.canvas.block(wood, [-0.86, -0.8, 0.86, -0.5], pixel);
        it.canvas.block(ink, [-0.8, -0.5, 0.8, 0.1], 0.0);
        for place in coins {
            it.canvas.ellipse(gold, place, [0.26, 0.22]);
        }
    } else {
        it.canvas.fill(wood, [-0.88, seam - tall, 0.88, seam], |u, v| {
            let b = (v - seam) / tall;
            let round = u.abs() <= 0.88 - 0.1 * (b * b * b * b);
            round.then(|| light(0.0, b, (1.0 - b * b).max(0.0).sqrt()))
        });
    }
    it.canvas.block(wood, [-0.86, seam, 0.86, 0.86], pixel);
    let board = 0.42 + seam / 2.0;
    it.canvas.marked(|it| it.line(ink, [-0.84, board], [0.84, board], 0.02, 0.0));
    let top = if open { seam } else { seam - tall };
    let band = 0.13_f32.max(1.4 * pixel);
    for x in [-0.86, 0.86 - band] {
        it.canvas.block(gold, [x, top, x + band, 0.86], 0.0);
    }
    it.canvas.block(gold, [-0.88, seam - 0.06, 0.88, seam + 0.09], 0.0);
    it.canvas.block(gold, [-0.17, seam - 0.14, 0.17, seam + 0.3], pixel);
    it.canvas.marked(|canvas| {
        canvas.dot(ink, [0.0, seam + 0.08], [pixel * 1.6, pixel * 2.4], false, -1.0);
    });
}

fn wooden_box(it: &mut Sketch) {
    let wood = it.canvas.mix(it.look.or(Tone::WOOD.lit(0.04)));
    let nail = it.canvas.trim(it.look.second_or(Tone::STEEL));
    let grain = Noise::new(&mut it.dice, [4, 16]);
    let pixel = it.canvas.pixel();
    let crossed = it.dice.chance(0.5);
    it.canvas.block(wood, [-0.84, -0.84, 0.84, 0.9], 0.0);
    it.canvas.capsule(wood, [-0.6, -0.6], [0.6, 0.66], [0.16, 0.16]);
    if crossed {
        it.canvas.capsule(wood, [0.6, -0.6], [-0.6, 0.66], [0.16, 0.16]);
    }
    let beam = 0.26;
    for place in [
        [-0.84, -0.84, -0.84 + beam, 0.9],
        [0.84 - beam, -0.84, 0.84, 0.9],
        [-0.88, -0.88, 0.88, -0.88 + beam],
        [-0.88, 0.92 - beam, 0.88, 0.92],
    ] {
        it.canvas.block(wood, place, pixel);
    }
    it.canvas.relight(wood, |u, v, own| own + (grain.at(u / 2.0 + 0.5, v / 2.0 + 0.5) - 0.5) * 0.4);
    for place in [[-0.74, -0.74], [0.76, -0.74], [-0.74, 0.8], [0.76, 0.8]] {
        it.canvas.marked(|it| it.dot(nail, place, [pixel, pixel], false, 0.6));
    }
}

fn barrel(it: &mut Sketch) {
    let wood = it.canvas.mix(it.look.or(Tone::WOOD.lit(0.03)));
    let iron = it.canvas.mix(it.look.second_or(Tone::IRON.lit(0.12)));
    let staves = Noise::new(&mut it.dice, [8, 1]);
    let wide = move |v: f32| 0.6 + 0.16 * (1.0 - v * v);
    it.canvas.fill(wood, [-1.0, -0.84, 1.0, 0.94], |u, v| {
        let a = u / wide(v);
        let stave = staves.point((a * 4.0 + 4.0) as i32, 0) - 0.5;
        (a.abs() <= 1.0).then(|| light(a, 0.0, (1.0 - a * a).sqrt()) + stave * 0.4)
    });
    it.canvas.ellipse(wood, [0.0, -0.82], [0.62, 0.16]);
    for y in [-0.56, 0.46] {
        it.canvas.fill(iron, [-1.0, y, 1.0, y + 0.17], |u, v| {
            let a = u / (wide(v) + 0.02);
            (a.abs() <= 1.0).then(|| light(a, 0.0, (1.0 - a * a).sqrt()))
        });
    }
}

fn sign(it: &mut Sketch) {
    let wood = it.canvas.mix(it.look.or(Tone::WOOD.lit(0.04)));
    let ink = it.canvas.flat(Tone::LEATHER.lit(-0.12));
    let pixel = it.canvas.pixel();
    if it.look.says(&["fence"]) {
        for y in [-0.1, 0.4] {
            it.canvas.block(wood, [-1.0, y, 1.0, y + 0.2], pixel);
        }
        for x in [-0.72, 0.0, 0.72] {
            let post = [
                [x - 0.16, 0.96],
                [x - 0.16, -0.4],
                [x, -0.66],
                [x + 0.16, -0.4],
                [x + 0.16, 0.96],
            ];
            it.canvas.polygon(wood, &post, slope(0.3, 0.9, 0.1));
        }
        return;
    }
    it.canvas.block(wood, [-0.13, 0.1, 0.13, 0.98], pixel);
    let tip = it.dice.between(0.84, 0.96);
    let board = [[-0.86, -0.76], [0.6, -0.76], [tip, -0.36], [0.6, 0.1], [-0.86, 0.1]];
    it.canvas.polygon(wood, &board, slope(0.25, 0.2, 0.5));
    it.canvas.marked(|canvas| {
        for (y, end) in [(-0.52, 0.4), (-0.28, 0.2), (-0.06, 0.36)] {
            canvas.block(ink, [-0.6, y, end, y + 1.1 * pixel], 0.0);
        }
    });
}
