//! `Stop`: the wish to end a build, from Ctrl-C or from the first failure.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// A wish to end: nothing new starts, calls under way are awaited, what is paid is kept.
#[derive(Clone, Default)]
pub struct Stop(Arc<Inner>);

#[derive(Default)]
struct Inner {
    set: AtomicBool,
    now: AtomicBool,
    told: Notify,
}

impl Stop {
    /// Nobody wishes to end yet.
    #[must_use]
    pub fn new() -> Stop {
        Stop::default()
    }

    /// Wishes it.
    pub fn soft(&self) {
        self.0.set.store(true, Ordering::SeqCst);
        self.0.told.notify_waiters();
    }

    /// Wishes it at once: calls under way are not awaited. They become open intents.
    pub fn hard(&self) {
        self.0.now.store(true, Ordering::SeqCst);
        self.soft();
    }

    /// Whether calls under way are not to be awaited.
    #[must_use]
    pub fn is_now(&self) -> bool {
        self.0.now.load(Ordering::SeqCst)
    }

    /// Whether anybody wishes it.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.set.load(Ordering::SeqCst)
    }

    /// Waits until somebody does.
    pub async fn wait(&self) {
        self.wait_for(Stop::is_set).await;
    }

    /// Waits until somebody wishes it at once.
    pub async fn wait_now(&self) {
        self.wait_for(Stop::is_now).await;
    }

    async fn wait_for(&self, is_wished: fn(&Stop) -> bool) {
        loop {
            let told = self.0.told.notified();
            if is_wished(self) {
                return;
            }
            told.await;
        }
    }
}
