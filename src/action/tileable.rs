//! `Tileable`: along which axes copies of a picture are laid beside each other.

use crate::word::words;

words! {
    /// Along which axes copies of a picture are laid beside each other.
    pub enum Tileable {
        /// Along none.
        Off = "off",
        /// Along both.
        Both = "both",
        /// Beside each other.
        X = "x",
        /// Above each other.
        Y = "y",
    }
}

impl Tileable {
    /// Whether it repeats sideways, and whether upwards.
    #[must_use]
    pub fn axes(self) -> [bool; 2] {
        match self {
            Tileable::Off => [false, false],
            Tileable::Both => [true, true],
            Tileable::X => [true, false],
            Tileable::Y => [false, true],
        }
    }
}
