//! Pixels at the outline are mixtures of subject and background: here they are told apart.
//!
//! Known are the mixture C and the background B. If the subject's colour F is that of a pixel
//! further inside, then C = B + alpha × (F - B), a point on a line. Of the pixels nearby whose line
//! C is near to, the one wins that is near and far from B, for it may be a mixture itself. What is
//! near to no line is a colour of the subject's own.

use crate::action::Edges;
use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::alpha::THERE;
use crate::image::backdrop::Backdrop;

/// How far a mixture may lie from its line, in steps of a channel.
const OFF_LINE: f32 = 24.0;
/// Less alpha than this is none, and so much less than 1 is 1.
const SNAP: f32 = 0.02;

/// Clears the background, and gives the pixels at the outline their own colour and alpha.
pub(crate) fn unmix(bitmap: &mut Bitmap, backdrop: &Backdrop, edges: Edges) {
    let depth = Depth::of(bitmap, backdrop);
    let mut res = bitmap.clone();
    for y in 0..bitmap.height() {
        for x in 0..bitmap.width() {
            match depth.at(x, y) {
                0 => res.set(x, y, [0; 4]),
                band if band <= depth.band => {
                    let pixel = unmixed(bitmap, backdrop.colour, &depth, (x, y), edges);
                    res.set(x, y, pixel);
                }
                _ => {}
            }
        }
    }
    *bitmap = res;
}

fn unmixed(
    bitmap: &Bitmap,
    behind: Rgb,
    depth: &Depth,
    (x, y): (u32, u32),
    edges: Edges,
) -> [u8; 4] {
    let pixel = bitmap.get(x, y);
    let back = floats(behind.0);
    let mixed = minus(colour(pixel), back);
    let mut best: Option<(f32, f32)> = None;
    let candidates = depth.deeper_around(x, y).map(|(x, y)| bitmap.get(x, y));
    for candidate in candidates.filter(|it| it[3] >= THERE) {
        let own = minus(colour(candidate), back);
        let Some(alpha) = share(mixed, own) else {
            continue;
        };
        let off = length_squared(minus(mixed, own.map(|it| it * alpha))) / (OFF_LINE * OFF_LINE);
        let cost = off + alpha;
        if off <= 1.0 && best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, alpha));
        }
    }
    match best {
        Some((_, alpha)) => own_pixel(pixel, back, alpha, edges),
        None => pixel,
    }
}

/// The pixel without the background's share.
fn own_pixel(pixel: [u8; 4], back: [f32; 3], alpha: f32, edges: Edges) -> [u8; 4] {
    if alpha > 1.0 - SNAP {
        return pixel;
    }
    let full = alpha * f32::from(pixel[3]);
    let shown = match edges {
        Edges::Hard if full >= f32::from(THERE) => 255.0,
        Edges::Soft if alpha >= SNAP => full,
        Edges::Hard | Edges::Soft => return [0; 4],
    };
    let mixed = minus(colour(pixel), back);
    let [r, g, b] = [0, 1, 2].map(|it| byte(back[it] + mixed[it] / alpha));
    [r, g, b, byte(shown)]
}

/// Which share of `own` is nearest to `mixed`; none if they cannot be told from the background.
fn share(mixed: [f32; 3], own: [f32; 3]) -> Option<f32> {
    let length = length_squared(own);
    let along = mixed[0] * own[0] + mixed[1] * own[1] + mixed[2] * own[2];
    (length > 0.0).then(|| (along / length).clamp(0.0, 1.0))
}

/// How deep in the subject each pixel lies.
struct Depth {
    /// 0 is background, 1 touches it, if only by a corner; no more than `band` + 1.
    depths: Vec<u8>,
    width: u32,
    height: u32,
    /// Pixels so deep may be mixtures: blur grows with the picture.
    band: u8,
}

impl Depth {
    fn of(bitmap: &Bitmap, backdrop: &Backdrop) -> Depth {
        let (width, height) = (bitmap.width(), bitmap.height());
        let band = (width.min(height) / 64).clamp(1, 4) as u8;
        let depth = |it: &bool| if *it { 0 } else { band + 1 };
        let mut res =
            Depth { depths: backdrop.behind.iter().map(depth).collect(), width, height, band };
        for depth in 0..band {
            res.mark_around(depth);
        }
        res
    }

    fn mark_around(&mut self, depth: u8) {
        for y in 0..self.height {
            for x in 0..self.width {
                if self.at(x, y) != depth {
                    continue;
                }
                for (x, y) in self.around(x, y, 1) {
                    let idx = self.index(x, y);
                    self.depths[idx] = self.depths[idx].min(depth + 1);
                }
            }
        }
    }

    fn at(&self, x: u32, y: u32) -> u8 {
        self.depths[self.index(x, y)]
    }

    fn index(&self, x: u32, y: u32) -> usize {
        y as usize * self.width as usize + x as usize
    }

    /// Pixels nearby that lie deeper in the subject, by rows.
    fn deeper_around(&self, x: u32, y: u32) -> impl Iterator<Item = (u32, u32)> {
        let own = self.at(x, y);
        let nearby = self.around(x, y, u32::from(self.band) + 2);
        nearby.filter(move |(x, y)| self.at(*x, *y) > own)
    }

    fn around(&self, x: u32, y: u32, by: u32) -> impl Iterator<Item = (u32, u32)> + use<> {
        let columns = x.saturating_sub(by)..self.width.min(x + by + 1);
        let rows = y.saturating_sub(by)..self.height.min(y + by + 1);
        rows.flat_map(move |y| columns.clone().map(move |x| (x, y)))
    }
}

fn colour([r, g, b, _]: [u8; 4]) -> [f32; 3] {
    floats([r, g, b])
}

fn floats(rgb: [u8; 3]) -> [f32; 3] {
    rgb.map(f32::from)
}

fn minus(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn length_squared(it: [f32; 3]) -> f32 {
    it[0] * it[0] + it[1] * it[1] + it[2] * it[2]
}

fn byte(it: f32) -> u8 {
    (it.clamp(0.0, 255.0) + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    const MAGENTA: Rgb = Rgb([255, 0, 255]);

    fn cut(bitmap: &mut Bitmap, edges: Edges) {
        let backdrop = Backdrop::find(bitmap, MAGENTA);
        unmix(bitmap, &backdrop, edges);
    }

    /// A green square on magenta, with one pixel at its side mixed half and half.
    fn half_mixed() -> Bitmap {
        let mut bitmap = art("MMMMMMM MgggggM MgggggM MgggggM MgggggM MgggggM MMMMMMM");
        bitmap.set(1, 3, [128, 100, 128, 255]);
        bitmap
    }

    #[test]
    fn a_mixture_at_a_soft_edge_gets_the_subjects_colour_and_half_of_its_alpha() {
        let mut bitmap = half_mixed();
        cut(&mut bitmap, Edges::Soft);
        let [r, g, b, a] = bitmap.get(1, 3);
        assert!(r < 8 && g > 192 && b < 8, "{r} {g} {b} is not green");
        assert!((120..=136).contains(&a), "alpha is {a}");
        assert_eq!(bitmap.get(0, 0), [0; 4]);
        assert_eq!(bitmap.get(3, 3), [0, 200, 0, 255]);
    }

    #[test]
    fn a_hard_edge_has_no_alpha_but_0_and_255() {
        let mut bitmap = half_mixed();
        cut(&mut bitmap, Edges::Hard);
        assert!(bitmap.pixels().iter().all(|it| it[3] == 0 || it[3] == 255));
    }

    #[test]
    fn a_dark_outline_is_no_mixture_of_what_it_encloses() {
        let picture = "MMMMMMM MkkkkkM MkgggkM MkgggkM MkgggkM MkkkkkM MMMMMMM";
        let mut bitmap = art(picture);
        cut(&mut bitmap, Edges::Soft);
        assert_eq!(bitmap, art(&picture.replace('M', ".")));
    }
}
