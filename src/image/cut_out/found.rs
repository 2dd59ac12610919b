//! `Found`: what shows behind the subject of a painting.

use crate::image::cut_out::mask::Mask;

/// What was found behind a subject.
pub(crate) struct Found {
    /// Nothing but the surface.
    pub(crate) behind: Mask,
    /// Of that, what was reached through channels too narrow for the flood: between hairs, leaves.
    pub(crate) thin: Mask,
    /// Parts that the subject encloses.
    pub(crate) n_holes: usize,
    /// Parts that look like the surface, but are taken for the subject's own.
    pub(crate) n_kept: usize,
    /// How far every pixel looks from the surface.
    pub(crate) distances: Vec<f32>,
    /// From which distance on a pixel is no background.
    pub(crate) reach: f32,
}
