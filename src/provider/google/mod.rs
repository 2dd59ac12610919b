//! Gemini models on Google's Developer API, over `generateContent`.

mod batch;
mod error;
mod form;
mod notice;
mod predict;
mod reply;
mod request;
mod service;
#[cfg(test)]
mod tests;
mod usage;

pub(crate) use form::Form;
pub(crate) use service::Google;
