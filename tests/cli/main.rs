//! The program as its users see it: the real binary, in a project of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod dice;
#[path = "../fuzz/mod.rs"]
mod fuzz;
mod harness;
mod random_edits;
mod scripted_model;
#[path = "../service/mod.rs"]
mod service;
#[cfg(unix)]
mod watching;

mod commands;
mod copied;
mod diagnostics;
mod example;
mod free;
mod help;
mod image;
mod incremental;
mod keys;
mod leftovers;
#[cfg(unix)]
mod limits;
mod line;
#[cfg(unix)]
mod links;
mod memory;
mod merging;
mod overlooked;
mod paid;
mod project_rules;
mod real;
mod remembered;
mod reports;
mod roguelike;
mod schema;
mod starting;
#[cfg(unix)]
mod terminal;
mod untrusted;
#[cfg(unix)]
mod watched;
#[cfg(unix)]
mod watched_edits;
