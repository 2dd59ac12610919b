//! Whether a model painted the checkerboard with which programs show transparency.
//!
//! It is looked for along the four edges of the frame: two greys that take turns at an even pace.

use crate::action::Finding;
use crate::image::Bitmap;
use crate::image::check::measured::Measured;

/// Channels that differ by more are no grey.
const GREY: u8 = 12;
/// The least difference of the two greys.
const APART: i32 = 12;
/// The least share of an edge that shows one of the two greys, in percent.
const SHOWN: usize = 85;
/// The fewest squares along an edge.
const SQUARES: usize = 5;
/// The least share of squares that are as long as most, in percent.
const EVEN: usize = 75;

/// No edge of the frame shows a checkerboard.
pub(crate) fn checkerboard(picture: &Bitmap) -> Finding {
    let squares = edges(picture).iter().find_map(|it| squares(it));
    Measured {
        check: "checkerboard",
        hard: true,
        passed: squares.is_none(),
        measured: match squares {
            Some(length) => format!("a painted checkerboard with squares of {length} px"),
            None => "no painted checkerboard".to_owned(),
        },
        required: "none".to_owned(),
    }
    .or_suggest(
        "paint one flat plain background color; do not draw a checkerboard pattern to show \
         transparency",
    )
}

/// The pixels along the top, the bottom, the left and the right.
fn edges(picture: &Bitmap) -> Vec<Vec<[u8; 4]>> {
    let (width, height) = (picture.width(), picture.height());
    if picture.pixels().is_empty() {
        return Vec::new();
    }
    let row = |y: u32| (0..width).map(|x| picture.get(x, y)).collect();
    let column = |x: u32| (0..height).map(|y| picture.get(x, y)).collect();
    vec![row(0), row(height - 1), column(0), column(width - 1)]
}

/// How long the squares are that take turns along an edge; none if there are none.
fn squares(edge: &[[u8; 4]]) -> Option<usize> {
    let grey = |&[r, g, b, a]: &[u8; 4]| {
        let spread = r.max(g).max(b) - r.min(g).min(b);
        (a == 255 && spread <= GREY).then(|| i32::from(g))
    };
    let greys: Vec<Option<i32>> = edge.iter().map(grey).collect();
    let mut seen: Vec<i32> = greys.iter().flatten().copied().collect();
    seen.sort_unstable();
    let dark = *seen.get(seen.len() / 8)?;
    let light = *seen.get(seen.len() - 1 - seen.len() / 8)?;
    if light - dark < APART {
        return None;
    }
    let near = |it: i32, to: i32| (it - to).abs() * 4 <= light - dark;
    let shown = seen.iter().filter(|it| near(**it, dark) || near(**it, light)).count();
    if shown * 100 < edge.len() * SHOWN {
        return None;
    }
    even_runs(greys.iter().flatten().map(|it| it * 2 > dark + light))
}

/// The middle length of runs of equal values, if nearly all inner ones are that long.
fn even_runs(values: impl Iterator<Item = bool>) -> Option<usize> {
    let values: Vec<bool> = values.collect();
    let runs: Vec<usize> = values.chunk_by(|a, b| a == b).map(<[bool]>::len).collect();
    // The frame cuts the first and the last one.
    let inner = runs.get(1..runs.len().checked_sub(1)?)?;
    if inner.len() < SQUARES {
        return None;
    }
    let mut sorted = inner.to_vec();
    sorted.sort_unstable();
    let middle = sorted[sorted.len() / 2];
    let slack = (middle / 6).max(1);
    let even = inner.iter().filter(|it| it.abs_diff(middle) <= slack).count();
    // Of single pixels, noise looks even too.
    (middle >= 3 && even * 100 >= inner.len() * EVEN).then_some(middle)
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
