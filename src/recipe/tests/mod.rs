//! The loop, driven by scripts.

mod again;
pub(crate) mod asset;
mod beside;
mod groups;
mod keys;
mod kills;
mod laws;
mod loops;
mod plates;
pub(crate) mod script;
