//! What keeps a project in order and is not building: beginning one, adding to it, examining it,
//! and which models there are for it.

mod add;
mod doctor;
mod init;
mod offers;
mod services;

pub use add::AddError;
pub use add::NewAsset;
pub use add::add;
pub use doctor::Row;
pub use doctor::RowState;
pub use doctor::Surroundings;
pub use doctor::examine;
pub use init::InitError;
pub use init::init;
pub use offers::Door;
pub use offers::Offer;
pub use offers::Offers;
pub use offers::offers;
pub use services::Reach;
