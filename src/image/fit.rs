//! A painting comes in the size that a model likes; a game wants its own.

use crate::image::geometry::{cut, paste, visible_part};
use crate::image::limit::blank;
use crate::image::resample::resampled;
use crate::image::{Bitmap, Rect, TooLarge};

/// Sides that differ from the wanted proportions by so much in a hundred count as equal.
const SAME_ASPECT: u64 = 2;

/// The picture in this many pixels, its subject kept whole.
///
/// Proportions that are nearly those wanted are taken for them, frame and all: frames of an
/// animation must not move against each other. Else an opaque picture fills the frame and loses
/// what stands over, and of a cut-out the largest part of the wanted proportions around the
/// subject is taken; if that would cut the subject, it is shown whole in the middle.
pub(crate) fn fitted(bitmap: Bitmap, size: [u32; 2]) -> Result<Bitmap, TooLarge> {
    framed(bitmap, size, SAME_ASPECT, resampled)
}

/// The part of the picture that is to be shown, brought to a size. Sides that differ from the
/// wanted proportions by up to `tolerance` in a hundred count as equal.
pub(crate) fn framed(
    bitmap: Bitmap,
    size: [u32; 2],
    tolerance: u64,
    resized: impl Fn(&Bitmap, [u32; 2]) -> Result<Bitmap, TooLarge>,
) -> Result<Bitmap, TooLarge> {
    if size == [bitmap.width(), bitmap.height()] {
        return Ok(bitmap);
    }
    let [width, height] = size;
    if bitmap.pixels().is_empty() || width == 0 || height == 0 {
        return blank(width.into(), height.into());
    }
    match Framing::of(&bitmap, size, tolerance) {
        Framing::Part(part) => resized(&cut(&bitmap, part), size),
        Framing::Whole(subject) => {
            let inner = contained(subject, size);
            centred(&resized(&cut(&bitmap, subject), inner)?, size)
        }
    }
}

/// The picture in the middle of a transparent frame.
pub(crate) fn centred(bitmap: &Bitmap, [width, height]: [u32; 2]) -> Result<Bitmap, TooLarge> {
    let mut res = blank(width.into(), height.into())?;
    let left = (i64::from(width) - i64::from(bitmap.width())).div_euclid(2);
    let top = (i64::from(height) - i64::from(bitmap.height())).div_euclid(2);
    paste(&mut res, bitmap, left, top);
    Ok(res)
}

/// Which part of a picture is shown.
enum Framing {
    /// This part, of the wanted proportions, fills the frame.
    Part(Rect),
    /// This part stands in the middle of the frame.
    Whole(Rect),
}

impl Framing {
    fn of(bitmap: &Bitmap, size: [u32; 2], tolerance: u64) -> Framing {
        let frame = Rect::of_size(bitmap.width(), bitmap.height());
        if is_aspect_of(frame, size, tolerance) {
            return Framing::Part(frame);
        }
        let opaque = bitmap.pixels().iter().all(|it| it[3] == 255);
        let subject = visible_part(bitmap).filter(|_| !opaque).unwrap_or(frame);
        let [width, height] = largest_of_aspect(frame, size);
        if !opaque && (subject.width > width || subject.height > height) {
            return Framing::Whole(subject);
        }
        Framing::Part(Rect {
            x: around(subject.x, subject.width, width, frame.width),
            y: around(subject.y, subject.height, height, frame.height),
            width,
            height,
        })
    }
}

fn is_aspect_of(rect: Rect, [width, height]: [u32; 2], tolerance: u64) -> bool {
    let a = u64::from(rect.width) * u64::from(height);
    let b = u64::from(rect.height) * u64::from(width);
    a.abs_diff(b) * 100 <= a.max(b) * tolerance
}

/// The largest size of the wanted proportions within a frame.
fn largest_of_aspect(frame: Rect, size: [u32; 2]) -> [u32; 2] {
    let [width, height] = size.map(u64::from);
    let (frame_width, frame_height) = (u64::from(frame.width), u64::from(frame.height));
    if frame_width * height > frame_height * width {
        [rounded(frame_height * width, height).min(frame.width), frame.height]
    } else {
        [frame.width, rounded(frame_width * height, width).min(frame.height)]
    }
}

/// The largest size of a subject's proportions within the wanted one.
fn contained(subject: Rect, [width, height]: [u32; 2]) -> [u32; 2] {
    largest_of_aspect(Rect::of_size(width, height), [subject.width, subject.height])
}

/// Where a stretch of an axis starts that has a subject in its middle and leaves no frame.
fn around(subject: u32, subject_length: u32, length: u32, frame: u32) -> u32 {
    let twice = 2 * u64::from(subject) + u64::from(subject_length);
    let start = twice.saturating_sub(length.into()) / 2;
    start.min(u64::from(frame - length)) as u32
}

/// Divided, to the nearest; at least 1.
fn rounded(it: u64, by: u64) -> u32 {
    ((2 * it + by) / (2 * by)).max(1) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::reduce::reduced;
    use crate::image::tests::art;

    fn check(picture: &str, size: [u32; 2], expected: &str) {
        assert_eq!(framed(art(picture), size, SAME_ASPECT, reduced).unwrap(), art(expected));
    }

    #[test]
    fn a_frame_of_the_wanted_proportions_is_taken_whole() {
        check(".... .... rr.. rr..", [2, 2], ".. r.");
        check("rrgg rrgg ..kk ..kk", [2, 2], "rg .k");
    }

    #[test]
    fn an_opaque_picture_fills_the_frame_and_loses_what_stands_over() {
        check("krrk krrk", [2, 2], "rr rr");
        check("kk rr rr kk", [2, 2], "rr rr");
    }

    #[test]
    fn a_cut_out_of_other_proportions_keeps_its_subject_and_its_size() {
        check(".... rrr. rrr. ....", [4, 2], "rrr. rrr.");
        check(".... .... .... grrg", [4, 1], "grrg");
    }

    #[test]
    fn a_subject_that_would_be_cut_stands_in_the_middle() {
        check("rr.. rr.. rr.. rr..", [4, 2], ".r.. .r..");
    }

    #[test]
    fn extreme_sizes_are_refused_or_done_and_never_a_panic() {
        assert!(fitted(art("r"), [u32::MAX, 1]).is_err());
        for size in [[0, 0], [0, 3], [1, 16_384], [16_384, 1]] {
            for picture in [art("r."), art("r .")] {
                let res = fitted(picture, size).unwrap();
                assert_eq!([res.width(), res.height()], size);
            }
        }
    }
}
