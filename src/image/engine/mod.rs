//! What engines read beside a picture with many others on it: two forms of JSON.

mod aseprite;
mod form;
mod hash;
mod page_data;

#[cfg(test)]
mod tests;

pub use page_data::{FrameData, PageData};
