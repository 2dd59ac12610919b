//! How much of the truth came back.

use std::collections::BTreeMap;

use assetbuild::colour::{Oklab, Rgb};
use assetbuild::image::Bitmap;

/// Of one picture; shares from 0 to 1.
pub(crate) struct Score {
    /// Both sides within two pixels of the truth.
    pub(crate) sized: bool,
    /// Pixels of exactly the right colour.
    pub(crate) exact: f64,
    /// Pixels whose nearest palette colour is the right one, over the subject and a pixel around.
    pub(crate) subject: f64,
}

/// At the best alignment within two pixels; a picture of another size is resized first.
pub(crate) fn score(truth: &Bitmap, found: &Bitmap, palette: &[Rgb]) -> Score {
    let off = [
        i64::from(found.width()) - i64::from(truth.width()),
        i64::from(found.height()) - i64::from(truth.height()),
    ];
    let sized = off.iter().all(|it| it.abs() <= 2);
    let found = if sized { found.clone() } else { resized(found, truth) };
    let subject = subject(truth);
    let found = read(&found, palette);
    let mut best = Score { sized, exact: -1.0, subject: 0.0 };
    for dy in -2..=2 {
        for dx in -2..=2 {
            let score = aligned(truth, &found, &subject, [dx, dy]);
            if score.0 + score.1 > best.exact + best.subject {
                best = Score { sized, exact: score.0, subject: score.1 };
            }
        }
    }
    best
}

/// The picture in the nearest colours of the palette; what cannot be seen stays so.
pub(crate) fn nearest(bitmap: &Bitmap, palette: &[Rgb]) -> Bitmap {
    let read = read(bitmap, palette);
    let pixels = bitmap.pixels().iter().zip(&read.nearest);
    let pixel = |(own, &[r, g, b]): (&[u8; 4], &[u8; 3])| {
        if own[3] > 0 { [r, g, b, 255] } else { [0; 4] }
    };
    Bitmap::from_pixels(bitmap.width(), bitmap.height(), pixels.map(pixel).collect())
}

/// Every pixel beside its nearest colour of the palette.
struct Read {
    bitmap: Bitmap,
    nearest: Vec<[u8; 3]>,
}

fn read(found: &Bitmap, palette: &[Rgb]) -> Read {
    let places: Vec<_> = palette.iter().map(|it| (it.0, it.oklab())).collect();
    let mut known: BTreeMap<[u8; 4], [u8; 3]> = BTreeMap::new();
    let nearest = |pixel: &[u8; 4]| {
        *known.entry(*pixel).or_insert_with(|| {
            let [r, g, b, _] = *pixel;
            let place = Rgb([r, g, b]).oklab();
            let distance = |it: &&([u8; 3], Oklab)| it.1.distance(place);
            let nearest = places.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
            nearest.expect("a palette has colours").0
        })
    };
    let nearest = found.pixels().iter().map(nearest).collect();
    Read { bitmap: found.clone(), nearest }
}

fn resized(found: &Bitmap, truth: &Bitmap) -> Bitmap {
    let mut res = Bitmap::new(truth.width(), truth.height());
    for y in 0..truth.height() {
        for x in 0..truth.width() {
            let at = |it: u32, from: u32, to: u32| (2 * it + 1) * from / (2 * to);
            let pixel = found
                .get(at(x, found.width(), truth.width()), at(y, found.height(), truth.height()));
            res.set(x, y, pixel);
        }
    }
    res
}

/// Which pixels are not background, or beside one that is not.
fn subject(truth: &Bitmap) -> Vec<bool> {
    let behind = truth.get(0, 0);
    let near = |idx: usize| {
        let (x, y) = (idx as i64 % i64::from(truth.width()), idx as i64 / i64::from(truth.width()));
        let around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| [x + dx, y + dy]));
        let mut there = around.map(|[x, y]| truth.get_or_clear(x, y));
        there.any(|it| it != behind && it[3] > 0)
    };
    (0..truth.pixels().len()).map(near).collect()
}

/// Shares of exact pixels, and of right ones of the subject.
fn aligned(truth: &Bitmap, found: &Read, subject: &[bool], [dx, dy]: [i64; 2]) -> (f64, f64) {
    let (mut exact, mut right, mut n_subject) = (0, 0, 0_u32);
    for (idx, &[r, g, b, _]) in truth.pixels().iter().enumerate() {
        let (x, y) = (idx as i64 % i64::from(truth.width()), idx as i64 / i64::from(truth.width()));
        let (x, y) = (x + dx, y + dy);
        let pixel = found.bitmap.get_or_clear(x, y);
        exact += usize::from(pixel == [r, g, b, 255]);
        if subject[idx] {
            n_subject += 1;
            let inside = pixel[3] > 0;
            let at = y * i64::from(found.bitmap.width()) + x;
            right += usize::from(inside && found.nearest[at as usize] == [r, g, b]);
        }
    }
    (exact as f64 / truth.pixels().len() as f64, right as f64 / f64::from(n_subject.max(1)))
}
