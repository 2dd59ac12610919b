//! Tiles and scenes: pictures that fill their frame. The edges of tiles meet.

use crate::builtin::sketch::canvas::Canvas;
use crate::builtin::sketch::dice::Dice;
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::kind::{Ground, Kind};
use crate::builtin::sketch::noise::Noise;
use crate::builtin::sketch::tone::Tone;
use crate::builtin::sketch::{recipe, scene};

/// A full circle.
const TURN: f32 = std::f32::consts::TAU;

/// Fills the picture with the ground that the words name; a subject that is none stands on some.
pub(crate) fn draw(it: &mut Sketch) {
    let kind = it.look.kind;
    match it.look.ground {
        Some(ground) => lay(ground, it),
        None if kind == Kind::Emblem => lay(Ground::Stone, it),
        None => {
            let [width, height] = it.canvas.size();
            let backdrop = if width > height + height / 3 { Ground::Scene } else { Ground::Grass };
            lay(backdrop, it);
            recipe::draw(it);
        }
    }
}

fn lay(ground: Ground, it: &mut Sketch) {
    match ground {
        Ground::Grass => grass(it),
        Ground::Stone => stone(it),
        Ground::Brick => brick(it),
        Ground::Water => water(it),
        Ground::Lava => lava(it),
        Ground::Dirt => dirt(it),
        Ground::Sand => sand(it),
        Ground::Wood => wood(it),
        Ground::Snow => snow(it),
        Ground::Scene => scene::draw(it),
    }
}

/// How many features of about so many pixels go next to each other, at least two.
fn features(canvas: &Canvas, pixels: u32) -> [i32; 2] {
    canvas.size().map(|side| (side / pixels).max(2).cast_signed())
}

/// Noise with features of about so many pixels.
fn noise(canvas: &Canvas, dice: &mut Dice, pixels: u32) -> Noise {
    Noise::new(dice, features(canvas, pixels))
}

/// Everything, in shares of width and height.
fn surface(canvas: &mut Canvas, tone: Tone, shade: impl Fn(f32, f32) -> f32) {
    let material = canvas.mix(tone);
    canvas.fill(material, [-1.0, -1.0, 1.0, 1.0], |u, v| {
        Some(shade((u + 1.0) / 2.0, (v + 1.0) / 2.0))
    });
}

/// Light and dark blades on an uneven green; flowers if the words have them.
fn grass(it: &mut Sketch) {
    let (canvas, dice) = (&mut it.canvas, &mut it.dice);
    let size = canvas.size();
    let [width, height] = size.map(|it| it as f32);
    let (hills, specks) = (noise(canvas, dice, 8), Noise::new(dice, size.map(u32::cast_signed)));
    let tufts = noise(canvas, dice, 4);
    let tone = it.look.or(Tone::new(0.64, 0.145, 138.0));
    // A blade is two pixels: a lit tip, and its shadow below.
    let sprout = move |x: i32, y: i32| specks.point(x, y) > 0.945;
    surface(canvas, tone, |x, y| {
        let (column, row) = ((x * width) as i32, (y * height) as i32);
        if sprout(column, row) {
            0.8
        } else if sprout(column, row - 1) {
            -0.55
        } else {
            (hills.at(x, y) - 0.5) * 0.4 + (tufts.at(x, y) - 0.5) * 0.4 + 0.05
        }
    });
    if it.look.says(&["flower", "flowers", "meadow", "daisy"]) {
        let petals = it.canvas.flat(Tone::WHITE);
        let heart = it.canvas.flat(Tone::SUN);
        let pixel = it.canvas.pixel();
        for _ in 0..5 {
            let [x, y] = [it.dice.between(-0.85, 0.85), it.dice.between(-0.85, 0.85)];
            it.canvas.marked(|canvas| {
                canvas.dot(petals, [x, y], [3.0 * pixel, pixel], false, 0.0);
                canvas.dot(petals, [x, y], [pixel, 3.0 * pixel], false, 0.0);
                canvas.dot(heart, [x, y], [pixel, pixel], false, 0.0);
            });
        }
    }
}

/// Stones of all shapes, lit from the upper left, with dark gaps.
fn stone(it: &mut Sketch) {
    let (canvas, dice) = (&mut it.canvas, &mut it.dice);
    let cells = noise(canvas, dice, 9);
    let rough = noise(canvas, dice, 3);
    let tone = it.look.or(Tone::STONE);
    surface(canvas, tone, |x, y| {
        let (edge, chance, [right, down]) = cells.cells(x, y);
        if edge < 0.11 {
            return -0.95;
        }
        let bulge = 0.55 * (right + down);
        let worn = (rough.at(x, y) - 0.5) * 0.35;
        (chance - 0.5) * 0.35 + bulge + worn
    });
}

/// Rows of bricks, each other row moved by half a brick.
fn brick(it: &mut Sketch) {
    let (canvas, dice) = (&mut it.canvas, &mut it.dice);
    let size = canvas.size();
    let [width, height] = size.map(|it| it as f32);
    // An even number of rows, or the pattern would not meet itself.
    let rows = ((size[1] / 16).max(1) * 2) as f32;
    let columns = (size[0] / 16).max(1) as f32;
    let bricks = Noise::new(dice, [columns as i32, rows as i32]);
    let rough = noise(canvas, dice, 3);
    let red = it.look.says(&["brick"]);
    let tone = it.look.or(if red { Tone::BRICK } else { Tone::STONE });
    let (joint_x, joint_y) = (columns / width, rows / height);
    surface(canvas, tone, |x, y| {
        let row = (y * rows).floor();
        let moved = x * columns + if row as i32 % 2 == 0 { 0.0 } else { 0.5 };
        let (across, down) = (moved - moved.floor(), y * rows - row);
        if across < joint_x || down < joint_y {
            return -1.1;
        }
        let own = bricks.point(moved.floor() as i32, row as i32) - 0.5;
        let edge = if down < 2.0 * joint_y {
            0.45
        } else if down > 1.0 - joint_y || across > 1.0 - joint_x {
            -0.4
        } else {
            0.0
        };
        own * 0.4 + edge + (rough.at(x, y) - 0.5) * 0.35
    });
}

/// Deep water with crests of light that drift.
fn water(it: &mut Sketch) {
    let (canvas, dice) = (&mut it.canvas, &mut it.dice);
    let [columns, rows] = features(canvas, 8);
    let swell = Noise::new(dice, [columns, rows]);
    let crests = Noise::new(dice, [columns, rows * 2]);
    let (turn, t) = (it.motion.t * TURN, it.motion.t);
    let tone = it.look.or(Tone::WATER);
    surface(canvas, tone, |x, y| {
        let wave = y + 0.035 * libm::sinf(x * TURN * 2.0 + turn);
        let band = libm::sinf(wave * TURN * rows as f32 + turn);
        let broken = crests.at(x + t, wave);
        if band > 0.72 && broken > 0.52 {
            0.95
        } else {
            (swell.at(x, y) - 0.5) * 0.55 - 0.05 + 0.1 * band
        }
    });
}

/// Dark crust with glowing cracks.
fn lava(it: &mut Sketch) {
    let (canvas, dice) = (&mut it.canvas, &mut it.dice);
    let cells = noise(canvas, dice, 9);
    let heat = noise(canvas, dice, 5);
    let pulse = 0.2 * it.motion.swing();
    let tone = it.look.or(Tone::EMBER);
    surface(canvas, tone, |x, y| {
        let (edge, chance, [right, down]) = cells.cells(x, y);
        if edge < 0.3 {
            return 0.95 - edge * 1.6 + (heat.at(x, y) - 0.5) * 0.5 + pulse;
        }
        -0.75 + 0.3 * (right + down) + chance * 0.25
    });
}

/// Soil with pebbles.
fn dirt(it: &mut Sketch) {
    let (canvas, dice) = (&mut it.canvas, &mut it.dice);
    let size = canvas.size();
    let [width, height] = size.map(|it| it as f32);
    let (lumps, crumbs) = (noise(canvas, dice, 7), noise(canvas, dice, 3));
    let pebbles = Noise::new(dice, size.map(u32::cast_signed));
    let tone = it.look.or(Tone::SOIL);
    let lies = move |x: i32, y: i32| pebbles.point(x, y) > 0.975;
    surface(canvas, tone, |x, y| {
        let (column, row) = ((x * width) as i32, (y * height) as i32);
        if lies(column, row) || lies(column - 1, row) {
            0.75
        } else if lies(column, row - 1) || lies(column - 1, row - 1) {
            -0.85
        } else {
            (lumps.at(x, y) - 0.5) * 0.8 + (crumbs.at(x, y) - 0.5) * 0.45
        }
    });
}

/// Ripples that the wind made.
fn sand(it: &mut Sketch) {
    let (canvas, dice) = (&mut it.canvas, &mut it.dice);
    let [columns, rows] = features(canvas, 10);
    let (dunes, grain) = (Noise::new(dice, [columns, rows]), noise(canvas, dice, 2));
    let tone = it.look.or(Tone::SAND);
    surface(canvas, tone, |x, y| {
        let drift = (dunes.at(x, y) - 0.5) * 1.4;
        let ripple = libm::sinf((y * rows as f32 + x + drift) * TURN);
        let sparkle = if grain.at(x, y) > 0.86 { 0.4 } else { 0.0 };
        0.05 + ripple * 0.28 + drift * 0.15 + sparkle
    });
}

/// Planks with grain, and nails at their ends.
fn wood(it: &mut Sketch) {
    let (canvas, dice) = (&mut it.canvas, &mut it.dice);
    let size = canvas.size();
    let [width, height] = size.map(|it| it as f32);
    let rows = (size[1] / 8).max(2) as f32;
    let planks = Noise::new(dice, [1, rows as i32]);
    let grain = Noise::new(dice, [(size[0] / 9).max(1).cast_signed(), (size[1] / 2).cast_signed()]);
    let tone = it.look.or(Tone::WOOD.lit(0.03));
    surface(canvas, tone, |x, y| {
        let row = (y * rows).floor();
        let down = y * rows - row;
        let mut plank = planks.dice(0, row as i32);
        let (own, end) = (plank.unit() - 0.5, plank.unit());
        let across = (x - end).rem_euclid(1.0) * width;
        if down * height / rows < 1.0 || across < 1.0 {
            return -0.95;
        }
        let middle = (down - 0.5).abs() < 0.6 * rows / height;
        if middle && (1.5..3.0).contains(&across.min(width - across)) {
            return -0.8;
        }
        let lip = if down * height / rows < 2.0 { 0.35 } else { 0.0 };
        own * 0.4 + lip + (grain.at(x, y) - 0.5) * 0.6
    });
}

/// Soft snow that glitters.
fn snow(it: &mut Sketch) {
    let (canvas, dice) = (&mut it.canvas, &mut it.dice);
    let size = canvas.size();
    let [width, height] = size.map(|it| it as f32);
    let drifts = noise(canvas, dice, 8);
    let glitter = Noise::new(dice, size.map(u32::cast_signed));
    let tone = it.look.or(Tone::new(0.86, 0.045, 240.0));
    surface(canvas, tone, |x, y| {
        let (column, row) = ((x * width) as i32, (y * height) as i32);
        if glitter.point(column, row) > 0.975 { 1.0 } else { (drifts.at(x, y) - 0.5) * 0.9 + 0.2 }
    });
}
