//! `SnapOptions`: what is known of a painting before it is looked at.

use crate::action::PaletteMode;
use crate::colour::Rgb;

/// What is known of a painting before it is looked at. By default nothing is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SnapOptions {
    /// How many cells the whole picture was asked to have, width × height. Models do not keep to
    /// it, so it decides only where the picture itself does not.
    pub cells: Option<[u32; 2]>,
    /// The colours of the result.
    pub palette: SnapPalette,
    /// The flat colour that was asked for behind the subject. It is one of the colours of the
    /// result and never joined with the subject's.
    pub background: Option<Rgb>,
}

/// The colours of a snapped picture.
#[derive(Debug, Clone, PartialEq)]
pub enum SnapPalette {
    /// These and no others, but for the background.
    Given(Vec<Rgb>),
    /// As many as the picture has, which is found out, but at most so many. Where one of these
    /// colours is as near as noise, it is taken.
    Found {
        /// Colours that the picture was asked to keep to; may be empty.
        near: Vec<Rgb>,
        /// Background not counted; at least 1.
        most: usize,
    },
}

impl Default for SnapPalette {
    fn default() -> SnapPalette {
        SnapPalette::Found { near: Vec::new(), most: MOST }
    }
}

/// As many colours as pixel art has that does not say how many.
const MOST: usize = 256;

impl SnapPalette {
    /// What a style says: its colours, how they bind, and the most unique colours.
    #[must_use]
    pub fn of_style(colours: &[Rgb], mode: PaletteMode, most: Option<u32>) -> SnapPalette {
        let most = most.map_or(MOST, |it| it.max(1) as usize);
        match mode {
            PaletteMode::Lock if !colours.is_empty() => SnapPalette::Given(colours.to_vec()),
            PaletteMode::Lock | PaletteMode::Guide => {
                SnapPalette::Found { near: colours.to_vec(), most }
            }
        }
    }
}
