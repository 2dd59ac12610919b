//! Segmentation networks of the user's: where a subject is, before any background.
//!
//! A network is an ONNX file that the user has, and how it wants to be asked. Its mask is an
//! original: networks do not give the same bits on every processor.

mod error;
mod form;
#[cfg(feature = "networks")]
mod lanczos;
mod masking;
mod operators;
#[cfg(feature = "networks")]
mod run;
#[cfg(all(test, feature = "networks"))]
mod tests;

pub use error::NetworkError;
pub use form::{Activation, Divisor, Network, NetworkForm, Normalised};
pub use masking::mask;
