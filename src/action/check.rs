//! `CheckSpec` and `Finding`: what is measured on a picture, and what came of it.

use serde::Deserialize;
use serde::Serialize;

/// What a finished picture must be. `None` means that it is not checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CheckSpec {
    /// Width and height in art pixels, before scaling; a side of 0 may be anything, since an edit
    /// made it depend on the pixels.
    pub size: [u32; 2],
    /// Whether there must be transparency: border, coverage, ghosts.
    pub transparent: bool,
    /// Whether it must be true pixel art.
    pub pixel_art: bool,
    /// The most unique colours.
    pub max_colors: Option<u32>,
    /// The least share of transparent pixels in the border ring, in thousandths.
    pub border: u32,
    /// The least Laplacian variance of pixel art.
    pub sharpness: Option<u32>,
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
