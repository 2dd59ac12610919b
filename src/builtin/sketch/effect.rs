//! Fire, light and weather.

use crate::builtin::sketch::canvas::{even, light, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::noise::Noise;
use crate::builtin::sketch::tone::Tone;

/// A full circle.
const TURN: f32 = std::f32::consts::TAU;

/// Draws what has no solid form.
pub(crate) fn draw(kind: Kind, it: &mut Sketch) {
    match kind {
        Kind::Explosion => explosion(it),
        Kind::Lightning => lightning(it),
        Kind::Sparkle => sparkle(it),
        Kind::Snowflake => snowflake(it),
        Kind::Cloud => cloud(it),
        Kind::Sun => sun(it),
        Kind::Moon => moon(it),
        _ => flame(it, [0.0, 0.34], [0.74, 1.22]),
    }
}

/// Tongues of fire over a round base whose middle is here.
pub(crate) fn flame(it: &mut Sketch, [x, y]: [f32; 2], [wide, tall]: [f32; 2]) {
    let outer = it.look.or(Tone::EMBER);
    let tones =
        [outer, Tone::new(0.8, 0.17, outer.h + 38.0), Tone::new(0.95, 0.08, outer.h + 55.0)];
    let flicker = Noise::new(&mut it.dice, [6, 6]);
    let t = it.motion.t;
    for (tone, share) in tones.into_iter().zip([1.0, 0.66, 0.36]) {
        let fire = it.canvas.trim(tone);
        let (wide, tall) = (wide * share, tall * share);
        let base = y + (1.0 - share) * wide * 0.6;
        it.canvas.joined(|canvas| {
            canvas.fill(fire, [-1.0, -1.0, 1.0, 1.0], |u, v| {
                let up = (base - v) / tall;
                let sway = (flicker.at(0.3, v / 3.0 + t) - 0.5) * 0.9 * up.max(0.0);
                let lick = (flicker.at(u / 2.0 + 0.5, v / 2.0 + t) - 0.5) * 0.5 * up.max(0.0);
                let a = (u - x) / wide - sway;
                let width = if up > 0.0 {
                    (1.0 - up).max(0.0) * (1.0 + 0.6 * up) + lick
                } else {
                    (1.0 - (up * tall / wide) * (up * tall / wide)).max(0.0).sqrt()
                };
                (a.abs() < width && up < 1.0).then_some(0.2 - 0.5 * a)
            });
        });
    }
}

/// A burst with a bright middle.
fn explosion(it: &mut Sketch) {
    let outer = it.look.or(Tone::EMBER);
    let grow = 1.0 - 0.2 * it.motion.swell();
    let turned = it.dice.unit();
    let tones = [outer, Tone::new(0.8, 0.17, outer.h + 40.0), Tone::new(0.96, 0.05, 95.0)];
    let spikes: Vec<f32> = (0..11).map(|_| it.dice.between(0.76, 1.0)).collect();
    for (tone, share) in tones.into_iter().zip([1.0, 0.68, 0.36]) {
        let fire = it.canvas.trim(tone);
        let corner = |at: usize| {
            let turn = (at as f32 / 22.0 + turned) * TURN;
            let far = if at.is_multiple_of(2) { spikes[at / 2] } else { 0.6 };
            let far = far * share * grow;
            [far * libm::cosf(turn), far * libm::sinf(turn)]
        };
        let corners: Vec<[f32; 2]> = (0..22).map(corner).collect();
        it.canvas.joined(|canvas| canvas.polygon(fire, &corners, slope(0.1, 0.4, 0.4)));
    }
}

fn lightning(it: &mut Sketch) {
    let bolt = it.canvas.mix(it.look.or(Tone::SUN));
    let bend = it.dice.between(-0.08, 0.08) + 0.06 * it.motion.swing();
    let corners = [
        [0.3, -0.98],
        [-0.56, 0.12 + bend],
        [-0.06, 0.1 + bend],
        [-0.34, 0.96],
        [0.62, -0.24 + bend],
        [0.1, -0.2 + bend],
        [0.62, -0.98],
    ];
    it.canvas.polygon(bolt, &corners, slope(0.3, 0.6, 0.4));
}

/// A bright core with rays, or a ball of magic.
fn sparkle(it: &mut Sketch) {
    let tone = it.look.any;
    let glow = it.canvas.mix(tone.lit(0.06));
    let core = it.canvas.flat(tone.faded(0.2).lit(0.4));
    if it.look.says(&["orb", "projectile", "ball"]) {
        let size = 0.8 * (1.0 - 0.08 * it.motion.swell());
        it.canvas.ellipse(glow, [0.0, 0.0], [size, size]);
        it.canvas.glint(core, [-0.2, -0.2], [0.3, 0.3]);
        return;
    }
    let wide = it.dice.between(0.2, 0.26);
    let reach = 0.96 - 0.22 * it.motion.swell();
    let star = |[x, y]: [f32; 2], reach: f32, wide: f32| {
        [
            [x, y - reach],
            [x + wide, y - wide],
            [x + reach, y],
            [x + wide, y + wide],
            [x, y + reach],
            [x - wide, y + wide],
            [x - reach, y],
            [x - wide, y - wide],
        ]
    };
    it.canvas.polygon(glow, &star([0.0, 0.0], reach, wide), slope(0.2, 0.3, 0.3));
    it.canvas.marked(|it| it.polygon(core, &star([0.0, 0.0], reach * 0.6, wide * 0.6), even(1.0)));
    for place in [[0.66, -0.66], [-0.64, 0.64]] {
        let size = 0.26 + 0.08 * it.motion.swing();
        it.canvas.polygon(glow, &star(place, size, size * 0.3), even(0.5));
    }
}

fn snowflake(it: &mut Sketch) {
    let ice = it.canvas.mix(it.look.or(Tone::new(0.86, 0.06, 225.0)));
    let turned = it.dice.between(0.0, 0.03) + it.motion.t / 6.0;
    let branch = it.dice.between(0.5, 0.62);
    it.canvas.joined(|canvas| {
        for at in 0..6_u8 {
            let turn = (f32::from(at) / 6.0 + turned) * TURN;
            let point = |far: f32, aside: f32| {
                let turn = turn + aside;
                [far * libm::cosf(turn), far * libm::sinf(turn)]
            };
            canvas.capsule(ice, [0.0, 0.0], point(0.92, 0.0), [0.08, 0.07]);
            for aside in [-0.42, 0.42] {
                canvas.capsule(
                    ice,
                    point(branch, 0.0),
                    point(branch + 0.26, aside * 0.8),
                    [0.06, 0.05],
                );
            }
        }
    });
}

fn cloud(it: &mut Sketch) {
    let smoke = it.look.says(&["smoke"]);
    let tone =
        it.look.or(if smoke { Tone::new(0.55, 0.01, 270.0) } else { Tone::new(0.93, 0.02, 240.0) });
    let mist = it.canvas.mix(tone);
    it.canvas.without_outline();
    let puffs = [
        [-0.54, 0.22, 0.38],
        [0.56, 0.22, 0.38],
        [-0.16, -0.14, 0.5],
        [0.28, -0.02, 0.42],
        [0.0, 0.28, 0.42],
    ];
    let moved = it.dice.between(-0.1, 0.1);
    let drift = 0.05 * it.motion.swing();
    it.canvas.joined(|canvas| {
        for (at, [x, y, size]) in puffs.into_iter().enumerate() {
            let drift = if at % 2 == 0 { drift } else { -drift };
            canvas.ellipse(mist, [x + moved * 0.5, y + drift], [size, size * (0.86 + moved)]);
        }
    });
    it.canvas.relight(mist, |u, v, own| own * 0.6 + 0.4 * light(u * 0.6, v, 0.6) + 0.05);
}

fn sun(it: &mut Sketch) {
    let gold = it.canvas.mix(it.look.or(Tone::SUN.lit(-0.03)));
    let turned = it.motion.t / 8.0 + it.dice.between(0.0, 0.06);
    for at in 0..8_u8 {
        let turn = (f32::from(at) / 8.0 + turned) * TURN;
        let point =
            |far: f32, aside: f32| [far * libm::cosf(turn + aside), far * libm::sinf(turn + aside)];
        it.canvas.polygon(
            gold,
            &[point(0.66, -0.26), point(1.0, 0.0), point(0.66, 0.26)],
            even(0.0),
        );
    }
    it.canvas.ellipse(gold, [0.0, 0.0], [0.6, 0.6]);
}

fn moon(it: &mut Sketch) {
    let silver = it.canvas.mix(it.look.or(Tone::new(0.9, 0.05, 95.0)));
    let [x, y] = [it.dice.between(0.34, 0.44), -0.22];
    it.canvas.fill(silver, [-1.0, -1.0, 1.0, 1.0], |u, v| {
        let (a, b) = (u / 0.9, v / 0.9);
        let (c, d) = ((u - x) / 0.76, (v - y) / 0.76);
        let depth = 1.0 - a * a - b * b;
        (depth >= 0.0 && c * c + d * d > 1.0).then(|| light(a, b, depth.sqrt()))
    });
}
