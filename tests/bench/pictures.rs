//! How long pictures take, on one thread: 1024 × 1024 pixels where nothing else is said.
//! `cargo bench --bench pictures`.
#![expect(clippy::unwrap_used, reason = "a benchmark may stop at the first surprise")]

use std::collections::BTreeMap;

use assetbuild::action::{
    ActionKey, AskedBackground, CheckLimits, CheckSpec, DrawHints, Edges, PaintRequest,
    PaletteMode, PictureKind, Step, Way,
};
use assetbuild::builtin::{measure, sketch as artist};
use assetbuild::colour::Rgb;
use assetbuild::digest::{Digest, canonical_text};
use assetbuild::image::{
    Bitmap, Figures, SnapOptions, apply, check, decode, encode_png, no_blobs, process, sealed_png,
    snap as snap_to_grid,
};
use assetbuild::name::PartName;
use divan::{Bencher, black_box};

const SIDE: u32 = 1024;
const MAGENTA: Rgb = Rgb([255, 0, 255]);

fn main() {
    divan::Divan::from_args().sample_count(30).main();
}

/// What a picture shows.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// A shaded disc with noise on every pixel, magenta behind it.
    Painting,
    /// The same disc, nothing behind it.
    CutOut,
    /// Squares of 16 pixels in nine colours, nothing behind them.
    Sprite,
    /// Smooth colours with noise from edge to edge.
    Photograph,
}

fn picture(kind: Kind) -> Bitmap {
    let mut res = Bitmap::new(SIDE, SIDE);
    let mut seed = 1_u32;
    for y in 0..SIDE {
        for x in 0..SIDE {
            // A linear congruential generator: noise needs to be the same, not good.
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            res.set(x, y, pixel(kind, x, y, seed >> 28));
        }
    }
    res
}

fn pixel(kind: Kind, x: u32, y: u32, noise: u32) -> [u8; 4] {
    let shade = |it: u32| (it / 5 + noise).min(255) as u8;
    let inside = |x: u32, y: u32| x.abs_diff(512).pow(2) + y.abs_diff(512).pow(2) < 400 * 400;
    let own = [shade(x), shade(1023 - y), shade((x + y) / 2), 255];
    match kind {
        Kind::Photograph => own,
        Kind::Painting | Kind::CutOut if inside(x, y) => own,
        Kind::Painting => [255 - noise as u8, noise as u8, 255 - noise as u8 / 2, 255],
        Kind::Sprite if inside(x / 16 * 16, y / 16 * 16) => {
            let colour = (x / 16 * 3 + y / 16 * 5) % 9;
            [colour as u8 * 25, 200 - colour as u8 * 20, 90, 255]
        }
        Kind::CutOut | Kind::Sprite => [0; 4],
    }
}

/// Unique colours, border, transparency and Laplacian variance together: under 10 ms.
#[divan::bench(args = [Kind::Photograph, Kind::CutOut, Kind::Sprite])]
fn exact_figures(bencher: Bencher<'_, '_>, kind: Kind) {
    let picture = picture(kind);
    bencher.bench_local(|| Figures::of(black_box(&picture)));
}

/// Everything that is ever measured: under 60 ms.
#[divan::bench(args = [Kind::Photograph, Kind::CutOut, Kind::Sprite])]
fn all_checks(bencher: Bencher<'_, '_>, kind: Kind) {
    let picture = picture(kind);
    let spec = CheckSpec {
        size: [SIDE, SIDE],
        transparent: true,
        pixel_art: true,
        max_colors: Some(64),
        border: 800,
        sharpness: Some(100),
        tileable: None,
        palette: (0..32).map(|it| Rgb([it * 8, 255 - it * 8, it * 4])).collect(),
        limits: CheckLimits::DEFAULT,
    };
    bencher.bench_local(|| check(black_box(&picture), &spec, Some(MAGENTA)));
}

/// Under 300 ms.
#[divan::bench(args = [Edges::Soft, Edges::Hard])]
fn cut_out(bencher: Bencher<'_, '_>, edges: Edges) {
    let step =
        Step::CutOut { asked: AskedBackground::Key(MAGENTA), edges, shadow: None, way: Way::Auto };
    let picture = picture(Kind::Painting);
    bencher.with_inputs(|| picture.clone()).bench_local_values(|it| apply(it, &step).unwrap());
}

/// Under 300 ms.
#[divan::bench(args = [Kind::Painting, Kind::Sprite])]
fn snap(bencher: Bencher<'_, '_>, kind: Kind) {
    let options = SnapOptions { cells: Some([64, 64]), ..SnapOptions::default() };
    let picture = picture(kind);
    bencher.bench_local(|| snap_to_grid(black_box(&picture), &options));
}

#[divan::bench(args = [Kind::Photograph, Kind::CutOut, Kind::Sprite])]
fn decode_png(bencher: Bencher<'_, '_>, kind: Kind) {
    let bytes = encode_png(&picture(kind), &[]);
    bencher.bench_local(|| decode(black_box(&bytes)).unwrap());
}

#[divan::bench(args = [Kind::Photograph, Kind::Painting])]
fn decode_jpeg(bencher: Bencher<'_, '_>, kind: Kind) {
    let picture = picture(kind);
    let rgb = picture.pixels().iter().flat_map(|it| [it[0], it[1], it[2]]).collect();
    let rgb = image::RgbImage::from_raw(SIDE, SIDE, rgb).unwrap();
    let mut bytes = std::io::Cursor::new(Vec::new());
    rgb.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    let bytes = bytes.into_inner();
    bencher.bench_local(|| decode(black_box(&bytes)).unwrap());
}

/// What a built-in asset of so many art pixels costs without a disk, from its request to its file
/// in 16 times the size and the text of its verdict: drawn, cut out, checked, enlarged, bled,
/// sealed, judged.
#[divan::bench(args = [16, 32])]
fn sketch(bencher: Bencher<'_, '_>, side: u32) {
    let palette: Vec<Rgb> = (0..8).map(|it| Rgb([it * 36, 255 - it * 30, 90 + it * 9])).collect();
    let request = request(side, &palette);
    let shaping = [
        Step::CutOut {
            asked: AskedBackground::Transparent,
            edges: Edges::Hard,
            shadow: None,
            way: Way::Auto,
        },
        Step::Fit { width: side, height: side, pixel_art: true },
        Step::Palette { colors: palette.clone(), mode: PaletteMode::Guide, max: Some(64) },
    ];
    let last = [Step::Scale { by: 16 }, Step::Bleed];
    let spec = CheckSpec {
        size: [side, side],
        transparent: true,
        pixel_art: true,
        max_colors: Some(64),
        border: 800,
        sharpness: Some(100),
        tileable: None,
        palette: palette.clone(),
        limits: CheckLimits::DEFAULT,
    };
    bencher.bench_local(|| {
        let drawn = artist::paint(black_box(&request), &[]);
        let painting = encode_png(&drawn, &[]);
        let shaped = process(drawn, &shaping, &no_blobs).unwrap().bitmap;
        let findings = check(&shaped, &spec, None);
        let finished = process(shaped, &last, &no_blobs).unwrap().bitmap;
        let file = sealed_png(&finished);
        let parts = [PartName::default()];
        let verdict = measure::judge(&[finished], &[findings], &parts, &spec, &palette);
        (painting, file, canonical_text(&verdict))
    });
}

fn request(side: u32, palette: &[Rgb]) -> PaintRequest {
    PaintRequest {
        brief: ActionKey(Digest::of(b"a slime")),
        ordinal: 0,
        model: "builtin/sketch".parse().unwrap(),
        prompt: "A slime.".to_owned(),
        avoid: None,
        background: AskedBackground::Transparent,
        size: [side, side],
        aspect: None,
        params: BTreeMap::new(),
        seed: None,
        references: Vec::new(),
        refined_from: None,
        note: None,
        tileable: None,
        draw: Some(DrawHints {
            subject: "mossy slime".to_owned(),
            size: [side, side],
            palette: palette.to_vec(),
            palette_only: false,
            opaque: false,
            kind: PictureKind::Sprite,
            variant: 0,
            facing: "right".to_owned(),
            pose: "idle stance".to_owned(),
            state: String::new(),
            action: String::new(),
            frame: None,
            cells: [1, 1],
        }),
        safety: None,
    }
}
