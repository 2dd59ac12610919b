//! Pixel art made smaller: one pixel for each cell of a regular grid.
//!
//! The colour of a cell is that of the majority in its core, where blur and JPEG reach least.

use crate::image::alpha::THERE;
use crate::image::limit::blank;
use crate::image::{Bitmap, TooLarge};

/// How far a pixel may be from its cell's colour and still count: noise, no detail.
const LIKE: i32 = 40;
/// So often is a cell's colour taken anew from the pixels like it.
const ROUNDS: usize = 3;

/// One pixel for each of so many cells.
pub(crate) fn reduced(bitmap: &Bitmap, [width, height]: [u32; 2]) -> Result<Bitmap, TooLarge> {
    let mut res = blank(width.into(), height.into())?;
    if bitmap.pixels().is_empty() || res.pixels().is_empty() {
        return Ok(res);
    }
    let mut cell = Vec::new();
    for y in 0..height {
        let rows = stretch(y, height, bitmap.height());
        for x in 0..width {
            let columns = stretch(x, width, bitmap.width());
            cell.clear();
            for row in rows.clone() {
                cell.extend(columns.clone().map(|column| bitmap.get(column, row)));
            }
            res.set(x, y, majority(&mut cell));
        }
    }
    Ok(res)
}

/// The picture of this size that this one is an exact enlargement of, by a whole number. Colours
/// under transparent pixels do not count.
pub(crate) fn taken_back(bitmap: &Bitmap, [width, height]: [u32; 2]) -> Option<Bitmap> {
    let by = bitmap.width() / width.max(1);
    let enlarged = [width, height].map(|it| it.checked_mul(by));
    let whole = by >= 2 && enlarged == [Some(bitmap.width()), Some(bitmap.height())];
    if !whole {
        return None;
    }
    let seen = |x: u32, y: u32| {
        let pixel = bitmap.get(x, y);
        if pixel[3] == 0 { [0; 4] } else { pixel }
    };
    let mut res = Bitmap::new(width, height);
    for y in 0..bitmap.height() {
        for x in 0..bitmap.width() {
            let pixel = seen(x, y);
            if (x % by, y % by) == (0, 0) {
                res.set(x / by, y / by, pixel);
            } else if pixel != res.get(x / by, y / by) {
                return None;
            }
        }
    }
    Some(res)
}

/// The pixels in the core of cell `idx` on one axis; at least one.
fn stretch(idx: u32, n_cells: u32, length: u32) -> std::ops::Range<u32> {
    // A pixel belongs to the cell that its centre lies in.
    let border = |idx: u32| {
        let twice = 2 * u64::from(idx) * u64::from(length);
        let cells = u64::from(n_cells);
        (twice.saturating_sub(cells)).div_ceil(2 * cells) as u32
    };
    let (start, end) = (border(idx), border(idx + 1));
    if start >= end {
        let nearest = (2 * u64::from(idx) + 1) * u64::from(length) / (2 * u64::from(n_cells));
        return nearest as u32..nearest as u32 + 1;
    }
    let rim = (end - start) / 5;
    start + rim..end - rim
}

/// What most pixels of a cell agree on.
fn majority(cell: &mut [[u8; 4]]) -> [u8; 4] {
    let alpha = middle(cell, 3);
    if alpha == 0 {
        return [0; 4];
    }
    cell.sort_unstable();
    if let Some(colour) = most(cell) {
        let [r, g, b, _] = colour;
        return [r, g, b, alpha];
    }
    let seen = cell.iter().filter(|it| it[3] >= THERE.min(alpha));
    let mut seen: Vec<[u8; 4]> = seen.copied().collect();
    let mut res = [0, 1, 2].map(|channel| middle(&mut seen, channel));
    for _ in 0..ROUNDS {
        res = mean_of_those_like(&seen, res);
    }
    let [r, g, b] = res;
    [r, g, b, alpha]
}

/// The middle value of a channel: with alpha 0 or 255, what the majority has.
fn middle(cell: &mut [[u8; 4]], channel: usize) -> u8 {
    let at = cell.len() / 2;
    cell.select_nth_unstable_by_key(at, |it| it[channel]).1[channel]
}

/// The pixel that more than half of a sorted cell are equal to.
fn most(cell: &[[u8; 4]]) -> Option<[u8; 4]> {
    // If there is one, it stands in the middle.
    let candidate = cell[cell.len() / 2];
    let n_equal = cell.iter().filter(|it| **it == candidate).count();
    (n_equal * 2 > cell.len() && candidate[3] > 0).then_some(candidate)
}

fn mean_of_those_like(cell: &[[u8; 4]], colour: [u8; 3]) -> [u8; 3] {
    let far = |pixel: &[u8; 4]| {
        let off = |channel: usize| i32::from(pixel[channel]) - i32::from(colour[channel]);
        let squares = [0, 1, 2].map(|channel| off(channel) * off(channel));
        squares.iter().sum::<i32>() > LIKE * LIKE
    };
    let mut sum = [0_u64; 3];
    let mut n_like = 0;
    for pixel in cell.iter().filter(|it| !far(it)) {
        n_like += 1;
        for channel in 0..3 {
            sum[channel] += u64::from(pixel[channel]);
        }
    }
    if n_like == 0 {
        return colour;
    }
    sum.map(|it| ((it + n_like / 2) / n_like) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::geometry::scaled;
    use crate::image::tests::art;

    #[test]
    fn enlarged_pixel_art_is_recovered_exactly() {
        let sprite = art(".rr. rkgr rggr .rr.");
        for by in 1..9 {
            let large = scaled(&sprite, by).unwrap();
            assert_eq!(reduced(&large, [4, 4]).unwrap(), sprite, "enlarged by {by}");
        }
    }

    #[test]
    fn a_pixel_that_is_not_whole_many_pixels_wide_is_recovered_too() {
        let sprite = art("rg gr");
        let large = art("rrrgggg rrrgggg rrrgggg gggrrrr gggrrrr");
        assert_eq!(reduced(&large, [2, 2]).unwrap(), sprite);
    }

    #[test]
    fn a_size_that_no_enlargement_has_is_no_mistake() {
        assert_eq!(taken_back(&art("rrrr"), [1, u32::MAX]), None);
    }

    #[test]
    fn stray_pixels_and_noise_do_not_change_a_cell() {
        let mut large = scaled(&art("r"), 5).unwrap();
        for (idx, pixel) in large.pixels_mut().iter_mut().enumerate() {
            pixel[0] = 198 + (idx % 5) as u8;
        }
        large.set(2, 2, [0, 0, 255, 255]);
        let [r, g, b, a] = reduced(&large, [1, 1]).unwrap().get(0, 0);
        assert!((198..=202).contains(&r), "{r} is no mean of 198 to 202");
        assert_eq!([g, b, a], [0, 0, 255]);
    }
}
