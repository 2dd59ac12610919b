//! Many pictures on few pages, and the data that engines read beside them.

mod atlas;
mod grid;
mod packed;
mod page;
mod search;
mod skyline;
mod tight;

#[cfg(test)]
mod tests;

pub use atlas::at_scale;
pub use atlas::atlas_json;
pub use atlas::torn;
pub use packed::PackError;
pub use packed::Packed;
pub use packed::Placed;
pub use packed::pack;
