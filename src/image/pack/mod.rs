//! Many pictures on few pages, and the data that engines read beside them.

mod atlas_json;
mod grid;
mod max_rects;
mod packed;
mod page;
mod tight;

#[cfg(test)]
mod tests;

pub use atlas_json::atlas_json;
pub use atlas_json::page_names;
pub use packed::PackError;
pub use packed::Packed;
pub use packed::Placed;
pub use packed::pack;
