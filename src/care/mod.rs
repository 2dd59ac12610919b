//! What keeps a project in order and is not building: beginning one, adding to it, examining it.

mod add;
mod doctor;
mod init;

pub use add::AddError;
pub use add::NewAsset;
pub use add::add;
pub use doctor::Row;
pub use doctor::RowState;
pub use doctor::Surroundings;
pub use doctor::examine;
pub use init::InitError;
pub use init::init;
