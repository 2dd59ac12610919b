//! `WatchOptions`: what is wanted of watch mode. `ExitReason`: why it ended.

use std::time::Duration;

use crate::plan::BuildRequest;

/// What is wanted of watch mode.
#[derive(Debug, Clone, PartialEq)]
pub struct WatchOptions {
    /// What each build is asked for. What it asks for once (`improve`, `upgrade`, `resend`,
    /// `replace`, `discard_edits`) holds for the first round alone; `max_cost` for all together.
    pub request: BuildRequest,
    /// What happens to work that costs money.
    pub paid: PaidPolicy,
    /// How often to look at the disk, where its events are not to be trusted.
    pub poll: Option<Duration>,
    /// How long a file that went is waited for, if not for as long as people and editors need.
    pub away: Option<Duration>,
}

/// What happens to work that costs money. Free work is always done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidPolicy {
    /// A person is asked, once for each change.
    Ask,
    /// It is left for a later build.
    Never,
    /// It is done at once, within the budget.
    Auto,
}

/// Why watch mode ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitReason {
    /// Ctrl-C.
    Interrupted,
    /// The project's folder is not there any more.
    Gone,
}
