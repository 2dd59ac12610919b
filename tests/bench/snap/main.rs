//! How well pixel art is recovered from what image models make of it. `--seed N`, `--n N`.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod corruption;
mod jpeg;
mod random;
mod score;
mod sprites;

use assetbuild::image::SnapOptions;
use assetbuild::image::SnapPalette;
use assetbuild::image::snap;

use crate::random::Random;

fn number(flag: &str, default: u64) -> u64 {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments.iter().position(|it| it == flag);
    at.and_then(|it| arguments.get(it + 1)?.parse().ok()).unwrap_or(default)
}

/// Sums over pictures.
#[derive(Default)]
struct Line {
    n: f64,
    exact: f64,
    subject: f64,
    sized: f64,
    free_exact: f64,
    free: f64,
    least: f64,
}

fn main() {
    let (seed, n) = (number("--seed", 1), number("--n", 3));
    let verbose = std::env::args().any(|it| it == "-v");
    println!("family    level  exact  subject  size | nothing known: exact  subject  | confidence");
    let mut totals: Vec<Line> = (0..6).map(|_| Line { least: 9.0, ..Line::default() }).collect();
    for (kind, family) in sprites::FAMILIES.iter().enumerate() {
        for (at, level) in corruption::LEVELS.iter().enumerate() {
            let mut line = Line { least: 9.0, ..Line::default() };
            for idx in 0..n {
                let truth = sprites::sprite(family, &mut Random::new(&[seed, kind as u64, idx]));
                let mut random = Random::new(&[seed, kind as u64, idx, at as u64]);
                let painted = corruption::corrupted(&truth.bitmap, level, &mut random);
                let palette = SnapPalette::Given(truth.palette.clone());
                let given = snap(&painted, &SnapOptions { palette, ..SnapOptions::default() });
                let score = score::score(&truth.bitmap, &given.bitmap, &truth.palette);
                let free = snap(&painted, &SnapOptions::default());
                if verbose {
                    println!(
                        "    free: {} colours of {} {}",
                        free.report.colours,
                        truth.palette.len(),
                        free.report.sentence()
                    );
                }
                let free = score::score(&truth.bitmap, &free.bitmap, &truth.palette);
                if verbose {
                    println!(
                        "  {family} {} {idx} truth {} of {} -> {:?} {:.3} subject {:.3} {}",
                        level.name,
                        truth.bitmap.width(),
                        painted.width(),
                        given.report.size,
                        score.exact,
                        score.subject,
                        given.report.sentence()
                    );
                }
                for line in [&mut line, &mut totals[at]] {
                    line.n += 1.0;
                    line.exact += score.exact;
                    line.subject += score.subject;
                    line.sized += f64::from(score.sized);
                    line.free_exact += free.exact;
                    line.free += free.subject;
                    line.least = line.least.min(given.report.confidence.into());
                }
            }
            print(family, level.name, &line);
        }
    }
    for (level, line) in corruption::LEVELS.iter().zip(&totals) {
        print("all", level.name, line);
    }
}

fn print(family: &str, level: &str, line: &Line) {
    let share = |it: f64| it / line.n * 100.0;
    println!(
        "{family:9} {level}    {:5.1}  {:5.1}   {:5.1} |                {:5.1}  {:5.1} | {:.2}",
        share(line.exact),
        share(line.subject),
        share(line.sized),
        share(line.free_exact),
        share(line.free),
        line.least
    );
}
