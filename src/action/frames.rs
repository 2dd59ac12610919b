//! `FrameRules`: what frames of one movement have in common, and how they are brought together.

use serde::{Deserialize, Serialize};

use crate::action::Step;

/// What frames of one movement must have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrameRules {
    /// What stays where it is from frame to frame.
    pub anchor: Anchor,
    /// Whether the last frame is followed by the first.
    pub looped: bool,
    /// Whether a frame that does not belong to the others fails, or is only told of.
    pub consistent: bool,
    /// The palette that all of them share, if they are to have one.
    pub palette: Option<Step>,
}

/// What of a subject stays where it is while it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// The ground below it, and the middle of its lower half.
    Feet,
    /// Its middle.
    Centre,
}

impl Anchor {
    /// What a pivot says: what is held in its lowest quarter stands on the ground.
    #[must_use]
    pub fn of_pivot([_, y]: [f64; 2]) -> Anchor {
        if y >= 0.75 { Anchor::Feet } else { Anchor::Centre }
    }
}
