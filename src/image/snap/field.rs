//! `Field`: a picture as places in a space where distances look right.

use crate::colour::{Rgb, linear};
use crate::image::Bitmap;

/// How far the transparent is from any colour, in the units of OKLab.
const ALPHA: f32 = 0.6;
/// About so many pairs of neighbours are looked at for the noise.
const SAMPLES: usize = 40_000;

/// OKLab multiplied by alpha, and alpha: what is transparent is one place, far from the colours.
pub(super) type Place = [f32; 4];

pub(super) struct Field {
    pub(super) width: usize,
    pub(super) height: usize,
    /// `width × height` places, by rows.
    pub(super) places: Vec<Place>,
}

/// Along which lines a picture is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Along {
    /// From left to right: cuts are between columns.
    X,
    /// From top to bottom: cuts are between rows.
    Y,
}

impl Field {
    pub(super) fn of(bitmap: &Bitmap) -> Field {
        let light: Vec<f32> = (0..=255).map(linear).collect();
        let mut last = ([0; 4], [0.0; 4]);
        let place = |pixel: &[u8; 4]| {
            // Neighbours are often equal, and cube roots slow.
            if *pixel != last.0 {
                last = (*pixel, place(*pixel, &light));
            }
            last.1
        };
        Field {
            width: bitmap.width() as usize,
            height: bitmap.height() as usize,
            places: bitmap.pixels().iter().map(place).collect(),
        }
    }

    /// Half as wide and high: each place is the mean of four. A last odd column or row is left out.
    pub(super) fn halved(&self) -> Field {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut places = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let four = [(0, 0), (1, 0), (0, 1), (1, 1)]
                    .map(|(dx, dy)| self.at(2 * x + dx, 2 * y + dy));
                places.push(
                    [0, 1, 2, 3].map(|axis| four.iter().map(|it| it[axis]).sum::<f32>() / 4.0),
                );
            }
        }
        Field { width, height, places }
    }

    pub(super) fn at(&self, x: usize, y: usize) -> Place {
        self.places[y * self.width + x]
    }

    /// Pixels from end to end of a line.
    pub(super) fn length(&self, along: Along) -> usize {
        match along {
            Along::X => self.width,
            Along::Y => self.height,
        }
    }

    /// The middle distance of two neighbours: within cells there are more of them than across.
    pub(super) fn noise(&self) -> f32 {
        let step = (self.places.len() / SAMPLES).max(1);
        let inner = (1..self.places.len()).step_by(step).filter(|it| it % self.width != 0);
        let between = |it: usize| distance(self.places[it - 1], self.places[it]);
        let mut distances: Vec<f32> = inner.map(between).collect();
        distances.sort_by(f32::total_cmp);
        distances.get(distances.len() / 2).copied().unwrap_or(0.0)
    }
}

fn place([r, g, b, a]: [u8; 4], light: &[f32]) -> Place {
    if a == 0 {
        return [0.0; 4];
    }
    let it = Rgb::oklab_of_light([r, g, b].map(|it| light[usize::from(it)]));
    let alpha = f32::from(a) / 255.0;
    [it.l * alpha, it.a * alpha, it.b * alpha, ALPHA * alpha]
}

pub(super) fn squared_distance(a: Place, b: Place) -> f32 {
    let [p, q, r, s] = [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]];
    (p * p + q * q) + (r * r + s * s)
}

pub(super) fn distance(a: Place, b: Place) -> f32 {
    squared_distance(a, b).sqrt()
}
