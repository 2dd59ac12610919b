//! Cuts a subject out of one painting whose border shows what is behind it.

use crate::action::{Edges, Shadow};
use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::alpha::clean;
use crate::image::cut_out::account::{Account, Evidence, of_one_plate};
use crate::image::cut_out::art_pixels;
use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::bleeding::Bleeding;
use crate::image::cut_out::border::{Border, Mode};
use crate::image::cut_out::channels::{channels, distance, times};
use crate::image::cut_out::checkerboard::Checkerboard;
use crate::image::cut_out::flared::Flared;
use crate::image::cut_out::found::Found;
use crate::image::cut_out::keyness::Keyness;
use crate::image::cut_out::seen::Seen;
use crate::image::cut_out::shadow::CastShadow;
use crate::image::cut_out::surety::Signs;
use crate::image::cut_out::trimap::Trimap;
use crate::image::cut_out::unmix::{Unmixing, palette};

/// How far from the key that was asked for the painted one may look, in flared OKLab.
const MISPAINTED: f32 = 0.22;
/// The least share of the border that shows the key, if it was asked for.
const SHARE_OF_KEY: f32 = 0.1;
/// Noise in a channel, as a share of how far off noise may look.
const OF_REACH: f32 = 1.5;
/// How much further mixtures with a key reach where colour has bled, in pixels. Before a grey,
/// outlines matter more, which may be as thin as that.
const BLED: usize = 1;
/// The least share of the border that one colour has, if none was asked for.
const SHARE_OF_ONE: f32 = 0.4;

/// Cuts out by the colour that was asked for, or else by what the border shows; nothing if the
/// border does not show one surface.
pub(crate) fn cut(
    bitmap: &Bitmap,
    asked: Option<Rgb>,
    edges: Edges,
    shadow: Shadow,
) -> Option<(Bitmap, Account)> {
    let flared = Flared::new();
    let border = Border::of(bitmap);
    let mut backing = backing(bitmap, &border, asked, &flared)?;
    if edges == Edges::Hard && art_pixels::are_in(bitmap) {
        let mut found = art_pixels::found(bitmap, &border, &backing, &flared);
        let cast = cast_shadow(bitmap, &backing, &found, 1, false);
        if let Some(cast) = cast.as_ref().filter(|_| shadow == Shadow::Drop) {
            found.behind.add(&cast.mask);
        }
        let mut res = art_pixels::cut(bitmap, &backing, &found, &flared);
        for idx in cast.iter().flat_map(|it| it.mask.indices()) {
            res.pixels_mut()[idx] = if shadow == Shadow::Drop { [0; 4] } else { [0, 0, 0, 255] };
        }
        clean(&mut res, edges);
        let evidence = Evidence { signs: None, shadow: cast.map(|_| shadow) };
        return Some((res, of_one_plate(&border, &backing, &found, asked, &flared, evidence)));
    }
    let bled = Bleeding::of(bitmap);
    let mut found = Found::of(bitmap, &border, &mut backing, &flared, bled.is_some());
    let reach =
        blur(bitmap) + if bled.is_some() && backing.is_saturated(&flared) { BLED } else { 0 };
    let mut cast = cast_shadow(bitmap, &backing, &found, reach, bled.is_some());
    let dropped = cast.as_mut().filter(|_| shadow == Shadow::Drop);
    if let Some(cast) = dropped {
        cast.spread(&found.behind, reach + 2);
        found.behind.add(&cast.mask);
    }
    let cast = cast;
    let mut trimap = Trimap::of(&found.behind, &found.thin, reach);
    let mut seen = Seen::of(bitmap, &backing, &found.behind, &trimap.sure, bled.is_some());
    if let Some(seen) = &mut seen {
        trimap.sure.add(&seen.own);
        if let Some(cast) = cast.as_ref().filter(|_| shadow == Shadow::Keep) {
            seen.through.add(&cast.mask);
        }
    }
    let palette = palette(bitmap, &trimap.sure);
    let width = bitmap.width() as usize;
    let darkened = cast.as_ref().filter(|_| shadow == Shadow::Drop);
    let surface = |x, y| {
        let light = darkened.map_or(1.0, |it| it.light(y * width + x));
        times(backing.at(x, y), light)
    };
    let unmixing = Unmixing {
        bitmap,
        trimap: &trimap,
        surface,
        seen,
        shadow: cast.as_ref().map(|it| &it.mask),
        palette,
        noise: found.reach * OF_REACH,
        prior: None,
        bled,
    };
    let (mut res, misfit) = unmixing.done();
    let signs = Signs {
        strokes: trimap.strokes_of_outline(),
        lets_through: unmixing.lets_through(),
        bled: bled.is_some(),
        misfit,
        n_own: unmixing.seen.as_ref().map_or(0, |it| it.n_own),
        casts_shadow: cast.is_some(),
        noise: found.noise(cast.as_ref().map(|it| &it.mask)),
        ..Signs::default()
    };
    let evidence = Evidence { signs: Some(signs), shadow: cast.map(|_| shadow) };
    clean(&mut res, edges);
    Some((res, of_one_plate(&border, &backing, &found, asked, &flared, evidence)))
}

/// The shadow before a surface whose hue tells what is only darkened.
fn cast_shadow(
    bitmap: &Bitmap,
    backing: &Backing,
    found: &Found,
    thick: usize,
    bled: bool,
) -> Option<CastShadow> {
    Keyness::of(backing)?;
    CastShadow::find(bitmap, backing, &found.behind, thick, bled)
}

/// How far mixtures reach into the subject, in pixels: blur grows with the picture.
pub(crate) fn blur(bitmap: &Bitmap) -> usize {
    (bitmap.width().min(bitmap.height()) as usize / 256).clamp(4, 6)
}

/// The surface that the border shows.
fn backing(
    bitmap: &Bitmap,
    border: &Border,
    asked: Option<Rgb>,
    flared: &Flared,
) -> Option<Backing> {
    let keyed = asked.and_then(|it| painted(border, it, flared));
    if let Some(mode) = keyed {
        return Some(Backing::of_mode(bitmap, border, mode));
    }
    if let Some(board) = Checkerboard::find(bitmap, flared) {
        return Some(Backing::Checkered(board));
    }
    let mode = border.modes(1).into_iter().next()?;
    let flat = (mode.share >= SHARE_OF_ONE).then(|| Backing::of_mode(bitmap, border, mode));
    flat.or_else(|| Backing::of_ramp(bitmap, border))
}

/// The key as the border shows it, in whatever shade it was painted.
fn painted(border: &Border, asked: Rgb, flared: &Flared) -> Option<Mode> {
    let [r, g, b] = asked.0;
    let key = flared.of_pixel([r, g, b, 255]);
    let like = |it: &Mode| distance(flared.of(it.colour), key) < MISPAINTED;
    let exact = border.mode_near(channels([r, g, b, 255]), 0.1);
    let modes = border.modes(6).into_iter().chain([exact]);
    modes.into_iter().find(|it| like(it) && it.share >= SHARE_OF_KEY)
}
