//! `Paintbox`: the materials of one picture, and the few colours that they share.

use crate::builtin::sketch::tone::{Ramp, Tone};
use crate::colour::{Oklab, Rgb};

/// The most colours in one picture.
pub(crate) const MOST_COLOURS: usize = 16;

/// One of the materials of a paintbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Material(usize);

/// How every material of a picture is tinted: the states of an interface.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) enum Tint {
    /// As it is.
    #[default]
    Plain,
    /// Lighter: the pointer is over it.
    Lit,
    /// Darker: it is held down.
    Shaded,
    /// Grey: it cannot be used.
    Grey,
    /// Another hue, by so many degrees: a state that nothing else tells apart.
    Turned(f32),
}

/// A colour of the palette, and where it lies.
#[derive(Debug, Clone, Copy)]
struct Guide {
    rgb: Rgb,
    place: Oklab,
    tone: Tone,
    /// Hue and chroma of what a screen shows of the tone.
    plane: [f32; 2],
}

impl Guide {
    fn of(rgb: Rgb) -> Guide {
        let tone = Tone::of(rgb);
        Guide { rgb, place: rgb.oklab(), tone, plane: plane(tone) }
    }
}

/// The materials of one picture in the order of their importance.
#[derive(Debug, Clone)]
pub(crate) struct Paintbox {
    palette: Vec<Guide>,
    only: bool,
    tint: Tint,
    ramps: Vec<Ramp>,
}

impl Paintbox {
    /// An empty box. A palette pulls every material to its colours; `only` allows no others.
    pub(crate) fn new(palette: &[Rgb], only: bool, tint: Tint) -> Paintbox {
        Paintbox {
            palette: palette.iter().map(|it| Guide::of(*it)).collect(),
            only: only && !palette.is_empty(),
            tint,
            ramps: Vec::new(),
        }
    }

    /// A material with all its steps from shadow to light.
    pub(crate) fn mix(&mut self, tone: Tone) -> Material {
        let tone = match self.tint {
            Tint::Plain => tone,
            Tint::Lit => tone.lit(0.07),
            Tint::Shaded => tone.lit(-0.08),
            Tint::Turned(by) => tone.turned(by),
            Tint::Grey => Tone::new(0.3 + tone.l * 0.45, tone.c * 0.12, tone.h),
        };
        let ramp = match self.nearest(tone) {
            Some(guide) if !self.only => guide.ramp(),
            _ => tone.ramp(),
        };
        self.ramps.push(ramp);
        Material(self.ramps.len() - 1)
    }

    /// A material for small parts, which takes only four colours from the others.
    pub(crate) fn trim(&mut self, tone: Tone) -> Material {
        let Material(at) = self.mix(tone);
        let [outline, dark, _, mid, _, light] = self.ramps[at];
        self.ramps[at] = [outline, dark, dark, mid, mid, light];
        Material(at)
    }

    /// A material that looks the same in light and shadow; only its outline is darker.
    pub(crate) fn flat(&mut self, tone: Tone) -> Material {
        let Material(at) = self.mix(tone);
        let [outline, _, _, mid, _, _] = self.ramps[at];
        self.ramps[at] = [outline, mid, mid, mid, mid, mid];
        Material(at)
    }

    /// The tone that the palette has in place of another.
    ///
    /// Greys stay grey where the palette knows any; of the others hue and chroma count for more
    /// than lightness, which is met halfway.
    fn nearest(&self, tone: Tone) -> Option<Tone> {
        const GREY: f32 = 0.04;
        if tone.c < GREY {
            let grey = self.palette.iter().map(|it| it.tone).filter(|it| it.c < GREY);
            let grey = grey.min_by(|a, b| (a.l - tone.l).abs().total_cmp(&(b.l - tone.l).abs()));
            if let Some(grey) = grey {
                return Some(Tone::new(tone.l, grey.c, grey.h));
            }
        }
        let wanted = plane(tone);
        let far = |guide: &Guide| {
            let ([a, b], dl) = (guide.plane, 0.35 * (guide.tone.l - tone.l));
            let (da, db) = (a - wanted[0], b - wanted[1]);
            da * da + db * db + dl * dl
        };
        let guide = self.palette.iter().min_by(|a, b| far(a).total_cmp(&far(b)))?.tone;
        Some(Tone::new((guide.l + tone.l) / 2.0, guide.c, guide.h))
    }

    /// The colours of a material, one ramp each, in which at most [`MOST_COLOURS`] occur.
    ///
    /// It depends on the materials alone and not on where they were used, so the frames of an
    /// animation agree.
    pub(crate) fn finish(&self) -> Vec<Ramp> {
        let mut ramps = self.ramps.clone();
        if self.only {
            for ramp in &mut ramps {
                *ramp = self.of_palette(*ramp);
            }
        }
        merge(&mut ramps);
        ramps
    }

    /// What a finished material looks like.
    pub(crate) fn ramp(ramps: &[Ramp], material: Material) -> Ramp {
        ramps[material.0]
    }

    /// A ramp out of the palette's own colours, never darker towards the light.
    fn of_palette(&self, ramp: Ramp) -> Ramp {
        let mut least = 0.0;
        let mut res = ramp.map(|wanted| {
            let wanted = wanted.oklab();
            let far = |guide: &Guide| {
                let guide = guide.place;
                let (dl, da, db) = (guide.l - wanted.l, guide.a - wanted.a, guide.b - wanted.b);
                0.7 * dl * dl + 1.6 * (da * da + db * db)
            };
            let lighter = self.palette.iter().filter(|it| it.place.l >= least);
            let best = lighter.min_by(|a, b| far(a).total_cmp(&far(b)));
            let best = best.expect("the colour chosen last is light enough");
            least = best.place.l;
            best.rgb
        });
        // A silhouette needs an outline, so the darkest colour gives it where there is none.
        if res[0] == res[3] {
            let dark = |it: &Guide| it.place.l;
            let darkest = self.palette.iter().min_by(|a, b| dark(a).total_cmp(&dark(b)));
            res[0] = darkest.expect("there is a palette").rgb;
        }
        res
    }
}

fn plane(tone: Tone) -> [f32; 2] {
    let Oklab { a, b, .. } = tone.rgb().oklab();
    [a, b]
}

/// Merges the most alike colours until few are left; the more important material keeps its own.
fn merge(ramps: &mut [Ramp]) {
    let mut colours: Vec<(Rgb, Oklab, usize)> = Vec::new();
    for (material, ramp) in ramps.iter().enumerate() {
        for colour in ramp {
            if !colours.iter().any(|(known, ..)| known == colour) {
                colours.push((*colour, colour.oklab(), material));
            }
        }
    }
    while colours.len() > MOST_COLOURS {
        let (keep, drop) = most_alike(&colours);
        let (kept, (dropped, ..)) = (colours[keep].0, colours.remove(drop));
        for colour in ramps.iter_mut().flatten() {
            if *colour == dropped {
                *colour = kept;
            }
        }
    }
}

/// The two colours that look most alike, the earlier one first. Neighbours within one ramp count
/// as less alike than they are, since they model its form.
fn most_alike(colours: &[(Rgb, Oklab, usize)]) -> (usize, usize) {
    let mut best = (0, 1);
    let mut least = f32::INFINITY;
    for (at, (_, one, material)) in colours.iter().enumerate() {
        for (other_at, (_, other, other_material)) in colours.iter().enumerate().skip(at + 1) {
            let kin = if material == other_material { 1.5 } else { 1.0 };
            // Outlines and deep shadows are small, and hard to tell apart anyway.
            let seen = 0.3 + (one.l + other.l) / 2.0;
            let far = one.distance(*other) * kin * seen;
            if far < least {
                (least, best) = (far, (at, other_at));
            }
        }
    }
    best
}
