//! The two forms of what engines read.

use serde_json::Value;

use crate::action::DataFormat;
use crate::image::engine::PageData;
use crate::image::engine::aseprite::aseprite;
use crate::image::engine::hash::hash;

impl PageData {
    /// The data in this form.
    #[must_use]
    pub fn json(&self, format: DataFormat) -> Value {
        match format {
            DataFormat::Hash => hash(self),
            DataFormat::Aseprite => aseprite(self),
        }
    }
}
