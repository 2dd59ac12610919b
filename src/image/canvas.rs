//! What becomes of a picture's canvas, step by step.

use crate::action::{Axis, Canvas, Edit, Step};
use crate::image::Bitmap;
use crate::image::geometry::visible_part;

/// The canvas after a step that made `after` out of a picture of size `before`, of which it cut
/// off so much on the left and at the top if it trims.
///
/// Trimming keeps it; padding, turning over and enlarging carry it along. Whatever else changes
/// the frame makes a new one: who crops a picture means the frame that is left.
pub(crate) fn carried(
    canvas: Canvas,
    step: &Step,
    before: [u32; 2],
    cut_off: Option<[u32; 2]>,
    after: &Bitmap,
) -> Canvas {
    let size = [after.width(), after.height()];
    let moved = |x: i64, y: i64| Canvas { x: canvas.x + x, y: canvas.y + y, ..canvas };
    let turned = |start: i64, length: u32, side: u32| i64::from(side) - start - i64::from(length);
    match step {
        Step::Edit { edit: Edit::Trim } => {
            let [left, top] = cut_off.unwrap_or_default().map(i64::from);
            moved(-left, -top)
        }
        Step::Edit { edit: Edit::Pad([left, top, ..]) } => moved(i64::from(*left), i64::from(*top)),
        Step::Edit { edit: Edit::Mirror(Axis::Horizontal) } => {
            Canvas { x: turned(canvas.x, canvas.width, size[0]), ..canvas }
        }
        Step::Edit { edit: Edit::Mirror(Axis::Vertical) } => {
            Canvas { y: turned(canvas.y, canvas.height, size[1]), ..canvas }
        }
        Step::Edit { edit: Edit::Scale(by) } | Step::Scale { by } => canvas.scaled(*by),
        _ if before == size => canvas,
        _ => Canvas::whole(size[0], size[1]),
    }
}

/// How much a step is going to cut off on the left and at the top, if it trims.
pub(crate) fn trimmed(step: &Step, bitmap: &Bitmap) -> Option<[u32; 2]> {
    match step {
        Step::Edit { edit: Edit::Trim } => visible_part(bitmap).map(|it| [it.x, it.y]),
        _ => None,
    }
}
