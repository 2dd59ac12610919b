//! A picture's ramp becomes another one: what was darker stays darker.

use std::collections::BTreeMap;

use crate::colour::{Oklab, Rgb};
use crate::image::Bitmap;
use crate::image::palette::mapped;

/// A colour this near to one of a ramp, in OKLab, is one of its shades: what JPEG and smoothing
/// leave, and less than what lies between two colours that an artist tells apart.
const OF_THE_RAMP: f32 = 0.05;

/// The picture in these colours: its own, sorted by lightness, are spread over them.
///
/// Without any colours nothing changes.
pub(crate) fn recolored(bitmap: Bitmap, colours: &[Rgb]) -> Bitmap {
    let target = by_lightness(colours.to_vec());
    if target.is_empty() {
        return bitmap;
    }
    let seen = bitmap.pixels().iter().filter(|it| it[3] > 0);
    let own = by_lightness(seen.map(|&[r, g, b, _]| Rgb([r, g, b])).collect());
    let places: BTreeMap<Rgb, usize> = own.iter().enumerate().map(|(idx, it)| (*it, idx)).collect();
    mapped(bitmap, |colour| {
        let idx = places.get(&colour).copied().unwrap_or_default();
        target[spread(idx, own.len(), target.len())]
    })
}

/// The picture with one ramp in place of another: a colour near one of `from`, in OKLab, becomes
/// that of `to` which is as far up its ramp, and keeps what it differs by. Other colours stay.
pub(crate) fn ramp_recolored(bitmap: Bitmap, from: &[Rgb], to: &[Rgb]) -> Bitmap {
    let (from, to) = (by_lightness(from.to_vec()), by_lightness(to.to_vec()));
    if from.is_empty() || to.is_empty() {
        return bitmap;
    }
    let pair =
        |(idx, it): (usize, &Rgb)| (it.oklab(), to[spread(idx, from.len(), to.len())].oklab());
    let pairs: Vec<(Oklab, Oklab)> = from.iter().enumerate().map(pair).collect();
    mapped(bitmap, |colour| {
        let own = colour.oklab();
        let distances = pairs.iter().map(|it| (own.distance(it.0), it));
        let nearest = distances.min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, (old, new))) = nearest.filter(|it| it.0 < OF_THE_RAMP) else { return colour };
        let moved =
            Oklab { l: own.l - old.l + new.l, a: own.a - old.a + new.a, b: own.b - old.b + new.b };
        moved.rgb()
    })
}

/// Unique colours from dark to light.
fn by_lightness(mut colours: Vec<Rgb>) -> Vec<Rgb> {
    colours.sort_unstable();
    colours.dedup();
    let mut keyed: Vec<(f32, Rgb)> = colours.iter().map(|it| (it.oklab().l, *it)).collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    keyed.into_iter().map(|(_, it)| it).collect()
}

/// Place `idx` of `from` in a list of `to`: ends to ends, a single one to the middle.
fn spread(idx: usize, from: usize, to: usize) -> usize {
    if from < 2 {
        return to / 2;
    }
    let steps = from - 1;
    (2 * idx * (to - 1) + steps) / (2 * steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    const BLACK: Rgb = Rgb([0, 0, 0]);
    const WHITE: Rgb = Rgb([255, 255, 255]);

    #[test]
    fn dark_stays_dark_in_whatever_order_the_colours_are_given() {
        let expected = art("kw .k");
        assert_eq!(recolored(art("rg .r"), &[BLACK, WHITE]), expected);
        assert_eq!(recolored(art("rg .r"), &[WHITE, BLACK]), expected);
    }

    #[test]
    fn as_many_colours_as_there_are_become_one_another() {
        for n in 1..20 {
            let places: Vec<_> = (0..n).map(|it| spread(it, n, n)).collect();
            assert_eq!(places, (0..n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn one_ramp_becomes_another_and_the_rest_stays() {
        let [red, green, blue] = [[200, 0, 0], [0, 200, 0], [0, 0, 200]].map(Rgb);
        let res = ramp_recolored(art("rgb .kw"), &[red, green], &[BLACK, WHITE]);
        assert_eq!(res, art("kwb .kw"));
        let mut nearly = art("r");
        nearly.set(0, 0, [204, 4, 2, 255]);
        let [r, g, b, _] = ramp_recolored(nearly, &[red], &[blue]).get(0, 0);
        assert!(b > 200 && r < 10 && g < 20, "{r} {g} {b} is no shade of blue");
    }

    #[test]
    fn no_colours_change_nothing() {
        assert_eq!(recolored(art("rg"), &[]), art("rg"));
        assert_eq!(ramp_recolored(art("rg"), &[BLACK], &[]), art("rg"));
        assert_eq!(ramp_recolored(art("rg"), &[], &[BLACK]), art("rg"));
    }
}
