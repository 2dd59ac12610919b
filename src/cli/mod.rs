//! The command line: the only room that prints, reads the environment and knows a terminal.
//!
//! `args` is what was typed, `settings` what it means on this machine, `commands` what is done
//! about it. What is shown is made by pure functions of plain values (`summary`, `plan_table`,
//! `reason`, `diff`, `json`, `render`); `printer` writes it.

mod add_args;
mod args;
mod asset_line;
mod build_flags;
mod care_args;
mod care_events;
mod colour_choice;
mod commands;
mod complaint;
mod confirm;
mod consequences_text;
mod context;
mod diff;
mod environment;
mod events;
mod exit_status;
mod fold;
mod help;
mod image_args;
mod json;
mod layout;
mod paint;
mod plan_table;
mod printer;
mod progress;
mod reason;
mod render;
mod run;
mod settings;
mod summary;
#[cfg(test)]
mod tests;

pub use exit_status::ExitStatus;
pub use run::run;
