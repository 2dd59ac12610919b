//! `Mask`: which pixels of a picture something holds for.

/// One bit for each pixel, by rows from the top left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Mask {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) bits: Vec<bool>,
}

impl Mask {
    pub(crate) fn new(width: usize, height: usize) -> Mask {
        Mask { width, height, bits: vec![false; width * height] }
    }

    pub(crate) fn of(width: usize, height: usize, holds: impl FnMut(usize) -> bool) -> Mask {
        Mask { width, height, bits: (0..width * height).map(holds).collect() }
    }

    pub(crate) fn count(&self) -> usize {
        self.bits.iter().filter(|it| **it).count()
    }

    /// The indices that are set, in order.
    pub(crate) fn indices(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.bits.len()).filter(|it| self.bits[*it])
    }

    /// Sets what is set in another one of the same size.
    pub(crate) fn add(&mut self, other: &Mask) {
        for (bit, other) in self.bits.iter_mut().zip(&other.bits) {
            *bit |= other;
        }
    }

    pub(crate) fn complement(&self) -> Mask {
        Mask { bits: self.bits.iter().map(|it| !it).collect(), ..*self }
    }

    /// Everything whose distance to something set is at most the root of `reach_squared`.
    pub(crate) fn grown(&self, reach_squared: usize) -> Mask {
        let reach = (0..).take_while(|it| it * it <= reach_squared).count() - 1;
        let half_widths: Vec<usize> =
            (0..=reach).map(|dy| half_width(reach_squared - dy * dy)).collect();
        let mut res = self.clone();
        // The disc around what is surrounded adds nothing.
        for idx in self.indices().filter(|it| self.is_rim(*it)) {
            let (x, y) = (idx % self.width, idx / self.width);
            for row in y.saturating_sub(reach)..(y + reach + 1).min(self.height) {
                let half = half_widths[row.abs_diff(y)];
                let from = row * self.width + x.saturating_sub(half);
                let to = row * self.width + (x + half + 1).min(self.width);
                res.bits[from..to].fill(true);
            }
        }
        res
    }

    /// What has all of its eight neighbours; beyond the border everything counts as set.
    pub(crate) fn shrunk(&self) -> Mask {
        Mask::of(self.width, self.height, |idx| {
            self.bits[idx] && self.around(idx).all(|it| self.bits[it])
        })
    }

    /// Whether one of the four neighbours is not set.
    pub(crate) fn is_rim(&self, idx: usize) -> bool {
        self.bits[idx] && self.beside(idx).any(|it| !self.bits[it])
    }

    pub(crate) fn is_border(&self, idx: usize) -> bool {
        let (x, y) = (idx % self.width, idx / self.width);
        x == 0 || y == 0 || x + 1 == self.width || y + 1 == self.height
    }

    /// Left, right, above, below; those that exist.
    pub(crate) fn beside(&self, idx: usize) -> impl Iterator<Item = usize> + use<> {
        let (width, height) = (self.width, self.height);
        let (x, y) = (idx % width, idx / width);
        [
            (x > 0).then(|| idx - 1),
            (x + 1 < width).then(|| idx + 1),
            (y > 0).then(|| idx - width),
            (y + 1 < height).then(|| idx + width),
        ]
        .into_iter()
        .flatten()
    }

    /// The eight neighbours; those that exist.
    pub(crate) fn around(&self, idx: usize) -> impl Iterator<Item = usize> + use<> {
        let (width, height) = (self.width, self.height);
        let (x, y) = (idx % width, idx / width);
        let rows = y.saturating_sub(1)..(y + 2).min(height);
        let columns = x.saturating_sub(1)..(x + 2).min(width);
        let all = rows.flat_map(move |row| columns.clone().map(move |it| row * width + it));
        all.filter(move |it| *it != idx)
    }

    /// What hangs together by the sides, each part in the order in which it was reached.
    pub(crate) fn parts(&self) -> Vec<Vec<usize>> {
        let mut seen = vec![false; self.bits.len()];
        let mut res = Vec::new();
        for start in self.indices() {
            if !seen[start] {
                res.push(self.part(start, &mut seen));
            }
        }
        res
    }

    fn part(&self, start: usize, seen: &mut [bool]) -> Vec<usize> {
        seen[start] = true;
        let mut res = vec![start];
        let mut at = 0;
        while let Some(&idx) = res.get(at) {
            at += 1;
            for beside in self.beside(idx) {
                if self.bits[beside] && !seen[beside] {
                    seen[beside] = true;
                    res.push(beside);
                }
            }
        }
        res
    }
}

/// The whole root.
fn half_width(squared: usize) -> usize {
    (0..).take_while(|it| it * it <= squared).count() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(rows: &str) -> Mask {
        let rows: Vec<&str> = rows.split(' ').collect();
        let bits = rows.concat().chars().map(|it| it == '#').collect();
        Mask { width: rows[0].len(), height: rows.len(), bits }
    }

    #[test]
    fn a_mask_grows_by_a_disc_and_stops_at_the_border() {
        let dot = mask("..... ..... ..#.. ..... .....");
        assert_eq!(dot.grown(1), mask("..... ..#.. .###. ..#.. ....."));
        assert_eq!(dot.grown(5), mask(".###. ##### ##### ##### .###."));
        assert_eq!(mask("#.. ...").grown(1), mask("##. #.."));
        assert_eq!(Mask::new(3, 0).grown(9), Mask::new(3, 0));
    }

    #[test]
    fn what_is_shrunk_loses_its_outline_but_not_the_pictures_border() {
        assert_eq!(mask("###. ###. ###.").shrunk(), mask("##.. ##.. ##.."));
    }

    #[test]
    fn parts_hang_together_by_their_sides() {
        assert_eq!(mask("##.# ..#.").parts(), [vec![0, 1], vec![3], vec![6]]);
    }
}
