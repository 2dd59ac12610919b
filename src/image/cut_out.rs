//! The background becomes transparent, by what the painting's own request asked for.

use crate::action::AskedBackground;
use crate::action::Edges;
use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::alpha::clean;
use crate::image::backdrop::Backdrop;
use crate::image::matte::unmix;
use crate::image::measure::Share;
use crate::image::measure::clear_border;

/// The least of the border that is transparent around a subject, in thousandths.
const FREE_BORDER: u64 = 800;

/// The picture without its background, and how that was done, in words.
pub(crate) fn cut_out(bitmap: Bitmap, asked: AskedBackground, edges: Edges) -> (Bitmap, String) {
    match asked {
        AskedBackground::Transparent => by_its_own_alpha(bitmap, edges),
        AskedBackground::Key(key) => by_key(bitmap, key, edges),
        AskedBackground::Colour(colour) => (bitmap, format!("the background {colour} stays")),
        AskedBackground::Opaque => (bitmap, "the picture fills its frame".to_owned()),
    }
}

fn by_its_own_alpha(mut bitmap: Bitmap, edges: Edges) -> (Bitmap, String) {
    clean(&mut bitmap, edges);
    let border = clear_border(&bitmap);
    let only = if border.thousandths() < FREE_BORDER { "but only " } else { "" };
    let how = format!("the painting's own alpha, {only}{border} of its border is transparent");
    (bitmap, how)
}

fn by_key(mut bitmap: Bitmap, key: Rgb, edges: Edges) -> (Bitmap, String) {
    // A model may answer with an alpha channel that nobody asked for.
    clean(&mut bitmap, Edges::Soft);
    let backdrop = Backdrop::find(&bitmap, key);
    unmix(&mut bitmap, &backdrop, edges);
    clean(&mut bitmap, edges);
    let how = how_keyed(key, &backdrop);
    (bitmap, how)
}

fn how_keyed(key: Rgb, backdrop: &Backdrop) -> String {
    let behind = Share::count(backdrop.behind.iter(), |it| *it);
    if behind.n == 0 {
        return format!("{key} was to be keyed out, but the border does not show it");
    }
    let mut res = format!("{key} keyed out");
    if backdrop.colour != key {
        res += &format!(" (painted as {})", backdrop.colour);
    }
    res += &format!(", {behind} of the picture");
    match backdrop.n_holes {
        0 => {}
        1 => res += ", 1 enclosed hole",
        n_holes => res += &format!(", {n_holes} enclosed holes"),
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    fn check(picture: &str, asked: AskedBackground, expected: &str, how: &str) {
        let (bitmap, note) = cut_out(art(picture), asked, Edges::Hard);
        assert_eq!((bitmap, note.as_str()), (art(expected), how));
    }

    #[test]
    fn how_a_picture_was_cut_out_is_told_in_words() {
        let key = AskedBackground::Key(Rgb([255, 0, 255]));
        let own = AskedBackground::Transparent;
        check(
            "MMMM MrrM MrrM MMMM",
            key,
            ".... .rr. .rr. ....",
            "#FF00FF keyed out, 75 % of the picture",
        );
        check(
            "rr rr",
            key,
            "rr rr",
            "#FF00FF was to be keyed out, but the border does not show it",
        );
        check(
            "... .r. ...",
            own,
            "... .r. ...",
            "the painting's own alpha, 100 % of its border is transparent",
        );
        check(
            "r.. rr. r..",
            own,
            "r.. rr. r..",
            "the painting's own alpha, but only 62.5 % of its border is transparent",
        );
    }

    #[test]
    fn what_was_not_to_be_cut_out_stays_as_it_is() {
        let mut bitmap = art("Mr.");
        bitmap.set(2, 0, [9, 9, 9, 7]);
        for asked in [AskedBackground::Opaque, AskedBackground::Colour(Rgb([255, 0, 255]))] {
            assert_eq!(cut_out(bitmap.clone(), asked, Edges::Hard).0, bitmap);
        }
    }
}
