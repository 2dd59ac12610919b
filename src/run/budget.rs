//! `Budget`: what one build may spend, reserved before each call and settled after it.
//!
//! At no moment is more spent, reserved and held together than the limit says, so no set of
//! prices that services really bill can pass it.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::Notify;

use crate::money::Usd;

/// What one build may spend. Clones share it.
#[derive(Debug, Clone)]
pub struct Budget(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    limit: Usd,
    sums: Mutex<Sums>,
    settled: Notify,
}

#[derive(Debug, Default)]
struct Sums {
    spent: Usd,
    /// Prices of calls under way.
    reserved: Usd,
    /// How many calls are under way; a free one counts too.
    n_reserved: usize,
    /// Prices of calls that were sent and never answered, which may have been billed.
    open: Usd,
}

impl Sums {
    fn held(&self) -> Usd {
        self.reserved + self.open
    }
}

/// One more call would pass the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a call for up to {price} would pass the limit of {limit}: {spent} are spent and {held} held"
)]
pub struct OverBudget {
    /// What may be spent.
    pub limit: Usd,
    /// What is spent.
    pub spent: Usd,
    /// What calls may still be billed for.
    pub held: Usd,
    /// What the call can cost.
    pub price: Usd,
}

impl Budget {
    /// What one build may spend, of which nothing is spent yet.
    #[must_use]
    pub fn new(per_build: Usd) -> Budget {
        Budget(Arc::new(Shared {
            limit: per_build,
            sums: Mutex::default(),
            settled: Notify::new(),
        }))
    }

    /// Holds the price of a call that was sent before this build and never answered.
    pub fn hold(&self, usd: Usd) {
        self.0.sums().open += usd;
    }

    /// Reserves what a call can cost at the most.
    ///
    /// Where it does not fit, calls under way are awaited: they may be billed less than reserved.
    ///
    /// # Errors
    ///
    /// If it does not fit and no call is under way, or none could make room.
    pub async fn reserve(&self, price: Usd) -> Result<Reservation, OverBudget> {
        loop {
            // Before looking, so that a settlement in between is not missed.
            let settled = self.0.settled.notified();
            if let Some(decided) = self.try_reserve(price) {
                return decided;
            }
            settled.await;
        }
    }

    /// `None` where it depends on what calls under way are billed.
    fn try_reserve(&self, price: Usd) -> Option<Result<Reservation, OverBudget>> {
        let mut sums = self.0.sums();
        let limit = self.0.limit;
        if sums.spent + sums.held() + price <= limit {
            sums.reserved += price;
            sums.n_reserved += 1;
            return Some(Ok(Reservation { budget: self.clone(), price }));
        }
        let fits_at_best = sums.spent + sums.open + price <= limit;
        if sums.n_reserved > 0 && fits_at_best {
            return None;
        }
        Some(Err(OverBudget { limit, spent: sums.spent, held: sums.held(), price }))
    }

    /// What may still be spent.
    #[must_use]
    pub fn left(&self) -> Usd {
        let sums = self.0.sums();
        self.0.limit.saturating_sub(sums.spent + sums.held())
    }

    /// What was billed so far.
    #[must_use]
    pub fn spent(&self) -> Usd {
        self.0.sums().spent
    }

    /// What calls under way or without an answer may still be billed for.
    #[must_use]
    pub fn held(&self) -> Usd {
        self.0.sums().held()
    }
}

impl Shared {
    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.sums.lock().expect("no holder of the sums panics")
    }
}

/// The price of one call, kept free for it. Dropped, it is released: nothing was billed.
#[derive(Debug)]
#[must_use]
pub struct Reservation {
    budget: Budget,
    price: Usd,
}

impl Reservation {
    /// What is reserved.
    #[must_use]
    pub fn price(&self) -> Usd {
        self.price
    }

    /// The call was billed this much.
    pub fn settle(self, billed: Usd) {
        self.budget.0.sums().spent += billed;
    }

    /// The call was sent and not answered: its price stays held.
    pub fn keep_held(self) {
        self.budget.hold(self.price);
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut sums = self.budget.0.sums();
        sums.reserved = sums.reserved - self.price;
        sums.n_reserved -= 1;
        drop(sums);
        self.budget.0.settled.notify_waiters();
    }
}

/// What the present brief of one asset may ever cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssetBudget {
    /// What may be spent on it.
    pub limit: Usd,
    /// What was spent on it, in this build and before, and what its open calls hold.
    pub spent: Usd,
}

impl AssetBudget {
    /// Whether a call that can cost `price` may be sent for the asset.
    ///
    /// # Errors
    ///
    /// If it could pass the limit.
    pub fn check(&self, price: Usd) -> Result<(), OverBudget> {
        if self.spent + price <= self.limit {
            return Ok(());
        }
        Err(OverBudget { limit: self.limit, spent: self.spent, held: Usd::ZERO, price })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(n: u64) -> Usd {
        Usd::from_nanos(n * 10_000_000)
    }

    #[tokio::test]
    async fn a_call_is_refused_before_it_could_pass_the_limit() {
        let budget = Budget::new(cents(10));
        budget.reserve(cents(6)).await.unwrap().settle(cents(5));
        assert_eq!((budget.spent(), budget.held()), (cents(5), Usd::ZERO));
        let err = budget.reserve(cents(6)).await.unwrap_err();
        assert_eq!(
            err.to_string(),
            "a call for up to $0.06 would pass the limit of $0.10: $0.05 are spent and $0.00 held"
        );
        assert!(budget.reserve(cents(5)).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_waits_for_others_that_may_cost_less() {
        let budget = Budget::new(cents(10));
        let dear = budget.reserve(cents(8)).await.unwrap();
        let other = budget.clone();
        let waiting = tokio::spawn(async move { other.reserve(cents(4)).await });
        tokio::time::sleep(std::time::Duration::from_secs(60)).await;
        assert!(!waiting.is_finished());
        assert_eq!(budget.held(), cents(8));
        dear.settle(cents(6));
        let reservation = waiting.await.unwrap().unwrap();
        assert_eq!((budget.spent(), budget.held()), (cents(6), cents(4)));
        drop(reservation);
        assert_eq!((budget.spent(), budget.held()), (cents(6), Usd::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_waited_in_vain_is_refused() {
        let budget = Budget::new(cents(10));
        let dear = budget.reserve(cents(8)).await.unwrap();
        let other = budget.clone();
        let waiting = tokio::spawn(async move { other.reserve(cents(4)).await });
        tokio::task::yield_now().await;
        dear.settle(cents(8));
        assert_eq!(waiting.await.unwrap().unwrap_err().spent, cents(8));
        // What could never fit does not wait at all.
        let _under_way = budget.reserve(cents(1)).await.unwrap();
        assert!(budget.reserve(cents(3)).await.is_err());
    }

    #[tokio::test]
    async fn what_was_never_answered_stays_held() {
        let budget = Budget::new(cents(10));
        budget.hold(cents(4));
        budget.reserve(cents(4)).await.unwrap().keep_held();
        assert_eq!((budget.spent(), budget.held()), (Usd::ZERO, cents(8)));
        assert!(budget.reserve(cents(3)).await.is_err());
    }

    #[tokio::test]
    async fn free_calls_need_no_budget() {
        let budget = Budget::new(Usd::ZERO);
        budget.reserve(Usd::ZERO).await.unwrap().settle(Usd::ZERO);
        let endless = Budget::new(Usd::MAX);
        assert!(endless.reserve(Usd::MAX).await.is_ok());
    }

    #[test]
    fn an_asset_has_a_limit_of_its_own() {
        let asset = AssetBudget { limit: cents(60), spent: cents(57) };
        assert_eq!(asset.check(cents(3)), Ok(()));
        assert!(asset.check(cents(4)).is_err());
    }
}
