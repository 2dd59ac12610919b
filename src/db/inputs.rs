//! What queries start from. Inputs live as long as the database; what is gone says so.

use std::sync::Arc;

use crate::colour::Rgb;
use crate::model::Catalog;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::resolve;

/// What is known of a file with text in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Text {
    /// Nobody looked yet.
    Unknown,
    /// There is no such file.
    Missing,
    /// It is there and is no text, or too long a one; the reason.
    Broken(String),
    /// It is there.
    There(Arc<str>),
}

/// What is known of a picture of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Look {
    /// Nobody looked yet.
    Unknown,
    /// There is no such file.
    Missing,
    /// It is there and is no picture; the reason.
    Broken(String),
    /// It is there.
    There(resolve::PictureFile),
}

/// A manifest.
#[salsa::input]
pub(crate) struct DefFile {
    /// Where it lies.
    pub(crate) path: ProjectPath,
    /// What it says.
    pub(crate) text: Text,
}

/// A template, a CSV file, a palette.
#[salsa::input]
pub(crate) struct TextFile {
    /// Where it lies.
    pub(crate) path: ProjectPath,
    /// What it says.
    pub(crate) text: Text,
}

/// A picture of the user's: what it shows, never its bytes.
#[salsa::input]
pub(crate) struct PictureFile {
    /// Where it lies.
    pub(crate) path: ProjectPath,
    /// Its pixels.
    pub(crate) look: Look,
    /// Its colours, if somebody looked for them: see [`crate::db::PictureState::There`].
    pub(crate) colours: Option<Arc<Vec<Rgb>>>,
}

/// Which manifests there are.
#[salsa::input(singleton)]
pub(crate) struct Workspace {
    /// The workspace file.
    pub(crate) file: ProjectPath,
    /// All manifests, sorted by path; the workspace file is one of them.
    pub(crate) manifests: Vec<DefFile>,
    /// Which models there are, here and today.
    #[returns(ref)]
    pub(crate) catalog: Arc<Catalog>,
}

/// An asset's name, whether or not there is such an asset.
#[salsa::input]
pub(crate) struct Node {
    /// The name.
    pub(crate) name: AssetName,
}
