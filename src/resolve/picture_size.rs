//! Which size a model is asked for. Part of an edition: another choice re-bills every picture.

use crate::model::Sizes;

/// Pixel art is asked for at least this large on its longer side, so that cells are found again.
const CLEAR: u32 = 512;

/// The same for its shorter side, which is what a row of frames has of each.
const NARROW: u32 = 256;

/// The size to ask for, width × height in pixels.
///
/// `art` is the picture in art pixels, all cells of a sheet included; `aspect` is the user's. How
/// large the file is changes nothing: that is an enlargement, which costs nothing.
pub(crate) fn asked(
    art: [u32; 2],
    pixel_art: bool,
    aspect: Option<[u32; 2]>,
    sizes: &Sizes,
) -> [u32; 2] {
    let factor = if pixel_art { factor(art) } else { 1 };
    let wanted = widened(art.map(|it| it.saturating_mul(factor)), aspect);
    match sizes {
        Sizes::Free { max } if wanted[0].max(wanted[1]) <= *max => wanted,
        Sizes::Free { max } => shrunk(art, wanted, pixel_art && aspect.is_none(), *max),
        Sizes::Table(listed) => nearest(wanted, listed).unwrap_or(wanted),
        Sizes::ArtPixels { min, max } => true_size(widened(art, aspect), *min, *max),
    }
}

/// Pixels of a painting for each art pixel, so that it is large enough to be read.
fn factor(art: [u32; 2]) -> u32 {
    let [shorter, longer] = [art[0].min(art[1]).max(1), art[0].max(art[1]).max(1)];
    CLEAR.div_ceil(longer).max(NARROW.div_ceil(shorter))
}

/// The least size of an aspect that holds `size`.
fn widened(size: [u32; 2], aspect: Option<[u32; 2]>) -> [u32; 2] {
    let Some([x, y]) = aspect else { return size };
    let [width, height] = size.map(u64::from);
    let (x, y) = (u64::from(x), u64::from(y));
    let fit = |it: u64| u32::try_from(it).unwrap_or(u32::MAX);
    if width * y < height * x {
        [fit((height * x).div_ceil(y)), size[1]]
    } else {
        [size[0], fit((width * y).div_ceil(x))]
    }
}

/// The art pixels themselves, or the least whole multiple of them that the model paints.
fn true_size(art: [u32; 2], min: u32, max: u32) -> [u32; 2] {
    let [shorter, longer] = [art[0].min(art[1]).max(1), art[0].max(art[1])];
    let larger = art.map(|it| it.saturating_mul(min.div_ceil(shorter)));
    if larger[0].max(larger[1]) <= max {
        return larger;
    }
    let fit = |side: u32| {
        let side = u64::from(side) * u64::from(max) / u64::from(longer.max(1));
        u32::try_from(side).unwrap_or(max).clamp(min.min(max), max)
    };
    art.map(fit)
}

/// A size that a model with a longest side paints: for pixel art a whole multiple, if any fits.
fn shrunk(art: [u32; 2], wanted: [u32; 2], pixel_art: bool, max: u32) -> [u32; 2] {
    let multiple = max / art[0].max(art[1]).max(1);
    if pixel_art && multiple > 0 {
        return art.map(|it| it * multiple);
    }
    let longer = u64::from(wanted[0].max(wanted[1]));
    wanted.map(|size| {
        let side = u64::from(size) * u64::from(max) / longer;
        u32::try_from(side).unwrap_or(max).max(1)
    })
}

/// Of the listed sizes that hold `wanted` the one of the nearest aspect, the smallest of equals;
/// if none does, the largest of the nearest aspect.
fn nearest(wanted: [u32; 2], listed: &[[u32; 2]]) -> Option<[u32; 2]> {
    let holds = |it: &&[u32; 2]| it[0] >= wanted[0] && it[1] >= wanted[1];
    let area = |it: &[u32; 2]| u64::from(it[0]) * u64::from(it[1]);
    let aspect = |a: &[u32; 2], b: &[u32; 2]| skew(wanted, *a).total_cmp(&skew(wanted, *b));
    let best = listed.iter().filter(holds);
    let best = best.min_by(|a, b| aspect(a, b).then(area(a).cmp(&area(b))));
    let or_else = || {
        let all = listed.iter();
        all.min_by(|a, b| aspect(a, b).then(area(b).cmp(&area(a))))
    };
    best.or_else(or_else).copied()
}

/// How far two aspects are apart: 1 for equal ones, more the farther.
fn skew(a: [u32; 2], b: [u32; 2]) -> f64 {
    let one = f64::from(a[0]) * f64::from(b[1]);
    let two = f64::from(a[1]) * f64::from(b[0]);
    one.max(two) / one.min(two).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: Sizes = Sizes::Free { max: 2048 };

    #[test]
    fn pixel_art_is_asked_for_large_enough_to_be_read() {
        assert_eq!(asked([32, 32], true, None, &FREE), [512, 512]);
        assert_eq!(asked([48, 16], true, None, &FREE), [768, 256]);
        assert_eq!(asked([192, 32], true, None, &FREE), [1536, 256]);
        assert_eq!(asked([32, 32], false, None, &FREE), [32, 32]);
    }

    #[test]
    fn no_model_is_asked_for_more_than_it_paints() {
        assert_eq!(asked([384, 32], true, None, &FREE), [1920, 160]);
        assert_eq!(asked([3000, 1000], true, None, &FREE), [2048, 682]);
        assert_eq!(asked([4096, 2048], false, None, &FREE), [2048, 1024]);
    }

    #[test]
    fn a_model_of_true_pixels_is_asked_for_the_art_itself() {
        let pixels = Sizes::ArtPixels { min: 16, max: 256 };
        assert_eq!(asked([32, 32], true, None, &pixels), [32, 32]);
        assert_eq!(asked([48, 8], true, None, &pixels), [96, 16]);
        assert_eq!(asked([512, 256], true, None, &pixels), [256, 128]);
        assert_eq!(asked([640, 8], true, None, &pixels), [256, 16]);
        assert_eq!(asked([128, 64], false, None, &pixels), [128, 64]);
    }

    #[test]
    fn a_listed_size_holds_the_picture_and_is_of_like_shape() {
        let table = Sizes::Table(vec![[1024, 1024], [1376, 768], [2048, 2048], [768, 1376]]);
        assert_eq!(asked([32, 32], true, None, &table), [1024, 1024]);
        assert_eq!(asked([1280, 720], false, None, &table), [1376, 768]);
        assert_eq!(asked([2000, 2000], false, None, &table), [2048, 2048]);
        assert_eq!(asked([4000, 2250], false, None, &table), [1376, 768]);
        assert_eq!(asked([512, 512], false, Some([16, 9]), &table), [1376, 768]);
    }
}
