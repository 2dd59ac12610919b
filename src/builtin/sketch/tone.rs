//! `Tone` and `Ramp`: a colour in OKLCH, and how it looks from shadow to light.

use crate::colour::{Oklab, Rgb};

/// A colour as painters speak of it: OKLab in polar form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tone {
    /// Lightness, 0 to 1.
    pub(crate) l: f32,
    /// Chroma, 0 (grey) to about 0.3.
    pub(crate) c: f32,
    /// Hue in degrees: 25 red, 90 yellow, 145 green, 260 blue.
    pub(crate) h: f32,
}

/// The outline, then five steps from the darkest shadow to the brightest light.
pub(crate) type Ramp = [Rgb; 6];

/// What shadows tend to: violet.
const SHADOW_HUE: f32 = 285.0;
/// What light tends to: yellow.
const LIGHT_HUE: f32 = 95.0;

impl Tone {
    pub(crate) const BONE: Tone = Tone::new(0.9, 0.035, 92.0);
    pub(crate) const BRICK: Tone = Tone::new(0.53, 0.11, 35.0);
    pub(crate) const EMBER: Tone = Tone::new(0.62, 0.21, 38.0);
    pub(crate) const GLASS: Tone = Tone::new(0.8, 0.035, 220.0);
    pub(crate) const GOLD: Tone = Tone::new(0.8, 0.145, 86.0);
    pub(crate) const INK: Tone = Tone::new(0.2, 0.03, 285.0);
    pub(crate) const IRON: Tone = Tone::new(0.45, 0.02, 265.0);
    pub(crate) const LEAF: Tone = Tone::new(0.58, 0.14, 142.0);
    pub(crate) const LEATHER: Tone = Tone::new(0.42, 0.07, 50.0);
    pub(crate) const PAPER: Tone = Tone::new(0.88, 0.055, 88.0);
    pub(crate) const RED: Tone = Tone::new(0.58, 0.21, 25.0);
    pub(crate) const SAND: Tone = Tone::new(0.82, 0.075, 88.0);
    pub(crate) const SOIL: Tone = Tone::new(0.46, 0.065, 58.0);
    pub(crate) const STEEL: Tone = Tone::new(0.74, 0.02, 248.0);
    pub(crate) const STONE: Tone = Tone::new(0.6, 0.014, 85.0);
    pub(crate) const SUN: Tone = Tone::new(0.87, 0.16, 95.0);
    pub(crate) const WATER: Tone = Tone::new(0.62, 0.13, 240.0);
    pub(crate) const WHITE: Tone = Tone::new(0.97, 0.008, 95.0);
    pub(crate) const WOOD: Tone = Tone::new(0.52, 0.085, 60.0);

    /// A tone from lightness, chroma and hue.
    pub(crate) const fn new(l: f32, c: f32, h: f32) -> Tone {
        Tone { l, c, h }
    }

    /// The tone of a screen's colour.
    pub(crate) fn of(colour: Rgb) -> Tone {
        let Oklab { l, a, b } = colour.oklab();
        let hue = libm::atan2f(b, a) * (180.0 / std::f32::consts::PI);
        Tone::new(l, (a * a + b * b).sqrt(), hue.rem_euclid(360.0))
    }

    /// The nearest colour that a screen shows.
    pub(crate) fn rgb(self) -> Rgb {
        let hue = self.h * (std::f32::consts::PI / 180.0);
        let (a, b) = (self.c * libm::cosf(hue), self.c * libm::sinf(hue));
        Oklab { l: self.l, a, b }.rgb()
    }

    /// Lighter by so much; darker below 0.
    pub(crate) fn lit(self, by: f32) -> Tone {
        Tone::new((self.l + by).clamp(0.08, 0.98), self.c, self.h)
    }

    /// With so much of its chroma.
    pub(crate) fn faded(self, share: f32) -> Tone {
        Tone::new(self.l, self.c * share, self.h)
    }

    /// Turned by so many degrees of hue.
    pub(crate) fn turned(self, by: f32) -> Tone {
        Tone::new(self.l, self.c, (self.h + by).rem_euclid(360.0))
    }

    /// Its outline, shadows and lights: shadows drift to violet, lights to yellow, and both ends
    /// lose chroma, as in pictures that people place pixel by pixel.
    pub(crate) fn ramp(self) -> Ramp {
        let low = (self.l - 0.34).max(0.16);
        let high = (self.l + 0.24).min(0.97).max(self.l);
        let lights = [
            low * 0.72,
            low,
            low + (self.l - low) * 0.55,
            self.l,
            self.l + (high - self.l) * 0.5,
            high,
        ];
        std::array::from_fn(|step| {
            let place = step as f32 / 5.0;
            let hue = if place < 0.6 {
                drift(self.h, SHADOW_HUE, 0.42 * (0.6 - place) / 0.6)
            } else {
                drift(self.h, LIGHT_HUE, 0.45 * (place - 0.6) / 0.4)
            };
            let off = (place - 0.55).abs();
            let chroma = self.c * (1.0 - 1.3 * off * off).max(0.3);
            Tone::new(lights[step], chroma, hue).rgb()
        })
    }
}

/// A hue pulled towards another by a share of the way, at most 60 degrees of it.
fn drift(hue: f32, to: f32, share: f32) -> f32 {
    let way = (to - hue + 540.0).rem_euclid(360.0) - 180.0;
    hue + way.clamp(-60.0, 60.0) * share
}
