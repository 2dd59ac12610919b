//! The Images API of OpenAI, which many other servers copy.

mod batches;
pub(crate) mod errors;
pub(crate) mod images;
mod models;
mod routes;

pub(crate) use routes::OpenAi;
