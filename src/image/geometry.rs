//! Pictures cut, moved, turned and enlarged: pixels keep their colours.

use crate::action::Axis;
use crate::image::limit::blank;
use crate::image::{Bitmap, Rect, TooLarge};

/// The picture seen through a window; what lies outside of it is transparent.
pub(crate) fn crop(
    bitmap: &Bitmap,
    left: i64,
    top: i64,
    [width, height]: [u32; 2],
) -> Result<Bitmap, TooLarge> {
    let mut res = blank(width.into(), height.into())?;
    paste(&mut res, bitmap, -left, -top);
    Ok(res)
}

/// The picture within a rectangle that lies inside of it.
pub(crate) fn cut(bitmap: &Bitmap, rect: Rect) -> Bitmap {
    let mut res = Bitmap::new(rect.width, rect.height);
    paste(&mut res, bitmap, -i64::from(rect.x), -i64::from(rect.y));
    res
}

/// Puts a picture onto another one, alpha included; what lies outside is lost.
pub(crate) fn paste(onto: &mut Bitmap, bitmap: &Bitmap, left: i64, top: i64) {
    let columns = overlap(left, bitmap.width(), onto.width());
    let rows = overlap(top, bitmap.height(), onto.height());
    let (Some(columns), Some(rows)) = (columns, rows) else {
        return;
    };
    let (from_width, onto_width) = (bitmap.width() as usize, onto.width() as usize);
    for row in 0..rows.length {
        let from = (rows.from + row) * from_width + columns.from;
        let to = (rows.to + row) * onto_width + columns.to;
        let pixels = &bitmap.pixels()[from..from + columns.length];
        onto.pixels_mut()[to..to + columns.length].copy_from_slice(pixels);
    }
}

/// A stretch of one axis that two pictures share.
struct Overlap {
    from: usize,
    to: usize,
    length: usize,
}

fn overlap(at: i64, from: u32, onto: u32) -> Option<Overlap> {
    let start = at.max(0);
    let end = at.saturating_add(from.into()).min(onto.into());
    (start < end).then(|| Overlap {
        from: start.saturating_sub(at) as usize,
        to: start as usize,
        length: (end - start) as usize,
    })
}

/// The picture with transparent pixels added: left, top, right, bottom.
pub(crate) fn padded(
    bitmap: &Bitmap,
    [left, top, right, bottom]: [u32; 4],
) -> Result<Bitmap, TooLarge> {
    let side = |length: u32, before: u32, after: u32| {
        u64::from(length) + u64::from(before) + u64::from(after)
    };
    let width = side(bitmap.width(), left, right);
    let mut res = blank(width, side(bitmap.height(), top, bottom))?;
    paste(&mut res, bitmap, left.into(), top.into());
    Ok(res)
}

/// The smallest rectangle with all pixels that can be seen; none if there are none.
pub(crate) fn visible_part(bitmap: &Bitmap) -> Option<Rect> {
    let width = bitmap.width() as usize;
    let (mut left, mut right) = (usize::MAX, 0);
    let (mut top, mut bottom) = (usize::MAX, 0);
    for (y, row) in bitmap.pixels().chunks_exact(width.max(1)).enumerate() {
        let Some(first) = row.iter().position(|it| it[3] > 0) else {
            continue;
        };
        let last = row.iter().rposition(|it| it[3] > 0).unwrap_or(first);
        (left, right) = (left.min(first), right.max(last + 1));
        (top, bottom) = (top.min(y), y + 1);
    }
    (bottom > 0).then(|| Rect {
        x: left as u32,
        y: top as u32,
        width: (right - left) as u32,
        height: (bottom - top) as u32,
    })
}

/// The picture without its transparent borders; without any pixel if nothing can be seen.
pub(crate) fn trimmed(bitmap: &Bitmap) -> Bitmap {
    cut(bitmap, visible_part(bitmap).unwrap_or_default())
}

/// The picture turned over.
pub(crate) fn mirrored(mut bitmap: Bitmap, axis: Axis) -> Bitmap {
    let width = bitmap.width() as usize;
    if bitmap.pixels().is_empty() {
        return bitmap;
    }
    // Turned by half, all rows and all columns are reversed; then the rows are set right.
    if axis == Axis::Vertical {
        bitmap.pixels_mut().reverse();
    }
    for row in bitmap.pixels_mut().chunks_exact_mut(width) {
        row.reverse();
    }
    bitmap
}

/// Every pixel as a square of so many.
pub(crate) fn scaled(bitmap: &Bitmap, by: u32) -> Result<Bitmap, TooLarge> {
    let side = |length: u32| u64::from(length) * u64::from(by);
    let mut res = blank(side(bitmap.width()), side(bitmap.height()))?;
    let width = res.width() as usize;
    if res.pixels().is_empty() {
        return Ok(res);
    }
    let by = by as usize;
    let rows = bitmap.pixels().chunks_exact(bitmap.width() as usize);
    for (row, target) in rows.zip(res.pixels_mut().chunks_exact_mut(width * by)) {
        for (pixel, square) in row.iter().zip(target[..width].chunks_exact_mut(by)) {
            square.fill(*pixel);
        }
        let (first, others) = target.split_at_mut(width);
        for other in others.chunks_exact_mut(width) {
            other.copy_from_slice(first);
        }
    }
    Ok(res)
}

/// The picture at another size, each pixel that of the nearest centre.
pub(crate) fn nearest(bitmap: &Bitmap, [width, height]: [u32; 2]) -> Result<Bitmap, TooLarge> {
    let mut res = blank(width.into(), height.into())?;
    if bitmap.pixels().is_empty() {
        return Ok(res);
    }
    let place = |idx: u32, to: u32, from: u32| {
        (2 * u64::from(idx) + 1) * u64::from(from) / (2 * u64::from(to))
    };
    for y in 0..height {
        let row = place(y, height, bitmap.height()) as u32;
        for x in 0..width {
            let column = place(x, width, bitmap.width()) as u32;
            res.set(x, y, bitmap.get(column, row));
        }
    }
    Ok(res)
}
