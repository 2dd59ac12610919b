//! Frames are moved by whole pixels until their subjects stand where the others' do.

use crate::action::Anchor;
use crate::image::frames::silhouette::Silhouette;
use crate::image::geometry::paste;
use crate::image::{Bitmap, Rect};

/// Less than this is part of the movement, in thousandths of the side: so far good frames differ.
const STILL: u64 = 35;
/// More than this is movement that somebody wanted, in thousandths of the side.
const WANTED: u64 = 125;

/// How far each frame has to be moved: right, down. Frames without a subject stay.
///
/// A subject that is off by a little is brought to where most are; off by much it jumps or
/// lunges, and stays. No part of it is moved out of the frame.
pub(crate) fn shifts(
    shapes: &[Option<&Silhouette>],
    size: [u32; 2],
    anchor: Anchor,
) -> Vec<[i64; 2]> {
    let places: Vec<Option<[u32; 2]>> =
        shapes.iter().map(|it| it.map(|it| place(it, anchor))).collect();
    let target = [0, 1].map(|axis| median(places.iter().flatten().map(|it| it[axis]).collect()));
    let shift = |shape: &Silhouette, place: [u32; 2]| {
        let Rect { x, y, width, height } = shape.bounds;
        let room = [[x, size[0] - x - width], [y, size[1] - y - height]];
        [0, 1].map(|axis| {
            // Places are in half pixels.
            let half = i64::from(target[axis]) - i64::from(place[axis]);
            let off = (half.abs() + 1) / 2 * half.signum();
            let share = off.unsigned_abs() * 1000 / u64::from(size[axis].max(1));
            let [before, after] = room[axis].map(i64::from);
            if share <= STILL || share > WANTED { 0 } else { off.clamp(-before, after) }
        })
    };
    let all = shapes.iter().zip(&places);
    all.map(|(shape, place)| match (shape, place) {
        (Some(shape), Some(place)) => shift(shape, *place),
        _ => [0, 0],
    })
    .collect()
}

/// The frame with its pixels moved.
pub(crate) fn shifted(frame: &Bitmap, [right, down]: [i64; 2]) -> Bitmap {
    let mut res = Bitmap::new(frame.width(), frame.height());
    paste(&mut res, frame, right, down);
    res
}

/// Where a subject stands, in half pixels.
fn place(shape: &Silhouette, anchor: Anchor) -> [u32; 2] {
    match anchor {
        Anchor::Feet => [shape.middle(true)[0], 2 * shape.feet()],
        Anchor::Centre => shape.middle(false),
    }
}

/// The lower one of the two in the middle.
fn median(mut all: Vec<u32>) -> u32 {
    all.sort_unstable();
    all.get(all.len().saturating_sub(1) / 2).copied().unwrap_or(0)
}
