//! Whether copies of a picture meet without a line between them.

use crate::action::{Finding, Tileable};
use crate::image::Bitmap;
use crate::image::check::measured::Measured;
use crate::image::seam::{SEEN, seam};

/// A seam above this makes a tile useless.
const FATAL: u32 = 250;

/// No seam is seen along the axes on which the picture repeats.
pub(crate) fn seams(picture: &Bitmap, tileable: Tileable) -> Finding {
    let sides = [("from side to side", true), ("from below to above", false)];
    let wanted = sides.into_iter().zip(tileable.axes()).filter(|it| it.1).map(|it| it.0);
    let found: Vec<(&str, u32)> = wanted.map(|it| (it.0, seam(picture, it.1))).collect();
    let worst = found.iter().map(|it| it.1).max().unwrap_or(100);
    let figure = |it: u32| format!("{}.{:02}", it / 100, it % 100);
    let each = found.iter().map(|(sides, it)| format!("{} {sides}", figure(*it)));
    Measured {
        check: "seam",
        hard: worst > FATAL,
        passed: worst <= SEEN,
        measured: format!("seam {}", each.collect::<Vec<_>>().join(", ")),
        required: format!("at most {}", figure(SEEN)),
    }
    .or_suggest(
        "let the picture repeat: what leaves it at one edge comes in again at the opposite one",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seam_is_measured_along_the_axes_that_repeat() {
        let mut slope = Bitmap::new(24, 24);
        for (idx, pixel) in (0..).zip(slope.pixels_mut()) {
            let value = 10 * (idx % 24) + idx / 24 % 2;
            *pixel = [u8::try_from(value).unwrap(), 60, 60, 255];
        }
        let both = seams(&slope, Tileable::Both);
        assert!(both.hard && !both.passed && !both.suggestion.is_empty());
        assert!(both.measured.ends_with("from side to side, 1.00 from below to above"), "{both:?}");
        let sideways = seams(&slope, Tileable::X);
        assert!(!sideways.passed && !sideways.measured.contains("above"), "{sideways:?}");
        let upwards = seams(&slope, Tileable::Y);
        assert!(upwards.passed && !upwards.hard, "{upwards:?}");
        assert_eq!(upwards.measured, "seam 1.00 from below to above");
    }
}
