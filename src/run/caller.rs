//! The order of a paid call: nothing is sent that is not written down, and no answer is looked at
//! before it is on disk.
//!
//! The file lock of the key (held by whoever calls this) → look again → permit of the pool →
//! reserve in the budget → intent in the journal → send → raw answer → blob → answer in the action
//! cache → settle. Each write is durable before the next step.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::action::ActionKey;
use crate::digest::canonical_text;
use crate::model::Role;
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::plan::{Failed, FailedKind};
use crate::provider::{Advice, Call, Provider, RawAnswer, Receipt, SendError};
use crate::run::batch_queue::BatchQueue;
use crate::run::conclude::{Concluded, receipt};
use crate::run::halt::{Halt, no_answer, no_answer_yet};
use crate::run::leaving::Leaving;
use crate::run::notices::Notices;
use crate::run::pixels_at_work::PixelsAtWork;
use crate::run::unavailable::Unavailable;
use crate::run::{
    Backoff, Budget, BuildEvent, EventSink, Left, Pools, Providers, Reservation, Stop, clock,
};
use crate::store::{Intent, IntentId, Journal, Store};

/// Everything that calls share during one build.
pub(crate) struct Caller {
    pub(crate) store: Arc<Store>,
    pub(crate) providers: Providers,
    pub(crate) pools: Pools,
    pub(crate) budget: Budget,
    /// Why whatever does not fit into it is left.
    pub(crate) over_budget: Left,
    pub(crate) project: String,
    pub(crate) offline: bool,
    /// Why nothing is bought; `None` if it may be.
    pub(crate) unpaid: Option<Left>,
    pub(crate) stop: Stop,
    /// Calls that are taken back before a build ends at once.
    pub(crate) leaving: Leaving,
    pub(crate) events: Arc<dyn EventSink>,
    pub(crate) counted: Counted,
    pub(crate) unavailable: Unavailable,
    /// What the store said when its disk was full: nothing more is sent then.
    pub(crate) full: Mutex<Option<Failed>>,
    /// How many answers are under way, for each of which there must be room.
    pub(crate) under_way: AtomicU64,
    /// What answers cost that are not in the store, until their assets report it.
    pub(crate) unkept: Mutex<BTreeMap<AssetName, Usd>>,
    /// What of all that was spent no answer told the price of.
    pub(crate) estimated: Mutex<Usd>,
    /// Requests that wait to be sent together.
    pub(crate) batch_queue: BatchQueue,
    pub(crate) notices: Notices,
    /// For the pictures that come.
    pub(crate) at_work: Arc<PixelsAtWork>,
}

/// Calls of models outside made in this build.
#[derive(Default)]
pub(crate) struct Counted {
    pub(crate) paint: AtomicU32,
    pub(crate) edit: AtomicU32,
    pub(crate) judge: AtomicU32,
    pub(crate) refine: AtomicU32,
}

impl Counted {
    /// One more call.
    pub(crate) fn add(&self, role: Role) {
        let counter = match role {
            Role::Paint => &self.paint,
            Role::Edit => &self.edit,
            Role::Judge => &self.judge,
            Role::Refine => &self.refine,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// A call that was sent and got no answer to keep.
struct Unanswered {
    id: IntentId,
    intent: Intent,
    held: Reservation,
    /// Whether it had been sent before.
    again: bool,
    error: SendError,
}

/// One call, and for whom it is made.
pub(crate) struct Order {
    pub(crate) name: AssetName,
    pub(crate) key: ActionKey,
    pub(crate) ordinal: u32,
    pub(crate) call: Call,
    /// What this asset may still spend on its present brief.
    pub(crate) asset_budget: Usd,
}

impl Caller {
    /// Makes one paid call. The answer is then in the action cache.
    pub(crate) async fn call(&self, order: &Order) -> Result<Concluded, Halt> {
        self.call_as(order, None).await
    }

    /// Makes a call once more that was sent and got no answer: under the name that it had, so that
    /// whoever took it on answers as they did then.
    pub(crate) async fn call_again(&self, order: &Order, open: Journal) -> Result<Concluded, Halt> {
        self.call_as(order, Some((open.id, open.intent))).await
    }

    async fn call_as(
        &self,
        order: &Order,
        mut sent_as: Option<(IntentId, Intent)>,
    ) -> Result<Concluded, Halt> {
        let model = order.call.ask.model();
        let role = order.call.ask.role();
        let price = self.price(order)?;
        let provider = self.providers.of(model).ok_or_else(|| unknown_provider(order))?;
        let mut backoff = Backoff::new(order.key);
        loop {
            if self.stop.is_set() {
                return Err(Halt::Left(Left::Interrupted));
            }
            // What is laid for a batch may hold the money until it is sent, and whoever waits for
            // the money holds the permits.
            let waiting = self.batch_queue.wait();
            let permit = self.pools.enter(model).await;
            let Ok(held) = self.budget.reserve(price).await else {
                return Err(Halt::Left(self.over_budget));
            };
            drop(waiting);
            if self.stop.is_set() {
                return Err(Halt::Left(Left::Interrupted));
            }
            // Another call may have met the end of the model's quota meanwhile.
            if let Some(advice) = self.unavailable.advice(model) {
                return Err(unavailable(order, advice));
            }
            if let Some(full) = self.full() {
                return Err(Halt::Failed(full));
            }
            let again = sent_as.is_some();
            let new = || (None, self.intent(order, role, price));
            let (id, intent) = sent_as.take().map_or_else(new, |(id, it)| (Some(id), it));
            let (room, id) = self.begin(id, &intent).await?;
            let mut call = order.call.named(id.file_name(), again);
            let sent = self.asked(order, provider.as_ref(), &mut call, &intent, &mut backoff);
            let error = match sent.await {
                Some(Ok(raw)) => {
                    permit.answered();
                    // The service is free for the next call while this answer is made durable.
                    drop(permit);
                    self.count(role);
                    let raw = Arc::new(raw);
                    let kept = self.keep(order, intent, id, Arc::clone(&raw)).await;
                    drop(room);
                    return match kept {
                        Ok(concluded) => {
                            held.settle(concluded.receipt.usd);
                            self.told(order, role, &concluded.receipt, &concluded.notices);
                            Ok(concluded)
                        }
                        Err(halt) => {
                            // It was billed all the same.
                            let receipt = receipt(&provider.decode(&order.call.ask, &raw));
                            held.settle(receipt.usd);
                            self.told(order, role, &receipt, &[]);
                            let mut unkept = self.unkept.lock().expect("nobody panics with it");
                            *unkept.entry(order.name.clone()).or_default() += receipt.usd;
                            Err(halt)
                        }
                    };
                }
                Some(Err(error)) => error,
                None => {
                    self.taken_back(held, id).await?;
                    return Err(Halt::Left(Left::Interrupted));
                }
            };
            if let SendError::NotAccepted { rate_limit: true, retry_after, .. } = &error {
                permit.rate_limited(*retry_after);
            }
            drop(permit);
            let again = call.again;
            let failed = Unanswered { id, intent, held, again, error };
            let (pause, reason) = self.unanswered(order, failed, &mut backoff).await?;
            self.pause(order, reason, pause).await;
        }
    }

    /// Sends a call; and again what got no answer, for as long as that costs nothing more. `None` if
    /// the build is to end and it was taken back, as far as that can be done.
    async fn asked(
        &self,
        order: &Order,
        provider: &dyn Provider,
        call: &mut Call,
        intent: &Intent,
        backoff: &mut Backoff,
    ) -> Option<Result<RawAnswer, SendError>> {
        loop {
            let error = match self.asked_once(provider, call).await? {
                Err(error) if Self::is_in_doubt(&error, call.again, intent) => error,
                done => return Some(done),
            };
            let retry_after = match &error {
                SendError::NotAccepted { retry_after, .. } => *retry_after,
                SendError::NoAnswer { .. } => None,
                // It would end alike once more.
                SendError::Unavailable { .. } => return Some(Err(error)),
            };
            let pause = backoff.next(retry_after).filter(|_| self.providers.repeats(intent));
            let Some(pause) = pause else { return Some(Err(error)) };
            call.again = true;
            // The money stays held, and so does the place in the pool: those who have one may wait
            // for the money.
            self.pause(order, error.to_string(), pause).await;
            if self.stop.is_set() {
                if let Some(withdraw) = provider.withdraw(call) {
                    withdraw.await;
                }
                return None;
            }
        }
    }

    /// Whether a call without an answer may have been billed. If it was sent before, that is so
    /// whatever becomes of it now.
    fn is_in_doubt(error: &SendError, again: bool, intent: &Intent) -> bool {
        matches!(error, SendError::NoAnswer { .. }) || again && intent.price > Usd::ZERO
    }

    /// What follows from a call without an answer: a pause, for which a reason is given and after
    /// which it is made anew, or the end.
    async fn unanswered(
        &self,
        order: &Order,
        Unanswered { id, intent, held, again, error }: Unanswered,
        backoff: &mut Backoff,
    ) -> Result<(Duration, String), Halt> {
        if Self::is_in_doubt(&error, again, &intent) {
            held.keep_held();
            let reason = error.to_string();
            let over = matches!(error, SendError::Unavailable { .. });
            return Err(Halt::Failed(match self.providers.repeats(&intent) && !over {
                true => no_answer_yet(&order.name, &reason),
                false => no_answer(&order.name, &id, intent.price, &reason),
            }));
        }
        // Before any pause: a kill during it must not leave the call in doubt.
        self.durably(move |store| store.void(&id)).await?;
        let (advice, pause) = match error {
            SendError::NotAccepted { reason, retry_after, .. } => {
                (Advice { reason, help: None }, backoff.next(retry_after))
            }
            SendError::Unavailable { advice, closed } => {
                if closed {
                    self.unavailable.close(order.call.ask.model(), &advice);
                }
                (advice, None)
            }
            SendError::NoAnswer { .. } => unreachable!("it is in doubt"),
        };
        pause.map(|it| (it, advice.reason.clone())).ok_or_else(|| unavailable(order, advice))
    }

    /// The build ends at once. What costs nothing is in no doubt, now that it was taken back.
    async fn taken_back(&self, held: Reservation, id: IntentId) -> Result<(), Halt> {
        if held.price() > Usd::ZERO {
            held.keep_held();
            return Ok(());
        }
        self.durably(move |store| store.void(&id)).await
    }

    /// Sends a call. `None` if the build is to end at once and the call could be taken back.
    async fn asked_once(
        &self,
        provider: &dyn Provider,
        call: &Call,
    ) -> Option<Result<RawAnswer, SendError>> {
        let Some(withdraw) = provider.withdraw(call) else {
            return Some(provider.send(call).await);
        };
        let _leaving = self.leaving.enter();
        tokio::select! {
            sent = provider.send(call) => Some(sent),
            () = self.stop.wait_now() => {
                withdraw.await;
                None
            }
        }
    }

    pub(crate) fn price(&self, order: &Order) -> Result<Usd, Halt> {
        let model = order.call.ask.model();
        if self.offline {
            return Err(Halt::Failed(Failed {
                kind: FailedKind::Offline,
                message: format!("{model} would have to be asked, but no network may be used"),
                help: vec![format!(
                    "build it once without `--offline`: assetbuild build {}",
                    order.name
                )],
            }));
        }
        if let Some(why) = self.unpaid {
            return Err(Halt::Left(why));
        }
        let provider = self.providers.of(model).ok_or_else(|| unknown_provider(order))?;
        let price = self.providers.price(model, &order.call.ask.shape());
        let Some(PriceRange { high: price, .. }) = price else {
            return Err(Halt::Failed(Failed::unpriced(provider.unpriced(model))));
        };
        if price > order.asset_budget {
            return Err(Halt::Left(Left::AssetBudget));
        }
        Ok(price)
    }

    pub(crate) fn intent(&self, order: &Order, role: Role, price: Usd) -> Intent {
        Intent {
            key: order.key,
            ordinal: order.ordinal,
            role,
            model: order.call.ask.model().clone(),
            project: self.project.clone(),
            asset: order.name.to_string(),
            ask: canonical_text(&order.call.ask),
            price,
            started: clock::unix_ms(),
            batch: None,
        }
    }

    pub(crate) async fn pause(&self, order: &Order, reason: String, pause: Duration) {
        let (name, model) = (order.name.clone(), order.call.ask.model().clone());
        self.events.event(BuildEvent::Retrying { name, model, reason, pause });
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.stop.wait() => {}
        }
    }

    fn count(&self, role: Role) {
        self.counted.add(role);
    }

    fn told(&self, order: &Order, role: Role, receipt: &Receipt, notices: &[String]) {
        self.notices.add(&order.name, notices);
        if receipt.estimated {
            *self.estimated.lock().expect("nobody panics with it") += receipt.usd;
        }
        self.events.event(BuildEvent::Called {
            name: order.name.clone(),
            model: order.call.ask.model().clone(),
            role,
            usd: receipt.usd,
            took: Duration::from_millis(receipt.ms),
        });
    }
}

pub(crate) fn unknown_provider(order: &Order) -> Halt {
    unavailable(order, Advice { reason: "this release does not serve it".to_owned(), help: None })
}

pub(crate) fn unavailable(order: &Order, advice: Advice) -> Halt {
    Halt::Failed(Failed::unavailable(order.call.ask.model(), advice))
}
