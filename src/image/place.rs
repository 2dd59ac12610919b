//! Native pixels in the frame that a game wants: placed where they fit, and never mixed.

use crate::image::fit::framed;
use crate::image::geometry::{crop, scaled, visible_part};
use crate::image::reduce::{reduced, taken_back};
use crate::image::{Bitmap, Rect, TooLarge};

/// Frames of a sheet are a cell off their proportions, and must not be cut one by one.
const SAME_ASPECT: u64 = 6;
/// A picture of so many times the wanted sides is no canvas with a margin: it is reduced.
const MUCH_LARGER: u32 = 3;

/// The picture in this many pixels, and how it came there if that is worth telling.
///
/// An exact enlargement is taken back, and a picture that goes into the frame several times is
/// enlarged by a whole number. Else its pixels stay what they are: the frame is laid over the
/// middle, or as near to it as leaves the subject whole. Only a subject that is larger than the
/// frame is reduced, each pixel to what most of its area shows.
pub(crate) fn placed(bitmap: Bitmap, size: [u32; 2]) -> Result<(Bitmap, Option<String>), TooLarge> {
    let own = [bitmap.width(), bitmap.height()];
    if size == own {
        return Ok((bitmap, None));
    }
    if size.contains(&0) || own.contains(&0) {
        return Ok((crop(&bitmap, 0, 0, size)?, None));
    }
    if let Some(taken_back) = taken_back(&bitmap, size) {
        return Ok((taken_back, None));
    }
    let by = (size[0] / own[0]).min(size[1] / own[1]);
    if by >= 2 {
        let how = format!("{} native pixels were enlarged by {by}", sides(own));
        return Ok((laid_over(&scaled(&bitmap, by)?, size)?, Some(how)));
    }
    let subject = subject(&bitmap);
    let fits = subject.width <= size[0] && subject.height <= size[1];
    let canvas = [0, 1].iter().all(|it| own[*it] / MUCH_LARGER <= size[*it]);
    if fits && canvas {
        return Ok((laid_over(&bitmap, size)?, None));
    }
    let how = format!(
        "the subject has {} native pixels, more than {}: it was reduced",
        sides([subject.width, subject.height]),
        sides(size)
    );
    let how =
        if fits { format!("{} pixels were reduced to {}", sides(own), sides(size)) } else { how };
    Ok((framed(bitmap, size, SAME_ASPECT, reduced)?, Some(how)))
}

fn sides([width, height]: [u32; 2]) -> String {
    format!("{width}x{height}")
}

/// What can be seen; of a picture that fills its frame, all of it.
fn subject(bitmap: &Bitmap) -> Rect {
    let whole = Rect::of_size(bitmap.width(), bitmap.height());
    visible_part(bitmap).unwrap_or(whole)
}

/// The frame over the middle of the picture, moved only if it would cut the subject.
fn laid_over(bitmap: &Bitmap, size: [u32; 2]) -> Result<Bitmap, TooLarge> {
    let subject = subject(bitmap);
    let start = |own: u32, wanted: u32, from: u32, length: u32| {
        let middle = (i64::from(own) - i64::from(wanted)) / 2;
        let (from, to) = (i64::from(from), i64::from(from) + i64::from(length));
        // A subject that is too large for the frame is cut on both sides alike.
        if length > wanted { middle } else { middle.clamp(to - i64::from(wanted), from) }
    };
    let left = start(bitmap.width(), size[0], subject.x, subject.width);
    let top = start(bitmap.height(), size[1], subject.y, subject.height);
    crop(bitmap, left, top, size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    fn check(picture: &str, size: [u32; 2], expected: &str) {
        let (bitmap, _) = placed(art(picture), size).unwrap();
        assert_eq!(bitmap, art(expected), "{picture} in {size:?}");
    }

    #[test]
    fn an_exact_enlargement_is_taken_back() {
        check(".... .... rr.. rr..", [2, 2], ".. r.");
        check("rrgg rrgg ..kk ..kk", [2, 2], "rg .k");
    }

    #[test]
    fn what_goes_into_the_frame_several_times_is_enlarged() {
        check("rg .k", [5, 4], "rrgg. rrgg. ..kk. ..kk.");
    }

    #[test]
    fn pixels_of_a_subject_that_fits_stay_as_they_are() {
        check("..... .rgk. .krg. .....", [4, 3], ".... .rgk .krg");
        check("..... ..... ..rgk ..krg", [4, 3], ".... .rgk .krg");
        check("rgk krg", [3, 4], "... rgk krg ...");
    }

    #[test]
    fn a_subject_that_is_larger_than_the_frame_is_reduced_and_said_so() {
        let (bitmap, how) = placed(art("rr.. rr.. rr.. rr.."), [4, 2]).unwrap();
        assert_eq!(bitmap, art(".r.. .r.."));
        let said = "the subject has 2x4 native pixels, more than 4x2: it was reduced";
        assert_eq!(how.as_deref(), Some(said));
    }

    #[test]
    fn extreme_sizes_are_refused_or_done_and_never_a_panic() {
        assert!(placed(art("r"), [u32::MAX, 1]).is_err());
        for size in [[0, 0], [0, 3], [1, 16_384], [16_384, 1]] {
            for picture in [art("r."), art("r ."), Bitmap::new(0, 0), Bitmap::new(3, 0)] {
                let (res, _) = placed(picture, size).unwrap();
                assert_eq!([res.width(), res.height()], size);
            }
        }
    }
}
