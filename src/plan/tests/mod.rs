//! The loop, driven by scripts; and the walk over assets that were built with it.

mod again;
pub(crate) mod asset;
mod beside;
mod groups;
mod keys;
mod kills;
mod laws;
pub(crate) mod lookups;
mod loops;
mod plates;
mod project;
pub(crate) mod script;
mod walk;
