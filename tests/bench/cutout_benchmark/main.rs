//! Cut-outs against subjects whose alpha is known: `cargo run --release --example
//! cutout-benchmark`.
//!
//! Kinds of pictures that real models answer with; then ten families of subjects, other ones for
//! each seed, before seven grounds, undamaged and through JPEG. Arguments: seeds (`301..308`, both
//! included), the side in pixels, a folder for the pictures (or `-`), and `kinds` for the kinds
//! alone. The constants of the algorithm were chosen by seeds 1 to 8 and 101 to 108; the default
//! ones were kept for measuring.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod cut;
mod dice;
mod kind;
mod painting;
mod score;
mod shape;
mod subject;
mod surety;
mod tally;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use assetbuild::image::Bitmap;

use crate::cut::{Cut, cut, cut_plates};
use crate::kind::{Kind, kinds};
use crate::painting::{Damage, GROUNDS, Ground, Jpeg, painting};
use crate::subject::{Subject, families};
use crate::surety::Surety;
use crate::tally::Tally;

const NONE: Damage = Damage { noise: 0.0, jpeg: None };

const DAMAGES: [(&str, Damage); 5] = [
    ("exact", NONE),
    ("JPEG 95", jpeg(95, true)),
    ("JPEG 85", jpeg(85, true)),
    ("JPEG 75", jpeg(75, true)),
    ("JPEG 85 in boxes", jpeg(85, false)),
];

/// By how much the second plate of a pair is moved, in pixels, and what spoils both.
const PAIRS: [(&str, f64, Damage); 5] = [
    ("aligned", 0.0, NONE),
    ("noise 1", 0.0, Damage { noise: 1.0, jpeg: None }),
    ("JPEG 95", 0.0, jpeg(95, true)),
    ("half off", 0.5, NONE),
    ("2 px off", 2.0, NONE),
];

const fn jpeg(quality: u8, smooth: bool) -> Damage {
    Damage { noise: 0.0, jpeg: Some(Jpeg { quality, smooth }) }
}

/// A subject as it should be, and what it was drawn by.
struct Drawn {
    seed: u64,
    truth: Bitmap,
    subject: Subject,
}

fn main() {
    let argument = |at: usize| std::env::args().nth(at);
    let seeds = argument(1).map_or(Some(301..=308), |it| range(&it));
    let Some(seeds) = seeds else {
        println!("the first argument is a seed, or a range of seeds such as 301..308");
        return;
    };
    let side = argument(2).and_then(|it| it.parse().ok()).unwrap_or(384);
    let folder = argument(3).filter(|it| it != "-");
    println!("{side} px, seeds {seeds:?}: composite RMSE, alpha in thousandths, leak in %");
    let drawn = |seed: u64| {
        let draw = move |it: Subject| Drawn { seed, truth: it.drawn(side, 0.0), subject: it };
        families(seed).into_iter().map(draw)
    };
    let mut surety = Surety::default();
    let all = seeds.clone().flat_map(|seed| kinds(seed).into_iter().map(move |it| (seed, it)));
    by_kind(all, side, folder.as_deref(), &mut surety);
    if argument(4).is_some_and(|it| it == "kinds") {
        println!("{}", surety.lines());
        return;
    }
    let subjects: Vec<Drawn> = seeds.flat_map(drawn).collect();
    one_plate(&subjects, folder.as_deref(), &mut surety);
    println!("{}", surety.lines());
    two_plates(&subjects, side);
}

/// One number, or two with dots between.
fn range(text: &str) -> Option<RangeInclusive<u64>> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    Some(first.parse().ok()?..=last.parse().ok()?)
}

/// What is hard about pictures of real models, exact and through JPEG.
fn by_kind(
    kinds: impl Iterator<Item = (u64, Kind)>,
    side: u32,
    folder: Option<&str>,
    surety: &mut Surety,
) {
    let mut tallies: BTreeMap<(&str, &str), Tally> = BTreeMap::new();
    for (seed, Kind { name, subject, ground }) in kinds {
        let truth = subject.drawn(side, 0.0);
        for (damage_name, damage) in [DAMAGES[0], DAMAGES[1], DAMAGES[2]] {
            let painted = painting(&truth, ground, damage, seed);
            let cut = cut(&painted, ground);
            tallies.entry((name, damage_name)).or_default().add(&cut, &truth, &subject);
            if let Some(folder) = folder {
                let stem = format!("{damage_name}-{name}-{}-{seed}-{ground:?}", subject.name);
                let stem: String =
                    stem.chars().map(|it| if it.is_alphanumeric() { it } else { '-' }).collect();
                save(&format!("{folder}/{stem}-in.png"), &painted);
                save(&format!("{folder}/{stem}-out.png"), &cut.picture);
            }
        }
    }
    for ((name, damage), tally) in &tallies {
        println!("\n{name}, {damage}\n{}", tally.lines(""));
        surety.extend(tally.pairs());
    }
}

fn one_plate(subjects: &[Drawn], folder: Option<&str>, surety: &mut Surety) {
    let mut boards = Boards::default();
    for (damage_name, damage) in DAMAGES {
        println!("\n{damage_name}");
        for (name, ground) in GROUNDS {
            let mut tally = Tally::default();
            for it in subjects {
                let painted = painting(&it.truth, ground, damage, it.seed);
                let cut = cut(&painted, ground);
                boards.add(ground, &cut);
                tally.add(&cut, &it.truth, &it.subject);
                if let Some(folder) = folder {
                    let stem = format!("{damage_name}-{name}-{}-{}", it.subject.name, it.seed);
                    save(&format!("{folder}/{stem}-in.png"), &painted);
                    save(&format!("{folder}/{stem}-out.png"), &cut.picture);
                }
            }
            println!("{}", tally.lines(name));
            surety.extend(tally.pairs());
        }
    }
    println!("\n{}", boards.line());
}

fn two_plates(subjects: &[Drawn], side: u32) {
    println!("\ntwo plates, white and black");
    let [_, _, (_, white), _, (_, black), ..] = GROUNDS;
    for (name, moved, damage) in PAIRS {
        let (mut tally, mut accepted) = (Tally::default(), 0);
        for it in subjects {
            let first = painting(&it.truth, white, damage, it.seed);
            let second = painting(&it.subject.drawn(side, moved), black, damage, it.seed + 1);
            let cut = cut_plates(&first, &second);
            accepted += usize::from(cut.note.starts_with("two plates"));
            tally.add(&cut, &it.truth, &it.subject);
        }
        println!("{}; {accepted} of {} taken", tally.lines(name), subjects.len());
    }
}

/// How often painted checkerboards were found.
#[derive(Default)]
struct Boards {
    found: usize,
    missed: usize,
    false_alarms: usize,
    others: usize,
}

impl Boards {
    fn add(&mut self, ground: Ground, cut: &Cut) {
        let found = cut.note.starts_with("a painted checkerboard");
        match (matches!(ground, Ground::Checkered(_)), found) {
            (true, true) => self.found += 1,
            (true, false) => self.missed += 1,
            (false, true) => self.false_alarms += 1,
            (false, false) => self.others += 1,
        }
    }

    fn line(&self) -> String {
        let (boards, others) = (self.found + self.missed, self.others + self.false_alarms);
        let Boards { found, false_alarms, .. } = self;
        format!("checkerboards: {found} of {boards} found, {false_alarms} of {others} false alarms")
    }
}

fn save(path: &str, bitmap: &Bitmap) {
    let bytes = assetbuild::image::encode_png(bitmap, &[]);
    std::fs::write(path, bytes).expect("the folder can be written");
}
