//! `Leaving`: calls that are taken back before a build ends at once. A service of the user's own
//! would work on for nobody.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How long a build that ends at once waits for calls to be taken back.
pub(crate) const PATIENCE: Duration = Duration::from_secs(3);

/// Counts the calls under way that can be taken back.
#[derive(Default)]
pub(crate) struct Leaving(AtomicU32);

impl Leaving {
    /// One more, as long as the answer lives.
    pub(crate) fn enter(&self) -> Inside<'_> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Inside(self)
    }

    /// Whether none is under way.
    pub(crate) fn is_over(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

/// A call under way that can be taken back.
pub(crate) struct Inside<'a>(&'a Leaving);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}
