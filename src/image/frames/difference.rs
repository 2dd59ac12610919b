//! `Difference`: how one frame differs from another one of the same subject.

use crate::action::Axis;
use crate::image::Bitmap;
use crate::image::frames::colours::Colours;
use crate::image::frames::silhouette::Silhouette;
use crate::image::geometry::mirrored;

/// One frame as it is measured.
pub(crate) struct Measured {
    pub(crate) shape: Option<Silhouette>,
    pub(crate) colours: Colours,
    /// Turned over.
    turned: Option<Silhouette>,
}

impl Measured {
    pub(crate) fn of(frame: &Bitmap) -> Measured {
        let turned = mirrored(frame.clone(), Axis::Horizontal);
        Measured {
            shape: Silhouette::of(frame),
            colours: Colours::of(frame),
            turned: Silhouette::of(&turned),
        }
    }
}

/// How one frame differs from another one of the same subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The share of pixels of one whose colour the other has not, in the worse direction: 0 to 1.
    pub colours: f32,
    /// How far the colours of one would have to move to be those of the other, in OKLab.
    pub tones: f32,
    /// The logarithm of the ratio of their areas, without its sign.
    pub area: f32,
    /// The same of their heights.
    pub height: f32,
    /// How much of two outlines is not common when one lies on the other, as well as can be.
    pub outline: f32,
    /// By how much more they have in common when one is turned over.
    pub facing: f32,
    /// How far apart the lowest rows are, as a share of the height of the frame.
    pub feet: f32,
}

impl Difference {
    /// Between two frames; `None` if one of them shows nothing.
    #[must_use]
    pub fn between(a: &Bitmap, b: &Bitmap) -> Option<Difference> {
        Difference::of(&Measured::of(a), &Measured::of(b))
    }

    pub(crate) fn of(a: &Measured, b: &Measured) -> Option<Difference> {
        let (shape, other, turned) = (a.shape.as_ref()?, b.shape.as_ref()?, a.turned.as_ref()?);
        let ratio = |a: f32, b: f32| libm::logf(a / b).abs();
        let outline = shape.apart(other, true);
        Some(Difference {
            colours: a.colours.missing(&b.colours),
            tones: a.colours.moved(&b.colours),
            area: ratio(shape.area as f32, other.area as f32),
            height: ratio(shape.bounds.height as f32, other.bounds.height as f32),
            outline,
            facing: (outline - turned.apart(other, true)).max(0.0),
            feet: shape.feet().abs_diff(other.feet()) as f32 / shape.height().max(1) as f32,
        })
    }
}
