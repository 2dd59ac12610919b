//! `World`: what resolving one asset may ask of the rest of the project.

use std::sync::Arc;

use crate::colour::Rgb;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::model::{Abilities, Catalog, ModelId};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::resolve::{Declared, Style};

/// What resolving may ask. Every answer is small, and none of them resolves another asset, so
/// that assets which refer to each other in a ring are no ring of questions.
pub trait World {
    /// Another asset as it is declared.
    fn declared(&self, name: &AssetName) -> Option<Arc<Declared>>;

    /// Every asset that is declared, sorted.
    fn names(&self) -> Arc<Vec<AssetName>>;

    /// A style with all that it takes from its parents.
    fn style(&self, name: &str) -> Option<Arc<Style>>;

    /// The names of all styles, for advice.
    fn style_names(&self) -> Vec<String>;

    /// The text of a template; `None` if the file is not there.
    ///
    /// # Errors
    ///
    /// `unreadable`, if it is no text.
    fn template(&self, path: &ProjectPath) -> Option<Result<Arc<str>, Diagnostic>>;

    /// The colours of a palette file; `None` if it is not there.
    ///
    /// # Errors
    ///
    /// `bad-palette`, if it cannot be read as one.
    fn palette(&self, path: &ProjectPath) -> Option<Result<Arc<Vec<Rgb>>, Diagnostic>>;

    /// A picture of the user's; `None` if it is not there.
    ///
    /// # Errors
    ///
    /// `bad-picture`, if it cannot be read.
    fn picture(&self, path: &ProjectPath) -> Option<Result<PictureFile, Diagnostic>>;

    /// What a model can do; `None` if there is no such model.
    fn abilities(&self, model: &ModelId) -> Option<Abilities>;

    /// The names of all providers, for advice.
    fn providers(&self) -> Vec<String>;

    /// Which models services offer, here and today.
    fn catalog(&self) -> Arc<Catalog>;
}

/// A picture of the user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureFile {
    /// Its decoded pixels; see [`crate::action::Picture::pixels`].
    pub pixels: Digest,
    /// Width × height, in pixels.
    pub size: [u32; 2],
}
