//! Chooses the way in which a background goes, and tells it.

use crate::action::{AskedBackground, Edges, Shadow, Way};
use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::cut_out::account::Account;
use crate::image::cut_out::{masked, native, one_plate, two_plates};

/// A picture without its background.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CutOut {
    pub(crate) bitmap: Bitmap,
    /// How that was done, in words.
    pub(crate) how: String,
    /// A background was to go, and none was found.
    pub(crate) uncut: bool,
}

impl CutOut {
    fn not_wanted(bitmap: Bitmap, how: String) -> CutOut {
        CutOut { bitmap, how, uncut: false }
    }
}

/// The picture without its background, and how that was done. `second` is the picture that the way
/// names.
pub(crate) fn cut_out(
    bitmap: Bitmap,
    asked: AskedBackground,
    edges: Edges,
    shadow: Option<Shadow>,
    way: Way,
    second: Option<&Bitmap>,
) -> CutOut {
    let shadow = shadow.unwrap_or(Shadow::of_edges(edges));
    let (bitmap, account) = match (way, asked, second) {
        (Way::Auto, AskedBackground::Colour(colour), _) => {
            return CutOut::not_wanted(bitmap, format!("the background {colour} stays"));
        }
        (Way::Auto, AskedBackground::Opaque, _) => {
            return CutOut::not_wanted(bitmap, "the picture fills its frame".to_owned());
        }
        (Way::Native, ..) => native::cut(bitmap, edges),
        (Way::TwoPlate { .. }, _, Some(plate)) => two_plates::cut(&bitmap, plate, edges)
            .unwrap_or_else(|why| {
                let (res, mut account) = by_what_came(bitmap, asked, edges, shadow);
                account.way = format!("{why}; so by the first alone: {}", account.way);
                (res, account)
            }),
        (Way::Network { .. }, _, Some(mask)) => masked::cut(&bitmap, mask, edges),
        (Way::AutoOrNetwork { .. }, _, Some(mask)) => {
            match by_what_came(bitmap.clone(), asked, edges, shadow) {
                (_, account) if account.uncut => {
                    let (res, mut account) = masked::cut(&bitmap, mask, edges);
                    let by = account.way;
                    account.way = format!("no one colour surrounds the subject, so {by}");
                    (res, account)
                }
                cut => cut,
            }
        }
        (Way::Key, ..) => by_the_border(bitmap, key_of(asked), edges, shadow),
        (
            Way::Auto | Way::TwoPlate { .. } | Way::Network { .. } | Way::AutoOrNetwork { .. },
            ..,
        ) => by_what_came(bitmap, asked, edges, shadow),
    };
    CutOut { bitmap, how: account.to_string(), uncut: account.uncut }
}

/// Alpha that is good is kept, whatever was asked for: some models have it and some do not.
fn by_what_came(
    bitmap: Bitmap,
    asked: AskedBackground,
    edges: Edges,
    shadow: Shadow,
) -> (Bitmap, Account) {
    if native::is_good(&bitmap, key_of(asked)) {
        return native::cut(bitmap, edges);
    }
    by_the_border(bitmap, key_of(asked), edges, shadow)
}

fn by_the_border(
    bitmap: Bitmap,
    key: Option<Rgb>,
    edges: Edges,
    shadow: Shadow,
) -> (Bitmap, Account) {
    match one_plate::cut(&bitmap, key, edges, shadow) {
        Some(done) => done,
        None => native::kept(bitmap, key, edges),
    }
}

fn key_of(asked: AskedBackground) -> Option<Rgb> {
    match asked {
        AskedBackground::Key(it) | AskedBackground::Colour(it) => Some(it),
        AskedBackground::Transparent | AskedBackground::Opaque => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::image::tests::art;

    fn check(picture: &str, asked: AskedBackground, expected: &str, how: &str) {
        let cut = cut_out(art(picture), asked, Edges::Hard, None, Way::Auto, None);
        assert_eq!((cut.bitmap, cut.how.as_str()), (art(expected), how));
    }

    #[test]
    fn how_a_picture_was_cut_out_is_told_in_words() {
        let key = AskedBackground::Key(Rgb([255, 0, 255]));
        let own = AskedBackground::Transparent;
        check(
            "MMMM MrrM MrrM MMMM",
            key,
            ".... .rr. .rr. ....",
            "#FF00FF keyed out, 75 % of the picture; 99 % sure",
        );
        check(
            "wwww wrrw wrrw wwww",
            key,
            ".... .rr. .rr. ....",
            "the background #FFFFFF taken away (#FF00FF was asked for), 75 % of the picture; \
             94 % sure",
        );
        check(
            "rgb kwr gbk",
            key,
            "rgb kwr gbk",
            "nothing was cut out: neither #FF00FF nor any other one colour surrounds the subject; \
             0 % sure. ask for a plain background, or use `cutout = \"network\"`",
        );
        check(
            "... .r. ...",
            own,
            "... .r. ...",
            "its own alpha, 100 % of its border is transparent; 99 % sure",
        );
        check(
            "r.. rg. b..",
            own,
            "r.. rg. b..",
            "its own alpha, but only 62.5 % of its border is transparent; 62 % sure",
        );
    }

    #[test]
    fn a_mask_is_looked_at_only_where_the_border_shows_nothing() {
        let way = Way::AutoOrNetwork { mask: Digest::of(b"mask") };
        let key = AskedBackground::Key(Rgb([255, 0, 255]));
        let cut = |picture: &str| {
            let mask = art("kkk kwk kkk");
            cut_out(art(picture), key, Edges::Hard, None, way, Some(&mask))
        };
        let by_border = cut("MMM MrM MMM");
        assert!(by_border.how.starts_with("#FF00FF keyed out"), "{}", by_border.how);
        let by_mask = cut("rgb kwr gbk");
        let so = "no one colour surrounds the subject, so the mask of a network";
        assert!(by_mask.how.starts_with(so) && !by_mask.uncut, "{}", by_mask.how);
    }

    #[test]
    fn what_was_not_to_be_cut_out_stays_as_it_is() {
        let mut bitmap = art("Mr.");
        bitmap.set(2, 0, [9, 9, 9, 7]);
        for asked in [AskedBackground::Opaque, AskedBackground::Colour(Rgb([255, 0, 255]))] {
            let cut = cut_out(bitmap.clone(), asked, Edges::Hard, None, Way::Auto, None);
            assert_eq!(cut.bitmap, bitmap);
        }
    }
}
