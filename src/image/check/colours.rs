//! How many colours there are, how far they lie from the style's, and how sharply they meet.

use std::collections::BTreeMap;

use crate::action::Finding;
use crate::colour::{Oklab, Rgb};
use crate::image::Bitmap;
use crate::image::check::measured::Measured;
use crate::image::measure::{FEW_PIXELS, laplacian_variance, unique_colours};

/// There are few enough colours; for pixel art too many are fatal.
pub(crate) fn colours(picture: &Bitmap, most: u32, pixel_art: bool) -> Finding {
    let n_colours = unique_colours(picture);
    Measured {
        check: "colors",
        hard: pixel_art,
        passed: n_colours <= most as usize,
        measured: format!("{n_colours} colors"),
        required: format!("at most {most}"),
    }
    .or_suggest(&format!(
        "use at most {most} flat colors, without gradients, glow or anti-aliasing"
    ))
}

/// Soft: a calm subject of few colours is not blurred.
pub(crate) fn sharpness(picture: &Bitmap, least: u32) -> Finding {
    let variance = laplacian_variance(picture);
    Measured {
        check: "sharpness",
        hard: false,
        passed: variance >= f64::from(least),
        measured: format!("Laplacian variance {variance:.1}"),
        required: format!("at least {least}"),
    }
    .or_suggest("use crisp square pixels with hard edges and clear contrast, without blur")
}

/// The colours keep near the style's; `most` is the mean distance in thousandths of OKLab.
pub(crate) fn palette(picture: &Bitmap, palette: &[Rgb], most: u32) -> Finding {
    let distance = palette_distance(picture, palette);
    let names: Vec<String> = palette.iter().take(8).map(ToString::to_string).collect();
    Measured {
        check: "palette-distance",
        hard: false,
        passed: distance * 1000.0 <= f64::from(most),
        measured: format!("colors {distance:.3} off the palette"),
        required: format!("at most {:.3}", f64::from(most) / 1000.0),
    }
    .or_suggest(&format!("keep to the palette and shades of it: {}", names.join(", ")))
}

/// The mean over all pixels that can be seen of the distance to the palette in OKLab.
///
/// A shade of a colour of the palette is as good as the colour, so a pixel is compared with the
/// line of each colour's shades: hue and chroma together, both falling to grey towards black and
/// white. Colours that are nearly equal are taken together, so that a photograph takes no longer.
pub(crate) fn palette_distance(picture: &Bitmap, palette: &[Rgb]) -> f64 {
    let palette: Vec<Oklab> = palette.iter().map(|it| it.oklab()).collect();
    let (mut sum, mut n_all) = (0.0, 0);
    for (colour, n) in groups(picture) {
        let own = colour.oklab();
        let distances = palette.iter().map(|it| from_shades(own, *it));
        sum += f64::from(distances.fold(f32::INFINITY, f32::min)) * n as f64;
        n_all += n;
    }
    if n_all == 0 || palette.is_empty() { 0.0 } else { sum / n_all as f64 }
}

/// How far a colour is from the nearest shade of another one.
fn from_shades(own: Oklab, of: Oklab) -> f32 {
    let faded = |share: f32| {
        let (a, b) = (own.a - of.a * share, own.b - of.b * share);
        (a * a + b * b).sqrt()
    };
    // The share of the chroma that is left where the shade's lightness is that of the colour: all
    // of it between, falling to none at black and at white.
    let left = if own.l < of.l { own.l / of.l } else { (1.0 - own.l) / (1.0 - of.l).max(1e-6) };
    // Ramps keep their chroma or lose it; both are shades.
    let nearest = (own.a * of.a + own.b * of.b) / (of.a * of.a + of.b * of.b).max(1e-9);
    faded(nearest.clamp(left.clamp(0.0, 1.0), 1.0))
}

/// Mean colours of those that agree in their upper five bits, and how many pixels have them.
fn groups(picture: &Bitmap) -> Vec<(Rgb, u64)> {
    let seen: Vec<[u64; 4]> = if picture.pixels().len() <= FEW_PIXELS {
        let mut sums = BTreeMap::new();
        add_up(picture, |group, pixel| add(sums.entry(group).or_default(), pixel));
        sums.into_values().collect()
    } else {
        let mut sums = vec![[0; 4]; 1 << 15];
        add_up(picture, |group, pixel| add(&mut sums[group], pixel));
        sums.into_iter().filter(|it| it[3] > 0).collect()
    };
    let mean = |[r, g, b, n]: [u64; 4]| (Rgb([r, g, b].map(|it| ((it + n / 2) / n) as u8)), n);
    seen.into_iter().map(mean).collect()
}

/// Calls for every pixel that can be seen with the number of its group.
fn add_up(picture: &Bitmap, mut add: impl FnMut(usize, [u8; 3])) {
    for &[r, g, b, alpha] in picture.pixels() {
        if alpha > 0 {
            let [high_r, high_g, high_b] = [r, g, b].map(|it| usize::from(it >> 3));
            add(high_r << 10 | high_g << 5 | high_b, [r, g, b]);
        }
    }
}

fn add(sum: &mut [u64; 4], [r, g, b]: [u8; 3]) {
    for (sum, value) in sum.iter_mut().zip([r, g, b, 1]) {
        *sum += u64::from(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    const GREEN: Rgb = Rgb([0, 200, 0]);

    fn distance(of: Rgb, palette: &[Rgb]) -> f64 {
        let [r, g, b] = of.0;
        palette_distance(&Bitmap::from_pixels(1, 1, vec![[r, g, b, 255]]), palette)
    }

    #[test]
    fn a_colour_of_the_palette_and_its_shades_lie_near_and_others_far() {
        assert!(distance(GREEN, &[GREEN]) < 1e-6);
        for shade in [[0, 120, 0], [0, 60, 0], [140, 230, 140], [0, 0, 0], [255, 255, 255]] {
            assert!(distance(Rgb(shade), &[GREEN]) < 0.05, "{shade:?}");
        }
        for other in [[200, 0, 0], [0, 0, 200], [200, 0, 200]] {
            assert!(distance(Rgb(other), &[GREEN]) > 0.2, "{other:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_has_no_distance() {
        assert_eq!(palette_distance(&Bitmap::new(3, 3), &[GREEN]), 0.0);
        assert_eq!(palette_distance(&art("rrr"), &[]), 0.0);
    }

    #[test]
    fn small_and_large_pictures_are_grouped_alike() {
        let pixels = crate::image::tests::numbers(11).map(|it| {
            let [r, g, b, ..] = it.to_le_bytes();
            [r, g, b, 255]
        });
        let small = Bitmap::from_pixels(64, 64, pixels.take(64 * 64).collect());
        // Every pixel four times, so that colours and shares stay and the count does not.
        let large = crate::image::geometry::scaled(&small, 4).unwrap();
        assert!(small.pixels().len() <= FEW_PIXELS && large.pixels().len() > FEW_PIXELS);
        let (small, large) = (groups(&small), groups(&large));
        assert_eq!(small.len(), large.len());
        for ((of_small, n_small), (of_large, n_large)) in small.into_iter().zip(large) {
            assert_eq!((of_small, n_small * 16), (of_large, n_large));
        }
    }

    #[test]
    fn the_distance_is_the_mean_over_pixels() {
        let near = palette_distance(&art("gggr"), &[GREEN]);
        let far = palette_distance(&art("rrrr"), &[GREEN]);
        assert!((near * 4.0 - far).abs() < 1e-6, "{near} is no quarter of {far}");
    }
}
