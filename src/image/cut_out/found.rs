//! `Found`: what shows behind the subject of a painting.

use crate::image::cut_out::mask::Mask;

/// Noise is looked for so far from the subject, in pixels squared: from, to.
const BESIDE: [usize; 2] = [9, 64];
/// The penumbra of a shadow reaches so far, in pixels squared.
const PENUMBRA: usize = 400;

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

impl Found {
    /// How far the surface beside the outline is off, in flared OKLab: JPEG leaves its noise there.
    /// Where a shadow lies is no noise.
    pub(crate) fn noise(&self, shadow: Option<&Mask>) -> f32 {
        let subject = self.behind.complement();
        let mut close = subject.grown(BESIDE[0]);
        if let Some(shadow) = shadow {
            close.add(&shadow.grown(PENUMBRA));
        }
        let (mut sum, mut n) = (0.0, 0_u32);
        for idx in subject.grown(BESIDE[1]).indices().filter(|it| !close.bits[*it]) {
            if self.distances[idx] < self.reach {
                sum += self.distances[idx];
                n += 1;
            }
        }
        sum / n.max(1) as f32
    }
}
