//! `Keyness`: how much of a saturated key a colour holds (after Petro Vlahos).
//!
//! A key such as magenta is bright in some channels and dark in the others. Subjects painted
//! before it avoid its hue, so what a pixel's bright channels have above its dark ones is the
//! key, seen through the subject: that bounds alpha, in glass and glow as well as at the outline.

use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::channels::Channels;

/// A key must be at least so key-like, or nothing can be said by it.
const LEAST_KEY: f32 = 0.5;
/// Less than this share of the key is noise.
pub(crate) const NOISE: f32 = 0.03;

/// What a key is bright in.
pub(crate) struct Keyness {
    high: [bool; 3],
    colour: Channels,
}

impl Keyness {
    /// None for a backing that no colour can be told from by hue.
    pub(crate) fn of(backing: &Backing) -> Option<Keyness> {
        let Backing::Shaded(_, colour) = backing else { return None };
        let (least, most) =
            colour.iter().fold((1.0_f32, 0.0_f32), |(a, b), it| (a.min(*it), b.max(*it)));
        let res = Keyness { high: colour.map(|it| it > (least + most) / 2.0), colour: *colour };
        // White and black are bright in all channels or in none.
        let is_mixed = res.high.contains(&true) && res.high.contains(&false);
        (is_mixed && res.strength(*colour) > LEAST_KEY).then_some(res)
    }

    /// By how much the bright channels lie above the dark ones, -1 to 1.
    fn strength(&self, colour: Channels) -> f32 {
        let (bright, dark) = self.bright_and_dark(colour);
        bright - dark
    }

    fn bright_and_dark(&self, colour: Channels) -> (f32, f32) {
        let (mut bright, mut dark) = (1.0_f32, 0.0_f32);
        for (value, high) in colour.into_iter().zip(self.high) {
            if high {
                bright = bright.min(value);
            } else {
                dark = dark.max(value);
            }
        }
        (bright, dark)
    }

    /// The share of the key in a colour, 0 to 1.
    pub(crate) fn share(&self, colour: Channels, surface: Channels) -> f32 {
        (self.strength(colour) / self.strength(surface).max(0.05)).clamp(0.0, 1.0)
    }

    /// Whether a colour is as bright as the key in all that the key is bright in.
    pub(crate) fn is_as_bright(&self, colour: Channels, within: f32) -> bool {
        let mut bright = (0..3).filter(|it| self.high[*it]);
        bright.all(|it| colour[it] > self.colour[it] - within)
    }

    /// The brightest of the key's dark channels.
    pub(crate) fn dark(&self, colour: Channels) -> f32 {
        self.bright_and_dark(colour).1
    }
}
