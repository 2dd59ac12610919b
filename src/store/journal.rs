//! The journal: every call that may have been billed, from before it is sent until it is settled,
//! and then as the ledger.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::action::ActionKey;
use crate::digest::canonical_text;
use crate::store::seal::{seal, unseal};
use crate::store::{
    CallOutcome, CallState, Intent, IntentId, Journal, Settlement, Store, StoreError, disk,
};
use crate::whole::Durable;

/// A call that has ended, as it lies in the ledger.
#[derive(Serialize, Deserialize)]
struct Ended {
    intent: Intent,
    state: CallState,
}

impl Store {
    /// Writes down that a call is about to be sent; durable when it returns.
    pub fn begin(&self, intent: &Intent) -> Result<IntentId, StoreError> {
        let id = IntentId::of(intent, &self.scratch.nonce());
        let sealed = seal("intent", canonical_text(intent).as_bytes());
        self.scratch.place(&self.intent_path(&id), &sealed, Durable::Now)?;
        self.reached("intent");
        Ok(id)
    }

    /// Takes an intent back: the call was certainly not accepted. Durable when it returns.
    ///
    /// Does nothing if there is a raw answer: then it was accepted after all.
    pub fn void(&self, id: &IntentId) -> Result<(), StoreError> {
        if self.raw_path(id).exists() || self.overflowed(id).is_some() {
            return Ok(());
        }
        disk::remove(&self.intent_path(id))?;
        disk::sync_folder(&self.root().join(OPEN))
    }

    /// Keeps what came back, before anything looks at it; durable when it returns.
    ///
    /// `ms` is the time from sending to the last byte, in milliseconds.
    pub fn keep_raw(&self, id: &IntentId, bytes: &[u8], ms: u64) -> Result<(), StoreError> {
        self.scratch.place(&self.raw_path(id), &sealed_raw(bytes, ms), Durable::Now)?;
        self.reached("raw");
        Ok(())
    }

    /// What came back, as it came, and after how many milliseconds. Gone when the call is
    /// settled, unless it was unusable.
    pub fn raw(&self, id: &IntentId) -> Result<Option<(Vec<u8>, u64)>, StoreError> {
        for path in [self.raw_path(id), self.kept_raw_path(id)] {
            let found = self.sound(&path, |it| read_raw(&it))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        self.overflowed_raw(id)
    }

    /// Writes down how a call ended; durable when it returns. Twice is as good as once.
    pub fn settle(&self, id: &IntentId, settlement: &Settlement) -> Result<(), StoreError> {
        let keep_raw = settlement.outcome == CallOutcome::Unusable;
        self.end(id, CallState::Settled(settlement.clone()), keep_raw)?;
        self.reached("settle");
        Ok(())
    }

    /// A person says that the call need not be waited for. The ledger keeps it as such.
    ///
    /// Of a damaged entry only its file in `quarantine` remains.
    pub fn forget(&self, id: &IntentId) -> Result<(), StoreError> {
        match self.end(id, CallState::Cleared, true) {
            Err(StoreError::Damaged { path }) => {
                self.set_aside(&path)?;
                disk::sync_folder(&self.root().join(OPEN))
            }
            other => other,
        }
    }

    /// All calls in the order in which they were sent: those under way, and the ledger.
    ///
    /// Damaged entries are left out and counted in [`Store::damage`].
    pub fn intents(&self) -> Result<Vec<Journal>, StoreError> {
        // Calls that are settled meanwhile are found twice, never missed.
        let mut res: BTreeMap<_, _> =
            self.unsettled()?.into_iter().map(|it| (it.id.clone(), it)).collect();
        for shard in disk::names(&self.root().join(SETTLED))? {
            for name in disk::names(&self.root().join(SETTLED).join(&shard))? {
                let found = IntentId::from_file_name(&name).map(|id| self.ended(id));
                let found = found.transpose()?.flatten();
                res.extend(found.map(|it| (it.id.clone(), it)));
            }
        }
        let mut res: Vec<_> = res.into_values().collect();
        res.sort_by(|a, b| (a.intent.started, &a.id).cmp(&(b.intent.started, &b.id)));
        Ok(res)
    }

    /// The calls that have not ended, those with a raw answer included; cheap however long the
    /// ledger is. Damaged entries are left out and counted in [`Store::damage`].
    pub fn unsettled(&self) -> Result<Vec<Journal>, StoreError> {
        let mut res = Vec::new();
        for id in self.open_ids("")? {
            match self.open_entry(id) {
                Ok(found) => res.extend(found),
                Err(StoreError::Damaged { path }) => self.note_damage(&path),
                Err(other) => return Err(other),
            }
        }
        Ok(res)
    }

    /// The calls for this key that have not ended, those with a raw answer included.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if one of them cannot be read: it may have been billed, so nothing
    /// may be sent for this key.
    pub fn open_intents_for(&self, key: &ActionKey) -> Result<Vec<Journal>, StoreError> {
        let mut res = Vec::new();
        for id in self.open_ids(&key.0.hex())? {
            res.extend(self.open_entry(id)?);
        }
        Ok(res)
    }

    /// How many calls for this key were answered and settled.
    pub fn settled_for(&self, key: &ActionKey) -> Result<u32, StoreError> {
        let hex = key.0.hex();
        let mut count = 0;
        for name in disk::names(&self.root().join(SETTLED).join(&hex[..2]))? {
            let id = name.starts_with(&hex).then(|| IntentId::from_file_name(&name)).flatten();
            let ended = id.map(|id| self.ended(id)).transpose()?.flatten();
            count += u32::from(ended.is_some_and(|it| it.state != CallState::Cleared));
        }
        Ok(count)
    }

    /// The ids of files among the open calls whose names begin so.
    fn open_ids(&self, prefix: &str) -> Result<Vec<IntentId>, StoreError> {
        let names = disk::names(&self.root().join(OPEN))?;
        let ids = names
            .iter()
            .filter(|it| it.starts_with(prefix))
            .filter_map(|it| IntentId::from_file_name(it.strip_suffix(INTENT)?));
        Ok(ids.collect())
    }

    /// An open call; `None` if it has ended meanwhile, or was killed just before its files went.
    fn open_entry(&self, id: IntentId) -> Result<Option<Journal>, StoreError> {
        if self.ended_path(&id).exists() {
            return Ok(None);
        }
        let Some(intent) = self.intent(&id)? else {
            return Ok(None);
        };
        let state = if self.raw_path(&id).exists() || self.overflowed(&id).is_some() {
            CallState::Raw
        } else if self.has_job(&intent)? {
            CallState::InBatch
        } else {
            CallState::Open
        };
        Ok(Some(Journal { id, intent, state }))
    }

    /// Whether the service is known to have the batch of a call.
    fn has_job(&self, intent: &Intent) -> Result<bool, StoreError> {
        let batch = intent.batch.as_deref();
        Ok(batch.map(|it| self.batch_job(it)).transpose()?.flatten().is_some())
    }

    /// An entry of the ledger.
    fn ended(&self, id: IntentId) -> Result<Option<Journal>, StoreError> {
        let path = self.ended_path(&id);
        let Some(bytes) = disk::read(&path)? else {
            return Ok(None);
        };
        // Not set aside: its mere name says that this call has ended.
        let Some(Ended { intent, state }) = parsed("call", &bytes) else {
            self.note_damage(&path);
            return Ok(None);
        };
        Ok(Some(Journal { id, intent, state }))
    }

    fn intent(&self, id: &IntentId) -> Result<Option<Intent>, StoreError> {
        let path = self.intent_path(id);
        let Some(bytes) = disk::read(&path)? else {
            return Ok(None);
        };
        let intent = parsed("intent", &bytes);
        intent.map(Some).ok_or(StoreError::Damaged { path })
    }

    /// Moves a call from the open ones to the ledger. An answer may still come to a call that a
    /// person has cleared; nothing else changes the ledger.
    fn end(&self, id: &IntentId, state: CallState, keep_raw: bool) -> Result<(), StoreError> {
        let intent = match self.ended(id.clone())? {
            Some(ended) if ended.state != CallState::Cleared => return Ok(()),
            Some(ended) => ended.intent,
            None => self.intent(id)?.ok_or_else(|| StoreError::NoIntent(id.to_string()))?,
        };
        let text = canonical_text(&Ended { intent, state });
        let sealed = seal("call", text.as_bytes());
        self.scratch.place(&self.ended_path(id), &sealed, Durable::Now)?;
        // From here on it has ended. What is left of its files after a kill counts for nothing.
        self.close(id, keep_raw)
    }

    /// Takes the files of a call that has ended from among the open ones. Twice is as good as once.
    fn close(&self, id: &IntentId, keep_raw: bool) -> Result<(), StoreError> {
        let raw = self.raw_path(id);
        if keep_raw {
            disk::rename_if_there(&raw, &self.kept_raw_path(id))?;
        }
        if let Some(beside) = self.overflowed(id) {
            disk::remove(&beside)?;
        }
        disk::remove(&self.intent_path(id))?;
        disk::remove(&raw)
    }

    /// Takes away what is left among the open calls of those that have ended, since whoever ended
    /// them was killed meanwhile.
    pub fn close_ended(&self) -> Result<(), StoreError> {
        for name in disk::names(&self.root().join(OPEN))? {
            let stem = name.strip_suffix(INTENT).or_else(|| name.strip_suffix(RAW));
            let Some(id) = stem.and_then(IntentId::from_file_name) else { continue };
            match self.ended(id.clone())?.map(|it| (it.state, it.intent)) {
                Some((CallState::Settled(it), _)) => {
                    self.close(&id, it.outcome == CallOutcome::Unusable)?;
                }
                // Its answer may be coming right now.
                Some((_, intent)) if self.try_lock_call(&intent.key)?.is_some() => {
                    self.close(&id, true)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn intent_path(&self, id: &IntentId) -> PathBuf {
        let name = id.file_name() + INTENT;
        self.root().join(OPEN).join(name)
    }

    fn raw_path(&self, id: &IntentId) -> PathBuf {
        let name = id.file_name() + RAW;
        self.root().join(OPEN).join(name)
    }

    fn ended_path(&self, id: &IntentId) -> PathBuf {
        let name = id.file_name();
        let shard = Path::new(SETTLED).join(&name[..2]);
        self.root().join(shard).join(name)
    }

    fn kept_raw_path(&self, id: &IntentId) -> PathBuf {
        let mut name = self.ended_path(id).into_os_string();
        name.push(RAW);
        name.into()
    }
}

const OPEN: &str = "journal/open";
const SETTLED: &str = "journal/settled";
const INTENT: &str = ".intent";
pub(crate) const RAW: &str = ".raw";

fn parsed<T: for<'de> Deserialize<'de>>(kind: &str, bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(unseal(kind, bytes)?).ok()
}

/// A raw answer as it lies in its file.
pub(crate) fn sealed_raw(bytes: &[u8], ms: u64) -> Vec<u8> {
    let mut payload = format!("{ms}\n").into_bytes();
    payload.extend_from_slice(bytes);
    seal("raw", &payload)
}

/// What came back, and after how many milliseconds; `None` if the file is not whole.
pub(crate) fn read_raw(bytes: &[u8]) -> Option<(Vec<u8>, u64)> {
    let payload = unseal("raw", bytes)?;
    let end = payload.iter().position(|it| *it == b'\n')?;
    let ms = std::str::from_utf8(&payload[..end]).ok()?.parse().ok()?;
    Some((payload[end + 1..].to_vec(), ms))
}
