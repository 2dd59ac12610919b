//! `assetbuild.lock`: what each asset is pinned to, one record each, committed to git.

mod contents;
mod edit;
mod file;
#[cfg(test)]
mod laws;
mod merge;
mod merge_brief;
mod merge_record;
mod outline;
mod problem;
mod read;
mod record;
mod record_text;
#[cfg(test)]
mod tests;
mod versions;
mod write;

pub use contents::Lock;
pub use file::{LockError, LockFile, Seen};
pub use merge::merge;
pub(crate) use outline::{Outline, RecordDigest};
pub use problem::LockProblem;
pub use read::{read, read_some};
pub use record::{BriefRecord, Ended, Pick, Record, Taken};
pub use versions::{Decided, Joined, Versions};
pub use write::write;
