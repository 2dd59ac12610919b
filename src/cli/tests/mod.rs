//! What people and programs read, as snapshots over values made by hand.

mod build;
mod commands;
mod diagnostics;
mod plan;
mod values;
