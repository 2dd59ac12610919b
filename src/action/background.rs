//! `Background`: what stands behind a subject, as it is wanted and as a model was asked for it.

use serde::{Deserialize, Serialize};

use crate::colour::Rgb;

/// What stands behind the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Background {
    /// Nothing.
    Transparent,
    /// One flat colour that stays in the picture.
    Colour(Rgb),
    /// The picture fills its frame: tiles, scenes.
    Opaque,
}

/// What the model was asked to put behind the subject.
///
/// Read from a painting's own request when it is cut out, never from today's manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskedBackground {
    /// An alpha channel; the model can.
    Transparent,
    /// This flat colour, to be keyed out.
    Key(Rgb),
    /// This flat colour, which stays.
    Colour(Rgb),
    /// The picture fills its frame.
    Opaque,
}

impl AskedBackground {
    /// Whether what stands behind the subject is to go.
    #[must_use]
    pub fn is_cut_out(self) -> bool {
        matches!(self, AskedBackground::Transparent | AskedBackground::Key(_))
    }
}
