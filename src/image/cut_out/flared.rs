//! How far colours look apart, with a little stray light.
//!
//! OKLab has an infinite slope at black: one step of a byte there looks like a great distance, and
//! noise on a black background like a subject. A little light added to every cone response before
//! the cube root, as the flare of a lens adds it, bounds the slope and changes bright colours
//! hardly at all.

use crate::colour::linear;
use crate::image::cut_out::channels::Channels;

/// The light that is added.
const FLARE: f32 = 0.006;

/// Colours in flared OKLab: lightness, green to red, blue to yellow.
pub(crate) struct Flared {
    /// Linear light of every byte.
    linear: [f32; 256],
    /// The cube root of the flare alone: black.
    black: f32,
}

impl Flared {
    pub(crate) fn new() -> Flared {
        Flared { linear: std::array::from_fn(|it| linear(it as u8)), black: cube_root(FLARE) }
    }

    /// Of a pixel; its alpha does not matter.
    pub(crate) fn of_pixel(&self, [r, g, b, _]: [u8; 4]) -> Channels {
        self.of_light([r, g, b].map(|it| self.linear[usize::from(it)]))
    }

    /// Of a colour of sRGB, 0 to 1.
    pub(crate) fn of(&self, colour: Channels) -> Channels {
        self.of_light(colour.map(|channel| {
            let at = channel.clamp(0.0, 1.0) * 255.0;
            let below = at as usize;
            let (from, to) = (self.linear[below], self.linear[(below + 1).min(255)]);
            from + (to - from) * (at - below as f32)
        }))
    }

    /// The matrices are Björn Ottosson's (2020).
    fn of_light(&self, [r, g, b]: Channels) -> Channels {
        let root = |it: f32| cube_root(it + FLARE) - self.black;
        let l = root(0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b);
        let m = root(0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b);
        let s = root(0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b);
        [
            0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
            1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        ]
    }
}

/// How colourful a flared colour is; 0 is grey.
pub(crate) fn chroma([_, a, b]: Channels) -> f32 {
    (a * a + b * b).sqrt()
}

/// To six digits, for what is neither 0 nor tiny: a guess from the bits, and Halley's step twice.
/// Basic operations only, so that every machine gets the same bits, and faster than a library's.
fn cube_root(it: f32) -> f32 {
    let step = |guess: f32| {
        let cube = guess * guess * guess;
        guess * (cube + it + it) / (cube + cube + it)
    };
    // A third of the exponent, with the bias that this takes away put back.
    step(step(f32::from_bits(it.to_bits() / 3 + 0x2a51_37a0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::cut_out::channels::{channels, distance};

    #[test]
    fn a_cube_root_has_six_digits() {
        for step in 1..2000_u16 {
            let it = f32::from(step) * 0.001;
            let root = cube_root(it);
            assert!((root * root * root - it).abs() < 2e-6 * it, "{it}: {root}");
        }
    }

    #[test]
    fn one_step_of_a_byte_looks_small_even_at_black() {
        let flared = Flared::new();
        for value in 0..255_u8 {
            let grey = |it: u8| flared.of_pixel([it, it, it, 255]);
            assert!(distance(grey(value), grey(value + 1)) < 0.006, "{value}");
        }
        let (byte, exact) = ([200, 30, 90, 255], flared.of(channels([200, 30, 90, 255])));
        assert!(distance(flared.of_pixel(byte), exact) < 1e-5);
    }
}
