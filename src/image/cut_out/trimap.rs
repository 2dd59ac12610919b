//! `Trimap`: surely behind, surely subject, and what may be a mixture of both.

use crate::image::cut_out::mask::Mask;
use crate::image::cut_out::sums::Sums;

/// Density of channels is measured in a square of this share of the shorter side, to each side.
const WINDOW: f32 = 0.018;
/// Where this share of the square is channels, the subject is strokes: hair, fur, leaves.
const STROKES: f32 = 0.02;

/// What is known of every pixel before unmixing.
pub(crate) struct Trimap {
    /// Nothing but the surface, not even blurred.
    pub(crate) behind: Mask,
    /// Nothing but the subject.
    pub(crate) sure: Mask,
    /// Where the subject is strokes.
    pub(crate) strokes: Mask,
}

impl Trimap {
    /// From what was found behind; mixtures reach so many pixels into the subject.
    pub(crate) fn of(behind: &Mask, thin: &Mask, reach: usize) -> Trimap {
        let strokes = strokes(thin);
        let mut sure = behind.grown(reach * reach).complement();
        for (bit, strokes) in sure.bits.iter_mut().zip(&strokes.bits) {
            *bit &= !strokes;
        }
        Trimap { behind: behind.shrunk(), sure, strokes }
    }

    /// The share of what may be mixtures that lies between strokes, 0 to 1.
    pub(crate) fn strokes_of_outline(&self) -> f32 {
        let (mut n, mut strokes) = (0_u32, 0_u32);
        for idx in 0..self.sure.bits.len() {
            if !self.behind.bits[idx] && !self.sure.bits[idx] {
                n += 1;
                strokes += u32::from(self.strokes.bits[idx]);
            }
        }
        strokes as f32 / n.max(1) as f32
    }
}

/// Where narrow channels are dense.
fn strokes(thin: &Mask) -> Mask {
    let (width, height) = (thin.width, thin.height);
    let reach = ((width.min(height) as f32 * WINDOW) as usize).max(5);
    let sums = Sums::of(thin);
    Mask::of(width, height, |idx| {
        let (x, y) = (idx % width, idx / width);
        sums.around(x, y, reach) as f32 >= STROKES * sums.area(x, y, reach) as f32
    })
}
