//! Difference matting: one subject before two backgrounds.
//!
//! Where plate 1 is C1 = alpha F + (1 - alpha) B1 and plate 2 the same with B2, their difference is
//! (1 - alpha)(B1 - B2): alpha follows by least squares over the channels (Smith and Blinn, *Blue
//! Screen Matting*, 1996, theorem 4), and F from both, whatever the subject is.

use crate::action::Edges;
use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::alpha::clean;
use crate::image::cut_out::account::{Account, percent};
use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::border::Border;
use crate::image::cut_out::channels::{Channels, byte, bytes, channels, dot, minus, plus, times};
use crate::image::cut_out::register::{Match, Plates, Shift, all_moved};

/// Plates that match so well are taken as they lie.
const GOOD: Match = Match { residual: 0.003, inverted: 0.003 };
/// Plates that match worse than this after registration show different things.
const WORST: f32 = 0.006;
/// A match with a residual less than this share of another's is clearly the better one.
const CLEARLY: f32 = 0.8;
/// The least squared distance of the two backgrounds, over all channels.
const CONTRAST: f32 = 0.25;
/// The least share of the border that one colour has.
const SHARE_OF_ONE: f32 = 0.4;
/// Less alpha than this is none, and so much less than 1 is 1.
const SNAP: f32 = 0.012;

/// The subject of two plates, or why they are no two plates of one subject.
pub(crate) fn cut(
    first: &Bitmap,
    second: &Bitmap,
    edges: Edges,
) -> Result<(Bitmap, Account), String> {
    let size = |it: &Bitmap| [it.width(), it.height()];
    if size(first) != size(second) {
        let ([width, height], [other_width, other_height]) = (size(first), size(second));
        return Err(format!(
            "the second plate has {other_width}x{other_height} pixels and the first \
             {width}x{height}"
        ));
    }
    let flat = |bitmap, which| {
        backing(bitmap).ok_or_else(|| format!("the {which} plate has no flat background"))
    };
    let behind = [flat(first, "first")?, flat(second, "second")?];
    let plates = Plates { first, second, behind: [&behind[0], &behind[1]] };
    let colours = [0, 1].map(|it| Rgb(bytes(behind[it].colour())));
    let contrast = minus(behind[0].colour(), behind[1].colour());
    if dot(contrast, contrast) < CONTRAST {
        return Err(format!("the plates' backgrounds {} and {} are alike", colours[0], colours[1]));
    }
    let second = registered(&plates)?;
    let mut res = by_difference(&plates, &second.colours);
    clean(&mut res, edges);
    Ok((res, account(colours, second.shift, second.how_well)))
}

fn backing(bitmap: &Bitmap) -> Option<Backing> {
    let border = Border::of(bitmap);
    let mode = border.modes(1).into_iter().next()?;
    (mode.share >= SHARE_OF_ONE).then(|| Backing::of_mode(bitmap, &border, mode))
}

/// The second plate as it is taken: how far it was moved, its colours, and how well it matches.
struct Second {
    shift: Shift,
    colours: Vec<Channels>,
    how_well: Match,
}

impl Second {
    fn moved(plates: &Plates<'_>, shift: Shift) -> Second {
        let colours = all_moved(plates.second, shift);
        Second { shift, how_well: plates.compared(&colours), colours }
    }

    /// The gate: whether it is good as it lies.
    fn is_good(&self) -> bool {
        self.shift == Shift::default()
            && self.how_well.residual <= GOOD.residual
            && self.how_well.inverted <= GOOD.inverted
    }
}

/// The second plate where it lies on the first, or why it shows something else.
fn registered(plates: &Plates<'_>) -> Result<Second, String> {
    let shift = plates.registered();
    if shift.is_slight() {
        // Noise seems to move plates by as little; so what is good as it lies is not moved.
        let still = Second::moved(plates, Shift::default());
        if still.is_good() {
            return Ok(still);
        }
    }
    let mut res = Second::moved(plates, shift);
    if !res.is_good() {
        // Whole pixels, or none at all, if colours say so clearly.
        for shift in [res.shift.rounded(), Shift::default()] {
            let other = Second::moved(plates, shift);
            if other.how_well.residual < res.how_well.residual * CLEARLY {
                res = other;
            }
        }
    }
    if res.how_well.residual > WORST {
        return Err(format!(
            "the second plate shows something else than the first (a residual of {:.4}, where at \
             most {WORST} is a match)",
            res.how_well.residual
        ));
    }
    Ok(res)
}

fn by_difference(plates: &Plates<'_>, second: &[Channels]) -> Bitmap {
    let width = plates.first.width() as usize;
    let mut res = plates.first.clone();
    for (idx, pixel) in res.pixels_mut().iter_mut().enumerate() {
        let (x, y) = (idx % width, idx / width);
        let contrast = plates.contrast(x, y);
        let strength = dot(contrast, contrast).max(1e-6);
        let behind = dot(plates.difference(x, y, second), contrast) / strength;
        let alpha = 1.0 - behind.clamp(0.0, 1.0);
        let both = plus(channels(*pixel), second[idx]);
        let surfaces = plus(plates.behind[0].at(x, y), plates.behind[1].at(x, y));
        *pixel = if alpha < SNAP {
            [0; 4]
        } else if alpha > 1.0 - SNAP {
            let [r, g, b] = bytes(times(both, 0.5));
            [r, g, b, 255]
        } else {
            // The mean of what both plates say halves the noise.
            let own = minus(both, times(surfaces, 1.0 - alpha));
            let [r, g, b] = bytes(times(own, 0.5 / alpha));
            [r, g, b, byte(alpha)]
        };
    }
    res
}

fn account(colours: [Rgb; 2], shift: Shift, how_well: Match) -> Account {
    let mut way = format!("two plates, on {} and {}", colours[0], colours[1]);
    if shift != Shift::default() {
        let [right, down] = [shift.right, shift.down].map(|it| f64::from(it) / 4.0);
        way += &format!(", the second moved by {right}, {down} pixels");
    }
    way += &format!(", a residual of {:.4}", how_well.residual);
    let sure = percent(&[
        1.0 - 0.3 * how_well.residual / WORST,
        1.0 - 10.0 * (how_well.inverted - GOOD.inverted).max(0.0),
    ]);
    Account { way, sure, advice: None, uncut: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::cut_out::channels::mixed;

    /// A disc of glass with stripes before one colour, moved by so many pixels.
    fn plate(behind: [u8; 3], moved: i32) -> Bitmap {
        let mut res = Bitmap::new(96, 96);
        for y in 0..96_i32 {
            for x in 0..96_i32 {
                let [own, alpha] = glass(x - moved, y);
                let surface = channels([behind[0], behind[1], behind[2], 255]);
                let own = [own, 0.3, 1.0 - own];
                let [r, g, b] = bytes(mixed(surface, own, alpha));
                res.set(x as u32, y as u32, [r, g, b, 255]);
            }
        }
        res
    }

    /// One channel of colour, and alpha.
    fn glass(x: i32, y: i32) -> [f32; 2] {
        let far = (((x - 48).pow(2) + (y - 48).pow(2)) as f32).sqrt();
        let own = if (x / 5 + y / 7) % 2 == 0 { 0.9 } else { 0.2 };
        [own, ((36.0 - far) / 8.0).clamp(0.0, 0.8)]
    }

    fn worst(cut: &Bitmap) -> f32 {
        let off = |(idx, pixel): (usize, &[u8; 4])| {
            let [own, alpha] = glass(idx as i32 % 96, idx as i32 / 96);
            let is = f32::from(pixel[3]) / 255.0;
            // Over white: what a player sees.
            let seen = is * f32::from(pixel[0]) / 255.0 + 1.0 - is;
            (seen - (own * alpha + 1.0 - alpha)).abs().max((is - alpha).abs())
        };
        cut.pixels().iter().enumerate().map(off).fold(0.0, f32::max)
    }

    const WHITE: [u8; 3] = [255; 3];
    const BLACK: [u8; 3] = [0; 3];
    const GREEN: [u8; 3] = [0, 255, 0];
    const MAGENTA: [u8; 3] = [255, 0, 255];

    #[test]
    fn two_plates_give_glass_back_exactly() {
        for (first, second) in [(WHITE, BLACK), (MAGENTA, GREEN), (BLACK, [250, 246, 240])] {
            let (cut, _) = cut(&plate(first, 0), &plate(second, 0), Edges::Soft).unwrap();
            let worst = worst(&cut);
            assert!(worst < 0.045, "{first:?} and {second:?}: {worst}");
        }
    }

    #[test]
    fn a_plate_that_lies_a_little_off_is_moved_back() {
        let (moved, account) = cut(&plate(WHITE, 0), &plate(BLACK, 3), Edges::Soft).unwrap();
        assert!(worst(&moved) < 0.045, "{}", worst(&moved));
        assert!(account.way.contains("the second moved by 3, 0 pixels"), "{account}");
    }

    /// A near-grey box without a texture: its colours say nothing.
    fn grey_box(behind: [u8; 3], moved: i32) -> Bitmap {
        let mut res = Bitmap::new(96, 96);
        for (idx, pixel) in (0..).zip(res.pixels_mut()) {
            let (x, y) = (idx % 96 - moved, idx / 96);
            let inside = (20..70).contains(&x) && (30..80).contains(&y);
            let [r, g, b] = if inside { [214, 214, 215] } else { behind };
            *pixel = [r, g, b, 255];
        }
        res
    }

    /// Light that fades outwards.
    fn glow(behind: [u8; 3], moved: i32) -> Bitmap {
        let mut res = Bitmap::new(96, 96);
        for (idx, pixel) in (0..).zip(res.pixels_mut()) {
            let (x, y) = (idx % 96 - moved - 48, idx / 96 - 48);
            let alpha = (1.0 - ((x * x + y * y) as f32).sqrt() / 40.0).clamp(0.0, 1.0);
            let surface = channels([behind[0], behind[1], behind[2], 255]);
            let [r, g, b] = bytes(mixed(surface, [0.98, 0.8, 0.4], alpha));
            *pixel = [r, g, b, 255];
        }
        res
    }

    #[test]
    fn the_gate_takes_plates_that_lie_well_and_no_others_whatever_they_show() {
        let subjects: [fn([u8; 3], i32) -> Bitmap; 3] = [plate, grey_box, glow];
        for (nth, subject) in subjects.into_iter().enumerate() {
            for moved in [0, 1, 2, 3] {
                let (first, second) = (subject(WHITE, 0), subject(BLACK, moved));
                let behind = [backing(&first).unwrap(), backing(&second).unwrap()];
                let [a, b] = &behind;
                let plates = Plates { first: &first, second: &second, behind: [a, b] };
                let as_they_lie = plates.registered() == Shift::default()
                    && Second::moved(&plates, Shift::default()).is_good();
                assert_eq!(as_they_lie, moved == 0, "subject {nth}, moved by {moved}");
                let (_, account) = cut(&first, &second, Edges::Soft).unwrap();
                let says = format!("the second moved by {moved}, 0 pixels");
                assert_eq!(account.way.contains(&says), moved > 0, "{nth}: {account}");
            }
        }
    }

    #[test]
    fn plates_of_different_things_are_refused_with_the_reason() {
        let check = |second: &Bitmap, why: &str| {
            let refused = cut(&plate(WHITE, 0), second, Edges::Soft).unwrap_err();
            assert!(refused.contains(why), "{refused}");
        };
        check(&plate(BLACK, 20), "shows something else");
        check(&plate([250, 250, 250], 0), "are alike");
        check(&Bitmap::new(5, 5), "5x5 pixels and the first 96x96");
        check(&Bitmap::new(96, 96), "the second plate has no flat background");
    }
}
