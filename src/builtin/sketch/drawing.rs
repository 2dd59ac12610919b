//! `Sketch`: one picture under way, which every recipe is handed.

use crate::builtin::sketch::canvas::Canvas;
use crate::builtin::sketch::dice::Dice;
use crate::builtin::sketch::motion::Motion;
use crate::builtin::sketch::words::Look;

/// One picture under way: the canvas, and what the artist knows.
pub(crate) struct Sketch {
    /// Where it is drawn.
    pub(crate) canvas: Canvas,
    /// What no word decides.
    pub(crate) dice: Dice,
    /// What words decide.
    pub(crate) look: Look,
    /// Which moment is shown.
    pub(crate) motion: Motion,
    /// `hover`, `pressed`, …; empty for what is not part of an interface.
    pub(crate) state: String,
}
