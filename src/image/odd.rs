//! Pictures that nobody expects, large ones among them, through every step.

use crate::action::{AskedBackground, CheckLimits, CheckSpec, Edges, Edit, PaletteMode, Step, Way};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::image::tests::numbers;
use crate::image::{Bitmap, Figures, apply, check, encode_png};

const MAGENTA: Rgb = Rgb([255, 0, 255]);
const RAMP: [Rgb; 3] = [Rgb([40, 20, 60]), Rgb([180, 90, 40]), Rgb([250, 230, 150])];

/// Sizes that formulas forget, and what may fill them.
fn odd_pictures() -> Vec<Bitmap> {
    let flat = |_: u32, _: u32, _: u64| [120, 80, 200, 255];
    let clear = |_: u32, _: u32, _: u64| [0; 4];
    let hidden = |_: u32, _: u32, it: u64| [it as u8, (it >> 8) as u8, 9, 0];
    let noise = |_: u32, _: u32, it: u64| (it as u32).to_le_bytes();
    let checker = |x: u32, y: u32, _: u64| {
        if (x / 8 + y / 8).is_multiple_of(2) { [255; 4] } else { [204; 4] }
    };
    let ramp = |x: u32, y: u32, _: u64| [(x / 4) as u8, (y / 4) as u8, 128, (x + y) as u8];
    let keyed = |x: u32, y: u32, number: u64| match x.abs_diff(y) < 40 {
        true => [90, number as u8 / 16, 60, 255],
        false => [255, 0, 255, 255],
    };
    vec![
        filled(0, 0, flat),
        filled(0, 7, flat),
        filled(9, 0, flat),
        filled(1, 1, noise),
        filled(1, 1, clear),
        filled(1, 2, noise),
        filled(2, 1, flat),
        filled(2, 2, noise),
        filled(3, 3, hidden),
        filled(1, 16_384, noise),
        filled(16_384, 1, keyed),
        filled(2, 8_191, checker),
        filled(5_003, 3, ramp),
        filled(255, 257, noise),
        filled(256, 256, noise),
        filled(129, 64, hidden),
        filled(640, 480, checker),
        filled(512, 512, clear),
        filled(1024, 512, flat),
        filled(768, 1024, keyed),
        filled(500, 333, ramp),
    ]
}

fn filled(width: u32, height: u32, pixel: impl Fn(u32, u32, u64) -> [u8; 4]) -> Bitmap {
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixels = places.zip(numbers(11)).map(|((x, y), number)| pixel(x, y, number));
    Bitmap::from_pixels(width, height, pixels.collect())
}

fn steps() -> Vec<Step> {
    let edges = Edges::Soft;
    let cut = |asked| Step::CutOut { asked, edges, shadow: None, way: Way::Auto };
    let fit = |pixel_art| Step::Fit { width: 32, height: 24, pixel_art };
    let edits = [
        Edit::Recolor(RAMP.to_vec()),
        Edit::Outline(RAMP[0]),
        Edit::Trim,
        Edit::Resize([40, 7]),
        Edit::Fit([50, 50]),
        Edit::Tint(RAMP[1], 40),
    ];
    let mut res = vec![
        cut(AskedBackground::Transparent),
        cut(AskedBackground::Key(MAGENTA)),
        fit(true),
        fit(false),
        Step::Palette { colors: RAMP.to_vec(), mode: PaletteMode::Lock, max: None },
        Step::Cell { columns: 2, rows: 2, index: 3 },
        Step::Bleed,
    ];
    res.extend(edits.map(|edit| Step::Edit { edit }));
    res
}

/// Everything that is ever made of a picture, as one digest.
fn made_of(picture: &Bitmap) -> Digest {
    let spec = CheckSpec {
        size: [32, 32],
        transparent: true,
        pixel_art: true,
        max_colors: Some(16),
        border: 800,
        sharpness: Some(100),
        tileable: None,
        palette: RAMP.to_vec(),
        limits: CheckLimits::DEFAULT,
    };
    let mut texts = vec![
        format!("{:?}", check(picture, &spec, Some(MAGENTA))),
        format!("{:?}", Figures::of(picture)),
        Digest::of(&encode_png(picture, &[])).to_string(),
    ];
    for step in steps() {
        texts.push(format!("{:?}", apply(picture.clone(), &step)));
    }
    Digest::of(texts.join("\n").as_bytes())
}

#[test]
fn odd_pictures_make_no_step_panic() {
    for picture in odd_pictures() {
        made_of(&picture);
    }
}

#[test]
fn eight_threads_make_the_same_bytes_as_one() {
    let mut pictures = odd_pictures();
    pictures.retain(|it| it.pixels().len() < 70_000);
    let alone: Vec<Digest> = pictures.iter().map(made_of).collect();
    let all = || pictures.iter().map(made_of).collect::<Vec<Digest>>();
    let backwards = || pictures.iter().rev().map(made_of).collect::<Vec<Digest>>();
    std::thread::scope(|scope| {
        // From both ends, so that different pictures are worked on at once.
        let threads: Vec<_> = (0..4).map(|_| [scope.spawn(all), scope.spawn(backwards)]).collect();
        for [forwards, backwards] in threads {
            assert_eq!(forwards.join().unwrap(), alone);
            let mut found = backwards.join().unwrap();
            found.reverse();
            assert_eq!(found, alone);
        }
    });
}
