//! File events → project, again: the build, repeated. The one place that knows `notify`.
//!
//! An event is a hint and nothing more: whatever it says, the project looks at the disk itself, and
//! a look that finds nothing new builds nothing.
//!
//! 1. `DiskFolders` watches folders, never single files: a save that renames would end that.
//! 2. `Inbox` takes the hints, on the watcher's thread, until there is a moment of quiet. One that
//!    comes during a build ends what that build has not started.
//! 3. `Rounds` refreshes the project, builds, asks about paid work, and waits again.

mod coverage;
mod debounce;
mod error;
mod folders;
mod git;
mod hints;
mod inbox;
mod interest;
mod notice;
mod options;
mod own_lock;
mod rebuild;
mod rounds;
mod run;
mod session_budget;
mod ui;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;

pub use error::WatchError;
pub use notice::Notice;
pub use options::{ExitReason, PaidPolicy, WatchOptions};
pub use run::run;
pub use ui::{Sources, WatchUi};
