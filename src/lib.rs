//! `assetbuild` is `make` for a game's generated art.
//!
//! One build, from top to bottom:
//!
//! 1. `cli` turns arguments, environment and the user's configuration into settings.
//! 2. `project` reads the files of the project and hands them to `db` as inputs.
//! 3. `db` parses, resolves and renders them: assets, their keys, and everything that is wrong.
//! 4. `build::plan` compares them with the lock, the store and the outputs: what is to be done.
//! 5. `build::execute` does it: `recipe` says what is next, models answer, the store keeps.
//! 6. `build::export` writes pictures, metadata and the lock.
//! 7. Only events come back, and `cli` shows them.
//!
//! The library exists for the binary and its tests; it makes no promise of stability.

#![cfg_attr(
    not(test),
    deny(
        clippy::disallowed_methods,
        clippy::disallowed_types,
        reason = "a build must not depend on chance, or reach outside unnoticed"
    )
)]

pub mod colour;
pub mod digest;
pub mod money;
pub mod name;
pub mod path;

pub mod action;
pub mod diagnostic;
pub mod model;

pub mod image;
pub mod lock;
pub mod manifest;
pub mod prompt;
pub mod provider;
pub mod stat;
pub mod store;

pub mod recipe;
pub mod resolve;

pub mod builtin;

pub mod db;

pub mod build;
pub mod project;

pub mod session;

pub mod care;
pub mod choose;
pub mod watch;

pub mod cli;
