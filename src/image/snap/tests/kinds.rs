//! Kinds of paintings that models make, each with what is right for it.

use std::collections::BTreeSet;

use crate::image::geometry::scaled;
use crate::image::snap::tests::grids::{COLOURS, sprite};
use crate::image::tests::numbers;
use crate::image::{Bitmap, SnapOptions, SnapVerdict, snap};

fn enlarged(
    truth: &Bitmap,
    by: u32,
    mut pixel: impl FnMut(u32, u32, [u8; 4]) -> [u8; 4],
) -> Bitmap {
    let mut res = scaled(truth, by).unwrap();
    for y in 0..res.height() {
        for x in 0..res.width() {
            res.set(x, y, pixel(x, y, res.get(x, y)));
        }
    }
    res
}

fn shifted([r, g, b, a]: [u8; 4], by: i32) -> [u8; 4] {
    let [r, g, b] = [r, g, b].map(|it| (i32::from(it) + by).clamp(0, 255) as u8);
    [r, g, b, a]
}

/// Light noise, the same for every channel.
fn noise(seed: u64, most: u64) -> impl FnMut() -> i32 {
    let mut random = numbers(seed);
    move || (random.next().unwrap() % (2 * most + 1)) as i32 - most as i32
}

/// Every cell of a colour of its own, anywhere.
fn busy(side: u32) -> Bitmap {
    let mut random = numbers(7);
    let pixels = (0..side * side).map(|_| COLOURS[(random.next().unwrap() % 8) as usize]);
    Bitmap::from_pixels(side, side, pixels.collect())
}

/// Twelve shades that a person tells apart, anywhere.
fn shades(side: u32) -> Bitmap {
    let shade =
        |idx: u32| [(30 + idx * 17) as u8, (60 + idx * 11) as u8, (220 - idx * 9) as u8, 255];
    let mut random = numbers(8);
    let pixels = (0..side * side).map(|_| shade((random.next().unwrap() % 12) as u32));
    Bitmap::from_pixels(side, side, pixels.collect())
}

fn colours(bitmap: &Bitmap) -> usize {
    bitmap.pixels().iter().collect::<BTreeSet<_>>().len()
}

fn is_near(a: &Bitmap, b: &Bitmap, most: u8) -> bool {
    let near = |(a, b): (&[u8; 4], &[u8; 4])| a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= most);
    [a.width(), a.height()] == [b.width(), b.height()]
        && a.pixels().iter().zip(b.pixels()).all(near)
}

#[test]
fn a_busy_picture_of_many_thousand_cells_has_a_grid() {
    let truth = busy(120);
    let mut off = noise(1, 6);
    let painting = enlarged(&truth, 5, |_, _, it| shifted(it, off()));
    let res = snap(&painting, &SnapOptions::default());
    assert_eq!(res.report.size, [120, 120], "{}", res.report.sentence());
    assert!(is_near(&res.bitmap, &truth, 6));
}

#[test]
fn a_fine_pattern_joins_no_colours() {
    let truth = shades(24);
    for amplitude in [4, 9] {
        let painting = enlarged(&truth, 13, |x, y, it| {
            shifted(it, if (x / 2 + y / 2) % 2 == 0 { amplitude } else { -amplitude })
        });
        let res = snap(&painting, &SnapOptions::default());
        assert_eq!(res.report.size, [24, 24], "{}", res.report.sentence());
        assert_eq!(colours(&res.bitmap), colours(&truth), "a pattern of {amplitude}");
        assert!(is_near(&res.bitmap, &truth, 6));
    }
}

#[test]
fn a_painting_of_few_colours_is_no_native_picture() {
    let truth = shades(24);
    let mut off = noise(2, 14);
    // A palette of at most 255 colours, as a GIF has.
    let coarse = |[r, g, b, a]: [u8; 4]| [r / 16 * 16, g / 16 * 16, b / 16 * 16, a];
    let painting = enlarged(&truth, 13, |_, _, it| coarse(shifted(it, off())));
    assert!(colours(&painting) <= 256);
    let res = snap(&painting, &SnapOptions::default());
    assert_eq!((res.report.verdict, res.report.size), (SnapVerdict::Grid, [24, 24]));
}

#[test]
fn a_straight_lattice_is_kept_straight() {
    // Few edges, none of them at the border: elastic cuts follow the noise.
    let mut truth = Bitmap::new(24, 24);
    for y in 0..24 {
        for x in 0..24 {
            let round = |cy: i32, rx: i32, ry: i32| {
                let (u, v) = (x as i32 - 12, y as i32 - cy);
                u * u * ry * ry + v * v * rx * rx < rx * rx * ry * ry
            };
            let colour = match () {
                () if round(11, 5, 7) => [130, 128, 124, 255],
                () if round(11, 6, 8) => [30, 28, 28, 255],
                () if round(20, 9, 2) => [128, 0, 128, 255],
                () => [255, 0, 255, 255],
            };
            truth.set(x, y, colour);
        }
    }
    for seed in 0..3 {
        let mut off = noise(seed, 7);
        let painting = enlarged(&truth, 20, |_, _, it| shifted(it, off()));
        let res = snap(&painting, &SnapOptions::default());
        assert_eq!(res.report.size, [24, 24], "{}", res.report.sentence());
        assert!(res.report.drift < 0.1, "{}", res.report.sentence());
        assert!(is_near(&res.bitmap, &truth, 6));
    }
}

/// A Gaussian, or nearly: the mean over a square, three times.
fn blurred(mut bitmap: Bitmap, reach: i64) -> Bitmap {
    let (width, height) = (i64::from(bitmap.width()), i64::from(bitmap.height()));
    for across in [true, false, true, false, true, false] {
        let before = bitmap.clone();
        for y in 0..height {
            for x in 0..width {
                let mut sum = [0; 4];
                for off in -reach..=reach {
                    let (x, y) = if across { (x + off, y) } else { (x, y + off) };
                    let at = |it: i64, side: i64| it.clamp(0, side - 1) as u32;
                    let pixel = before.get(at(x, width), at(y, height));
                    sum.iter_mut().zip(pixel).for_each(|(sum, it)| *sum += i64::from(it));
                }
                let mean = sum.map(|it| (it / (2 * reach + 1)) as u8);
                bitmap.set(x as u32, y as u32, mean);
            }
        }
    }
    bitmap
}

#[test]
fn large_cells_behind_hard_blur_are_read_from_afar() {
    let truth = sprite(16, 3);
    let mut off = noise(3, 4);
    let painting = blurred(enlarged(&truth, 24, |_, _, it| shifted(it, off())), 4);
    let res = snap(&painting, &SnapOptions::default());
    assert_eq!(res.report.verdict, SnapVerdict::Grid, "{}", res.report.sentence());
    assert_eq!(res.report.size, [16, 16], "{}", res.report.sentence());
}

#[test]
fn the_size_asked_for_decides_where_the_picture_does_not() {
    let truth = sprite(16, 3);
    let mut off = noise(4, 4);
    let painting = blurred(enlarged(&truth, 24, |_, _, it| shifted(it, off())), 7);
    let asked = SnapOptions { cells: Some([16, 16]), ..SnapOptions::default() };
    assert_eq!(snap(&painting, &asked).report.size, [16, 16]);
}

#[test]
fn no_grid_of_another_size_is_taken_while_it_is_not_sure() {
    // Boxes that stand anywhere look a little like a grid, of whatever size.
    let mut random = numbers(9);
    let mut boxes = Bitmap::from_pixels(320, 320, vec![[240, 236, 228, 255]; 320 * 320]);
    for _ in 0..14 {
        let mut below = |most: u64| (random.next().unwrap() % most) as u32;
        let (left, top, wide, high) = (below(260), below(260), below(80) + 9, below(80) + 9);
        let colour = COLOURS[below(8) as usize];
        for y in top..(top + high).min(320) {
            for x in left..(left + wide).min(320) {
                boxes.set(x, y, colour);
            }
        }
    }
    let mut off = noise(5, 5);
    let painting = enlarged(&boxes, 1, |_, _, it| shifted(it, off()));
    let asked = SnapOptions { cells: Some([79, 79]), ..SnapOptions::default() };
    let report = snap(&painting, &asked).report;
    let about_79 = report.size.iter().all(|it| (70..=93).contains(it));
    let untouched = report.verdict == SnapVerdict::NotPixelArt;
    assert!(about_79 || untouched || report.confidence >= 0.5, "{}", report.sentence());
}

#[test]
fn glass_and_shadows_keep_their_alpha() {
    let mut truth = sprite(24, 6);
    for (at, pixel) in truth.pixels_mut().iter_mut().enumerate() {
        *pixel = match *pixel {
            it if it == COLOURS[0] => [0; 4],
            it if it == COLOURS[3] => [90, 160, 230, 150],
            it if at / 24 > 17 && it != COLOURS[1] => [0, 0, 0, 100],
            it => it,
        };
    }
    let mut off = noise(6, 4);
    let painting = enlarged(&truth, 11, |_, _, it| shifted(it, off()));
    let res = snap(&painting, &SnapOptions::default());
    assert_eq!(res.report.size, [24, 24], "{}", res.report.sentence());
    let alphas = |it: &Bitmap| it.pixels().iter().map(|it| it[3]).collect::<Vec<_>>();
    assert_eq!(alphas(&res.bitmap), alphas(&truth));
}

#[test]
fn alphas_of_a_soft_outline_are_no_glass() {
    let mut truth = sprite(24, 3);
    truth.pixels_mut().iter_mut().filter(|it| **it == COLOURS[0]).for_each(|it| *it = [0; 4]);
    let painting = blurred(enlarged(&truth, 12, |_, _, it| it), 1);
    let res = snap(&painting, &SnapOptions::default());
    let soft = res.bitmap.pixels().iter().filter(|it| (1..255).contains(&it[3])).count();
    assert!(soft * 50 < 24 * 24, "{soft} translucent cells");
}
