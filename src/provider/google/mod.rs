//! Gemini models on Google's Developer API, over `generateContent`.

mod batch;
mod error;
mod notice;
mod predict;
mod reply;
mod request;
mod service;
#[cfg(test)]
mod tests;
mod usage;

pub(crate) use predict::is_vertex;
pub(crate) use service::Google;
