//! Edits that a user wrote.

use crate::action::Edit;
use crate::colour::{Oklab, Rgb};
use crate::image::alpha::THERE;
use crate::image::fit::centred;
use crate::image::geometry::{crop, mirrored, nearest, padded, scaled, trimmed};
use crate::image::limit::blank;
use crate::image::measure::unique_colours;
use crate::image::palette::mapped;
use crate::image::recolor::{ramp_recolored, recolored};
use crate::image::reduce::reduced;
use crate::image::resample::resampled;
use crate::image::{Bitmap, TooLarge};

/// The most colours of a picture that is taken for pixel art.
const FEW_COLOURS: usize = 256;

/// The picture after one edit.
pub(crate) fn edited(bitmap: Bitmap, edit: &Edit) -> Result<Bitmap, TooLarge> {
    match edit {
        Edit::Recolor(colours) => Ok(recolored(bitmap, colours)),
        Edit::Ramp { from, to } => Ok(ramp_recolored(bitmap, from, to)),
        Edit::Outline(colour) => Ok(outlined(&bitmap, *colour)),
        Edit::Mirror(axis) => Ok(mirrored(bitmap, *axis)),
        Edit::Scale(by) => scaled(&bitmap, *by),
        Edit::Resize(size) if is_pixel_art(&bitmap) => nearest(&bitmap, *size),
        Edit::Resize(size) => resampled(&bitmap, *size),
        &Edit::Crop([left, top, width, height]) => {
            crop(&bitmap, left.into(), top.into(), [width, height])
        }
        Edit::Pad(sides) => padded(&bitmap, *sides),
        Edit::Trim => Ok(trimmed(&bitmap)),
        Edit::Fit(size) => by_a_whole_factor(&bitmap, *size),
        Edit::Tint(colour, percent) => Ok(tinted(bitmap, *colour, *percent)),
    }
}

/// Whether single pixels matter: no soft edges, and few colours.
fn is_pixel_art(bitmap: &Bitmap) -> bool {
    let hard = bitmap.pixels().iter().all(|it| it[3] == 0 || it[3] == 255);
    hard && unique_colours(bitmap) <= FEW_COLOURS
}

/// One pixel of a colour beside every pixel of the subject, where the canvas has room for it.
fn outlined(bitmap: &Bitmap, colour: Rgb) -> Bitmap {
    let [r, g, b] = colour.0;
    let there = |x: i64, y: i64| bitmap.get_or_clear(x, y)[3] >= THERE;
    let mut res = bitmap.clone();
    for y in 0..bitmap.height() {
        for x in 0..bitmap.width() {
            let (column, row) = (i64::from(x), i64::from(y));
            let beside = there(column - 1, row)
                || there(column + 1, row)
                || there(column, row - 1)
                || there(column, row + 1);
            if beside && !there(column, row) {
                res.set(x, y, [r, g, b, 255]);
            }
        }
    }
    res
}

/// Enlarged or reduced by a whole factor so that it fits, and put in the middle.
fn by_a_whole_factor(bitmap: &Bitmap, size: [u32; 2]) -> Result<Bitmap, TooLarge> {
    let [width, height] = size;
    if bitmap.pixels().is_empty() || width == 0 || height == 0 {
        return blank(width.into(), height.into());
    }
    let larger = (width / bitmap.width()).min(height / bitmap.height());
    if larger >= 1 {
        return centred(&scaled(bitmap, larger)?, size);
    }
    let by = bitmap.width().div_ceil(width).max(bitmap.height().div_ceil(height));
    let inner = [bitmap.width().div_ceil(by), bitmap.height().div_ceil(by)];
    let [right, bottom] = [inner[0] * by - bitmap.width(), inner[1] * by - bitmap.height()];
    let whole = padded(bitmap, [0, 0, right, bottom])?;
    let smaller =
        if is_pixel_art(bitmap) { reduced(&whole, inner)? } else { resampled(&whole, inner)? };
    centred(&smaller, size)
}

/// Every colour moved towards one, by hundredths of the way, in OKLab.
fn tinted(bitmap: Bitmap, colour: Rgb, percent: u32) -> Bitmap {
    let way = percent.min(100) as f32 / 100.0;
    let to = colour.oklab();
    mapped(bitmap, |own| {
        let from = own.oklab();
        let mixed = Oklab {
            l: from.l + (to.l - from.l) * way,
            a: from.a + (to.a - from.a) * way,
            b: from.b + (to.b - from.b) * way,
        };
        mixed.rgb()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Axis;
    use crate::image::tests::art;

    fn check(picture: &str, edit: &Edit, expected: &str) {
        assert_eq!(edited(art(picture), edit).unwrap(), art(expected), "{edit:?}");
    }

    #[test]
    fn an_outline_goes_around_and_stays_on_the_canvas() {
        let outline = Edit::Outline(Rgb([0, 0, 0]));
        check("... .r. ...", &outline, ".k. krk .k.");
        check("r.. ...", &outline, "rk. k..");
    }

    #[test]
    fn pictures_are_turned_cut_and_padded() {
        check("rg. k..", &Edit::Mirror(Axis::Horizontal), ".gr ..k");
        check("rg. k..", &Edit::Mirror(Axis::Vertical), "k.. rg.");
        check("rg", &Edit::Scale(2), "rrgg rrgg");
        check("rgk kgr", &Edit::Crop([1, 0, 3, 1]), "gk.");
        check("r", &Edit::Pad([1, 0, 2, 1]), ".r.. ....");
        check(".... .r.g ....", &Edit::Trim, "r.g");
        check("rg kw", &Edit::Resize([4, 2]), "rrgg kkww");
    }

    #[test]
    fn pictures_fit_by_a_whole_factor_in_the_middle() {
        check("rg", &Edit::Fit([5, 4]), "..... rrgg. rrgg. .....");
        check("rrgg rrgg", &Edit::Fit([3, 1]), "rg.");
        check("rrg rrg", &Edit::Fit([2, 2]), "rg ..");
    }

    #[test]
    fn a_tint_of_100_is_the_colour_and_of_0_is_nothing() {
        check("rg.", &Edit::Tint(Rgb([0, 0, 0]), 100), "kk.");
        check("rg.", &Edit::Tint(Rgb([0, 0, 0]), 0), "rg.");
    }

    #[test]
    fn what_would_be_too_large_is_an_error() {
        let most = u32::MAX;
        let edits = [
            Edit::Scale(most),
            Edit::Resize([most, 1]),
            Edit::Crop([most, most, most, most]),
            Edit::Pad([most; 4]),
            Edit::Fit([most, most]),
            Edit::Resize([16_384, 16_384]),
        ];
        for edit in edits {
            assert!(edited(art("rg"), &edit).is_err(), "{edit:?}");
        }
    }
}
