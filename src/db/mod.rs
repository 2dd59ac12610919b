//! What an edit reaches: files go in, assets and everything that is wrong come out, and what did
//! not change is not computed again.
//!
//! Inputs are the texts of files, the pixels of pictures, and what came out of building: which
//! painting an asset shows ([`Database::set_choice`]), and the pixels of its finished pictures
//! ([`Database::set_pixels`]). These two are found by *keys*, not by assets: an edit that is taken
//! back finds what was there before, and nothing is ever made from a picture that is out of date.
//!
//! Queries know nothing of the outside. A file that they ask for and that nobody supplied yet is
//! [`Database::wanted`]; whoever reads files supplies it, until nothing is wanted any more. No
//! value holds a place in bytes, so a comment above a table changes nothing below the parser.
//!
//! ```text
//! parsed(file) → definitions(file) → asset(definition) → links(file)  → graph ─┐
//!      style(name) ────────────────────────↑    ↓          claims(file) → ──────┤→ analysis
//!                                         shown(node)      problems(file) → ────┘
//! ```
//!
//! Nothing recurses from asset to asset but `shown`, and that is asked in the order in which
//! assets are made, so a chain of any length fits on any stack.

mod analysis;
mod assets;
mod change;
mod database;
mod definitions;
mod engine;
mod files;
mod inputs;
mod settings;
mod shown;
mod styles;
mod view;

#[cfg(test)]
mod tests;

pub use analysis::Analysis;
pub use change::{Change, PictureState, WantedFiles};
pub use database::Database;
pub use shown::{Picked, Shown, Upstream};
