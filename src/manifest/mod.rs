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

pub use append::{AppendError, append_asset};
pub use loopback::LocalUrl;
pub use palette::parse_palette;
pub use parse::{Parsed, WORKSPACE_FILE, parse};
pub use providers::{ProgramTable, ProviderTable};
pub use rows::parse_rows;
pub use schema::schema;
pub use span::{Spans, line_column, span_of};
pub use tables::{
    AnimationTable, AssetTable, AtlasTable, BudgetTable, Cascade, CheckTable, CommonKeys,
    EditValue, ExportTable, Manifest, ModelsTable, PaletteValue, PivotValue, ProjectTable,
    QualityTable, RowTable, SetTable, Size, StyleTable,
};
