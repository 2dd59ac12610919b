//! `Abilities`: what a model can do, as far as that shapes what it is asked.

use serde::{Deserialize, Serialize};

use crate::word::words;

/// The part that a model has in the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Makes pictures.
    Paint,
    /// Changes one thing of a picture that it painted.
    Edit,
    /// Scores pictures.
    Judge,
    /// Rewrites prompts.
    Refine,
}

words! {
    /// Whether a model can leave the background out.
    #[derive(Default)]
    pub enum Alpha {
        /// It answers pictures with an alpha channel when asked for it.
        Native = "native",
        /// It does not: asked for transparency it paints a checkerboard. A key colour is asked for.
        #[default]
        None = "none",
    }
}

words! {
    /// Whether the same seed gives the same picture.
    #[derive(Default)]
    pub enum Seed {
        /// The same seed gives the same picture.
        Exact = "exact",
        /// The same seed gives a similar picture, mostly.
        BestEffort = "best-effort",
        /// The model takes none.
        #[default]
        None = "none",
    }
}

words! {
    /// How a model is told what to leave out.
    #[derive(Default)]
    pub enum Avoid {
        /// As a list beside the prompt.
        Field = "field",
        /// As a sentence of the prompt.
        #[default]
        Words = "words",
        /// Not at all: naming a thing would call it up.
        None = "none",
    }
}

words! {
    /// Whether a model can be told to paint what repeats without a seam.
    #[derive(Default)]
    pub enum Tiling {
        /// Along one axis or along both.
        Axes = "axes",
        /// Along both at once.
        Both = "both",
        /// It is only asked in words.
        #[default]
        None = "none",
    }
}

/// Which sizes a model paints, in pixels, width × height.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sizes {
    /// Any, up to this many pixels on a side.
    Free {
        /// The longest side.
        max: u32,
    },
    /// These and no others.
    Table(Vec<[u32; 2]>),
    /// Pixel art at its true size: one pixel for each art pixel, within these bounds on a side.
    ArtPixels {
        /// The shortest side.
        min: u32,
        /// The longest side.
        max: u32,
    },
}

/// What a model can do. Whatever shapes a prompt is here; prices are not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Abilities {
    /// The roles in which it may be called.
    pub roles: Vec<Role>,
    /// Whether it can leave the background out.
    pub alpha: Alpha,
    /// Whether the same seed gives the same picture.
    pub seed: Seed,
    /// How it is told what to leave out.
    pub avoid: Avoid,
    /// How many pictures it takes beside the prompt.
    pub references: u32,
    /// Whether it can be told to paint what repeats without a seam.
    #[serde(default)]
    pub tiling: Tiling,
    /// Which sizes it paints.
    pub sizes: Sizes,
}
