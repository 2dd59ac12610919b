//! Tells subject and background apart where colour has bled across the outline.
//!
//! Brightness says where the outline is, as far as subject and surface differ in it; colour says
//! how much of the subject there is nearby. Alpha is what agrees best with both: with brightness as
//! it is, and with colour once it is blurred in the way in which colour was. Between 0 and 1 that
//! also brings back the edge where brightness says nothing, by van Cittert's steps.

use crate::image::cut_out::bleeding::{Bleeding, joined};
use crate::image::cut_out::channels::Channels;

/// Steps towards alpha.
const ROUNDS: usize = 10;
/// Contrasts by which noise and texture hide as much as is seen: of brightness, of colour.
const TEXTURE: f32 = 0.1;
const NOISE: f32 = 0.15;
/// From these alphas on a pixel's own unmixed brightness and colour begin to count, and so much
/// further count alone: the likely colour of the subject is surer than what little is left.
const OWN_BRIGHTNESS: f32 = 0.3;
const OWN_COLOUR: f32 = 0.65;
const ALONE: f32 = 0.35;

/// A pixel that may be a mixture; its colours are parted into brightness and colour.
pub(crate) struct Mixed {
    pub(crate) idx: usize,
    pub(crate) mixture: Channels,
    pub(crate) surface: Channels,
    /// What the subject is likely to be there.
    pub(crate) own: Channels,
    /// The least alpha by brightness, and the most by the colours around.
    pub(crate) bounds: [f32; 2],
}

/// What an observation says of alpha, and how much it counts, 0 to 1.
#[derive(Clone, Copy)]
struct Says {
    alpha: f32,
    weight: f32,
}

impl Mixed {
    fn brightness(&self) -> Says {
        let contrast = self.own[0] - self.surface[0];
        let square = contrast * contrast;
        let alpha = (self.mixture[0] - self.surface[0]) * contrast / square.max(1e-6);
        Says { alpha: alpha.clamp(0.0, 1.0), weight: square / (square + TEXTURE * TEXTURE) }
    }

    fn colour(&self) -> Says {
        let off = |it: Channels| [1, 2].map(|at| it[at] - self.surface[at]);
        let (own, mixture) = (off(self.own), off(self.mixture));
        let square = own[0] * own[0] + own[1] * own[1];
        let alpha = (own[0] * mixture[0] + own[1] * mixture[1]) / square.max(1e-6);
        // A faint colour may be anything.
        let weight = square * square / (square * square + NOISE * NOISE * NOISE * NOISE);
        Says { alpha: alpha.clamp(0.0, 1.0), weight }
    }

    /// The subject's own colour; `blurred` is alpha as colour sees it.
    pub(crate) fn unmixed(&self, [alpha, blurred]: [f32; 2]) -> Channels {
        let own = |at: usize, alpha: f32, from: f32| {
            let exact = (self.mixture[at] - self.surface[at] * (1.0 - alpha)) / alpha.max(0.05);
            let trust = ((alpha - from) / ALONE).clamp(0.0, 1.0);
            self.own[at] + (exact - self.own[at]) * trust
        };
        let colour = |at: usize| own(at, blurred, OWN_COLOUR);
        joined([own(0, alpha, OWN_BRIGHTNESS), colour(1), colour(2)]).map(|it| it.clamp(0.0, 1.0))
    }
}

/// Alpha of every mixed pixel, and alpha as colour sees it; and how far that contradicts what was
/// seen. `alpha` holds what is known of all
/// others, by rows of `width`.
pub(crate) fn alphas(
    mixed: &[Mixed],
    mut alpha: Vec<f32>,
    width: usize,
    bleeding: Bleeding,
) -> (Vec<[f32; 2]>, f32) {
    let says: Vec<[Says; 2]> = mixed.iter().map(|it| [it.brightness(), it.colour()]).collect();
    for (it, [brightness, colour]) in mixed.iter().zip(&says) {
        // Colour counts as far as brightness says nothing.
        let weight = colour.weight * (1.0 - brightness.weight) + 1e-6;
        alpha[it.idx] = (brightness.alpha * brightness.weight + colour.alpha * weight)
            / (brightness.weight + weight);
    }
    let mut next = vec![0.0; mixed.len()];
    for _ in 0..ROUNDS {
        for ((it, [brightness, colour]), next) in mixed.iter().zip(&says).zip(&mut next) {
            let own = alpha[it.idx];
            let by_colour = colour.alpha - blurred(&alpha, width, it.idx, bleeding);
            let by_brightness = brightness.alpha - own;
            let step = colour.weight * by_colour + brightness.weight * by_brightness;
            *next = (own + step).max(it.bounds[0]).clamp(0.0, it.bounds[1]);
        }
        for (it, next) in mixed.iter().zip(&next) {
            alpha[it.idx] = *next;
        }
    }
    let both = |it: &Mixed| [alpha[it.idx], blurred(&alpha, width, it.idx, bleeding)];
    let res: Vec<[f32; 2]> = mixed.iter().map(both).collect();
    let misfit = misfit(&says, &res);
    (res, misfit)
}

/// The root mean square by which alpha contradicts what it was found from.
fn misfit(says: &[[Says; 2]], alphas: &[[f32; 2]]) -> f32 {
    let (mut squares, mut weights) = (0.0, 0.0);
    for (says, alphas) in says.iter().zip(alphas) {
        for (says, alpha) in says.iter().zip(alphas) {
            squares += says.weight * (says.alpha - alpha) * (says.alpha - alpha);
            weights += says.weight;
        }
    }
    (squares / weights.max(1e-6)).sqrt()
}

fn blurred(alpha: &[f32], width: usize, idx: usize, bleeding: Bleeding) -> f32 {
    let (x, y, height) = (idx % width, idx / width, alpha.len() / width);
    let columns = bleeding.taps(0, x);
    let mut res = 0.0;
    for (down, weight) in bleeding.taps(1, y) {
        let row = y.saturating_add_signed(down).min(height - 1) * width;
        let at = |right: isize| alpha[row + x.saturating_add_signed(right).min(width - 1)];
        res += weight * columns.iter().map(|(right, part)| part * at(*right)).sum::<f32>();
    }
    res
}
