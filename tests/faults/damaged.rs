//! Files that are not what was written: a bit flipped, cut short, emptied, with something behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use serde_json::Value;

use crate::dice::Dice;
use crate::game::{Game, all_files};
use crate::harness::{Files, TestProject};
use crate::row::{Case, Found, Harm, Row};
use crate::trial::{Kind, repeated};

/// What is done to a file.
#[derive(Debug, Clone, Copy)]
enum Damage {
    /// The bit at a throw of dice is flipped.
    Flip(u64),
    /// So many quarters of it stay.
    Quarters(usize),
    /// One byte stays.
    First,
    /// All bytes but the last stay.
    ButLast,
    /// Something stands behind it.
    Tail,
}

impl Damage {
    /// `None` where there is nothing to damage.
    fn done(self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut res = bytes.to_vec();
        let len = bytes.len();
        match self {
            _ if len == 0 => return None,
            Damage::Flip(seed) => {
                let mut dice = Dice::new(seed);
                res[dice.below(len)] ^= 1 << dice.below(8);
            }
            Damage::Quarters(n) => res.truncate(len * n / 4),
            Damage::First => res.truncate(1),
            Damage::ButLast => res.truncate(len - 1),
            Damage::Tail => res.extend(b"\n# more\n"),
        }
        Some(res)
    }
}

/// One bit of a file is another.
pub(crate) fn flipped() -> Row {
    let all: Vec<Damage> = (0..40).map(Damage::Flip).collect();
    row("a bit flipped in a stored file or an output", 5, &all)
}

/// A file is shorter or longer than it was written.
pub(crate) fn cut_short() -> Row {
    let shorter = (0..4).map(Damage::Quarters).chain([Damage::First, Damage::ButLast]);
    let all: Vec<Damage> = shorter.chain([Damage::Tail]).collect();
    row("a file cut short, emptied, or with a tail", 4, &all)
}

/// A game that is built; copies of it are damaged.
struct Whole {
    game: Game,
    made: Files,
}

impl Whole {
    fn new() -> Whole {
        let game = Kind::States.game();
        game.run(&["build", "--yes"]).success();
        Whole { made: game.made(), game }
    }
}

/// More files than the game, its store and its folder have.
const MOST_FILES: usize = 160;

fn row(name: &'static str, share: u32, all: &[Damage]) -> Row {
    let whole: Arc<LazyLock<Whole>> = Arc::new(LazyLock::new(Whole::new));
    let points = all.iter().flat_map(|how| (0..MOST_FILES).map(|idx| (*how, idx)));
    let kept = points.map(|(how, idx)| {
        let whole = Arc::clone(&whole);
        Case::new(format!("{how:?} of file {idx}"), move || kept(&whole, idx, how))
    });
    let under_way = all.iter().flat_map(|how| (0..2).map(|idx| (*how, idx)));
    let under_way = under_way.map(|(how, idx)| {
        Case::new(format!("{how:?} of journal file {idx}"), move || under_way_at(idx, how))
    });
    Row { name, share, cases: kept.chain(under_way).collect() }
}

/// A file of a finished game is damaged, and then needed.
fn kept(whole: &Whole, idx: usize, how: Damage) -> Found {
    let game = whole.game.copied();
    // What is remembered is no part of a copy.
    game.run(&["status"]).success();
    let folder = game.root().parent().unwrap().to_owned();
    let is_meant = |it: &PathBuf| {
        let made = [game.root().join("generated-assets"), game.root().join(".assetbuild")];
        let lock = game.root().join("assetbuild.lock");
        let is_ours = it.starts_with(game.store()) || made.iter().any(|of| it.starts_with(of));
        (is_ours || *it == lock) && !it.ends_with("CACHEDIR.TAG")
    };
    let path = all_files(&folder).into_iter().filter(is_meant).nth(idx)?;
    damage(&path, how)?;
    need(&game, &path);
    let asked = whole.game.calls().len();
    let run = game.run(&["build", "--yes", "--json"]);
    let below = path.strip_prefix(&folder).unwrap().display().to_string();
    let mut harms = Vec::new();
    if !matches!(run.code, Some(0..=7)) {
        harms.push((Harm::Lost, format!("`{below}`: {}", run.shown())));
    }
    if whole.game.calls().len() != asked {
        harms.push((Harm::Twice, format!("`{below}`: a model was asked again")));
    }
    let last = run.out.lines().last().and_then(|it| serde_json::from_str::<Value>(it).ok());
    let is_told = run.code != Some(0) || last.is_some_and(|it| it["edited"].as_u64() > Some(0));
    let found = without_remarks(game.made());
    let wanted = without_remarks(whole.made.clone());
    let other = wanted.iter().find(|(path, bytes)| match found.get(*path) {
        // What is told may lack files, know less of a picture, and leave the damaged file as it is.
        None => !is_told,
        Some(it) => {
            let may_differ = below.ends_with(path.as_str()) || !path.ends_with(".png");
            it != *bytes && !(is_told && may_differ)
        }
    });
    if let Some((other, _)) = other {
        harms.push((Harm::Wrong, format!("`{below}` led to another `{other}`: {}", run.shown())));
    }
    Some(harms)
}

/// Removes what would make it needless to read a file.
fn need(game: &TestProject, path: &Path) {
    let originals = path.starts_with(game.store().join("originals"));
    if path.starts_with(game.store()) {
        game.remove("generated-assets");
    }
    if originals {
        fs::remove_dir_all(game.store().join("derived")).unwrap();
    }
}

/// An entry of the journal is damaged while its call has no end.
fn under_way_at(idx: usize, how: Damage) -> Found {
    let game = Kind::One.game();
    let at = [("ASSETBUILD_TEST_CRASH", "raw:2")];
    assert_eq!(game.run_with(&["build", "--yes"], &at).code, None);
    let open = all_files(&game.store().join("journal/open"));
    damage(open.get(idx)?, how)?;
    let run = game.run(&["build", "--yes"]);
    let mut harms = Vec::new();
    if !matches!(run.code, Some(0..=7)) {
        harms.push((Harm::Lost, run.shown()));
    }
    if repeated(&game) > 0 {
        harms.push((Harm::Twice, format!("it was sent again unasked: {}", run.shown())));
    }
    Some(harms)
}

fn damage(path: &Path, how: Damage) -> Option<()> {
    let bytes = how.done(&fs::read(path).unwrap())?;
    // Stored files are read-only.
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
    Some(())
}

/// Without the lines of the lock that are for people alone.
fn without_remarks(mut made: Files) -> Files {
    if let Some(lock) = made.get_mut("assetbuild.lock") {
        let text = String::from_utf8_lossy(lock).into_owned();
        let lines = text.lines().filter(|it| !it.starts_with('#'));
        *lock = lines.collect::<Vec<_>>().join("\n").into_bytes();
    }
    made
}
