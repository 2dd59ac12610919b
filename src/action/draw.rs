//! `DrawHints`: what the artist inside this program is told, in place of sentences.

use serde::{Deserialize, Serialize};

use crate::action::PictureKind;
use crate::colour::Rgb;

/// What is to be drawn by `builtin/sketch`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawHints {
    /// The subject in the user's words; keywords and colour words are found in it.
    pub subject: String,
    /// Width and height in art pixels.
    pub size: [u32; 2],
    /// The style's colours; empty for the artist's own.
    pub palette: Vec<Rgb>,
    /// Whether only these colours may be used, or ramps around them as well.
    pub palette_only: bool,
    /// Whether the picture fills its frame, up to seamless edges.
    pub opaque: bool,
    /// What it is for. Buttons and panels of an interface fill their frame.
    pub kind: PictureKind,
    /// `left`, `right`, `front`, …
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub facing: String,
    /// `idle stance`, …
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub pose: String,
    /// `hover`, `pressed`, …: which state of an interface element.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub state: String,
    /// `walk cycle`, …: what an animation shows.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub action: String,
    /// Which frame, counted from 0, of how many.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub frame: Option<[u32; 2]>,
    /// Frames side by side in one picture, columns × rows; 1 × 1 where it is one picture.
    pub cells: [u32; 2],
    /// Another picture of the same.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub variant: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(it: &u32) -> bool {
    *it == 0
}
