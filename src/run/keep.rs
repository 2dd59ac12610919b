//! How answers are kept: no call is sent without room for what comes back, and what came back is on
//! disk before it is looked at.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use crate::plan::{Failed, FailedKind};
use crate::provider::{Ask, RawAnswer};
use crate::run::Left;
use crate::run::caller::{Caller, Order};
use crate::run::conclude::{Concluded, answered, conclude};
use crate::run::halt::Halt;
use crate::store::{Intent, IntentId, Store, StoreError};

/// Room for one answer on the disk of the store, beside those that are under way.
pub(crate) struct Room<'a> {
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
fn kept_elsewhere(path: &Path) -> Failed {
    Failed {
        kind: FailedKind::Io,
        message: format!(
            "the disk of the store is full; the answer that was paid for is kept in `{}`",
            path.display()
        ),
        help: vec!["make room, and build again: it is taken in then, and not paid again".into()],
    }
}

impl Caller {
    /// Keeps an answer, and makes of it what it is.
    pub(crate) async fn keep(
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
    /// One that was sent before is written down already, under its id.
    pub(crate) async fn begin(
        &self,
        sent_as: Option<IntentId>,
        intent: &Intent,
    ) -> Result<(Room<'_>, IntentId), Halt> {
        loop {
            let (room, intent, sent_as) =
                (Room::of(&self.under_way), intent.clone(), sent_as.clone());
            let wanted = room.wanted;
            let begun = self.durably(move |store| match store.room_for(wanted) {
                // Those under way need less than they may, and leave the rest.
                Err(error) if error.is_full() && wanted > LONGEST_ANSWER => Ok(None),
                Err(error) => Err(error),
                Ok(()) => sent_as.map_or_else(|| store.begin(&intent), Ok).map(Some),
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
    pub(crate) fn full(&self) -> Option<Failed> {
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
}
