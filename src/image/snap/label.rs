//! Which shade each cell has: by its own colour, and by what stands beside what in this picture.
//!
//! Shades of a ramp are often nearer to each other than the noise of one cell. So every cell is
//! asked how likely each shade is, and tells its neighbours (belief propagation, Pearl 1988): the
//! likelihood comes from the noise as it turns out to be, the prior from how often shades occur,
//! and occur beside each other; both are estimated from the beliefs, and these anew (Dempster,
//! Laird and Rubin 1977). What counts is each single cell, so each gets the shade it believes
//! likeliest.

use crate::image::snap::belief::{Belief, MOST};
use crate::image::snap::bleed::bled;
use crate::image::snap::cell::{Cell, Tone, minus};
use crate::image::snap::noise::Noise;
use crate::image::snap::prior::Prior;
use crate::image::snap::shades::Shade;
use crate::image::snap::shading::shading;

/// How often noise, shading and the prior are estimated anew.
const ROUNDS: usize = 5;

/// The index of each cell's shade.
pub(super) fn labels(cells: &[Cell], columns: usize, shades: &[Shade]) -> Vec<usize> {
    let tones: Vec<Tone> = cells.iter().map(|it| axes(it.tone)).collect();
    let shades: Vec<Tone> = shades.iter().map(|it| axes(it.seen)).collect();
    let mut noise = Noise::first(&tones, &shades);
    let mut alone = alone(&tones, &shades, &noise);
    let mut prior = Prior::first(&alone, shades.len());
    let mut beliefs = believed(&alone, columns, &prior);
    for _ in 0..ROUNDS {
        // Of what cells are off, a part has a cause; only the rest is noise.
        let meant: Vec<Tone> = beliefs.iter().map(|it| it.mean(&shades)).collect();
        let shading = shading(&tones, &meant, columns);
        let bled = bled(&tones, &shading, &meant, columns);
        let clean = minus(&minus(&tones, &shading), &bled);
        noise = Noise::of(&beliefs, &clean, &shades, &noise);
        alone = self::alone(&clean, &shades, &noise);
        prior = Prior::of(&alone, &beliefs, columns, shades.len());
        beliefs = believed(&alone, columns, &prior);
    }
    beliefs.iter().map(Belief::likeliest).collect()
}

/// Light, two axes of colour, alpha: JPEG halves the resolution of colour only.
fn axes([r, g, b, a]: Tone) -> Tone {
    let y = 0.299 * r + 0.587 * g + 0.114 * b;
    [y, 0.564 * (b - y), 0.713 * (r - y), a]
}

/// What would be believed of each cell by its colour alone, were all shades equally frequent.
fn alone(tones: &[Tone], shades: &[Tone], noise: &Noise) -> Vec<Belief> {
    let places: Vec<Tone> = shades.iter().map(|it| noise.whitened(*it)).collect();
    let mut likelihoods = vec![0.0; shades.len()];
    let alone = tones.iter().map(|tone| {
        let place = noise.whitened(*tone);
        for (likelihood, shade) in likelihoods.iter_mut().zip(&places) {
            *likelihood = Noise::likelihood(place, *shade);
        }
        Belief::of(&likelihoods)
    });
    alone.collect()
}

/// What is believed of each cell, once all have told each other.
fn believed(alone: &[Belief], columns: usize, prior: &Prior) -> Vec<Belief> {
    let own = alone.iter().map(|it| it.weighed(|shade| prior.share(shade))).collect();
    let heard = vec![[[1.0; MOST]; 4]; alone.len()];
    let mut talk = Talk { own, heard, columns, prior };
    talk.sweep();
    (0..talk.own.len()).map(|it| talk.belief(it, None)).collect()
}

/// Cells that tell their neighbours what they believe.
struct Talk<'a> {
    /// By their own colours.
    own: Vec<Belief>,
    /// What each cell heard from the left, the right, above and below, by its own shades.
    heard: Vec<[[f32; MOST]; 4]>,
    columns: usize,
    prior: &'a Prior,
}

impl Talk<'_> {
    /// From end to end of the picture, and back.
    fn sweep(&mut self) {
        for cell in 0..self.own.len() {
            self.tell(cell, 1);
            self.tell(cell, 3);
        }
        for cell in (0..self.own.len()).rev() {
            self.tell(cell, 0);
            self.tell(cell, 2);
        }
    }

    /// What a cell believes, but for what it heard from one side.
    fn belief(&self, cell: usize, but: Option<usize>) -> Belief {
        let mut res = self.own[cell];
        for side in (0..4).filter(|it| Some(*it) != but) {
            for (share, factor) in res.shares.iter_mut().zip(self.heard[cell][side]) {
                *share *= factor;
            }
        }
        res.normal()
    }

    fn tell(&mut self, cell: usize, side: usize) {
        let Some(other) = self.neighbour(cell, side) else {
            return;
        };
        let belief = self.belief(cell, Some(side));
        let theirs = self.own[other];
        let mut told = [1.0; MOST];
        for (told, shade) in told.iter_mut().zip(&theirs.shades[..theirs.n]) {
            *told = belief.each().map(|it| it.1 * self.prior.gain(side / 2, it.0, *shade)).sum();
        }
        self.heard[other][side ^ 1] = told;
    }

    fn neighbour(&self, cell: usize, side: usize) -> Option<usize> {
        let (x, columns) = (cell % self.columns, self.columns);
        match side {
            0 => (x > 0).then(|| cell - 1),
            1 => (x + 1 < columns).then_some(cell + 1),
            2 => cell.checked_sub(columns),
            _ => Some(cell + columns).filter(|it| *it < self.own.len()),
        }
    }
}
