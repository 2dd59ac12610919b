//! `SnapReport`: what was found of a painting's grid, and how sure that is.

/// What became of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapVerdict {
    /// Every cell is one pixel already: the picture was left as it is.
    Native,
    /// Every cell is an equal square of pixels without noise: one of each was taken.
    Enlarged,
    /// A grid was found in the picture.
    Grid,
    /// The picture does not tell; the size that was asked for did.
    Asked,
    /// There is no grid: the picture was left as it is.
    NotPixelArt,
}

/// What was found of a painting's grid.
#[derive(Debug, Clone, PartialEq)]
pub struct SnapReport {
    /// What became of the picture.
    pub verdict: SnapVerdict,
    /// Width × height of the result.
    pub size: [u32; 2],
    /// The mean width of a cell, in pixels of the painting.
    pub pitch: f32,
    /// Where the first whole cell begins, in pixels from the left and from the top.
    pub phase: [f32; 2],
    /// How far cuts lie from a regular lattice at most, in cells.
    pub drift: f32,
    /// How sure it is that the picture is pixel art on this grid, 0 to 1: below 0.07 it is none,
    /// from 0.5 on it is.
    pub confidence: f32,
    /// The share of cells whose pixels do not agree on a colour, 0 to 1.
    pub doubtful: f32,
    /// The number of colours of the result, transparent not counted.
    pub colours: usize,
}

impl SnapReport {
    /// In words, one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let [width, height] = self.size;
        let sure = (self.confidence * 100.0).round();
        match self.verdict {
            SnapVerdict::Native => "every pixel is a cell of its grid already".to_owned(),
            SnapVerdict::Enlarged => {
                format!("an exact enlargement by {}, taken back to {width}x{height}", self.pitch)
            }
            SnapVerdict::Grid => {
                let mut res = format!(
                    "snapped to a grid of {width}x{height} cells of {:.2} pixels, {sure} % sure",
                    self.pitch
                );
                if self.drift >= 0.1 {
                    res += &format!(", drift up to {:.1} cells", self.drift);
                }
                res + &self.doubts()
            }
            SnapVerdict::Asked => format!(
                "the painting shows no clear grid ({sure} % sure), so {width}x{height} \
                 cells of about the size asked for were taken{}",
                self.doubts()
            ),
            SnapVerdict::NotPixelArt => format!("no pixel grid was found ({sure} % sure)"),
        }
    }

    fn doubts(&self) -> String {
        let percent = self.doubtful * 100.0;
        if percent >= 1.0 {
            format!(", {percent:.0} % of the cells doubtful")
        } else {
            String::new()
        }
    }
}
