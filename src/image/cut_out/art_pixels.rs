//! Cuts out pixel art that is at its true size, where a pixel is there or is not.
//!
//! Nothing is mixed, so nothing is unmixed: every pixel that looks like the background and hangs
//! together with the border goes. What came of a blurred painting may have a rim of mixtures with
//! the key all the same; those go or get their own colour back, unless the inside has that colour
//! too.

use std::collections::BTreeSet;

use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::border::Border;
use crate::image::cut_out::channels::{Channels, channels, dot, minus, times};
use crate::image::cut_out::flared::{Flared, chroma};
use crate::image::cut_out::found::Found;
use crate::image::cut_out::holes::{ISLAND, has_island};
use crate::image::cut_out::mask::Mask;
use crate::image::{Bitmap, unique_colours};

/// Paintings of models are larger than this, and art pixels are fewer.
const MOST_PIXELS: u32 = 256;
/// What has so few colours has no mixtures.
const FEW_COLOURS: usize = 256;
/// Noise reaches this share of a key's own chroma, within bounds; in flared OKLab.
const OF_KEY: f32 = 0.4;
const KEY_REACH: [f32; 2] = [0.05, 0.12];
/// How far what is grey or white may lie from the background.
const GREY_REACH: f32 = 0.03;
/// The least share of the picture, and the fewest pixels, of a hole behind which a grey shows.
const GREY_HOLE: f32 = 0.012;
const FEWEST: usize = 8;
/// A pixel of the rim is there if so much of it is the subject; more than the second is all.
const HALF: f32 = 0.5;
const UNMIXED: f32 = 0.92;
/// How far from a line a mixture may lie, in channels.
const OFF_LINE: f32 = 0.08;

/// Whether a picture that is to have hard edges consists of art pixels.
pub(crate) fn are_in(bitmap: &Bitmap) -> bool {
    let small = bitmap.width().max(bitmap.height()) <= MOST_PIXELS;
    small || unique_colours(bitmap) <= FEW_COLOURS
}

/// What is behind the subject.
pub(crate) fn found(bitmap: &Bitmap, border: &Border, backing: &Backing, flared: &Flared) -> Found {
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let distances = backing.distances(bitmap, flared);
    let saturated = backing.is_saturated(flared);
    let reach = match backing {
        Backing::Shaded(_, key) if saturated => {
            (chroma(flared.of(*key)) * OF_KEY).clamp(KEY_REACH[0], KEY_REACH[1])
        }
        Backing::Shaded(..) | Backing::Ramp(..) => GREY_REACH,
        Backing::Checkered(_) => KEY_REACH[0],
    };
    let near = Mask::of(width, height, |idx| distances[idx] < reach);
    let (behind, thin) = (Mask::new(width, height), Mask::new(width, height));
    let mut res = Found { behind, thin, n_holes: 0, n_kept: 0, distances, reach };
    if border.of == 0 {
        return res;
    }
    for part in near.parts() {
        let outside = part.iter().any(|it| near.is_border(*it));
        let large = part.len() as f32 > GREY_HOLE * near.bits.len() as f32;
        let is_hole =
            saturated || (large && part.len() >= FEWEST && !has_island(&part, width, ISLAND));
        if outside || is_hole {
            res.n_holes += usize::from(!outside);
            part.iter().for_each(|it| res.behind.bits[*it] = true);
        } else if part.len() >= FEWEST {
            res.n_kept += 1;
        }
    }
    res
}

/// The picture without what is behind its subject.
pub(crate) fn cut(bitmap: &Bitmap, backing: &Backing, found: &Found, flared: &Flared) -> Bitmap {
    let mut res = bitmap.clone();
    for (pixel, behind) in res.pixels_mut().iter_mut().zip(&found.behind.bits) {
        if *behind {
            *pixel = [0; 4];
        }
    }
    if backing.is_saturated(flared) {
        unmix_rim(&mut res, backing, &found.behind);
    }
    res
}

/// A pixel of the rim lies on the line between the key and a pixel nearby: it goes if it is nearer
/// to the key, and else becomes that pixel's colour.
fn unmix_rim(bitmap: &mut Bitmap, backing: &Backing, behind: &Mask) {
    let subject = behind.complement();
    let is_rim = |idx: usize| subject.around(idx).any(|it| behind.bits[it]);
    let inside = Mask::of(behind.width, behind.height, |it| subject.bits[it] && !is_rim(it));
    let own: BTreeSet<[u8; 4]> = inside.indices().map(|it| bitmap.pixels()[it]).collect();
    let before = bitmap.clone();
    for idx in subject.indices().filter(|it| is_rim(*it)) {
        let pixel = before.pixels()[idx];
        if own.contains(&pixel) {
            continue;
        }
        let place = (idx % behind.width, idx / behind.width);
        let surface = backing.at(place.0, place.1);
        let nearby = nearby(&inside, place).map(|it| before.pixels()[it]);
        if let Some((colour, alpha)) = line(channels(pixel), surface, nearby) {
            let [r, g, b, _] = colour;
            bitmap.pixels_mut()[idx] = if alpha < HALF { [0; 4] } else { [r, g, b, pixel[3]] };
        }
    }
}

/// Pixels of a mask at most two away, by rows.
fn nearby(mask: &Mask, (x, y): (usize, usize)) -> impl Iterator<Item = usize> + '_ {
    let rows = y.saturating_sub(2)..(y + 3).min(mask.height);
    let columns = x.saturating_sub(2)..(x + 3).min(mask.width);
    let all = rows.flat_map(move |y| columns.clone().map(move |x| y * mask.width + x));
    all.filter(|it| mask.bits[*it])
}

/// The colour whose line to the surface a mixture lies nearest to, and its share; none if the
/// mixture lies on no line, or is that colour.
fn line(
    mixture: Channels,
    surface: Channels,
    colours: impl Iterator<Item = [u8; 4]>,
) -> Option<([u8; 4], f32)> {
    let off = minus(mixture, surface);
    let mut best = (OFF_LINE, None);
    for colour in colours {
        let line = minus(channels(colour), surface);
        let share = dot(off, line) / dot(line, line).max(1e-6);
        let beside = minus(off, times(line, share));
        let cost = dot(beside, beside).sqrt();
        if cost < best.0 && (0.0..UNMIXED).contains(&share) {
            best = (cost, Some((colour, share)));
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use crate::action::{Edges, Shadow};
    use crate::colour::Rgb;
    use crate::image::cut_out::one_plate;
    use crate::image::tests::art;

    fn check(picture: &str, key: Option<Rgb>, expected: &str) {
        let (cut, _) = one_plate::cut(&art(picture), key, Edges::Hard, Shadow::Drop).unwrap();
        assert_eq!(cut, art(expected), "{picture}");
    }

    const MAGENTA: Option<Rgb> = Some(Rgb([255, 0, 255]));

    #[test]
    fn a_key_goes_around_the_subject_and_from_every_hole() {
        check(
            "MMMMMM MrrrrM MrMMrM MrMMrM MrrrrM MMMMMM",
            MAGENTA,
            "...... .rrrr. .r..r. .r..r. .rrrr. ......",
        );
        check("MMMMM MrrrM MrMrM MrrrM MMMMM", MAGENTA, "..... .rrr. .r.r. .rrr. .....");
    }

    #[test]
    fn white_goes_around_the_subject_and_stays_in_its_eyes() {
        check(
            "wwwwwww wrrrrrw wrwrwrw wrrrrrw wwwwwww",
            None,
            "....... .rrrrr. .rwrwr. .rrrrr. .......",
        );
    }

    #[test]
    fn a_mixture_at_the_rim_goes_or_gets_its_own_colour_back() {
        let mut painting = art("MMMMMM MggggM MggggM MggggM MggggM MMMMMM");
        painting.set(1, 1, [166, 70, 166, 255]);
        painting.set(4, 4, [51, 160, 51, 255]);
        let (cut, _) = one_plate::cut(&painting, MAGENTA, Edges::Hard, Shadow::Drop).unwrap();
        assert_eq!(cut, art("...... ..ggg. .gggg. .gggg. .gggg. ......"));
    }

    #[test]
    fn a_key_that_was_painted_only_nearly_is_found_as_painted() {
        let mut painting = art("MMMM MrrM MrrM MMMM");
        for pixel in painting.pixels_mut() {
            if *pixel == [255, 0, 255, 255] {
                *pixel = [236, 20, 214, 255];
            }
        }
        let (cut, account) = one_plate::cut(&painting, MAGENTA, Edges::Hard, Shadow::Drop).unwrap();
        assert_eq!(cut, art(".... .rr. .rr. ...."));
        assert_eq!(
            account.to_string(),
            "#FF00FF keyed out (painted as #EC14D6), 75 % of the picture; 99 % sure"
        );
    }
}
