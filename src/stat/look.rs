//! `Look`: what the file system says of a file without opening it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// File systems that note no fractions of a second count in steps of up to two (FAT).
const COARSE: Duration = Duration::from_secs(2);

/// Those that do may still take the time from the last tick of the kernel's clock.
const FINE: Duration = Duration::from_millis(20);

/// What the file system says of a file or a folder without opening it. Times in nanoseconds since
/// 1970; where a system has no time of change and no inode, they are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// In bytes; 0 of a folder.
    pub size: u64,
    /// When its bytes were last written; of a folder, its names.
    pub modified: u64,
    /// When anything about it last changed.
    pub changed: u64,
    /// Which file it is, on its file system.
    pub inode: u64,
}

impl Look {
    /// What was said of a file or a folder.
    #[must_use]
    pub fn of(it: &Metadata) -> Look {
        let size = if it.is_dir() { 0 } else { it.len() };
        let modified = it.modified().map(nanos).unwrap_or(u64::MAX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let changed = nanos_of(it.ctime(), it.ctime_nsec());
            Look { size, modified, changed, inode: it.ino() }
        }
        #[cfg(not(unix))]
        Look { size, modified, changed: 0, inode: 0 }
    }

    /// Whether a write after `now` would certainly change it: it was not touched so shortly before
    /// that another write within the same tick of the file system's clock could hide.
    #[must_use]
    pub fn is_settled(&self, now: SystemTime) -> bool {
        let fine = !self.modified.is_multiple_of(1_000_000_000);
        let tick = if fine { FINE } else { COARSE };
        let tick = u64::try_from(tick.as_nanos()).expect("two seconds fit");
        let now = nanos(now);
        self.modified.saturating_add(tick) < now && self.changed.saturating_add(tick) < now
    }
}

/// Nanoseconds since 1970; 0 before.
pub(crate) fn nanos(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// The same of seconds and nanoseconds as `stat` has them.
#[cfg(unix)]
pub(crate) fn nanos_of(seconds: i64, nanos: i64) -> u64 {
    u64::try_from(seconds.saturating_mul(1_000_000_000).saturating_add(nanos)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(modified: u64) -> Look {
        Look { size: 1, modified, changed: modified, inode: 1 }
    }

    #[test]
    fn a_write_within_the_same_tick_could_hide() {
        let second = 1_000_000_000;
        let at = |nanos: u64| UNIX_EPOCH + Duration::from_nanos(nanos);
        // Without fractions the file system may count in steps of two seconds.
        assert!(!look(10 * second).is_settled(at(11 * second)));
        assert!(look(10 * second).is_settled(at(13 * second)));
        let fine = 10 * second + 5;
        assert!(!look(fine).is_settled(at(fine + 10_000_000)));
        assert!(look(fine).is_settled(at(fine + 30_000_000)));
        // From the future: its clock is not ours.
        assert!(!look(99 * second).is_settled(at(11 * second)));
    }
}
