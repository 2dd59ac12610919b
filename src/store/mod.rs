//! The store: what models answered and what it became, by digest, shared by all projects of a user.
//!
//! Originals were billed and are never deleted here; derived bytes can be computed again and may
//! vanish at any time. Whatever is read is checked first: bytes that are not what their name says
//! go to `quarantine` and count as missing. The journal makes sure that no call is paid twice.
//!
//! What lies where on disk is written down in `docs/store-format.md`.

mod action_cache;
mod audit;
mod batches;
mod blobs;
mod call_lock;
mod consent;
mod disk;
mod error;
mod intent;
mod journal;
mod room;
mod root;
mod scratch;
mod seal;
mod size;
#[cfg(test)]
mod tests;
mod trim;

pub use audit::{Unsound, UnsoundKind};
pub use call_lock::CallLock;
pub use error::StoreError;
pub use intent::{CallOutcome, CallState, Intent, IntentId, Journal, Settlement};
pub use root::Store;
pub use size::{AreaSize, StoreSize, StoredFile};
pub use trim::StoredAnswer;
