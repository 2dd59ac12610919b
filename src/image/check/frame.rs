//! How the subject sits in its frame: size, border, margin, middle.

use crate::action::Finding;
use crate::image::check::measured::Measured;
use crate::image::measure::{Share, clear_ring};
use crate::image::{Bitmap, Rect};

/// The picture is as large as it must be; a side of 0 may be anything.
pub(crate) fn size(picture: &Bitmap, [width, height]: [u32; 2]) -> Finding {
    let fits = |side: u32, wanted: u32| wanted == 0 || side == wanted;
    Measured {
        check: "size",
        hard: true,
        passed: fits(picture.width(), width) && fits(picture.height(), height),
        measured: format!("{}x{}", picture.width(), picture.height()),
        required: format!("{width}x{height}"),
    }
    .or_suggest(&format!("compose the subject for a frame of {width}x{height} pixels"))
}

/// Enough of the outermost ring is transparent; `least` is in thousandths.
pub(crate) fn border(picture: &Bitmap, least: u32) -> Finding {
    let clear = clear_ring(picture);
    let least = Share { n: least.into(), of: 1000 };
    Measured {
        check: "border-transparency",
        hard: true,
        // Not rounded: 79.99 % is less than 80 %.
        passed: clear.of > 0 && clear.n * 1000 >= least.n * clear.of,
        measured: format!("border {clear} transparent"),
        required: format!("at least {least}"),
    }
    .or_suggest(
        "show the whole subject with an empty margin on all sides, on one flat plain background \
         without floor, shadow, scenery or frame",
    )
}

/// There is room between subject and frame; `least` is in percent of the shorter side.
pub(crate) fn margin(picture: &Bitmap, subject: Rect, least: u32) -> Finding {
    let right = picture.width() - subject.x - subject.width;
    let bottom = picture.height() - subject.y - subject.height;
    let smallest = subject.x.min(subject.y).min(right).min(bottom);
    let shorter = picture.width().min(picture.height());
    let room = Share { n: smallest.into(), of: shorter.into() };
    Measured {
        check: "margin",
        hard: false,
        passed: room.n * 100 >= u64::from(least) * room.of,
        measured: format!("margin {room} ({smallest} px)"),
        required: format!("at least {least} %"),
    }
    .or_suggest("leave more empty margin between the subject and every edge of the picture")
}

/// The middle of the subject lies near that of the frame; `most` is in percent of the side.
pub(crate) fn centring(picture: &Bitmap, subject: Rect, most: u32) -> Finding {
    // Twice the way from middle to middle, so that it is a whole number.
    let off = |start: u32, length: u32, side: u32| {
        let twice = (2 * i64::from(start) + i64::from(length) - i64::from(side)).unsigned_abs();
        Share { n: twice, of: 2 * u64::from(side) }
    };
    let across = off(subject.x, subject.width, picture.width());
    let down = off(subject.y, subject.height, picture.height());
    let within = |it: Share| it.n * 100 <= u64::from(most) * it.of;
    Measured {
        check: "centering",
        hard: false,
        passed: within(across) && within(down),
        measured: format!("the middle lies {across} off sideways and {down} up or down"),
        required: format!("at most {most} %"),
    }
    .or_suggest("put the subject in the center of the picture")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::geometry::visible_part;
    use crate::image::tests::art;

    fn measured(picture: &str, check: impl Fn(&Bitmap, Rect) -> Finding) -> (String, bool) {
        let picture = art(picture);
        let finding = check(&picture, visible_part(&picture).unwrap());
        (finding.measured, finding.passed)
    }

    #[test]
    fn a_margin_is_the_smallest_distance_to_the_frame() {
        let check = |picture: &str| measured(picture, |it, part| margin(it, part, 20));
        assert_eq!(check(".... .rr. .rr. ...."), ("margin 25 % (1 px)".to_owned(), true));
        assert_eq!(check(".... .rrr .rr. ...."), ("margin 0 % (0 px)".to_owned(), false));
    }

    #[test]
    fn the_middle_is_that_of_what_can_be_seen() {
        let check = |picture: &str| measured(picture, |it, part| centring(it, part, 25));
        let words =
            |across, down| format!("the middle lies {across} off sideways and {down} up or down");
        assert_eq!(check(".... .rr. .rr. ...."), (words("0 %", "0 %"), true));
        assert_eq!(check("rr.. rr.. .... ...."), (words("25 %", "25 %"), true));
        assert_eq!(check("r... .... .... ...."), (words("37.5 %", "37.5 %"), false));
    }

    #[test]
    fn a_side_that_may_be_anything_is_not_compared() {
        assert!(size(&art("rr"), [0, 1]).passed);
        assert!(!size(&art("rr"), [0, 2]).passed);
    }
}
