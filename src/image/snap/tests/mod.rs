//! What must hold of snapping.

mod grids;
mod kinds;
