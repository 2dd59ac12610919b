//! Requests over HTTP: sent once, never redirected, the answer kept whole, the key in none of it.

mod answer;
mod client;
mod failure;
mod request;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use answer::HttpAnswer;
pub use client::HttpClient;
pub(crate) use failure::{failure, retry_after};
pub(crate) use request::{HttpBody, HttpRequest, KeyHeader, LONGEST};
