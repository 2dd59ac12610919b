//! The bytes of every step, by version: no dependency may change them unseen.
//!
//! A line that differs because a step is done differently gets the step's new version. A line
//! that differs for no such reason is what this table is there to find.

use crate::action::{AskedBackground, Axis, Edges, Edit, PaletteMode, Step, Way};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::image::tests::numbers;
use crate::image::{Bitmap, apng, apply, encode_png, gif, sealed_png};

/// Step, its version, the first digits of the picture's digest.
const STEPS: &str = "\
snap 4 7e4d9b88
snap 4 d63cae1f
snap 4 89d6ca76
cell 1 1ec9f5e1
cut-out 4 9be86506
cut-out 4 5e5322bf
fit 2 cbc85603
fit 2 cdcc15f9
fit 2 8f95fba9
fit 2 c4fd23b7
palette 1 263834ce
palette 1 a4053f00
seamless 1 803783b8
scale 1 32dbee36
bleed 1 3490da0a
edit 1 8d952bf7
edit 1 6e18eb6d
edit 1 05bec306
edit 1 af8420f1
edit 1 e8e39d78
edit 1 e8ef3c67
edit 1 75f801b6
edit 1 27a83d9b
edit 1 c64defaa
edit 1 ce89da25
cut-out of bled colour 75fbe9cd
";

/// File, the first digits of the digest of its bytes.
const FILES: &str = "\
png 09c1a35e
png of few colours 38ef4a79
sealed png b6ad445d
gif aa470206
apng 4b4b4976
";

const KEY: Rgb = Rgb([255, 0, 255]);
const RAMP: [Rgb; 3] = [Rgb([40, 20, 60]), Rgb([180, 90, 40]), Rgb([250, 230, 150])];

/// A shaded disc on magenta, blurred at its rim, with noise as JPEG leaves it.
fn painting() -> Bitmap {
    let mut noise = numbers(7);
    let mut res = Bitmap::new(96, 80);
    for y in 0..80_i32 {
        for x in 0..96_i32 {
            let squared = (x - 48) * (x - 48) + (y - 40) * (y - 40);
            // From 0 outside to 8 inside, over about two pixels.
            let there = ((900 - squared) / 15 + 4).clamp(0, 8);
            let own = [x * 2 + 30, 220 - y * 2, 40 + squared / 12];
            let mut mixed =
                [0, 1, 2].map(|it| (own[it] * there + i32::from(KEY.0[it]) * (8 - there)) / 8);
            for channel in &mut mixed {
                let off = noise.next().unwrap() % 7;
                *channel = (*channel + off as i32 - 3).clamp(0, 255);
            }
            let [r, g, b] = mixed.map(|it| it as u8);
            res.set(x as u32, y as u32, [r, g, b, 255]);
        }
    }
    res
}

/// The same with the colour of one pixel in four, in boxes, as JPEG leaves it.
fn bled(painting: &Bitmap) -> Bitmap {
    let mut res = painting.clone();
    for (idx, pixel) in (0..).zip(res.pixels_mut()) {
        let (x, y) = (idx % painting.width(), idx / painting.width());
        let grey = |[r, g, b, _]: [u8; 4]| {
            (i32::from(r) * 77 + i32::from(g) * 150 + i32::from(b) * 29) / 256
        };
        let of = painting.get(x / 2 * 2, y / 2 * 2);
        let off = grey(*pixel) - grey(of);
        let [r, g, b] = [0, 1, 2].map(|it| (i32::from(of[it]) + off).clamp(0, 255) as u8);
        *pixel = [r, g, b, 255];
    }
    res
}

/// The same as pixel art that a model painted: cells of six and a half pixels, with noise.
fn painted_cells() -> Bitmap {
    let (painting, mut noise) = (painting(), numbers(8));
    let mut res = Bitmap::new(104, 91);
    for y in 0..91_u32 {
        for x in 0..104_u32 {
            let middle = |it: u32| (it * 2 / 13) * 6 + 3;
            let mut pixel = painting.get(middle(x).min(95), middle(y).min(79));
            for channel in &mut pixel[..3] {
                // Few shades, so that cells differ by more than noise.
                let off = noise.next().unwrap() % 9;
                *channel = (*channel / 64 * 80).saturating_add(off as u8);
            }
            res.set(x, y, pixel);
        }
    }
    res
}

/// The same disc with a soft rim, whatever the cut-out makes of it.
fn cut_by_hand(painting: &Bitmap) -> Bitmap {
    let mut res = painting.clone();
    for y in 0..80_i32 {
        for x in 0..96_i32 {
            let squared = (x - 48) * (x - 48) + (y - 40) * (y - 40);
            let alpha = ((900 - squared) * 2 + 128).clamp(0, 255) as u8;
            let [r, g, b, _] = painting.get(x as u32, y as u32);
            let pixel = if alpha == 0 { [0; 4] } else { [r, g, b, alpha] };
            res.set(x as u32, y as u32, pixel);
        }
    }
    res
}

fn cut_out(edges: Edges) -> Step {
    Step::CutOut { asked: AskedBackground::Key(KEY), edges, shadow: None, way: Way::Auto }
}

fn steps() -> Vec<Step> {
    let fit = |width, height, pixel_art| Step::Fit { width, height, pixel_art };
    let palette = |mode, max| Step::Palette { colors: RAMP.to_vec(), mode, max };
    let snap = |mode, max, background| {
        let colors = RAMP.to_vec();
        Step::Snap { cells: [16, 14], colors, mode, max, background }
    };
    let mut res = vec![
        snap(PaletteMode::Lock, None, Some(KEY)),
        snap(PaletteMode::Guide, Some(12), Some(KEY)),
        snap(PaletteMode::Guide, None, None),
        Step::Cell { columns: 3, rows: 2, index: 4 },
        cut_out(Edges::Hard),
        cut_out(Edges::Soft),
        fit(24, 20, true),
        fit(31, 50, true),
        fit(24, 20, false),
        fit(200, 170, false),
        palette(PaletteMode::Guide, Some(12)),
        palette(PaletteMode::Lock, None),
        Step::Seamless { across: [true, true] },
        Step::Scale { by: 2 },
        Step::Bleed,
    ];
    let edits = [
        Edit::Recolor(RAMP.to_vec()),
        Edit::Outline(RAMP[0]),
        Edit::Mirror(Axis::Horizontal),
        Edit::Mirror(Axis::Vertical),
        Edit::Resize([50, 33]),
        Edit::Crop([10, 5, 70, 90]),
        Edit::Pad([1, 2, 3, 4]),
        Edit::Trim,
        Edit::Fit([40, 40]),
        Edit::Tint(RAMP[1], 40),
    ];
    res.extend(edits.map(|edit| Step::Edit { edit }));
    res
}

#[test]
fn every_step_gives_the_bytes_of_its_version() {
    let painting = painting();
    let soft = cut_by_hand(&painting);
    let cells = painted_cells();
    // Its right side is art where its left one is ground, and its lower one where the upper one is.
    let corner = Step::Edit { edit: Edit::Crop([0, 0, 50, 42]) };
    let corner = apply(painting.clone(), &corner).unwrap();
    let line = |step: Step| {
        let from = match step.name() {
            "cut-out" => &painting,
            "snap" => &cells,
            "seamless" => &corner,
            _ => &soft,
        };
        let digest = apply(from.clone(), &step).unwrap().digest();
        format!("{} {} {}\n", step.name(), step.version(), digest.short())
    };
    let mut table: String = steps().into_iter().map(line).collect();
    let bled = apply(bled(&painting), &cut_out(Edges::Soft)).unwrap().digest();
    table += &format!("cut-out of bled colour {}\n", bled.short());
    assert_eq!(table, STEPS, "the table would be:\n{table}");
}

#[test]
fn every_file_has_the_bytes_that_it_always_had() {
    let painting = painting();
    let step = Step::Palette { colors: RAMP.to_vec(), mode: PaletteMode::Lock, max: None };
    let few = apply(painting.clone(), &step).unwrap();
    let files = [
        ("png", encode_png(&painting, &[("Title", "disc")])),
        ("png of few colours", encode_png(&few, &[])),
        ("sealed png", sealed_png(&few)),
        ("gif", gif(&[&painting, &few], &[100, 50], true)),
        ("apng", apng(&[&painting, &few], &[100, 50], true)),
    ];
    let line = |(name, bytes): (&str, Vec<u8>)| format!("{name} {}\n", Digest::of(&bytes).short());
    let table: String = files.into_iter().map(line).collect();
    assert_eq!(table, FILES, "the table would be:\n{table}");
}
