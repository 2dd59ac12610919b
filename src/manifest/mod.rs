//! What a user may write: tables and keys, and how they are read.

mod append;
mod choices;
mod edits;
mod headers;
mod keys;
mod loopback;
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
mod tables;
mod value;

#[cfg(test)]
mod tests;

pub use append::AppendError;
pub use append::append_asset;
pub use loopback::LocalUrl;
pub use palette::parse_palette;
pub use parse::Parsed;
pub use parse::WORKSPACE_FILE;
pub use parse::parse;
pub use providers::ProgramTable;
pub use providers::ProviderTable;
pub use rows::parse_rows;
pub use schema::schema;
pub use span::Spans;
pub use span::line_column;
pub use span::span_of;
pub use tables::AnimationTable;
pub use tables::AssetTable;
pub use tables::AtlasTable;
pub use tables::BudgetTable;
pub use tables::Cascade;
pub use tables::CheckTable;
pub use tables::CommonKeys;
pub use tables::EditValue;
pub use tables::ExportTable;
pub use tables::Manifest;
pub use tables::ModelsTable;
pub use tables::PaletteValue;
pub use tables::PivotValue;
pub use tables::ProjectTable;
pub use tables::QualityTable;
pub use tables::RowTable;
pub use tables::SetTable;
pub use tables::Size;
pub use tables::StyleTable;
