//! `Action`: one unit of work, fully spelled out as a plain value, and the keys that results are
//! found by.
//!
//! One rule decides every key: **what a model outside answered is found by what was asked for;
//! what this program computes is found by its bytes.** Hence the two columns:
//!
//! | action                    | found by                                                        |
//! |---------------------------|-----------------------------------------------------------------|
//! | paint, outside            | the brief; one brief has a set of paintings                     |
//! | edit, outside             | the answer that it starts from, and the request                 |
//! | judge, outside            | origins of the pictures in order, rendered prompt, model        |
//! | refine, outside           | its whole request                                               |
//! | mask, a user's network    | digests of the painting and of the network                      |
//! | paint, judge, refine here | the whole request, pixels included, and the version of the code |
//! | process, check, …         | digests of what goes in, parameters, the version of the step    |
//!
//! In no key: the name of an asset (but where it is written into bytes), paths, the order of
//! tables, comments, categories, budgets, concurrency, URLs, the user's configuration, clocks.

mod answer;
mod answered;
mod background;
mod brief;
mod canvas;
mod check;
mod draw;
mod edit;
mod frames;
mod judge;
mod mask;
mod pack;
mod paint;
mod picture_kind;
mod process;
mod refine;
mod shape;
mod tileable;

pub use answer::{Answer, Given};
pub use answered::Answered;
pub use background::{AskedBackground, Background};
pub use brief::{Brief, Origin, Words};
pub use canvas::Canvas;
pub use check::{CheckLimits, CheckSpec, Finding, Findings};
pub use draw::DrawHints;
pub use edit::{EditRequest, Edited, opposite};
pub use frames::{Anchor, FrameRules};
pub use judge::{Criterion, CriterionScore, JudgeRequest, Rubric, Score, Verdict};
pub use mask::{MaskRequest, Masked, UsedNetwork};
pub use pack::{AtlasScale, DataFormat, Marks, PackOptions, Play, Sequence, page_stem};
pub use paint::{PaintRequest, Painting, PaintingAnswer};
pub use picture_kind::PictureKind;
pub use process::{Axis, Edges, Edit, PaletteMode, Shadow, Step, Way};
pub use refine::{Feedback, RefineRequest, Refined};
pub use tileable::Tileable;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;

/// What an answer or a result is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActionKey(pub Digest);

/// A picture that is known: what its pixels are, and the blob that holds them as PNG.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Picture {
    /// The digest of width, height and the straight-alpha RGBA bytes in rows from the top.
    pub pixels: Digest,
    /// The blob: a PNG file.
    pub blob: Digest,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}
