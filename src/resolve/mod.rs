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
mod look;
mod merge;
mod mistakes;
mod models;
mod outputs;
mod packed;
mod packing;
mod painting;
mod palette;
mod picture_size;
mod places;
mod played;
mod program;
mod project;
mod reference;
mod resolving;
mod scene;
mod source;
mod style;
mod target;
mod world;

#[cfg(test)]
mod tests;

pub use asset::Asset;
pub use asset::Atlas;
pub use asset::AtlasEntry;
pub use asset::Derived;
pub use asset::Edge;
pub use asset::EdgeKind;
pub use asset::Finishing;
pub use asset::Kind;
pub use asset::Metadata;
pub use asset::Motion;
pub use asset::Painted;
pub use asset::Previews;
pub use asset::Quality;
pub use asset::Reference;
pub use asset::Source;
pub use asset::SourceFinishing;
pub use asset::Stage;
pub use asset::StagePainting;
pub use cutout::Cutout;
pub use declaration::Declaration;
pub use declaration::DeclaredTable;
pub use declaration::Rows;
pub use declaration::declarations;
pub use declaration::duplicates;
pub use declared::Declared;
pub use declared::DeclaredKind;
pub use declared::declared;
pub use graph::Graph;
pub use graph::cycle_diagnostics;
pub use graph::graph;
pub use outputs::Outputs;
pub use outputs::collisions;
pub use outputs::data_path;
pub use outputs::file_stem;
pub use outputs::output_paths;
pub use outputs::page_part;
pub use outputs::page_path;
pub use outputs::preview_path;
pub use palette::PaletteSource;
pub use places::Places;
pub use played::Played;
pub use played::sequence_name;
pub use program::Program;
pub use program::ProviderLimits;
pub use project::Budget;
pub use project::DEFAULT_INCLUDE;
pub use project::Models;
pub use project::Project;
pub use project::QualityDefaults;
pub use project::project;
pub use resolving::asset;
pub use style::MOST_STYLES;
pub use style::Style;
pub use style::StyleLayer;
pub use style::TemplateSource;
pub use style::duplicate_styles;
pub use style::style;
pub use target::Candidate;
pub use target::Selection;
pub use target::Target;
pub use target::TargetProblem;
pub use target::parse_target;
pub use target::select;
pub use world::PictureFile;
pub use world::World;
