//! What is done to frames together: they are moved into place, measured, and given one palette.

use crate::action::{Finding, FrameRules};
use crate::image::frames::consistency::findings;
use crate::image::frames::difference::Measured;
use crate::image::frames::register::{shifted, shifts};
use crate::image::geometry::{crop, paste};
use crate::image::limit::blank;
use crate::image::{Bitmap, StepError, apply};

/// Frames that stand where they should, in one palette.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// In their order, each as large as the largest.
    pub frames: Vec<Bitmap>,
    /// What was found on each.
    pub findings: Vec<Vec<Finding>>,
    /// How far each was moved: right, down, in art pixels.
    pub shifts: Vec<[i64; 2]>,
}

/// Moves frames of one movement into place, measures whether they belong together, and gives
/// them one palette.
///
/// # Errors
///
/// If all of them together would be too large.
pub fn together(frames: &[Bitmap], rules: &FrameRules) -> Result<Together, StepError> {
    let side = |it: fn(&Bitmap) -> u32| frames.iter().map(it).max().unwrap_or(0);
    let size = [side(Bitmap::width), side(Bitmap::height)];
    let frames = frames.iter().map(|it| crop(it, 0, 0, size));
    let frames: Vec<Bitmap> = frames.collect::<Result<_, _>>()?;
    let measured: Vec<Measured> = frames.iter().map(Measured::of).collect();
    let shapes: Vec<_> = measured.iter().map(|it| it.shape.as_ref()).collect();
    let shifts = shifts(&shapes, size, rules.anchor);
    let frames: Vec<Bitmap> =
        frames.iter().zip(&shifts).map(|(frame, shift)| shifted(frame, *shift)).collect();
    let findings = findings(&frames, &measured, rules);
    let frames = in_one_palette(frames, size, rules)?;
    Ok(Together { frames, findings, shifts })
}

fn in_one_palette(
    frames: Vec<Bitmap>,
    [width, height]: [u32; 2],
    rules: &FrameRules,
) -> Result<Vec<Bitmap>, StepError> {
    let Some(step) = &rules.palette else { return Ok(frames) };
    let mut all = blank(width.into(), u64::from(height) * frames.len() as u64)?;
    let tops = (0..).map(|it| it * i64::from(height));
    for (frame, top) in frames.iter().zip(tops.clone()) {
        paste(&mut all, frame, 0, top);
    }
    let all = apply(all, step)?;
    let cut = |(_, top): (&Bitmap, i64)| Ok(crop(&all, 0, top, [width, height])?);
    frames.iter().zip(tops).map(cut).collect()
}
