//! ComfyUI: graphs of the user's own, on the user's own machine.

mod graph;
mod reply;
mod service;

pub use graph::GraphConfig;
pub use graph::Slot;
pub(crate) use service::ComfyUi;
