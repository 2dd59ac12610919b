//! `Cutout`: how the background of paintings goes, as the manifest says.

use crate::manifest::{CommonKeys, NamedCutout};

/// How the background of paintings goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cutout {
    /// Whatever suits what was asked for.
    #[default]
    Auto,
    /// The model's own alpha.
    Native,
    /// A key colour.
    Key,
    /// A second painting of the same, on another colour; it is bought.
    TwoPlate,
    /// A network of the user's, by the name that their configuration has for it.
    Network(String),
}

impl Cutout {
    /// What the manifest says.
    pub(crate) fn of(common: &CommonKeys) -> Cutout {
        match common.cutout {
            None | Some(NamedCutout::Auto) => Cutout::Auto,
            Some(NamedCutout::Native) => Cutout::Native,
            Some(NamedCutout::Key) => Cutout::Key,
            Some(NamedCutout::TwoPlate) => Cutout::TwoPlate,
            Some(NamedCutout::Network) => {
                Cutout::Network(common.network.clone().unwrap_or_default())
            }
        }
    }

    /// As manifests write it.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        let named = match self {
            Cutout::Auto => NamedCutout::Auto,
            Cutout::Native => NamedCutout::Native,
            Cutout::Key => NamedCutout::Key,
            Cutout::TwoPlate => NamedCutout::TwoPlate,
            Cutout::Network(_) => NamedCutout::Network,
        };
        named.as_str()
    }

    /// The network that it needs, if any.
    #[must_use]
    pub fn network(&self) -> Option<&str> {
        match self {
            Cutout::Network(name) => Some(name),
            Cutout::Auto | Cutout::Native | Cutout::Key | Cutout::TwoPlate => None,
        }
    }

    /// Whether a model that could leave the background out is asked for a key colour all the
    /// same. What it paints then is what this way starts from.
    #[must_use]
    pub fn wants_key(&self) -> bool {
        matches!(self, Cutout::Key | Cutout::TwoPlate)
    }
}
