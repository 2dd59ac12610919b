//! ComfyUI: graphs of the user's own, on the user's own machine.

mod graph;
mod reply;
mod service;

pub use graph::{GraphConfig, Slot};
pub(crate) use service::ComfyUi;
