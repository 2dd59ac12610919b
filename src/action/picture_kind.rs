//! `PictureKind`: what a picture is for a game, which decides how it is composed.

use crate::word::words;

words! {
    /// What a picture is for a game.
    pub enum PictureKind {
        /// A figure or a thing that stands alone.
        Sprite = "sprite",
        /// A piece of ground or wall that others are laid beside.
        Tile = "tile",
        /// A scene, or one layer of a scene that scrolls.
        Background = "background",
        /// A face that speaks.
        Portrait = "portrait",
        /// A small sign for a thing.
        Icon = "icon",
        /// The mark of the game.
        Logo = "logo",
        /// Something that happens: an explosion, a spell.
        Effect = "effect",
        /// An element of an interface.
        Ui = "ui",
    }
}

impl PictureKind {
    /// Whether it fills its frame, where nobody says what stands behind it.
    #[must_use]
    pub fn is_opaque(self) -> bool {
        matches!(self, PictureKind::Tile | PictureKind::Background)
    }

    /// Whether what it shows has a front and a bearing of its own.
    #[must_use]
    pub fn has_bearing(self) -> bool {
        self == PictureKind::Sprite
    }
}
