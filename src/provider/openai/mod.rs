//! Image models of OpenAI, and of servers that speak its interface.

mod batch;
mod batches;
mod error;
mod reply;
mod request;
mod wire;

pub(crate) use batches::OpenAiBatches;
pub(crate) use reply::{decode, tokens};
pub(crate) use request::fields;
pub(crate) use wire::OpenAi;
