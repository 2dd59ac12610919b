//! What happens to disks, processes and machines, done to the real binary while it pays for pictures:
//! nothing may be lost, nothing billed twice, and no wrong byte accepted.
//!
//! `cargo test --test faults` tries as much of each row as there is time for, with `-- --seconds=600`
//! in more time; `cargo test --test faults -- --long` tries all of it. Each prints how often each fault
//! was tried, and what came of it.

#![expect(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "the table is what it is run for")]

#[path = "../cli/dice.rs"]
#[expect(dead_code, reason = "shared with the tests of the command line, which use all of it")]
mod dice;
#[path = "../cli/paid/game.rs"]
#[expect(dead_code, reason = "shared with the tests of the command line, which use all of it")]
mod game;
#[path = "../cli/harness.rs"]
#[expect(dead_code, reason = "shared with the tests of the command line, which use all of it")]
mod harness;
#[path = "../cli/line.rs"]
mod line;

mod clock;
mod crowd;
mod damaged;
mod killed;
mod power;
mod refused;
mod row;
#[cfg(target_os = "linux")]
mod traced;
mod trial;

use std::process::ExitCode;
use std::time::Duration;

use crate::row::{Outcome, Row};

/// How many seconds all rows may take together, unless somebody says otherwise.
const SHORT: u64 = 45;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // Runners of tests ask what there is first.
    if args.iter().any(|it| it == "--list") {
        return ExitCode::SUCCESS;
    }
    let seconds = args.iter().find_map(|it| it.strip_prefix("--seconds=")?.parse().ok());
    let short = Duration::from_secs(seconds.unwrap_or(SHORT));
    let is_long = args.iter().any(|it| it == "--long");
    let wanted: Vec<&String> = args.iter().filter(|it| !it.starts_with('-')).collect();
    let mut rows = rows(is_long);
    // A number is the value of an option that is for others.
    let is_wanted = |it: &Row| {
        let mut words = wanted.iter().filter(|it| it.parse::<usize>().is_err()).peekable();
        words.peek().is_none() || words.any(|word| it.name.contains(word.as_str()))
    };
    rows.retain(is_wanted);
    let shares: u32 = rows.iter().map(|it| it.share).sum();
    println!("{}", Outcome::headings());
    let mut failed = false;
    for row in rows {
        let limit = (!is_long).then(|| short * row.share / shares);
        let outcome = row.run(limit);
        println!("{outcome}");
        failed |= !outcome.harms.is_empty();
        for (_, what) in &outcome.harms {
            println!("    {what}");
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn rows(is_long: bool) -> Vec<Row> {
    let mut res = vec![
        killed::at_each_step(is_long),
        killed::while_replacing(),
        killed::at_any_moment(),
        power::cut(),
        refused::no_room(),
        refused::broken_disk(),
        refused::forbidden(),
        damaged::flipped(),
        damaged::cut_short(),
        crowd::on_one_project(),
        crowd::on_one_store(),
        crowd::beside_gc(),
        clock::moved(),
        clock::edited_in_the_same_tick(),
    ];
    #[cfg(unix)]
    res.push(killed::by_signals());
    #[cfg(target_os = "linux")]
    res.extend(traced::rows());
    res
}
