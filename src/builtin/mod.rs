//! Models that this program contains: they need no key and no network, and cost nothing.
//!
//! Pure functions of what they are given, the same bytes on every machine. Whoever changes what
//! one of them answers counts up its `VERSION`.

pub mod measure;
pub mod rules;
pub mod sketch;
