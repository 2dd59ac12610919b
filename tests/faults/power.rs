//! The power goes: of what was written, only what was made durable is certainly there.

use std::fs;
use std::path::Path;

use crate::dice::Dice;
use crate::game::{Game, all_files};
use crate::harness::Files;
use crate::row::{Case, Found, Row};
use crate::trial::{Ideal, Kind, crashed};

/// A power cut at a step, after which files that were not made durable are whole, empty, cut short
/// or gone, each by a throw of dice.
pub(crate) fn cut() -> Row {
    let points = (0..4).flat_map(|seed| (1..400).map(move |n| (seed, n)));
    let case = |(seed, n)| Case::new(format!("step {n}, image {seed}"), move || at_step(n, seed));
    Row {
        name: "power cut: what was not durable is lost",
        share: 4,
        cases: points.map(case).collect(),
    }
}

fn at_step(n: usize, seed: u64) -> Found {
    let (ideal, game) = (Ideal::of(Kind::One), Kind::One.game());
    if !crashed(Kind::One, &game, n) {
        return None;
    }
    lose(&game, &mut Dice::new(seed * 1000 + n as u64));
    Some(ideal.harms(&game, &Files::new()))
}

/// Loses what `docs/store-format.md` does not promise to be durable.
fn lose(game: &Game, dice: &mut Dice) {
    let has_lock = game.has("assetbuild.lock");
    for path in all_files(&game.store().join("derived")) {
        // Blobs that the lock may name were made durable before it was written.
        if !(has_lock && path.starts_with(game.store().join("derived/blobs"))) {
            damage(&path, dice.below(4));
        }
    }
    let state = game.root().join(".assetbuild/state");
    if state.exists() {
        damage(&state, dice.below(4));
    }
    // Of an output the bytes are durable if its name is.
    for path in all_files(&game.root().join("generated-assets")) {
        if dice.once_in(2) {
            fs::remove_file(path).unwrap();
        }
    }
}

fn damage(path: &Path, how: usize) {
    let bytes = fs::read(path).unwrap();
    fs::remove_file(path).unwrap();
    match how {
        0 => {}
        1 => fs::write(path, []).unwrap(),
        2 => fs::write(path, &bytes[..bytes.len() / 2]).unwrap(),
        _ => fs::write(path, &bytes).unwrap(),
    }
}
