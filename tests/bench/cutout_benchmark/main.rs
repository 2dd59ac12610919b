//! Cut-outs against subjects whose alpha is known: `cargo run --release --example cutout-benchmark`.
//!
//! Seven families of subjects before seven grounds, undamaged and through JPEG, by fixed seeds.
//! The seeds after the first were never looked at while the algorithm was written.

mod dice;
mod painting;
mod score;
mod subject;

use std::time::Instant;

use assetbuild::action::Edges;
use assetbuild::action::Step;
use assetbuild::action::Way;
use assetbuild::image::Bitmap;
use assetbuild::image::no_blobs;
use assetbuild::image::process;

use crate::painting::Damage;
use crate::painting::GROUNDS;
use crate::painting::Ground;
use crate::painting::painting;
use crate::score::Score;
use crate::subject::families;

const DAMAGES: [(&str, Damage); 3] = [
    ("exact", Damage { noise: 0.0, jpeg: None }),
    ("JPEG 90", Damage { noise: 1.0, jpeg: Some(90) }),
    ("JPEG 70", Damage { noise: 2.0, jpeg: Some(70) }),
];

fn main() {
    let argument = |at: usize| std::env::args().nth(at);
    let seed = argument(1).and_then(|it| it.parse().ok()).unwrap_or(1);
    let side = argument(2).and_then(|it| it.parse().ok()).unwrap_or(384);
    let folder = argument(3);
    let subjects: Vec<_> = families(seed).into_iter().map(|it| (it.drawn(side), it)).collect();
    for (damage_name, damage) in DAMAGES {
        println!("\n{damage_name}, {side} px, seed {seed}: composite RMSE / alpha / leak %");
        for (name, ground) in GROUNDS {
            let mut scores = [Vec::new(), Vec::new()];
            print!("{name:8}");
            for (truth, subject) in &subjects {
                let painted = painting(truth, ground, damage, seed);
                let (cut, note, ms) = cut(&painted, ground);
                let score = Score::of(&cut, truth);
                scores[usize::from(subject.translucent)].push(score);
                print!(" {}:{:.1}/{:.1}/{:.0}%", subject.name, score.composite, score.leak, ms);
                if let Some(folder) = &folder {
                    let stem = format!("{folder}/{damage_name}-{name}-{}", subject.name);
                    save(&format!("{stem}-in.png"), &painted);
                    save(&format!("{stem}-out.png"), &cut);
                    println!("\n   {note}");
                }
            }
            println!();
            for (kind, scores) in ["opaque", "translucent"].iter().zip(&scores) {
                let it = Score::mean(scores);
                println!(
                    "{name:8} {kind:12} {:6.1} {:6.1} {:6.2}",
                    it.composite, it.alpha, it.leak
                );
            }
        }
    }
}

fn cut(painted: &Bitmap, ground: Ground) -> (Bitmap, String, f64) {
    let step = Step::CutOut { asked: ground.asked(), edges: Edges::Soft, way: Way::Auto };
    let start = Instant::now();
    let res = process(painted.clone(), &[step], &no_blobs).expect("a cut-out is no larger");
    let ms = start.elapsed().as_secs_f64() * 1000.0;
    (res.bitmap, res.notes.join(" "), ms)
}

fn save(path: &str, bitmap: &Bitmap) {
    let bytes = assetbuild::image::encode_png(bitmap, &[]);
    std::fs::write(path, bytes).expect("the folder can be written");
}
