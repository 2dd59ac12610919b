//! `Backoff`: when to try again what was certainly not accepted.
//!
//! A pure schedule: waits are given, nothing sleeps. Whether trying again is right at all is not
//! its question; a request that may have been billed never gets here.

use std::time::Duration;

use crate::action::ActionKey;
use crate::digest::Digest;

/// How often a request is sent at most.
const MAX_TRIES: u32 = 6;
/// How long all waits together may be.
const MAX_WAIT: Duration = Duration::from_secs(600);
/// The first wait; each further one is twice as long.
const FIRST: Duration = Duration::from_secs(1);

/// The waits between the tries of one request.
#[derive(Debug, Clone)]
pub struct Backoff {
    key: ActionKey,
    tries: u32,
    waited: Duration,
}

impl Backoff {
    /// Before the first try. The key makes the jitter: requests that were refused together are
    /// not sent again together, and a test sees the same waits each time.
    #[must_use]
    pub fn new(key: ActionKey) -> Backoff {
        Backoff { key, tries: 0, waited: Duration::ZERO }
    }

    /// How long to wait after a try that was not accepted; `None` where it was the last one.
    ///
    /// Never shorter than the service asks for.
    pub fn next(&mut self, retry_after: Option<Duration>) -> Option<Duration> {
        self.tries += 1;
        if self.tries >= MAX_TRIES {
            return None;
        }
        let longest = FIRST * 2_u32.pow(self.tries - 1);
        let jitter = self.jitter();
        let own = longest / 2 + (longest / 2).mul_f64(jitter);
        let asked = retry_after.unwrap_or_default();
        let asked = asked.checked_add((asked / 10).mul_f64(jitter))?;
        let wait = own.max(asked);
        self.waited = self.waited.checked_add(wait)?;
        (self.waited <= MAX_WAIT).then_some(wait)
    }

    /// From 0 to 1, the same for the same key and try.
    fn jitter(&self) -> f64 {
        let digest = Digest::key("assetbuild jitter v1", &(self.key, self.tries));
        let [low, high, ..] = *digest.bytes();
        f64::from(u16::from_le_bytes([low, high])) / f64::from(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(key: &str, retry_after: Option<Duration>) -> Vec<Duration> {
        let mut backoff = Backoff::new(ActionKey(Digest::of(key.as_bytes())));
        std::iter::from_fn(|| backoff.next(retry_after)).collect()
    }

    #[test]
    fn waits_double_and_end() {
        for key in ["a", "b", "c", "d"] {
            let waits = waits(key, None);
            assert_eq!(waits.len(), 5, "six tries have five waits between them");
            for (wait, longest) in waits.iter().zip([1.0, 2.0, 4.0, 8.0, 16.0]) {
                let share = wait.as_secs_f64() / longest;
                assert!((0.5..=1.0).contains(&share), "{wait:?} of {longest}");
            }
        }
    }

    #[test]
    fn jitter_tells_requests_apart_and_is_no_chance() {
        assert_eq!(waits("a", None), waits("a", None));
        assert_ne!(waits("a", None), waits("b", None));
    }

    #[test]
    fn a_service_is_not_asked_before_it_says() {
        let minute = Duration::from_secs(60);
        let waits = waits("a", Some(minute));
        assert!(waits.iter().all(|it| *it >= minute && *it <= minute * 11 / 10));
        assert_eq!(waits.len(), 5);
    }

    #[test]
    fn nobody_waits_longer_than_ten_minutes() {
        let long = Duration::from_secs(200);
        assert_eq!(waits("a", Some(long)).len(), 2);
        assert_eq!(waits("a", Some(Duration::from_secs(601))).len(), 0);
        assert_eq!(waits("a", Some(Duration::MAX)).len(), 0);
    }
}
