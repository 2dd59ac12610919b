//! How well pixel art is recovered from what image models make of it.
//!
//! `--n 3` pictures of each family and level, from `--seed 1` on; `-v` tells of each of them.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod corruption;
mod jpeg;
mod random;
mod score;
mod sprites;

use assetbuild::image::Bitmap;
use assetbuild::image::SnapOptions;
use assetbuild::image::SnapPalette;
use assetbuild::image::snap;

use crate::corruption::LEVELS;
use crate::random::Random;
use crate::score::Score;
use crate::sprites::FAMILIES;
use crate::sprites::Sprite;

fn main() {
    let (seed, n) = (number("--seed", 1), number("--n", 3));
    let verbose = std::env::args().any(|it| it == "-v");
    println!("                palette given         nothing known    least");
    println!("family   level  exact  subject  size  exact  subject   sure");
    let mut totals = LEVELS.map(|_| Sums::default());
    for (kind, family) in FAMILIES.iter().enumerate() {
        for (at, level) in LEVELS.iter().enumerate() {
            let mut sums = Sums::default();
            for idx in 0..n {
                let truth = sprites::sprite(family, &mut Random::new(&[seed, kind as u64, idx]));
                let mut random = Random::new(&[seed, kind as u64, idx, at as u64]);
                let painted = corruption::corrupted(&truth.bitmap, level, &mut random);
                let palette = SnapPalette::Given(truth.palette.clone());
                let (given, sure) = tried(&truth, &painted, palette, verbose);
                let (free, _) = tried(&truth, &painted, SnapPalette::default(), verbose);
                sums.add(&given, &free, sure);
                totals[at].add(&given, &free, sure);
            }
            sums.print(family, level.name);
        }
    }
    for (level, sums) in LEVELS.iter().zip(&totals) {
        sums.print("all", level.name);
    }
}

/// The number after a flag.
fn number(flag: &str, default: u64) -> u64 {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments.iter().position(|it| it == flag);
    at.and_then(|it| arguments.get(it + 1)?.parse().ok()).unwrap_or(default)
}

/// How much of a sprite comes back with a palette, and how sure that was.
fn tried(truth: &Sprite, painted: &Bitmap, palette: SnapPalette, verbose: bool) -> (Score, f32) {
    let snapped = snap(painted, &SnapOptions { palette, ..SnapOptions::default() });
    let score = score::score(&truth.bitmap, &snapped.bitmap, &truth.palette);
    if verbose {
        let (own, large) = (truth.bitmap.width(), painted.width());
        let (exact, subject) = (score.exact * 100.0, score.subject * 100.0);
        let found = snapped.report.sentence();
        println!("  {own} in {large}: {exact:.1} {subject:.1} {found}");
    }
    (score, snapped.report.confidence)
}

/// Over pictures.
#[derive(Default)]
struct Sums {
    n: f64,
    exact: f64,
    subject: f64,
    sized: f64,
    free_exact: f64,
    free_subject: f64,
    least_sure: Option<f32>,
}

impl Sums {
    fn add(&mut self, given: &Score, free: &Score, sure: f32) {
        self.n += 1.0;
        self.exact += given.exact;
        self.subject += given.subject;
        self.sized += f64::from(given.sized);
        self.free_exact += free.exact;
        self.free_subject += free.subject;
        self.least_sure = Some(self.least_sure.map_or(sure, |it| it.min(sure)));
    }

    fn print(&self, family: &str, level: &str) {
        let share = |it: f64| it / self.n.max(1.0) * 100.0;
        println!(
            "{family:9} {level}    {:5.1}    {:5.1} {:5.1}  {:5.1}    {:5.1}   {:.2}",
            share(self.exact),
            share(self.subject),
            share(self.sized),
            share(self.free_exact),
            share(self.free_subject),
            self.least_sure.unwrap_or(0.0)
        );
    }
}
