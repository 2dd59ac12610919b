//! What holds of every step and every picture.

use std::io::Cursor;

use image::ImageFormat;
use proptest::prelude::*;

use crate::action::{
    AskedBackground, Axis, CheckLimits, CheckSpec, Edges, Edit, PaletteMode, Step, Way,
};
use crate::colour::Rgb;
use crate::image::{
    Bitmap, DecodeError, Seal, apply, certify_png, check, decode, dimensions, encode_png, gif,
    is_certified, no_blobs, palette_of, process, seal_of, sealed_png,
};

/// A picture drawn in letters, rows apart by spaces: `.` is transparent, `k` black, `w` white,
/// `r` red, `g` green, `b` blue, `M` magenta.
pub(crate) fn art(rows: &str) -> Bitmap {
    let rows: Vec<&str> = rows.split(' ').collect();
    let letters = rows.iter().flat_map(|it| it.chars());
    let pixels = letters.map(|letter| match letter {
        '.' => [0; 4],
        'k' => [0, 0, 0, 255],
        'w' => [255; 4],
        'r' => [200, 0, 0, 255],
        'g' => [0, 200, 0, 255],
        'b' => [0, 0, 200, 255],
        'M' => [255, 0, 255, 255],
        _ => panic!("no colour is called `{letter}`"),
    });
    Bitmap::from_pixels(rows[0].len() as u32, rows.len() as u32, pixels.collect())
}

/// Numbers without a pattern, the same ones for the same seed (splitmix64).
pub(crate) fn numbers(mut seed: u64) -> impl Iterator<Item = u64> {
    std::iter::repeat_with(move || {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let it = (seed ^ seed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let it = (it ^ it >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ it >> 31
    })
}

/// Noise of every alpha, or of few colours of which one is magenta.
pub(crate) fn any_bitmap() -> impl Strategy<Value = Bitmap> {
    // Seldom large, so that a thousand cases take seconds.
    let side = || prop_oneof![6 => 0..4_u32, 8 => 0..65_u32, 1 => 0..257_u32];
    (side(), side(), any::<u64>(), 0..4_u8).prop_map(|(width, height, seed, kind)| {
        let pixel = |it: u64| {
            let [r, g, b, a, ..] = it.to_le_bytes();
            let grey = r / 64 * 80;
            match kind {
                0 => [r, g, b, a],
                1 => [r, g, b, 255],
                2 if a < 128 => [255, 0, 255, 255],
                _ => [grey, 255 - grey, b / 128 * 255, a / 128 * 255],
            }
        };
        let pixels = numbers(seed).take(width as usize * height as usize);
        Bitmap::from_pixels(width, height, pixels.map(pixel).collect())
    })
}

fn any_rgb() -> impl Strategy<Value = Rgb> {
    prop_oneof![Just(Rgb([255, 0, 255])), any::<[u8; 3]>().prop_map(Rgb)]
}

fn any_length() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 0..80_u32, 1 => any::<u32>()]
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let length = any_length;
    prop_oneof![
        proptest::collection::vec(any_rgb(), 0..9).prop_map(Edit::Recolor),
        [proptest::collection::vec(any_rgb(), 0..9), proptest::collection::vec(any_rgb(), 0..9)]
            .prop_map(|[from, to]| Edit::Ramp { from, to }),
        any_rgb().prop_map(Edit::Outline),
        prop_oneof![Just(Axis::Horizontal), Just(Axis::Vertical)].prop_map(Edit::Mirror),
        prop_oneof![0..9_u32, any::<u32>()].prop_map(Edit::Scale),
        [length(), length()].prop_map(Edit::Resize),
        [length(), length(), length(), length()].prop_map(Edit::Crop),
        [length(), length(), length(), length()].prop_map(Edit::Pad),
        Just(Edit::Trim),
        [length(), length()].prop_map(Edit::Fit),
        (any_rgb(), any::<u32>()).prop_map(|(colour, percent)| Edit::Tint(colour, percent)),
    ]
}

fn any_edges() -> impl Strategy<Value = Edges> {
    prop_oneof![Just(Edges::Hard), Just(Edges::Soft)]
}

fn any_step() -> impl Strategy<Value = Step> {
    let asked = prop_oneof![
        Just(AskedBackground::Transparent),
        any_rgb().prop_map(AskedBackground::Key),
        any_rgb().prop_map(AskedBackground::Colour),
        Just(AskedBackground::Opaque),
    ];
    let mode = || prop_oneof![Just(PaletteMode::Guide), Just(PaletteMode::Lock)];
    let colors = || proptest::collection::vec(any_rgb(), 0..9);
    let snapping = (any_length(), any_length(), colors(), mode(), any::<Option<u8>>(), any_rgb());
    let snapping = snapping.prop_map(|(width, height, colors, mode, max, behind)| Step::Snap {
        cells: [width, height],
        colors,
        mode,
        max: max.map(u32::from),
        background: Some(behind),
    });
    prop_oneof![
        snapping,
        (0..5_u32, 0..5_u32, 0..20_u32).prop_map(|(columns, rows, index)| Step::Cell {
            columns,
            rows,
            index
        }),
        (asked, any_edges()).prop_map(|(asked, edges)| Step::CutOut {
            asked,
            edges,
            shadow: None,
            way: Way::Auto
        }),
        (any_length(), any_length(), any::<bool>())
            .prop_map(|(width, height, pixel_art)| { Step::Fit { width, height, pixel_art } }),
        (colors(), mode(), proptest::option::of(0..40_u32))
            .prop_map(|(colors, mode, max)| Step::Palette { colors, mode, max }),
        any_edit().prop_map(|edit| Step::Edit { edit }),
        any::<[bool; 2]>().prop_map(|across| Step::Seamless { across }),
        prop_oneof![0..9_u32, any::<u32>()].prop_map(|by| Step::Scale { by }),
        Just(Step::Bleed),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_step_panics_on_any_picture(bitmap in any_bitmap(), step in any_step()) {
        let once = apply(bitmap.clone(), &step);
        prop_assert_eq!(&once, &apply(bitmap, &step));
        if let Ok(bitmap) = once {
            let spec = CheckSpec {
                size: [16, 16],
                transparent: true,
                pixel_art: true,
                max_colors: Some(16),
                border: 800,
                sharpness: Some(100),
                tileable: None,
                palette: vec![Rgb([200, 60, 60])],
                limits: CheckLimits::DEFAULT,
            };
            let findings = check(&bitmap, &spec, Some(Rgb([255, 0, 255])));
            prop_assert!(findings.0.len() >= 11);
            for it in &findings.0 {
                prop_assert_eq!(it.passed, it.suggestion.is_empty(), "{:?}", it);
            }
            prop_assert_eq!(gif(&[&bitmap], &[], true).is_empty(), bitmap.pixels().is_empty());
        }
    }

    #[test]
    fn cutting_out_only_takes_alpha_away(bitmap in any_bitmap(), key in any_rgb()) {
        for asked in [AskedBackground::Transparent, AskedBackground::Key(key)] {
            let step = Step::CutOut { asked, edges: Edges::Soft, shadow: None, way: Way::Auto };
            let res = apply(bitmap.clone(), &step).unwrap();
            for (before, after) in bitmap.pixels().iter().zip(res.pixels()) {
                prop_assert!(after[3] <= before[3] || before[3] > 245, "{before:?} → {after:?}");
                prop_assert!(after[3] > 0 || *after == [0; 4], "a colour hides under alpha 0");
            }
        }
    }

    #[test]
    fn what_was_trimmed_comes_back_when_it_is_padded(bitmap in any_bitmap()) {
        // Under alpha 0 nothing is to be kept.
        let clear = |it: &[u8; 4]| if it[3] == 0 { [0; 4] } else { *it };
        let (width, height) = (bitmap.width(), bitmap.height());
        let whole = bitmap.pixels().iter().map(clear).collect();
        let whole = Bitmap::from_pixels(width, height, whole);
        let trimmed = process(whole.clone(), &[Step::Edit { edit: Edit::Trim }], &no_blobs).unwrap();
        let (canvas, small) = (trimmed.canvas, trimmed.bitmap);
        prop_assert_eq!([canvas.width, canvas.height], [width, height]);
        let [left, top] = [-canvas.x, -canvas.y].map(|it| it as u32);
        let [right, bottom] = [width - left - small.width(), height - top - small.height()];
        let pad = Step::Edit { edit: Edit::Pad([left, top, right, bottom]) };
        prop_assert_eq!(apply(small, &pad).unwrap(), whole);
    }

    #[test]
    fn a_canvas_goes_with_its_picture(bitmap in any_bitmap(), [x, y] in [0..80_u32, 0..80_u32]) {
        // A mark that is there before and after tells where the canvas has gone.
        let mark = [255, 254, 253, 255];
        let (mut marked, place) = (bitmap, [x, y]);
        if x >= marked.width() || y >= marked.height() {
            return Ok(());
        }
        for pixel in marked.pixels_mut() {
            *pixel = if *pixel == mark { [0; 4] } else { *pixel };
        }
        marked.set(x, y, mark);
        let size = [f64::from(marked.width()), f64::from(marked.height())];
        let steps = [
            Edit::Trim,
            Edit::Pad([1, 2, 3, 4]),
            Edit::Mirror(Axis::Horizontal),
            Edit::Scale(2),
            Edit::Mirror(Axis::Vertical),
        ];
        let steps = steps.map(|edit| Step::Edit { edit });
        let done = process(marked, &steps, &no_blobs).unwrap();
        let found = done.bitmap.pixels().iter().position(|it| *it == mark).unwrap();
        let width = done.bitmap.width() as usize;
        // Both turns end at the mark's own place, seen from the other end of the canvas.
        let middle = [0, 1].map(|axis| 1.0 - (f64::from(place[axis]) + 0.5) / size[axis]);
        let [at_x, at_y] = done.canvas.place(middle, [done.bitmap.width(), done.bitmap.height()]);
        let expected = [(found % width) as f64 + 1.0, (found / width) as f64 + 1.0];
        prop_assert!((at_x * width as f64 - expected[0]).abs() < 1e-6);
        prop_assert!((at_y * f64::from(done.bitmap.height()) - expected[1]).abs() < 1e-6);
    }

    #[test]
    fn hard_edges_leave_no_alpha_between(bitmap in any_bitmap(), key in any_rgb()) {
        let step = Step::CutOut { asked: AskedBackground::Key(key), edges: Edges::Hard, shadow: None, way: Way::Auto };
        let res = apply(bitmap, &step).unwrap();
        prop_assert!(res.pixels().iter().all(|it| it[3] == 0 || it[3] == 255));
    }

    #[test]
    fn a_palette_step_keeps_its_word(bitmap in any_bitmap(), max in 1..20_u32) {
        let step = Step::Palette { colors: vec![], mode: PaletteMode::Guide, max: Some(max) };
        let res = apply(bitmap.clone(), &step).unwrap();
        prop_assert!(crate::image::unique_colours(&res) <= max as usize);
        let alphas = |it: &Bitmap| it.pixels().iter().map(|it| it[3]).collect::<Vec<_>>();
        prop_assert_eq!(alphas(&res), alphas(&bitmap));
    }

    #[test]
    fn what_is_encoded_decodes_to_the_same_pixels(bitmap in any_bitmap()) {
        if bitmap.pixels().is_empty() {
            return Ok(());
        }
        let bytes = encode_png(&bitmap, &[("Title", "a slime"), ("Author", "日本")]);
        prop_assert_eq!(&bytes, &encode_png(&bitmap, &[("Title", "a slime"), ("Author", "日本")]));
        prop_assert_eq!(dimensions(&bytes), Ok([bitmap.width(), bitmap.height()]));
        prop_assert_eq!(decode(&bytes), Ok(bitmap.clone()));
        let pixels = bitmap.digest();
        prop_assert_eq!(seal_of(&sealed_png(&bitmap)), Seal::Ours { pixels });
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(
        bitmap in any_bitmap(),
        format in 0..4_usize,
        changes in proptest::collection::vec((any::<u32>(), any::<u8>()), 0..8),
        length in any::<u32>(),
    ) {
        let mut bytes = file_of(&bitmap, format);
        for (at, value) in changes {
            let at = at as usize % bytes.len();
            bytes[at] = value;
        }
        if length % 4 == 0 {
            bytes.truncate(length as usize / 4 % bytes.len());
        }
        let known = dimensions(&bytes);
        if let Ok(bitmap) = decode(&bytes) {
            prop_assert_eq!(known, Ok([bitmap.width(), bitmap.height()]));
        }
        prop_assert!(!is_certified(&bytes));
    }
}

/// The picture as a file of one of the four formats.
fn file_of(bitmap: &Bitmap, format: usize) -> Vec<u8> {
    let (width, height) = (bitmap.width().max(1), bitmap.height().max(1));
    let pixels = image::RgbaImage::from_fn(width, height, |x, y| {
        image::Rgba(bitmap.get_or_clear(x.into(), y.into()))
    });
    let mut res = Cursor::new(Vec::new());
    let format = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif][format];
    let picture = image::DynamicImage::from(pixels);
    let picture = if format == ImageFormat::Jpeg { picture.into_rgb8().into() } else { picture };
    picture.write_to(&mut res, format).unwrap();
    res.into_inner()
}

#[test]
fn pictures_of_all_four_formats_are_read() {
    let bitmap = art("rrgg rrgg kkww kkww");
    for format in [0, 2, 3] {
        assert_eq!(decode(&file_of(&bitmap, format)), Ok(bitmap.clone()));
    }
    let jpeg = decode(&file_of(&bitmap, 1)).unwrap();
    assert_eq!([jpeg.width(), jpeg.height()], [4, 4]);
    assert_eq!(decode(b"GIF is a format"), Err(DecodeError::Unknown));
    assert_eq!(decode(b""), Err(DecodeError::Unknown));
}

#[test]
fn a_picture_that_is_too_large_is_refused_by_its_header() {
    for (width, height) in [(16_385, 1), (1, 16_385), (16_384, 16_384), (1 << 30, 1 << 30)] {
        let mut bytes = Vec::new();
        let header = png::Encoder::new(&mut bytes, width, height).write_header();
        drop(header.unwrap());
        assert!(decode(&bytes).is_err());
        assert!(dimensions(&bytes).is_err());
    }
}

#[test]
fn few_colours_are_written_with_a_palette_of_few_bits() {
    let colour_type = |bitmap: &Bitmap| encode_png(bitmap, &[])[24..26].to_vec();
    assert_eq!(colour_type(&art("r.")), [1, 3]);
    assert_eq!(colour_type(&art("rgb.")), [2, 3]);
    assert_eq!(colour_type(&art("rgbkw.")), [4, 3]);
    let greys = |n: u32| {
        let pixels = (0..n).map(|it| [it as u8, (it >> 8) as u8, 0, 255]);
        Bitmap::from_pixels(n, 1, pixels.collect())
    };
    assert_eq!(colour_type(&greys(256)), [8, 3]);
    assert_eq!(colour_type(&greys(257)), [8, 6]);
}

#[test]
fn a_picture_without_pixels_is_written_as_a_transparent_one() {
    assert_eq!(decode(&encode_png(&Bitmap::new(0, 7), &[])), Ok(Bitmap::new(1, 1)));
    let pixels = Bitmap::new(1, 1).digest();
    assert_eq!(seal_of(&sealed_png(&Bitmap::new(7, 0))), Seal::Ours { pixels });
}

#[test]
fn a_seal_breaks_with_the_pixels_and_with_the_texts_but_not_with_the_packing() {
    let (ours, other) = (art("rg.. kw.."), art("rg.. kg.."));
    let sealed = certify_png(&ours, &[("Title", "slime")]);
    let pixels = ours.digest();
    assert_eq!(seal_of(&sealed), Seal::Ours { pixels });
    assert_eq!(seal_of(&encode_png(&ours, &[])), Seal::Foreign);
    assert_eq!(seal_of(b"no PNG"), Seal::Foreign);
    assert_eq!(seal_of(&sealed[..sealed.len() - 20]), Seal::Edited);

    let seal = |bitmap: &Bitmap, title: &str, seal: &str| {
        seal_of(&encode_png(bitmap, &[("assetbuild", seal), ("Title", title)]))
    };
    let text = String::from_utf8_lossy(&sealed);
    let at = text.find("b3:").unwrap();
    let digest = &text[at..at + 67];
    assert_eq!(seal(&ours, "slime", digest), Seal::Ours { pixels });
    assert_eq!(seal(&ours, "ghost", digest), Seal::Edited);
    assert_eq!(seal(&other, "slime", digest), Seal::Edited);
    assert_eq!(seal(&ours, "slime", "b3:"), Seal::Edited);
}

#[test]
fn steps_are_applied_in_order_and_say_how_it_was_cut_out() {
    let painting = crate::image::geometry::scaled(&art("MMMM MrgM MgrM MMMM"), 8).unwrap();
    let steps = [
        Step::CutOut {
            asked: AskedBackground::Key(Rgb([255, 0, 255])),
            edges: Edges::Hard,
            shadow: None,
            way: Way::Auto,
        },
        Step::Fit { width: 4, height: 4, pixel_art: true },
        Step::Palette {
            colors: vec![Rgb([0, 190, 10]), Rgb([220, 10, 10])],
            mode: PaletteMode::Lock,
            max: None,
        },
        Step::Scale { by: 2 },
    ];
    let res = process(painting, &steps, &no_blobs).unwrap();
    assert_eq!(res.bitmap.width(), 8);
    assert_eq!(palette_of(&res.bitmap).unwrap(), [Rgb([220, 10, 10]), Rgb([0, 190, 10])]);
    assert_eq!(res.notes, ["#FF00FF keyed out, 75 % of the picture; 99 % sure"]);
}
