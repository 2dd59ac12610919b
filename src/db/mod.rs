//! What an edit reaches: files go in, assets and everything that is wrong come out, and what did
//! not change is not computed again.
//!
//! Inputs are the texts of files and the pixels of pictures. What was built is none: that flows
//! through the products of a plan.
//!
//! Queries know nothing of the outside. A file that they ask for and that nobody supplied yet is
//! [`Database::wanted`]; whoever reads files supplies it, until nothing is wanted any more. No
//! value holds a place in bytes, so a comment above a table changes nothing below the parser.
//!
//! ```text
//! parsed(file) → definitions(file) → asset(definition) → links(file)  → graph ─┐
//!      style(name) ────────────────────────↑               claims(file) → ──────┤→ analysis
//!                                                          problems(file) → ────┘
//! ```
//!
//! Nothing recurses from asset to asset, so a chain of any length fits on any stack.

mod analysis;
mod asset_world;
mod assets;
mod change;
mod database;
mod definitions;
mod engine;
mod files;
mod inputs;
mod settings;
mod styles;

#[cfg(test)]
mod tests;

pub use analysis::Analysis;
pub use change::{Change, PictureState, WantedFiles};
pub use database::Database;
