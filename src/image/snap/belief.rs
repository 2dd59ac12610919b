//! `Belief`: how likely a cell has each of the shades that come into question.

use crate::image::snap::cell::Tone;

/// No more shades than this come into question for one cell.
pub(super) const MOST: usize = 6;
/// Nor those that are this much less likely than the likeliest.
const UNLIKELY: f32 = 1e-4;

/// How likely a cell has each of the shades that come into question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Belief {
    pub(super) n: usize,
    pub(super) shades: [usize; MOST],
    pub(super) shares: [f32; MOST],
}

impl Belief {
    /// From the likelihood of every shade: the likeliest ones.
    pub(super) fn of(likelihoods: &[f32]) -> Belief {
        let mut res = Belief { n: 0, shades: [0; MOST], shares: [0.0; MOST] };
        for (shade, share) in likelihoods.iter().enumerate() {
            let mut at = res.n;
            while at > 0 && res.shares[at - 1] < *share {
                at -= 1;
            }
            if at < MOST {
                res.shades.copy_within(at..MOST - 1, at + 1);
                res.shares.copy_within(at..MOST - 1, at + 1);
                res.shades[at] = shade;
                res.shares[at] = *share;
                res.n = (res.n + 1).min(MOST);
            }
        }
        while res.n > 1 && res.shares[res.n - 1] < UNLIKELY * res.shares[0] {
            res.n -= 1;
        }
        res.normal()
    }

    /// The same with shares that sum up to 1.
    pub(super) fn normal(mut self) -> Belief {
        let sum: f32 = self.shares[..self.n].iter().sum();
        if sum > 0.0 {
            self.shares.iter_mut().for_each(|it| *it /= sum);
        } else {
            self.shares = [1.0 / self.n as f32; MOST];
        }
        self
    }

    /// The same where each shade is so many times as likely.
    pub(super) fn weighed(mut self, weight: impl Fn(usize) -> f32) -> Belief {
        for (share, shade) in self.shares[..self.n].iter_mut().zip(&self.shades) {
            *share *= weight(*shade);
        }
        self.normal()
    }

    /// Shades, each with its share; shares sum up to 1.
    pub(super) fn each(&self) -> impl Iterator<Item = (usize, f32)> {
        (0..self.n).map(|it| (self.shades[it], self.shares[it]))
    }

    pub(super) fn likeliest(&self) -> usize {
        let best = (1..self.n)
            .fold(0, |best, next| if self.shares[next] > self.shares[best] { next } else { best });
        self.shades[best]
    }

    /// The tone to be expected.
    pub(super) fn mean(&self, shades: &[Tone]) -> Tone {
        let mut res = [0.0; 4];
        for (shade, share) in self.each() {
            for (sum, value) in res.iter_mut().zip(shades[shade]) {
                *sum += share * value;
            }
        }
        res
    }
}
