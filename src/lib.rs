//! `assetbuild` is `make` for a game's generated art.
//!
//! One build, from top to bottom:
//!
//! 1. `cli` turns arguments, environment and the user's configuration into settings.
//! 2. `project` reads the files of the project and hands them to `db` as inputs.
//! 3. `db` parses, resolves and renders them: assets, and everything that is wrong.
//! 4. `plan` compares them with the lock, the store and the outputs: what is to be done.
//! 5. `run` does it: models answer, the store keeps, pictures, metadata and the lock are written.
//! 6. Only events come back, and `cli` shows them.
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
pub mod ending;
pub mod fence;
pub mod legible;
pub mod limit;
pub mod money;
pub mod name;
pub mod path;
pub mod whole;
pub mod word;

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

pub mod plan;
pub mod resolve;

pub mod builtin;

pub mod db;

pub mod run;

pub mod project;

pub mod care;
pub mod choose;
pub mod watch;

pub mod cli;
