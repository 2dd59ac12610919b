//! `Signs`: what tells how good a cut-out from one painting is, and how likely it is right.
//!
//! A cut-out is right if its composites are off by at most 8 steps of a byte in the band of the
//! outline and wherever alpha is wrong. How likely that is goes by a logistic regression over
//! pictures whose alpha is known; `docs/cut-outs.md` has the table of what came of it.

/// What was measured while the background was taken away.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Signs {
    pub(crate) ground: Ground,
    /// The share of the outline behind which the subject looks nearly like the background.
    pub(crate) fading: f32,
    /// Enclosed parts of a grey background's colour that stay, and those that went.
    pub(crate) n_kept: usize,
    pub(crate) n_holes: usize,
    /// The share of the outline that is strokes: hair, fur, leaves.
    pub(crate) strokes: f32,
    /// The share of the inside through which the key shows, or of the key's own hue.
    pub(crate) lets_through: f32,
    /// Colour has bled across the outline.
    pub(crate) bled: bool,
    /// By how much alpha contradicts what it was found from.
    pub(crate) misfit: f32,
    /// How many enclosed parts of nearly the key's hue were taken for opaque.
    pub(crate) n_own: usize,
    /// The subject casts a shadow on the key.
    pub(crate) casts_shadow: bool,
    /// How far the surface beside the outline is off, where JPEG leaves its noise.
    pub(crate) noise: f32,
}

/// What the subject stands before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Ground {
    /// A saturated key.
    #[default]
    Key,
    Grey,
    Ramp,
    Checkerboard,
}

/// A grey hole is a guess: no more than this.
const GUESSED: f32 = 0.49;

impl Signs {
    /// In percent, 1 to 99.
    pub(crate) fn percent(&self) -> u8 {
        let sum: f32 = self.terms().iter().map(|[sign, weight]| sign * weight).sum();
        let likely = 1.0 / (1.0 + libm::expf(-sum));
        let is_guess = self.ground != Ground::Key && self.n_holes > 0;
        let likely = if is_guess { likely.min(GUESSED) } else { likely };
        (likely * 100.0).clamp(1.0, 99.0) as u8
    }

    /// Signs, each with its weight; fitted on seeds 1 and 2 of the benchmark at 320 pixels.
    fn terms(&self) -> Vec<[f32; 2]> {
        let of = |holds: bool| f32::from(u8::from(holds));
        let bled = of(self.bled);
        let misfit = bled * self.misfit.min(0.3) * 10.0;
        let noise = self.noise.min(0.05) * 100.0;
        let strokes = self.strokes.min(0.5);
        // A shadow is faint, and seen through, and yet known.
        let unknown = of(!self.casts_shadow);
        let fading = self.fading.min(0.3) * unknown;
        if self.ground == Ground::Key {
            return vec![
                [1.0, 2.73],
                [bled, 0.38],
                [misfit, -7.05],
                [noise, -8.04],
                [strokes, -6.59],
                [fading, -4.65],
                [self.lets_through.min(0.3) * unknown, -13.13],
                [of(self.casts_shadow), 2.74],
            ];
        }
        vec![
            [1.0, 1.52],
            [bled, 0.03],
            [misfit, -1.05],
            [noise, -2.03],
            [strokes, -4.2],
            [fading, -12.4],
            [of(self.ground == Ground::Checkerboard), -0.79],
            [of(self.ground == Ground::Ramp), 1.11],
            [self.n_kept.min(5) as f32, -0.03],
            [of(self.n_holes > 0), -1.56],
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_against_a_cut_out_makes_it_less_sure() {
        let good = Signs::default();
        assert!(good.percent() >= 90, "{}", good.percent());
        let worse = [
            Signs { ground: Ground::Grey, fading: 0.3, ..good },
            Signs { lets_through: 0.2, ..good },
            Signs { bled: true, misfit: 0.2, noise: 0.05, ..good },
            Signs { ground: Ground::Grey, strokes: 0.5, ..good },
        ];
        for it in worse {
            assert!(it.percent() < 80, "{} % for {it:?}", it.percent());
        }
    }

    #[test]
    fn a_hole_in_a_grey_is_a_guess_and_one_through_a_key_is_none() {
        assert!(Signs { ground: Ground::Grey, n_holes: 1, ..Signs::default() }.percent() < 50);
        assert!(Signs { n_holes: 9, ..Signs::default() }.percent() >= 90);
    }
}
