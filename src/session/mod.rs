//! One pass from disk to disk. Owns the database and the loop; everything that can be asked about
//! a project goes through it.
//!
//! Values leave the database before anything waits: no database handle crosses an `.await`.

mod amend;
mod clean;
mod error;
mod explain;
mod follow;
mod history;
mod inspect;
mod interrupt;
mod keep;
mod ledger;
mod make;
mod open;
mod pass;
mod plan;
mod retire;
mod scope;
pub mod view;

pub use crate::build::Stop;
pub use amend::{AdoptError, Drawn};
pub use error::SessionError;
pub use follow::Foresight;
pub use interrupt::stop_on_interrupt;
pub use open::{Session, SessionConfig, Watched, catalog};
