//! Colour under transparent pixels: filters and mipmaps of an engine look at it.

use crate::image::Bitmap;

/// So far a subject's colour reaches under the pixels around it.
const REACH: usize = 4;

/// The picture with the nearest visible colour under transparent pixels, up to four pixels away;
/// further out they are black. Alpha does not change.
///
/// Of equally near colours the one wins whose pixel was reached first, by rows from the top.
pub(crate) fn bled(mut bitmap: Bitmap) -> Bitmap {
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let pixels = bitmap.pixels_mut();
    let mut coloured: Vec<bool> = pixels.iter().map(|it| it[3] > 0).collect();
    for pixel in pixels.iter_mut().filter(|it| it[3] == 0) {
        *pixel = [0; 4];
    }
    let mut rim = rim_of(&coloured, width);
    for _ in 0..REACH {
        let mut next = Vec::new();
        for idx in rim {
            for beside in sides(idx, width, height).into_iter().flatten() {
                if !coloured[beside] {
                    let [r, g, b, _] = pixels[idx];
                    pixels[beside] = [r, g, b, 0];
                    coloured[beside] = true;
                    next.push(beside);
                }
            }
        }
        rim = next;
    }
    bitmap
}

/// The places with a colour that have one without beside them, by rows.
fn rim_of(coloured: &[bool], width: usize) -> Vec<usize> {
    let mut res = Vec::new();
    for start in (0..coloured.len()).step_by(width.max(1)) {
        let row = &coloured[start..start + width];
        let above = start.checked_sub(width).map_or(row, |it| &coloured[it..start]);
        let below = coloured.get(start + width..start + 2 * width).unwrap_or(row);
        for x in 0..width {
            let beside = row[x.saturating_sub(1)] && row[(x + 1).min(width - 1)];
            if row[x] && !(beside && above[x] && below[x]) {
                res.push(start + x);
            }
        }
    }
    res
}

/// Above, left, right, below.
fn sides(idx: usize, width: usize, height: usize) -> [Option<usize>; 4] {
    let (x, y) = (idx % width, idx / width);
    [
        (y > 0).then(|| idx - width),
        (x > 0).then(|| idx - 1),
        (x + 1 < width).then(|| idx + 1),
        (y + 1 < height).then(|| idx + width),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    #[test]
    fn the_nearest_colour_lies_under_transparent_pixels_and_alpha_stays() {
        let res = bled(art("r......g"));
        let shown: Vec<_> = res.pixels().iter().map(|it| (it[0], it[1], it[3])).collect();
        let red = (200, 0, 0);
        let green = (0, 200, 0);
        let expected = [(200, 0, 255), red, red, red, green, green, green, (0, 200, 255)];
        assert_eq!(shown, expected);
    }

    #[test]
    fn far_from_the_subject_nothing_hides() {
        let mut picture = art("r.....");
        picture.set(5, 0, [9, 9, 9, 0]);
        assert_eq!(bled(picture).get(5, 0), [0; 4]);
    }
}
