//! `Noise`: rough surfaces that repeat without a seam.

use crate::builtin::sketch::dice::Dice;

/// Smooth value noise over a lattice that repeats.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noise {
    seed: u64,
    /// Columns and rows of the lattice; after them it starts again.
    period: [i32; 2],
}

impl Noise {
    /// A surface of its own, as many lattice cells wide and high.
    pub(crate) fn new(dice: &mut Dice, period: [i32; 2]) -> Noise {
        Noise { seed: dice.roll(), period: period.map(|it| it.max(1)) }
    }

    /// The height of one lattice point: at least 0, less than 1.
    pub(crate) fn point(self, x: i32, y: i32) -> f32 {
        self.dice(x, y).unit()
    }

    /// What else is by chance at a lattice point.
    pub(crate) fn dice(self, x: i32, y: i32) -> Dice {
        let [columns, rows] = self.period;
        Dice::at(self.seed, x.rem_euclid(columns), y.rem_euclid(rows))
    }

    /// The height somewhere between, 0 to 1; the whole surface is 0 to 1 wide and high.
    pub(crate) fn at(self, x: f32, y: f32) -> f32 {
        let [x, y] = [x * self.period[0] as f32, y * self.period[1] as f32];
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (smooth(x - left), smooth(y - top));
        let (left, top) = (left as i32, top as i32);
        let row = |y: i32| mix(self.point(left, y), self.point(left + 1, y), across);
        mix(row(top), row(top + 1), down)
    }

    /// Irregular cells, one for each lattice point: how far the nearest edge is (0 is on it),
    /// what is by chance in this cell, and where its middle lies from here.
    pub(crate) fn cells(self, x: f32, y: f32) -> (f32, f32, [f32; 2]) {
        // Half a cell off, so that no edge between cells keeps to the edge of the surface.
        let x = x * self.period[0] as f32 + 0.5;
        let y = y * self.period[1] as f32 + 0.5;
        let (column, row) = (x.floor() as i32, y.floor() as i32);
        let (mut first, mut second) = (f32::INFINITY, f32::INFINITY);
        let (mut chance, mut middle) = (0.0, [0.0; 2]);
        for dy in -1..=1 {
            for dx in -1..=1 {
                let mut dice = self.dice(column + dx, row + dy);
                let px = (column + dx) as f32 + dice.between(0.15, 0.85) - x;
                let py = (row + dy) as f32 + dice.between(0.15, 0.85) - y;
                let far = (px * px + py * py).sqrt();
                if far < first {
                    (second, first) = (first, far);
                    (chance, middle) = (dice.unit(), [px, py]);
                } else if far < second {
                    second = far;
                }
            }
        }
        (second - first, chance, middle)
    }
}

fn mix(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

fn smooth(it: f32) -> f32 {
    it * it * (3.0 - 2.0 * it)
}
