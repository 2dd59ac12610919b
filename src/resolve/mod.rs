//! Manifests and styles become assets: names are followed, defaults filled in, prompts rendered.
//!
//! Pure: whether something is cached, locked or on disk cannot change what an asset *is*.
//!
//! The way of one asset: a [`Declaration`] is what its manifest says, sets spelled out;
//! [`asset`] asks the [`World`] for its [`Style`] and for the [`Declared`] shape of what it
//! refers to, and answers an [`Asset`] or everything that is wrong with it. [`graph`] orders them.

mod animation;
mod asset;
mod cutout;
mod declaration;
mod declared;
mod derived;
mod edit;
mod graph;
mod impact;
mod look;
mod merge;
mod mistakes;
mod models;
mod outputs;
mod packed;
mod packing;
mod painter;
mod painting;
mod palette;
mod picture_size;
mod places;
mod played;
mod program;
mod project;
mod reference;
mod resolved;
mod resolving;
mod scene;
mod source;
mod stems;
mod style;
mod style_guide;
mod target;
mod world;

#[cfg(test)]
mod tests;

pub use asset::{
    Asset, Atlas, AtlasEntry, Derived, Edge, EdgeKind, Finishing, Kind, Motion, Painted, Previews,
    Quality, Reference, Source, SourceFinishing, Stage, StagePainting,
};
pub use cutout::Cutout;
pub use declaration::{Declaration, DeclaredTable, Rows, declarations, duplicates};
pub use declared::{Declared, DeclaredKind, declared};
pub use graph::{Graph, cycle_diagnostics, graph};
pub use impact::Impact;
pub use outputs::{
    Outputs, collisions, data_path, output_paths, page_part, page_path, preview_path,
};
pub use palette::PaletteSource;
pub use places::Places;
pub use played::Played;
pub use program::{Program, ProviderLimits};
pub use project::{Budget, DEFAULT_INCLUDE, Models, ProjectSettings, QualityDefaults, project};
pub use resolved::asset;
pub use stems::{file_stem, sequence_name};
pub use style::{Style, StyleLayer, duplicate_styles, style};
pub use target::{Candidate, Selection, Target, TargetProblem, parse_target, select};
pub use world::{PictureFile, World};
