//! The models that services offer, as data: one file for each provider, as looked up on
//! [`Day::LOOKED_UP`](crate::model::Day::LOOKED_UP). A new model is a line there.

pub mod google;
mod listed;
mod local;
pub mod openai;
mod pixel;
pub mod router;
mod seedream;
mod services;
mod whole;

pub use listed::Gone;
pub use whole::Catalog;
