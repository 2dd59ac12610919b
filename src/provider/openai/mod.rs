//! Image models of OpenAI, and of servers that speak its interface.

mod error;
mod reply;
mod request;
mod wire;

pub(crate) use wire::OpenAi;
