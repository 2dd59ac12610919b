//! What is measured on frames, measured on sketches: same character or another one, as it should
//! be or spoilt. The artist's loops are the truth that the thresholds are held against.

use crate::action::{
    ActionKey, Anchor, AskedBackground, DrawHints, Finding, FrameRules, PaintRequest, PictureKind,
    Step,
};
use crate::builtin::sketch::paint;
use crate::colour::{Oklab, Rgb};
use crate::digest::Digest;
use crate::image::frames::{Difference, together};
use crate::image::{Bitmap, apply};

const CHARACTERS: [&str; 12] = [
    "knight with a sword",
    "old wizard with a staff",
    "green slime",
    "purple bat",
    "goblin",
    "merchant girl",
    "red dragon",
    "archer with a bow",
    "orange fox",
    "blue bird",
    "pirate",
    "golden horse",
];
const FRAMES: u32 = 8;
const SIDE: u32 = 32;

fn walk(subject: &str) -> Vec<Bitmap> {
    let draw = DrawHints {
        subject: subject.to_owned(),
        size: [SIDE; 2],
        palette: Vec::new(),
        palette_only: false,
        opaque: false,
        kind: PictureKind::Sprite,
        facing: "right".to_owned(),
        pose: String::new(),
        state: String::new(),
        action: "walk cycle".to_owned(),
        frame: None,
        cells: [FRAMES, 1],
        variant: 0,
    };
    let request = PaintRequest {
        brief: ActionKey(Digest::of(b"")),
        ordinal: 0,
        model: "builtin/sketch".parse().unwrap(),
        prompt: String::new(),
        avoid: None,
        background: AskedBackground::Transparent,
        size: [SIDE * FRAMES, SIDE],
        aspect: None,
        params: std::collections::BTreeMap::new(),
        seed: None,
        references: Vec::new(),
        refined_from: None,
        note: None,
        tileable: None,
        draw: Some(draw),
        safety: None,
    };
    let sheet = paint(&request, &[]);
    let cell = |index| Step::Cell { columns: FRAMES, rows: 1, index };
    (0..FRAMES).map(|it| apply(sheet.clone(), &cell(it)).unwrap()).collect()
}

/// Everything that is seen, moved by a function of its place.
fn moved(frame: &Bitmap, from: impl Fn(i64, i64) -> (i64, i64)) -> Bitmap {
    let mut res = Bitmap::new(frame.width(), frame.height());
    for y in 0..frame.height() {
        for x in 0..frame.width() {
            let (from_x, from_y) = from(x.into(), y.into());
            res.set(x, y, frame.get_or_clear(from_x, from_y));
        }
    }
    res
}

/// A quarter smaller, standing on the same ground.
fn smaller(frame: &Bitmap) -> Bitmap {
    let (middle, ground) = (i64::from(SIDE / 2), i64::from(SIDE - 1));
    let back = |it: i64| libm::round(it as f64 / 0.75) as i64;
    moved(frame, |x, y| (middle + back(x - middle), ground - back(ground - y)))
}

fn mirrored(frame: &Bitmap) -> Bitmap {
    moved(frame, |x, y| (i64::from(SIDE) - 1 - x, y))
}

fn raised(frame: &Bitmap) -> Bitmap {
    moved(frame, |x, y| (x, y + 4))
}

/// Every hue turned by so many degrees.
fn turned(frame: &Bitmap, degrees: f32) -> Bitmap {
    let (sin, cos) = (libm::sinf(degrees.to_radians()), libm::cosf(degrees.to_radians()));
    let mut res = frame.clone();
    for pixel in res.pixels_mut().iter_mut().filter(|it| it[3] > 0) {
        let Oklab { l, a, b } = Rgb([pixel[0], pixel[1], pixel[2]]).oklab();
        let Rgb([r, g, b]) = Oklab { l, a: cos * a - sin * b, b: sin * a + cos * b }.rgb();
        *pixel = [r, g, b, pixel[3]];
    }
    res
}

/// How often the defect measures more than the good pair: the area under the ROC curve.
fn auc(good: &[f32], bad: &[f32]) -> f32 {
    let wins = |bad: &f32| -> f32 {
        let win = |good: &f32| match bad.total_cmp(good) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        };
        good.iter().map(win).sum()
    };
    bad.iter().map(wins).sum::<f32>() / (good.len() * bad.len()) as f32
}

#[test]
fn each_defect_is_told_apart_by_the_measure_that_is_there_for_it() {
    let walks: Vec<Vec<Bitmap>> = CHARACTERS.iter().map(|it| walk(it)).collect();
    let pairs: Vec<(&Bitmap, &Bitmap)> =
        walks.iter().flat_map(|it| it[1..].iter().map(|other| (&it[0], other))).collect();
    let between = |a: &Bitmap, b: &Bitmap| Difference::between(a, b).unwrap();
    let good: Vec<Difference> = pairs.iter().map(|(a, b)| between(a, b)).collect();
    let spoilt = |defect: &dyn Fn(&Bitmap) -> Bitmap| -> Vec<Difference> {
        pairs.iter().map(|(a, b)| between(a, &defect(b))).collect()
    };
    let others: Vec<Difference> = (0..walks.len())
        .flat_map(|idx| (1..8).map(move |by| (idx, by)))
        .map(|(idx, by)| between(&walks[idx][0], &walks[(idx + by) % walks.len()][by]))
        .collect();
    type Measure = fn(&Difference) -> f32;
    let cases: [(&str, Vec<Difference>, Measure); 7] = [
        ("hue by 40°: colours", spoilt(&|it| turned(it, 40.0)), |it| it.colours),
        ("hue by 40°: tones", spoilt(&|it| turned(it, 40.0)), |it| it.tones),
        ("another character: colours", others.clone(), |it| it.colours),
        ("another character: tones", others, |it| it.tones),
        ("smaller: area", spoilt(&smaller), |it| it.area),
        ("smaller: height", spoilt(&smaller), |it| it.height),
        ("raised: feet", spoilt(&raised), |it| it.feet),
    ];
    let measured = cases.iter().map(|(name, bad, measure)| {
        let of = |all: &[Difference]| -> Vec<f32> { all.iter().map(measure).collect() };
        (*name, auc(&of(&good), &of(bad)))
    });
    let measured: Vec<(&str, f32)> = measured.collect();
    assert!(measured.iter().all(|(_, auc)| *auc >= 0.95), "{measured:?}");
}

#[test]
fn whoever_faces_the_other_way_is_told_apart_where_a_shape_has_sides() {
    let sided = ["knight with a sword", "orange fox", "archer with a bow", "brown horse"];
    let walks: Vec<Vec<Bitmap>> = sided.iter().map(|it| walk(it)).collect();
    let pairs = || walks.iter().flat_map(|it| it[1..].iter().map(|other| (&it[0], other)));
    let facing = |a: &Bitmap, b: &Bitmap| Difference::between(a, b).unwrap().facing;
    let good: Vec<f32> = pairs().map(|(a, b)| facing(a, b)).collect();
    let bad: Vec<f32> = pairs().map(|(a, b)| facing(a, &mirrored(b))).collect();
    let auc = auc(&good, &bad);
    assert!(auc >= 0.95, "{auc}");
}

#[test]
fn no_good_walk_fails() {
    for anchor in [Anchor::Feet, Anchor::Centre] {
        let rules = FrameRules { anchor, looped: true, consistent: true, palette: None };
        for subject in CHARACTERS {
            let all = together(&walk(subject), &rules).unwrap();
            let fails = |it: &&Finding| it.hard && !it.passed;
            let failed: Vec<&Finding> = all.findings.iter().flatten().filter(fails).collect();
            assert!(failed.is_empty(), "{subject}: {failed:?}");
        }
    }
}
