//! `Dice`: choices that look random and are the same at every run, whatever the platform.

/// A source of choices; the same for the same seed.
pub(crate) struct Dice {
    state: u64,
    fresh: usize,
}

impl Dice {
    /// Those of a seed.
    pub(crate) fn new(seed: u64) -> Dice {
        Dice { state: seed, fresh: 0 }
    }

    /// A number below `most`.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.state >> 33) % most as u64).unwrap()
    }

    /// Whether a coin with so many sides fell on its first one.
    pub(crate) fn once_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    /// One of these.
    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A number that was not drawn before.
    pub(crate) fn fresh(&mut self) -> usize {
        self.fresh += 1;
        self.fresh
    }
}
