//! What subjects are drawn of: ellipses, boxes, rings, hairs, leaves, blobs and blades.

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

pub(crate) fn solid(colour: Colour) -> Paint {
    Paint { colour, alpha: 1.0 }
}

pub(crate) fn lit(colour: Colour, by: f64) -> Colour {
    colour.map(|it| (it * by).clamp(0.0, 1.0))
}

/// How far a place lies in an ellipse: 0 in its middle, 1 at its outline.
pub(crate) fn within([x, y]: Place, [left, top]: Place, [width, height]: [f64; 2]) -> f64 {
    let (x, y) = ((x - left) / width, (y - top) / height);
    (x * x + y * y).sqrt()
}

/// An ellipse lit from the top left, with an outline if it has one.
pub(crate) fn ball(
    middle: Place,
    size: [f64; 2],
    colour: Colour,
    outline: Option<(Colour, f64)>,
) -> Shape {
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
pub(crate) fn plate(middle: Place, half: [f64; 2], round: f64, colour: Colour) -> Shape {
    Box::new(move |[x, y]| {
        let (x, y) = ((x - middle[0]).abs() - half[0], (y - middle[1]) / half[1]);
        let down = y.abs() * half[1] - half[1];
        let corner = ((x + round).max(0.0).powi(2) + (down + round).max(0.0).powi(2)).sqrt();
        let inside = x <= 0.0 && down <= 0.0 && corner <= round;
        inside.then(|| solid(lit(colour, 1.03 - 0.1 * y)))
    })
}

pub(crate) fn ring(middle: Place, [inner, outer]: [f64; 2], paint: Paint) -> Shape {
    Box::new(move |place| {
        let far = within(place, middle, [1.0; 2]);
        (far >= inner && far <= outer).then_some(paint)
    })
}

/// A hair from one place to another, thinner towards its end.
pub(crate) fn hair(from: Place, to: Place, width: f64, colour: Colour) -> Shape {
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

/// An almond with a vein along it.
pub(crate) fn leaf(middle: Place, lean: f64, size: f64, colour: Colour) -> Shape {
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

/// A round thing whose outline waves: its distance from the middle is `mean` and some waves of
/// amplitude and phase, the first once around, the second twice. Stripes of another brightness.
pub(crate) fn blob(mean: f64, waves: Vec<[f64; 2]>, colour: Colour, stripes: f64) -> Shape {
    Box::new(move |[x, y]| {
        let turn = y.atan2(x);
        let wave = |(n, it): (usize, &[f64; 2])| it[0] * ((n + 1) as f64 * turn + it[1]).cos();
        let edge = mean + waves.iter().enumerate().map(wave).sum::<f64>();
        let light = 1.0 - 0.22 * (x + y) + stripes * (9.0 * (x - 0.4 * y)).sin();
        ((x * x + y * y).sqrt() <= edge).then(|| solid(lit(colour, light)))
    })
}

/// A blade from one place to another, bright on one side of its middle and dark on the other.
pub(crate) fn blade(from: Place, to: Place, half: f64, colour: Colour) -> Shape {
    let along = [to[0] - from[0], to[1] - from[1]];
    let length = (along[0] * along[0] + along[1] * along[1]).sqrt();
    Box::new(move |[x, y]| {
        let off = [x - from[0], y - from[1]];
        let share = (off[0] * along[0] + off[1] * along[1]) / (length * length);
        let beside = (off[0] * along[1] - off[1] * along[0]) / length;
        let half = half * ((1.0 - share) * 6.0).clamp(0.0, 1.0);
        let inside = (0.0..=1.0).contains(&share) && beside.abs() <= half;
        inside.then(|| solid(lit(colour, if beside < 0.0 { 1.08 } else { 0.82 })))
    })
}
