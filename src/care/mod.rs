//! What keeps a project in order and is not building: beginning one, adding to it, examining it
//! and its store, and which models there are for it.

mod add;
mod doctor;
mod gc;
mod init;
mod kind_guess;
mod merge_driver;
mod offers;
mod row;
mod services;
mod verify;

pub use add::{AddError, NewAsset, add};
pub use doctor::{Setup, examine};
pub use gc::{Garbage, Keep, garbage};
pub use init::{InitError, init};
pub use kind_guess::guessed_kind;
pub use merge_driver::{MergeDriver, install_merge_driver, merge_driver};
pub use offers::{KeyStatus, Offer, Offers, ask, offers};
pub use row::{Row, RowState};
pub use services::Reach;
pub use verify::{Different, Verified, VerifyWish, verify};
