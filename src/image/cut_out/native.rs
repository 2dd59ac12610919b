//! A painting's own alpha: kept where it is good, distrusted where a background is painted in.

use crate::action::Edges;
use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::alpha::{NOISE, SOLID, clean};
use crate::image::cut_out::account::{Account, percent};
use crate::image::cut_out::checkerboard::shows_checkerboard;
use crate::image::measure::{Share, clear_border};

/// The least of the border that is transparent around a subject, in thousandths.
const FREE_BORDER: u64 = 800;
/// From here on alpha is taken as it is, in thousandths.
const GOOD_BORDER: u64 = 900;
/// A model that has alpha clears at least this share of a picture, in thousandths.
const CLEARED: u64 = 10;

/// Whether alpha says where the subject is. A subject may touch the border, where the model left
/// no margin: alpha is distrusted only if it clears hardly anything, or if a checkerboard is
/// painted into what it shows; where a key was asked for, it must clear the border.
pub(crate) fn is_good(bitmap: &Bitmap, key: Option<Rgb>) -> bool {
    if clear_border(bitmap).thousandths() >= GOOD_BORDER {
        return true;
    }
    if key.is_some() {
        return false;
    }
    let clear = Share::count(bitmap.pixels().iter(), |it| it[3] < NOISE);
    // A button fills its frame but for its rounded corners.
    let cleared = clear.thousandths() >= CLEARED || has_clear_corners(bitmap);
    cleared && !shows_checkerboard(bitmap)
}

fn has_clear_corners(bitmap: &Bitmap) -> bool {
    let (right, bottom) = (bitmap.width().saturating_sub(1), bitmap.height().saturating_sub(1));
    let corners = [(0, 0), (right, 0), (0, bottom), (right, bottom)];
    !bitmap.pixels().is_empty() && corners.iter().all(|(x, y)| bitmap.get(*x, *y)[3] < NOISE)
}

/// The picture with its own alpha, cleaned.
pub(crate) fn cut(mut bitmap: Bitmap, edges: Edges) -> (Bitmap, Account) {
    let between = Share::count(bitmap.pixels().iter(), |it| (NOISE..=SOLID).contains(&it[3]));
    clean(&mut bitmap, edges);
    let border = clear_border(&bitmap);
    let only = if border.thousandths() < FREE_BORDER { "but only " } else { "" };
    let hard = match edges {
        Edges::Hard if between.n > 0 => {
            format!(
                "; {between} of the picture is translucent, which hard edges made all or nothing"
            )
        }
        Edges::Hard | Edges::Soft => String::new(),
    };
    let share = |it: Share| it.n as f32 / it.of.max(1) as f32;
    // What is half transparent in most of its pixels is a ghost.
    let solid = 1.0 - (share(between) - 0.35).max(0.0);
    let account = Account {
        way: format!("its own alpha, {only}{border} of its border is transparent{hard}"),
        sure: percent(&[share(border), solid]),
        advice: None,
        uncut: false,
    };
    (bitmap, account)
}

/// A picture whose border shows no one surface: as it is.
pub(crate) fn kept(mut bitmap: Bitmap, asked: Option<Rgb>, edges: Edges) -> (Bitmap, Account) {
    clean(&mut bitmap, edges);
    let what = match asked {
        Some(key) => format!("neither {key} nor any other one colour"),
        None => "no one colour".to_owned(),
    };
    let account = Account {
        way: format!("nothing was cut out: {what} surrounds the subject"),
        sure: 0,
        advice: Some("ask for a plain background, or use `cutout = \"network\"`".to_owned()),
        uncut: true,
    };
    (bitmap, account)
}
