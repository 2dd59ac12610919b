//! The order of a paid call: nothing is sent that is not written down, and no answer is looked at
//! before it is on disk.
//!
//! The file lock of the key (held by whoever calls this) → look again → permit of the pool →
//! reserve in the budget → intent in the journal → send → raw answer → blob → answer in the action
//! cache → settle. Each write is durable before the next step.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::action::ActionKey;
use crate::digest::canonical_text;
use crate::model::Role;
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::plan::{Failed, FailedKind};
use crate::provider::{Advice, Ask, Call, RawAnswer, Receipt, SendError};
use crate::run::batch_queue::BatchQueue;
use crate::run::conclude::{Concluded, answered, conclude, receipt};
use crate::run::notices::Notices;
use crate::run::pixels_at_work::PixelsAtWork;
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

/// Room for one answer on the disk of the store, beside those that are under way.
struct Room<'a> {
    under_way: &'a AtomicU64,
    /// How much there must be for all of them.
    wanted: u64,
}

impl Room<'_> {
    fn of(under_way: &AtomicU64) -> Room<'_> {
        let before = under_way.fetch_add(1, Ordering::Relaxed);
        Room { under_way, wanted: (before + 1) * LONGEST_ANSWER }
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        self.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What an answer takes on the disk at the most, with the picture that is made of it.
const LONGEST_ANSWER: u64 = 32 << 20;

/// How long those are waited for whose answers may need the room that is left.
const A_MOMENT: Duration = Duration::from_millis(50);

/// How long an answer that finds no room is held between the tries.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];

/// Why nothing more is sent.
const FULL: &str = "the disk of the store is full, so nothing more is sent";

/// An answer that is kept beside the store.
fn kept_elsewhere(path: &std::path::Path) -> Failed {
    Failed {
        kind: FailedKind::Io,
        message: format!(
            "the disk of the store is full; the answer that was paid for is kept in `{}`",
            path.display()
        ),
        help: vec!["make room, and build again: it is taken in then, and not paid again".into()],
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
            if let Some(full) = self.full() {
                return Err(Halt::Failed(full));
            }
            let intent = self.intent(order, role, price);
            let (room, id) = self.begin(&intent).await?;
            let provider = self.providers.of(model).ok_or_else(|| unknown_provider(order))?;
            match provider.send(&order.call).await {
                Ok(raw) => {
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
        raw: Arc<RawAnswer>,
    ) -> Result<Concluded, Halt> {
        if let Some(elsewhere) = self.keep_raw(&id, &raw).await? {
            return Err(Halt::Failed(kept_elsewhere(&elsewhere)));
        }
        let ask: Ask = order.call.ask.clone();
        let (providers, at_work) = (self.providers.clone(), Arc::clone(&self.at_work));
        self.durably(move |store| {
            let provider = providers.of(ask.model()).expect("the one that answered");
            let before = answered(store, &intent)?;
            conclude(store, provider.as_ref(), &intent, &id, (&ask, &raw), (before, &at_work))
        })
        .await
    }

    /// Writes down that a call is about to be sent, once there is room for what will come back.
    async fn begin(&self, intent: &Intent) -> Result<(Room<'_>, IntentId), Halt> {
        loop {
            let (room, intent) = (Room::of(&self.under_way), intent.clone());
            let wanted = room.wanted;
            let begun = self.durably(move |store| match store.room_for(wanted) {
                // Those under way need less than they may, and leave the rest.
                Err(error) if error.is_full() && wanted > LONGEST_ANSWER => Ok(None),
                room => room.and_then(|()| store.begin(&intent)).map(Some),
            });
            if let Some(id) = begun.await? {
                return Ok((room, id));
            }
            drop(room);
            if self.stop.is_set() {
                return Err(Halt::Left(Left::Interrupted));
            }
            // One of those answers found none.
            if let Some(full) = self.full() {
                return Err(Halt::Failed(full));
            }
            tokio::time::sleep(A_MOMENT).await;
        }
    }

    /// Keeps what came back, wherever there is room; it is held until then, for a while. Where it is,
    /// if that is not the store.
    async fn keep_raw(&self, id: &IntentId, raw: &Arc<RawAnswer>) -> Result<Option<PathBuf>, Halt> {
        for pause in PAUSES.iter().map(Some).chain([None]) {
            let (id, raw) = (id.clone(), Arc::clone(raw));
            let keep = move |store: &Store| store.keep_raw_anywhere(&id, &raw.bytes, raw.ms);
            match (self.durably(keep).await, pause) {
                (Err(_), Some(pause)) if !self.stop.is_now() => tokio::time::sleep(*pause).await,
                (kept, _) => {
                    if matches!(kept, Ok(Some(_))) {
                        // Nothing more is asked for: the store takes nothing.
                        self.note_full(Halt::unreadable(FULL.to_owned()));
                    }
                    return kept;
                }
            }
        }
        unreachable!("the last try has no pause after it")
    }

    /// What the store said when its disk was full.
    fn full(&self) -> Option<Failed> {
        self.full.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note_full(&self, halt: Halt) {
        let Halt::Failed(failed) = halt else { return };
        let mut full = self.full.lock().unwrap_or_else(PoisonError::into_inner);
        full.get_or_insert(failed);
    }

    /// What a failure of the store means for an asset; a full disk for all that come after it.
    pub(crate) fn store_failed(&self, error: StoreError) -> Halt {
        let is_full = error.is_full();
        let halt = Halt::from(error);
        if is_full {
            self.note_full(halt.clone());
        }
        halt
    }

    /// Runs store work, which waits for disks, off the threads that wait for answers.
    pub(crate) async fn durably<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Halt> {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        done.expect("store work does not panic").map_err(|it| self.store_failed(it))
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
