//! Subjects whose alpha is known: shapes with colours, drawn over one another.

use assetbuild::image::Bitmap;

use crate::dice::Dice;

/// Samples of a pixel along each axis.
const FINE: usize = 4;

pub(crate) type Colour = [f64; 3];

/// A colour over whatever is behind it.
#[derive(Clone, Copy)]
pub(crate) struct Paint {
    pub(crate) colour: Colour,
    pub(crate) alpha: f64,
}

/// A place, x to the right and y down, both from -1 to 1.
pub(crate) type Place = [f64; 2];

/// One thing that is drawn: its paint at a place, if it is there.
pub(crate) type Shape = Box<dyn Fn(Place) -> Option<Paint>>;

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

fn solid(colour: Colour) -> Paint {
    Paint { colour, alpha: 1.0 }
}

fn lit(colour: Colour, by: f64) -> Colour {
    colour.map(|it| (it * by).clamp(0.0, 1.0))
}

/// How far a place lies in an ellipse: 0 in its middle, 1 at its outline.
fn within([x, y]: Place, [left, top]: Place, [width, height]: [f64; 2]) -> f64 {
    let (x, y) = ((x - left) / width, (y - top) / height);
    (x * x + y * y).sqrt()
}

/// An ellipse lit from the top left, with an outline if it has one.
fn ball(middle: Place, size: [f64; 2], colour: Colour, outline: Option<(Colour, f64)>) -> Shape {
    Box::new(move |place| {
        let far = within(place, middle, size);
        if let Some((line, width)) = outline
            && far <= 1.0 + width
            && far > 1.0
        {
            return Some(solid(line));
        }
        let light = 1.05 - 0.25 * ((place[0] - middle[0]) + (place[1] - middle[1])) / size[0];
        (far <= 1.0).then(|| solid(lit(colour, light.clamp(0.6, 1.2))))
    })
}

/// A box with rounded corners, lit from above.
fn plate(middle: Place, half: [f64; 2], round: f64, colour: Colour) -> Shape {
    Box::new(move |[x, y]| {
        let (x, y) = ((x - middle[0]).abs() - half[0], (y - middle[1]) / half[1]);
        let down = y.abs() * half[1] - half[1];
        let corner = ((x + round).max(0.0).powi(2) + (down + round).max(0.0).powi(2)).sqrt();
        let inside = x <= 0.0 && down <= 0.0 && corner <= round;
        inside.then(|| solid(lit(colour, 1.03 - 0.1 * y)))
    })
}

fn ring(middle: Place, [inner, outer]: [f64; 2], paint: Paint) -> Shape {
    Box::new(move |place| {
        let far = within(place, middle, [1.0; 2]);
        (far >= inner && far <= outer).then_some(paint)
    })
}

/// A hair from one place to another, thinner towards its end.
fn hair(from: Place, to: Place, width: f64, colour: Colour) -> Shape {
    let along = [to[0] - from[0], to[1] - from[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    Box::new(move |[x, y]| {
        let off = [x - from[0], y - from[1]];
        let share = (off[0] * along[0] + off[1] * along[1]) / length;
        if !(0.0..=1.0).contains(&share) {
            return None;
        }
        let beside = [off[0] - along[0] * share, off[1] - along[1] * share];
        let far = (beside[0] * beside[0] + beside[1] * beside[1]).sqrt();
        (far <= width * (1.0 - 0.8 * share)).then(|| solid(lit(colour, 0.85 + 0.3 * share)))
    })
}

/// Every family, drawn with the chances of one seed.
pub(crate) fn families(seed: u64) -> Vec<Subject> {
    let dice = &mut Dice(seed);
    vec![mascot(dice), mug(dice), fur(dice), robot(dice), leaves(dice), potion(dice), glow(dice)]
}

fn mascot(dice: &mut Dice) -> Subject {
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

fn mug(dice: &mut Dice) -> Subject {
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

fn robot(dice: &mut Dice) -> Subject {
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

fn leaves(dice: &mut Dice) -> Subject {
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

fn leaf(middle: Place, lean: f64, size: f64, colour: Colour) -> Shape {
    let (cos, sin) = (lean.cos(), lean.sin());
    Box::new(move |[x, y]| {
        let (x, y) = (x - middle[0], y - middle[1]);
        let (along, across) = ((x * cos + y * sin) / size, (y * cos - x * sin) / size);
        let half = 0.45 * (1.0 - along * along);
        let vein = across.abs() < 0.04;
        let light = if vein { 0.75 } else { 1.0 + 0.4 * across };
        (along.abs() < 1.0 && across.abs() < half).then(|| solid(lit(colour, light)))
    })
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
