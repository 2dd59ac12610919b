//! `Backdrop`: which pixels show the flat colour that was asked for behind a subject.
//!
//! Models paint the key colour only nearly, and JPEG adds noise, so the colour is first read from
//! the border. What looks like it and hangs together with the border is background; so are holes
//! that the subject encloses, if the key is a colour that no subject has by chance.

use crate::colour::Oklab;
use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::measure::ring;

/// How far from the key that was asked for the painted one may be, in OKLab.
const MISPAINTED: f32 = 0.22;
/// Noise reaches this share of a key's own chroma.
const REACH: f32 = 0.4;
/// The least and the most distance from the key that still is background, in OKLab.
const REACH_BOUNDS: [f32; 2] = [0.05, 0.12];
/// A key with less chroma than this is a grey, which subjects have too.
const SATURATED: f32 = 0.12;
/// The fewest pixels of a hole behind which a saturated key shows.
const HOLE: usize = 4;
/// The least share of the picture of a hole behind which a grey shows.
const GREY_HOLE: f64 = 0.012;

/// What is behind a subject.
pub(crate) struct Backdrop {
    /// The colour as it was painted.
    pub(crate) colour: Rgb,
    /// For each pixel, by rows: whether it shows nothing else.
    pub(crate) behind: Vec<bool>,
    /// Parts of it that the subject encloses.
    pub(crate) n_holes: usize,
}

impl Backdrop {
    /// Finds the background of which the border shows something; transparent pixels belong to it.
    pub(crate) fn find(bitmap: &Bitmap, asked: Rgb) -> Backdrop {
        let colour = painted(bitmap, asked);
        let key = colour.oklab();
        let chroma = chroma(key);
        let reach = (chroma * REACH).clamp(REACH_BOUNDS[0], REACH_BOUNDS[1]);
        let near = near(bitmap, key, reach);
        let smallest = if chroma >= SATURATED {
            HOLE
        } else {
            // An eye must be no hole, even in a picture of a few pixels.
            (near.len() as f64 * GREY_HOLE) as usize + HOLE
        };
        let mut res = Backdrop { colour, behind: vec![false; near.len()], n_holes: 0 };
        res.take_what_hangs_together(bitmap, &near, smallest);
        res
    }

    fn take_what_hangs_together(&mut self, bitmap: &Bitmap, near: &[bool], smallest: usize) {
        let mut seen = vec![false; near.len()];
        for start in 0..near.len() {
            if !near[start] || seen[start] {
                continue;
            }
            let part = part_of(bitmap, near, &mut seen, start);
            if part.touches_border || part.pixels.len() >= smallest {
                self.n_holes += usize::from(!part.touches_border);
                for idx in part.pixels {
                    self.behind[idx] = true;
                }
            }
        }
    }
}

/// The key as the border shows it: the middle one of each channel among those like it.
fn painted(bitmap: &Bitmap, asked: Rgb) -> Rgb {
    let key = asked.oklab();
    let mut like: Vec<[u8; 3]> = Vec::new();
    for (x, y) in ring(bitmap) {
        let [r, g, b, a] = bitmap.get(x, y);
        if a == 255 && Rgb([r, g, b]).oklab().distance(key) < MISPAINTED {
            like.push([r, g, b]);
        }
    }
    // A few pixels of the subject at the border say nothing.
    if like.len() * 10 < ring(bitmap).count() {
        return asked;
    }
    let middle = |channel: usize| {
        let mut values: Vec<u8> = like.iter().map(|it| it[channel]).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied()
    };
    match (middle(0), middle(1), middle(2)) {
        (Some(r), Some(g), Some(b)) => Rgb([r, g, b]),
        _ => asked,
    }
}

fn chroma(colour: Oklab) -> f32 {
    (colour.a * colour.a + colour.b * colour.b).sqrt()
}

fn near(bitmap: &Bitmap, key: Oklab, reach: f32) -> Vec<bool> {
    // Neighbours are often equal, and OKLab is slow.
    let mut last = ([0; 4], true);
    let pixels = bitmap.pixels().iter().map(|&pixel| {
        if pixel != last.0 {
            let [r, g, b, a] = pixel;
            last = (pixel, a == 0 || Rgb([r, g, b]).oklab().distance(key) < reach);
        }
        last.1
    });
    pixels.collect()
}

/// Pixels that hang together by their sides.
struct Part {
    pixels: Vec<usize>,
    touches_border: bool,
}

fn part_of(bitmap: &Bitmap, near: &[bool], seen: &mut [bool], start: usize) -> Part {
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let mut res = Part { pixels: vec![start], touches_border: false };
    seen[start] = true;
    let mut at = 0;
    while let Some(&idx) = res.pixels.get(at) {
        at += 1;
        let (x, y) = (idx % width, idx / width);
        let inside = [x > 0, x + 1 < width, y > 0, y + 1 < height];
        res.touches_border |= inside.contains(&false);
        let steps = [idx.wrapping_sub(1), idx + 1, idx.wrapping_sub(width), idx + width];
        for (next, inside) in steps.into_iter().zip(inside) {
            if inside && near[next] && !seen[next] {
                seen[next] = true;
                res.pixels.push(next);
            }
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    const MAGENTA: Rgb = Rgb([255, 0, 255]);

    fn behind(picture: &str) -> String {
        let bitmap = art(picture);
        let backdrop = Backdrop::find(&bitmap, MAGENTA);
        let rows = backdrop.behind.chunks(bitmap.width() as usize);
        let row = |it: &[bool]| it.iter().map(|it| if *it { '.' } else { '#' }).collect();
        rows.map(row).collect::<Vec<String>>().join(" ")
    }

    #[test]
    fn a_key_is_found_around_the_subject_and_in_its_holes() {
        assert_eq!(
            behind("MMMMMM MrrrrM MrMMrM MrMMrM MrrrrM MMMMMM"),
            "...... .####. .#..#. .#..#. .####. ......"
        );
    }

    #[test]
    fn a_single_pixel_of_the_key_inside_is_the_subjects_own() {
        assert_eq!(behind("MMMMM MrrrM MrMrM MrrrM MMMMM"), "..... .###. .###. .###. .....");
    }

    #[test]
    fn a_key_that_was_painted_only_nearly_is_found_as_painted() {
        let mut bitmap = art("MMMM MrrM MrrM MMMM");
        for pixel in bitmap.pixels_mut() {
            if *pixel == [255, 0, 255, 255] {
                *pixel = [236, 20, 214, 255];
            }
        }
        let backdrop = Backdrop::find(&bitmap, MAGENTA);
        assert_eq!(backdrop.colour, Rgb([236, 20, 214]));
        assert_eq!(backdrop.behind.iter().filter(|it| **it).count(), 12);
    }

    #[test]
    fn a_border_without_the_key_has_no_background() {
        assert_eq!(behind("rrr rrr rrr"), "### ### ###");
    }
}
