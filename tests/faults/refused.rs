//! Systems that refuse: no room on the disk, a disk that fails, something that is not permitted; at
//! each step of writing a file, once or from then on.

use crate::harness::Files;
use crate::row::{Case, Found, Harm, Row};
use crate::trial::{Ideal, Kind, late_step};

const ENOSPC: i32 = 28;
const EIO: i32 = 5;
const EPERM: i32 = 1;

/// More steps than the game has.
const MOST_STEPS: usize = 400;

/// A disk without room, until somebody makes some.
pub(crate) fn no_room() -> Row {
    row("no room on the disk (ENOSPC)", ENOSPC, &["", "+"])
}

/// A disk that fails.
pub(crate) fn broken_disk() -> Row {
    row("a disk that fails (EIO)", EIO, &["", "+"])
}

/// A file or a folder that may not be written.
pub(crate) fn forbidden() -> Row {
    row("not permitted (EPERM)", EPERM, &["", "+"])
}

fn row(name: &'static str, error: i32, often: &[&'static str]) -> Row {
    let points = (1..MOST_STEPS).flat_map(|n| often.iter().map(move |it| (n, *it)));
    let case = |(n, often)| Case::new(format!("step {n}{often}"), move || at_step(n, often, error));
    Row { name, share: 3, cases: points.map(case).collect() }
}

fn at_step(n: usize, often: &str, error: i32) -> Found {
    if n > late_step(Kind::One) {
        return None;
    }
    let (ideal, game) = (Ideal::of(Kind::One), Kind::One.game());
    let at = format!("any:{n}{often}:{error}");
    let run = game.run_with(&["build", "--yes"], &[("ASSETBUILD_TEST_ERROR", at.as_str())]);
    let mut harms = Vec::new();
    if !matches!(run.code, Some(0..=7)) {
        harms.push((Harm::Lost, format!("it does not end as it should: {}", run.shown())));
    }
    harms.extend(ideal.harms(&game, &Files::new()));
    Some(harms)
}
