//! What must hold of snapping.
