//! Pixels, and pure operations on them. The same bytes on every machine.

mod alpha;
mod apng;
mod apply;
mod bitmap;
mod bleed;
mod byte_seal;
mod canvas;
mod check;
mod cut_out;
mod decode;
mod edit;
mod encode;
mod engine;
mod enlarged;
mod figures;
mod fit;
pub mod frames;
mod geometry;
mod gif;
mod guide;
mod jpeg;
mod limit;
mod measure;
pub mod network;
mod pack;
mod palette;
mod place;
mod preview;
mod quantize;
mod recolor;
mod rect;
mod reduce;
mod resample;
mod seal;
mod seam;
mod sheet;
mod snap;
mod swatches;
mod tiled;

#[cfg(test)]
mod digests;
#[cfg(test)]
mod odd;
#[cfg(test)]
mod tests;

pub use apng::apng;
pub use apply::{Blobs, Processed, StepError, apply, no_blobs, process};
pub use bitmap::Bitmap;
pub use byte_seal::moving_seal_of;
pub use check::check;
pub use cut_out::shows_checkerboard;
pub use decode::{DecodeError, decode, dimensions, is_pointer};
pub use encode::encode_png;
pub use engine::{FrameData, PageData};
pub use enlarged::enlarged;
pub use figures::Figures;
pub use gif::gif;
pub use guide::guide;
pub use limit::TooLarge;
pub use measure::{border_colour, border_transparency, laplacian_variance, unique_colours};
pub use pack::{PackError, Packed, Placed, at_scale, atlas_json, pack, torn};
pub use palette::{TooManyColours, palette_of};
pub use preview::{on_checker, on_white};
pub use rect::Rect;
pub use seal::{Seal, certify_png, is_certified, seal_of, sealed_png, sealed_with_digest};
pub use sheet::{Sheet, sheet};
pub use snap::{SnapOptions, SnapPalette, SnapReport, SnapVerdict, Snapped, snap};
pub use swatches::decode_palette;
pub use tiled::tiled;
