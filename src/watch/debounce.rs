//! `Debounce`: one save is many events; it is answered once.

use std::time::{Duration, Instant};

/// How long things are waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    /// So long nothing must happen before hints are taken.
    pub(crate) quiet: Duration,
    /// So long after the first hint they are taken even if there is no quiet.
    pub(crate) at_most: Duration,
    /// After so long without a hint everything is looked at: no system promises to tell of
    /// every change.
    pub(crate) idle: Duration,
    /// So long a running git operation is waited for.
    pub(crate) git: Duration,
    /// So long a file that was there a moment ago is waited for, before its absence means anything.
    pub(crate) gone: Duration,
}

impl Pace {
    /// A save takes an editor a few milliseconds; a person does not notice 20.
    pub(crate) const LIVE: Pace = Pace {
        quiet: Duration::from_millis(20),
        at_most: Duration::from_millis(500),
        idle: Duration::from_secs(30),
        git: Duration::from_secs(2),
        gone: Duration::from_secs(1),
    };
}

/// When the hints so far are to be taken.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Debounce(Option<Span>);

#[derive(Debug, Clone, Copy)]
struct Span {
    first: Instant,
    last: Instant,
}

impl Debounce {
    /// A hint came.
    pub(crate) fn hit(&mut self, now: Instant) {
        let first = self.0.map_or(now, |it| it.first);
        self.0 = Some(Span { first, last: now });
    }

    /// From when on the hints are to be taken; `None` if there are none.
    pub(crate) fn due(&self, pace: &Pace) -> Option<Instant> {
        self.0.map(|it| (it.last + pace.quiet).min(it.first + pace.at_most))
    }

    /// They were taken.
    pub(crate) fn reset(&mut self) {
        self.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due_after_ms(hits: &[u64]) -> Option<u64> {
        let start = Instant::now();
        let mut debounce = Debounce::default();
        hits.iter().for_each(|it| debounce.hit(start + Duration::from_millis(*it)));
        let due = debounce.due(&Pace::LIVE)? - start;
        Some(u64::try_from(due.as_millis()).unwrap())
    }

    #[test]
    fn hints_are_taken_after_a_moment_of_quiet() {
        assert_eq!(due_after_ms(&[]), None);
        assert_eq!(due_after_ms(&[0]), Some(20));
        assert_eq!(due_after_ms(&[0, 10, 25]), Some(45));
    }

    #[test]
    fn hints_without_an_end_are_taken_all_the_same() {
        let hits: Vec<u64> = (0..100).map(|it| it * 10).collect();
        assert_eq!(due_after_ms(&hits), Some(500));
    }
}
