//! Pixels, and pure operations on them. The same bytes on every machine.

mod alpha;
mod apply;
mod backdrop;
mod bitmap;
mod bleed;
mod check;
mod cut_out;
mod decode;
mod edit;
mod encode;
mod fit;
mod geometry;
mod gif;
mod limit;
mod matte;
mod measure;
mod pack;
mod palette;
mod quantize;
mod recolor;
mod rect;
mod resample;
mod seal;
mod sheet;
mod snap;

#[cfg(test)]
mod digests;
#[cfg(test)]
mod tests;

pub use apply::Processed;
pub use apply::StepError;
pub use apply::apply;
pub use apply::process;
pub use bitmap::Bitmap;
pub use check::check;
pub use decode::DecodeError;
pub use decode::decode;
pub use decode::dimensions;
pub use encode::encode_png;
pub use gif::gif;
pub use limit::TooLarge;
pub use measure::border_transparency;
pub use measure::laplacian_variance;
pub use measure::unique_colours;
pub use pack::PackError;
pub use pack::Packed;
pub use pack::Placed;
pub use pack::atlas_json;
pub use pack::pack;
pub use pack::page_names;
pub use palette::TooManyColours;
pub use palette::palette_of;
pub use rect::Rect;
pub use seal::Seal;
pub use seal::certify_png;
pub use seal::is_certified;
pub use seal::seal_of;
pub use seal::sealed_png;
pub use sheet::Sheet;
pub use sheet::sheet;
pub use sheet::sheet_json;
