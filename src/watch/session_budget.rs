//! `SessionBudget`: what a watch session spent, over all its builds. `Meter`: counts it, call by call.

use std::sync::{Arc, Mutex, PoisonError};

use crate::money::Usd;
use crate::run::{BuildEvent, EventSink};

/// What a watch session spent.
#[derive(Debug, Default)]
pub(crate) struct SessionBudget {
    spent: Usd,
}

impl SessionBudget {
    /// What was spent so far.
    pub(crate) fn spent(&self) -> Usd {
        self.spent
    }

    /// A build is over: what its report says, or what its calls said if that is more. One that
    /// failed has no report, and what it paid counts all the same.
    pub(crate) fn pay(&mut self, reported: Usd, meter: &Meter) {
        self.spent += reported.max(*meter.spent());
    }
}

/// Passes events on and counts what the calls among them cost.
pub(crate) struct Meter {
    to: Arc<dyn EventSink>,
    spent: Mutex<Usd>,
}

impl Meter {
    pub(crate) fn new(to: Arc<dyn EventSink>) -> Meter {
        Meter { to, spent: Mutex::new(Usd::ZERO) }
    }

    fn spent(&self) -> std::sync::MutexGuard<'_, Usd> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventSink for Meter {
    fn event(&self, event: BuildEvent) {
        if let BuildEvent::Called { usd, .. } = &event {
            *self.spent() += *usd;
        }
        self.to.event(event);
    }
}
