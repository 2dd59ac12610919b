//! Frames of one movement: do they belong together, and do they stand where they should?
//!
//! Measured before they share a palette, since afterwards all colours agree; and among each other,
//! since that needs nothing that a later build might lack. Thresholds come from pairs of frames of
//! the artist in this program, and from defects made of them: see `tests`.

mod colours;
mod consistency;
mod difference;
mod register;
mod silhouette;
mod together;

#[cfg(test)]
mod tests;

/// The version of all that is done to frames together; counted up when something of it changes.
pub const VERSION: u32 = 1;

pub use difference::Difference;
pub use together::{Together, together};
