//! `Step` and `Edit`: what turns a painting into a game's picture, for free.

use serde::{Deserialize, Serialize};

use crate::action::AskedBackground;
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::word::words;

/// One free step. A list of them is applied in order; each is a pure function of pixels.
///
/// A step that is done differently gets a new number in [`Step::version`]: the lock records it,
/// no key does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "step")]
pub enum Step {
    /// Pixel art that was painted large becomes one pixel for each cell of its grid. What is
    /// pixel art already, or none at all, stays as it is.
    Snap {
        /// How many cells were asked for, width × height, sheet and all. Models do not keep to it.
        cells: [u32; 2],
        /// The style's colours; may be empty.
        colors: Vec<Rgb>,
        /// How they bind.
        mode: PaletteMode,
        /// The most unique colours, background not counted.
        max: Option<u32>,
        /// The flat colour that was asked for behind the subject.
        background: Option<Rgb>,
    },
    /// One cell of a sheet of equal cells.
    Cell {
        /// Columns of the sheet.
        columns: u32,
        /// Rows of the sheet.
        rows: u32,
        /// Which one, by rows from the top left, counted from 0.
        index: u32,
    },
    /// The background becomes transparent, or is verified to be.
    CutOut {
        /// What the painting's own request asked for behind the subject.
        asked: AskedBackground,
        /// How alpha ends.
        edges: Edges,
        /// What becomes of the shadow that a subject casts before a key; unless said, what suits
        /// the edges.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shadow: Option<Shadow>,
        /// By which way; left out of the text while the step itself chooses.
        #[serde(default, skip_serializing_if = "Way::is_auto")]
        way: Way,
    },
    /// The picture is brought to this many art pixels, its subject kept whole.
    Fit {
        /// In art pixels.
        width: u32,
        /// In art pixels.
        height: u32,
        /// Whether single pixels matter: they are placed where they fit, and never mixed.
        pixel_art: bool,
    },
    /// Where copies beside and above each other would show a line, the picture is cut so that they do
    /// not.
    Seamless {
        /// Whether it repeats sideways, and whether upwards.
        across: [bool; 2],
    },
    /// The colours of the style, or the fewest that look alike.
    Palette {
        /// The style's colours; may be empty.
        colors: Vec<Rgb>,
        /// How they bind.
        mode: PaletteMode,
        /// The most unique colours, transparent not counted.
        max: Option<u32>,
    },
    /// An edit that the user wrote.
    Edit {
        /// Which.
        edit: Edit,
    },
    /// Every pixel becomes a square of so many.
    Scale {
        /// A whole number.
        by: u32,
    },
    /// Colour is bled out under transparent pixels, so that filters make no fringes.
    Bleed,
}

impl Step {
    /// The name under which the lock records the version.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Step::Snap { .. } => "snap",
            Step::Cell { .. } => "cell",
            Step::CutOut { .. } => "cut-out",
            Step::Fit { .. } => "fit",
            Step::Seamless { .. } => "seamless",
            Step::Palette { .. } => "palette",
            Step::Edit { .. } => "edit",
            Step::Scale { .. } => "scale",
            Step::Bleed => "bleed",
        }
    }

    /// The version of the step in this release; counted up when its bytes change.
    #[must_use]
    pub fn version(&self) -> u32 {
        match self {
            // 2: native pixels are placed, no longer resampled.
            Step::Fit { .. } => 2,
            // Snap, 4: the squares of a painted checkerboard are no cells.
            // Cut-out, 4: shadows are light that is missing, art of a key's hue is told from glass.
            Step::Snap { .. } | Step::CutOut { .. } => 4,
            Step::Cell { .. }
            | Step::Seamless { .. }
            | Step::Palette { .. }
            | Step::Edit { .. }
            | Step::Scale { .. }
            | Step::Bleed => 1,
        }
    }
}

words! {
    /// How alpha ends at the outline.
    pub enum Edges {
        /// Alpha is 0 or 255: pixel art.
        Hard = "hard",
        /// Alpha may be anything.
        Soft = "soft",
    }
}

words! {
    /// What becomes of the shadow that a subject casts on the background.
    pub enum Shadow {
        /// It stays, as translucent black.
        Keep = "keep",
        /// It goes with the background.
        Drop = "drop",
    }
}

impl Shadow {
    /// What suits alpha that ends like this: pixel art has none that is half there.
    #[must_use]
    pub fn of_edges(edges: Edges) -> Shadow {
        match edges {
            Edges::Hard => Shadow::Drop,
            Edges::Soft => Shadow::Keep,
        }
    }
}

/// By which way a background is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Whichever suits what was asked for, and what came.
    #[default]
    Auto,
    /// The painting's own alpha, whatever it is worth.
    Native,
    /// The colour behind the subject, as the border shows it.
    Key,
    /// Two paintings of one subject before two colours: what differs is background.
    TwoPlate {
        /// The blob of the second painting, a PNG file.
        plate: Digest,
        /// What the second painting's own request asked for behind the subject.
        asked: AskedBackground,
    },
    /// What a segmentation network found.
    Network {
        /// The blob of its mask, a grey PNG file: white is subject.
        mask: Digest,
    },
    /// Whichever suits what was asked for, and what came; where the border shows nothing to go by,
    /// what a segmentation network found.
    AutoOrNetwork {
        /// The blob of its mask.
        mask: Digest,
    },
}

impl Way {
    /// Whether the step itself chooses.
    #[must_use]
    pub fn is_auto(&self) -> bool {
        *self == Way::Auto
    }

    /// The second picture that it needs, if any.
    #[must_use]
    pub fn blob(&self) -> Option<Digest> {
        match *self {
            Way::Auto | Way::Native | Way::Key => None,
            Way::TwoPlate { plate, .. } => Some(plate),
            Way::Network { mask } | Way::AutoOrNetwork { mask } => Some(mask),
        }
    }
}

words! {
    /// How a style's colours bind its pictures.
    pub enum PaletteMode {
        /// Ramps around these colours may appear.
        Guide = "guide",
        /// These colours and no others.
        Lock = "lock",
    }
}

words! {
    /// Along which axis a picture is turned over.
    pub enum Axis {
        /// Left becomes right.
        Horizontal = "horizontal",
        /// Top becomes bottom.
        Vertical = "vertical",
    }
}

/// An edit that the user wrote; free, on art pixels, in the order in which it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edit {
    /// The picture's ramps become these colours, dark to light.
    Recolor(Vec<Rgb>),
    /// One ramp becomes another, dark to light; all other colours stay.
    Ramp {
        /// Colours of the picture.
        from: Vec<Rgb>,
        /// What they become.
        to: Vec<Rgb>,
    },
    /// One pixel of this colour around the subject.
    Outline(Rgb),
    /// Turned over.
    Mirror(Axis),
    /// Every pixel becomes a square of so many.
    Scale(u32),
    /// Brought to this width × height; nearest neighbour for pixel art.
    Resize([u32; 2]),
    /// Left, top, width, height.
    Crop([u32; 4]),
    /// Transparent pixels added: left, top, right, bottom.
    Pad([u32; 4]),
    /// Transparent borders cut off.
    Trim,
    /// Scaled down or up by a whole factor where it can be, and centred in width × height.
    Fit([u32; 2]),
    /// Mixed with a colour; the strength in hundredths, 0 to 100.
    Tint(Rgb, u32),
}

impl Edit {
    /// As manifests write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Edit::Recolor(_) => "recolor",
            Edit::Ramp { .. } => "ramp",
            Edit::Outline(_) => "outline",
            Edit::Mirror(_) => "mirror",
            Edit::Scale(_) => "scale",
            Edit::Resize(_) => "resize",
            Edit::Crop(_) => "crop",
            Edit::Pad(_) => "pad",
            Edit::Trim => "trim",
            Edit::Fit(_) => "fit",
            Edit::Tint(..) => "tint",
        }
    }
}
