//! The order of a paid call: nothing is sent that is not written down, and no answer is looked at
//! before it is on disk.
//!
//! The file lock of the key (held by whoever calls this) → look again → permit of the pool →
//! reserve in the budget → intent in the journal → send → raw answer → blob → answer in the action
//! cache → settle. Each write is durable before the next step.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::action::ActionKey;
use crate::digest::canonical_text;
use crate::model::Role;
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::plan::{Failed, FailedKind};
use crate::provider::{Advice, Ask, Call, RawAnswer, SendError};
use crate::run::batch_queue::BatchQueue;
use crate::run::conclude::{Concluded, answered, conclude};
use crate::run::notices::Notices;
use crate::run::unavailable::Unavailable;
use crate::run::{
    AssetState, Backoff, Budget, BuildEvent, EventSink, Left, Pools, Providers, Stop, clock,
};
use crate::store::{Intent, IntentId, Store, StoreError};

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
    pub(crate) events: Arc<dyn EventSink>,
    pub(crate) counted: Counted,
    pub(crate) unavailable: Unavailable,
    /// Requests that wait to be sent together.
    pub(crate) batch_queue: BatchQueue,
    pub(crate) notices: Notices,
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

/// Why an asset stops where it is.
#[derive(Debug, Clone)]
pub(crate) enum Halt {
    /// It failed; what to do stands in it.
    Failed(Failed),
    /// It is left for the next build.
    Left(Left),
}

impl Halt {
    /// The store cannot be read or written.
    pub(crate) fn unreadable(message: String) -> Halt {
        let help = vec!["what was answered so far is kept; build again when it is mended".into()];
        Halt::Failed(Failed { kind: FailedKind::Io, message, help })
    }
}

impl Halt {
    /// Whether what was paid for so far is shown meanwhile: it may be long before more is had.
    pub(crate) fn shows_so_far(&self) -> bool {
        match self {
            Halt::Left(why) => matches!(why, Left::MaxCost | Left::PerBuild | Left::AssetBudget),
            Halt::Failed(failed) => {
                matches!(failed.kind, FailedKind::Unavailable | FailedKind::OpenIntent)
            }
        }
    }
}

impl From<Halt> for AssetState {
    fn from(halt: Halt) -> AssetState {
        match halt {
            Halt::Failed(failed) => AssetState::Failed(failed),
            Halt::Left(why) => AssetState::Left { why },
        }
    }
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Halt {
        Halt::unreadable(error.to_string())
    }
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
        let model = order.call.ask.model();
        let role = order.call.ask.role();
        let price = self.price(order)?;
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
            let intent = self.intent(order, role, price);
            let id = self
                .durably({
                    let intent = intent.clone();
                    move |store| store.begin(&intent)
                })
                .await?;
            let provider = self.providers.of(model).ok_or_else(|| unknown_provider(order))?;
            match provider.send(&order.call).await {
                Ok(raw) => {
                    permit.answered();
                    // The service is free for the next call while this answer is made durable.
                    drop(permit);
                    self.count(role);
                    let concluded = self.keep(order, intent, id, raw).await?;
                    held.settle(concluded.receipt.usd);
                    self.told(order, role, &concluded);
                    return Ok(concluded);
                }
                Err(SendError::NotAccepted { reason, retry_after, rate_limit }) => {
                    if rate_limit {
                        permit.rate_limited(retry_after);
                    }
                    // Before any pause: a kill during it must not leave the call in doubt.
                    self.durably(move |store| store.void(&id)).await?;
                    drop((held, permit));
                    let Some(pause) = backoff.next(retry_after) else {
                        return Err(unavailable(order, Advice { reason, help: None }));
                    };
                    self.pause(order, reason, pause).await;
                }
                Err(SendError::Unavailable { advice, closed }) => {
                    self.durably(move |store| store.void(&id)).await?;
                    if closed {
                        self.unavailable.close(model, &advice);
                    }
                    return Err(unavailable(order, advice));
                }
                Err(SendError::NoAnswer { reason }) => {
                    held.keep_held();
                    return Err(Halt::Failed(no_answer(&order.name, &id, price, &reason)));
                }
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

    async fn keep(
        &self,
        order: &Order,
        intent: Intent,
        id: IntentId,
        raw: RawAnswer,
    ) -> Result<Concluded, Halt> {
        let ask: Ask = order.call.ask.clone();
        let providers = self.providers.clone();
        self.durably(move |store| {
            store.keep_raw(&id, &raw.bytes, raw.ms)?;
            let provider = providers.of(ask.model()).expect("the one that answered");
            let before = answered(store, &intent)?;
            conclude(store, provider.as_ref(), &intent, &id, &ask, &raw, before)
        })
        .await
    }

    /// Runs store work, which waits for disks, off the threads that wait for answers.
    pub(crate) async fn durably<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Halt> {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        Ok(done.expect("store work does not panic")?)
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

    fn told(&self, order: &Order, role: Role, concluded: &Concluded) {
        self.notices.add(&order.name, &concluded.notices);
        self.events.event(BuildEvent::Called {
            name: order.name.clone(),
            model: order.call.ask.model().clone(),
            role,
            usd: concluded.receipt.usd,
            took: Duration::from_millis(concluded.receipt.ms),
        });
    }
}

pub(crate) fn unknown_provider(order: &Order) -> Halt {
    unavailable(order, Advice { reason: "this release does not serve it".to_owned(), help: None })
}

pub(crate) fn unavailable(order: &Order, advice: Advice) -> Halt {
    Halt::Failed(Failed::unavailable(order.call.ask.model(), advice))
}

/// Sent, and no answer: the advice is the same now and in every later build.
pub(crate) fn no_answer(name: &AssetName, id: &IntentId, price: Usd, reason: &str) -> Failed {
    Failed {
        kind: FailedKind::OpenIntent,
        message: format!("sent, no answer: {reason} ({price} may have been billed)"),
        help: vec![
            format!("send it again: assetbuild build {name} --resend {name}"),
            format!("forget it: assetbuild cost settle {id}"),
        ],
    }
}
