//! Models over HTTP: the real binary, and services on this machine that speak the real formats.

mod batch;
mod brands;
mod causes;
mod exact;
mod faults;
mod first;
mod graphs;
mod keys;
mod killed;
mod limits;
mod local;
mod metadata;
mod openai_batch;
mod plates;
mod router;
pub(crate) mod studio;
mod vertex;
