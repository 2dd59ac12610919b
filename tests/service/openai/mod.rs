//! The Images API of OpenAI, which many other servers copy.

mod errors;
mod images;
mod models;
mod routes;

pub(crate) use routes::OpenAi;
