//! Faces: eyes and mouths, on whole pixels, since one pixel more is another expression.

use crate::builtin::sketch::canvas::Canvas;
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::paintbox::Material;
use crate::builtin::sketch::tone::Tone;
use crate::builtin::sketch::words::{Facing, Mood};

/// A pair of eyes and a mouth.
pub(crate) struct Face {
    /// Between the eyes.
    pub(crate) middle: [f32; 2],
    /// From the middle to each eye.
    pub(crate) apart: f32,
    /// Width of an eye.
    pub(crate) eye: f32,
    /// From the eyes down to the mouth; no mouth at 0.
    pub(crate) mouth: f32,
    /// Whether there is white around the pupils.
    pub(crate) white: bool,
}

/// Draws a face as the mood and the facing have it.
pub(crate) fn draw(it: &mut Sketch, face: &Face) {
    if it.look.facing == Facing::Back {
        return;
    }
    let ink = it.canvas.flat(Tone::INK);
    let white = it.canvas.flat(Tone::WHITE);
    let pixel = it.canvas.pixel();
    // Half a profile: what looks to the right has its face moved there, by whole pixels.
    let ahead = match it.look.facing {
        Facing::Side => (0.08 / pixel).round().max(1.0) * pixel,
        _ => 0.0,
    };
    let mood = it.look.mood;
    let shut = mood == Mood::Shut || it.motion.blinks();
    let wide = (face.eye / pixel).round().max(1.0) * pixel;
    it.canvas.marked(|canvas| {
        for (side, mirrored) in [(-1.0, false), (1.0, true)] {
            let place = [face.middle[0] + ahead + side * face.apart, face.middle[1]];
            if shut {
                let low = [place[0], place[1] + wide * 0.3];
                canvas.dot(ink, low, [wide.max(2.0 * pixel), 0.0], mirrored, -1.0);
                continue;
            }
            let tall = wide * 1.35;
            if face.white && wide > 1.5 * pixel {
                canvas.dot(white, place, [wide, tall], mirrored, 1.0);
                pupil(canvas, ink, white, place, wide);
            } else {
                canvas.dot(ink, place, [wide * 0.8, tall], mirrored, -1.0);
            }
            if mood == Mood::Angry {
                brow(canvas, ink, place, [wide, tall], side);
            }
        }
        if face.mouth > 0.0 {
            let place = [face.middle[0] + ahead, face.middle[1] + face.mouth];
            mouth(canvas, ink, place, face.apart, mood);
        }
    });
}

/// The dark of an eye, turned to where it looks, with a light in it where there is room.
fn pupil(canvas: &mut Canvas, ink: Material, white: Material, place: [f32; 2], wide: f32) {
    let pixel = canvas.pixel();
    let size = (wide * 0.62 / pixel).round().max(1.0) * pixel;
    let place = [place[0] + (wide - size) / 2.0, place[1] + pixel * 0.5];
    canvas.dot(ink, place, [size, size * 1.4], false, -1.0);
    if size > 2.5 * pixel {
        let spark = [place[0] - size * 0.25, place[1] - size * 0.4];
        canvas.dot(white, spark, [size * 0.34, size * 0.34], false, 1.0);
    }
}

/// A brow drawn down towards the middle.
fn brow(canvas: &mut Canvas, ink: Material, [x, y]: [f32; 2], [wide, tall]: [f32; 2], side: f32) {
    let pixel = canvas.pixel();
    let outer = [x + side * wide * 0.7, y - tall * 0.5 - pixel];
    let inner = [x - side * wide * 0.7, y - tall * 0.5 + pixel * 0.4];
    canvas.line(ink, outer, inner, 0.03, -1.0);
}

fn mouth(canvas: &mut Canvas, ink: Material, [x, y]: [f32; 2], apart: f32, mood: Mood) {
    let pixel = canvas.pixel();
    let half = (apart * 0.55).max(pixel);
    match mood {
        Mood::Happy => {
            canvas.dot(ink, [x, y], [2.0 * half, 1.6 * pixel], false, -1.0);
            canvas.dot(ink, [x, y + pixel], [half, pixel], false, -1.0);
        }
        Mood::Calm | Mood::Shut => {
            canvas.dot(ink, [x, y], [2.0 * half - pixel, pixel], false, -1.0);
            for (side, mirrored) in [(-1.0, false), (1.0, true)] {
                let corner = [x + side * half, y - pixel];
                canvas.dot(ink, corner, [pixel, pixel], mirrored, -1.0);
            }
        }
        Mood::Angry | Mood::Sad => {
            canvas.dot(ink, [x, y], [2.0 * half - pixel, pixel], false, -1.0);
            for (side, mirrored) in [(-1.0, false), (1.0, true)] {
                let corner = [x + side * half, y + pixel];
                canvas.dot(ink, corner, [pixel, pixel], mirrored, -1.0);
            }
        }
    }
}
