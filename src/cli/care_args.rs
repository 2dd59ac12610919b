//! What is typed for the commands that keep store and lock in order.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

/// `verify`.
#[derive(Debug, ClapArgs)]
pub(crate) struct VerifyArgs {
    /// Compute only so many assets again: others each day; 0 only reads
    #[arg(long, value_name = "N")]
    pub(crate) sample: Option<usize>,
    /// Put right what can be put right for nothing
    #[arg(long)]
    pub(crate) repair: bool,
}

/// `gc`.
#[derive(Debug, ClapArgs)]
pub(crate) struct GcArgs {
    /// Delete; without it, what would be deleted is only told
    #[arg(long)]
    pub(crate) apply: bool,
    /// Of what can be computed again, keep what is younger than so many days
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub(crate) older_than: u32,
    /// Of what can be computed again, keep no more than this: 500MB, 2GB; the oldest goes first
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(crate) max_size: Option<u64>,
    /// Paid pictures that no record of this lock names, instead: all are listed; those that are
    /// named, by asset or digest, are deleted with --apply
    #[arg(long, value_name = "NAME", num_args = 0.., conflicts_with_all = ["older_than", "max_size"])]
    pub(crate) originals: Option<Vec<String>>,
}

/// `lock`.
#[derive(Debug, ClapArgs)]
pub(crate) struct LockArgs {
    #[command(subcommand)]
    pub(crate) command: LockCommand,
}

/// What can be done with locks.
#[derive(Debug, Subcommand)]
pub(crate) enum LockCommand {
    /// Join both sides of a merge; without files, those of the lock with its marks
    Merge(LockMergeArgs),
}

/// `lock merge`.
#[derive(Debug, ClapArgs)]
pub(crate) struct LockMergeArgs {
    /// BASE OURS THEIRS, as git names them to a merge driver; the result takes the place of OURS
    #[arg(value_name = "FILES", num_args = 0..=3, conflicts_with = "install")]
    pub(crate) files: Vec<PathBuf>,
    /// Tell git, in this clone, to have locks joined like this
    #[arg(long)]
    pub(crate) install: bool,
}

fn parse_size(text: &str) -> Result<u64, String> {
    let wrong = || "a size is written like 500MB or 2GB".to_owned();
    let text = text.trim().to_ascii_uppercase();
    let units = [("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000)];
    let found = units.iter().find_map(|(unit, times)| Some((text.strip_suffix(unit)?, times)));
    let (number, times) = found.ok_or_else(wrong)?;
    let number: u64 = number.trim().parse().map_err(|_| wrong())?;
    number.checked_mul(*times).ok_or_else(wrong)
}
