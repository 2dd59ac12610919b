//! One project, open: its files and what they say, its lock, plans and builds.
//!
//! Values leave the database before anything waits: no database handle crosses an `.await`.

mod addresses;
mod amend;
mod build;
mod clean;
mod error;
mod explain;
mod files;
mod glance;
mod graph;
mod history;
mod identity;
mod inspect;
mod ledger;
mod lock_state;
mod merge_lock;
mod open;
mod originals;
mod outside;
mod part;
mod plan;
mod preview;
mod read;
mod remember;
mod sources;
mod state;
#[cfg(test)]
mod tests;
mod touched;
mod verify;
pub mod view;
mod walk;
mod work_tree;

pub use amend::{AdoptError, Amended, Drawn};
pub use error::ProjectError;
pub use files::ProjectFiles;
pub use glance::{Glance, UpToDate};
pub use open::{Project, Watched};
pub use originals::UnnamedOriginal;
pub use outside::{Config, catalog};
pub use part::About;
pub use preview::{Behind, Preview};
pub use verify::{ChangedOutput, LostOriginal};
pub use work_tree::WorkTree;
