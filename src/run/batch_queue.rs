//! `BatchQueue`: requests that are laid together for a batch, until everybody who could add one waits.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::action::ActionKey;
use crate::run::Reservation;
use crate::run::caller::Order;
use crate::run::halt::Halt;

/// Requests that wait to be sent together.
#[derive(Default)]
pub(crate) struct BatchQueue(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    laid: Vec<Laid>,
    /// Jobs that wait for what is laid, or for another one that does.
    waiting: usize,
    /// Counts up with everything that happens here.
    changes: u64,
    /// What requests were sent for in this build.
    sent: BTreeSet<ActionKey>,
}

/// One request that waits to be sent.
pub(crate) struct Laid {
    pub(crate) order: Order,
    /// How much of a batch it fills, in thousandths.
    pub(crate) share: u32,
    pub(crate) held: Reservation,
    /// Hears what became of it.
    pub(crate) told: oneshot::Sender<Result<(), Halt>>,
}

impl BatchQueue {
    /// Lays a request down.
    pub(crate) fn lay(&self, laid: Laid) {
        let mut inner = self.inner();
        inner.laid.push(laid);
        inner.changes += 1;
    }

    /// Remembers that a request was sent for a key.
    pub(crate) fn note_sent(&self, key: ActionKey) {
        self.inner().sent.insert(key);
    }

    /// Whether this build sent a request for a key in a batch.
    pub(crate) fn has_sent(&self, key: &ActionKey) -> bool {
        self.inner().sent.contains(key)
    }

    /// A job waits, as long as this lives, and lays nothing down meanwhile.
    pub(crate) fn wait(&self) -> Waiting<'_> {
        let mut inner = self.inner();
        inner.waiting += 1;
        inner.changes += 1;
        Waiting(self)
    }

    /// All that is laid, if every one of so many jobs waits and nothing happened since `seen` was
    /// set here. One that comes too late goes into a batch of its own, and nothing is lost but
    /// the company.
    pub(crate) fn take_if_still(&self, jobs: usize, seen: &mut u64) -> Vec<Laid> {
        match self.is_still(jobs, seen) {
            true => std::mem::take(&mut self.inner().laid),
            false => Vec::new(),
        }
    }

    fn is_still(&self, jobs: usize, seen: &mut u64) -> bool {
        let inner = self.inner();
        let still = std::mem::replace(seen, inner.changes) == inner.changes;
        still && inner.waiting >= jobs
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A job that waits.
pub(crate) struct Waiting<'a>(&'a BatchQueue);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut inner = self.0.inner();
        inner.waiting -= 1;
        inner.changes += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_goes_when_every_job_waits_and_none_has_stirred_since_the_last_look() {
        let batch_queue = BatchQueue::default();
        let mut seen = u64::MAX;
        let mut look = |jobs| batch_queue.is_still(jobs, &mut seen);
        let first = batch_queue.wait();
        assert!(!look(2) && !look(2), "the other one is at work");
        let second = batch_queue.wait();
        assert!(!look(2), "it has only just begun to wait");
        assert!(look(2));
        drop(second);
        assert!(!look(2) && !look(2));
        drop(first);
    }
}
