//! Models over HTTP: the real binary, and services on this machine that speak the real formats.

mod batch;
mod brands;
mod causes;
mod faults;
mod first;
mod keys;
mod killed;
mod limits;
mod local;
mod metadata;
mod plates;
pub(crate) mod studio;
mod vertex;
