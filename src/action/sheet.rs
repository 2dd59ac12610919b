//! Options of sheets and atlases: what engines read beside the pixels.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::action::Picture;

/// One picture that goes into a sheet or an atlas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// What the engine calls it. Written into bytes, so it is part of the key.
    pub name: String,
    /// The picture.
    pub picture: Picture,
    /// Horizontally mirrored when it is placed.
    #[serde(default)]
    pub mirrored: bool,
}

/// In which order frames are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Play {
    /// First to last.
    #[default]
    Forward,
    /// Last to first.
    Reverse,
    /// There and back.
    PingPong,
}

impl Play {
    /// As Aseprite's files write it.
    #[must_use]
    pub fn as_aseprite(self) -> &'static str {
        match self {
            Play::Forward => "forward",
            Play::Reverse => "reverse",
            Play::PingPong => "pingpong",
        }
    }
}

/// How an animation is laid out and played.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetOptions {
    /// Name of the PNG that the data refers to.
    pub image: String,
    /// Per frame of one facing, in milliseconds.
    pub durations: Vec<u32>,
    /// Whether it starts again.
    pub looped: bool,
    /// In which order.
    pub play: Play,
    /// Facings in order; each has as many frames as there are durations. One empty name if none.
    pub facings: Vec<String>,
    /// Share of width and height, from the top left.
    pub pivot: [f64; 2],
    /// Pixels of the file for each art pixel.
    pub scale: u32,
}

/// How an atlas is packed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackOptions {
    /// Name of the PNG that the data refers to, without the ending: pages get a number.
    pub image: String,
    /// Equal cells in a stable order, or as tight as can be.
    pub grid: bool,
    /// Cells that were given out before; never moved, new ones come after.
    #[serde(default)]
    pub cells: BTreeMap<String, u32>,
    /// The longest side of a page, in pixels.
    pub max_size: u32,
    /// Empty pixels between pictures.
    pub padding: u32,
    /// Rows of border pixels repeated outwards.
    pub extrude: u32,
    /// Whether sides are powers of two.
    pub power_of_two: bool,
}
