//! What is done about what was typed: one command a file.

pub(crate) mod add;
pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod choose;
pub(crate) mod clean;
pub(crate) mod completions;
pub(crate) mod cost;
pub(crate) mod doctor;
pub(crate) mod gc;
pub(crate) mod graph;
pub(crate) mod image;
pub(crate) mod init;
pub(crate) mod key;
pub(crate) mod lock;
pub(crate) mod log;
pub(crate) mod models;
pub(crate) mod plan;
pub(crate) mod prompt;
pub(crate) mod reroll;
pub(crate) mod schema;
pub(crate) mod show;
pub(crate) mod status;
pub(crate) mod verify;
pub(crate) mod watch;
pub(crate) mod why;
