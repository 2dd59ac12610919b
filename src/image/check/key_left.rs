//! Whether the key colour that was asked for is still in what was cut out: as a shadow on the ground.

use crate::action::Finding;
use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::alpha::{NOISE, SOLID};
use crate::image::check::measured::Measured;
use crate::image::measure::Share;

/// Keys that are asked for; any of them may be left where nobody says which it was.
const KEYS: [Rgb; 4] = [Rgb([255, 0, 255]), Rgb([0, 255, 0]), Rgb([0, 0, 255]), Rgb([0, 255, 255])];
/// How far a darkened key lies from the key's own hue, in steps of a channel; without knowing the
/// key, less.
const OFF: f32 = 16.0;
const OFF_ANY: f32 = 6.0;
/// Darker than this share of the key it is black.
const LIGHT: f32 = 0.12;
/// Art has few shades of a hue as pure as that; a shadow has at least so many.
const SHADES: usize = 16;
/// The most that may be left, in thousandths of what can be seen.
const MOST: u64 = 10;

/// Little of what can be seen is the key with less light on it. `behind` is the colour that was
/// keyed out; where nobody says which, only what fades like a shadow counts.
pub(crate) fn key_left(picture: &Bitmap, behind: Option<Rgb>) -> Finding {
    let left = match behind {
        Some(key) => (key, darkened(picture, key, OFF).0),
        None => {
            let of = |key| (key, darkened(picture, key, OFF_ANY));
            let fading = KEYS.map(of).into_iter().filter(|it| it.1.1 >= SHADES);
            let most = fading.max_by_key(|it| it.1.0.n);
            most.map_or((KEYS[0], Share { n: 0, of: 1 }), |it| (it.0, it.1.0))
        }
    };
    let (key, share) = left;
    Measured {
        check: "key-color",
        hard: false,
        passed: share.thousandths() <= MOST,
        measured: format!("{share} of what can be seen is {key} in shadow"),
        required: "at most 1 %".to_owned(),
    }
    .or_suggest("paint no shadow on the ground or background: keep the background one flat color")
}

/// How much of what can be seen is a saturated key, darkened; and in how many shades.
fn darkened(picture: &Bitmap, key: Rgb, most_off: f32) -> (Share, usize) {
    let key = key.0.map(f32::from);
    let (least, most) =
        (key.into_iter().fold(255.0, f32::min), key.into_iter().fold(0.0, f32::max));
    let seen = picture.pixels().iter().filter(|it| it[3] >= NOISE);
    if most - least < 100.0 {
        // Every grey is a darkened white.
        return (Share { n: 0, of: seen.count() as u64 }, 0);
    }
    let squared = key.iter().map(|it| it * it).sum::<f32>();
    let mut shades = [false; 64];
    let mut res = Share { n: 0, of: 0 };
    for [r, g, b, alpha] in seen {
        let own = [*r, *g, *b].map(f32::from);
        let light = own.iter().zip(key).map(|(own, key)| own * key).sum::<f32>() / squared;
        let off: f32 = own.iter().zip(key).map(|(own, key)| (own - key * light).powi(2)).sum();
        res.of += 1;
        if *alpha > SOLID && light > LIGHT && off < most_off * most_off {
            res.n += 1;
            shades[((light * 64.0) as usize).min(63)] = true;
        }
    }
    (res, shades.into_iter().filter(|it| *it).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAGENTA: Rgb = Rgb([255, 0, 255]);

    /// A grey disc on a puddle of a colour that fades, or is flat.
    fn puddle(key: Rgb, fades: bool) -> Bitmap {
        let pixel = |idx: u32| {
            let (x, y) = (f64::from(idx % 80) - 40.0, f64::from(idx / 80));
            let far = ((x / 34.0).powi(2) + ((y - 62.0) / 9.0).powi(2)).sqrt();
            let light = if fades { 0.3 + 0.7 * far } else { 0.5 };
            if x * x + (y - 34.0).powi(2) < 600.0 {
                [130, 128, 124, 255]
            } else if far < 1.0 {
                let [r, g, b] = key.0.map(|it| (f64::from(it) * light) as u8);
                [r, g, b, 255]
            } else {
                [0; 4]
            }
        };
        Bitmap::from_pixels(80, 80, (0..80 * 80).map(pixel).collect())
    }

    #[test]
    fn a_puddle_of_the_key_is_found_whoever_says_which_key_it_was() {
        for key in KEYS {
            let finding = key_left(&puddle(key, true), None);
            assert!(!finding.passed && finding.measured.contains(&key.to_string()), "{finding:?}");
        }
        assert!(!key_left(&puddle(MAGENTA, false), Some(MAGENTA)).passed);
    }

    #[test]
    fn art_of_few_pure_shades_and_other_hues_is_no_puddle() {
        assert!(key_left(&puddle(MAGENTA, false), None).passed);
        assert!(key_left(&puddle(Rgb([200, 40, 90]), true), None).passed);
        assert!(key_left(&puddle(MAGENTA, true), Some(Rgb([0, 255, 0]))).passed);
        assert!(key_left(&puddle(Rgb([90; 3]), true), Some(Rgb([255; 3]))).passed);
        assert!(key_left(&Bitmap::new(0, 3), None).passed);
    }
}
