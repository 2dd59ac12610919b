//! Backdrops: sky, hills and land, for what happens in front of them. Left and right edge meet.

use crate::builtin::sketch::canvas::light;
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::noise::Noise;
use crate::builtin::sketch::tone::Tone;

/// What light a scene lies in.
struct Hour {
    sky: Tone,
    glow: Tone,
    lamp: Tone,
    land: f32,
}

/// Draws a landscape.
pub(crate) fn draw(it: &mut Sketch) {
    let hour = hour(it);
    sky(it, &hour);
    ridges(it, &hour, Reach::Edges);
}

/// Draws land without a sky, for what stands before another one.
pub(crate) fn land(it: &mut Sketch, reach: Reach) {
    let hour = hour(it);
    ridges(it, &hour, reach);
}

/// How far land goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// From edge to edge, where its copies meet.
    Edges,
    /// To its own foot, on both sides.
    Foot,
}

fn ridges(it: &mut Sketch, hour: &Hour, reach: Reach) {
    let green = it.look.or(Tone::LEAF);
    let raised = if reach == Reach::Foot { 0.6 } else { 0.0 };
    let ridges = [
        (-0.05, 0.26, Tone::new(0.62, 0.05, hour.sky.h), -0.05),
        (0.25, 0.2, green.turned(12.0).faded(0.6), 0.0),
        (0.55, 0.14, green, 0.05),
    ];
    for (height, swing, tone, lit) in ridges {
        ridge(it, (height - raised, swing), (tone.lit(hour.land), lit), reach);
    }
}

fn hour(it: &Sketch) -> Hour {
    if it.look.says(&["night", "midnight", "dark", "cave", "dungeon"]) {
        Hour {
            sky: Tone::new(0.3, 0.09, 275.0),
            glow: Tone::new(0.42, 0.1, 280.0),
            lamp: Tone::new(0.93, 0.03, 95.0),
            land: -0.2,
        }
    } else if it.look.says(&["sunset", "dusk", "dawn", "sunrise", "evening"]) {
        Hour {
            sky: Tone::new(0.55, 0.12, 310.0),
            glow: Tone::new(0.78, 0.14, 55.0),
            lamp: Tone::new(0.88, 0.14, 80.0),
            land: -0.1,
        }
    } else {
        Hour {
            sky: Tone::new(0.72, 0.11, 242.0),
            glow: Tone::new(0.88, 0.05, 225.0),
            lamp: Tone::new(0.94, 0.1, 98.0),
            land: 0.0,
        }
    }
}

/// A sky that glows towards the land, with a sun or a moon, and clouds.
fn sky(it: &mut Sketch, hour: &Hour) {
    let high = it.canvas.flat(hour.sky);
    let low = it.canvas.flat(hour.glow);
    let between = it.canvas.flat(Tone::new(
        (hour.sky.l + hour.glow.l) / 2.0,
        (hour.sky.c + hour.glow.c) / 2.0,
        hour.sky.h,
    ));
    let lamp = it.canvas.flat(hour.lamp);
    let shimmer = Noise::new(&mut it.dice, [24, 24]);
    it.canvas.joined(|canvas| {
        for (material, from) in [(high, -2.0), (between, -0.45), (low, 0.0)] {
            canvas.fill(material, [-1.0, from - 0.1, 1.0, 1.0], |u, v| {
                let ragged = (shimmer.at((u + 1.0) / 2.0, (v + 1.0) / 2.0) - 0.5) * 0.12;
                (v + ragged >= from).then_some(0.0)
            });
        }
    });
    let place = [it.dice.between(-0.6, 0.6), -0.6];
    let [width, height] = it.canvas.size().map(|it| it as f32);
    let round = [0.17 * width.min(height) / width, 0.17 * width.min(height) / height];
    it.canvas.marked(|it| it.ellipse(lamp, place, round));
    for _ in 0..3 {
        let [x, y] = [it.dice.between(-0.7, 0.7), it.dice.between(-0.75, -0.3)];
        let wide = it.dice.between(0.14, 0.26);
        it.canvas.marked(|canvas| {
            canvas.ellipse(low, [x, y], [wide, 0.05]);
            canvas.ellipse(low, [x + wide * 0.2, y - 0.05], [wide * 0.5, 0.06]);
        });
    }
}

/// A chain of hills whose crest is about here.
fn ridge(it: &mut Sketch, (height, swing): (f32, f32), (tone, lit): (Tone, f32), reach: Reach) {
    let land = it.canvas.mix(tone);
    let crest = Noise::new(&mut it.dice, [5, 1]);
    let rough = Noise::new(&mut it.dice, [18, 18]);
    it.canvas.fill(land, [-1.0, -1.0, 1.0, 1.0], |u, v| {
        let (x, y) = ((u + 1.0) / 2.0, (v + 1.0) / 2.0);
        let foot = if reach == Reach::Foot { u * u * u * u * 1.7 } else { 0.0 };
        let top = height + (crest.at(x, 0.0) - 0.5) * 2.0 * swing + foot;
        let below = v - top;
        let face = light(0.0, -0.5, 0.8) - 0.8 * below + (rough.at(x, y) - 0.5) * 0.5 + lit;
        (below >= 0.0).then_some(face)
    });
}
