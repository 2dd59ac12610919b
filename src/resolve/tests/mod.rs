//! Manifests in, assets or mistakes out.

mod animations;
mod atlases;
mod example;
mod mistakes;
mod order;
mod project_files;
mod reference;
mod styles;
mod targets;
