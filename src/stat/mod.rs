//! What files look like from outside, so that what has not changed on disk is not opened again.

mod cache;
mod folder;
mod look;
mod names;

pub use cache::{Entries, Entry, StatCache};
pub use folder::Folder;
pub use look::Look;
pub use names::Names;
