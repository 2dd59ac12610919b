//! `Packed`: pictures on pages, and who is where.

use std::collections::BTreeMap;

use crate::image::{Bitmap, Rect};

/// Why pictures cannot be packed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Two pictures are called the same.
    #[error("two pictures of the atlas are called `{0}`")]
    SameName(String),
    /// One alone is larger than a page.
    #[error("`{name}` ({width}x{height}) does not fit on a page of at most {max} pixels a side")]
    DoesNotFit {
        /// The picture.
        name: String,
        /// In pixels, as it would be placed.
        width: u32,
        /// In pixels, as it would be placed.
        height: u32,
        /// The longest side of a page.
        max: u32,
    },
    /// All of them together.
    #[error("the pages of the atlas are too many, or would have more than 256 Mpx in all")]
    TooMuch,
}

/// Pictures on pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The pages.
    pub pages: Vec<Bitmap>,
    /// Where each picture is, by name.
    pub places: Vec<Placed>,
    /// Of a grid: all cells that were ever given out. Else empty.
    pub cells: BTreeMap<String, u32>,
}

/// Where a picture is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its name.
    pub name: String,
    /// Which page, counted from 0.
    pub page: usize,
    /// Where on the page, what is extruded not counted.
    pub rect: Rect,
    /// Width and height of the whole picture.
    pub source_size: [u32; 2],
    /// Which part of the picture is on the page; all of it, if nothing was trimmed.
    pub trimmed_rect: Rect,
}
