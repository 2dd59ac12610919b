//! What keeps a project in order and is not building: beginning one, adding to it, examining it,
//! and which models there are for it.

mod add;
mod doctor;
mod init;
mod offers;
mod row;
mod services;

pub use add::{AddError, NewAsset, add};
pub use doctor::{Setup, examine};
pub use init::{InitError, init};
pub use offers::{KeyStatus, Offer, Offers, offers};
pub use row::{Row, RowState};
pub use services::Reach;
