//! Cuts out by a mask that a segmentation network made.
//!
//! Networks look at a small copy: their masks know where a subject is, and not how each hair ends.
//! So the mask says what is surely subject and surely not, and the pixels in between are unmixed,
//! with the background behind them guessed from what is around.

use crate::action::Edges;
use crate::image::Bitmap;
use crate::image::alpha::clean;
use crate::image::cut_out::account::{Account, percent};
use crate::image::cut_out::inpaint::inpainted;
use crate::image::cut_out::mask::Mask;
use crate::image::cut_out::trimap::Trimap;
use crate::image::cut_out::unmix::{Unmixing, palette};

/// A mask this bright is subject, and this dark is not, in steps of a byte.
const SUBJECT: f32 = 230.0;
const BEHIND: f32 = 25.0;

/// The subject under the mask, which may be of another size.
pub(crate) fn cut(bitmap: &Bitmap, mask: &Bitmap, edges: Edges) -> (Bitmap, Account) {
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let prior = brought_to(mask, width, height);
    // A mask of 320 pixels that is enlarged is blurred by as much.
    let reach = (width.min(height) / 128).clamp(2, 12);
    let at_least = |least: f32| Mask::of(width, height, |idx| prior[idx] >= least);
    let trimap = Trimap {
        behind: at_least(BEHIND).grown(reach * reach).complement(),
        sure: at_least(SUBJECT).complement().grown(reach * reach).complement(),
        strokes: Mask::of(width, height, |_| false),
    };
    let surfaces = inpainted(bitmap, &trimap.behind);
    let unmixing = Unmixing {
        bitmap,
        trimap: &trimap,
        surface: |x, y| surfaces[y * width + x],
        seen: None,
        shadow: None,
        palette: palette(bitmap, &trimap.sure),
        noise: 0.0,
        prior: Some(&prior),
        bled: None,
    };
    let (mut res, _) = unmixing.done();
    clean(&mut res, edges);
    (res, account(&prior))
}

fn account(prior: &[f32]) -> Account {
    let unsure = prior.iter().filter(|it| (BEHIND..SUBJECT).contains(*it)).count();
    let subject = prior.iter().filter(|it| **it >= SUBJECT).count();
    let decided = subject as f32 / (subject + unsure).max(1) as f32;
    Account {
        way: "the mask of a network, unmixed at its outline".to_owned(),
        sure: percent(&[0.9, decided]),
        advice: (subject == 0)
            .then(|| "the network found no subject: look at its mask, or use another".to_owned()),
        uncut: false,
    }
}

/// The mask's brightness at every pixel of a picture, 0 to 255, interpolated between its pixels.
fn brought_to(mask: &Bitmap, width: usize, height: usize) -> Vec<f32> {
    if mask.pixels().is_empty() {
        return vec![0.0; width * height];
    }
    let along = |at: usize, side: usize, of: u32| {
        let place = (at as f32 + 0.5) * of as f32 / side as f32 - 0.5;
        let place = place.clamp(0.0, (of - 1) as f32);
        let first = place as u32;
        (first, (first + 1).min(of - 1), place - first as f32)
    };
    let value = |x: u32, y: u32| f32::from(mask.get(x, y)[0]);
    let mix = |a: f32, b: f32, share: f32| a + (b - a) * share;
    let mut res = Vec::with_capacity(width * height);
    for y in 0..height {
        let (top, bottom, down) = along(y, height, mask.height());
        for x in 0..width {
            let (left, right, by) = along(x, width, mask.width());
            let above = mix(value(left, top), value(right, top), by);
            res.push(mix(above, mix(value(left, bottom), value(right, bottom), by), down));
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A red disc with a rim of one mixed pixel, before a scene of two colours.
    fn scene() -> Bitmap {
        let pixel = |idx: u32| {
            let (x, y) = (idx % 64, idx / 64);
            let (right, down) = (f64::from(x) - 31.5, f64::from(y) - 31.5);
            let share = (20.0 - (right * right + down * down).sqrt() + 0.5).clamp(0.0, 1.0);
            let behind = if x < 32 { [20.0, 60.0, 200.0] } else { [230.0, 220.0, 120.0] };
            let mix = |own: f64, behind: f64| (own * share + behind * (1.0 - share)) as u8;
            [mix(200.0, behind[0]), mix(30.0, behind[1]), mix(30.0, behind[2]), 255]
        };
        Bitmap::from_pixels(64, 64, (0..64 * 64).map(pixel).collect())
    }

    /// What a network says that looks at an eighth of the size.
    fn mask(side: u32) -> Bitmap {
        let pixel = |idx: u32| {
            let at = |it: u32| (f64::from(it) + 0.5) * 64.0 / f64::from(side) - 32.0;
            let (right, down) = (at(idx % side), at(idx / side));
            let share = ((20.0 - (right * right + down * down).sqrt()) / 4.0 + 0.5).clamp(0.0, 1.0);
            let grey = (share * 255.0) as u8;
            [grey, grey, grey, 255]
        };
        Bitmap::from_pixels(side, side, (0..side * side).map(pixel).collect())
    }

    #[test]
    fn a_coarse_mask_gets_a_sharp_outline_from_the_pixels() {
        let (cut, account) = cut(&scene(), &mask(16), Edges::Soft);
        let wrong = (0..64 * 64).filter(|idx| {
            let (right, down) = (f64::from(idx % 64) - 31.5, f64::from(idx / 64) - 31.5);
            let far = (right * right + down * down).sqrt();
            let alpha = cut.get(idx % 64, idx / 64)[3];
            (far < 19.0 && alpha < 230) || (far > 21.5 && alpha > 25)
        });
        assert_eq!(wrong.count(), 0);
        assert!(account.way.contains("network"), "{account}");
    }

    #[test]
    fn an_empty_mask_leaves_nothing_and_says_so() {
        let (cut, account) = cut(&scene(), &Bitmap::new(8, 8), Edges::Soft);
        assert!(cut.pixels().iter().all(|it| *it == [0; 4]));
        assert_eq!(account.sure, 0);
        assert!(account.advice.unwrap().contains("found no subject"));
        assert_eq!(self::cut(&Bitmap::new(0, 3), &mask(4), Edges::Hard).0, Bitmap::new(0, 3));
    }
}
