//! `Pools`: how many calls of a model are under way, and how many are sent in a minute.
//!
//! A pool keeps the moments of the last minute and never sends more than its rate within one; a
//! bucket of tokens would let a full bucket and its refill through in the first minute.
//! On a rate limit the rate halves and calls are spaced evenly; each success gives a tenth back.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::model::ModelId;

/// What limits are counted by.
pub const MINUTE: Duration = Duration::from_secs(60);

/// How long a call counts: a minute and a second. A service counts when requests arrive, and the
/// first of a minute may be on its way for longer than those that are sent after it.
fn window(minute: Duration) -> Duration {
    minute + minute / 60
}

/// What a model stands at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Calls under way at the same time; 0 counts as 1.
    pub concurrency: u32,
    /// Calls that arrive within any 60 seconds; 0 counts as 1.
    pub per_minute: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { concurrency: 3, per_minute: 60 }
    }
}

/// One pool for each model.
#[derive(Debug)]
pub struct Pools {
    limits: BTreeMap<ModelId, Limits>,
    /// How long a minute is.
    minute: Duration,
    /// Calls under way of all models together.
    total: Arc<Semaphore>,
    pools: Mutex<BTreeMap<ModelId, Arc<Pool>>>,
}

impl Pools {
    /// Pools with the limits of each model, the default ones for others, and at most `calls` calls
    /// under way of all models together. Only tests have another minute than [`MINUTE`].
    #[must_use]
    pub fn new(limits: BTreeMap<ModelId, Limits>, calls: Option<u32>, minute: Duration) -> Pools {
        let total = places(calls.unwrap_or(u32::MAX));
        Pools { limits, minute, total, pools: Mutex::default() }
    }

    /// Waits until a call of this model may be sent, and counts it as sent.
    ///
    /// The place is free again when the permit is dropped. Dropping the future takes nothing.
    pub async fn enter(&self, model: &ModelId) -> Permit {
        let pool = self.pool(model);
        let place = acquire(&pool.places).await;
        loop {
            let total = acquire(&self.total).await;
            let sent = pool.pace().send(Instant::now());
            let until = match sent {
                Ok(slowed) => {
                    return Permit { slowed, pool, _places: [place, total] };
                }
                Err(until) => until,
            };
            // Other models go on meanwhile.
            drop(total);
            tokio::time::sleep_until(until).await;
        }
    }

    fn pool(&self, model: &ModelId) -> Arc<Pool> {
        let mut pools = self.pools.lock().expect("no holder of the pools panics");
        if let Some(pool) = pools.get(model) {
            return Arc::clone(pool);
        }
        let limits = self.limits.get(model).copied().unwrap_or_default();
        let pool = Arc::new(Pool {
            places: places(limits.concurrency),
            pace: Mutex::new(Pace::new(limits.per_minute, self.minute)),
        });
        pools.insert(model.clone(), Arc::clone(&pool));
        pool
    }
}

fn places(n: u32) -> Arc<Semaphore> {
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    Arc::new(Semaphore::new(n.clamp(1, Semaphore::MAX_PERMITS)))
}

async fn acquire(places: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    let place = Arc::clone(places).acquire_owned().await;
    place.expect("the places of a pool are never closed")
}

#[derive(Debug)]
struct Pool {
    places: Arc<Semaphore>,
    pace: Mutex<Pace>,
}

impl Pool {
    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().expect("no holder of the pace panics")
    }
}

/// The right to send one call; dropped, the next one may enter.
#[derive(Debug)]
#[must_use]
pub struct Permit {
    pool: Arc<Pool>,
    /// How often the pool had slowed down when this call was sent.
    slowed: u64,
    _places: [OwnedSemaphorePermit; 2],
}

impl Permit {
    /// The call met a rate limit: half the rate from now on, and nothing before `retry_after`.
    pub fn rate_limited(&self, retry_after: Option<Duration>) {
        let now = Instant::now();
        self.pool.pace().slow_down(now, self.slowed, retry_after);
    }

    /// The call was answered: a slow pool becomes a little faster.
    pub fn answered(&self) {
        self.pool.pace().speed_up(self.slowed);
    }
}

/// When the next call may be sent.
#[derive(Debug)]
struct Pace {
    /// What the user allows.
    full: u32,
    /// What is sent in a minute at present; from 1 to `full`.
    rate: u32,
    minute: Duration,
    /// How long a call counts.
    window: Duration,
    /// The last `full` calls, oldest first.
    sent: VecDeque<Instant>,
    /// Nothing is sent before.
    not_before: Option<Instant>,
    /// How often it slowed down: calls sent before that say nothing of the rate after it.
    slowed: u64,
}

impl Pace {
    fn new(per_minute: u32, minute: Duration) -> Pace {
        Pace {
            full: per_minute.max(1),
            rate: per_minute.max(1),
            minute,
            window: window(minute),
            sent: VecDeque::new(),
            not_before: None,
            slowed: 0,
        }
    }

    /// Counts a call as sent now, or says when to ask again.
    fn send(&mut self, now: Instant) -> Result<u64, Instant> {
        while self.sent.front().is_some_and(|it| now >= *it + self.window) {
            self.sent.pop_front();
        }
        let rate = usize::try_from(self.rate).unwrap_or(usize::MAX);
        let leaves = self.sent.len().checked_sub(rate).map(|idx| self.sent[idx] + self.window);
        // A slow pool sends evenly: a burst is what the service has just refused.
        let spaced = self.sent.back().map(|it| *it + self.minute / self.rate);
        let spaced = spaced.filter(|_| self.rate < self.full);
        let until = leaves.max(spaced).max(self.not_before);
        if let Some(until) = until.filter(|it| *it > now) {
            return Err(until);
        }
        self.sent.push_back(now);
        Ok(self.slowed)
    }

    fn slow_down(&mut self, now: Instant, seen: u64, retry_after: Option<Duration>) {
        let wait = retry_after.and_then(|it| now.checked_add(it));
        self.not_before = self.not_before.max(wait);
        // Calls that were sent side by side meet the same limit; it counts once.
        if seen == self.slowed {
            self.rate = (self.rate / 2).max(1);
            self.slowed += 1;
        }
    }

    fn speed_up(&mut self, seen: u64) {
        if seen == self.slowed {
            self.rate = (self.rate + (self.full / 10).max(1)).min(self.full);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pools(concurrency: u32, per_minute: u32, calls: Option<u32>) -> Pools {
        let limits = Limits { concurrency, per_minute };
        Pools::new(BTreeMap::from([(model(), limits)]), calls, MINUTE)
    }

    fn model() -> ModelId {
        "exec/painter@3".parse().unwrap()
    }

    /// Sends `n` calls that take no time; the seconds at which they were sent.
    async fn seconds(pools: &Pools, n: usize) -> Vec<u64> {
        let start = Instant::now();
        let mut res = vec![];
        for _ in 0..n {
            let permit = pools.enter(&model()).await;
            permit.answered();
            res.push(start.elapsed().as_secs());
        }
        res
    }

    /// Whether a call of the model would be sent at once.
    async fn is_free(pools: &Pools, model: &ModelId) -> bool {
        let entering = tokio::time::timeout(Duration::from_millis(10), pools.enter(model));
        entering.await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_calls_are_under_way_than_allowed() {
        let pools = pools(2, 1000, None);
        let first = pools.enter(&model()).await;
        let _second = pools.enter(&model()).await;
        assert!(!is_free(&pools, &model()).await);
        assert!(is_free(&pools, &"exec/judge".parse().unwrap()).await);
        drop(first);
        assert!(is_free(&pools, &model()).await);
    }

    #[tokio::test(start_paused = true)]
    async fn all_models_together_have_a_bound_too() {
        let pools = pools(2, 1, Some(1));
        let other: ModelId = "exec/judge".parse().unwrap();
        let only = pools.enter(&other).await;
        assert!(!is_free(&pools, &model()).await);
        drop(only);
        drop(pools.enter(&model()).await);
        // One that waits for its minute does not keep others waiting.
        let model = model();
        tokio::select! {
            _ = pools.enter(&model) => panic!("its minute is not over"),
            it = is_free(&pools, &other) => assert!(it),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn no_minute_sees_more_calls_than_allowed() {
        let pools = pools(3, 4, None);
        let sent = seconds(&pools, 10).await;
        assert_eq!(sent, [0, 0, 0, 0, 61, 61, 61, 61, 122, 122]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_rate_limit_halves_the_rate_and_successes_restore_it() {
        let pools = pools(3, 20, None);
        let side_by_side = [pools.enter(&model()).await, pools.enter(&model()).await];
        for permit in &side_by_side {
            permit.rate_limited(Some(Duration::from_secs(10)));
        }
        drop(side_by_side);
        // 10 a minute, then 12, 14, …: spaced, and never before the service said.
        let sent = seconds(&pools, 8).await;
        assert_eq!(sent, [10, 15, 19, 23, 26, 26, 26, 26]);
        assert!(seconds(&pools, 3).await.iter().all(|it| *it == 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_pool_never_stops_for_good() {
        let pools = pools(1, 3, None);
        for _ in 0..10 {
            pools.enter(&model()).await.rate_limited(None);
        }
        assert_eq!(seconds(&pools, 3).await.len(), 3);
    }
}
