//! The one place that asks what time it is. Nothing that is made depends on the answer: the
//! journal notes when a call was sent.
#![expect(clippy::disallowed_methods, reason = "the journal says when a call was sent")]

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, 0 on a machine whose clock is before that.
#[must_use]
pub fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
