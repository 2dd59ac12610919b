//! How well pixel art is recovered from what image models make of it.
//!
//! `--n 3` pictures of each family and level, from `--seed 1` on; or with `--sprites FOLDER`
//! those of its PNG files, which must have native pixels. `-v` tells of each of them.
//!
//! Other tools are measured on the same pictures: `--save FOLDER` writes them instead of snapping
//! them, and `--score FOLDER` counts what a tool has made of them, under the same names.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod cases;
mod corruption;
mod jpeg;
mod random;
mod score;
mod sprites;

use std::path::{Path, PathBuf};

use assetbuild::image::{Bitmap, SnapOptions, SnapPalette, decode, encode_png, snap};

use crate::cases::{Case, Source};
use crate::corruption::LEVELS;
use crate::score::{Score, score};

fn main() -> std::io::Result<()> {
    let (seed, n) = (number("--seed", 1), number("--n", 3));
    let source = match folder("--sprites") {
        Some(it) => Source::folder(&it)?,
        None => Source::Families(n),
    };
    if let Some(folder) = folder("--save") {
        return save(&source, seed, &folder);
    }
    let (theirs, verbose) = (folder("--score"), std::env::args().any(|it| it == "-v"));
    let families = source.families();
    let mut sums: Vec<_> = families.iter().map(|_| LEVELS.map(|_| Sums::default())).collect();
    for case in source.cases(seed) {
        let outcome = match &theirs {
            Some(folder) => scored(&case, folder)?,
            None => Outcome::of(&case),
        };
        if verbose {
            outcome.print(&case);
        }
        sums[case.family][case.level].add(&outcome);
    }
    println!("                palette given         nothing known    least");
    println!("family   level  exact  subject  size  exact  subject   sure");
    for (family, sums) in families.iter().zip(&sums) {
        LEVELS.iter().zip(sums).for_each(|(level, it)| it.print(family, level.name));
    }
    for (at, level) in LEVELS.iter().enumerate() {
        let all = sums.iter().map(|it| &it[at]).fold(Sums::default(), Sums::and);
        all.print("all", level.name);
    }
    Ok(())
}

/// What follows a flag.
fn argument(flag: &str) -> Option<String> {
    let mut arguments = std::env::args().skip_while(|it| it != flag);
    arguments.nth(1)
}

fn number(flag: &str, default: u64) -> u64 {
    argument(flag).and_then(|it| it.parse().ok()).unwrap_or(default)
}

fn folder(flag: &str) -> Option<PathBuf> {
    argument(flag).map(PathBuf::from)
}

/// The paintings as files; beside them the truth, for who wants to see it.
fn save(source: &Source, seed: u64, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("truth"))?;
    for case in source.cases(seed) {
        let file = format!("{}.png", case.name);
        std::fs::write(folder.join(&file), encode_png(&case.painted, &[]))?;
        let truth = encode_png(&case.truth.bitmap, &[]);
        std::fs::write(folder.join("truth").join(&file), truth)?;
    }
    Ok(())
}

/// How much came back.
struct Outcome {
    given: Score,
    free: Score,
    sure: f32,
    found: String,
}

impl Outcome {
    fn of(case: &Case) -> Outcome {
        let palette = SnapPalette::Given(case.truth.palette.clone());
        let [given, free] = [palette, SnapPalette::default()]
            .map(|palette| snap(&case.painted, &SnapOptions { palette, ..SnapOptions::default() }));
        let score = |it: &Bitmap| score(&case.truth.bitmap, it, &case.truth.palette);
        Outcome {
            given: score(&given.bitmap),
            free: score(&free.bitmap),
            sure: given.report.confidence,
            found: given.report.sentence(),
        }
    }

    fn print(&self, case: &Case) {
        let own = [case.truth.bitmap.width(), case.truth.bitmap.height()];
        let large = [case.painted.width(), case.painted.height()];
        let (exact, subject) = (self.given.exact * 100.0, self.given.subject * 100.0);
        let free = self.free.subject * 100.0;
        let (name, found) = (&case.name, &self.found);
        println!("  {name} {own:?} in {large:?}: {exact:.1} {subject:.1} {free:.1} {found}");
    }
}

/// What another tool has made of a painting; its nearest colours are taken for a given palette.
/// Of what it could not do, nothing is right.
fn scored(case: &Case, folder: &Path) -> std::io::Result<Outcome> {
    let file = folder.join(format!("{}.png", case.name));
    let bitmap = match std::fs::read(file) {
        Ok(bytes) => decode(&bytes).map_err(std::io::Error::other)?,
        Err(_) => Bitmap::new(1, 1),
    };
    let found = format!("{}x{}", bitmap.width(), bitmap.height());
    let palette = &case.truth.palette;
    let nearest = score::nearest(&bitmap, palette);
    let [given, free] = [nearest, bitmap].map(|it| score(&case.truth.bitmap, &it, palette));
    Ok(Outcome { given, free, sure: 0.0, found })
}

/// Over pictures.
#[derive(Clone, Copy, Default)]
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
    fn add(&mut self, outcome: &Outcome) {
        let Outcome { given, free, sure, .. } = outcome;
        *self = self.and(&Sums {
            n: 1.0,
            exact: given.exact,
            subject: given.subject,
            sized: f64::from(given.sized),
            free_exact: free.exact,
            free_subject: free.subject,
            least_sure: Some(*sure),
        });
    }

    fn and(self, other: &Sums) -> Sums {
        let sure = [self.least_sure, other.least_sure].into_iter().flatten();
        Sums {
            n: self.n + other.n,
            exact: self.exact + other.exact,
            subject: self.subject + other.subject,
            sized: self.sized + other.sized,
            free_exact: self.free_exact + other.free_exact,
            free_subject: self.free_subject + other.free_subject,
            least_sure: sure.reduce(f32::min),
        }
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
