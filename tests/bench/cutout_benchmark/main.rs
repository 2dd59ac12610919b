//! Cut-outs against subjects whose alpha is known: `cargo run --release --example
//! cutout-benchmark`.
//!
//! Seven families of subjects before seven grounds, undamaged and through JPEG, by fixed seeds.
//! Arguments: the seed, the side in pixels, a folder for the pictures. The constants of the
//! algorithm were chosen by seed 1.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod dice;
mod painting;
mod score;
mod subject;

use std::time::Instant;

use assetbuild::action::AskedBackground;
use assetbuild::action::Edges;
use assetbuild::action::Step;
use assetbuild::action::Way;
use assetbuild::colour::Rgb;
use assetbuild::digest::Digest;
use assetbuild::image::Bitmap;
use assetbuild::image::Blobs;
use assetbuild::image::no_blobs;
use assetbuild::image::process;

use crate::painting::Damage;
use crate::painting::GROUNDS;
use crate::painting::Ground;
use crate::painting::painting;
use crate::score::Score;
use crate::subject::Subject;
use crate::subject::families;

const DAMAGES: [(&str, Damage); 3] = [
    ("exact", Damage { noise: 0.0, jpeg: None }),
    ("JPEG 90", Damage { noise: 1.0, jpeg: Some(90) }),
    ("JPEG 70", Damage { noise: 2.0, jpeg: Some(70) }),
];

/// By how much the second plate of a pair is moved, in pixels, and what spoils both.
const PAIRS: [(&str, f64, Damage); 5] = [
    ("aligned", 0.0, Damage { noise: 0.0, jpeg: None }),
    ("noise 1", 0.0, Damage { noise: 1.0, jpeg: None }),
    ("JPEG 90", 0.0, Damage { noise: 0.0, jpeg: Some(90) }),
    ("half off", 0.5, Damage { noise: 0.0, jpeg: None }),
    ("2 px off", 2.0, Damage { noise: 0.0, jpeg: None }),
];

fn main() {
    let argument = |at: usize| std::env::args().nth(at);
    let seed = argument(1).and_then(|it| it.parse().ok()).unwrap_or(1);
    let side = argument(2).and_then(|it| it.parse().ok()).unwrap_or(384);
    let folder = argument(3);
    let subjects: Vec<_> = families(seed).into_iter().map(|it| (it.drawn(side, 0.0), it)).collect();
    println!("{side} px, seed {seed}: composite RMSE, alpha in thousandths, leak in %, sure in %");
    let mut checkered = [[0, 0]; 2];
    for (damage_name, damage) in DAMAGES {
        println!("\n{damage_name}");
        for (name, ground) in GROUNDS {
            let mut row = Row::default();
            for (truth, subject) in &subjects {
                let painted = painting(truth, ground, damage, seed);
                let cut = cut(&painted, ground);
                let found = usize::from(cut.note.starts_with("a painted checkerboard"));
                checkered[usize::from(matches!(ground, Ground::Checkered(_)))][found] += 1;
                if let Some(folder) = &folder {
                    let stem = format!("{folder}/{damage_name}-{name}-{}", subject.name);
                    save(&format!("{stem}-in.png"), &painted);
                    save(&format!("{stem}-out.png"), &cut.picture);
                }
                row.add(&cut, truth, subject);
            }
            row.print(name);
        }
    }
    let [[_, false_alarms], [missed, found]] = checkered;
    println!("\ncheckerboards: {found} found, {missed} missed, {false_alarms} false alarms");
    println!("\ntwo plates, white and black");
    for (name, moved, damage) in PAIRS {
        let mut row = Row::default();
        for (truth, subject) in &subjects {
            let plate = |ground: usize, moved: f64, seed: u64| {
                let truth = subject.drawn(side, moved);
                painting(&truth, GROUNDS[ground].1, damage, seed)
            };
            row.add(&cut_plates(&plate(2, 0.0, seed), &plate(4, moved, seed + 1)), truth, subject);
        }
        row.print(name);
    }
}

/// One picture without its background.
struct Cut {
    picture: Bitmap,
    note: String,
    ms: f64,
}

impl Cut {
    /// How sure it says it is, in percent.
    fn sure(&self) -> f64 {
        let before = self.note.split(" % sure").next().unwrap_or_default();
        before.rsplit(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0.0)
    }
}

/// The scores of one ground: opaque subjects, and translucent ones.
#[derive(Default)]
struct Row {
    scores: [Vec<Score>; 2],
    sure: [f64; 2],
    ms: f64,
    each: String,
}

impl Row {
    fn add(&mut self, cut: &Cut, truth: &Bitmap, subject: &Subject) {
        let score = Score::of(&cut.picture, truth);
        let kind = usize::from(subject.translucent);
        self.scores[kind].push(score);
        self.sure[kind] += cut.sure();
        self.ms = self.ms.max(cut.ms);
        self.each += &format!(" {} {:.1} ({})", subject.name, score.composite, cut.sure());
    }

    fn print(&self, name: &str) {
        for (kind, name_of_kind) in ["opaque", "translucent"].iter().enumerate() {
            let (it, n) = (Score::mean(&self.scores[kind]), self.scores[kind].len() as f64);
            let sure = self.sure[kind] / n;
            println!(
                "{name:8} {name_of_kind:12} {:6.1} {:6.1} {:6.2} {sure:5.0}",
                it.composite, it.alpha, it.leak
            );
        }
        println!("        {}; {:.0} ms at most", self.each, self.ms);
    }
}

fn cut(painted: &Bitmap, ground: Ground) -> Cut {
    timed(painted, ground.asked(), Way::Auto, &no_blobs)
}

fn cut_plates(first: &Bitmap, second: &Bitmap) -> Cut {
    let plate = Digest::of(b"the second plate");
    let way = Way::TwoPlate { plate, asked: AskedBackground::Colour(Rgb([0; 3])) };
    timed(first, AskedBackground::Transparent, way, &|_| Some(second.clone()))
}

fn timed(painted: &Bitmap, asked: AskedBackground, way: Way, blobs: Blobs<'_>) -> Cut {
    let step = Step::CutOut { asked, edges: Edges::Soft, way };
    let start = Instant::now();
    let res = process(painted.clone(), &[step], blobs).expect("a cut-out is no larger");
    let ms = start.elapsed().as_secs_f64() * 1000.0;
    Cut { picture: res.bitmap, note: res.notes.join(" "), ms }
}

fn save(path: &str, bitmap: &Bitmap) {
    let bytes = assetbuild::image::encode_png(bitmap, &[]);
    std::fs::write(path, bytes).expect("the folder can be written");
}
