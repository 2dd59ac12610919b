//! Each way, on a mug, a gem, fur and smoke.

use std::io::Cursor;

use proptest::prelude::*;

use crate::action::{AskedBackground, Edges, Way};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::image::cut_out::bleeding::{joined, parted};
use crate::image::cut_out::channels::{bytes, channels};
use crate::image::cut_out::{CutOut, cut_out};
use crate::image::tests::{any_bitmap, numbers};
use crate::image::{Bitmap, decode};

const MAGENTA: AskedBackground = AskedBackground::Key(Rgb([255, 0, 255]));

/// A thing drawn before a colour: its own colour and its share at every place.
fn before(behind: [f64; 3], thing: impl Fn(f64, f64) -> ([f64; 3], f64)) -> Bitmap {
    let pixel = |idx: u32| {
        let (own, share) = thing(f64::from(idx % 160), f64::from(idx / 160));
        let mix = |it: usize| (own[it] * share + behind[it] * (1.0 - share) + 0.5) as u8;
        [mix(0), mix(1), mix(2), 255]
    };
    Bitmap::from_pixels(160, 160, (0..160 * 160).map(pixel).collect())
}

/// How much of a disc or ring a place lies in, with a rim of about a pixel.
fn ring(x: f64, y: f64, middle: [f64; 2], [inner, outer]: [f64; 2]) -> f64 {
    let far = ((x - middle[0]).powi(2) + (y - middle[1]).powi(2)).sqrt();
    (outer - far + 0.5).clamp(0.0, 1.0) * (far - inner + 0.5).clamp(0.0, 1.0)
}

/// A mug with a handle, and how much of it is where.
fn mug(x: f64, y: f64) -> ([f64; 3], f64) {
    let handle = ring(x, y, [104.0, 84.0], [14.0, 24.0]);
    let body = f64::from(u8::from((30.0..96.0).contains(&x) && (44.0..124.0).contains(&y)));
    ([190.0, 80.0 + y * 0.3, 50.0], handle.max(body))
}

fn through_jpeg(bitmap: &Bitmap, quality: u8) -> Bitmap {
    let rgb: Vec<u8> = bitmap.pixels().iter().flat_map(|it| [it[0], it[1], it[2]]).collect();
    let mut file = Cursor::new(Vec::new());
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, quality);
    let size = [bitmap.width(), bitmap.height()];
    encoder.encode(&rgb, size[0], size[1], image::ExtendedColorType::Rgb8).unwrap();
    decode(&file.into_inner()).unwrap()
}

/// Brightness at every pixel, colour at one of four, as most JPEG files have them.
fn with_bled_colour(bitmap: &Bitmap) -> Bitmap {
    let parts = |x: u32, y: u32| parted(channels(bitmap.get(x, y)));
    let pixel = |idx: u32| {
        let (x, y) = (idx % bitmap.width(), idx / bitmap.width());
        let block =
            [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(a, b)| parts(x / 2 * 2 + a, y / 2 * 2 + b));
        let mean = |at: usize| block.iter().map(|it| it[at]).sum::<f32>() / 4.0;
        let [r, g, b] = bytes(joined([parts(x, y)[0], mean(1), mean(2)]));
        [r, g, b, 255]
    };
    let n = bitmap.width() * bitmap.height();
    Bitmap::from_pixels(bitmap.width(), bitmap.height(), (0..n).map(pixel).collect())
}

/// The share of pixels whose alpha is more than a quarter off, in percent, and the note.
fn wrong(
    picture: Bitmap,
    asked: AskedBackground,
    thing: impl Fn(f64, f64) -> ([f64; 3], f64),
) -> (f64, String) {
    let CutOut { bitmap: cut, how: note, .. } =
        cut_out(picture, asked, Edges::Soft, None, Way::Auto, None);
    let is_wrong = |(idx, pixel): (u32, &[u8; 4])| {
        let (_, share) = thing(f64::from(idx % 160), f64::from(idx / 160));
        (f64::from(pixel[3]) / 255.0 - share).abs() > 0.25
    };
    let n_wrong = (0..).zip(cut.pixels()).filter(|it| is_wrong(*it)).count();
    (n_wrong as f64 / 256.0, note)
}

#[test]
fn a_mug_loses_its_background_through_the_handle_and_through_jpeg() {
    for quality in [95, 70] {
        let painting = through_jpeg(&before([255.0, 0.0, 255.0], mug), quality);
        let (wrong, note) = wrong(painting, MAGENTA, mug);
        assert!(wrong < 0.5, "{wrong} % at quality {quality}: {note}");
        assert!(note.contains("1 enclosed hole"), "{note}");
    }
}

#[test]
fn colour_that_bled_across_the_outline_is_taken_back() {
    let bright = |x: f64, y: f64| (mug(x, y).0.map(|it| it * 0.6), mug(x, y).1);
    let painting = with_bled_colour(&before([255.0, 0.0, 255.0], bright));
    let CutOut { bitmap: cut, how: note, .. } =
        cut_out(painting.clone(), MAGENTA, Edges::Soft, None, Way::Auto, None);
    assert!(note.contains("colour that bled taken back"), "{note}");
    let pink = |it: &&[u8; 4]| it[3] > 30 && u16::from(it[2]) > u16::from(it[1]) + 20;
    assert!(painting.pixels().iter().filter(pink).count() > 12_000);
    assert_eq!(cut.pixels().iter().filter(pink).count(), 0);
    let (wrong, note) = wrong(painting, MAGENTA, bright);
    assert!(wrong < 0.3, "{wrong} %: {note}");
}

#[test]
fn a_mug_is_cut_out_of_white_black_grey_and_another_key_than_was_asked_for() {
    let grounds = [[255.0; 3], [0.0; 3], [128.0; 3], [0.0, 255.0, 0.0]];
    for behind in grounds {
        let (wrong, note) = wrong(before(behind, mug), MAGENTA, mug);
        assert!(wrong < 0.2, "{wrong} % on {behind:?}: {note}");
        assert!(note.contains("#FF00FF was asked for"), "{note}");
    }
}

#[test]
fn a_green_thing_on_magenta_loses_nothing() {
    let gem = |x: f64, y: f64| ([20.0, 160.0 + x * 0.4, 60.0], ring(x, y, [80.0; 2], [-9.0, 50.0]));
    let (wrong, note) = wrong(through_jpeg(&before([255.0, 0.0, 255.0], gem), 90), MAGENTA, gem);
    assert!(wrong < 0.2, "{wrong} %: {note}");
}

#[test]
fn hairs_stay_though_each_is_a_pixel_wide() {
    let fur = |x: f64, y: f64| {
        let body = ring(x, y, [80.0; 2], [-9.0, 36.0]);
        let (right, down) = (x - 80.0, y - 80.0);
        let far = (right * right + down * down).sqrt();
        let turn = libm::atan2(down, right) * 40.0 / std::f64::consts::TAU;
        let beside = (turn - turn.round()).abs() * std::f64::consts::TAU / 40.0 * far;
        let hair = if far < 56.0 { (1.2 - beside).clamp(0.0, 1.0) } else { 0.0 };
        ([150.0, 100.0, 60.0], body.max(hair))
    };
    let (wrong, note) = wrong(before([255.0, 0.0, 255.0], fur), MAGENTA, fur);
    assert!(wrong < 1.0, "{wrong} %: {note}");
}

#[test]
fn a_painted_checkerboard_is_recognised_and_said_to_be_one() {
    let mut painting = before([255.0; 3], mug);
    for (idx, pixel) in (0_u32..).zip(painting.pixels_mut()) {
        let (x, y) = (idx % 160, idx / 160);
        if mug(f64::from(x), f64::from(y)).1 == 0.0 && (x / 10 + y / 10) % 2 == 1 {
            *pixel = [204, 204, 204, 255];
        }
    }
    let (wrong, note) = wrong(painting, AskedBackground::Transparent, mug);
    assert!(wrong < 1.0, "{wrong} %: {note}");
    assert!(note.starts_with("a painted checkerboard of "), "{note}");
}

#[test]
fn white_parts_with_corners_are_holes_and_round_ones_may_be_eyes() {
    // Four parts of a red plate before white, each at most nine pixels from its middle.
    let note = |is_part: &dyn Fn(f64, f64) -> bool| {
        let painting = before([255.0; 3], |x, y| {
            let off = |it: f64| (it - 20.0) % 60.0 - 30.0;
            let plate = (20.0..140.0).contains(&x) && (20.0..140.0).contains(&y);
            let there = plate && !is_part(off(x), off(y));
            ([190.0, 40.0, 30.0], f64::from(u8::from(there)))
        });
        cut_out(painting, AskedBackground::Transparent, Edges::Soft, None, Way::Auto, None).how
    };
    let angular = note(&|x, y| y.abs() <= 9.0 && x.abs() <= (y + 9.0) * 0.5);
    assert!(angular.contains("4 enclosed holes"), "{angular}");
    let round = note(&|x, y| x * x + y * y <= 81.0);
    assert!(round.contains("4 enclosed parts of the background's colour stay"), "{round}");
}

#[test]
fn what_one_plate_cannot_tell_is_said_with_what_to_do() {
    let smoke = |x: f64, y: f64| {
        let far = ((x - 80.0).powi(2) + (y - 80.0).powi(2)).sqrt();
        ([235.0; 3], (1.0 - far / 60.0).clamp(0.0, 1.0))
    };
    let painting = before([255.0; 3], smoke);
    let note =
        cut_out(painting, AskedBackground::Transparent, Edges::Soft, None, Way::Auto, None).how;
    assert!(note.contains("`cutout = \"two-plate\"`"), "{note}");
}

fn any_way() -> impl Strategy<Value = Way> {
    let blob = Digest::of(b"the second picture");
    prop_oneof![
        Just(Way::Auto),
        Just(Way::Native),
        Just(Way::Key),
        Just(Way::TwoPlate { plate: blob, asked: AskedBackground::Opaque }),
        Just(Way::Network { mask: blob }),
        Just(Way::AutoOrNetwork { mask: blob }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_way_panics_on_any_two_pictures(
        bitmap in any_bitmap(),
        second in any_bitmap(),
        way in any_way(),
        hard in any::<bool>(),
    ) {
        let edges = if hard { Edges::Hard } else { Edges::Soft };
        let once = cut_out(bitmap.clone(), MAGENTA, edges, None, way, Some(&second));
        prop_assert_eq!((once.bitmap.width(), once.bitmap.height()), (bitmap.width(), bitmap.height()));
        prop_assert_eq!(&once, &cut_out(bitmap, MAGENTA, edges, None, way, Some(&second)));
    }

    #[test]
    fn noise_before_a_plain_colour_never_panics(seed in any::<u64>(), side in 1..200_u32) {
        let mut noise = numbers(seed);
        let pixel = |idx: u32| {
            let [r, g, b, a, ..] = noise.next().unwrap().to_le_bytes();
            let (x, y) = (idx % side, idx / side);
            let inside = x > side / 4 && x < side - side / 4 && y > side / 4;
            if inside { [r, g, b, 255] } else { [250 + a % 3, 250 + r % 3, 250, 255] }
        };
        let painting = Bitmap::from_pixels(side, side, (0..side * side).map(pixel).collect());
        for edges in [Edges::Hard, Edges::Soft] {
            cut_out(painting.clone(), AskedBackground::Transparent, edges, None, Way::Auto, None);
        }
    }
}
