//! Many pictures on few pages, and the data that engines read beside them.

mod atlas;
mod grid;
mod packed;
mod packing;
mod page;
mod search;
mod skyline;
mod tight;

#[cfg(test)]
mod tests;

pub use atlas::{at_scale, atlas_json, torn};
pub use packed::{PackError, Packed, Placed};
pub use packing::pack;
