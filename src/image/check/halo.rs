//! Whether the background's colour is left around a subject that was cut out.

use crate::action::Finding;
use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::alpha::{NOISE, SOLID};
use crate::image::check::measured::Measured;
use crate::image::measure::Share;

/// So much of the background must be in a pixel to count, as a share of the way to it.
const MIXED: f32 = 0.2;
/// How far beside the way a pixel may lie, as a share of its own distance from the inside.
const BESIDE: f32 = 0.45;
/// A background this near to the inside, in steps of a channel, cannot be told from it.
const ALIKE: f32 = 60.0;
/// What is looked for where nobody says what was behind: what white paper leaves.
const PAPER: Rgb = Rgb([255; 3]);

/// Little of the subject's rim is a mixture of its inside and the background: `most` is in percent.
///
/// `behind` is the colour that was keyed out. Where it is not known, only half transparent pixels
/// that are whiter than what they stand beside count: a white outline may be meant.
pub(crate) fn halo(picture: &Bitmap, behind: Option<Rgb>, most: u32) -> Finding {
    let tainted = tainted(picture, behind);
    let colour = behind.unwrap_or(PAPER);
    Measured {
        check: "halo",
        hard: false,
        passed: tainted.n * 100 <= u64::from(most) * tainted.of,
        measured: format!("{tainted} of the rim shows {colour}"),
        required: format!("at most {most} %"),
    }
    .or_suggest(
        "give the subject a clean dark outline against the background, without glow, halo or \
         colored fringe",
    )
}

/// How many pixels of the rim are tainted, of those that have an inside to be compared with.
fn tainted(picture: &Bitmap, behind: Option<Rgb>) -> Share {
    let inside = inside(picture);
    let width = picture.width() as usize;
    let towards = behind.unwrap_or(PAPER).0.map(f32::from);
    let mut res = Share { n: 0, of: 0 };
    for (idx, pixel) in picture.pixels().iter().enumerate() {
        if pixel[3] < NOISE || inside[idx] {
            continue;
        }
        let place = [idx % width, idx / width];
        let Some(within) = nearest_inside(picture, &inside, place) else { continue };
        res.of += 1;
        let counts = behind.is_some() || pixel[3] <= SOLID;
        let own = [pixel[0], pixel[1], pixel[2]].map(f32::from);
        res.n += u64::from(counts && is_mixture(own, within, towards));
    }
    res
}

/// For each pixel: whether it and its eight neighbours can all be seen.
fn inside(picture: &Bitmap) -> Vec<bool> {
    let width = picture.width() as usize;
    let mut across = vec![false; picture.pixels().len()];
    let rows = picture.pixels().chunks_exact(width.max(1));
    for (row, across) in rows.zip(across.chunks_exact_mut(width.max(1))) {
        for (three, it) in row.windows(3).zip(across.iter_mut().skip(1)) {
            *it = three.iter().all(|it| it[3] >= NOISE);
        }
    }
    let mut res = vec![false; across.len()];
    for idx in width..across.len().saturating_sub(width) {
        res[idx] = across[idx - width] && across[idx] && across[idx + width];
    }
    res
}

/// The mean colour of the pixels of the inside that are nearest, one or two pixels away.
fn nearest_inside(picture: &Bitmap, inside: &[bool], [x, y]: [usize; 2]) -> Option<[f32; 3]> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    (1..=2).find_map(|reach| {
        let (mut sum, mut n) = ([0_u32; 3], 0);
        for row in y.saturating_sub(reach)..=(y + reach).min(height - 1) {
            for column in x.saturating_sub(reach)..=(x + reach).min(width - 1) {
                let idx = row * width + column;
                if inside[idx] {
                    let pixel = picture.pixels()[idx];
                    for (sum, value) in sum.iter_mut().zip(pixel) {
                        *sum += u32::from(value);
                    }
                    n += 1;
                }
            }
        }
        (n > 0).then(|| sum.map(|it| it as f32 / n as f32))
    })
}

/// Whether a colour lies on the way from the inside's to the background's.
fn is_mixture(own: [f32; 3], within: [f32; 3], behind: [f32; 3]) -> bool {
    let minus = |a: [f32; 3], b: [f32; 3]| [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    let dot = |a: [f32; 3], b: [f32; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let (way, off) = (minus(behind, within), minus(own, within));
    let length = dot(way, way);
    if length < ALIKE * ALIKE {
        return false;
    }
    let share = dot(off, way) / length;
    let beside = dot(off, off) - share * share * length;
    share >= MIXED && beside <= BESIDE * BESIDE * dot(off, off)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAGENTA: Rgb = Rgb([255, 0, 255]);

    /// A green disc of radius 12 whose outermost pixels are these.
    fn disc(rim: [u8; 4]) -> Bitmap {
        let mut res = Bitmap::new(32, 32);
        for y in 0..32_u32 {
            for x in 0..32_u32 {
                let squared = x.abs_diff(16).pow(2) + y.abs_diff(16).pow(2);
                if squared <= 121 {
                    res.set(x, y, [40, 160, 60, 255]);
                } else if squared <= 144 {
                    res.set(x, y, rim);
                }
            }
        }
        res
    }

    fn passes(rim: [u8; 4], behind: Option<Rgb>) -> bool {
        halo(&disc(rim), behind, 10).passed
    }

    #[test]
    fn a_rim_mixed_with_the_key_is_a_halo() {
        assert!(!passes([120, 96, 140, 255], Some(MAGENTA)));
        assert!(!passes([148, 80, 158, 90], Some(MAGENTA)));
        assert!(!passes([255, 0, 255, 255], Some(MAGENTA)));
    }

    #[test]
    fn an_outline_a_highlight_and_a_clean_edge_are_none() {
        for rim in [[0, 0, 0, 255], [40, 160, 60, 90], [20, 90, 30, 255], [200, 240, 200, 255]] {
            assert!(passes(rim, Some(MAGENTA)), "{rim:?}");
            assert!(passes(rim, None), "{rim:?}");
        }
    }

    #[test]
    fn paper_shows_in_half_transparent_pixels_and_a_white_outline_is_meant() {
        assert!(!passes([150, 210, 160, 120], None));
        assert!(passes([255, 255, 255, 255], None));
    }

    #[test]
    fn lines_without_an_inside_are_not_compared() {
        assert_eq!(tainted(&Bitmap::new(3, 3), None), Share { n: 0, of: 0 });
        let line = Bitmap::from_pixels(9, 1, vec![[255, 0, 255, 255]; 9]);
        assert_eq!(tainted(&line, Some(MAGENTA)), Share { n: 0, of: 0 });
    }
}
