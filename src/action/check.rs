//! `CheckSpec` and `Finding`: what is measured on a picture, and what came of it.

use serde::{Deserialize, Serialize};

use crate::action::Tileable;
use crate::colour::Rgb;

/// What a finished picture must be. `None` means that it is not checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CheckSpec {
    /// Width and height in art pixels, before scaling; a side of 0 may be anything, since an edit
    /// made it depend on the pixels.
    pub size: [u32; 2],
    /// Whether there must be transparency: all that is measured on alpha.
    pub transparent: bool,
    /// Whether it must be true pixel art.
    pub pixel_art: bool,
    /// The most unique colours.
    pub max_colors: Option<u32>,
    /// The least share of transparent pixels in the outermost ring, in thousandths.
    pub border: u32,
    /// The least Laplacian variance of pixel art.
    pub sharpness: Option<u32>,
    /// Along which axes its copies must meet without a seam.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tileable: Option<Tileable>,
    /// The style's colours; without them no distance to them is measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub palette: Vec<Rgb>,
    /// What else is tolerated.
    #[serde(default, skip_serializing_if = "CheckLimits::is_default")]
    pub limits: CheckLimits,
}

impl CheckSpec {
    /// The version of the checks; counted up when any finding changes.
    pub const VERSION: u32 = 3;
}

/// How much is tolerated of what never makes a picture unusable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct CheckLimits {
    /// The largest mean distance to the palette, in thousandths of OKLab.
    pub palette_distance: u32,
    /// The largest share of the subject's rim that shows the background, in percent.
    pub halo: u32,
    /// The most parts that are too small to be meant.
    pub stray: u32,
    /// The least room between subject and frame, in percent of the shorter side.
    pub margin: u32,
    /// The farthest that the subject's middle may lie off the frame's, in percent of the side.
    pub off_center: u32,
    /// The largest share of edges that lie between the pixels of a coarser grid, in percent.
    pub off_grid: u32,
}

impl CheckLimits {
    /// What is tolerated where nobody says anything.
    pub const DEFAULT: CheckLimits = CheckLimits {
        palette_distance: 100,
        halo: 10,
        stray: 8,
        margin: 0,
        off_center: 25,
        off_grid: 5,
    };

    fn is_default(&self) -> bool {
        *self == CheckLimits::DEFAULT
    }
}

impl Default for CheckLimits {
    fn default() -> CheckLimits {
        CheckLimits::DEFAULT
    }
}

/// One measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Which check: `size`, `border-transparency`, `coverage`, `colors`, `sharpness`, …
    pub check: String,
    /// Whether it holds.
    pub passed: bool,
    /// Whether the picture cannot be used when it does not hold. A soft one only warns.
    pub hard: bool,
    /// What was measured, in words and figures: `border 41 % transparent`.
    pub measured: String,
    /// What is required: `at least 80 %`.
    pub required: String,
    /// What a painter should be told; empty where it passed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suggestion: String,
}

/// All measurements of one picture.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// Whether every hard check holds.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.0.iter().all(|it| it.passed || !it.hard)
    }

    /// Those that do not hold, hard ones first.
    pub fn failed(&self) -> impl Iterator<Item = &Finding> {
        let hard = self.0.iter().filter(|it| !it.passed && it.hard);
        hard.chain(self.0.iter().filter(|it| !it.passed && !it.hard))
    }
}
