//! How much of a cut-out is there: all of it, nothing, or everything by half.

use crate::action::Finding;
use crate::image::Bitmap;
use crate::image::alpha::{NOISE, SOLID, THERE};
use crate::image::check::measured::Measured;
use crate::image::measure::Share;

/// The least of a cut-out that is its subject, in thousandths.
const SUBJECT: u64 = 10;
/// The most of a cut-out that is neither there nor gone, in thousandths.
const GHOST: u64 = 350;

/// There is a subject, and something around it.
pub(crate) fn coverage(picture: &Bitmap) -> Finding {
    let there = Share::count(picture.pixels().iter(), |it| it[3] >= THERE);
    let full = picture.pixels().iter().all(|it| it[3] == 255);
    let enough = there.n * 1000 >= SUBJECT * there.of;
    let suggestion = if full {
        "paint the subject alone, on one flat plain background that can be removed"
    } else {
        "paint the subject larger, solid, and in colours far from the background's"
    };
    Measured {
        check: "coverage",
        hard: true,
        passed: enough && !full,
        measured: format!("{there} opaque"),
        required: "at least 1 %, and not everything".to_owned(),
    }
    .or_suggest(suggestion)
}

/// Most of what can be seen is solid.
pub(crate) fn ghost(picture: &Bitmap) -> Finding {
    let between = Share::count(picture.pixels().iter(), |it| (NOISE..=SOLID).contains(&it[3]));
    Measured {
        check: "ghost",
        hard: false,
        passed: between.n * 1000 <= GHOST * between.of,
        measured: format!("{between} half transparent"),
        required: "at most 35 %".to_owned(),
    }
    .or_suggest("paint the subject solid and opaque, without fog, glow or faded edges")
}
