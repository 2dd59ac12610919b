//! `BuildFlags`: the flags of a build, and the request that they come to.

use clap::Args as ClapArgs;

use crate::money::Usd;
use crate::plan::BuildRequest;
use crate::resolve::{Target, parse_target};

/// The flags of a build.
#[derive(Debug, Clone, Default, PartialEq, ClapArgs)]
#[command(next_help_heading = "Options of a build")]
pub(crate) struct BuildFlags {
    /// Fail if the lock would change
    #[arg(long)]
    pub(crate) locked: bool,
    /// Open no socket, run no program of the user's
    #[arg(long)]
    pub(crate) offline: bool,
    /// --locked and --offline, and hash every file instead of trusting its time
    #[arg(long)]
    pub(crate) frozen: bool,
    /// The most that this build may spend
    #[arg(long, value_name = "USD", value_parser = parse_usd)]
    pub(crate) max_cost: Option<Usd>,
    /// Confirm the price; never lifts a budget
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Only show the plan
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
    /// How many threads work on pixels
    #[arg(short = 'j', long = "jobs", value_name = "N", value_parser = parse_count)]
    pub(crate) jobs: Option<usize>,
    /// How many requests may be under way at once
    #[arg(long, value_name = "N", value_parser = parse_count)]
    pub(crate) calls: Option<usize>,
    /// Ask for pictures in batches, at half the price and within a day; build again to collect
    #[arg(long)]
    pub(crate) batch: bool,
    /// One more attempt for the targets
    #[arg(long)]
    pub(crate) improve: bool,
    /// Do free steps again with the newest versions
    #[arg(long)]
    pub(crate) upgrade: bool,
    /// Send again what was sent without an answer, or refused
    #[arg(long, value_name = "TARGET", value_parser = parse_target)]
    pub(crate) resend: Vec<Target>,
    /// Take or buy another original where the one in the lock is lost
    #[arg(long, value_name = "TARGET", value_parser = parse_target)]
    pub(crate) replace: Vec<Target>,
    /// Overwrite files that were changed by hand
    #[arg(long, value_name = "TARGET", value_parser = parse_target)]
    pub(crate) discard_edits: Vec<Target>,
    /// A picture below its target is a failure
    #[arg(long)]
    pub(crate) strict: bool,
    /// Stop at the first failure
    #[arg(long)]
    pub(crate) fail_fast: bool,
    /// Fill in marked sketches for pictures that cannot be had
    #[arg(long)]
    pub(crate) placeholder: bool,
}

impl BuildFlags {
    /// What is wanted of the build. `cores` is how many threads the machine runs at once.
    pub(crate) fn request(&self, targets: Vec<Target>, cores: usize) -> BuildRequest {
        let default = BuildRequest::default();
        BuildRequest {
            targets,
            tell_fresh: default.tell_fresh,
            locked: self.locked || self.frozen,
            offline: self.offline || self.frozen,
            max_cost: self.max_cost,
            spent_before: Usd::ZERO,
            pixel_threads: self.jobs.unwrap_or(cores),
            calls: self.calls.unwrap_or(default.calls),
            batch: self.batch,
            improve: self.improve,
            upgrade: self.upgrade,
            resend: self.resend.clone(),
            replace: self.replace.clone(),
            discard_edits: self.discard_edits.clone(),
            release: default.release,
            reroll: default.reroll,
            judge: default.judge,
            fail_fast: self.fail_fast,
            placeholder: self.placeholder,
            paid: default.paid,
            remove_most: default.remove_most,
            hash_everything: self.frozen,
        }
    }
}

pub(crate) fn parse_usd(text: &str) -> Result<Usd, String> {
    let digits = text.strip_prefix('$').unwrap_or(text);
    let dollars: Option<f64> = digits.parse().ok();
    dollars
        .and_then(Usd::from_f64)
        .ok_or_else(|| "an amount in USD is needed, like 2.50".to_owned())
}

fn parse_count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|it| (1..=1024).contains(it));
    count.ok_or_else(|| "a number from 1 to 1024 is needed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frozen_is_locked_and_offline_and_trusts_no_file_time() {
        let flags = BuildFlags { frozen: true, ..BuildFlags::default() };
        let request = flags.request(Vec::new(), 4);
        assert!(request.locked && request.offline && request.hash_everything);
        assert_eq!(request.pixel_threads, 4);
        let plain = BuildFlags::default().request(Vec::new(), 4);
        assert!(!plain.locked && !plain.offline && !plain.hash_everything);
    }

    #[test]
    fn an_amount_may_have_a_dollar_sign_and_must_make_sense() {
        assert_eq!(parse_usd("$2.50"), Ok(Usd::from_nanos(2_500_000_000)));
        assert_eq!(parse_usd("0"), Ok(Usd::ZERO));
        for text in ["", "-1", "NaN", "inf", "two"] {
            assert!(parse_usd(text).is_err(), "{text:?} was taken");
        }
    }
}
