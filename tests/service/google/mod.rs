//! The Gemini API and, for who still has it, Imagen.

mod batches;
mod content;
mod errors;
mod imagen;
mod message;
mod models;
mod routes;

pub(crate) use routes::Google;
