//! Pixel art as image models paint it becomes pixel art: one pixel for each cell of its grid.
//!
//! Such a painting is large and has cells that are not whole pixels wide, drift off their lattice
//! and hold many colours each. From bottom to top: a [`field`] of colours in which distances look
//! right; a [`profile`] of where edges lie on each axis; an elastic [`grid`] through them; the
//! [`search`] for the pitch that explains the picture in the fewest words; [`refine`], which looks
//! again at rows and columns of whole cells, and whether these are [`flat`]; the colour of each [`cell`]; the [`shades`] that the
//! cells have in common; the [`label`] of each cell, by its colour, its neighbours and what is
//! learned of the painting: the [`noise`], the [`shading`], what neighbours [`bleed`], and the
//! [`prior`].

mod belief;
mod bleed;
mod cell;
mod crisp;
mod field;
mod flat;
mod found;
mod grid;
mod groups;
mod label;
mod noise;
mod options;
mod prior;
mod profile;
mod refine;
mod report;
mod search;
mod shades;
mod shading;
mod snapping;
mod straight;

#[cfg(test)]
mod tests;

pub use options::{SnapOptions, SnapPalette};
pub use report::{SnapReport, SnapVerdict};
pub use snapping::{Snapped, snap};
