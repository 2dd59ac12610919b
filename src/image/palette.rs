//! Colours of a picture: listed, bound to a style's, made fewer.

use std::collections::BTreeMap;

use crate::action::PaletteMode;
use crate::colour::{Oklab, Rgb};
use crate::image::Bitmap;
use crate::image::measure::unique_colours;
use crate::image::quantize::fewer_colours;

/// The most colours of a palette.
const MOST: usize = 256;

/// Why a picture is no palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the picture has more than 256 colours, so it is no palette")]
pub struct TooManyColours;

/// The unique colours of a picture that stands for a palette, by rows; what is not opaque does
/// not count.
///
/// # Errors
///
/// If there are more than 256.
pub fn palette_of(bitmap: &Bitmap) -> Result<Vec<Rgb>, TooManyColours> {
    let mut res: Vec<Rgb> = Vec::new();
    for &[r, g, b, a] in bitmap.pixels() {
        let colour = Rgb([r, g, b]);
        if a < 255 || res.last() == Some(&colour) || res.contains(&colour) {
            continue;
        }
        if res.len() == MOST {
            return Err(TooManyColours);
        }
        res.push(colour);
    }
    Ok(res)
}

/// The picture in a style's colours, or in few enough.
///
/// A locked palette without colours binds nothing. Alpha and transparent pixels stay as they are.
pub(crate) fn with_palette(
    bitmap: Bitmap,
    colours: &[Rgb],
    mode: PaletteMode,
    max: Option<u32>,
) -> Bitmap {
    let bound = match mode {
        PaletteMode::Lock if !colours.is_empty() => mapped(bitmap, nearest_of(colours)),
        PaletteMode::Lock | PaletteMode::Guide => bitmap,
    };
    match max {
        Some(max) if unique_colours(&bound) > max as usize => {
            let few = fewer_colours(&bound, max.max(1) as usize);
            mapped(bound, nearest_of(&few))
        }
        _ => bound,
    }
}

/// Replaces every colour that can be seen.
pub(crate) fn mapped(mut bitmap: Bitmap, by: impl Fn(Rgb) -> Rgb) -> Bitmap {
    // Asked once for each colour: OKLab is slow.
    let mut known: BTreeMap<[u8; 3], [u8; 3]> = BTreeMap::new();
    for pixel in bitmap.pixels_mut() {
        let [r, g, b, a] = *pixel;
        if a > 0 {
            let [r, g, b] = *known.entry([r, g, b]).or_insert_with_key(|it| by(Rgb(*it)).0);
            *pixel = [r, g, b, a];
        }
    }
    bitmap
}

/// Each colour's nearest among some, by how they look; of equally near ones the first.
pub(crate) fn nearest_of(colours: &[Rgb]) -> impl Fn(Rgb) -> Rgb {
    let known: Vec<(Rgb, Oklab)> = colours.iter().map(|it| (*it, it.oklab())).collect();
    move |colour| {
        let place = colour.oklab();
        let distances = known.iter().map(|(rgb, it)| (it.distance(place), *rgb));
        let nearest = distances.min_by(|a, b| a.0.total_cmp(&b.0));
        nearest.map_or(colour, |(_, rgb)| rgb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    const RED: Rgb = Rgb([200, 0, 0]);
    const GREEN: Rgb = Rgb([0, 200, 0]);

    #[test]
    fn a_locked_palette_leaves_no_other_colour() {
        let res = with_palette(art("rkg .wM"), &[RED, GREEN], PaletteMode::Lock, None);
        assert!(palette_of(&res).unwrap().iter().all(|it| [RED, GREEN].contains(it)));
        assert_eq!(res.get(0, 1), [0; 4]);
        assert_eq!([res.get(0, 0), res.get(2, 0)], [art("rg").get(0, 0), art("rg").get(1, 0)]);
    }

    #[test]
    fn few_colours_are_left_alone() {
        let sprite = art("rkg .wM");
        let res = with_palette(sprite.clone(), &[RED], PaletteMode::Guide, Some(5));
        assert_eq!(res, sprite);
    }

    #[test]
    fn of_too_many_colours_those_that_look_alike_are_joined() {
        let pixels = vec![[200, 0, 0, 255], [201, 0, 0, 255], [200, 0, 0, 255], [0, 0, 255, 255]];
        let picture = Bitmap::from_pixels(4, 1, pixels);
        let res = with_palette(picture, &[], PaletteMode::Guide, Some(2));
        assert_eq!(palette_of(&res).unwrap(), [RED, Rgb([0, 0, 255])]);
    }

    #[test]
    fn a_palette_is_read_by_rows_and_has_at_most_256_colours() {
        assert_eq!(palette_of(&art("g.r rgr")).unwrap(), [GREEN, RED]);
        let many = |n: u32| {
            let pixels = (0..n).map(|it| [it as u8, (it >> 8) as u8, 0, 255]).collect();
            palette_of(&Bitmap::from_pixels(n, 1, pixels)).map(|it| it.len())
        };
        assert_eq!([many(256), many(257)], [Ok(256), Err(TooManyColours)]);
    }
}
