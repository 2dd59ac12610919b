//! Kinds of pictures that real models answer with: shadows, art of the key's hue, checkerboards that
//! are not quite straight, white in white, gradients.

use crate::action::{
    AskedBackground, CheckLimits, CheckSpec, Edges, PaletteMode, Shadow, Step, Way,
};
use crate::image::cut_out::{Checkerboard, CutOut, Flared, cut_out};
use crate::image::{Bitmap, SnapOptions, check, no_blobs, process, snap as snapped};

const SIDE: u32 = 256;
const LINE: [f64; 3] = [30.0, 28.0, 28.0];
const OWN: AskedBackground = AskedBackground::Transparent;

fn drawn(pixel: impl Fn(f64, f64) -> [f64; 3]) -> Bitmap {
    // Four samples of each pixel along both axes.
    let of = |idx: u32| {
        let mut sum = [0.0; 3];
        for fine in 0..16_u32 {
            let at = |it: u32, fine: u32| f64::from(it) + (f64::from(fine) + 0.5) / 4.0;
            let colour = pixel(at(idx % SIDE, fine % 4), at(idx / SIDE, fine / 4));
            sum = [0, 1, 2].map(|it| sum[it] + colour[it] / 16.0);
        }
        let [r, g, b] = sum.map(|it| (it + 0.5) as u8);
        [r, g, b, 255]
    };
    Bitmap::from_pixels(SIDE, SIDE, (0..SIDE * SIDE).map(of).collect())
}

/// How far a place lies in an ellipse: 1 at its outline.
fn within(x: f64, y: f64, middle: [f64; 2], size: [f64; 2]) -> f64 {
    (((x - middle[0]) / size[0]).powi(2) + ((y - middle[1]) / size[1]).powi(2)).sqrt()
}

fn cut(picture: &Bitmap, edges: Edges, shadow: Option<Shadow>) -> CutOut {
    cut_out(picture.clone(), OWN, edges, shadow, Way::Auto, None)
}

/// How sure it says it is, in percent.
fn sure(how: &str) -> u32 {
    how.split(" % sure").next().and_then(|it| it.rsplit(' ').next()).unwrap().parse().unwrap()
}

/// A grey stone with an outline, and what lies under it on the ground.
fn stone(key: [f64; 3], light: impl Fn(f64, f64) -> f64) -> Bitmap {
    drawn(|x, y| match within(x, y, [128.0, 130.0], [55.0, 65.0]) {
        ..0.93 => [130.0, 128.0, 124.0],
        0.93..1.0 => LINE,
        _ => key.map(|it| it * light(x, y)),
    })
}

fn soft(x: f64, y: f64) -> f64 {
    1.0 - 0.5 * libm::exp(-within(x, y, [128.0, 205.0], [65.0, 11.0]).powi(2))
}

fn hard(x: f64, y: f64) -> f64 {
    if within(x, y, [128.0, 205.0], [80.0, 16.0]) < 1.0 { 0.5 } else { 1.0 }
}

const KEYS: [[f64; 3]; 5] = [
    [255.0, 0.0, 255.0],
    [0.0, 255.0, 0.0],
    [0.0, 0.0, 255.0],
    [0.0, 255.0, 255.0],
    [8.0, 162.0, 24.0],
];

#[test]
fn a_shadow_on_a_key_becomes_translucent_black_or_goes() {
    for key in KEYS {
        for light in [soft, hard] {
            let picture = stone(key, light);
            let kept = cut(&picture, Edges::Soft, None);
            let [r, g, b, alpha] = kept.bitmap.get(128, 208);
            assert!(r.max(g).max(b) < 25, "{key:?}: {r} {g} {b}, {}", kept.how);
            assert!(alpha.abs_diff((255.0 - 255.0 * light(128.5, 208.5)) as u8) < 10, "{alpha}");
            assert!(kept.how.contains("shadow kept"), "{}", kept.how);
            let dropped = cut(&picture, Edges::Soft, Some(Shadow::Drop));
            assert_eq!(dropped.bitmap.get(128, 208), [0; 4], "{}", dropped.how);
            for it in [&kept, &dropped] {
                assert_eq!(it.bitmap.get(128, 130), [130, 128, 124, 255]);
                assert_eq!(it.bitmap.get(20, 20), [0; 4]);
            }
            let hard = cut(&picture, Edges::Hard, None);
            assert_eq!(hard.bitmap.get(128, 208), [0; 4], "{}", hard.how);
        }
    }
}

#[test]
fn a_cell_of_shadow_below_pixel_art_goes_and_one_of_art_stays() {
    let picture = |row: u32| {
        let mut res = Bitmap::new(24, 24);
        for y in 0..24_u32 {
            for x in 0..24_u32 {
                let inside = x.abs_diff(12) < 7 && y.abs_diff(11) < 8;
                let purple = x.abs_diff(12) < 9 && y.abs_diff(row) < 2 && !inside;
                let colour = if inside { [130, 128, 124] } else { [255, 0, 255] };
                let [r, g, b] = if purple { [128, 0, 128] } else { colour };
                res.set(x, y, [r, g, b, 255]);
            }
        }
        res
    };
    let below = cut(&picture(19), Edges::Hard, None);
    assert_eq!(below.bitmap.get(12, 20), [0; 4], "{}", below.how);
    let above = cut(&picture(4), Edges::Hard, None);
    assert_eq!(above.bitmap.get(4, 4), [128, 0, 128, 255], "{}", above.how);
}

/// A white shirt with an emblem, before a key.
fn shirt(key: [f64; 3], emblem: [f64; 3]) -> Bitmap {
    drawn(|x, y| match (x - 128.0).abs().max((y - 128.0).abs()) {
        _ if within(x, y, [128.0, 120.0], [30.0, 24.0]) < 1.0 => emblem,
        ..80.0 => [250.0, 250.0, 248.0],
        80.0..86.0 => LINE,
        _ => key,
    })
}

#[test]
fn an_enclosed_even_emblem_of_the_keys_hue_is_opaque() {
    let (magenta, green) = (KEYS[0], KEYS[1]);
    for (key, emblem) in [
        (green, [18.0, 207.0, 99.0]),
        (green, [60.0, 120.0, 50.0]),
        (green, [200.0, 220.0, 60.0]),
        (magenta, [249.0, 40.0, 141.0]),
        (magenta, [150.0, 60.0, 190.0]),
        (magenta, [230.0, 120.0, 160.0]),
    ] {
        let it = cut(&shirt(key, emblem), Edges::Soft, None);
        let [r, g, b, alpha] = it.bitmap.get(128, 120);
        assert_eq!(([r, g, b].map(f64::from), alpha), (emblem, 255), "{}", it.how);
        let translucent = it.bitmap.pixels().iter().filter(|it| it[3] > 0 && it[3] < 255).count();
        assert!(translucent < 1000, "{translucent}: {}", it.how);
    }
}

#[test]
fn glass_in_an_outline_shows_the_key_and_is_translucent() {
    let glass = [1, 0, 1].map(|it| 255.0 * 0.7 * f64::from(it) + 230.0 * 0.3);
    let picture = drawn(|x, y| match within(x, y, [128.0; 2], [80.0; 2]) {
        ..0.9 => glass,
        0.9..1.0 => LINE,
        _ => KEYS[0],
    });
    let it = cut(&picture, Edges::Soft, None);
    assert!((60..110).contains(&it.bitmap.get(128, 128)[3]), "{}", it.how);
}

/// A red disc before two greys; where a place is moved to says how straight they are.
fn board(tile: f64, frame: f64, moved: impl Fn(f64, f64) -> [f64; 2]) -> Bitmap {
    drawn(|x, y| match within(x, y, [128.0; 2], [75.0; 2]) {
        ..0.94 => [160.0, 30.0, 30.0],
        0.94..1.0 => [20.0, 8.0, 8.0],
        _ if x < frame || y < frame => [12.0; 3],
        _ => {
            let along = moved(x, y).map(|it| ((it + 40.0) / tile) as i64);
            [if (along[0] + along[1]) % 2 == 0 { 255.0 } else { 204.0 }; 3]
        }
    })
}

fn boards() -> [Bitmap; 5] {
    [
        board(12.0, 0.0, |x, y| [x, y]),
        board(12.0, 1.0, |x, y| [x, y]),
        board(14.0, 0.0, |x, y| [x + 2.0 * libm::sin(y / 30.0), y + 2.0 * libm::sin(x / 27.0)]),
        board(11.0, 0.0, |x, y| [x * (1.0 + x / 2500.0), y * (1.0 + y / 2500.0)]),
        board(16.0, 2.0, |x, y| [x + 1.5 * libm::sin(y / 20.0), y * (1.0 + x / 6000.0)]),
    ]
}

#[test]
fn a_checkerboard_that_waves_drifts_or_has_a_frame_goes_whole() {
    for (n, picture) in boards().into_iter().enumerate() {
        let it = cut(&picture, Edges::Soft, None);
        assert!(it.how.starts_with("a painted checkerboard of"), "{n}: {}", it.how);
        let off = (0..SIDE * SIDE).filter(|idx| {
            let (x, y) = (idx % SIDE, idx / SIDE);
            let far = within(f64::from(x) + 0.5, f64::from(y) + 0.5, [128.0; 2], [75.0; 2]);
            let alpha = it.bitmap.get(x, y)[3];
            (far < 0.97 && alpha < 200) || (far > 1.04 && alpha > 40)
        });
        let off = off.count();
        assert!(off < 200, "{n}: {off} pixels are wrong, {}", it.how);
    }
}

#[test]
fn whole_and_half_cut_checkerboards_are_seen_by_the_check() {
    let spec = CheckSpec {
        size: [SIDE, SIDE],
        transparent: true,
        pixel_art: false,
        max_colors: None,
        border: 800,
        sharpness: None,
        tileable: None,
        palette: Vec::new(),
        limits: CheckLimits::DEFAULT,
    };
    let failed = |picture: &Bitmap| {
        let findings = check(picture, &spec, None);
        findings.failed().any(|it| it.check == "checkerboard")
    };
    for (n, picture) in boards().into_iter().enumerate() {
        assert!(failed(&picture), "{n}");
        let mut half = picture.clone();
        half.pixels_mut().iter_mut().filter(|it| it[0] > 250).for_each(|it| *it = [0; 4]);
        assert!(failed(&half), "{n}, half cut");
        assert!(!failed(&cut(&picture, Edges::Soft, None).bitmap), "{n}, cut");
    }
}

#[test]
fn stripes_noise_and_plain_greys_are_no_checkerboard() {
    let mut numbers = crate::image::tests::numbers(3);
    let mut noise = Bitmap::new(SIDE, SIDE);
    for pixel in noise.pixels_mut() {
        *pixel =
            if numbers.next().unwrap().is_multiple_of(2) { [255; 4] } else { [204, 204, 204, 255] };
    }
    let stripes =
        drawn(|x, _| [if ((x / 12.0) as u32).is_multiple_of(2) { 255.0 } else { 204.0 }; 3]);
    let halves = drawn(|x, _| [if x < 128.0 { 255.0 } else { 204.0 }; 3]);
    for (n, picture) in [noise, stripes, halves].iter().enumerate() {
        assert!(Checkerboard::find(picture, &Flared::new()).is_none(), "{n}");
        assert!(Checkerboard::half_cut(picture, &Flared::new()).is_none(), "{n}");
    }
}

#[test]
fn the_squares_of_a_checkerboard_are_no_art_pixels() {
    // A red plate with a blue cross, of cells of 8 pixels, before squares of 11.
    let picture = drawn(|x, y| {
        let cell = |it: f64| (it / 8.0).floor() - 16.0;
        let (right, down) = (cell(x), cell(y));
        let white = ((x / 11.0) as u32 + (y / 11.0) as u32).is_multiple_of(2);
        match right.abs().max(down.abs()) {
            _ if right.abs() > 9.0 || down.abs() > 8.0 => [if white { 255.0 } else { 204.0 }; 3],
            _ if (right + down) % 3.0 == 0.0 => [40.0, 60.0, 190.0],
            _ => [190.0, 40.0, 30.0],
        }
    });
    let snap = Step::Snap {
        cells: [32, 32],
        colors: Vec::new(),
        mode: PaletteMode::Guide,
        max: None,
        background: None,
    };
    let cut = Step::CutOut { asked: OWN, edges: Edges::Hard, shadow: None, way: Way::Auto };
    let done = process(picture.clone(), &[snap, cut], &no_blobs).unwrap();
    let [first, second] = &done.notes[..] else { panic!("{:?}", done.notes) };
    assert!(first.starts_with("a painted checkerboard of "), "{first}");
    assert!(second.ends_with("by 8, taken back to 32x32"), "{second}");
    let n_clear = done.bitmap.pixels().iter().filter(|it| it[3] == 0).count();
    assert_eq!(n_clear, 32 * 32 - 19 * 17);
    let alone = snapped(&picture, &SnapOptions::default()).report;
    assert!((alone.pitch - 8.0).abs() < 0.1, "{}", alone.sentence());
}

/// A face of skin before white, with eyes, teeth and buttons of the very white.
fn face() -> Bitmap {
    drawn(|x, y| {
        let eye =
            within(x, y, [98.0, 90.0], [16.0, 20.0]).min(within(x, y, [158.0, 90.0], [16.0, 20.0]));
        let pupil =
            within(x, y, [100.0, 94.0], [6.0, 8.0]).min(within(x, y, [160.0, 94.0], [6.0, 8.0]));
        let tooth = (x - 80.0).rem_euclid(16.0) < 8.0;
        let mouth = (x - 128.0).abs() < 45.0 && (y - 150.0).abs() < 11.0;
        let button =
            (1..5).any(|it| within(x, y, [128.0, 165.0 + 9.0 * f64::from(it)], [3.0; 2]) < 1.0);
        match within(x, y, [128.0; 2], [95.0, 110.0]) {
            _ if pupil < 1.0 => LINE,
            _ if eye < 1.0 || button => [255.0; 3],
            _ if mouth && tooth && (y - 150.0).abs() < 8.0 => [255.0; 3],
            _ if mouth => LINE,
            ..0.95 => [240.0, 200.0, 170.0],
            0.95..1.0 => LINE,
            _ => [255.0; 3],
        }
    })
}

#[test]
fn eyes_teeth_buttons_and_a_ghosts_body_stay_in_white() {
    let ghost = drawn(|x, y| {
        let eye = within(x, y, [105.0, 100.0], [10.0, 16.0]).min(within(
            x,
            y,
            [151.0, 100.0],
            [10.0, 16.0],
        ));
        match within(x, y, [128.0; 2], [75.0, 95.0]) {
            _ if eye < 1.0 => LINE,
            ..0.87 => [255.0; 3],
            0.87..1.0 => LINE,
            _ => [255.0; 3],
        }
    });
    let steps = |picture: Bitmap| {
        // The middle of every eight by eight pixels, for all of them.
        let middle = |it: u32| it / 8 * 8 + 4;
        let pixel = |idx: u32| picture.get(middle(idx % SIDE), middle(idx / SIDE));
        Bitmap::from_pixels(SIDE, SIDE, (0..SIDE * SIDE).map(pixel).collect())
    };
    for (name, picture) in [
        ("face", face()),
        ("ghost", ghost.clone()),
        ("a ghost of art pixels", steps(ghost)),
        ("a face of art pixels", steps(face())),
    ] {
        let it = cut(&picture, Edges::Soft, None);
        let inside = (0..SIDE * SIDE).filter(|idx| {
            let (x, y) = (f64::from(idx % SIDE), f64::from(idx / SIDE));
            within(x, y, [128.0; 2], [60.0, 80.0]) < 1.0
                && it.bitmap.get(idx % SIDE, idx / SIDE)[3] < 255
        });
        let n_lost = inside.count();
        assert_eq!(n_lost, 0, "{name}: {}", it.how);
        assert_eq!(it.bitmap.get(3, 3), [0; 4], "{name}");
    }
}

#[test]
fn a_large_white_part_may_be_a_hole_and_that_is_a_guess() {
    let picture = drawn(|x, y| match within(x, y, [128.0; 2], [90.0; 2]) {
        0.5..1.0 => [190.0, 80.0, 50.0],
        _ => [255.0; 3],
    });
    let it = cut(&picture, Edges::Soft, None);
    assert!(it.how.contains("1 enclosed hole"), "{}", it.how);
    assert!(sure(&it.how) < 50, "{}", it.how);
}

#[test]
fn gradients_of_any_direction_go() {
    let ramps: [&dyn Fn(f64, f64) -> f64; 4] = [
        &|_, y| 45.0 * y / 256.0,
        &|x, _| 110.0 * x / 256.0,
        &|x, y| 80.0 * (x + y) / 512.0,
        &|x, y| 60.0 * within(x, y, [128.0; 2], [180.0; 2]),
    ];
    for (n, ramp) in ramps.into_iter().enumerate() {
        let picture = drawn(|x, y| match within(x, y, [128.0; 2], [75.0; 2]) {
            ..0.95 => [160.0, 30.0, 30.0],
            0.95..1.0 => [20.0, 8.0, 8.0],
            _ => [235.0, 230.0, 235.0].map(|it| it - ramp(x, y)),
        });
        let it = cut(&picture, Edges::Soft, None);
        assert!(!it.uncut, "{n}");
        for (x, y, alpha) in
            [(2, 2, 0), (250, 4, 0), (4, 250, 0), (250, 250, 0), (128, 40, 0), (128, 128, 255)]
        {
            assert_eq!(it.bitmap.get(x, y)[3], alpha, "{n} at {x}, {y}: {}", it.how);
        }
    }
}

#[test]
fn scenery_is_left_as_it_is_and_that_is_no_cut_out() {
    let mut numbers = crate::image::tests::numbers(9);
    let mut scene = Bitmap::new(64, 64);
    for pixel in scene.pixels_mut() {
        let [r, g, b, ..] = numbers.next().unwrap().to_le_bytes();
        *pixel = [r, g, b, 255];
    }
    let it = cut(&scene, Edges::Soft, None);
    assert!(it.uncut && it.bitmap == scene, "{}", it.how);
}

#[test]
fn alpha_that_hard_edges_make_binary_is_said() {
    let mut picture = Bitmap::new(20, 20);
    for idx in 0..20 * 20 {
        let (x, y): (u32, u32) = (idx % 20, idx / 20);
        let alpha = if x.abs_diff(10) > 5 || y.abs_diff(10) > 5 { 0 } else { 90 + 130 * (x % 2) };
        picture.set(x, y, if alpha == 0 { [0; 4] } else { [200, 80, 40, alpha as u8] });
    }
    let hard = cut(&picture, Edges::Hard, None);
    assert!(hard.bitmap.pixels().iter().all(|it| [0, 255].contains(&it[3])));
    assert!(hard.how.contains("30.2 % of the picture is translucent"), "{}", hard.how);
    let soft = cut(&picture, Edges::Soft, None);
    assert!(!soft.how.contains("translucent") && soft.bitmap == picture, "{}", soft.how);
}

/// Squares of four greys, and a dark thing in the middle: something for every recogniser.
fn chequered(width: u32, height: u32, tile: u32) -> Bitmap {
    let of = |idx: u32| {
        let (x, y) = (idx % width, idx / width);
        let is_thing = x.abs_diff(width / 2) < width / 4 && y.abs_diff(height / 2) < height / 4;
        let grey = if (x / tile + y / tile).is_multiple_of(2) { 204 } else { 255 };
        if is_thing { [90, 30, 40, 255] } else { [grey, grey, grey, 255] }
    };
    Bitmap::from_pixels(width, height, (0..width * height).map(of).collect())
}

#[test]
fn pictures_of_any_size_are_cut() {
    for (width, height) in (1..=66).flat_map(|side| [(side, side), (side, 67 - side), (128, side)])
    {
        for tile in [1, 2, 4, 8] {
            let picture = chequered(width, height, tile);
            let cut = cut(&picture, Edges::Hard, None);
            assert_eq!((cut.bitmap.width(), cut.bitmap.height()), (width, height));
        }
    }
}
