//! What must hold of snapping, whatever is painted.

use proptest::prelude::*;

use crate::colour::Rgb;
use crate::image::geometry::scaled;
use crate::image::snap::cell::{Cell, Tone};
use crate::image::snap::label::labels;
use crate::image::snap::shades::Shade;
use crate::image::tests::{any_bitmap, numbers};
use crate::image::{Bitmap, SnapOptions, SnapPalette, SnapVerdict, snap, unique_colours};

pub(super) const COLOURS: [[u8; 4]; 8] = [
    [255, 0, 255, 255],
    [24, 20, 37, 255],
    [58, 68, 102, 255],
    [90, 105, 136, 255],
    [139, 155, 180, 255],
    [192, 203, 220, 255],
    [228, 59, 68, 255],
    [254, 231, 97, 255],
];

/// A shaded ball with an outline and specks on a flat background.
pub(super) fn sprite(side: u32, seed: u64) -> Bitmap {
    let mut random = numbers(seed);
    let mut res = Bitmap::new(side, side);
    for y in 0..side {
        for x in 0..side {
            let off = |it: u32| 2 * i64::from(it) + 1 - i64::from(side);
            let (u, v) = (off(x), off(y));
            let (squared, rim) = (u * u + v * v, i64::from(side - 4).pow(2));
            let shade = 3 - (u + 2 * v) * 2 / i64::from(side);
            let idx = match random.next().unwrap() % 16 {
                _ if squared > rim => 0,
                _ if squared > i64::from(side - 7).pow(2) => 1,
                0 => 6,
                1 => 7,
                _ => shade.clamp(2, 5) as usize,
            };
            res.set(x, y, COLOURS[idx]);
        }
    }
    res
}

/// The sprite as a model paints it: cells of a broken number of pixels that drift, soft edges,
/// noise. Numbers are 65536ths of a pixel.
fn painted(sprite: &Bitmap, pitch: u32, drift: u32, noise: u64, seed: u64) -> Bitmap {
    let mut random = numbers(seed);
    let side = ((u64::from(sprite.width()) * u64::from(pitch)) >> 16) as u32;
    let cuts: Vec<u64> = (1..sprite.width())
        .map(|idx| {
            // Cells are wider in the middle: a parabola is drift enough.
            let part = u64::from(idx * (sprite.width() - idx));
            let most = u64::from(sprite.width().pow(2) / 4);
            u64::from(idx) * u64::from(pitch) + part * u64::from(drift) / most
        })
        .collect();
    let cell = |at: u64| cuts.partition_point(|it| *it <= at) as u32;
    let mut res = Bitmap::new(side, side);
    for y in 0..side {
        for x in 0..side {
            let mut sum = [0; 3];
            for (dx, dy) in [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (0, 2), (1, 2), (2, 2)]
            {
                let place = |it: u32, off: u64| (u64::from(it) << 16) + off * 32_768;
                let [r, g, b, _] = sprite.get(cell(place(x, dx)), cell(place(y, dy)));
                for (sum, value) in sum.iter_mut().zip([r, g, b]) {
                    *sum += i64::from(value);
                }
            }
            let [r, g, b] = sum.map(|it| {
                let off = (random.next().unwrap() % (2 * noise + 1)) as i64 - noise as i64;
                (it / 9 + off).clamp(0, 255) as u8
            });
            res.set(x, y, [r, g, b, 255]);
        }
    }
    res
}

fn palette() -> SnapPalette {
    SnapPalette::Given(COLOURS.map(|[r, g, b, _]| Rgb([r, g, b])).to_vec())
}

fn check(side: u32, pitch: u32, drift: u32, noise: u64) {
    for seed in 0..3 {
        let truth = sprite(side, seed);
        let painting = painted(&truth, pitch, drift, noise, seed);
        let options = SnapOptions { palette: palette(), ..SnapOptions::default() };
        let res = snap(&painting, &options);
        assert_eq!(res.report.verdict, SnapVerdict::Grid, "seed {seed}");
        assert_eq!(res.report.size, [side, side], "seed {seed}: {}", res.report.sentence());
        assert!(res.bitmap == truth, "seed {seed}: other pixels, {}", res.report.sentence());
        assert!(res.report.confidence >= 0.5, "{}", res.report.sentence());
    }
}

#[test]
fn cells_that_are_not_whole_pixels_wide_are_recovered_exactly() {
    check(24, 9 << 16 | 0x6000, 0, 0);
    check(32, 7 << 16 | 0xc000, 0, 0);
}

#[test]
fn noise_and_drift_do_not_cost_a_pixel() {
    check(24, 9 << 16 | 0x6000, 0, 6);
    check(24, 11 << 16 | 0x4000, 5 << 16, 8);
    check(32, 8 << 16, 3 << 16, 10);
}

#[test]
fn an_exact_enlargement_is_taken_back_exactly() {
    for (side, by) in [(16, 2), (24, 3), (32, 8), (17, 31)] {
        let truth = sprite(side, 5);
        let res = snap(&scaled(&truth, by).unwrap(), &SnapOptions::default());
        assert_eq!(res.report.verdict, SnapVerdict::Enlarged);
        assert!(res.bitmap == truth, "{side} by {by}");
    }
}

#[test]
fn pixel_art_of_native_size_is_left_alone_and_so_is_what_was_snapped() {
    for seed in 0..4 {
        let native = sprite(24 + 8 * seed as u32, seed);
        let res = snap(&native, &SnapOptions::default());
        assert_eq!((res.report.verdict, &res.bitmap), (SnapVerdict::Native, &native));
    }
    let painting = painted(&sprite(24, 1), 9 << 16 | 0x6000, 0, 6, 1);
    let once = snap(&painting, &SnapOptions::default()).bitmap;
    assert!(snap(&once, &SnapOptions::default()).bitmap == once);
    assert!(snap(&scaled(&once, 5).unwrap(), &SnapOptions::default()).bitmap == once);
}

#[test]
fn a_picture_no_larger_than_asked_for_is_native_whatever_it_shows() {
    let coarse = scaled(&sprite(16, 0), 2).unwrap();
    let options = SnapOptions { cells: Some([32, 32]), ..SnapOptions::default() };
    let res = snap(&coarse, &options);
    assert_eq!((res.report.verdict, &res.bitmap), (SnapVerdict::Native, &coarse));
}

#[test]
fn a_background_painted_a_little_off_becomes_the_colour_that_was_asked_for() {
    let mut truth = sprite(24, 2);
    for pixel in truth.pixels_mut().iter_mut().filter(|it| **it == COLOURS[0]) {
        *pixel = [236, 30, 228, 255];
    }
    let painting = painted(&truth, 9 << 16, 0, 5, 2);
    let key = Rgb([255, 0, 255]);
    for palette in [palette(), SnapPalette::default()] {
        let options = SnapOptions { palette, background: Some(key), ..SnapOptions::default() };
        let res = snap(&painting, &options).bitmap;
        assert_eq!(res.get(0, 0), [255, 0, 255, 255]);
        let behind = |it: &Bitmap, colour| it.pixels().iter().filter(|it| **it == colour).count();
        assert_eq!(behind(&res, [255, 0, 255, 255]), behind(&truth, [236, 30, 228, 255]));
    }
}

#[test]
fn transparent_cells_stay_transparent() {
    let mut truth = sprite(24, 3);
    for pixel in truth.pixels_mut().iter_mut().filter(|it| **it == COLOURS[0]) {
        *pixel = [0; 4];
    }
    let mut painting = painted(&sprite(24, 3), 9 << 16, 0, 3, 3);
    for y in 0..painting.height() {
        for x in 0..painting.width() {
            if truth.get(x / 9, y / 9)[3] == 0 {
                painting.set(x, y, [9, 9, 9, 0]);
            }
        }
    }
    let res = snap(&painting, &SnapOptions { palette: palette(), ..SnapOptions::default() });
    assert!(res.bitmap == truth, "{}", res.report.sentence());
}

#[test]
fn smooth_art_is_not_called_pixel_art() {
    let mut random = numbers(4);
    for size in [90, 160] {
        let mut smooth = Bitmap::new(size, size);
        for y in 0..size {
            for x in 0..size {
                let wave = |a: u32, b: u32| (x * a + y * b) * 255 / (size * (a + b));
                let off = (random.next().unwrap() % 5) as u32;
                let pixel =
                    [wave(1, 2), wave(2, 1), wave(1, 0)].map(|it| (it + off).min(255) as u8);
                let far = x.abs_diff(size / 2).pow(2) + y.abs_diff(size / 2).pow(2);
                let [r, g, b] = if far < size * size / 9 { pixel } else { [250; 3] };
                smooth.set(x, y, [r, g, b, 255]);
            }
        }
        let res = snap(&smooth, &SnapOptions::default());
        assert!(res.report.confidence < 0.5, "{}", res.report.sentence());
    }
}

#[test]
fn boxes_that_stand_anywhere_are_not_called_pixel_art() {
    for seed in 0..6 {
        let mut random = numbers(seed);
        let mut below = |n: u64| (random.next().unwrap() % n) as u32;
        let mut plan = Bitmap::from_pixels(512, 512, vec![[244, 244, 240, 255]; 512 * 512]);
        for _ in 0..30 {
            let (left, top, wide, high) =
                (below(512), below(512), 11 + below(126), 11 + below(126));
            let colour = [below(256), below(256), below(256), 255].map(|it| it as u8);
            for y in top..(top + high).min(512) {
                for x in left..(left + wide).min(512) {
                    plan.set(x, y, colour);
                }
            }
        }
        for pixel in plan.pixels_mut() {
            let [r, g, b, _] = pixel.map(|it| it.saturating_add(below(7) as u8).saturating_sub(3));
            *pixel = [r, g, b, 255];
        }
        let res = snap(&plan, &SnapOptions::default());
        assert!(res.report.confidence < 0.5, "seed {seed}: {}", res.report.sentence());
    }
}

#[test]
fn as_many_colours_come_out_as_were_allowed() {
    let painting = painted(&sprite(32, 6), 8 << 16, 0, 8, 6);
    for most in [1, 2, 5, 64] {
        let palette = SnapPalette::Found { near: Vec::new(), most };
        let res = snap(&painting, &SnapOptions { palette, ..SnapOptions::default() });
        assert!(unique_colours(&res.bitmap) <= most, "{} of {most}", res.report.colours);
    }
}

#[test]
fn a_colour_that_the_picture_lacks_takes_no_cells_of_one_that_it_has() {
    let mut random = numbers(7);
    let mut next = |n: u64| (random.next().unwrap() % n) as usize;
    let tones = COLOURS.map(|it| it.map(f32::from));
    let meant: Vec<usize> = (0..40 * 40).map(|_| next(8)).collect();
    let cells: Vec<Cell> = meant
        .iter()
        .map(|it| {
            let [r, g, b, a] = tones[*it];
            let [r, g, b] = [r, g, b].map(|it| it + next(13) as f32 - 6.0);
            Cell { tone: [r, g, b, a], residual: 0.0, error: 0.0 }
        })
        .collect();
    let shade = |seen: &Tone| Shade { seen: *seen, shown: [0; 4] };
    let others = tones.map(|[r, g, b, a]| [r - 2.0, g + 1.0, b + 2.0, a]);
    let shades: Vec<Shade> = tones.iter().chain(&others).map(shade).collect();
    let wrong = labels(&cells, 40, &shades).iter().zip(&meant).filter(|(a, b)| a != b).count();
    assert_eq!(wrong, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_picture_can_be_snapped(bitmap in any_bitmap(), cells in any::<Option<[u8; 2]>>(), most in 1..9_usize) {
        let options = SnapOptions {
            cells: cells.map(|it| it.map(u32::from)),
            palette: SnapPalette::Found { near: vec![Rgb([9, 99, 200])], most },
            background: Some(Rgb([255, 0, 255])),
        };
        let res = snap(&bitmap, &options);
        prop_assert_eq!(res.report.size, [res.bitmap.width(), res.bitmap.height()]);
        prop_assert!((0.0..=1.0).contains(&res.report.confidence));
        prop_assert!(!res.report.sentence().is_empty());
        prop_assert_eq!(snap(&bitmap, &options), res);
    }

    #[test]
    fn an_enlarged_picture_of_single_pixels_is_taken_back(seed in any::<u64>(), side in 8..20_u32, by in 2..9_u32) {
        let pixels = numbers(seed).take((side * side) as usize).map(|it| COLOURS[it as usize % 8]);
        let native = Bitmap::from_pixels(side, side, pixels.collect());
        let large = scaled(&native, by).unwrap();
        prop_assert!(snap(&large, &SnapOptions::default()).bitmap == native);
    }
}
