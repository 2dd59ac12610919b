//! Clocks that are wrong, jump or are too coarse: nothing is bought because of them, and no edit is
//! overlooked.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::game::all_files;
use crate::harness::{Events, TestProject, set};
use crate::row::{Case, Found, Harm, Row};
use crate::trial::{Kind, differences};

const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

/// What the clock says, and when files were changed.
#[derive(Debug, Clone, Copy)]
enum Time {
    /// The day, as the program sees it.
    Day(&'static str),
    /// Every file of the project and the store, so many years before or after now.
    Files(i32),
    /// Every file, at the beginning of time.
    Epoch,
}

/// The clock jumps between two builds.
pub(crate) fn moved() -> Row {
    let days = ["1970-01-02", "2016-11-30", "2036-11-30", "2099-12-31"].map(Time::Day);
    let files = [-10, -1, 1, 10].map(Time::Files);
    let all: Vec<Time> = days.into_iter().chain(files).chain([Time::Epoch]).collect();
    let points =
        Kind::ALL.into_iter().flat_map(|kind| all.clone().into_iter().map(move |it| (kind, it)));
    let case = |(kind, time)| Case::new(format!("{kind:?}, {time:?}"), move || jumped(kind, time));
    Row { name: "the clock jumps between two builds", share: 2, cases: points.map(case).collect() }
}

fn jumped(kind: Kind, time: Time) -> Found {
    let game = kind.game();
    game.run(&["build", "--yes"]).success();
    let (made, asked) = (game.made(), game.calls().len());
    let mut day = Vec::new();
    match time {
        Time::Day(it) => day.push(("ASSETBUILD_TEST_TODAY", it)),
        Time::Files(years) => {
            let far = YEAR * years.unsigned_abs();
            let now = SystemTime::now();
            let when = if years < 0 { now - far } else { now + far };
            touch_all(game.root().parent().unwrap(), when);
        }
        Time::Epoch => touch_all(game.root().parent().unwrap(), SystemTime::UNIX_EPOCH),
    }
    let run = game.run_with(&["build", "--yes"], &day);
    let mut harms = Vec::new();
    if run.code != Some(0) {
        harms.push((Harm::Lost, run.shown()));
    }
    harms.extend(differences(&made, &game.made()).map(|it| (Harm::Wrong, it)));
    if game.calls().len() != asked {
        harms.push((Harm::Twice, "a model was asked again".to_owned()));
    }
    Some(harms)
}

fn touch_all(folder: &Path, when: SystemTime) {
    for path in all_files(folder) {
        set_modified(&path, when);
    }
}

fn set_modified(path: &Path, when: SystemTime) {
    File::open(path).unwrap().set_modified(when).unwrap();
}

/// A file is edited without looking so: as long as before, changed at the same time.
pub(crate) fn edited_in_the_same_tick() -> Row {
    let case = |n: usize| Case::new(format!("edit {n}"), move || same_tick(n));
    Row {
        name: "an edit in the same tick, as long as before",
        share: 2,
        cases: (0..1000).map(case).collect(),
    }
}

fn same_tick(n: usize) -> Found {
    let manifest = |word: &str| format!("[asset.gem]\nsubject = \"{word} gem {n}\"\nsize = 16\n");
    let path = "art/first.toml";
    let project = TestProject::with(&[(path, &manifest("red"))]);
    let full = project.root().join(path);
    // Now, or on a full second, as a coarse file system has it.
    let when = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + n as u64);
    let when =
        if n.is_multiple_of(2) { full.metadata().unwrap().modified().unwrap() } else { when };
    set_modified(&full, when);
    project.run(&["build"]).success();
    project.write(path, &manifest("tan"));
    set_modified(&full, when);
    let run = project.run(&["build", "--json"]).success();
    let is_seen = Events::of(&run).in_state("built") == set(&["gem"]);
    Some(if is_seen { Vec::new() } else { vec![(Harm::Wrong, run.shown())] })
}
