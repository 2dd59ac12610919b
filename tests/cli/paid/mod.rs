//! Money: what the program asks of a model outside, and above all what it does not ask.

mod adopting;
mod asked_once;
mod budget;
mod choosing;
mod closed_doors;
mod costs;
#[cfg(unix)]
mod disks;
mod free_edits;
mod full_disk;
pub(crate) mod game;
pub(crate) mod killed;
mod leftovers;
mod lost;
mod mistakes;
mod networks;
mod parts;
mod plates;
mod prices;
mod raised;
mod refined;
mod restored;
mod saved;
mod secrets;
mod shared;
mod taken_back;
mod verified;
