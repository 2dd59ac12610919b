//! Whether a model painted the checkerboard with which programs show transparency.
//!
//! It is looked for by the very recogniser that cuts it out, and where it was half cut out: squares
//! of one grey that take turns with nothing.

use crate::action::Finding;
use crate::image::Bitmap;
use crate::image::check::measured::Measured;
use crate::image::cut_out::{Checkerboard, Flared};

/// There is no checkerboard around the subject, nor the half of one.
pub(crate) fn checkerboard(picture: &Bitmap) -> Finding {
    let flared = Flared::new();
    let whole = Checkerboard::find(picture, &flared).map(|it| ("a painted", it.lattice.tile));
    let found =
        whole.or_else(|| Some(("half of a painted", Checkerboard::half_cut(picture, &flared)?)));
    Measured {
        check: "checkerboard",
        hard: true,
        passed: found.is_none(),
        measured: match found {
            Some((what, tile)) => {
                let side = tile.round();
                format!("{what} checkerboard with squares of {side} px")
            }
            None => "no painted checkerboard".to_owned(),
        },
        required: "none".to_owned(),
    }
    .or_suggest(
        "paint one flat plain background color; do not draw a checkerboard pattern to show \
         transparency",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::numbers;

    /// A red disc on two greys in squares, each pixel off by up to so much.
    fn painted(square: u32, greys: [u8; 2], noise: u64) -> Bitmap {
        let mut res = Bitmap::new(120, 120);
        let mut numbers = numbers(5);
        for y in 0..120_u32 {
            for x in 0..120_u32 {
                let off = (numbers.next().unwrap() % (2 * noise + 1)) as i32 - noise as i32;
                let grey = greys[((x / square + y / square) % 2) as usize];
                let grey = (i32::from(grey) + off).clamp(0, 255) as u8;
                let inside = x.abs_diff(60).pow(2) + y.abs_diff(60).pow(2) < 1600;
                res.set(x, y, if inside { [200, 0, 0, 255] } else { [grey, grey, grey, 255] });
            }
        }
        res
    }

    #[test]
    fn a_painted_checkerboard_is_found_in_any_size_and_greys() {
        for (square, greys) in [(4, [255, 204]), (8, [153, 102]), (16, [255, 230]), (11, [40, 70])]
        {
            let finding = checkerboard(&painted(square, greys, 3));
            let words = format!("a painted checkerboard with squares of {square} px");
            assert_eq!((finding.measured, finding.passed), (words, false), "{greys:?}");
        }
    }

    #[test]
    fn a_flat_a_noisy_and_an_empty_background_are_no_checkerboard() {
        for picture in [
            painted(200, [255, 204], 3),
            painted(200, [128, 128], 90),
            painted(1, [255, 204], 0),
            Bitmap::new(120, 120),
            Bitmap::new(0, 9),
            Bitmap::new(1, 1),
        ] {
            assert!(checkerboard(&picture).passed);
        }
    }
}
