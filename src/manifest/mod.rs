//! What a user may write: tables and keys, and how they are read.

mod animation;
mod append;
mod atlas;
mod edits;
mod headers;
mod kept;
mod keys;
mod loopback;
mod named;
mod palette;
mod parse;
mod pictures;
mod providers;
mod reader;
mod rows;
mod schema;
mod settings;
mod sink;
mod span;
mod syntax;
mod table;
mod tables;
mod trail;
mod value;

#[cfg(test)]
mod edges;
#[cfg(test)]
mod tests;

pub use animation::{AnimationTable, Method, Preview};
pub use append::{AppendError, append_asset};
pub use atlas::{AtlasTable, Packing};
pub use edits::{EditValue, PaletteValue};
pub use loopback::LocalUrl;
pub use palette::{is_palette_picture, parse_palette};
pub use parse::{Parsed, parse};
pub use pictures::{
    AssetTable, CheckTable, CommonKeys, GuideKeys, NamedCutout, RowTable, SetTable, StyleTable,
};
pub use providers::{LimitKeys, ProgramTable, ProviderTable};
pub use rows::parse_rows;
pub use schema::schema;
pub use settings::{
    BudgetTable, Cascade, ExportTable, Metadata, ModelsTable, ProjectTable, QualityTable,
};
pub use span::{Spans, line_column, span_of};
pub use table::AddedTexts;
pub(crate) use table::Key;
pub use tables::{Manifest, WORKSPACE_FILE};
pub(crate) use trail::Trail;
